-- http.Session: requests as async methods, over connections that are kept and used again.
--
-- A session belongs to the event loop of its first request. Closing it ends what is under way with
-- a ConnectionError.

local asyncio = require "gilua.asyncio"
local class = require "gilua._class"
local methods = require("gilua._http.request").methods
local native = require "gilua._http"

local async, await = asyncio.async, asyncio.await
local start, close = native.start, native.close

local Session = class.define {
  name = "Session",
  metamethods = {
    __close = function(self) self:close() end,
    __tostring = function(self) return ("<http.Session object at %p>"):format(self) end,
  },
}

function Session:init()
  self._core = native.new_session()
end

-- What _http/request.lua calls to have a request carried out. A transfer that met the memory limit
-- goes on under another Future.
local function carrier(session)
  return function(...)
    local response, kind, message, errno = await(start(session._core, ...))
    while response == "again" do response, kind, message, errno = await(kind) end
    return response, kind, message, errno
  end
end

Session.get = async(function(self, ...) return methods.get(carrier(self), ...) end)
Session.head = async(function(self, ...) return methods.head(carrier(self), ...) end)
Session.options = async(function(self, ...) return methods.options(carrier(self), ...) end)
Session.delete = async(function(self, ...) return methods.delete(carrier(self), ...) end)
Session.put = async(function(self, ...) return methods.put(carrier(self), ...) end)
Session.patch = async(function(self, ...) return methods.patch(carrier(self), ...) end)
Session.post = async(function(self, ...) return methods.post(carrier(self), ...) end)
Session.request = async(function(self, ...) return methods.request(carrier(self), ...) end)

--- Closes the connections. Does nothing the second time.
function Session:close()
  close(self._core)
end

return Session
