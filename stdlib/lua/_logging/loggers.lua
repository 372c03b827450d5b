-- Module "logging", fourth part: Logger, the tree of loggers, LoggerAdapter.
--
-- The tree: a logger's parent is the next one above it by dots that exists. Names in between that
-- nobody asked for have a placeholder, which knows the loggers below, so that making a logger costs
-- its depth. All of it is changed under logging._lock.
--
-- Log calls pass every argument on to the message. The exception's methods take the error as one
-- more argument: `exception("msg %s", x, e)`.

local class = require "gilua._class"
local errors = require "gilua.errors"
local logging = require "gilua._logging.base"
local percent = require "gilua._percent"

local error, ipairs, next, pairs, pcall, tostring, type =
  error, ipairs, next, pairs, pcall, tostring, type
local math_type = math.type
local find, match, sub = string.find, string.match, string.sub
local pack = table.pack

local Filterer = logging.Filterer
local find_caller = logging._findCaller
local is_true = logging._is_true
local lock = logging._lock

local disabled_level = 0

--- disable(level=CRITICAL): no logger logs at that level or below it any more.
function logging.disable(level)
  disabled_level = logging._checkLevel(level == nil and logging.CRITICAL or level)
end

-- Logger -----------------------------------------------------------------------------------------

local Logger = class.define {
  name = "Logger",
  metamethods = {
    __tostring = function(self)
      return ("<%s %s (%s)>"):format(class.name_of(self), self.name,
        logging.getLevelName(self:getEffectiveLevel()))
    end,
  },
}
logging.Logger = Logger

Logger.addFilter = Filterer.addFilter
Logger.removeFilter = Filterer.removeFilter
Logger.filter = Filterer.filter

function Logger:init(name, level)
  Filterer.init(self)
  self.name = name
  self.level = logging._checkLevel(level == nil and logging.NOTSET or level)
  self.propagate = true
  self.handlers = {}
  self.disabled = false
end

function Logger:setLevel(level) self.level = logging._checkLevel(level) end

function Logger:getEffectiveLevel()
  local logger = self
  repeat
    local level = logger.level
    if level ~= 0 then return level end
    logger = logger.parent
  until not logger
  return 0
end

function Logger:isEnabledFor(level)
  if self.disabled or disabled_level >= level then return false end
  return level >= self:getEffectiveLevel()
end

--- A record as this logger makes it; extra is a table of fields more.
function Logger:makeRecord(name, level, pathname, lineno, msg, args, exc_info, func, extra, sinfo)
  local make = logging.getLogRecordFactory()
  local record = make(name, level, pathname, lineno, msg, args, exc_info, func, sinfo)
  for key, value in next, extra or {} do
    if key == "message" or key == "asctime" or record[key] ~= nil then
      error(errors.KeyError(("Attempt to overwrite %s in LogRecord"):format(percent.repr(key))))
    end
    record[key] = value
  end
  return record
end

-- args: {n=, ...}
function Logger:_log(level, msg, args, exc_info, extra, stack_info)
  local path, line, func = find_caller()
  self:handle(self:makeRecord(self.name, level, path, line, msg, args, exc_info, func, extra,
    stack_info))
end

--- Gives a record to the handlers, if the logger is not disabled and its filters agree.
function Logger:handle(record)
  if self.disabled then return end
  local result = self:filter(record)
  if not is_true(result) then return end
  self:callHandlers(type(result) == "table" and result or record)
end

function Logger:callHandlers(record)
  local logger, found = self, false
  local level = record.levelno
  repeat
    local handlers = logger.handlers
    for i = 1, #handlers do
      local handler = handlers[i]
      found = true
      if level >= handler.level then handler:handle(record) end
    end
    logger = is_true(logger.propagate) and logger.parent
  until not logger
  local last = logging.lastResort
  if not found and last and level >= last.level then last:handle(record) end
end

function Logger:addHandler(handler)
  local _ <close> = lock:held()
  self.handlers = logging._with(self.handlers, handler)
end

function Logger:removeHandler(handler)
  local _ <close> = lock:held()
  self.handlers = logging._without(self.handlers, handler)
end

--- Whether this logger or one that it propagates to has a handler.
function Logger:hasHandlers()
  local logger = self
  repeat
    if #logger.handlers > 0 then return true end
    logger = is_true(logger.propagate) and logger.parent
  until not logger
  return false
end

local function level_method(level)
  return function(self, msg, ...)
    if self:isEnabledFor(level) then self:_log(level, msg, pack(...)) end
  end
end

Logger.debug = level_method(logging.DEBUG)
Logger.info = level_method(logging.INFO)
Logger.warning = level_method(logging.WARNING)
Logger.warn = Logger.warning
Logger.error = level_method(logging.ERROR)
Logger.critical = level_method(logging.CRITICAL)
Logger.fatal = Logger.critical

local function check_number(level)
  if math_type(level) == "integer" then return true end
  if logging.raiseExceptions then error(errors.TypeError("level must be an integer")) end
  return false
end

function Logger:log(level, msg, ...)
  if check_number(level) and self:isEnabledFor(level) then self:_log(level, msg, pack(...)) end
end

-- The error among the arguments of exception(): the last one, if it is one more than the message
-- takes, or if it is an error object (which the message may show as well).
local function take_error(msg, args)
  local n = args.n
  if n == 0 then return nil end
  local good, pieces = pcall(percent.compile, tostring(msg))
  local takes = not good and n or pieces.keys and 1 or pieces.values
  local last = args[n]
  if n > takes then
    args.n, args[n] = n - 1, nil
    return last
  end
  return errors.is(last, errors.BaseException) and last or nil
end
logging._take_error = take_error

--- exception(msg, ..., e): as error(), and below it e with its traceback and causes.
function Logger:exception(msg, ...)
  if not self:isEnabledFor(logging.ERROR) then return end
  local args = pack(...)
  local e = take_error(msg, args)
  self:_log(logging.ERROR, msg, args, e)
end

local RootLogger = Logger:extend("RootLogger")
function RootLogger:init(level) Logger.init(self, "root", level) end

-- The tree ---------------------------------------------------------------------------------------

local root = RootLogger(logging.WARNING)
logging.root = root
Logger.root = root

local loggers = {}       -- by name
local placeholders = {}  -- name -> set of the loggers below it
local logger_class = Logger

--- setLoggerClass(c): what getLogger makes from now on; a class made from Logger.
function logging.setLoggerClass(new_class)
  local current = new_class
  if type(current) ~= "table" or current.makeRecord == nil or current.callHandlers == nil then
    error(errors.TypeError("logger not derived from logging.Logger: " .. tostring(new_class)))
  end
  logger_class = new_class
end

function logging.getLoggerClass() return logger_class end

local function find_parent(logger)
  local name = match(logger.name, "^(.*)%.[^.]*$")
  while name do
    if loggers[name] then return loggers[name] end
    local below = placeholders[name] or {}
    below[logger] = true
    placeholders[name] = below
    name = match(name, "^(.*)%.[^.]*$")
  end
  return root
end

-- The loggers below a new one whose parent was further up.
local function adopt_children(logger)
  local prefix = logger.name .. "."
  for child in pairs(placeholders[logger.name] or {}) do
    if sub(child.parent.name, 1, #prefix) ~= prefix then child.parent = logger end
  end
  placeholders[logger.name] = nil
end

local function logger_named(name)
  if loggers[name] then return loggers[name] end
  local new = logger_class(name)  -- outside the lock: a class of a script's may log
  local _ <close> = lock:held()
  if loggers[name] then return loggers[name] end
  new.parent = find_parent(new)
  adopt_children(new)
  loggers[name] = new
  return new
end

--- getLogger(name): the logger of that name, always the same one; the root logger without a name.
function logging.getLogger(name)
  if name == nil or name == "" or name == "root" then return root end
  if type(name) ~= "string" then error(errors.TypeError("A logger name must be a string")) end
  return loggers[name] or logger_named(name)
end

--- logger:getChild(suffix): getLogger of its name, a dot and the suffix.
function Logger:getChild(suffix)
  return logging.getLogger(self == root and suffix or self.name .. "." .. suffix)
end

--- logger:getChildren(): a list of the loggers right below it.
function Logger:getChildren()
  local _ <close> = lock:held()
  local children = {}
  for name, logger in pairs(loggers) do
    local rest = self == root and name or
      sub(name, 1, #self.name + 1) == self.name .. "." and sub(name, #self.name + 2)
    if rest and not find(rest, ".", 1, true) then children[#children + 1] = logger end
  end
  table.sort(children, function(a, b) return a.name < b.name end)
  return children
end

-- LoggerAdapter ----------------------------------------------------------------------------------

local LoggerAdapter = class.define {
  name = "LoggerAdapter",
  metamethods = {
    __tostring = function(self)
      return ("<%s %s (%s)>"):format(class.name_of(self), self.logger.name,
        logging.getLevelName(self.logger:getEffectiveLevel()))
    end,
  },
}
logging.LoggerAdapter = LoggerAdapter

--- LoggerAdapter(logger, extra): a logger whose records have the fields of the table extra too.
function LoggerAdapter:init(logger, extra)
  self.logger = logger
  self.extra = extra
end

--- The message as it is logged; to be replaced. The second result is the fields that are added.
function LoggerAdapter:process(msg) return msg, self.extra end

local function adapted(self, level, msg, args, e)
  local text, extra = self:process(msg)
  self.logger:_log(level, text, args, e, extra)
end

function LoggerAdapter:log(level, msg, ...)
  if check_number(level) and self:isEnabledFor(level) then adapted(self, level, msg, pack(...)) end
end

for _, name in ipairs {"debug", "info", "warning", "error", "critical"} do
  local level = logging[name:upper()]
  LoggerAdapter[name] = function(self, msg, ...)
    if self:isEnabledFor(level) then adapted(self, level, msg, pack(...)) end
  end
end
LoggerAdapter.warn, LoggerAdapter.fatal = LoggerAdapter.warning, LoggerAdapter.critical

function LoggerAdapter:exception(msg, ...)
  if not self:isEnabledFor(logging.ERROR) then return end
  local args = pack(...)
  local e = take_error(msg, args)
  adapted(self, logging.ERROR, msg, args, e)
end

function LoggerAdapter:isEnabledFor(level) return self.logger:isEnabledFor(level) end
function LoggerAdapter:setLevel(level) self.logger:setLevel(level) end
function LoggerAdapter:getEffectiveLevel() return self.logger:getEffectiveLevel() end
function LoggerAdapter:hasHandlers() return self.logger:hasHandlers() end
