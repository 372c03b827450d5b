-- Module "logging": Python's, spoken in Lua. This file has the functions on the root logger and
-- basicConfig; the classes are in _logging/.
--
-- Log calls pass every argument on, tables too, so they take no keywords: an error goes to
-- `exception(msg, ..., e)`, more fields to LoggerAdapter.
-- Read next: _logging/base.lua, formatter.lua, handlers.lua, loggers.lua.

local class = require "gilua._class"
local errors = require "gilua.errors"
local logging = require "gilua._logging.base"
local style_module = require "gilua._logging_style"

for _, part in ipairs {"formatter", "handlers", "loggers"} do require("gilua._logging." .. part) end
-- The table is this module's now: tracebacks must not find its functions under another name.
package.loaded["gilua._logging.base"] = true

local error, ipairs, next, select, type = error, ipairs, next, select, type

local root = logging.root
local config_lock = require("gilua.threading").Lock()

local function check_places(stream, filename, handlers)
  if handlers ~= nil and (stream ~= nil or filename ~= nil) then
    error(errors.ValueError(
      "'stream' or 'filename' should not be specified together with 'handlers'"))
  end
  if stream ~= nil and filename ~= nil then
    error(errors.ValueError("'stream' and 'filename' should not be specified together"))
  end
end

local function configure(options)
  local handlers = options.handlers
  check_places(options.stream, options.filename, handlers)
  local level = options.level
  if level ~= nil then level = logging._checkLevel(level) end
  local style = options.style == nil and "%" or options.style
  local row = style_module.named(style)
  local formatter = logging.Formatter(options.format == nil and row.basic or options.format,
    options.datefmt, style)
  if handlers == nil then
    if options.filename ~= nil then
      handlers = {logging.FileHandler{filename = options.filename, mode = options.filemode,
        encoding = options.encoding}}
    else
      handlers = {logging.StreamHandler{stream = options.stream == nil and io.stderr or options.stream}}
    end
  end
  for _, handler in ipairs(handlers) do
    if handler.formatter == nil then handler:setFormatter(formatter) end
    root:addHandler(handler)
  end
  if level ~= nil then root:setLevel(level) end
end

--- basicConfig{level=, format=, datefmt=, style=, handlers=, stream=, filename=, filemode=,
--- encoding=, force=}: sets the root logger up, unless it has handlers; force takes those away.
function logging.basicConfig(...)
  local first = ...
  local options = {}
  -- A table without keys says nothing, which is as good as no table.
  if not (select("#", ...) == 1 and type(first) == "table" and next(first) == nil) then
    options.filename, options.filemode, options.format, options.datefmt, options.style,
      options.level, options.stream, options.handlers, options.force, options.encoding =
      class.bind("basicConfig", 0,
        "filename,filemode,format,datefmt,style,level,stream,handlers,force,encoding", ...)
  end
  local force = class.check_bool("force", options.force, false)
  local _ <close> = config_lock:held()
  if force then
    for _, handler in ipairs(root.handlers) do
      root:removeHandler(handler)
      handler:close()
    end
  end
  if #root.handlers == 0 then configure(options) end
end

-- debug(msg, ...), info, warning, ... on the root logger, which is set up if it has no handlers.
for _, name in ipairs {"debug", "info", "warning", "warn", "error", "critical", "fatal", "log",
    "exception"} do
  logging[name] = function(...)
    if #root.handlers == 0 then logging.basicConfig() end
    root[name](root, ...)
  end
end

return logging
