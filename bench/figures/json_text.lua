-- json.loads and json.dumps in MB a second of a document of records with numbers and texts: the best
-- of five. The argument is the number of records.
local json = require "json"
local time = require "time"
local records = {}
for i = 1, tonumber(arg and arg[1]) or 20000 do
  records[i] = {id = i, name = "record number " .. i, score = i / 7, tags = {"a", "bc", "def"},
    place = {x = i % 100, y = -i}, active = i % 2 == 0, note = "caf\u{e9} \"quoted\"\n"}
end
local text = json.dumps(records)

local function best_of(f, value)
  local best = 0
  for _ = 1, 5 do
    local start = time.perf_counter()
    f(value)
    best = math.max(best, #text / (time.perf_counter() - start) / 1e6)
  end
  return best
end
print(("%.0f %.0f"):format(best_of(json.loads, text), best_of(json.dumps, records)))
