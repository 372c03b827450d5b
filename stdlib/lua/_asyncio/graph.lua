-- Who waits for whom: capture_call_graph, format_call_graph, print_call_graph, as in Python 3.14.
--
-- A task says which Future it waits for. Where that stands for others (a gathering, a group's end,
-- a wait), its field _stands_for has them: a sequence, or a table with them as keys. The rest is
-- found by walking over the loop's tasks, so waiting costs nothing for it.

local class = require "gilua._class"
local core = require "gilua._asyncio.core"
local errors = require "gilua.errors"
local native = require "gilua._asyncio"

local bind = class.bind
local error, ipairs, next, tostring, type = error, ipairs, next, tostring, type
local concat, getinfo, math_type, move = table.concat, debug.getinfo, math.type, table.move
local isfuture, name_of, stdout = core.isfuture, native.name_of, io.stdout

local graph = {}

-- The Lua functions of a stack from [level] on, innermost first; a limit keeps the first, a
-- negative one the last.
local function call_stack(thread, level, limit)
  local stack = {}
  while true do
    local info
    if thread then info = getinfo(thread, level, "Slnf") else info = getinfo(level + 1, "Slnf") end
    if not info then break end
    if info.what ~= "C" then
      stack[#stack + 1] = {
        file = info.short_src, line = info.currentline, name = name_of(info.func),
      }
    end
    level = level + 1
  end
  if limit == nil then return stack end
  local first = limit < 0 and #stack + limit + 1 or 1
  return move(stack, first < 1 and 1 or first, limit < 0 and #stack or limit, 1, {})
end

-- future -> the tasks of its loop that wait for it, through others that stand for it too.
local function awaiting_tasks(loop)
  local awaiting = {}
  local function add(future, task, seen)
    if seen[future] then return end
    seen[future] = true
    local list = awaiting[future]
    if not list then
      list = {}
      awaiting[future] = list
    end
    list[#list + 1] = task
    for key, value in next, future._stands_for or {} do
      add(isfuture(key) and key or value, task, seen)
    end
  end
  for _, task in ipairs(core.all_tasks(loop)) do
    local future = task:_waiting_for()
    if future ~= nil then add(future, task, {}) end
  end
  return awaiting
end

local function stack_of(future, limit)
  local thread = class.is_instance(future, core.Task) and future:_thread()
  return thread and call_stack(thread, 0, limit) or {}
end

local function build(future, stack, awaiting, limit, seen)
  local node = {future = future, call_stack = stack, awaited_by = {}}
  seen[future] = true
  local awaited_by = node.awaited_by
  for _, task in ipairs(awaiting[future] or {}) do
    if not seen[task] then
      local own_stack = stack_of(task, limit)
      awaited_by[#awaited_by + 1] = build(task, own_stack, awaiting, limit, seen)
    end
  end
  seen[future] = nil
  return node
end

local function check_integer(name, value)
  if value ~= nil and math_type(value) ~= "integer" then
    error(errors.TypeError(("%s must be an integer, not %s"):format(name, type(value))))
  end
  return value
end

-- [level] of this call's stack is where the current task's starts.
local function capture(future, level, limit)
  check_integer("limit", limit)
  if future ~= nil and not isfuture(future) then
    error(errors.TypeError(
      ("%s object does not appear to be compatible with asyncio.Future"):format(tostring(future))))
  end
  local loop = core._get_running_loop()
  local current = loop and core.current_task(loop)
  if future == nil then
    if loop == nil then
      error(errors.RuntimeError("no future is passed, and there is no running event loop"))
    end
    if current == nil then return nil end
    future = current
  end
  local stack
  if future == current then
    stack = call_stack(nil, level + 1, limit)
  else
    stack = stack_of(future, limit)
  end
  return build(future, stack, awaiting_tasks(future:get_loop()), limit, {})
end

--- capture_call_graph([future], {depth=, limit=}): {future=, call_stack=, awaited_by=} of the
--- future, or of the current task; nil: there is none. A call stack is a sequence of {file=, line=,
--- name=}, innermost first; depth says how many of the own calls to leave out (1: this one).
function graph.capture_call_graph(...)
  local future, depth, limit = bind("capture_call_graph", 1, "future,depth,limit", ...)
  return (capture(future, (check_integer("depth", depth) or 1) + 1, limit))  -- no tail call: levels
end

local function render(node, lines, indent)
  local function add(text) lines[#lines + 1] = indent .. text end
  local future = node.future
  if class.is_instance(future, core.Task) then
    add(("* Task(name='%s', id=%p)"):format(future:get_name(), future))
  else
    add(("* Future(id=%p)"):format(future))
  end
  if #node.call_stack > 0 then
    add("  + Call stack:")
    for _, call in ipairs(node.call_stack) do
      add(("  |   File '%s', line %d, in %s()"):format(call.file, call.line, call.name))
    end
  end
  if #node.awaited_by > 0 then
    add("  + Awaited by:")
    for _, other in ipairs(node.awaited_by) do render(other, lines, indent .. "    ") end
  end
end

local function format(future, level, limit)
  local node = capture(future, level + 1, limit)
  if node == nil then return "" end
  local lines = {}
  render(node, lines, "")
  return concat(lines, "\n")
end

--- The same as text.
function graph.format_call_graph(...)
  local future, depth, limit = bind("format_call_graph", 1, "future,depth,limit", ...)
  return (format(future, (check_integer("depth", depth) or 1) + 1, limit))
end

--- print_call_graph([future], {depth=, limit=, file=}): writes the text to a file, or to stdout.
function graph.print_call_graph(...)
  local future, depth, limit, file = bind("print_call_graph", 1, "future,depth,limit,file", ...)
  local text = format(future, (check_integer("depth", depth) or 1) + 1, limit);
  (file or stdout):write(text, "\n")
end

return graph
