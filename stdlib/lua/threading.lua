-- Module "threading": Python's Thread, Timer and Local; locks and their like come from "_locks".
--
-- Their cores are C++ (module "_threading"); this file gives them Python's constructors, properties
-- and defaults. What a thread runs lies in fields of its object, named as in CPython: _target,
-- _args, _kwargs.

local class = require "gilua._class"
local errors = require "gilua.errors"
local native = require "gilua._threading"

local error, getmetatable, next, select = error, getmetatable, next, select
local setmetatable = setmetatable
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
    isAlive = thread_methods.is_alive,
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
    waiting_for = native.waiting_for,
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
  if threading.excepthook == nil then
    error(errors.RuntimeError("threading.excepthook is None"))
  end
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

-- f(args..., kwargs), where kwargs arrive as one table, if there are any.
local function apply(f, args, kwargs)
  if kwargs == nil or next(kwargs) == nil then return f(unpack(args, 1, args.n)) end
  args[args.n + 1] = kwargs
  return f(unpack(args, 1, args.n + 1))
end

function Thread:run()
  local target = self._target
  if target == nil then return end
  local args, kwargs = self._args, self._kwargs
  -- As in CPython: what the thread was given is not kept alive by an object that stays around.
  self._target, self._args, self._kwargs = nil, nil, nil
  apply(target, args, kwargs)
end

-- Timer ------------------------------------------------------------------------------------------

local Timer = Thread:extend("Timer")
threading.Timer = Timer

--- Timer(interval, func, args, {kwargs=}): calls func after interval seconds, unless cancelled.
function Timer:init(...)
  local interval, func, args, kwargs = class.bind("Timer", 3, "interval,func,args,kwargs", ...)
  if interval == nil or func == nil then
    error(errors.TypeError("Timer.__init__() missing " .. (interval == func
      and "2 required positional arguments: 'interval' and 'func'"
      or "1 required positional argument: " .. (func == nil and "'func'" or "'interval'"))))
  end
  args = copy_args(args)
  kwargs = check_kwargs(kwargs)
  Thread.init(self)
  self.interval, self.func = interval, func
  self.args, self.kwargs = args, kwargs or {}
end

--- Stops the timer if it still waits; one that has not started will do nothing.
Timer.cancel = native.timer.cancel

function Timer:run()
  if not native.timer.wait(self, self.interval) then
    apply(self.func, copy_args(self.args), check_kwargs(self.kwargs))
  end
  self:cancel()
end

-- Local ------------------------------------------------------------------------------------------

local locals = native.locals

-- Gives the calling thread its own fields and has init fill them. If init fails, the next use tries
-- again.
local function begin_local(object)
  threading.current_thread()  -- makes the thread known
  locals.set_fields(object, {})
  local failed = true
  local _ <close> = setmetatable({}, {__close = function()
    if failed then locals.set_fields(object, nil) end
  end})
  local args = locals.arguments(object)
  object:init(unpack(args, 1, args.n))
  failed = false
end

local function local_tostring(self)
  local name = class.name_of(self)
  return ("<%s object at %p>"):format(name == "Local" and "_thread._local" or name, self)
end

local Local = class.define {
  name = "Local",
  new = function(metatable, ...) return locals.new(metatable, pack(...)) end,
  start = begin_local,
  index = locals.index,
  newindex = locals.newindex,
  metamethods = {__tostring = local_tostring},
}
threading.Local = Local

function Local:init(...)
  if select("#", ...) > 0 then
    error(errors.TypeError("Initialization arguments are not supported"))
  end
end

-- Trace functions --------------------------------------------------------------------------------
--
-- f(event, line, func) is called in every thread that starts afterwards, as a hook of its Lua code:
--   settrace    "call", "line" and "return" of Lua functions
--   setprofile  "call" and "return" of Lua functions, "c_call" and "c_return" of others
-- line is the current one (of a call where the function is defined; nil for others), func the
-- function that it happens in. What f returns is ignored; what it raises is raised there. As with
-- debug.sethook, which these and a thread's own hooks replace each other with, coroutines that the
-- thread makes are not traced, and nothing is while f runs.

local getinfo = require("debug").getinfo
local trace, profile = nil, nil
local not_traced = {[native.trace.set] = true, [native.trace.set_everywhere] = true}

local function dispatch(event, line)
  local info = getinfo(2, "Slf")
  local func = info.func
  if not_traced[func] then return end
  if event == "tail call" then event = "call" end
  local trace, profile = trace, profile
  if info.what == "C" then
    if profile then profile("c_" .. event, nil, func) end
    return
  end
  if event ~= "line" then line = event == "call" and info.linedefined or info.currentline end
  if trace then trace(event, line, func) end
  if profile and event ~= "line" then profile(event, line, func) end
end

local function set_trace(install)
  return install((trace or profile) and dispatch or nil, trace ~= nil)
end
not_traced[set_trace] = true

local function check_trace(name, f)
  if f ~= nil and type(f) ~= "function" then
    error(errors.TypeError(("%s() arg must be a function or nil, not %s"):format(name, type(f))))
  end
  return f
end

function threading.settrace(f) trace = check_trace("settrace", f) end
function threading.setprofile(f) profile = check_trace("setprofile", f) end
function threading.gettrace() return trace end
function threading.getprofile() return profile end
--- The same for all threads, those that run already too.
function threading.settrace_all_threads(f)
  trace = check_trace("settrace_all_threads", f)
  set_trace(native.trace.set_everywhere)
end
function threading.setprofile_all_threads(f)
  profile = check_trace("setprofile_all_threads", f)
  set_trace(native.trace.set_everywhere)
end
not_traced[threading.settrace_all_threads] = true
not_traced[threading.setprofile_all_threads] = true

-- What threads call ------------------------------------------------------------------------------

local function run(self)
  if trace or profile then set_trace(native.trace.set) end
  return self:run()
end
not_traced[run] = true

-- The text of an uncaught error, as the standalone lua says it.
local function describe(e)
  local kind = type(e)
  if kind == "string" or kind == "number" then return tostring(e) end
  local metatable = getmetatable(e)
  if type(metatable) == "table" and metatable.__tostring then return tostring(e) end
  return "(error object is a " .. kind .. " value)"
end

-- Errors that were plain values before a hook got them, by what they became.
local plain = setmetatable({}, {__mode = "k"})

--- The hook as it was at first: tells the error on standard error. SystemExit is silent.
function threading.__excepthook__(args)
  if type(args) ~= "table" or args.exc_type == nil then
    error(errors.TypeError("excepthook() argument must be the table that a thread gives it"))
  end
  local e, thread = args.exc_value, args.thread
  if errors.is(e, errors.SystemExit) then return end
  native.write_error(("Exception in thread %s:\n%s\n%s\n"):format(
    thread and thread.name or native.get_ident(), plain[e] and describe(e.value) or describe(e),
    args.exc_traceback or ""))
end
threading.excepthook = threading.__excepthook__

-- What a thread's error is given to: threading.excepthook{exc_type=, exc_value=, exc_traceback=,
-- thread=}, the traceback as text.
local function report(e, traceback, thread)
  if not errors.is(e, errors.BaseException) then
    local value = e
    e = errors.LuaError(value)
    e.traceback = traceback
    plain[e] = true
  end
  local hook = threading.excepthook
  if hook == nil then hook = threading.__excepthook__ end
  return hook{exc_type = e.class, exc_value = e, exc_traceback = traceback, thread = thread}
end

native.set_functions(run, report, describe, begin_local)

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
threading.stack_size = native.stack_size

return threading
