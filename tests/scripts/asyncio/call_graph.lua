-- capture_call_graph, format_call_graph, print_call_graph: who waits for whom, and where.
local asyncio = require "asyncio"
local errors = require "errors"
local help = require "lib.help"
local async, await, spawn = asyncio.async, asyncio.await, help.spawn

-- Without addresses, and without the calls of libraries.
local function tidy(text)
  local lines = {}
  for line in text:gmatch("[^\n]+") do
    line = line:gsub("0x%x+", "0x0"):gsub("'[^']*call_graph.lua'", "'call_graph.lua'")
    if not line:find("File '", 1, true) or line:find("call_graph.lua", 1, true) then
      lines[#lines + 1] = line
    end
  end
  return table.concat(lines, "\n")
end

local function plain_function()
  local text = asyncio.format_call_graph()
  return text
end
local leaf = async(function()
  local text = plain_function()
  await(asyncio.sleep(0))
  return tidy(text)
end)
local grouped = async(function(found)
  local group <close> = asyncio.TaskGroup()
  found.task = group:create_task(leaf(), {name = "leaf"})
end)
local gathered = async(function(found)
  await(asyncio.gather(grouped(found), asyncio.sleep(0)))
end)

help.run(function()
  asyncio.current_task():set_name("main")
  local found = {}
  local task = asyncio.create_task(gathered(found), {name = "gathered"})
  await(asyncio.wait({task}))
  print((found.task:result():gsub("Task%-%d+", "Task-N")))
end)
-- expect: * Task(name='leaf', id=0x0)
-- expect:   + Call stack:
-- expect:   |   File 'call_graph.lua', line 20, in plain_function()
-- expect:   |   File 'call_graph.lua', line 24, in leaf()
-- expect:   + Awaited by:
-- expect:     * Task(name='Task-N', id=0x0)
-- expect:       + Call stack:
-- expect:       |   File 'call_graph.lua', line 31, in grouped()
-- expect:       + Awaited by:
-- expect:         * Task(name='gathered', id=0x0)
-- expect:           + Call stack:
-- expect:           |   File 'call_graph.lua', line 33, in gathered()
-- expect:           + Awaited by:
-- expect:             * Task(name='main', id=0x0)
-- expect:               + Call stack:
-- expect:               |   File 'call_graph.lua', line 40, in <call_graph.lua:36>()

-- Two who wait for one; a future; limits.
help.run(function()
  asyncio.current_task():set_name("main")
  local future = asyncio.get_running_loop():create_future()
  local a = spawn(function() await(future) end)
  local b = spawn(function() await(asyncio.shield(future)) end)
  local c = spawn(function() await(a) end)
  for i, task in ipairs{a, b, c} do task:set_name(("abc"):sub(i, i)) end
  help.settle()
  local graph = asyncio.capture_call_graph(future)
  print(graph.future == future, #graph.call_stack, #graph.awaited_by)  -- expect: true	0	2
  for _, node in ipairs(graph.awaited_by) do
    local names = {}
    for _, other in ipairs(node.awaited_by) do names[#names + 1] = other.future:get_name() end
    print(node.future:get_name(), #node.call_stack > 0, table.concat(names, " "))
  end
  -- expect: a	true	c
  -- expect: b	true	
  print(tidy(asyncio.format_call_graph(future, {limit = 0})))
  -- expect: * Future(id=0x0)
  -- expect:   + Awaited by:
  -- expect:     * Task(name='a', id=0x0)
  -- expect:       + Awaited by:
  -- expect:         * Task(name='c', id=0x0)
  -- expect:     * Task(name='b', id=0x0)
  local function depths(n) return n == 0 and asyncio.capture_call_graph() or (depths(n - 1)) end
  local all = #depths(3).call_stack
  local function inner(options) return (asyncio.capture_call_graph(nil, options)) end
  print(all, #inner{limit = 1}.call_stack, #inner{limit = -1}.call_stack, #inner{depth = 2}.call_stack)
  -- expect: 5	1	1	1
  local written = {write = function(_, ...) print("written", (tidy(table.concat{...}):match("name='(%w+)'"))) end}
  asyncio.print_call_graph(nil, {file = written})  -- expect: written	main
  future:set_result()
  await(asyncio.gather(a, b, c))
  print(help.fails(errors.TypeError, asyncio.capture_call_graph, 1))
  -- expect: TypeError: 1 object does not appear to be compatible with asyncio.Future
end)
print(help.fails(errors.RuntimeError, asyncio.capture_call_graph))
-- expect: RuntimeError: no future is passed, and there is no running event loop
