-- Every function of every library: finds them by walking what `require` gives for each module that
-- the program has. So a new function, and a new module, is found without a word here.
local M = {}

-- Modules written in C++ are rows of modules.def, those written in Lua are files.
local function module_names()
  local names = {}
  for line in io.lines("../../../stdlib/modules.def") do
    names[#names + 1] = line:match('^MODULE%("([^"]+)"')
  end
  local files = io.popen("cd ../../../stdlib/lua && find . -name '*.lua'")
  for path in files:lines() do
    -- Parts of "logging" and "http", whose tables have it all.
    if path:find("/_logging/", 1, true) or path:find("/_http/", 1, true) then goto continue end
    names[#names + 1] = path:gsub("^%./", ""):gsub("%.lua$", ""):gsub("/", "."):gsub("%.init$", "")
    ::continue::
  end
  files:close()
  table.sort(names)
  return names
end

-- Calls see(path, function) once for each function that [t] leads to: its fields, its metatable's.
local function walk(t, path, seen, see)
  if type(t) == "function" then
    if not seen[t] then
      seen[t] = true
      see(path, t)
    end
    return
  end
  if type(t) ~= "table" or seen[t] then return end
  seen[t] = true
  local keys = {}
  for key in next, t do
    if type(key) == "string" or math.type(key) == "integer" then keys[#keys + 1] = key end
  end
  table.sort(keys, function(a, b) return tostring(a) < tostring(b) end)
  for _, key in ipairs(keys) do
    walk(rawget(t, key), path == "" and tostring(key) or path .. "." .. key, seen, see)
  end
  walk(getmetatable(t), path .. "<meta>", seen, see)
end

-- A list of {path, function}, base library first.
function M.all(more)
  local list, seen = {}, {[package.loaded] = true, [_G] = true, [M] = true}
  local function see(path, f) list[#list + 1] = {path = path, f = f} end
  local libraries = {}
  for key, value in next, _G do
    if type(value) == "function" then see(key, value) seen[value] = true end
    if type(value) == "table" then libraries[#libraries + 1] = key end
  end
  table.sort(list, function(a, b) return a.path < b.path end)
  table.sort(libraries)
  for _, name in ipairs(libraries) do walk(_G[name], name, seen, see) end
  for _, name in ipairs(module_names()) do
    local plain = name:find("^_") and "gilua." .. name or name
    walk(require(plain), plain, seen, see)
  end
  for _, each in ipairs(more) do walk(getmetatable(each[2]), each[1], seen, see) end
  return list
end

return M
