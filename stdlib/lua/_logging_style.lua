-- The three ways to write a logging format: "%(message)s", "{message}" and "$message".
--
-- A style is made once from its text, which is checked then, and gives a record's line: each is a
-- function(record, defaults). A field that the record lacks is Python's ValueError.

local errors = require "gilua.errors"
local percent = require "gilua._percent"

local error, ipairs, tonumber, tostring, type = error, ipairs, tonumber, tostring, type
local concat = table.concat
local math_type = math.type
local find, match, sub = string.find, string.match, string.sub

local style = {}

local function invalid(text) error(errors.ValueError("invalid format: " .. text)) end

local function field(record, defaults, key)
  local value = record[key]
  if value == nil and defaults then value = defaults[key] end
  if value == nil then
    error(errors.ValueError("Formatting field not found in record: " .. percent.repr(key)))
  end
  return value
end

-- "%" --------------------------------------------------------------------------------------------

local function from_percent(text, validate)
  local good = find(text, "%%%([%w_]+%)[#0+ -]*[%d*]*%.?[%d*]*[diouxefgcrsaXEFG%%]")
  if validate and not good then
    error(errors.ValueError(("Invalid format '%s' for '%%' style"):format(text)))
  end
  local pieces = percent.compile(text)
  local none = {}
  return function(record, defaults)
    local line = percent.fill(pieces, none, 0, function(key) return field(record, defaults, key) end)
    return line
  end
end

-- "{" --------------------------------------------------------------------------------------------

local alignments = {["<"] = "<", [">"] = ">", ["^"] = "^", ["="] = "="}

-- [[fill]align][sign][#][0][width][.precision][type]
local function parse_spec(spec)
  local fill, align, rest = match(spec, "^(" .. utf8.charpattern .. ")([<>^=])(.*)$")
  if not fill then
    fill, align, rest = " ", match(spec, "^([<>^=]?)(.*)$")
  end
  local sign, alternate, zero, width, dot, precision, kind =
    match(rest, "^([-+ ]?)(#?)(0?)(%d*)(%.?)(%d*)([%a%%]?)$")
  if not sign or dot ~= "" and precision == "" then invalid("bad specifier: " .. percent.repr(spec)) end
  if zero == "0" and align == "" then fill, align = "0", "=" end
  return {
    fill = fill, align = alignments[align], sign = sign, alternate = alternate, kind = kind,
    width = tonumber(width) or 0, precision = precision,
  }
end

local function format_value(value, spec)
  local number = type(value) == "number"
  local kind = spec.kind
  if kind == "" then
    kind = (not number or spec.precision == "" and math_type(value) == "float") and "s"
      or math_type(value) == "integer" and "d" or "g"
  end
  local text
  if kind == "s" then
    text = tostring(value)
    if spec.precision ~= "" then text = percent.truncate(text, tonumber(spec.precision)) end
  else
    local precision = spec.precision == "" and "" or "." .. spec.precision
    if kind == "%" then
      text = percent.format("%" .. precision .. "f%%", {value * 100, n = 1})
    else
      text = percent.format("%" .. spec.sign .. spec.alternate .. precision .. kind, {value, n = 1})
    end
  end
  if spec.align == "=" then
    local sign, digits = match(text, "^([-+ ]?)(.*)$")
    return sign .. percent.pad(digits, spec.width - #sign, ">", spec.fill)
  end
  return percent.pad(text, spec.width, spec.align or number and ">" or "<", spec.fill)
end

local function parse_field(inner)
  local name, conversion, spec = match(inner, "^([%w_]+)(!?[rsa]?)(:?.*)$")
  if not name or spec ~= "" and sub(spec, 1, 1) ~= ":" or conversion == "!" then
    invalid("invalid field name/expression: " .. percent.repr(inner))
  end
  return {name = name, conversion = conversion, spec = parse_spec(sub(spec, 2))}
end

local function compile_braces(text)
  local pieces, fields, at = {}, 0, 1
  while true do
    local brace = find(text, "[{}]", at)
    if not brace then
      pieces[#pieces + 1] = sub(text, at)
      return pieces, fields
    end
    local c = sub(text, brace, brace)
    pieces[#pieces + 1] = sub(text, at, brace - 1)
    if sub(text, brace + 1, brace + 1) == c then
      pieces[#pieces + 1] = c
      at = brace + 2
    else
      local close = c == "{" and find(text, "}", brace, true)
      if not close then invalid("Single '" .. c .. "' encountered in format string") end
      pieces[#pieces + 1] = parse_field(sub(text, brace + 1, close - 1))
      fields = fields + 1
      at = close + 1
    end
  end
end

local function from_braces(text, validate)
  local pieces, fields = compile_braces(text)
  if validate and fields == 0 then invalid("no fields") end
  return function(record, defaults)
    local out = {}
    for i, piece in ipairs(pieces) do
      if type(piece) ~= "string" then
        local value = field(record, defaults, piece.name)
        if piece.conversion == "!r" then value = percent.repr(value) end
        if piece.conversion == "!s" then value = tostring(value) end
        if piece.conversion == "!a" then value = percent.format("%a", {value, n = 1}) end
        piece = format_value(value, piece.spec)
      end
      out[i] = piece
    end
    return concat(out)
  end
end

-- "$" --------------------------------------------------------------------------------------------

local function compile_dollars(text)
  local pieces, fields, at = {}, 0, 1
  while true do
    local sign = find(text, "$", at, true)
    pieces[#pieces + 1] = sub(text, at, (sign or 0) - 1)
    if not sign then return pieces, fields end
    local name, past = match(text, "^([%a_][%w_]*)()", sign + 1)
    if not name then name, past = match(text, "^{([%a_][%w_]*)}()", sign + 1) end
    if name then
      pieces[#pieces + 1] = {name = name}
      fields = fields + 1
    elseif sub(text, sign + 1, sign + 1) == "$" then
      pieces[#pieces + 1], past = "$", sign + 2
    else
      invalid("bare '$' not allowed")
    end
    at = past
  end
end

local function from_dollars(text, validate)
  local pieces, fields = compile_dollars(text)
  if validate and fields == 0 then invalid("no fields") end
  return function(record, defaults)
    local out = {}
    for i, piece in ipairs(pieces) do
      out[i] = type(piece) == "string" and piece or tostring(field(record, defaults, piece.name))
    end
    return concat(out)
  end
end

-- ------------------------------------------------------------------------------------------------

local styles = {
  ["%"] = {make = from_percent, default = "%(message)s", basic = "%(levelname)s:%(name)s:%(message)s",
    time = "%(asctime)"},
  ["{"] = {make = from_braces, default = "{message}", basic = "{levelname}:{name}:{message}",
    time = "{asctime"},
  ["$"] = {make = from_dollars, default = "${message}", basic = "${levelname}:${name}:${message}",
    time = "${asctime}"},
}

--- The row of a style: make(text, validate), default and basic texts; a ValueError if none.
function style.named(name)
  local row = styles[name]
  if not row then error(errors.ValueError("Style must be one of: %,{,$")) end
  return row
end

--- Whether a text of that style shows the time, which is made only then.
function style.uses_time(name, text)
  return find(text, styles[name].time, 1, true) ~= nil or
    name == "$" and find(text, "$asctime", 1, true) ~= nil
end

return style
