-- Generates random Lua programs, each of which prints the same under every right Lua 5.4:
--   lua5.4 generate.lua SEED FIRST COUNT > batch.lua
-- The file holds COUNT programs from number FIRST on; run_chunk (batch.lua) runs each in an environment
-- of its own. A program depends on (SEED, number) only.
--
-- Programs end: every loop and function body starts with T(), which raises an error once the
-- program's fuel is spent, and C() keeps strings and sequences that are assigned short. They depend
-- on no address and on no order of pairs: `#` is taken of sequences without holes and of tables
-- without integer keys only, and V() stands for a value whose text would be an address.
local seed, first, count = math.tointeger(arg[1]), math.tointeger(arg[2]), math.tointeger(arg[3])

-- xorshift64*: the programs must not depend on the math.random of the Lua that generates them.
local state
local function reseed(n)
  state = (seed * 0x9E3779B97F4A7C15) ~ ((n + 1) * 0xBF58476D1CE4E5B9)
  if state == 0 then state = 88172645463325252 end
end
local function below(n)
  state = state ~ (state >> 12)
  state = state ~ (state << 25)
  state = state ~ (state >> 27)
  return ((state * 0x2545F4914F6CDD1D) >> 33) % n
end
local function chance(percent) return below(100) < percent end
local function pick(list) return list[below(#list) + 1] end

local out, indent, scopes, depth
local in_function, in_vararg, loops, labels
local expression, statement, block, function_body

local function emit(text, ...)
  if select("#", ...) > 0 then text = text:format(...) end
  out[#out + 1] = ("  "):rep(indent) .. text
end

-- Variables: n numbers, s strings, q sequences, t tables without integer keys, f functions, x anything.
local globals = { "gn", "gs", "gq", "gt", "gf", "gx", "gnil" }
local kind_of_global = { gn = "n", gs = "s", gq = "q", gt = "t", gf = "f", gx = "x", gnil = "x" }
local function variables(kind)
  local found = {}
  for _, scope in ipairs(scopes) do
    for _, v in ipairs(scope) do
      if kind == nil or v.kind == kind then found[#found + 1] = v end
    end
  end
  for _, name in ipairs(globals) do
    if kind == nil or kind_of_global[name] == kind then
      found[#found + 1] = { name = name, kind = kind_of_global[name] }
    end
  end
  return found
end
local serial
local function declare(kind, const)
  serial = serial + 1
  local name = kind .. serial
  table.insert(scopes[#scopes], { name = name, kind = kind, const = const })
  return name
end
local function variable(kind) return pick(variables(kind)).name end
local function assignable(kind)
  local found = {}
  for _, v in ipairs(variables(kind)) do
    if not v.const then found[#found + 1] = v end
  end
  return pick(found).name
end

local integers = { "0", "1", "2", "3", "-1", "-2", "7", "10", "63", "64", "65", "-64", "255", "256",
  "0x7fffffffffffffff", "math.mininteger", "math.maxinteger", "0xffffffffffffffff", "1 << 53",
  "(1 << 53) + 1", "-3", "100", "0x10" }
local floats = { "0.0", "-0.0", "1.0", "0.5", "-0.5", "1.5", "2.5", "-2.5", "3.0", "1e15", "1e16",
  "1e100", "-1e100", "2^53", "2^63", "-(2^63)", "1/0", "-1/0", "0.1", "3.14159", "1e-5",
  "123456.789", "2^-1074", "1e308 * 10", "0x.8p1", "5e-324" }
local words = { "", "a", "b", "abc", "hello world", "10", "0x10", "  12  ", "1e2", "1e", "0x", "3.5",
  "nan", "inf", "-7", "x=1, y=2", "%d", "a.b.c", "[k]", "tab\tend", "zero\\0byte", "\\u{20AC}", "9223372036854775808",
  "-9223372036854775808", "aaa", "AbC", "(a(b)c)", "f(x)", "THE (quick) fox", "0x1p4", "1_000", ".5", "5." }
local fields = { "a", "b", "c", "x", "name", "__index" }

local function quoted(text) return '"' .. text .. '"' end

-- ---- strings that libraries interpret

local function pattern_item()
  local r = below(16)
  if r < 4 then return pick { "a", "b", "o", "l", "1", " ", "." } end
  if r < 7 then return ("%" .. pick { "a", "d", "l", "s", "u", "w", "x", "p", "c", "g", "A", "D", "S", "W", ".", "%", "(", "1" }) end
  if r < 9 then return "[" .. pick { "a-c", "^a-c", "%d", "^%s", "%w_", "]", "^]", "a-", "-a", "%a%d", "0-9.", "a%-z" } .. "]" end
  if r < 10 then return pick { "%b()", "%f[%w]", "%f[%a]", "%bxy", "()", "%1", "%f[%z]" } end
  if r < 12 then return "(" .. pick { "a", ".", "%d", "%a", "[^,]", "%w" } .. pick { "", "*", "+", "-", "?" } .. ")" end
  if r == 12 then return pick { "[a", "%", "(", ")", "[]", "[^", "%b", "%f", "%b(", "%9" } end
  return "."
end
local function pattern()
  local text = chance(15) and "^" or ""
  for _ = 1, below(4) + 1 do
    text = text .. pattern_item() .. pick { "", "", "", "*", "+", "-", "?" }
  end
  if chance(15) then text = text .. "$" end
  return quoted(text)
end
local function format_item()
  local flags = pick { "", "", "", "-", "+", " ", "#", "0", "-+", "+0", "  ", "-0" }
  local width = pick { "", "", "", "5", "10", "20", "1", "99", "100" }
  local precision = pick { "", "", "", ".0", ".3", ".10", ".", ".99", ".100" }
  local conversion = pick { "d", "i", "u", "x", "X", "o", "c", "e", "E", "f", "g", "G", "a", "A", "s", "q", "%", "y", "F" }
  if chance(40) then flags, width, precision = "", "", "" end
  return "%" .. flags .. width .. precision .. conversion
end
local function pack_format()
  local text = pick { "", "<", ">", "=", "!", "!4", "!8", "!3", "!17" }
  for _ = 1, below(3) + 1 do
    text = text .. pick { "b", "B", "h", "H", "i", "I", "i1", "i3", "I7", "i16", "i17", "i0", "l", "L", "j", "J", "T", "f", "d", "n", "s", "s1", "s2", "z", "x", "X", "Xi4", "Xz", " ", "c3", "c0", "c", "y", "<", ">" }
  end
  return quoted(text)
end

-- ---- expressions

local function arguments(n)
  local list = {}
  for i = 1, n do list[i] = expression() end
  return table.concat(list, ", ")
end
local function more(n)  -- arguments after others
  return n > 0 and ", " .. arguments(n) or ""
end
local function wild(kind) return chance(12) and expression() or expression(kind) end

local unary = { "- ", "not ", "#", "~" }
local arithmetic = { "+", "-", "*", "/", "//", "%", "^" }
local bitwise = { "&", "|", "~", "<<", ">>" }
local comparison = { "==", "~=", "<", "<=", ">", ">=" }

local function number()
  local r = below(12)
  if r < 3 then return chance(60) and pick(integers) or pick(floats) end
  if r < 5 then return variable("n") end
  if r < 8 then
    return ("(%s %s %s)"):format(wild("n"), pick(chance(70) and arithmetic or bitwise), wild("n"))
  end
  if r == 8 then return "(- " .. wild("n") .. ")" end
  if r == 9 then return "#" .. pick { variable("s"), variable("q") } end
  if r == 10 then
    return pick { "math.floor(%s)", "math.ceil(%s)", "math.abs(%s)", "math.tointeger(%s)", "tonumber(%s)", "math.sqrt(%s)", "select('#', %s)", "math.fmod(%s, 3)", "math.fmod(-7, %s)", "math.ult(%s, 5)", "math.max(%s, 2.5)", "math.min(%s, 1)", "math.modf(%s)" }
      :format(wild("n"))
  end
  return ("string.len(%s)"):format(wild("s"))
end

local function text()
  local r = below(14)
  if r < 4 then return quoted(pick(words)) end
  if r < 6 then return variable("s") end
  if r < 8 then return ("(%s .. %s)"):format(wild("s"), chance(30) and expression("n") or wild("s")) end
  if r == 8 then return ("string.sub(%s, %s, %s)"):format(wild("s"), wild("n"), wild("n")) end
  if r == 9 then
    return pick { "string.upper(%s)", "string.lower(%s)", "string.reverse(%s)", "(%s):rep(3)", "(%s):sub(2)", "(%s):upper()", "TS(%s)", "type(%s)", "math.type(%s)", "string.rep(%s, 2, '-')" }
      :format(wild("s"))
  end
  if r == 10 then
    local items, values = {}, {}
    for i = 1, below(3) do
      items[i] = format_item()
      values[i] = "V(" .. expression() .. ")"
    end
    return ("string.format(%s%s)"):format(quoted(table.concat(items, "|")), #values > 0 and ", " .. table.concat(values, ", ") or "")
  end
  if r == 11 then
    return ("(string.gsub(%s, %s, %s))"):format(wild("s"), pattern(), pick { '"<%%0>"', '"%%1"', '"%%2x"', '"-"', variable("f"), '{a = "A", b = false, ["1"] = 1}', '"%%"', expression() })
  end
  if r == 12 then return ("string.char(%s, %s)"):format(wild("n"), pick { "65", "97", "256", "48" }) end
  return ("table.concat(%s, %s)"):format(wild("q"), pick { '","', '""', "1", expression("s") })
end

local function sequence()
  local r = below(8)
  if r < 2 then return variable("q") end
  if r == 2 then return ("{%s, %s}"):format(pick(integers), quoted(pick(words))) end
  if r == 3 then return ("{%s, %s, %s}"):format(pick(integers), pick(floats), pick(integers)) end
  if r == 4 and in_vararg then return "{n = 1}" end
  if r == 5 then return "table.pack(1, 2, 3)" end
  if r == 6 then return ("{string.byte(%s, 1, -1)}"):format(quoted(pick(words))) end
  return "{}"
end

local metamethods = { "__add", "__sub", "__mul", "__div", "__mod", "__pow", "__unm", "__idiv", "__band", "__bor", "__bxor", "__shl", "__shr", "__bnot", "__concat", "__len", "__eq", "__lt", "__le", "__call", "__index", "__newindex", "__tostring", "__name", "__close", "__metatable" }

local function anonymous(parameters, vararg)
  local saved_out, saved_indent = out, indent
  out, indent = {}, indent + 1
  function_body(parameters, vararg, 2)
  local body = table.concat(out, "\n")
  out, indent = saved_out, saved_indent
  local list = table.concat(parameters, ", ")
  if vararg then list = #parameters > 0 and list .. ", ..." or "..." end
  return ("function(%s)\n%s\n%send"):format(list, body, ("  "):rep(indent))
end

local function table_expression()
  local r = below(7)
  if r < 3 or depth > 4 then return variable("t") end
  if r == 3 then return ("{a = %s, b = %s}"):format(expression(), expression()) end
  if r == 4 then return ("{name = %s, [%s] = %s}"):format(expression(), pick { "true", "0.5", '"x"', "print" }, expression()) end
  if r == 5 then return "{}" end
  local list = {}
  for i = 1, below(3) + 1 do
    local name = pick(metamethods)
    if name == "__name" then
      list[i] = '__name = "My' .. below(9) .. '"'
    elseif name == "__index" and chance(40) then
      list[i] = "__index = " .. expression("t")
    elseif name == "__metatable" then
      list[i] = "__metatable = " .. pick { "false", '"locked"', "1" }
    elseif chance(8) then
      list[i] = name .. " = " .. expression()
    else
      list[i] = name .. " = " .. anonymous({ declare("x"), declare("x") }, chance(20))
    end
  end
  return ("setmetatable({a = %s}, {%s})"):format(expression(), table.concat(list, ", "))
end

local function any()
  local r = below(17)
  if r < 4 then return variable() end
  if r == 4 then return pick { "nil", "true", "false", "nil" } end
  if r == 5 then return ("%s.%s"):format(variable(chance(70) and "t" or nil), pick(fields)) end
  if r == 6 then  -- "or nil": 5.4.4 makes wrong code for t[a == b] if t is an upvalue
    local key = chance(70) and pick(integers) or expression() .. " or nil"
    return ("%s[%s]"):format(variable(chance(70) and "q" or nil), key)
  end
  if r == 7 then return ("(%s %s %s)"):format(expression(), pick(comparison), expression()) end
  if r == 8 then return ("(%s %s %s)"):format(expression(), pick { "and", "or" }, expression()) end
  if r == 9 then return ("(%s%s)"):format(pick(unary), chance(50) and variable("t") or expression("n")) end
  if r == 10 then return ("%s(%s)"):format(variable(chance(85) and "f" or nil), arguments(below(3))) end
  if r == 11 then return ("(%s %s %s)"):format(expression("t"), pick(chance(60) and arithmetic or bitwise), expression()) end
  if r == 12 then return in_vararg and pick { "...", "(...)", "select('#', ...)", "select(2, ...)", "select(-1, ...)" } or "nil" end
  if r == 13 then
    -- rep with a huge count would take for ever, even of an empty string.
    local name = pick { "len", "upper", "byte", "a", "nope", "find", "rep" }
    local argument = name == "rep" and pick { "2", "0", "-1", "3", "1.5", "nil" } or expression("n")
    return ("%s:%s(%s)"):format(variable(chance(50) and "s" or nil), name, chance(50) and argument or "")
  end
  if r == 14 then return ("pcall(%s, %s)"):format(variable("f"), expression()) end
  if r == 15 then
    return pick {
      ("string.find(%s, %s)"):format(wild("s"), pattern()),
      ("string.match(%s, %s, %s)"):format(wild("s"), pattern(), pick { "1", "2", "-2", "100" }),
      ("string.find(%s, %s, %s, true)"):format(wild("s"), wild("s"), wild("n")),
      ("string.byte(%s, %s, %s)"):format(wild("s"), pick { "1", "-1", "2" }, pick { "1", "3", "-1" }),
      ("tostring(%s)"):format(expression("n")), ("tonumber(%s, %s)"):format(wild("s"), pick { "10", "16", "2", "36", "37", "1" }),
      ("table.unpack(%s)"):format(wild("q")), ("rawlen(%s)"):format(expression()),
      ("rawequal(%s, %s)"):format(expression(), expression()), ("rawget(%s, %s)"):format(wild("t"), expression("s")),
      ("string.pack(%s, %s)"):format(pack_format(), arguments(2)),
      ("string.unpack(%s, %s)"):format(pack_format(), wild("s")), ("string.packsize(%s)"):format(pack_format()),
      ("utf8.char(%s)"):format(wild("n")), ("utf8.len(%s)"):format(wild("s")), ("utf8.codepoint(%s, 1, -1)"):format(wild("s")),
      ("utf8.offset(%s, %s)"):format(wild("s"), wild("n")), ("next(%s)"):format(pick { "{}", "{1}", "nil", variable("s") }),
      ("select(%s, %s)"):format(wild("n"), arguments(2)), ("assert(%s, %s)"):format(expression(), expression("s")),
      ("getmetatable(%s)"):format(variable("t")), ("math.type(%s)"):format(expression()),
      ("load(%s)"):format(quoted("return " .. pick { "1 + 1", "x x", "'a", "...", "goto", "2^53 | 0", "}", "0x", "1..2" })),
    }
  end
  return anonymous({ declare("x") }, chance(30))
end

function expression(kind)
  depth = depth + 1
  local result
  if depth > 6 then
    result = kind == "n" and pick(integers) or kind == "s" and quoted(pick(words)) or variable(kind)
  elseif kind == "n" then result = number()
  elseif kind == "s" then result = text()
  elseif kind == "q" then result = sequence()
  elseif kind == "t" then result = table_expression()
  elseif kind == "f" then result = chance(60) and variable("f") or anonymous({ declare("x") }, chance(30))
  elseif chance(50) then result = expression(pick { "n", "s", "n", "s", "t", "q" })
  else result = any() end
  depth = depth - 1
  return result
end

-- ---- statements

function function_body(parameters, vararg, size)
  table.insert(scopes, {})
  for _, name in ipairs(parameters) do
    table.insert(scopes[#scopes], { name = name, kind = "x" })
  end
  local saved_vararg, saved_function, saved_loops = in_vararg, in_function, loops
  in_vararg, in_function, loops = vararg, true, 0
  emit("T()")
  for _ = 1, below(size) do statement() end
  if chance(15) then
    emit("error(%s%s)", expression(), pick { "", ", 0", ", 1", ", 2" })
  else
    emit("return %s", pick { expression(), expression() .. ", " .. expression(), variable("f") .. "(" .. expression() .. ")" })
  end
  in_vararg, in_function, loops = saved_vararg, saved_function, saved_loops
  table.remove(scopes)
end

function block(size)
  table.insert(scopes, {})
  indent = indent + 1
  for _ = 1, below(size) + 1 do statement() end
  indent = indent - 1
  table.remove(scopes)
end

local function bound()
  return pick { "1", "3", "-2", "0", "5", "1.5", "math.maxinteger", "math.maxinteger - 2", "math.mininteger", "math.mininteger + 1", "0.1", "1e100", "-1/0", "1/0", "0/0", '"1"', "nil", "{}", "2^53", expression("n") }
end

local statements = {
  function() emit("print(%s)", arguments(below(3) + 1)) end,
  function() emit("print(pcall(%s, %s))", expression("f"), expression()) end,
  function()
    local kind = pick { "n", "s", "q", "t", "f", "x" }
    local value = expression(kind)
    local name = declare(kind)
    emit("local %s = %s", name, value)
    if kind == "s" or kind == "x" then emit("%s = C(%s)", name, name) end
  end,
  function()
    local kind = pick { "n", "s", "x" }
    local value, name = expression(kind), assignable(kind)
    emit("%s = %s", name, value)
    if kind ~= "n" then emit("%s = C(%s)", name, name) end
  end,
  function() emit("%s.%s = C(%s)", variable(chance(80) and "t" or nil), pick(fields), expression()) end,
  function()
    local name = declare("f")
    local parameters = { declare("x"), declare("x") }
    local vararg = chance(40)
    emit("local function %s(%s%s)", name, table.concat(parameters, ", "), vararg and ", ..." or "")
    indent = indent + 1
    function_body(parameters, vararg, 3)
    indent = indent - 1
    emit("end")
    emit("print(pcall(%s%s))", name, more(below(4)))
  end,
  function()
    emit("if %s then", expression())
    block(2)
    if chance(50) then emit("else") block(2) end
    emit("end")
  end,
  function()  -- numerical for
    local name = chance(80) and "n" or "x"
    emit("do")
    indent = indent + 1
    local a, b, step = bound(), bound(), chance(50) and ", " .. bound() or ""
    local limit = declare("n", true)
    emit("local %s <const> = 0", limit)
    serial = serial + 1
    emit("local turns%d = 0", serial)
    local turns = "turns" .. serial
    table.insert(scopes, {})
    local i = declare(name)
    emit("for %s = %s, %s%s do", i, a, b, step)
    indent = indent + 1
    emit("T() %s = %s + 1 if %s > 4 then break end", turns, turns, turns)
    emit("print(%q, %s)", "for", i)
    indent = indent - 1
    loops = loops + 1
    block(2)
    loops = loops - 1
    table.remove(scopes)
    emit("end")
    indent = indent - 1
    emit("end")
  end,
  function()  -- generic for
    table.insert(scopes, {})
    local q = chance(85) and expression("q") or expression()
    local i, v = declare("n"), declare("x")
    emit("for %s, %s in ipairs(%s) do T()", i, v, q)
    loops = loops + 1
    block(2)
    loops = loops - 1
    emit("end")
    table.remove(scopes)
  end,
  function()
    table.insert(scopes, {})
    local subject, p = wild("s"), pattern()
    local a, b = declare("s"), declare("x")
    emit("for %s, %s in string.gmatch(%s, %s) do T() print(%s, %s)", a, b, subject, p, a, b)
    block(1)
    emit("end")
    table.remove(scopes)
  end,
  function()
    emit("repeat T()")
    block(2)
    emit("until %s", expression())
  end,
  function()
    serial = serial + 1
    emit("do local k = 0 ::l%d:: T() k = k + 1", serial)
    local label = serial
    block(1)
    emit("if k < 3 then goto l%d end end", label)
  end,
  function()
    emit("do")
    indent = indent + 1
    table.insert(scopes, {})
    local name = declare("t", true)
    emit("local %s <close> = %s", name, pick { "closer(1)", "closer(2)", "closer('e')", "nil", "false", expression() })
    block(2)
    table.remove(scopes)
    indent = indent - 1
    emit("end")
  end,
  function() emit("table.insert(%s, 1, %s)", variable("q"), pick(integers)) end,
  function() emit("print(pcall(table.insert, %s))", arguments(below(4) + 1)) end,
  function() emit("print(table.remove(%s))", variable("q")) end,
  function()  -- a copy, since what a sort does to a table that changes meanwhile is nobody's promise
    serial = serial + 1
    emit("do local q%d = {table.unpack(%s)}", serial, variable("q"))
    local q = "q" .. serial
    emit("print(pcall(table.sort, %s%s))", q, pick { "", ", function(x, y) T() return x > y end", ", " .. expression("f") })
    emit("print(table.unpack(%s)) end", q)
  end,
  function() emit("print(pcall(setmetatable, %s, %s))", expression("t"), expression("t")) end,
  function()  -- coroutine
    serial = serial + 1
    local co = "co" .. serial
    local parameters = { declare("x"), declare("x") }
    emit("local %s = coroutine.%s(function(%s)", co, chance(75) and "create" or "wrap", table.concat(parameters, ", "))
    local wraps = out[#out]:find("coroutine.wrap", 1, true)
    indent = indent + 1
    local saved_vararg = in_vararg
    in_vararg = false
    emit("T() print(coroutine.yield(%s))", arguments(below(3)))
    in_vararg = saved_vararg
    function_body(parameters, false, 3)
    indent = indent - 1
    emit("end)")
    for _ = 1, below(3) + 1 do
      emit(wraps and "print(pcall(%s, %s))" or "print(coroutine.resume(%s, %s))", co, expression())
    end
    if not wraps then
      emit("print(coroutine.status(%s))", co)
      if chance(50) then emit("print(coroutine.close(%s), coroutine.status(%s))", co, co) end
    end
  end,
  function() if loops > 0 then emit("if %s then break end", expression()) else emit("T()") end end,
  function() emit("print(pcall(coroutine.yield, %s))", expression()) end,
  function() emit("print(xpcall(%s, function(m) T() return %s end, %s))", expression("f"), pick { "m", "1", "TS(m)" }, expression()) end,
  function() emit("local x, y, z = %s", arguments(below(4) + 1)) emit("print(x, y, z)") end,
  function() emit("gn, gs = %s, C(%s)", expression("n"), expression("s")) end,
}

function statement()
  if #scopes > 6 then return emit("print(%s)", expression()) end
  depth = depth + 1
  if depth > 5 then
    emit("print(%s)", expression())
  else
    pick(statements)()
  end
  depth = depth - 1
end

local function program(n)
  reseed(n)
  out, indent, scopes, depth, serial = {}, 0, { {} }, 0, 0
  in_function, in_vararg, loops = false, true, 0
  for _ = 1, below(8) + 6 do
    emit("print(pcall(function(...)")
    block(3)
    emit("end%s))", more(below(3)))
  end
  return table.concat(out, "\n")
end

for n = first, first + count - 1 do
  local text = program(n)
  -- Long brackets that the text does not hold.
  io.write("run_chunk(", n, ", [======[\n", text, "\n]======])\n")
end
