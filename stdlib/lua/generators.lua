-- Module "generators": Python's generators.
--
-- generator(f) gives a function that makes generators; what they do is C++ (stdlib/aio/drive.cpp).
-- Inside, generators.yield is coroutine.yield.

local native = require "gilua._generators"

local delegate, is_generator = native.yield_from, native.is_generator
local ipairs, type, yield = ipairs, type, coroutine.yield

local generators = {
  generator = native.generator,
  isgenerator = is_generator,
  yield = yield,
}

--- yield_from(x): yields what x yields, hands send, throw and close on, returns x's result. x may
--- also be a sequence or an iterator function; then there is nothing to hand on, nor a result.
function generators.yield_from(x)
  if type(x) == "function" then
    for value in x do yield(value) end
  elseif type(x) == "table" and getmetatable(x) == nil then
    for _, value in ipairs(x) do yield(value) end
  else
    return delegate(x)
  end
end

return generators
