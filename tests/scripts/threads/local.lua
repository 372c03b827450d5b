-- threading.Local: fields that each thread has for itself.
local errors = require "errors"
local threading = require "threading"
local Thread, Local = threading.Thread, threading.Local

local function in_thread(f, ...)
  local t = Thread{target = f, args = table.pack(...)}
  t:start()
  t:join()
end

local mydata = Local()
mydata.number = 42
print(mydata.number, mydata.absent)                    -- expect: 42	nil
in_thread(function()
  print(mydata.number)                                 -- expect: nil
  mydata.number = 11
  print(mydata.number)                                 -- expect: 11
end)
print(mydata.number, type(mydata))                     -- expect: 42	userdata
print((tostring(mydata):gsub("0x%x+", "ADDRESS")))     -- expect: <_thread._local object at ADDRESS>
mydata.number = nil
mydata[1], mydata[2.0], mydata[mydata] = "one", "two", "self"
print(mydata.number, mydata[1], mydata[2], mydata[mydata])  -- expect: nil	one	two	self
print(pcall(function() mydata[nil] = 1 end))           -- expect: false	local.lua:25: index is nil
print(pcall(Local, 1))                                 -- expect: false	TypeError: Initialization arguments are not supported
print(pcall(Local, {a = 1}))                           -- expect: false	TypeError: Initialization arguments are not supported

-- A class made from it: init runs with the same arguments in each thread at first use.
local Data = Local:extend("Data")
Data.shared = "of the class"
local inits = 0
function Data:init(first, options)
  inits = inits + 1
  self.first, self.list = first, {options.x}
end
function Data:squared() return self.first ^ 2 end
local d = Data(3, {x = 1})
print(inits, d.first, d:squared(), d.shared)           -- expect: 1	3	9.0	of the class
d.first = 4
in_thread(function()
  print(inits, d:squared(), inits)                     -- expect: 1	9.0	2
  d.shared = "hidden here"
  print(d.shared, #d.list)                             -- expect: hidden here	1
end)
print(inits, d.first, d.shared)                        -- expect: 2	4	of the class
in_thread(function() d.other = 1 print(inits, d.first) end)  -- expect: 3	3
print((tostring(d):gsub("0x%x+", "ADDRESS")))          -- expect: <Data object at ADDRESS>
local Child = Data:extend("Child")
function Child:init(...)
  Data.init(self, ...)
  self.child = true
end
print(Child(5, {}).child, Child(5, {}).first)          -- expect: true	5

-- An init that fails is tried again at the next use.
local Failing = Local:extend("Failing")
local fail = true
function Failing:init()
  self.seen = 1
  if fail then error(errors.ValueError("not yet")) end
  self.seen = 2
end
print(pcall(Failing))                                  -- expect: false	ValueError: not yet
fail = false
local f = Failing()
fail = true
in_thread(function()
  print(pcall(function() return f.seen end))           -- expect: false	ValueError: not yet
  fail = false
  print(f.seen)                                        -- expect: 2
end)
print(f.seen)                                          -- expect: 2

-- Fields go with their thread, and with the object, also when they refer to it.
local left = setmetatable({}, {__mode = "v"})
local function collect() for _ = 1, 3 do collectgarbage() end end
in_thread(function()
  left.value = {}
  mydata.value = left.value
  mydata.back = {mydata}
  collect()
  print(left.value ~= nil)                             -- expect: true
end)
collect()
print(left.value)                                      -- expect: nil
do
  local short = Local()
  left.object, left.value = short, {}
  short.value, short.me = left.value, {short}
end
collect()
print(left.object, left.value)                         -- expect: nil	nil

-- A coroutine has the fields of the thread that runs it.
local co = coroutine.wrap(function()
  while true do coroutine.yield(mydata.who) end
end)
mydata.who = "main"
print(co())                                            -- expect: main
in_thread(function() mydata.who = "thread" print(co()) end)  -- expect: thread
print(co())                                            -- expect: main

-- Threads at once, many objects: nobody sees another's.
local objects, wrong = {}, 0
for i = 1, 20 do objects[i] = Data(i, {}) end
local threads = {}
for n = 1, 10 do
  threads[n] = Thread{target = function()
    for round = 1, 20 do
      for i, object in ipairs(objects) do
        if round == 1 and object.first ~= i then wrong = wrong + 1 end
        if round > 1 and object.mine ~= n * 1000 + i + round - 1 then wrong = wrong + 1 end
        object.mine = n * 1000 + i + round
      end
      if n == 1 and round % 5 == 0 then collectgarbage() end
    end
  end}
  threads[n]:start()
end
for n = 1, 10 do threads[n]:join() end
print(wrong)                                           -- expect: 0
