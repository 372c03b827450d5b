-- Module logging: levels, the default set-up, messages with and without arguments.
local logging = require "logging"

print(logging.NOTSET, logging.DEBUG, logging.INFO, logging.WARNING, logging.WARN, logging.ERROR,
  logging.CRITICAL, logging.FATAL)          -- expect: 0	10	20	30	30	40	50	50
print(logging.getLevelName(30), logging.getLevelName("INFO"), logging.getLevelName(15),
  logging.getLevelName("NO"))               -- expect: WARNING	20	Level 15	Level NO
logging.addLevelName(15, "TRACE")
print(logging.getLevelName(15), logging.getLevelName("TRACE"), logging.getLevelNamesMapping().TRACE)
-- expect: TRACE	15	15

-- Without any set-up warnings go to standard error.
logging.getLogger("early"):warning("last resort %d", 7)   -- expect error: last resort 7
logging.getLogger("early"):info("never shown")
logging.warning("default %s", "format")                   -- expect error: WARNING:root:default format
logging.info("nor this")

logging.basicConfig{force = true, level = logging.DEBUG, stream = io.stdout,
  format = "[%(levelname)s] (%(threadName)-10s) %(message)s"}
logging.debug("Sleeping %0.2f", 1.5)        -- expect: [DEBUG] (MainThread) Sleeping 1.50
logging.info("100% sure")                   -- expect: [INFO] (MainThread) 100% sure
logging.info("%d%% sure", 99.9)             -- expect: [INFO] (MainThread) 99% sure
logging.log(15, "own level")                -- expect: [TRACE] (MainThread) own level
logging.critical("%s %s", nil, true)        -- expect: [CRITICAL] (MainThread) nil true
logging.error("%(user)s from %(host)-5s|", {user = "ann", host = "h"})
-- expect: [ERROR] (MainThread) ann from h    |
logging.warn(12)                            -- expect: [WARNING] (MainThread) 12
logging.warning("a table without place", {key = 1})
-- expect: [WARNING] (MainThread) a table without place

-- A second basicConfig changes nothing unless forced; an empty table says nothing.
logging.basicConfig{level = logging.ERROR}
logging.basicConfig{}
logging.debug("still there")                -- expect: [DEBUG] (MainThread) still there
logging.basicConfig{force = true, level = "INFO", stream = io.stdout}
logging.info("basic")                       -- expect: INFO:root:basic
logging.basicConfig{force = true, stream = io.stdout, style = "{", format = "{levelname:>8}|{message}|"}
logging.warning("braces")                   -- expect:  WARNING|braces|
logging.basicConfig{force = true, stream = io.stdout, style = "$", format = "$levelname ${message} $$"}
logging.warning("dollars")                  -- expect: WARNING dollars $

logging.disable(logging.ERROR)
logging.error("not shown")
logging.critical("shown")                   -- expect: CRITICAL shown $
logging.disable(logging.NOTSET)
logging.error("shown again")                -- expect: ERROR shown again $

local function fails(f, ...) print(select(2, pcall(f, ...))) end
fails(logging.basicConfig, {force = true, stream = io.stdout, filename = "x"})
-- expect: ValueError: 'stream' and 'filename' should not be specified together
fails(logging.basicConfig, {handlers = {}, filename = "x"})
-- expect: ValueError: 'stream' or 'filename' should not be specified together with 'handlers'
fails(logging.basicConfig, {style = "?"})   -- expect: ValueError: Style must be one of: %,{,$
fails(logging.basicConfig, {level = "LOUD"})    -- expect: ValueError: Unknown level: 'LOUD'
fails(logging.basicConfig, {colour = true})
-- expect: TypeError: basicConfig() got an unexpected keyword argument 'colour' (known: datefmt, encoding, filemode, filename, force, format, handlers, level, stream, style)
fails(logging.log, "x", "text")             -- expect: TypeError: level must be an integer
fails(logging.getLogger, 5)                 -- expect: TypeError: A logger name must be a string
fails(logging.Formatter, "%(message)")      -- expect: ValueError: Invalid format '%(message)' for '%' style
fails(logging.Formatter, "x", nil, "$")     -- expect: ValueError: invalid format: no fields
