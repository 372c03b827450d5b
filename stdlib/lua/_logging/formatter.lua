-- Module "logging", second part: Formatter, which makes a record's text.

local class = require "gilua._class"
local errors = require "gilua.errors"
local logging = require "gilua._logging.base"
local style_module = require "gilua._logging_style"
local time = require "gilua.time"

local error, type = error, type
local sub = string.sub

local Formatter = class.define {name = "Formatter"}
logging.Formatter = Formatter

logging.BASIC_FORMAT = "%(levelname)s:%(name)s:%(message)s"

Formatter.default_time_format = "%Y-%m-%d %H:%M:%S"
Formatter.default_msec_format = "%s,%03d"
function Formatter.converter(seconds) return time.localtime(seconds) end

--- Formatter(fmt, datefmt, style="%", validate=true, {defaults=}).
function Formatter:init(...)
  local fmt, datefmt, style, validate, defaults =
    class.bind("Formatter", 4, "fmt,datefmt,style,validate,defaults", ...)
  style = style == nil and "%" or style
  local row = style_module.named(style)
  if fmt == nil then fmt = row.default end
  if type(fmt) ~= "string" then
    error(errors.TypeError("fmt must be a string, not " .. type(fmt)))
  end
  self._style = style
  self._fmt = fmt
  self._defaults = defaults
  self._line = row.make(fmt, class.check_bool("validate", validate, true))
  self._uses_time = style_module.uses_time(style, fmt)
  self.datefmt = datefmt
end

function Formatter:usesTime() return self._uses_time end

--- The time of a record: datefmt as strftime takes it, else "2026-01-02 03:04:05,678".
function Formatter:formatTime(record, datefmt)
  local parts = self.converter(record.created)
  if datefmt then return time.strftime(datefmt, parts) end
  local text = time.strftime(self.default_time_format, parts)
  if self.default_msec_format then
    text = self.default_msec_format:format(text, record.msecs // 1 | 0)
  end
  return text
end

--- The text of an error with its traceback and causes.
function Formatter:formatException(e) return errors.format_exception(e) end

function Formatter:formatStack(stack_info) return stack_info end

function Formatter:formatMessage(record) return self._line(record, self._defaults) end

local function below(text, more)
  if sub(text, -1) ~= "\n" then text = text .. "\n" end
  return text .. more
end

--- The whole text of a record, without an end of line.
function Formatter:format(record)
  record.message = record:getMessage()
  if self:usesTime() then record.asctime = self:formatTime(record, self.datefmt) end
  local text = self:formatMessage(record)
  if record.exc_info ~= nil and not record.exc_text then
    record.exc_text = self:formatException(record.exc_info)
  end
  if record.exc_text then text = below(text, record.exc_text) end
  if record.stack_info then text = below(text, self:formatStack(record.stack_info)) end
  return text
end

logging._defaultFormatter = Formatter()
