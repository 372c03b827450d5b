-- The options of gil.set_policy, and what it says to wrong ones.
-- run: --gil=on
-- run: --gil=off
-- run: --gil=on --gil-policy=interval
local gil = require "gil"
local sys = require "sys"
local function try(f, ...)
  local ok, e = pcall(f, ...)
  print(ok and "no error" or tostring(e))
end

for _, name in ipairs{ "fifo", "priority", "ticks", "interval" } do
  gil.set_policy(name)
  print(gil.policy(), gil.stats().policy)
end
-- expect: fifo	fifo
-- expect: priority	priority
-- expect: ticks	ticks
-- expect: interval	interval

gil.set_policy("fifo", {interval = 0.25})
print(gil.policy(), sys.getswitchinterval())            -- expect: fifo	0.25
gil.set_policy{name = "ticks", check_interval = 7}
print(gil.policy(), sys.getcheckinterval())             -- expect: ticks	7
sys.setswitchinterval(0.5)                              -- after ticks: selects interval
print(gil.policy())                                     -- expect: interval
gil.set_policy("priority", {interval = 0.125, patience = 1})
sys.setswitchinterval(0.5)                              -- priority has an interval itself
print(gil.policy(), sys.getswitchinterval())            -- expect: priority	0.5
sys.setcheckinterval(100)
print(gil.policy())                                     -- expect: ticks
gil.set_policy("interval", {interval = 1})
print(gil.policy(), sys.getswitchinterval())            -- expect: interval	1.0

try(gil.set_policy)                                     -- expect: TypeError: policy must be a string, not nil
try(gil.set_policy, "lottery")                          -- expect: ValueError: unknown GIL policy 'lottery'; it must be one of: interval, ticks, fifo, priority
try(gil.set_policy, "fifo", {check_interval = 5})       -- expect: TypeError: policy 'fifo' takes no option 'check_interval' (known: interval)
try(gil.set_policy, "ticks", {interval = 5})            -- expect: TypeError: policy 'ticks' takes no option 'interval' (known: check_interval)
try(gil.set_policy, "interval", {patience = 5})         -- expect: TypeError: policy 'interval' takes no option 'patience' (known: interval)
try(gil.set_policy, "priority", {boost = 5})            -- expect: TypeError: set_policy() got an unexpected keyword argument 'boost' (known: check_interval, interval, name, patience)
try(gil.set_policy, "priority", {interval = "5"})       -- expect: TypeError: interval must be a number, not string
try(gil.set_policy, "priority", {patience = 0})         -- expect: ValueError: patience must be 1e-06 to 3600 seconds, not 0
try(gil.set_policy, "priority", {patience = 0 / 0}) -- expect: ValueError: patience must be 1e-06 to 3600 seconds, not nan
try(gil.set_policy, "fifo", {interval = 0})             -- expect: ValueError: switch interval must be strictly positive
try(gil.set_policy, "ticks", {check_interval = 1.5})    -- expect: TypeError: check_interval must be an integer, not float
try(gil.set_policy, "ticks", {check_interval = 0})      -- expect: ValueError: check interval must be 1 to 2147483647, not 0
-- A wrong option changes nothing.
print(gil.policy(), sys.getswitchinterval(), sys.getcheckinterval())  -- expect: interval	1.0	100
