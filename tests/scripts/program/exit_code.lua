-- os.exit from inside a coroutine: buffered output is written, the status is the argument.
-- expect status: 7
coroutine.wrap(function()
  io.write("written before the end")
  os.exit(7, true)
end)()
-- expect: written before the end
