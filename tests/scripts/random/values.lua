-- Module random: ranges, sequences, distributions, seeds and states, wrong use.
local errors = require "errors"
local random = require "random"

-- Seeds and states.
local function some(n)
  local out = {}
  for i = 1, n do out[i] = random.randint(1, 1000) end
  return table.concat(out, " ")
end
random.seed(42)
local first = some(20)
random.seed(42)
print(some(20) == first, some(20) ~= first)              -- expect: true	true
random.seed(-42)
print(some(20) == first)                                 -- expect: true
random.seed(42.0)
print(some(20) == first)                                 -- expect: true
random.seed("42")
local text = some(20)
random.seed("42")
print(some(20) == text, text ~= first)                   -- expect: true	true
random.seed(42.5)
print(some(20) ~= first)                                 -- expect: true
local state = random.getstate()
local a = {random.random(), random.gauss(), random.choice{1, 2, 3}, random.randbytes(5)}
random.setstate(state)
local b = {random.random(), random.gauss(), random.choice{1, 2, 3}, random.randbytes(5)}
print(a[1] == b[1] and a[2] == b[2] and a[3] == b[3] and a[4] == b[4])  -- expect: true
random.seed()
local c = some(20)
random.seed()
print(some(20) ~= c)                                     -- expect: true
print(random.Random(5):random() == random.Random(5):random())  -- expect: true

-- Ranges.
local seen = {}
for _ = 1, 1000 do
  local x = random.random()
  assert(x >= 0 and x < 1 and math.type(x) == "float")
  seen[random.randint(1, 6)] = true
  local r = random.randrange(0, 10, 5)
  assert(r == 0 or r == 5)
  r = random.randrange(10, 0, -3)
  assert(r == 10 or r == 7 or r == 4 or r == 1)
  assert(random.randrange(3) < 3)
  local u = random.uniform(5, 2)
  assert(u >= 2 and u <= 5)
  assert(random.getrandbits(3) < 8)
  assert(random.triangular(1, 3, 2) <= 3)
  assert(random.vonmisesvariate(0, 4) < 2 * math.pi)
  assert(random.betavariate(1, 2) <= 1)
end
print(#seen, seen[0], seen[7])                           -- expect: 6	nil	nil
print(random.randint(math.mininteger, math.maxinteger) ~= random.randint(math.mininteger, math.maxinteger))
-- expect: true
local r = random.randrange(math.mininteger, math.maxinteger, 3)
print((r - math.mininteger) % 3 == 0 or r > 0)           -- expect: true
print(random.randint(3, 3), random.getrandbits(0), #random.randbytes(0), #random.randbytes(13))
-- expect: 3	0	0	13

-- Sequences.
local list = {}
for i = 1, 100 do list[i] = i end
random.shuffle(list)
local moved = 0
for i = 1, 100 do moved = moved + (list[i] ~= i and 1 or 0) end
table.sort(list)
print(moved > 50, #list, list[1], list[100])             -- expect: true	100	1	100
local sample = random.sample(list, 60)
table.sort(sample)
local twice = 0
for i = 2, 60 do twice = twice + (sample[i] == sample[i - 1] and 1 or 0) end
print(#sample, twice)                                    -- expect: 60	0
print(#random.sample("abc", 3), #random.sample(list, {k = 0}))  -- expect: 3	0
local counted = random.sample({"a", "b"}, 4, {counts = {3, 1}})
table.sort(counted)
print(table.concat(counted))                             -- expect: aaab
print(#random.choices({1, 2}, {k = 7}), random.choices({"x"})[1], #random.choices({}, {k = 0}))
-- expect: 7	x	0
print(table.concat(random.choices({"a", "b", "c"}, {0, 1, 0}, {k = 3})))        -- expect: bbb
print(table.concat(random.choices({"a", "b", "c"}, {cum_weights = {0, 0, 2}, k = 3})))  -- expect: ccc
print(random.choice("x"), random.choice{5})              -- expect: x	5

-- Means of 20,000 draws, so far off only in one of a billion runs.
local function mean(wanted, tolerance, name, ...)
  local sum, n = 0, 20000
  for _ = 1, n do sum = sum + random[name](...) end
  assert(math.abs(sum / n - wanted) < tolerance, name .. " " .. sum / n)
end
mean(0.5, 0.015, "random")
mean(1, 0.1, "gauss", 1, 2)
mean(1, 0.1, "normalvariate", 1, 2)
mean(0.5, 0.03, "expovariate", 2)
mean(1.133, 0.03, "lognormvariate", 0, 0.5)
mean(0.4, 0.01, "betavariate", 2, 3)
mean(3.75, 0.12, "gammavariate", 2.5, 1.5)
mean(1, 0.08, "gammavariate", 0.5, 2)
mean(2, 0.1, "gammavariate", 1, 2)
mean(1.25, 0.02, "paretovariate", 5)
mean(0.886, 0.025, "weibullvariate", 1, 2)
mean(0.4, 0.015, "triangular", 0, 1, 0.2)
mean(3.5, 0.1, "randint", 1, 6)
random.shuffle(list)

-- Wrong use.
local function fails(f, ...) print(select(2, pcall(f, ...))) end
fails(random.choice, {})                -- expect: IndexError: Cannot choose from an empty sequence
fails(random.choice, 5)                 -- expect: TypeError: object of type 'number' has no len()
fails(random.randint, 5, 1)             -- expect: ValueError: empty range for randrange() (5, 2, -3)
fails(random.randint, 1.5, 2)           -- expect: ValueError: non-integer arg 1 for randrange()
fails(random.randint, "a", 2)           -- expect: TypeError: 'string' object cannot be interpreted as an integer
fails(random.randrange, 0)              -- expect: ValueError: empty range for randrange()
fails(random.randrange, 5, 3)           -- expect: ValueError: empty range for randrange() (5, 3, -2)
fails(random.randrange, 3, 5, -2)       -- expect: ValueError: empty range for randrange()
fails(random.randrange, 1, 2, 0)        -- expect: ValueError: zero step for randrange()
fails(random.randrange, 3, nil, 2)      -- expect: TypeError: Missing a non-None stop argument
fails(random.sample, {1, 2}, 3)         -- expect: ValueError: Sample larger than population or is negative
fails(random.sample, 5, 1)              -- expect: TypeError: Population must be a sequence.  For dicts or sets, use sorted(d).
fails(random.sample, {1}, 1, {counts = {1, 2}})  -- expect: ValueError: The number of counts does not match the population
fails(random.choices, {1, 2}, 3)        -- expect: TypeError: The number of choices must be a keyword argument: k=3
fails(random.choices, {1, 2}, {0, 0})   -- expect: ValueError: Total of weights must be greater than zero
fails(random.choices, {1, 2}, {1})      -- expect: ValueError: The number of weights does not match the population
fails(random.getrandbits, -1)           -- expect: ValueError: number of bits must be non-negative
fails(random.seed, {})
-- expect: TypeError: The only supported seed types are: None,
-- expect: int, float, str, bytes, and bytearray.
fails(random.setstate, {9})             -- expect: ValueError: state with version 9 passed to Random.setstate() of version 1
fails(random.expovariate, 0)            -- expect: ZeroDivisionError: float division by zero
fails(random.gammavariate, 0, 1)        -- expect: ValueError: gammavariate: alpha and beta must be > 0.0
fails(random.uniform, 1)                -- expect: TypeError: Random.uniform() missing 1 required positional argument: 'b'

-- Classes of one's own: what they draw with, the other methods use.
local Fixed = random.Random:extend("Fixed")
function Fixed:random() return 0.25 end
local fixed = Fixed(1)
print(fixed:randint(1, 8), fixed:choice{"a", "b", "c", "d"}, fixed:uniform(0, 4))  -- expect: 3	b	1.0
local Bits = random.Random:extend("Bits")
function Bits:getrandbits() return 1 end
print(Bits():randrange(10, 20), tostring(fixed):match("^<random.Fixed object at 0x") ~= nil)
-- expect: 11	true
