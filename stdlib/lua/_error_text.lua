-- errors.format_exception for module "errors": an error's whole text, as reports show it.
--
-- The error's message stands first and its traceback below, as Lua does it; notes, the chain of
-- causes and the errors of a group are told as Python does it.

local getmetatable, ipairs, rawget, tostring, type = getmetatable, ipairs, rawget, tostring, type
local concat = table.concat

local joint = "\n\nThe above exception was the direct cause of the following exception:\n\n"

-- A plain value as the standalone lua shows it.
local function plain(value)
  local kind = type(value)
  if kind == "string" or kind == "number" then return tostring(value) end
  local metatable = getmetatable(value)
  if type(metatable) == "table" and rawget(metatable, "__tostring") then return tostring(value) end
  return "(error object is a " .. kind .. " value)"
end

return function(errors)
  local function headline(e)
    if not errors.is(e, errors.BaseException) then return plain(e) end
    if errors.is(e, errors.LuaError) then return plain(e.value) end
    return tostring(e)
  end

  local describe

  -- The errors of a group, each in a box of its own.
  local function add_members(out, group, seen)
    for i, member in ipairs(group.exceptions) do
      out[#out + 1] = ("  +---------------- %d ----------------"):format(i)
      out[#out + 1] = "  | " .. describe(member, nil, seen):gsub("\n", "\n  | ")
    end
    out[#out + 1] = "  +------------------------------------"
  end

  function describe(e, traceback, seen)
    local is_object = errors.is(e, errors.BaseException)
    local text = ""
    seen[e] = true
    local cause = is_object and rawget(e, "cause")
    if cause and not seen[cause] then text = describe(cause, nil, seen) .. joint end
    local out = {headline(e)}
    if is_object then
      local notes = rawget(e, "__notes__")
      for _, note in ipairs(type(notes) == "table" and notes or {}) do
        out[#out + 1] = tostring(note)
      end
      traceback = traceback or rawget(e, "traceback")
    end
    if type(traceback) == "string" and traceback ~= "" then out[#out + 1] = traceback end
    if is_object and errors.is(e, errors.BaseExceptionGroup) then add_members(out, e, seen) end
    return text .. concat(out, "\n")
  end

  --- errors.format_exception(e [, traceback]): the text of an error with its traceback (its own, if
  --- none is given), notes, causes and members; any value will do. No line end comes last.
  function errors.format_exception(e, traceback)
    if e == nil then return plain(e) end
    return describe(e, traceback, {})
  end
end
