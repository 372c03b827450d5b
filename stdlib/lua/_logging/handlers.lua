-- Module "logging", third part: what becomes of records. Handler, StreamHandler, FileHandler,
-- NullHandler.
--
-- A handler formats a record and hands it on as one piece under its lock, so the lines of several
-- threads never mix. What goes wrong in that is reported on standard error (handleError), and the
-- thread that logged goes on.

local at_exit = require("gilua._exit").register
local class = require "gilua._class"
local errors = require "gilua.errors"
local logging = require "gilua._logging.base"
local percent = require "gilua._percent"
local RLock = require("gilua._locks").RLock

local error, ipairs, pairs, pcall, setmetatable = error, ipairs, pairs, pcall, setmetatable
local tostring, type = tostring, type
local xpcall = xpcall
local concat, sort = table.concat, table.sort
local open = io.open
local find, gmatch, gsub = string.find, string.gmatch, string.gsub
local traceback = debug.traceback

local Filterer = logging.Filterer

-- All handlers by number, for shutdown; those that nobody else knows any more are forgotten.
local handlers = setmetatable({}, {__mode = "v"})
local handler_count = 0

local function describe(handler)
  local detail = handler:_detail()
  return ("<%s %s(%s)>"):format(class.name_of(handler), detail == "" and "" or detail .. " ",
    logging.getLevelName(handler.level))
end

local Handler = class.define {name = "Handler", metamethods = {__tostring = describe}}
logging.Handler = Handler

Handler.addFilter = Filterer.addFilter
Handler.removeFilter = Filterer.removeFilter
Handler.filter = Filterer.filter

--- Handler(level=NOTSET): a base to extend; its emit is to be written.
function Handler:init(...)
  local level = class.bind("Handler", 1, "level", ...)
  Filterer.init(self)
  self.level = logging._checkLevel(level == nil and logging.NOTSET or level)
  self:createLock()
  local _ <close> = logging._lock:held()
  handler_count = handler_count + 1
  handlers[handler_count] = self
end

function Handler:_detail() return "" end

--- The lock that is held during emit: the same thread may log again meanwhile.
function Handler:createLock() self.lock = RLock() end
function Handler:acquire() if self.lock then self.lock:acquire() end end
function Handler:release() if self.lock then self.lock:release() end end

function Handler:get_name() return self.name end
function Handler:set_name(name) self.name = name end
function Handler:setLevel(level) self.level = logging._checkLevel(level) end
function Handler:setFormatter(formatter) self.formatter = formatter end

function Handler:format(record)
  return (self.formatter or logging._defaultFormatter):format(record)
end

function Handler:emit()
  error(errors.NotImplementedError("emit must be implemented by Handler subclasses"))
end

--- Emits the record under the lock if the filters let it through; returns what they say.
function Handler:handle(record)
  local result = self:filter(record)
  if not logging._is_true(result) then return result end
  if type(result) == "table" then record = result end
  local lock = self.lock
  if not lock then
    self:emit(record)
    return record
  end
  local _ <close> = lock:held()
  self:emit(record)
  return record
end

function Handler:flush() end

function Handler:close()
  self._closed = true
end

local function shown_args(args)
  local out = {}
  for i = 1, args and (args.n or #args) or 0 do out[i] = percent.repr(args[i]) end
  return "(" .. concat(out, ", ") .. (#out == 1 and ",)" or ")")
end

-- The lines of a traceback above the first one in this module, and without its helpers'.
local function lines_above(text)
  local kept = {}
  for line in gmatch(text, "\n(\t[^\n]*)") do
    if find(line, "^\t_logging%.") then break end
    if not find(line, "^\t_percent%.") then kept[#kept + 1] = line end
  end
  return #kept == 0 and "" or "stack traceback:\n" .. concat(kept, "\n")
end

-- The lines from who called this module on.
local function lines_below(text)
  local kept = {}
  for line in gmatch(text, "\n(\t[^\n]*)") do
    local own = find(line, "^\t_?logging%.") or find(line, "^\t%[C%]")
    if #kept > 0 or not own then kept[#kept + 1] = line end
  end
  return concat(kept, "\n")
end

--- Reports on standard error what went wrong with a record: the error e, or what else raised it.
function Handler:handleError(record, e)
  local stderr = io.stderr
  if not logging.raiseExceptions or not stderr then return end
  local trace = errors.is(e, errors.BaseException) and e.traceback or ""
  local shown, args = pcall(shown_args, record.args)
  pcall(stderr.write, stderr, concat({
    "--- Logging error ---",
    errors.format_exception(e, lines_above(trace)),
    "Call stack:",
    lines_below(traceback("", 2)),
    "Message: " .. (pcall(tostring, record.msg) and percent.repr(record.msg) or "(cannot be shown)"),
    "Arguments: " .. (shown and args or "(cannot be shown)"),
    "",
  }, "\n"))
end

-- Python's `except Exception`, and no RecursionError: interrupts and exits go on their way.
local function passes_on(e)
  if errors.is(e, errors.LuaError) then
    return type(e.value) == "string" and find(e.value, "stack overflow", 1, true) ~= nil
  end
  return errors.is(e, errors.RecursionError) or not errors.is(e, errors.Exception)
end

--- Runs action(handler, record); an error in it is handled.
local function guarded(handler, action, record)
  local ok, e = xpcall(action, errors.as_error, handler, record)
  if ok then return end
  if passes_on(e) then error(errors.is(e, errors.LuaError) and e.value or e, 0) end
  handler:handleError(record, e)
end

-- Streams ----------------------------------------------------------------------------------------

local StreamHandler = Handler:extend("StreamHandler")
logging.StreamHandler = StreamHandler

StreamHandler.terminator = "\n"

--- StreamHandler(stream=io.stderr): anything with a method write(text), and perhaps flush().
function StreamHandler:init(...)
  local stream = ...
  if type(stream) ~= "table" or stream.write == nil then  -- which is no table of keywords
    stream = class.bind("StreamHandler", 1, "stream", ...)
  end
  Handler.init(self)
  self.stream = stream == nil and io.stderr or stream
end

function StreamHandler:_detail()
  local stream = self.stream
  if stream == io.stderr then return "<stderr>" end
  if stream == io.stdout then return "<stdout>" end
  return type(stream) == "table" and stream.name and tostring(stream.name) or ""
end

function StreamHandler:flush()
  local _ <close> = self.lock:held()
  local stream = self.stream
  if stream and stream.flush then stream:flush() end
end

--- Sets the stream; returns the old one, or nil if it is the same.
function StreamHandler:setStream(stream)
  local _ <close> = self.lock:held()
  local old = self.stream
  if old == stream then return nil end
  if old and old.flush then old:flush() end
  self.stream = stream
  return old
end

-- Lua's files tell what went wrong; other streams raise it.
local function write(stream, text)
  local result, problem, errno = stream:write(text)
  if result == nil and problem ~= nil then
    error(errno and errors.OSError(errno, problem) or errors.OSError(problem))
  end
end

local function write_record(handler, record)
  local stream = handler.stream
  write(stream, handler:format(record) .. handler.terminator)
  if stream.flush then stream:flush() end
end

function StreamHandler:emit(record) guarded(self, write_record, record) end

-- Files ------------------------------------------------------------------------------------------

local FileHandler = StreamHandler:extend("FileHandler")
logging.FileHandler = FileHandler

local encodings = {["utf-8"] = true, ["utf8"] = true, ["ascii"] = true}

--- FileHandler(filename, mode="a", encoding, delay=false): delay opens it at the first record.
function FileHandler:init(...)
  local filename, mode, encoding, delay =
    class.bind("FileHandler", 4, "filename,mode,encoding,delay", ...)
  if type(filename) ~= "string" then
    error(errors.TypeError("filename must be a string, not " .. type(filename)))
  end
  if encoding ~= nil and not encodings[tostring(encoding):lower()] then
    error(errors.LookupError("unknown encoding: " .. tostring(encoding)))
  end
  self.baseFilename = filename
  self.mode = mode == nil and "a" or mode
  self.delay = class.check_bool("delay", delay, false)
  local stream = not self.delay and self:_open() or nil
  Handler.init(self)
  self.stream = stream
end

function FileHandler:_detail() return self.baseFilename end

function FileHandler:_open()
  local file, problem, errno = open(self.baseFilename, self.mode)
  if file then return file end
  local reason = gsub(problem, "^.*: ", "")
  error(errors.OSError(errno, reason, self.baseFilename))
end

local function open_late(handler) handler.stream = handler:_open() end

function FileHandler:emit(record)
  if not self.stream and (self.mode ~= "w" or not self._closed) then
    guarded(self, open_late, record)
  end
  if self.stream then StreamHandler.emit(self, record) end
end

function FileHandler:close()
  local _ <close> = self.lock:held()
  local stream = self.stream
  self.stream = nil
  Handler.close(self)
  if stream then stream:close() end
end

-- ------------------------------------------------------------------------------------------------

local NullHandler = Handler:extend("NullHandler")
logging.NullHandler = NullHandler
function NullHandler:handle() end
function NullHandler:emit() end
function NullHandler:createLock() end

-- Where warnings go as long as nothing is set up: io.stderr as it is then.
local StderrHandler = StreamHandler:extend("_StderrHandler")
function StderrHandler:init(level) Handler.init(self, level) end
function StderrHandler:emit(record)
  self.stream = io.stderr
  StreamHandler.emit(self, record)
end
function StderrHandler:_detail() return "<stderr>" end

logging.lastResort = StderrHandler(logging.WARNING)

--- shutdown(): flushes and closes all handlers, the youngest first.
function logging.shutdown()
  local order = {}
  for number in pairs(handlers) do order[#order + 1] = number end
  sort(order, function(a, b) return a > b end)
  for _, number in ipairs(order) do
    local handler = handlers[number]
    if handler and not handler._closed then
      local ok, e = pcall(function()
        handler:acquire()
        local _ <close> = setmetatable({}, {__close = function() handler:release() end})
        handler:flush()
        handler:close()
      end)
      local expected = errors.is(e, errors.OSError) or errors.is(e, errors.ValueError)
      if not ok and not expected and logging.raiseExceptions then error(e, 0) end
    end
  end
end

-- The process's end, when only daemon threads are left; what goes wrong there is told and no more.
at_exit(function()
  local ok, e = pcall(logging.shutdown)
  if not ok and io.stderr then
    io.stderr:write("Exception ignored in logging.shutdown:\n", errors.format_exception(e), "\n")
  end
end)
