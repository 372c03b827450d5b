-- A lock that its holder may take again, for handlers: formatting a record may log another one.
-- Only held() and what Handler:acquire and release need.

local class = require "gilua._class"
local threading = require "gilua.threading"

local setmetatable = setmetatable
local get_ident = threading.get_ident

local Reentrant = class.define {name = "RLock"}

function Reentrant:init()
  self.lock = threading.Lock()
  self.count = 0
end

function Reentrant:acquire()
  local me = get_ident()
  if self.owner ~= me then
    self.lock:acquire()
    self.owner = me
  end
  self.count = self.count + 1
end

function Reentrant:release()
  self.count = self.count - 1
  if self.count > 0 then return end
  self.owner = nil
  self.lock:release()
end

function Reentrant:held()
  self:acquire()
  return setmetatable({}, {__close = function() self:release() end})
end

return Reentrant
