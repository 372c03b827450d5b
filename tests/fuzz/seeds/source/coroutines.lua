local function gen(n) for i = 1, n do local got = coroutine.yield(i) if got then n = got end end end
local w = coroutine.wrap(gen)
w(3)
c = coroutine.create(function(...) local a <close> = setmetatable({}, {__close = print})
  local b = pcall(coroutine.yield, ...) error(b) end)
return w(), c
