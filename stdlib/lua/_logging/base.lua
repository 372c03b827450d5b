-- Module "logging", first part: levels, records, filters. The other parts add to the table that
-- this one returns, in the order formatter, handlers, loggers, and logging.lua itself.
--
-- What scripts may set is read from that table when it is needed: raiseExceptions, lastResort,
-- logThreads, logProcesses.

local class = require "gilua._class"
local errors = require "gilua.errors"
local native = require "gilua._threading"
local percent = require "gilua._percent"
local threading = require "gilua.threading"
local time = require "gilua.time"

local error, next, tostring, type = error, next, tostring, type
local getinfo, loaded = debug.getinfo, package.loaded
local getpid = os.getpid
local match, sub = string.match, string.sub
local math_type = math.type

local logging = {}

logging.raiseExceptions = true
logging.logThreads = true
logging.logProcesses = true
logging.logMultiprocessing = true

local start_time = time.time()

-- Levels -----------------------------------------------------------------------------------------

local names = {
  [50] = "CRITICAL", [40] = "ERROR", [30] = "WARNING", [20] = "INFO", [10] = "DEBUG", [0] = "NOTSET",
}
local numbers = {
  CRITICAL = 50, FATAL = 50, ERROR = 40, WARN = 30, WARNING = 30, INFO = 20, DEBUG = 10, NOTSET = 0,
}
for name, number in next, numbers do logging[name] = number end

--- getLevelName(level): a number's name ("Level 15" if it has none), or a name's number.
function logging.getLevelName(level)
  local found = names[level]
  if found == nil then found = numbers[level] end
  return found == nil and "Level " .. tostring(level) or found
end

--- getLevelNamesMapping(): a copy of the table from names to numbers.
function logging.getLevelNamesMapping()
  local copy = {}
  for name, number in next, numbers do copy[name] = number end
  return copy
end

--- addLevelName(level, name): what records of that level show.
function logging.addLevelName(level, name)
  names[level] = name
  numbers[name] = level
end

--- A level as users give it, as a number.
function logging._checkLevel(level)
  if math_type(level) == "integer" then return level end
  if type(level) ~= "string" then
    error(errors.TypeError("Level not an integer or a valid string: " .. tostring(level)))
  end
  local number = numbers[level]
  if number == nil then error(errors.ValueError("Unknown level: " .. percent.repr(level))) end
  return number
end

-- Records ----------------------------------------------------------------------------------------

-- path -> its last part; that without its ending. Paths of code are few.
local file_names, module_names = {}, {}

local function split_path(path)
  local file = file_names[path]
  if not file then
    file = match(path, "[^/]*$")
    module_names[path] = match(file, "^(.+)%.[^.]*$") or file
    file_names[path] = file
  end
  return file, module_names[path]
end

local function process_name()
  local multiprocessing = logging.logMultiprocessing and loaded["gilua.multiprocessing"]
  return multiprocessing and multiprocessing.current_process().name or "MainProcess"
end

local LogRecord = class.define {
  name = "LogRecord",
  metamethods = {
    __tostring = function(self)
      return ('<LogRecord: %s, %s, %s, %s, "%s">'):format(tostring(self.name),
        tostring(self.levelno), tostring(self.pathname), tostring(self.lineno), tostring(self.msg))
    end,
  },
}
logging.LogRecord = LogRecord

--- LogRecord(name, level, pathname, lineno, msg, args, exc_info, func, sinfo); exc_info is an error.
function LogRecord:init(name, level, pathname, lineno, msg, args, exc_info, func, sinfo)
  local now = time.time()
  self.name = name
  self.msg = msg
  self.args = args
  self.levelname = logging.getLevelName(level)
  self.levelno = level
  self.pathname = pathname
  self.filename, self.module = split_path(pathname)
  self.exc_info = exc_info
  self.stack_info = sinfo
  self.lineno = lineno
  self.funcName = func
  self.created = now
  self.msecs = (now - now // 1) * 1000 // 1
  self.relativeCreated = (now - start_time) * 1000
  if logging.logThreads then
    self.thread = threading.get_ident()
    self.threadName = threading.current_thread().name
  end
  if logging.logProcesses then
    self.process = getpid()
    self.processName = process_name()
  end
end

--- The text: msg, or msg % args where there are arguments.
function LogRecord:getMessage()
  local text, args = self.msg, self.args
  if type(text) ~= "string" then text = tostring(text) end
  if args and (args.n or #args) > 0 then text = percent.format(text, args) end
  return text
end

local record_factory = LogRecord

--- setLogRecordFactory(f): what makes records, called as LogRecord is.
function logging.setLogRecordFactory(factory) record_factory = factory end
function logging.getLogRecordFactory() return record_factory end

--- makeLogRecord(fields): a record with those fields, as one that came from elsewhere.
function logging.makeLogRecord(fields)
  local record = record_factory(nil, nil, "", 0, "", {n = 0}, nil, nil)
  for key, value in next, fields do record[key] = value end
  return record
end

-- Who logs: the innermost Lua function that is not part of this module. Its name is looked for in
-- the code once for each function.
local function is_own(source)
  return source == "=logging.lua" or sub(source, 1, 10) == "=_logging."
end

local function_names = {}

local function name_of(info)
  if info.what == "main" then return "<module>" end
  local in_file = function_names[info.source]
  local name = in_file and in_file[info.linedefined]
  if name then return name end
  name = native.function_name(info.func)
  if sub(info.source, 1, 1) == "@" then  -- a text that was loaded may be one of many
    in_file = in_file or {}
    function_names[info.source] = in_file
    in_file[info.linedefined] = name
  end
  return name
end

--- findCaller(): path, line and function of who called a function of this module.
function logging._findCaller()
  local level = 2
  while true do
    local info = getinfo(level, "S")
    if not info then return "(unknown file)", 0, "(unknown function)" end
    local source = info.source
    if info.what ~= "C" and not is_own(source) then
      info = getinfo(level, "Slf")
      local first = sub(source, 1, 1)
      local path = (first == "@" or first == "=") and sub(source, 2) or "<string>"
      return path, info.currentline, name_of(info)
    end
    level = level + 1
  end
end

-- Filters ----------------------------------------------------------------------------------------

local Filter = class.define {name = "Filter"}
logging.Filter = Filter

--- Filter(name): lets through what the logger of that name and those below it log.
function Filter:init(name)
  self.name = name or ""
  self.nlen = #self.name
end

function Filter:filter(record)
  local name, length = record.name, self.nlen
  if length == 0 or name == self.name then return true end
  return sub(name, 1, length + 1) == self.name .. "."
end

-- Python's truth: filters were written to return 0 or 1.
local function is_true(value) return value and value ~= 0 end
logging._is_true = is_true

-- What loggers and handlers share. Lists are replaced, never changed, so that threads which go
-- through one are not disturbed.
local Filterer = class.define {name = "Filterer"}
logging.Filterer = Filterer

function Filterer:init() self.filters = {} end

local function index_of(list, item)
  for i = 1, #list do
    if list[i] == item then return i end
  end
end

--- The list with the item at its end, or the list itself if the item is in it.
function logging._with(list, item)
  if index_of(list, item) then return list end
  local new = table.move(list, 1, #list, 1, {})
  new[#new + 1] = item
  return new
end

--- The list without the item.
function logging._without(list, item)
  local at = index_of(list, item)
  if not at then return list end
  local new = table.move(list, 1, #list, 1, {})
  table.remove(new, at)
  return new
end

local lock = threading.Lock()
--- Guards the lists of handlers and filters and the tree of loggers; never held during a call of
--- something that scripts can replace.
logging._lock = lock

function Filterer:addFilter(filter)
  local _ <close> = lock:held()
  self.filters = logging._with(self.filters, filter)
end

function Filterer:removeFilter(filter)
  local _ <close> = lock:held()
  self.filters = logging._without(self.filters, filter)
end

--- The record that is to be logged (a filter may give another one), or false.
function Filterer:filter(record)
  local filters = self.filters
  for i = 1, #filters do
    local filter = filters[i]
    local result
    if type(filter) == "function" then result = filter(record) else result = filter:filter(record) end
    if not is_true(result) then return false end
    if type(result) == "table" then record = result end
  end
  return record
end

return logging
