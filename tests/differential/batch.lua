-- Runs generated programs (generate.lua), each in an environment of its own:
--   batch.lua FILE [NUMBER | -NUMBER...]        only that one; all but these
-- What a program prints stands between "== NUMBER" lines. Values without a text of their own are
-- shown by their type.
local only, left_out = nil, {}
for i = 2, #arg do
  local number = math.tointeger(arg[i])
  if number < 0 then left_out[-number] = true else only = number end
end
local fuel = 0
local lines = {}

local function plain(v)
  local kind = type(v)
  if kind == "string" then
    v = v:gsub("(%a[%w ]*): 0x%x+", "%1: ADDRESS"):gsub("(%a[%w ]*): builtin: %x+", "%1: ADDRESS")
    -- 5.4.4 names a wrong line here: it does not save where it is before these two divisions.
    v = v:gsub(":%d+: (attempt to perform 'n)", ":LINE: %1"):gsub(":%d+: (attempt to divide by zero)", ":LINE: %1")
    if #v > 300 then v = v:sub(1, 150) .. "..." .. #v .. "..." .. v:sub(-50) end
    return string.format("%q", v)
  elseif kind == "number" or kind == "nil" or kind == "boolean" then
    return tostring(v)
  end
  return kind
end

local function spend()
  fuel = fuel - 1
  if fuel < 0 then error("out of fuel", 0) end
end

local function shorten(v)
  if type(v) == "string" and #v > 60 then return v:sub(1, 30) .. v:sub(-30) end
  return v
end

local stand_in = setmetatable({}, { __tostring = function() return "<V>" end })
local function with_text(v)
  local kind = type(v)
  if kind == "number" or kind == "string" or kind == "nil" or kind == "boolean" then return v end
  return stand_in
end

local function environment()
  local e = {
    T = spend, C = shorten, V = with_text,
    TS = function(v) return tostring(with_text(v)) end,
    print = function(...)
      local texts = table.pack(...)
      for i = 1, texts.n do texts[i] = plain(texts[i]) end
      io.write(table.concat(texts, "\t"), "\n")
    end,
    closer = function(what)
      return setmetatable({}, { __name = "Closer", __close = function(_, e)
        io.write("closing ", tostring(what), " ", plain(e), "\n")
        if what == "e" then error("in close", 0) end
      end })
    end,
    gn = 5, gs = "global", gq = { 3, 1, 2 }, gt = { a = 1, name = "gt" }, gx = 2.5,
    gf = function(a, b) spend() return b, a end,
    string = string, math = math, utf8 = utf8, coroutine = coroutine, select = select,
    table = { insert = table.insert, remove = table.remove, concat = table.concat, sort = table.sort,
              unpack = table.unpack, pack = table.pack },
    pcall = pcall, xpcall = xpcall, error = error, type = type, tostring = tostring,
    tonumber = tonumber, ipairs = ipairs, next = next, rawlen = rawlen, rawequal = rawequal,
    rawget = rawget, getmetatable = getmetatable, setmetatable = setmetatable, load = load,
    assert = assert,
  }
  return e
end

function run_chunk(number, source)
  if only and number ~= only or left_out[number] then return end
  if only then print(source) end
  io.write("== ", number, "\n"):flush()  -- if it crashes, it is known which
  local f, message = load(source, "=chunk", "t", environment())
  if not f then
    io.write("does not compile: ", message, "\n")
    return
  end
  -- Few enough that no nest of metamethods gets to the 200 C calls that PUC allows, and we do not count.
  fuel = 60
  local co = coroutine.create(f)
  for turn = 1, 20 do
    local results = table.pack(coroutine.resume(co, turn, "arg"))
    for i = 1, results.n do results[i] = plain(results[i]) end
    io.write("-- ", table.concat(results, " "), "\n")
    if coroutine.status(co) == "dead" then break end
  end
end

dofile(arg[1])
