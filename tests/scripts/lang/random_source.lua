-- What Lua's compiler makes of any source passes our verifier and translator: random functions, dense
-- in what they have special cases for (captured locals, comparisons as values, varargs, jumps over
-- declarations, closed variables). They are loaded, dumped and loaded again, and not run.
--   random_source.lua [COUNT [SEED]]
-- run: --gil=on
-- timeout: 60
local count, seed = tonumber((...)) or 4000, tonumber((select(2, ...))) or 1
math.randomseed(seed)
local random = math.random
local function chance(percent) return random(100) <= percent end
local function pick(list) return list[random(#list)] end

local names = {"a", "b", "c", "d", "e"}
local expression, block
local room        -- how many more nodes this source may have
local varargs     -- whether `...` is there, in this function
local labels      -- how many the function has

local function list(make, least, most)
  local items = {}
  for i = 1, random(least, most) do items[i] = make() end
  return table.concat(items, ", ")
end
local function parameters()
  local own = {}
  for i = 1, random(0, 3) do own[i] = names[i] end
  local has_varargs = chance(50)
  if has_varargs then own[#own + 1] = "..." end
  return table.concat(own, ", "), has_varargs
end
local function body()
  local outer_varargs, outer_labels = varargs, labels
  local text
  text, varargs = parameters()
  labels = 0
  text = "(" .. text .. ") " .. block() .. " end"
  varargs, labels = outer_varargs, outer_labels
  return text
end

local literals = {"nil", "true", "false", "0", "1", "-1", "127", "128", "255", "256", "70000", "1.5", "2^53",
  "'s'", "'name'", "''", "{}"}
local binary = {"+", "-", "*", "/", "//", "%", "^", "&", "|", "~", "<<", ">>", ".."}
local comparisons = {"==", "~=", "<", "<=", ">", ">="}
local function prefix()
  local r = random(6)
  if r <= 3 or room <= 0 then return pick(names) end
  if r == 4 then return "(" .. expression() .. ")" end
  if r == 5 then return prefix() .. "[" .. expression() .. "]" end
  return prefix() .. "." .. pick(names)
end
local function call()
  local r = random(4)
  if r == 1 then return prefix() .. ":" .. pick(names) .. "(" .. list(expression, 0, 3) .. ")" end
  if r == 2 then return prefix() .. pick {" 's'", "{" .. list(expression, 0, 2) .. "}"} end
  return prefix() .. "(" .. list(expression, 0, 3) .. ")"
end
local function field()
  local r = random(3)
  if r == 1 then return "[" .. expression() .. "] = " .. expression() end
  if r == 2 then return pick(names) .. " = " .. expression() end
  return expression()
end
function expression()
  room = room - 1
  local r = random(16)
  if room <= 0 or r <= 3 then
    if varargs and chance(25) then return "..." end
    return chance(60) and pick(names) or pick(literals)
  end
  if r <= 5 then return expression() .. " " .. pick(comparisons) .. " " .. expression() end
  if r <= 7 then return expression() .. pick {" and ", " or "} .. expression() end
  if r == 8 then return "(" .. expression() .. ") " .. pick(binary) .. " " .. expression() end
  if r == 9 then return pick {"not ", "-", "#", "~"} .. "(" .. expression() .. ")" end
  if r == 10 then return "(" .. expression() .. ")" end
  if r == 11 then return "function" .. body() end
  if r == 12 then return "{" .. list(field, 0, 4) .. pick {"", ";"} .. "}" end
  if r <= 14 then return call() end
  return prefix()
end

local function target()
  return chance(75) and pick(names) or prefix() .. "[" .. expression() .. "]"
end
local function attributed()
  local r = random(12)
  return pick(names) .. (r == 1 and " <const>" or r == 2 and " <close>" or "")
end
local function loop_body()
  return "do " .. block() .. pick {"", "", "break", "if " .. expression() .. " then break end"} .. " end"
end
local statements = {
  function() return "local " .. list(attributed, 1, 3) .. (chance(80) and " = " .. list(expression, 1, 3) or "") end,
  function() return list(target, 1, 3) .. " = " .. list(expression, 1, 3) end,
  function() return pick(names) .. " = " .. (varargs and "..." or expression()) end,
  function() return "local function " .. pick(names) .. body() end,
  function() return "function " .. pick(names) .. pick {"", ".x", ":m"} .. body() end,
  call,
  function() return "do " .. block() .. " end" end,
  function() return "while " .. expression() .. " " .. loop_body() end,
  function() return "repeat " .. block() .. " until " .. expression() end,
  function()
    return "if " .. expression() .. " then " .. block() .. (chance(30) and " elseif " .. expression() .. " then " .. block() or "")
      .. (chance(50) and " else " .. block() or "") .. " end"
  end,
  function() return "for " .. pick(names) .. " = " .. list(expression, 2, 3) .. " " .. loop_body() end,
  function() return "for " .. list(function() return pick(names) end, 1, 3) .. " in " .. list(expression, 1, 4) .. " " .. loop_body() end,
  function()
    labels = labels + 1
    local label = "l" .. labels
    return "do local k = 0 ::" .. label .. ":: " .. block() .. " if k < " .. random(3) .. " then goto " .. label .. " end end"
  end,
  function()
    labels = labels + 1
    local label = "l" .. labels
    return "do if " .. expression() .. " then goto " .. label .. " end " .. block() .. " ::" .. label .. ":: end"
  end,
}
function block()
  local parts = {}
  for i = 1, random(0, 4) do
    room = room - 1
    if room <= 0 then break end
    parts[i] = pick(statements)()
  end
  if chance(15) then parts[#parts + 1] = "do return " .. list(expression, 0, 3) .. " end" end
  if chance(5) then parts[#parts + 1] = "do return " .. call() .. " end" end
  return table.concat(parts, "; ") .. " "
end

local loaded = 0
for number = 1, count do
  room, varargs, labels = random(10, 120), true, 0
  local source = block()
  local f, message = load(source, "=source")
  if f then
    loaded = loaded + 1
    for _, strip in ipairs {false, true} do
      local again, why = load(string.dump(f, strip), "=dumped")
      if not again then error(("%s, dumped, number %d of seed %d: %s"):format(why, number, seed, source)) end
    end
  elseif message:find("bad binary format", 1, true) then
    error(("%s, number %d of seed %d: %s"):format(message, number, seed, source))
  end
end
print(loaded > count // 4)  -- expect: true
