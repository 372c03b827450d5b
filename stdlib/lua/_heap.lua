-- A binary heap whose smallest item is first, for the PriorityQueues of queue and asyncio.
--
-- Items are compared with `<`; sequences without __lt element by element, as Python's tuples. A
-- comparison may run Lua, raise an error, or be interrupted: so all comparisons (place_*) come
-- before the first change (rise, expel_first), which cannot fail.

local errors = require "gilua.errors"
local native = require "gilua._queue"

local error, type = error, type
local is_ordered, is_sequence = native.is_ordered, native.is_sequence

local heap_module = {}

-- What stands for nil in the heap.
local NIL = setmetatable({}, {__name = "nil"})
heap_module.NIL = NIL

local less

local function is_equal(a, b)
  if a == b then return true end
  if type(a) ~= "table" or type(b) ~= "table" or not is_sequence(a) or not is_sequence(b)
      or #a ~= #b then
    return false
  end
  for i = 1, #a do
    if not is_equal(a[i], b[i]) then return false end
  end
  return true
end

-- The first elements that differ decide.
local function is_less_sequence(a, b)
  for i = 1, #a < #b and #a or #b do
    local x, y = a[i], b[i]
    if not is_equal(x, y) then return less(x, y) end
  end
  return #a < #b
end

function less(a, b)
  local kind_a, kind_b = type(a), type(b)
  if kind_a == kind_b and (kind_a == "number" or kind_a == "string") then return a < b end
  if is_ordered(a, b) then return a < b end
  if is_sequence(a) and is_sequence(b) then return is_less_sequence(a, b) end
  if a == NIL then kind_a = "nil" end
  if b == NIL then kind_b = "nil" end
  error(errors.TypeError(
    ("'<' not supported between instances of '%s' and '%s'"):format(kind_a, kind_b)))
end

--- Where in the heap an item belongs that would come at its end, [i].
function heap_module.place_for(heap, item, i)
  while i > 1 and less(item, heap[i // 2]) do i = i // 2 end
  return i
end

--- Where the last item of a heap of [size] belongs once the first is gone.
function heap_module.place_for_last(heap, size)
  local item, last, i = heap[size], size - 1, 1
  while 2 * i <= last do
    local child = 2 * i
    if child < last and less(heap[child + 1], heap[child]) then child = child + 1 end
    if not less(heap[child], item) then break end
    i = child
  end
  return i
end

--- Brings the last item, [i], to its place.
function heap_module.rise(heap, i, place)
  while i > place do
    local parent = i // 2
    heap[i], heap[parent] = heap[parent], heap[i]
    i = parent
  end
end

--- Brings the first item to the end, [size], to be taken away. The last one goes to its place, what
--- was there to its parent, and so on.
function heap_module.expel_first(heap, size, place)
  while place >= 1 do
    heap[place], heap[size] = heap[size], heap[place]
    place = place // 2
  end
end

return heap_module
