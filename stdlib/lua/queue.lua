-- Module "queue": Python's queues between threads.
--
-- Queue, LifoQueue and SimpleQueue are userdata whose cores and methods are C++ (module "_queue");
-- PriorityQueue is written in Lua (_priority_queue.lua), as comparing items may run Lua.

local class = require "gilua._class"
local errors = require "gilua.errors"
local native = require "gilua._queue"

local error, next, select = error, next, select
local bind = class.bind

local queue = {}

-- C++ raises them by these names.
queue.Empty = errors._library_class("Empty", errors.Exception)
queue.Full = errors._library_class("Full", errors.Exception)
queue.ShutDown = errors._library_class("ShutDown", errors.Exception)

local function describe(object)
  return ("<queue.%s object at %p>"):format(class.name_of(object), object)
end

local function define(name, kind, methods, properties)
  return class.define {
    name = name,
    new = function(metatable) return native.new_queue(metatable, kind) end,
    userdata = true,
    methods = methods,
    getters = properties,
    metamethods = {__tostring = describe},
  }
end

local SimpleQueue = define("SimpleQueue", "simple", native.simple_methods)
queue.SimpleQueue = SimpleQueue

function SimpleQueue:init(...)
  if select("#", ...) > 0 then error(errors.TypeError("SimpleQueue() takes no arguments")) end
end

local function all_methods()
  local methods = {}
  for name, method in next, native.simple_methods do methods[name] = method end
  for name, method in next, native.methods do methods[name] = method end
  return methods
end

local function init_as(name)
  return function(self, ...) native.set_limit(self, bind(name, 1, "maxsize", ...)) end
end

local Queue = define("Queue", "fifo", all_methods(), native.properties)
Queue.init = init_as "Queue"
queue.Queue = Queue

local LifoQueue = define("LifoQueue", "lifo", all_methods(), native.properties)
LifoQueue.init = init_as "LifoQueue"
queue.LifoQueue = LifoQueue

queue.PriorityQueue = (require "gilua._priority_queue")(queue, describe)

return queue
