-- luajit: yes
-- Patterns: gsub, gmatch and find over a text.
local line = "key1 = value1, key2 = [42], long_name = 'quoted text'; x=7\n"
local text = string.rep(line, 200)
local words, length, found = 0, 0, 0
for _ = 1, 400 do
  for _ in text:gmatch("[%a_]+%d*") do words = words + 1 end
  length = length + #text:gsub("(%w+)%s*=%s*(%w+)", "%2=%1")
  local at = 1
  while true do
    local from, to = text:find("%b[]", at)
    if not from then break end
    found = found + 1
    at = to + 1
  end
end
print(string.format("%d %d %d", words, length, found))
