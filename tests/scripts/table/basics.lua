-- insert, remove, move, concat, pack, unpack: plain tables and tables with metamethods.
local function fails(message, f, ...)
  local ok, err = pcall(f, ...)
  assert(not ok and tostring(err):find(message, 1, true), tostring(err))
end
local insert, remove, concat, unpack = table.insert, table.remove, table.concat, table.unpack

local t = {}
for i = 1, 10 do insert(t, i) end
insert(t, 1, 0) insert(t, 6, "m") insert(t, #t + 1, 11)
assert(concat(t, " ") == "0 1 2 3 4 m 5 6 7 8 9 10 11")
assert(remove(t) == 11 and remove(t, 1) == 0 and remove(t, 5) == "m" and concat(t, ",") == "1,2,3,4,5,6,7,8,9,10")
assert(remove(t, #t + 1) == nil and #t == 10 and remove({}) == nil and remove({}, 0) == nil and remove({}, 1) == nil)
local zero = {[0] = "z"}
assert(remove(zero) == "z" and zero[0] == nil and remove({n = 1}, nil) == nil)
insert(t, 11, nil)
assert(#t == 10)
fails("wrong number of arguments to 'insert'", insert, {})
fails("wrong number of arguments to 'insert'", insert, {}, 1, 2, 3)
fails("position out of bounds", insert, {}, 3, 1)
fails("position out of bounds", insert, {1}, 0, 1)
fails("position out of bounds", remove, {1, 2}, 4)
fails("bad argument #1 to 'insert' (table expected, got nil)", function() table.insert(nil, 1) end)
fails("bad argument #2 to 'insert' (number expected, got string)", function() table.insert({}, "x", 1) end)

-- a queue and a stack, compared with plain loops
local queue, model, first = {}, {}, 1
for i = 1, 2000 do
  insert(queue, i) model[#model + 1] = i
  if i % 3 == 0 then assert(remove(queue, 1) == model[first]) first = first + 1 end
end
assert(#queue == 2000 - 666 and queue[1] == model[first])

-- concat
assert(concat({}) == "" and concat({1, 2.5, "x"}, "-") == "1-2.5-x" and concat({1, 2, 3}, ",", 2) == "2,3")
assert(concat({1, 2, 3}, ",", 2, 2) == "2" and concat({1, 2, 3}, ",", 3, 2) == "" and concat({"a", "b"}, 0) == "a0b")
assert(#concat(setmetatable({}, {__index = function(_, i) return ("v"):rep(i) end}), "", 1, 100) == 5050)
assert(concat({[math.maxinteger] = "m"}, "", math.maxinteger, math.maxinteger) == "m")
fails("invalid value (nil) at index 2 in table for 'concat'", concat, {1, nil, 3}, ",", 1, 3)
fails("invalid value (table) at index 1 in table for 'concat'", concat, {{}})

-- pack and unpack
local p = table.pack(1, nil, 3, nil)
assert(p.n == 4 and p[1] == 1 and p[3] == 3 and table.pack().n == 0)
assert(select("#", unpack({}, 1, 5)) == 5 and select("#", unpack({1, 2, 3})) == 3 and unpack({1, 2}, 2) == 2)
local big = {}
for i = 1, 5000 do big[i] = i end
assert(select("#", unpack(big)) == 5000 and select(5000, unpack(big)) == 5000 and select("#", unpack(big, 10, 9)) == 0)
assert(unpack(setmetatable({}, {__index = function(_, i) return i * 10 end}), 3, 3) == 30)
assert(unpack({[math.maxinteger] = 7}, math.maxinteger, math.maxinteger) == 7)
fails("too many results to unpack", unpack, {}, 1, 1e8 // 1 | 0)
fails("too many results to unpack", unpack, {}, math.mininteger, math.maxinteger)
fails("object length is not an integer", unpack, setmetatable({}, {__len = function() return "x" end}))

-- move
local function moved(...) return concat(table.move(...), ",") end
assert(moved({1, 2, 3, 4, 5}, 2, 4, 1) == "2,3,4,4,5" and moved({1, 2, 3, 4, 5}, 1, 3, 3) == "1,2,1,2,3")
assert(moved({1, 2, 3}, 1, 3, 2, {9}) == "9,1,2,3" and moved({1, 2, 3}, 2, 1, 5) == "1,2,3")
assert(moved({1, 2, 3}, 1, 0, 1, {7}) == "7" and #table.move({}, 1, 100, 1) == 0)
fails("too many elements to move", table.move, {}, math.mininteger, math.maxinteger, 1)
fails("destination wrap around", table.move, {}, 1, 2, math.maxinteger)

-- every access of a proxy goes through its metamethods, userdata-like
local log, store = {}, {10, 20, 30}
local proxy = setmetatable({}, {
  __index = function(_, k) log[#log + 1] = "r" .. k return store[k] end,
  __newindex = function(_, k, v) log[#log + 1] = "w" .. k store[k] = v end,
  __len = function() return #store end,
})
insert(proxy, 1, 5)
assert(concat(store, ",") == "5,10,20,30" and concat(log, " ") == "r3 w4 r2 w3 r1 w2 w1")
log = {}
assert(remove(proxy, 2) == 10 and concat(store, ",") == "5,20,30" and concat(log, " ") == "r2 r3 w2 r4 w3 w4")
assert(remove(proxy) == 30 and concat(proxy, ",") == "5,20" and select("#", unpack(proxy)) == 2)
insert(proxy, 99)
table.move(proxy, 1, 2, 2)
assert(concat(store, ",") == "5,5,20")
local class = setmetatable({1, 2}, {__name = "Stack"})
insert(class, 3)
assert(remove(class) == 3 and #class == 2)
print("ok")  -- expect: ok
