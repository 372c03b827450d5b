-- The headers of a message: a table whose fields are found by names in any case.
--
-- The names stand as they were sent, so pairs() shows them so. A header that was sent several times
-- is one field, its values joined by ", ".

local setmetatable, type = setmetatable, type
local lower = string.lower

--- Of a sequence of names and values in turn.
return function(list)
  local headers, spelling = {}, {}
  for i = 1, #list, 2 do
    local name, value = list[i], list[i + 1]
    local known = spelling[lower(name)]
    if known then
      headers[known] = headers[known] .. ", " .. value
    else
      spelling[lower(name)] = name
      headers[name] = value
    end
  end
  return setmetatable(headers, {
    __name = "Headers",
    __index = function(self, name)
      local known = type(name) == "string" and spelling[lower(name)]
      if known and known ~= name then return self[known] end
    end,
  })
end
