-- Python's % operator on strings, for logging: "%s", "%-10.3f", "%(name)s".
--
-- A template is compiled once into a list of texts and conversions. Numbers are formatted as Python
-- does it ("%d" takes 3.7, "%x" of -255 is "-ff"); "%s" is tostring, "%r" shows strings in quotes.
-- Widths and precisions of texts count characters where they are UTF-8, and bytes elsewhere.

local errors = require "gilua.errors"
local quote = require("gilua._errors").quote

local error, ipairs, next, rawget, tonumber, tostring, type =
  error, ipairs, next, rawget, tonumber, tostring, type
local getmetatable = getmetatable
local char_of, length_of, offset_of = utf8.char, utf8.len, utf8.offset
local concat = table.concat
local math_type, floor, ceil, huge = math.type, math.floor, math.ceil, math.huge
local find, format, gsub, match, rep, sub = string.find, string.format, string.gsub, string.match,
  string.rep, string.sub
local byte = string.byte

local percent = {}

--- Pads to [width] characters: "<", ">" or "^", with [fill].
function percent.pad(text, width, align, fill)
  local missing = width - (length_of(text) or #text)
  if missing <= 0 then return text end
  if align == "<" then return text .. rep(fill, missing) end
  if align == ">" then return rep(fill, missing) .. text end
  return rep(fill, missing // 2) .. text .. rep(fill, missing - missing // 2)
end
local pad = percent.pad

--- The first [count] characters.
function percent.truncate(text, count)
  if count >= #text then return text end
  if not length_of(text) then return sub(text, 1, count) end
  local past = offset_of(text, count + 1)
  return past and sub(text, 1, past - 1) or text
end

--- A value as Python's repr shows it: strings in quotes, anything else as tostring.
function percent.repr(value)
  return type(value) == "string" and quote(value) or tostring(value)
end
local repr = percent.repr

local function ascii(value)
  local text = repr(value)
  if not length_of(text) then
    return (gsub(text, "[\128-\255]", function(c) return format("\\x%02x", byte(c)) end))
  end
  return (gsub(text, "[\194-\244][\128-\191]+", function(c)
    local code = utf8.codepoint(c)
    return format(code < 256 and "\\x%02x" or code < 65536 and "\\u%04x" or "\\U%08x", code)
  end))
end

-- Numbers ----------------------------------------------------------------------------------------

local function type_error(...) error(errors.TypeError(format(...))) end

local function decimal_digits(value, conversion)
  if value == true then value = 1 elseif value == false then value = 0 end
  if math_type(value) == "integer" then
    local text = format("%d", value)
    if value < 0 then return sub(text, 2), true end
    return text, false
  end
  if type(value) ~= "number" then
    type_error("%%%s format: a real number is required, not %s", conversion, type(value))
  end
  if value ~= value then error(errors.ValueError("cannot convert float NaN to integer")) end
  if value == huge or value == -huge then
    error(errors.OverflowError("cannot convert float infinity to integer"))
  end
  return format("%.0f", value < 0 and -ceil(value) or floor(value)), value < 0 and ceil(value) ~= 0
end

local function based_digits(value, conversion)
  if value == true then value = 1 elseif value == false then value = 0 end
  if math_type(value) ~= "integer" then
    type_error("%%%s format: an integer is required, not %s", conversion,
      math_type(value) or type(value))
  end
  local negative = value < 0
  return format("%" .. conversion, negative and -value or value), negative
end

-- Sign, prefix and digits to the width: zeros come between them.
local function put_together(spec, negative, prefix, digits, width)
  local sign = negative and "-" or spec.plus and "+" or spec.space and " " or ""
  local head = sign .. prefix
  if spec.zero and not spec.left then
    return head .. pad(digits, width - #head, ">", "0")
  end
  return pad(head .. digits, width, spec.left and "<" or ">", " ")
end

local function format_integer(spec, value, width, precision)
  local conversion = spec.conversion
  local digits, negative, prefix
  if conversion == "d" or conversion == "i" or conversion == "u" then
    digits, negative = decimal_digits(value, conversion)
    prefix = ""
  else
    digits, negative = based_digits(value, conversion)
    prefix = spec.alternate and "0" .. conversion or ""
  end
  return put_together(spec, negative, prefix, pad(digits, precision or 0, ">", "0"), width)
end

local most_digits = 99  -- of string.format

local function format_float(spec, value, width, precision)
  if value == true then value = 1 elseif value == false then value = 0 end
  if type(value) ~= "number" then type_error("must be real number, not %s", type(value)) end
  if precision and precision > most_digits then
    error(errors.ValueError("precision too big (at most " .. most_digits .. ")"))
  end
  local conversion = spec.conversion
  local lower = conversion == "F" and "f" or conversion
  local negative = value < 0 or 1 / value == -huge
  local digits
  if value ~= value then
    digits, negative = "nan", false
  elseif value == huge or value == -huge then
    digits = "inf"
  else
    digits = format("%" .. (spec.alternate and "#" or "") .. "." .. (precision or 6) .. lower,
      negative and -value or value)
  end
  if conversion == "F" or conversion == "E" or conversion == "G" then digits = digits:upper() end
  return put_together(spec, negative, "", digits, width)
end

local function to_char(value)
  if math_type(value) == "integer" then
    if value < 0 or value > 0x10FFFF then
      error(errors.OverflowError("%c arg not in range(0x110000)"))
    end
    return char_of(value)
  end
  if type(value) == "string" and length_of(value) == 1 then return value end
  error(errors.TypeError("%c requires int or char"))
end

local function format_text(text_of)
  return function(spec, value, width, precision)
    local text = text_of(value)
    if precision then text = percent.truncate(text, precision) end
    return pad(text, width, spec.left and "<" or ">", " ")
  end
end

local converters = {
  s = format_text(tostring), r = format_text(repr), a = format_text(ascii),
  c = format_text(to_char),
  d = format_integer, i = format_integer, u = format_integer, o = format_integer,
  x = format_integer, X = format_integer,
  e = format_float, E = format_float, f = format_float, F = format_float, g = format_float,
  G = format_float,
}

-- Templates --------------------------------------------------------------------------------------

local function closing_parenthesis(template, at)
  local depth = 1
  while depth > 0 do
    at = find(template, "[()]", at)
    if not at then error(errors.ValueError("incomplete format key")) end
    depth = depth + (sub(template, at, at) == "(" and 1 or -1)
    at = at + 1
  end
  return at - 1
end

local flag_names = {["-"] = "left", ["+"] = "plus", [" "] = "space", ["#"] = "alternate",
  ["0"] = "zero"}

-- The conversion that begins behind the % before [at]; returns it and where the rest begins.
local function parse_conversion(template, at)
  local spec = {}
  if sub(template, at, at) == "(" then
    local close = closing_parenthesis(template, at + 1)
    spec.key = sub(template, at + 1, close - 1)
    at = close + 1
  end
  local flags, width, dot, precision
  flags, width, at = match(template, "^([-+ #0]*)(%*?%d*)()", at)
  for flag in flags:gmatch(".") do spec[flag_names[flag]] = true end
  dot, precision, at = match(template, "^(%.?)(%*?%d*)()", at)
  if dot == "" then at = at - #precision precision = nil elseif precision == "" then precision = 0 end
  spec.width = width == "*" and "*" or tonumber(width) or 0
  spec.precision = precision == "*" and "*" or tonumber(precision)
  at = match(template, "^[hlL]?()", at)  -- taken and ignored, as Python does
  local conversion = sub(template, at, at)
  if conversion == "" then error(errors.ValueError("incomplete format")) end
  if conversion ~= "%" and not converters[conversion] then
    error(errors.ValueError(format("unsupported format character '%s' (0x%x) at index %d",
      conversion, byte(conversion), at - 1)))
  end
  spec.conversion = conversion
  spec.convert = converters[conversion]
  return spec, at + 1
end

local function compile(template)
  local pieces = {values = 0, keys = false}
  local at = 1
  while true do
    local sign = find(template, "%", at, true)
    local text = sub(template, at, (sign or 0) - 1)
    if text ~= "" then pieces[#pieces + 1] = text end
    if not sign then return pieces end
    local spec
    spec, at = parse_conversion(template, sign + 1)
    if spec.key then pieces.keys = true end
    if spec.conversion == "%" then
      pieces[#pieces + 1] = "%"
    else
      pieces[#pieces + 1] = spec
      if not spec.key then pieces.values = pieces.values + 1 end
      if spec.width == "*" then pieces.values = pieces.values + 1 end
      if spec.precision == "*" then pieces.values = pieces.values + 1 end
    end
  end
end

-- Programs have few templates; one that makes them anew each time must not fill the memory.
local cache, cached, most_cached = {}, 0, 500

--- The template as a list of pieces; errors.ValueError if it is none. [values] is how many
--- arguments it takes by position, [keys] whether it takes fields of one.
function percent.compile(template)
  local pieces = cache[template]
  if pieces then return pieces end
  pieces = compile(template)
  if cached >= most_cached then cache, cached = {}, 0 end
  cache[template], cached = pieces, cached + 1
  return pieces
end

local function star(values, position, n)
  if position > n then error(errors.TypeError("not enough arguments for format string")) end
  local value = values[position]
  if math_type(value) ~= "integer" then error(errors.TypeError("* wants int")) end
  return value
end

-- One conversion with its value; returns the text and the position of the next value.
local function convert(spec, values, position, n, lookup)
  local width, precision, value = spec.width, spec.precision, nil
  local shape = spec
  if width == "*" then
    width, position = star(values, position, n), position + 1
    if width < 0 then
      width = -width
      shape = {left = true, plus = spec.plus, space = spec.space, alternate = spec.alternate,
        conversion = spec.conversion}
    end
  end
  if precision == "*" then
    precision, position = star(values, position, n), position + 1
    if precision < 0 then precision = 0 end
  end
  if spec.key then
    value = lookup(spec.key)
  else
    if position > n then error(errors.TypeError("not enough arguments for format string")) end
    value, position = values[position], position + 1
  end
  return spec.convert(shape, value, width, precision), position
end

--- The pieces with their values: values[1 .. n] by position, lookup(key) by name. The second result
--- is how many were used.
function percent.fill(pieces, values, n, lookup)
  local out, position = {}, 1
  for i, piece in ipairs(pieces) do
    if type(piece) == "string" then
      out[i] = piece
    else
      out[i], position = convert(piece, values, position, n, lookup)
    end
  end
  return concat(out), position - 1
end

--- Whether an argument counts as a dict: a plain table that is no sequence.
function percent.is_mapping(value)
  return type(value) == "table" and getmetatable(value) == nil and rawget(value, 1) == nil and
    next(value) ~= nil
end

--- template % args, args being {n=, ...}: Python's result, or Python's error.
function percent.format(template, args)
  local pieces = percent.compile(template)
  local n = args.n or #args
  local only = args[1]
  local function lookup(key)
    local kind = type(only)
    if n ~= 1 or kind ~= "table" and kind ~= "userdata" then
      error(errors.TypeError("format requires a mapping"))
    end
    local value = only[key]
    if value == nil then error(errors.KeyError(key)) end
    return value
  end
  local text, used = percent.fill(pieces, args, n, lookup)
  if used < n and not (n == 1 and (pieces.keys or percent.is_mapping(only))) then
    error(errors.TypeError("not all arguments converted during string formatting"))
  end
  return text
end

return percent
