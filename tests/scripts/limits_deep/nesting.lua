-- Source that nests deeply, or has too many of something, is a syntax error; what runs on and on is an
-- error; never a crash. Messages as lua5.4's.
-- oracle: lua5.4
-- timeout: 60
local function loads(name, text)
  local f, e = load(text, "=source")
  print(name, f ~= nil, e and e:match("[^\n]*"):sub(-100))  -- lua5.4 has a traceback in some
end

local n = 100000
loads("parentheses", "return " .. ("("):rep(n) .. "1" .. (")"):rep(n))
loads("tables", "return " .. ("{"):rep(n) .. ("}"):rep(n))
loads("functions", ("return function() "):rep(n) .. ("end "):rep(n))
loads("blocks", ("do "):rep(n) .. ("end "):rep(n))
loads("loops", ("while true do "):rep(n) .. ("end "):rep(n))
loads("ifs", ("if x then "):rep(n) .. ("end "):rep(n))
loads("not", "return " .. ("not "):rep(n) .. "x")
loads("minus", "return " .. ("- "):rep(n) .. "x")
loads("powers", "return " .. ("x ^ "):rep(n) .. "x")
loads("concatenations", "return " .. ("x .. "):rep(n) .. "x")
loads("sums", "return " .. ("x + "):rep(n) .. "x")
loads("fields", "return x" .. (".x"):rep(n))
loads("calls", "return x" .. ("()"):rep(n))
loads("nested calls", "return " .. ("x("):rep(n) .. (")"):rep(n))
loads("indices", "return " .. ("x["):rep(n) .. "1" .. ("]"):rep(n))
loads("assignments", ("x, "):rep(n) .. "x = 1")
loads("brackets", "return [" .. ("="):rep(n) .. "[x]" .. ("="):rep(n) .. "]")
loads("a name", "return " .. ("x"):rep(n))
loads("comment", "--[" .. ("="):rep(n) .. "[")
loads("locals", ("local x "):rep(300))
loads("parameters", "return function(" .. ("x, "):rep(300) .. "x) end")
loads("arguments", "return f(" .. ("x, "):rep(300) .. "x)")
loads("results", "return " .. ("x, "):rep(300) .. "x")
loads("gotos", ("goto l%d "):rep(1):format(1) .. ("::l1:: "):rep(2))
loads("elements", "return {" .. ("1, "):rep(n) .. "}")
local parts = {}
for i = 1, 300 do parts[i] = "local a" .. i .. " " .. (i % 150 == 0 and "return function() " or "") end
loads("locals of two functions", table.concat(parts) .. " end end")
parts = {}
for i = 1, 150 do parts[i] = "local a" .. i end
local outer = table.concat(parts, " ")
local inner = (outer:gsub("a", "b"))
local uses = ("return function() return " .. (function()
  local names = {}
  for i = 1, 150 do names[#names + 1] = "a" .. i names[#names + 1] = "b" .. i end
  return table.concat(names, " + ")
end)()) .. " end"
loads("upvalues", outer .. " return function() " .. inner .. " " .. uses .. " end")
parts = {}
for i = 1, 70000 do parts[i] = "'s" .. i .. "'" end
loads("constants", "return {" .. table.concat(parts, ", ") .. "}")
print(#load("return {" .. table.concat(parts, ", ") .. "}")())
loads("lines", ("\n"):rep(1000000) .. "x")
