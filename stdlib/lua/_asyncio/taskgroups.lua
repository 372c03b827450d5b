-- asyncio.TaskGroup: tasks that belong to a block. Its end waits for them; when one fails, the
-- others and the block are cancelled, and all errors are raised as one ExceptionGroup.
--
-- The block is cancelled by cancelling its task, which counts as a request of our own: the end of
-- the block takes it back. A __close cannot swallow the error that the block ended with, and never
-- has to: where the block was cancelled for a task's sake, that task's error is in the group that
-- replaces it.

local class = require "gilua._class"
local core = require "gilua._asyncio.core"
local errors = require "gilua.errors"
local native = require "gilua._asyncio"

local await, CancelledError = core.await, core.CancelledError
local error, next, pcall, select, tostring = error, next, pcall, select, tostring
local bind = class.bind
local create_task, get_running = core.create_task, core._get_running_loop
local add_done_callback = core.Future.add_done_callback
local exception = native.future.exception  -- as it was raised
local is_cancelled, is_done = core.Future.cancelled, core.Future.done

local function describe(self)
  local text = "<" .. class.name_of(self)
  if self._count > 0 then text = text .. " tasks=" .. self._count end
  if #self._errors > 0 then text = text .. " errors=" .. #self._errors end
  if self._aborting then
    text = text .. " cancelling"
  elseif self._parent then
    text = text .. " entered"
  end
  return text .. ">"
end

local function is_base_error(e)
  return errors.is(e, errors.SystemExit) or errors.is(e, errors.KeyboardInterrupt)
end

local function add_error(self, e)
  self._errors[#self._errors + 1] = e
  if self._base_error == nil and is_base_error(e) then self._base_error = e end
end

local function abort(self)
  self._aborting = true
  -- Cancelling a task may end others: their callbacks come later, so the set stays as it is.
  for task in next, self._tasks do
    if not is_done(task) then task:cancel() end
  end
end

local function on_task_done(self, task)
  if self._tasks[task] then
    self._tasks[task] = nil
    self._count = self._count - 1
  end
  local waiter = self._all_done
  if self._count == 0 and waiter and not is_done(waiter) then waiter:set_result(true) end
  if is_cancelled(task) then return end
  local e = exception(task)
  if e == nil then return end
  add_error(self, e)
  local parent = self._parent
  if parent:done() then
    self._loop:call_exception_handler{
      message = ("Task %s has errored out but its parent task %s is already completed"):format(
        tostring(task), tostring(parent)),
      exception = errors.as_error(e),
      task = task,
    }
  elseif not self._aborting and not self._parent_cancelled then
    abort(self)
    self._parent_cancelled = true
    parent:cancel()
  end
end

-- Waits until all tasks are done. Returns the CancelledError that came first, if it has to go on.
local function wait_for_tasks(self)
  local cancelled
  while self._count > 0 do
    self._all_done = self._loop:create_future()
    self._all_done._stands_for = self._tasks
    local ok, e = pcall(await, self._all_done)
    if not ok then
      if not errors.is(e, CancelledError) then error(e, 0) end
      -- Otherwise they are being cancelled already.
      if not self._aborting then
        cancelled = e
        abort(self)
      end
    end
    self._all_done = nil
  end
  return cancelled
end

-- The end of the block; [e] is the error that it ended with, raised on unless another is raised
-- here.
local function close(self, e)
  if self._exiting then return end
  self._exiting = true
  if e ~= nil and self._base_error == nil and is_base_error(e) then self._base_error = e end
  local is_cancelled = errors.is(e, CancelledError)
  local cancelled = is_cancelled and e or nil
  if e ~= nil and not self._aborting then abort(self) end
  cancelled = wait_for_tasks(self) or cancelled
  if self._parent_cancelled and self._parent:uncancel() == 0 then cancelled = nil end
  if self._base_error ~= nil then error(self._base_error, 0) end
  if #self._errors == 0 and cancelled ~= nil then error(cancelled, 0) end
  if e ~= nil and not is_cancelled then add_error(self, e) end
  if #self._errors == 0 then return end
  -- A request that others made for this task must not be lost in the group: it comes again at the
  -- task's next wait.
  if self._parent:cancelling() > 0 then
    self._parent:uncancel()
    self._parent:cancel()
  end
  local group = errors.BaseExceptionGroup("unhandled errors in a TaskGroup", self._errors)
  self._errors = {}
  error(group)
end

local TaskGroup = class.define {
  name = "TaskGroup",
  metamethods = {__close = close, __tostring = describe},
}

function TaskGroup:init(...)
  if select("#", ...) > 0 then error(errors.TypeError("TaskGroup() takes no arguments")) end
  self._tasks, self._count, self._errors = {}, 0, {}
  self._aborting, self._exiting, self._parent_cancelled = false, false, false
  local loop = core.get_running_loop()
  local parent = core.current_task(loop)
  if parent == nil then
    error(errors.RuntimeError(
      ("TaskGroup %s cannot determine the parent task"):format(tostring(self))))
  end
  self._loop, self._parent = loop, parent
  self._on_done = function(task) on_task_done(self, task) end
end

-- Why no task may be added, or nil.
local function problem_of(self)
  if self._parent == nil then return "has not been entered" end
  if self._exiting and self._count == 0 then return "is finished" end
  if self._aborting then return "is shutting down" end
end

local function new_task(self, coroutine, name)
  local loop = self._loop
  if name == nil and get_running() == loop then return create_task(coroutine) end
  return loop:create_task(coroutine, name ~= nil and {name = name} or nil)
end

--- group:create_task(coroutine [, {name=}]): a Task that the group waits for.
function TaskGroup:create_task(...)
  local coroutine, name = bind("create_task", 1, "coro,name", ...)
  local problem = problem_of(self)
  if problem then
    if core.iscoroutine(coroutine) then coroutine:close() end
    error(errors.RuntimeError(("TaskGroup %s %s"):format(tostring(self), problem)))
  end
  local task = new_task(self, coroutine, name)
  self._tasks[task], self._count = true, self._count + 1
  add_done_callback(task, self._on_done)
  return task
end

return {TaskGroup = TaskGroup}
