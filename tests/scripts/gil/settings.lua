-- The knobs of modules gil and sys, and what they say to bad values.
-- run: --gil=on
-- run: --gil=on --switch-points=any
local gil = require "gil"
local sys = require "sys"
local function try(f, ...)
  local ok, e = pcall(f, ...)
  print(ok and "no error" or tostring(e))
end
local function class_of(f, ...)
  local _, e = pcall(f, ...)
  print(e.class.name)
end

print(sys._is_gil_enabled(), gil.enabled())       -- expect: true	true
print(sys.getswitchinterval(), sys.getcheckinterval(), gil.policy(), gil.switch_points())  -- expect: 0.005	100	interval	any
sys.setswitchinterval(0.1)
print(sys.getswitchinterval())                    -- expect: 0.1
sys.setswitchinterval(1e-6)
print(sys.getswitchinterval())                    -- expect: 1e-06
sys.setcheckinterval(1)
print(gil.policy(), sys.getcheckinterval())       -- expect: ticks	1
sys.setswitchinterval(10)
print(gil.policy(), sys.getswitchinterval())      -- expect: interval	10.0
gil.set_policy("ticks")
print(gil.policy())                               -- expect: ticks
gil.set_policy("interval")
gil.set_switch_points("loops")
print(gil.switch_points())                        -- expect: loops
gil.set_switch_points("any")

try(sys.setswitchinterval, 0)                     -- expect: ValueError: switch interval must be strictly positive
try(sys.setswitchinterval, -1)                    -- expect: ValueError: switch interval must be strictly positive
class_of(sys.setswitchinterval, 0 / 0)            -- expect: ValueError
class_of(sys.setswitchinterval, math.huge)        -- expect: ValueError
class_of(sys.setswitchinterval, 1e-7)             -- expect: ValueError
class_of(sys.setswitchinterval, 10.5)             -- expect: ValueError
try(sys.setswitchinterval, "1")                   -- expect: TypeError: must be real number, not string
class_of(sys.setcheckinterval, 0)                 -- expect: ValueError
class_of(sys.setcheckinterval, 2^31)              -- expect: ValueError
try(sys.setcheckinterval, 1.5)                    -- expect: TypeError: check interval must be an integer, not float
class_of(gil.set_policy, "nobody")                -- expect: ValueError
try(gil.set_policy, 5)                            -- expect: TypeError: policy must be a string, not number
class_of(gil.set_switch_points, "everywhere")     -- expect: ValueError
print(sys.getswitchinterval(), gil.policy())      -- expect: 10.0	interval

print(gil.disable(), gil.enabled())               -- expect: true	false
print(gil.disable(), gil.enable(), gil.enabled()) -- expect: false	false	true
