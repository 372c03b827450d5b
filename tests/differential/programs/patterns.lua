-- program: pattern a
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('a') end)
show(function() return ("hello (world) a1b2 aa"):match('a') end)
show(function() return ("hello (world) a1b2 aa"):gsub('a', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('a', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('a', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('a', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('a', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('a') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern .
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('.') end)
show(function() return ("hello (world) a1b2 aa"):match('.') end)
show(function() return ("hello (world) a1b2 aa"):gsub('.', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('.', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('.', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('.', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('.', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('.') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern %a+
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('%a+') end)
show(function() return ("hello (world) a1b2 aa"):match('%a+') end)
show(function() return ("hello (world) a1b2 aa"):gsub('%a+', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('%a+', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('%a+', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('%a+', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('%a+', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('%a+') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern %d*
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('%d*') end)
show(function() return ("hello (world) a1b2 aa"):match('%d*') end)
show(function() return ("hello (world) a1b2 aa"):gsub('%d*', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('%d*', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('%d*', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('%d*', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('%d*', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('%d*') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern (%a)(%d)
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('(%a)(%d)') end)
show(function() return ("hello (world) a1b2 aa"):match('(%a)(%d)') end)
show(function() return ("hello (world) a1b2 aa"):gsub('(%a)(%d)', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('(%a)(%d)', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('(%a)(%d)', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('(%a)(%d)', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('(%a)(%d)', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('(%a)(%d)') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern ^h
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('^h') end)
show(function() return ("hello (world) a1b2 aa"):match('^h') end)
show(function() return ("hello (world) a1b2 aa"):gsub('^h', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('^h', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('^h', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('^h', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('^h', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('^h') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern o$
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('o$') end)
show(function() return ("hello (world) a1b2 aa"):match('o$') end)
show(function() return ("hello (world) a1b2 aa"):gsub('o$', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('o$', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('o$', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('o$', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('o$', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('o$') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern [a-c]+
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('[a-c]+') end)
show(function() return ("hello (world) a1b2 aa"):match('[a-c]+') end)
show(function() return ("hello (world) a1b2 aa"):gsub('[a-c]+', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('[a-c]+', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('[a-c]+', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('[a-c]+', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('[a-c]+', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('[a-c]+') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern [^a-c]+
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('[^a-c]+') end)
show(function() return ("hello (world) a1b2 aa"):match('[^a-c]+') end)
show(function() return ("hello (world) a1b2 aa"):gsub('[^a-c]+', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('[^a-c]+', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('[^a-c]+', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('[^a-c]+', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('[^a-c]+', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('[^a-c]+') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern %b()
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('%b()') end)
show(function() return ("hello (world) a1b2 aa"):match('%b()') end)
show(function() return ("hello (world) a1b2 aa"):gsub('%b()', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('%b()', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('%b()', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('%b()', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('%b()', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('%b()') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern %f[%w]%w+
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('%f[%w]%w+') end)
show(function() return ("hello (world) a1b2 aa"):match('%f[%w]%w+') end)
show(function() return ("hello (world) a1b2 aa"):gsub('%f[%w]%w+', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('%f[%w]%w+', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('%f[%w]%w+', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('%f[%w]%w+', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('%f[%w]%w+', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('%f[%w]%w+') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern ()
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('()') end)
show(function() return ("hello (world) a1b2 aa"):match('()') end)
show(function() return ("hello (world) a1b2 aa"):gsub('()', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('()', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('()', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('()', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('()', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('()') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern (h)(e)
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('(h)(e)') end)
show(function() return ("hello (world) a1b2 aa"):match('(h)(e)') end)
show(function() return ("hello (world) a1b2 aa"):gsub('(h)(e)', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('(h)(e)', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('(h)(e)', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('(h)(e)', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('(h)(e)', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('(h)(e)') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern %1
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('%1') end)
show(function() return ("hello (world) a1b2 aa"):match('%1') end)
show(function() return ("hello (world) a1b2 aa"):gsub('%1', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('%1', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('%1', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('%1', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('%1', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('%1') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern (.)%1
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('(.)%1') end)
show(function() return ("hello (world) a1b2 aa"):match('(.)%1') end)
show(function() return ("hello (world) a1b2 aa"):gsub('(.)%1', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('(.)%1', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('(.)%1', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('(.)%1', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('(.)%1', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('(.)%1') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern l*
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('l*') end)
show(function() return ("hello (world) a1b2 aa"):match('l*') end)
show(function() return ("hello (world) a1b2 aa"):gsub('l*', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('l*', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('l*', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('l*', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('l*', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('l*') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern l-
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('l-') end)
show(function() return ("hello (world) a1b2 aa"):match('l-') end)
show(function() return ("hello (world) a1b2 aa"):gsub('l-', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('l-', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('l-', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('l-', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('l-', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('l-') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern l?
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('l?') end)
show(function() return ("hello (world) a1b2 aa"):match('l?') end)
show(function() return ("hello (world) a1b2 aa"):gsub('l?', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('l?', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('l?', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('l?', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('l?', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('l?') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern [%a_][%w_]*
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('[%a_][%w_]*') end)
show(function() return ("hello (world) a1b2 aa"):match('[%a_][%w_]*') end)
show(function() return ("hello (world) a1b2 aa"):gsub('[%a_][%w_]*', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('[%a_][%w_]*', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('[%a_][%w_]*', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('[%a_][%w_]*', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('[%a_][%w_]*', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('[%a_][%w_]*') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern []]
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('[]]') end)
show(function() return ("hello (world) a1b2 aa"):match('[]]') end)
show(function() return ("hello (world) a1b2 aa"):gsub('[]]', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('[]]', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('[]]', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('[]]', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('[]]', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('[]]') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern [^]]
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('[^]]') end)
show(function() return ("hello (world) a1b2 aa"):match('[^]]') end)
show(function() return ("hello (world) a1b2 aa"):gsub('[^]]', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('[^]]', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('[^]]', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('[^]]', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('[^]]', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('[^]]') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern [a-]
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('[a-]') end)
show(function() return ("hello (world) a1b2 aa"):match('[a-]') end)
show(function() return ("hello (world) a1b2 aa"):gsub('[a-]', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('[a-]', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('[a-]', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('[a-]', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('[a-]', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('[a-]') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern %s*
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('%s*') end)
show(function() return ("hello (world) a1b2 aa"):match('%s*') end)
show(function() return ("hello (world) a1b2 aa"):gsub('%s*', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('%s*', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('%s*', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('%s*', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('%s*', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('%s*') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern .-$
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('.-$') end)
show(function() return ("hello (world) a1b2 aa"):match('.-$') end)
show(function() return ("hello (world) a1b2 aa"):gsub('.-$', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('.-$', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('.-$', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('.-$', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('.-$', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('.-$') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern ^.-$
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('^.-$') end)
show(function() return ("hello (world) a1b2 aa"):match('^.-$') end)
show(function() return ("hello (world) a1b2 aa"):gsub('^.-$', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('^.-$', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('^.-$', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('^.-$', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('^.-$', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('^.-$') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern h.-o
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('h.-o') end)
show(function() return ("hello (world) a1b2 aa"):match('h.-o') end)
show(function() return ("hello (world) a1b2 aa"):gsub('h.-o', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('h.-o', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('h.-o', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('h.-o', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('h.-o', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('h.-o') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern (
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('(') end)
show(function() return ("hello (world) a1b2 aa"):match('(') end)
show(function() return ("hello (world) a1b2 aa"):gsub('(', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('(', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('(', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('(', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('(', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('(') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern %
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('%') end)
show(function() return ("hello (world) a1b2 aa"):match('%') end)
show(function() return ("hello (world) a1b2 aa"):gsub('%', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('%', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('%', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('%', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('%', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('%') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern [a
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('[a') end)
show(function() return ("hello (world) a1b2 aa"):match('[a') end)
show(function() return ("hello (world) a1b2 aa"):gsub('[a', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('[a', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('[a', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('[a', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('[a', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('[a') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern [^
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('[^') end)
show(function() return ("hello (world) a1b2 aa"):match('[^') end)
show(function() return ("hello (world) a1b2 aa"):gsub('[^', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('[^', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('[^', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('[^', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('[^', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('[^') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern %g+
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('%g+') end)
show(function() return ("hello (world) a1b2 aa"):match('%g+') end)
show(function() return ("hello (world) a1b2 aa"):gsub('%g+', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('%g+', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('%g+', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('%g+', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('%g+', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('%g+') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern %p
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('%p') end)
show(function() return ("hello (world) a1b2 aa"):match('%p') end)
show(function() return ("hello (world) a1b2 aa"):gsub('%p', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('%p', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('%p', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('%p', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('%p', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('%p') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern %c
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('%c') end)
show(function() return ("hello (world) a1b2 aa"):match('%c') end)
show(function() return ("hello (world) a1b2 aa"):gsub('%c', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('%c', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('%c', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('%c', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('%c', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('%c') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern %x+
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('%x+') end)
show(function() return ("hello (world) a1b2 aa"):match('%x+') end)
show(function() return ("hello (world) a1b2 aa"):gsub('%x+', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('%x+', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('%x+', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('%x+', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('%x+', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('%x+') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern %u
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('%u') end)
show(function() return ("hello (world) a1b2 aa"):match('%u') end)
show(function() return ("hello (world) a1b2 aa"):gsub('%u', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('%u', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('%u', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('%u', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('%u', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('%u') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern [[:alpha:]]
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('[[:alpha:]]') end)
show(function() return ("hello (world) a1b2 aa"):match('[[:alpha:]]') end)
show(function() return ("hello (world) a1b2 aa"):gsub('[[:alpha:]]', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('[[:alpha:]]', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('[[:alpha:]]', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('[[:alpha:]]', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('[[:alpha:]]', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('[[:alpha:]]') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern .-(l+)(.*)
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('.-(l+)(.*)') end)
show(function() return ("hello (world) a1b2 aa"):match('.-(l+)(.*)') end)
show(function() return ("hello (world) a1b2 aa"):gsub('.-(l+)(.*)', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('.-(l+)(.*)', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('.-(l+)(.*)', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('.-(l+)(.*)', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('.-(l+)(.*)', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('.-(l+)(.*)') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern ((h)(e))
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('((h)(e))') end)
show(function() return ("hello (world) a1b2 aa"):match('((h)(e))') end)
show(function() return ("hello (world) a1b2 aa"):gsub('((h)(e))', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('((h)(e))', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('((h)(e))', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('((h)(e))', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('((h)(e))', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('((h)(e))') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern (()h())
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('(()h())') end)
show(function() return ("hello (world) a1b2 aa"):match('(()h())') end)
show(function() return ("hello (world) a1b2 aa"):gsub('(()h())', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('(()h())', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('(()h())', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('(()h())', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('(()h())', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('(()h())') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern [%
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('[%') end)
show(function() return ("hello (world) a1b2 aa"):match('[%') end)
show(function() return ("hello (world) a1b2 aa"):gsub('[%', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('[%', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('[%', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('[%', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('[%', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('[%') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern %f
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('%f') end)
show(function() return ("hello (world) a1b2 aa"):match('%f') end)
show(function() return ("hello (world) a1b2 aa"):gsub('%f', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('%f', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('%f', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('%f', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('%f', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('%f') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern %b
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('%b') end)
show(function() return ("hello (world) a1b2 aa"):match('%b') end)
show(function() return ("hello (world) a1b2 aa"):gsub('%b', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('%b', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('%b', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('%b', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('%b', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('%b') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern %bx
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('%bx') end)
show(function() return ("hello (world) a1b2 aa"):match('%bx') end)
show(function() return ("hello (world) a1b2 aa"):gsub('%bx', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('%bx', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('%bx', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('%bx', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('%bx', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('%bx') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern %fa
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('%fa') end)
show(function() return ("hello (world) a1b2 aa"):match('%fa') end)
show(function() return ("hello (world) a1b2 aa"):gsub('%fa', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('%fa', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('%fa', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('%fa', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('%fa', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('%fa') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern (h
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('(h') end)
show(function() return ("hello (world) a1b2 aa"):match('(h') end)
show(function() return ("hello (world) a1b2 aa"):gsub('(h', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('(h', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('(h', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('(h', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('(h', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('(h') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern h)
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('h)') end)
show(function() return ("hello (world) a1b2 aa"):match('h)') end)
show(function() return ("hello (world) a1b2 aa"):gsub('h)', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('h)', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('h)', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('h)', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('h)', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('h)') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern ^^h
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('^^h') end)
show(function() return ("hello (world) a1b2 aa"):match('^^h') end)
show(function() return ("hello (world) a1b2 aa"):gsub('^^h', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('^^h', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('^^h', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('^^h', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('^^h', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('^^h') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern $
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('$') end)
show(function() return ("hello (world) a1b2 aa"):match('$') end)
show(function() return ("hello (world) a1b2 aa"):gsub('$', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('$', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('$', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('$', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('$', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('$') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern h$o
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('h$o') end)
show(function() return ("hello (world) a1b2 aa"):match('h$o') end)
show(function() return ("hello (world) a1b2 aa"):gsub('h$o', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('h$o', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('h$o', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('h$o', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('h$o', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('h$o') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern %z
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('%z') end)
show(function() return ("hello (world) a1b2 aa"):match('%z') end)
show(function() return ("hello (world) a1b2 aa"):gsub('%z', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('%z', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('%z', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('%z', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('%z', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('%z') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern [a%]
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('[a%]') end)
show(function() return ("hello (world) a1b2 aa"):match('[a%]') end)
show(function() return ("hello (world) a1b2 aa"):gsub('[a%]', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('[a%]', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('[a%]', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('[a%]', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('[a%]', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('[a%]') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern %w-%w
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('%w-%w') end)
show(function() return ("hello (world) a1b2 aa"):match('%w-%w') end)
show(function() return ("hello (world) a1b2 aa"):gsub('%w-%w', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('%w-%w', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('%w-%w', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('%w-%w', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('%w-%w', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('%w-%w') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern [z-a]
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('[z-a]') end)
show(function() return ("hello (world) a1b2 aa"):match('[z-a]') end)
show(function() return ("hello (world) a1b2 aa"):gsub('[z-a]', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('[z-a]', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('[z-a]', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('[z-a]', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('[z-a]', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('[z-a]') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern a*?
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('a*?') end)
show(function() return ("hello (world) a1b2 aa"):match('a*?') end)
show(function() return ("hello (world) a1b2 aa"):gsub('a*?', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('a*?', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('a*?', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('a*?', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('a*?', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('a*?') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

-- program: pattern %9
local function show(f) print(pcall(f)) end
show(function() return ("hello (world) a1b2 aa"):find('%9') end)
show(function() return ("hello (world) a1b2 aa"):match('%9') end)
show(function() return ("hello (world) a1b2 aa"):gsub('%9', "<%0>") end)
show(function() return ("hello (world) a1b2 aa"):gsub('%9', "%1") end)
show(function() return ("hello (world) a1b2 aa"):gsub('%9', "x", 2) end)
show(function() return ("hello (world) a1b2 aa"):match('%9', 5) end)
show(function() return ("hello (world) a1b2 aa"):find('%9', -3) end)
show(function() return (function() local t = {} for a, b in ("hello (world)"):gmatch('%9') do t[#t + 1] = tostring(a) .. "/" .. tostring(b) end return table.concat(t, " ") end)() end)

