-- Loggers: the tree by dots, levels, propagation, filters, children, adapters.
local logging = require "logging"

local lines = {}
local List = logging.Handler:extend("List")
function List:init(name)
  logging.Handler.init(self)
  self.name = name
end
function List:emit(record) lines[#lines + 1] = self.name .. ":" .. self:format(record) end
local function shown()
  local text = table.concat(lines, " ")
  lines = {}
  return text
end

local deep = logging.getLogger("a.b.c")
print(deep.parent, logging.getLogger("a.b.c") == deep)   -- expect: <RootLogger root (WARNING)>	true
local a = logging.getLogger("a")
print(deep.parent == a, a.parent == logging.getLogger()) -- expect: true	true
local ab = logging.getLogger("a"):getChild("b")
print(deep.parent == ab, ab.parent == a, ab.name)        -- expect: true	true	a.b
local other = logging.getLogger("ab")
print(other.parent == logging.root, logging.getLogger("root") == logging.root)  -- expect: true	true
print(a:getChildren()[1] == ab, #a:getChildren())        -- expect: true	1

print(deep:getEffectiveLevel(), deep:isEnabledFor(logging.INFO))  -- expect: 30	false
a:setLevel("DEBUG")
print(deep, deep.level, deep:isEnabledFor(10))           -- expect: <Logger a.b.c (DEBUG)>	0	true
ab:setLevel(logging.ERROR)
print(deep:getEffectiveLevel())                          -- expect: 40
ab:setLevel(logging.NOTSET)

print(deep:hasHandlers())                                -- expect: false
a:addHandler(List("a"))
local root_list = List("root")
logging.root:addHandler(root_list)
logging.root:addHandler(root_list)
print(deep:hasHandlers(), #logging.root.handlers, root_list)  -- expect: true	1	<List (NOTSET)>
deep:debug("one")
print(shown())                                           -- expect: a:one root:one
root_list:setLevel(logging.WARNING)
deep:info("two")
deep:warning("three")
print(shown())                                           -- expect: a:two a:three root:three
a.propagate = false
deep:error("four")
print(shown())                                           -- expect: a:four
deep.disabled = true
deep:error("five")
print(shown() == "")                                     -- expect: true
deep.disabled = false

-- Filters: by name, functions (0 and nil and false drop), and records that are replaced.
local handler = a.handlers[1]
local by_name = logging.Filter("a.b")
handler:addFilter(by_name)
a:error("no") ab:error("yes") deep:error("yes too")
logging.getLogger("a.bx"):error("no")
print(shown())                                           -- expect: a:yes a:yes too
handler:removeFilter(by_name)
a:addFilter(function(record) return record.msg ~= "drop" and 1 or 0 end)
a:error("drop") a:error("keep")
print(shown())                                           -- expect: a:keep
handler:addFilter(function(record)
  return logging.makeLogRecord{msg = "instead of " .. record.msg, levelno = record.levelno}
end)
a:error("this")
print(shown())                                           -- expect: a:instead of this
handler.filters = {}

local adapter = logging.LoggerAdapter(ab, {user = "ann"})
handler:setFormatter(logging.Formatter("%(user)s|%(levelname)s|%(message)s"))
adapter:info("hello %d", 1)
print(adapter, shown())   -- expect: <LoggerAdapter a.b (DEBUG)>	a:ann|INFO|hello 1
function adapter:process(msg) return "[x] " .. msg, {user = "bob"} end
adapter:error("hi")
print(shown())                                           -- expect: a:bob|ERROR|[x] hi
print(select(2, pcall(function()
  logging.LoggerAdapter(ab, {message = 1}):info("x")
end)))                                     -- expect: KeyError: "Attempt to overwrite 'message' in LogRecord"

-- A class of loggers of one's own.
local Loud = logging.Logger:extend("Loud")
function Loud:shout(msg, ...) self:info("HEY " .. msg, ...) end
logging.setLoggerClass(Loud)
local loud = logging.getLogger("a.loud")
handler.formatter = nil
loud:shout("%s", "you")
print(loud, shown())                                     -- expect: <Loud a.loud (DEBUG)>	a:HEY you
print(select(2, pcall(logging.setLoggerClass, {})) ~= nil, logging.getLoggerClass())
-- expect: true	<class 'Loud'>
