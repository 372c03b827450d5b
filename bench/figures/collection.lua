-- The median time of a full collection, in milliseconds, with about 100 MB live under lua5.4: trees,
-- records with strings and closures, arrays of floats.
local ok, time = pcall(require, "time")
local clock = ok and time.perf_counter or os.clock
local function tree(depth)
  if depth == 0 then return {} end
  return {tree(depth - 1), tree(depth - 1)}
end
local keep = {}
for i = 1, 284 do
  keep[#keep + 1] = tree(10)
  local records = {}
  for j = 1, 500 do
    records[j] = {name = "n" .. i .. "_" .. j, id = j, tags = {j, j + 1}, f = function() return j end}
  end
  keep[#keep + 1] = records
  local floats = {}
  for j = 1, 2000 do floats[j] = j * 1.5 end
  keep[#keep + 1] = floats
end
collectgarbage()
local times = {}
for round = 1, 9 do
  local from = clock()
  collectgarbage()
  times[round] = (clock() - from) * 1000
end
table.sort(times)
print(("%.2f %.1f"):format(times[5], collectgarbage("count") / 1024))
