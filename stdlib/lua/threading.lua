-- Module "threading": Python's Thread; locks and their like come from "_sync".
--
-- Threads are userdata whose cores are C++ (module "_threading"); this file gives them
-- Python's constructor, properties and defaults. What a thread runs lies in fields of its object,
-- named as in CPython: _target, _args, _kwargs.

local class = require "gilua._class"
local errors = require "gilua.errors"
local native = require "gilua._threading"

local error, getmetatable, next, select = error, getmetatable, next, select
local tostring, type = tostring, type
local math_type = math.type
local pack, unpack = table.pack, table.unpack

local threading = {}

threading.ThreadError = errors.RuntimeError
threading.TIMEOUT_MAX = 9223372036.0
for name, value in next, (require "gilua._locks") do threading[name] = value end

-- Thread -----------------------------------------------------------------------------------------

local thread_methods = native.thread_methods
local get_name, get_daemon = thread_methods.getName, thread_methods.isDaemon
local set_daemon = thread_methods.setDaemon

local function set_name(self, name)
  thread_methods.setName(self, tostring(name))
end

local function thread_tostring(self)
  local ident = native.ident(self)
  return ("<%s(%s, %s%s%s)>"):format(class.name_of(self), get_name(self), native.status(self),
    get_daemon(self) and " daemon" or "", ident and " " .. ident or "")
end

local Thread = class.define {
  name = "Thread",
  new = native.new_thread,
  userdata = true,
  methods = {
    start = thread_methods.start,
    join = thread_methods.join,
    is_alive = thread_methods.is_alive,
    getName = get_name,
    setName = set_name,
    isDaemon = get_daemon,
    setDaemon = set_daemon,
  },
  getters = {
    name = get_name,
    daemon = get_daemon,
    ident = native.ident,
    native_id = native.native_id,
  },
  setters = {name = set_name, daemon = set_daemon},
  metamethods = {__tostring = thread_tostring},
}
threading.Thread = Thread

-- The args of a thread, copied: its creator may go on using the table.
local function copy_args(args)
  if args == nil then return {n = 0} end
  if type(args) ~= "table" then
    error(errors.TypeError("args must be a sequence, not " .. type(args)))
  end
  local n = args.n
  if math_type(n) ~= "integer" then n = #args end
  return pack(unpack(args, 1, n))
end

local function check_kwargs(kwargs)
  if kwargs ~= nil and type(kwargs) ~= "table" then
    error(errors.TypeError("kwargs must be a table, not " .. type(kwargs)))
  end
  return kwargs
end

local function default_name(target)
  local name = "Thread-" .. native.next_number()
  local target_name = native.function_name(target)
  return target_name == "" and name or name .. " (" .. target_name .. ")"
end

local current_thread

--- Thread(group, target, name, args, {kwargs=, daemon=}), or all of them by keyword.
function Thread:init(...)
  local group, target, name, args, kwargs, daemon =
    class.bind("Thread", 4, "group,target,name,args,kwargs,daemon", ...)
  if group ~= nil then
    error(errors.AssertionError("group argument must be None for now"))
  end
  args = copy_args(args)
  kwargs = check_kwargs(kwargs)
  daemon = class.check_bool("daemon", daemon)
  if daemon == nil then daemon = current_thread().daemon end
  name = name == nil and default_name(target) or tostring(name)
  native.init_thread(self, name, daemon)
  self._target = target
  self._args = args
  if kwargs and next(kwargs) ~= nil then self._kwargs = kwargs end
end

function Thread:run()
  local target = self._target
  if target == nil then return end
  local args, kwargs = self._args, self._kwargs
  -- As in CPython: what the thread was given is not kept alive by an object that stays around.
  self._target, self._args, self._kwargs = nil, nil, nil
  if kwargs == nil then
    target(unpack(args, 1, args.n))
  else
    args[args.n + 1] = kwargs
    target(unpack(args, 1, args.n + 1))
  end
end

local function run(self) self:run() end

-- The text of an uncaught error, as the standalone lua says it.
local function describe(e)
  local kind = type(e)
  if kind == "string" or kind == "number" then return tostring(e) end
  local metatable = getmetatable(e)
  if type(metatable) == "table" and metatable.__tostring then return tostring(e) end
  return "(error object is a " .. kind .. " value)"
end

-- What a new OS thread calls.
native.set_bootstrap(run, describe)

-- The threads that no script made ------------------------------------------------------------------

local function adopt(class_name, name, daemon)
  local object = Thread:extend(class_name) {name = name, daemon = daemon}
  native.adopt(object)
  return object
end

-- The thread that loads this module: others exist only if an embedding program attached them.
local main = adopt("_MainThread", "MainThread", false)

function current_thread()
  local current = native.current()
  if current == nil then
    current = adopt("_DummyThread", "Dummy-" .. native.next_number(), true)
  end
  return current
end

threading.current_thread = current_thread
threading.currentThread = current_thread
function threading.main_thread() return main end
threading.active_count = native.active_count
threading.activeCount = native.active_count
threading.enumerate = native.enumerate
threading.get_ident = native.get_ident
threading.get_native_id = native.get_native_id

return threading
