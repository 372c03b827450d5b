-- Thread:extend, with and without init, fields of its own, and inheritance two deep.
local threading = require "threading"
local Thread = threading.Thread

local Worker = Thread:extend("Worker")
function Worker:init(options)
  Thread.init(self, {name = options.name})
  self.steps = options.steps
  self.done = 0
end
function Worker:run()
  for _ = 1, self.steps do self.done = self.done + 1 end
end

local w = Worker{name = "w1", steps = 100}
print(w, w.steps, w.absent)                            -- expect: <Worker(w1, initial)>	100	nil
w:start()
w:join()
print(w.done)                                          -- expect: 100

local Counter = Worker:extend("Counter")
function Counter:run()
  Worker.run(self)
  self.done = self.done * 2
end
local c = Counter{name = "c", steps = 5}
c:start()
c:join()
print(c.done, c.name, c:is_alive())                    -- expect: 10	c	false
print(Counter, Worker)                                 -- expect: <class 'Counter'>	<class 'Worker'>

-- Without an init of its own the class takes Thread's arguments.
local Plain = Thread:extend("Plain")
function Plain:run() self.ran = true end
local p = Plain{name = "p", daemon = true}
p:start()
p:join()
print(p.ran, p.name, p.daemon)                         -- expect: true	p	true

-- An init that forgets Thread.init.
local Bad = Thread:extend("Bad")
function Bad:init() self.x = 1 end
print(select(2, pcall(function() Bad():start() end)))     -- expect: RuntimeError: thread.__init__() not called
print(select(2, pcall(function() Bad():join() end)))      -- expect: RuntimeError: Thread.__init__() not called
print(select(2, pcall(function() return Bad().name end))) -- expect: AssertionError: Thread.__init__() not called

-- Locks are classes too.
local Named = threading.Lock:extend("Named")
function Named:init(name)
  threading.Lock.init(self)
  self.name = name
end
local lock = Named("door")
print(lock.name, lock:acquire(), lock:locked(), lock.other)  -- expect: door	true	true	nil
do
  lock:release()
  local _ <close> = lock:held()
  print(lock:locked())                                 -- expect: true
end
print(lock:locked())                                   -- expect: false
