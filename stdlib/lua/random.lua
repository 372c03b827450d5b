-- Module "random": Python's, over generators of C++ (module "_random").
--
-- The module's functions are methods of one shared Random. Several threads may use one Random at a
-- time: each draw is taken whole. A class made from Random may have a random() of its own, or a
-- getrandbits(), which the other methods then use. Positions in sequences count from 1.

local class = require "gilua._class"
local errors = require "gilua.errors"
local native = require "gilua._random"

local error, ipairs, select, tostring, type = error, ipairs, select, tostring, type
local exp, cos, acos, sin, sqrt, log, pi = math.exp, math.cos, math.acos, math.sin, math.sqrt,
  math.log, math.pi
local floor, huge, to_integer, math_type = math.floor, math.huge, math.tointeger, math.type
local is_less_unsigned = math.ult
local sub = string.sub
local between = native.between

local random = {}

local Random = class.define {
  name = "Random",
  metamethods = {
    __tostring = function(self) return ("<random.%s object at %p>"):format(class.name_of(self), self) end,
  },
}
random.Random = Random

local function value_error(...) error(errors.ValueError(string.format(...))) end
local function type_error(...) error(errors.TypeError(string.format(...))) end

local function check_integer(value)
  local whole = type(value) == "number" and math_type(value) == "integer" and value
  if not whole then
    type_error("'%s' object cannot be interpreted as an integer",
      type(value) == "number" and "float" or type(value))
  end
  return whole
end

--- Random(seed): a generator of its own.
function Random:init(...)
  if select("#", ...) > 1 then
    type_error("Random() takes from 0 to 1 arguments but %d were given", select("#", ...))
  end
  self._core = native.new()
  self:seed((...))
end

--- seed(x): starts the sequence that belongs to a number or string; without one, any.
function Random:seed(x) native.seed(self._core, x) end

local version = 1

--- getstate(): what setstate takes to go on from here.
function Random:getstate()
  local state = native.getstate(self._core)
  return {version, state}
end

function Random:setstate(state)
  if type(state) ~= "table" then type_error("state must be a table, not %s", type(state)) end
  if state[1] ~= version then
    value_error("state with version %s passed to Random.setstate() of version %d",
      tostring(state[1]), version)
  end
  native.setstate(self._core, state[2])
end

-- Integers ---------------------------------------------------------------------------------------

--- random(): a float in [0, 1).
function Random:random() return native.random(self._core) end
--- getrandbits(k): an integer of k random bits; k up to 64, which fills an integer with its sign.
function Random:getrandbits(k) return native.bits(self._core, check_integer(k)) end
--- randbytes(n): a string of n random bytes.
function Random:randbytes(n) return native.bytes(self._core, check_integer(n)) end

local own_random, own_bits = Random.random, Random.getrandbits

local function bit_length(n)
  local length = 0
  while n ~= 0 do n, length = n >> 1, length + 1 end
  return length
end

-- An integer in [low, high]; by what a class made from Random draws with, if it has that.
local function draw(self, low, high)
  if self.getrandbits ~= own_bits then
    local range = high - low
    local k = bit_length(range)
    local offset = k == 0 and 0 or self:getrandbits(k)
    while is_less_unsigned(range, offset) do offset = self:getrandbits(k) end
    return low + offset
  elseif self.random ~= own_random then
    return low + floor(self:random() * (high - low + 1.0))
  end
  return between(self._core, low, high)
end

-- A bound of randrange: floats with a whole value will do.
local function bound(value, what)
  if math_type(value) == "integer" then return value end
  if type(value) ~= "number" then check_integer(value) end
  return to_integer(value) or value_error("non-integer %s for randrange()", what)
end

local function spread(self, start, stop)
  if start >= stop then
    value_error("empty range for randrange() (%d, %d, %d)", start, stop, stop - start)
  end
  return draw(self, start, stop - 1)
end

-- a // b for unsigned a, and b from 1 to 2^63.
local function divide_unsigned(a, b)
  if a >= 0 and b > 0 then return a // b end
  if b < 0 then return is_less_unsigned(a, b) and 0 or 1 end  -- b is 2^63
  local quotient = ((a >> 1) // b) << 1
  return is_less_unsigned(a - quotient * b, b) and quotient or quotient + 1
end

--- randrange(stop), randrange(start, stop [, step]): an integer of range(start, stop, step).
function Random:randrange(start, stop, step)
  start = bound(start, "arg 1")
  if stop == nil then
    if step ~= nil and step ~= 1 then error(errors.TypeError("Missing a non-None stop argument")) end
    if start <= 0 then value_error("empty range for randrange()") end
    return draw(self, 0, start - 1)
  end
  stop = bound(stop, "stop")
  if step == nil then return spread(self, start, stop) end
  step = bound(step, "step")
  if step == 1 then return spread(self, start, stop) end
  if step == 0 then value_error("zero step for randrange()") end
  local empty = step > 0 and start >= stop or step < 0 and start <= stop
  if empty then value_error("empty range for randrange()") end
  -- As an unsigned difference it may fill 64 bits.
  local last = step > 0 and stop - start - 1 or start - stop - 1
  local steps = divide_unsigned(last, step < 0 and -step or step)
  return start + draw(self, 0, steps) * step
end

--- randint(a, b): an integer in [a, b].
function Random:randint(a, b)
  if math_type(a) == "integer" and math_type(b) == "integer" and a <= b then
    return draw(self, a, b)
  end
  a, b = bound(a, "arg 1"), bound(b, "stop")
  if a > b then value_error("empty range for randrange() (%d, %d, %d)", a, b + 1, b + 1 - a) end
  return draw(self, a, b)
end

-- Sequences --------------------------------------------------------------------------------------

local function length_of(sequence)
  local kind = type(sequence)
  if kind ~= "table" and kind ~= "string" and kind ~= "userdata" then
    type_error("object of type '%s' has no len()", kind)
  end
  return #sequence
end

local function element(sequence, i)
  if type(sequence) == "string" then return sub(sequence, i, i) end
  return sequence[i]
end

--- choice(sequence): one of its elements.
function Random:choice(sequence)
  local n = length_of(sequence)
  if n == 0 then error(errors.IndexError("Cannot choose from an empty sequence")) end
  return element(sequence, draw(self, 1, n))
end

--- shuffle(list): brings it into another order, in place.
function Random:shuffle(list)
  if type(list) == "string" then
    type_error("'string' object does not support item assignment")
  end
  length_of(list)
  if self.getrandbits == own_bits and self.random == own_random then
    return native.shuffle(self._core, list)
  end
  for i = #list, 2, -1 do
    local j = draw(self, 1, i)
    list[i], list[j] = list[j], list[i]
  end
end

-- The population with each element as often as counts says.
local function repeated(population, counts)
  local n = length_of(population)
  if length_of(counts) ~= n then
    value_error("The number of counts does not match the population")
  end
  local ends, total = {}, 0
  for i = 1, n do
    if math_type(counts[i]) ~= "integer" then type_error("Counts must be integers") end
    total = total + counts[i]
    ends[i] = total
  end
  if total <= 0 then value_error("Total of counts must be greater than zero") end
  return ends, total
end

-- The first i with ends[i] > value (or >= it), as Python's bisect.
local function bisect(ends, value, most)
  local low, high = 1, most
  while low < high do
    local middle = (low + high) // 2
    if value < ends[middle] then high = middle else low = middle + 1 end
  end
  return low
end

-- k different integers in [1, n]: a shuffle that keeps only what it moved.
local function pick(self, n, k)
  local picked, moved = {}, {}
  for i = 1, k do
    local j = draw(self, i, n)
    picked[i] = moved[j] or j
    moved[j] = moved[i] or i
  end
  return picked
end

--- sample(population, k, {counts=}): a list of k elements from different places.
function Random:sample(...)
  local population, k, counts = class.bind("sample", 2, "population,k,counts", ...)
  local kind = type(population)
  if kind ~= "table" and kind ~= "string" and kind ~= "userdata" then
    type_error("Population must be a sequence.  For dicts or sets, use sorted(d).")
  end
  k = check_integer(k)
  local n, ends = #population, nil
  if counts ~= nil then ends, n = repeated(population, counts) end
  if k < 0 or k > n then value_error("Sample larger than population or is negative") end
  local result = pick(self, n, k)
  for i = 1, k do
    local at = result[i]
    if ends then at = bisect(ends, at - 1, #ends) end
    result[i] = element(population, at)
  end
  return result
end

local function cumulate(weights)
  local sums, total = {}, 0
  for i = 1, length_of(weights) do
    total = total + weights[i]
    sums[i] = total
  end
  return sums
end

--- choices(population, weights, {cum_weights=, k=1}): a list of k elements, some perhaps twice.
function Random:choices(...)
  local population, weights, cum_weights, k =
    class.bind("choices", 2, "population,weights,cum_weights,k", ...)
  k = k == nil and 1 or check_integer(k)
  local n, result = length_of(population), {}
  if weights ~= nil and cum_weights ~= nil then
    type_error("Cannot specify both weights and cumulative weights")
  end
  if type(weights) == "number" then
    type_error("The number of choices must be a keyword argument: k=%s", tostring(weights))
  end
  local sums = cum_weights or weights and cumulate(weights)
  if not sums then
    if n == 0 and k > 0 then error(errors.IndexError("list index out of range")) end
    for i = 1, k do result[i] = element(population, floor(self:random() * n) + 1) end
    return result
  end
  if length_of(sums) ~= n then
    value_error("The number of weights does not match the population")
  end
  local total = (sums[n] or 0) + 0.0
  if not (total > 0) then value_error("Total of weights must be greater than zero") end
  if total == huge then value_error("Total of weights must be finite") end
  for i = 1, k do result[i] = element(population, bisect(sums, self:random() * total, n)) end
  return result
end

-- Floats -----------------------------------------------------------------------------------------

local function missing(name, argument)
  type_error("Random.%s() missing 1 required positional argument: '%s'", name, argument)
end

--- uniform(a, b): a float between the two.
function Random:uniform(a, b)
  if b == nil then missing("uniform", a == nil and "a" or "b") end
  return a + (b - a) * self:random()
end

--- triangular(low=0, high=1, mode): a float in [low, high], most often near mode, else the middle.
function Random:triangular(low, high, mode)
  low, high = low or 0.0, high or 1.0
  local u = self:random()
  if high == low then return low end
  local c = mode == nil and 0.5 or (mode - low) / (high - low)
  if u > c then
    u, c = 1.0 - u, 1.0 - c
    low, high = high, low
  end
  return low + (high - low) * sqrt(u * c)
end

--- normalvariate(mu=0, sigma=1): of the normal distribution, by the ratio of uniforms.
function Random:normalvariate(mu, sigma)
  local factor = 4 * exp(-0.5) / sqrt(2.0)
  local z
  repeat
    local u1 = self:random()
    local u2 = 1.0 - self:random()
    z = factor * (u1 - 0.5) / u2
  until z * z / 4.0 <= -log(u2)
  return (mu or 0.0) + z * (sigma or 1.0)
end

--- gauss(mu=0, sigma=1): the same. Python keeps every second number for the next call; here nothing
--- is kept, so threads that share a generator get different ones.
function Random:gauss(mu, sigma)
  local angle = self:random() * 2.0 * pi
  local distance = sqrt(-2.0 * log(1.0 - self:random()))
  return (mu or 0.0) + cos(angle) * distance * (sigma or 1.0)
end

--- lognormvariate(mu, sigma): its logarithm is of the normal distribution.
function Random:lognormvariate(mu, sigma) return exp(self:normalvariate(mu, sigma)) end

local function check_divisor(value)
  if value == 0 then error(errors.ZeroDivisionError("float division by zero")) end
  return value
end

--- expovariate(lambd): of the exponential distribution with mean 1 / lambd.
function Random:expovariate(lambd)
  if lambd == nil then missing("expovariate", "lambd") end
  return -log(1.0 - self:random()) / check_divisor(lambd)
end

-- The loops below would not end with these.
local function check_finite(name, a, b)
  if a ~= a or b ~= b or a == huge or b == huge then
    value_error("%s: the parameters must be finite", name)
  end
end

--- vonmisesvariate(mu, kappa): an angle near mu, the nearer the larger kappa is (Best and Fisher).
function Random:vonmisesvariate(mu, kappa)
  check_finite("vonmisesvariate", mu, kappa)
  if kappa <= 1e-6 then return 2.0 * pi * self:random() end
  local s = 0.5 / kappa
  local r = s + sqrt(1.0 + s * s)
  local z
  repeat
    local u1 = self:random()
    z = cos(pi * u1)
    local d = z / (r + z)
    local u2 = self:random()
  until u2 < 1.0 - d * d or u2 <= (1.0 - d) * exp(d)
  local q = 1.0 / r
  local f = (q + z) / (1.0 + q * z)
  local angle = acos(f)
  return (self:random() > 0.5 and mu + angle or mu - angle) % (2.0 * pi)
end

-- alpha > 1: R.C.H. Cheng, "The generation of Gamma variables with non-integral shape parameters".
local function gamma_above_1(self, alpha)
  local a = sqrt(2.0 * alpha - 1.0)
  local b = alpha - log(4.0)
  local c = alpha + a
  while true do
    local u1 = self:random()
    if u1 > 1e-7 and u1 < 0.9999999 then
      local u2 = 1.0 - self:random()
      local v = log(u1 / (1.0 - u1)) / a
      local x = alpha * exp(v)
      local z = u1 * u1 * u2
      local r = b + c * v - x
      if r + 1.0 + log(4.5) - 4.5 * z >= 0.0 or r >= log(z) then return x end
    end
  end
end

-- alpha < 1: Ahrens and Dieter, algorithm GS.
local function gamma_below_1(self, alpha)
  local b = (exp(1) + alpha) / exp(1)
  while true do
    local p = b * self:random()
    local u = self:random()
    if p > 1.0 then
      local x = -log((b - p) / alpha)
      if u <= x ^ (alpha - 1.0) then return x end
    else
      local x = p ^ (1.0 / alpha)
      if u <= exp(-x) then return x end
    end
  end
end

--- gammavariate(alpha, beta): of the gamma distribution.
function Random:gammavariate(alpha, beta)
  if alpha <= 0.0 or beta <= 0.0 then
    value_error("gammavariate: alpha and beta must be > 0.0")
  end
  check_finite("gammavariate", alpha, beta)
  if alpha > 1.0 then return gamma_above_1(self, alpha) * beta end
  if alpha == 1.0 then return -log(1.0 - self:random()) * beta end
  return gamma_below_1(self, alpha) * beta
end

--- betavariate(alpha, beta): a float in [0, 1] of the beta distribution.
function Random:betavariate(alpha, beta)
  local y = self:gammavariate(alpha, 1.0)
  return y == 0 and 0.0 or y / (y + self:gammavariate(beta, 1.0))
end

--- paretovariate(alpha): of the Pareto distribution.
function Random:paretovariate(alpha)
  return (1.0 - self:random()) ^ (-1.0 / check_divisor(alpha))
end

--- weibullvariate(alpha, beta): of the Weibull distribution; alpha is the scale.
function Random:weibullvariate(alpha, beta)
  return alpha * (-log(1.0 - self:random())) ^ (1.0 / check_divisor(beta))
end

-- The shared one ---------------------------------------------------------------------------------

local shared = Random()

for _, name in ipairs {"seed", "getstate", "setstate", "getrandbits", "randbytes", "randrange",
    "randint", "choice", "shuffle", "uniform", "triangular", "normalvariate", "gauss",
    "lognormvariate", "expovariate", "vonmisesvariate", "gammavariate", "betavariate",
    "paretovariate", "weibullvariate"} do
  local method = Random[name]
  random[name] = function(a, b, c) return method(shared, a, b, c) end
end
for _, name in ipairs {"sample", "choices"} do
  local method = Random[name]
  random[name] = function(...) return method(shared, ...) end
end
random.random = native.bind(shared._core)

return random
