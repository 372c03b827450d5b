-- What --sandbox refuses is a PermissionError that names it, whichever function is asked.
-- run: --sandbox --gil=on
-- run: --sandbox --gil=off
-- run: --sandbox --gil=on --switch-interval=1e-6
local errors = require "errors"
local binary = string.dump(function() return 1 end)

local function refused(name, f, ...)
  local ok, e = pcall(f, ...)
  print(name, ok, not ok and errors.is(e, errors.PermissionError), not ok and e.message)
end

-- expect: os.getenv	false	true	reading the environment is not allowed in the sandbox: 'HOME'
refused("os.getenv", os.getenv, "HOME")
-- expect: os.execute	false	true	starting a process is not allowed in the sandbox: 'true'
refused("os.execute", os.execute, "true")
-- expect: io.popen	false	true	starting a process is not allowed in the sandbox: 'ls'
refused("io.popen", io.popen, "ls")
-- expect: os.remove	false	true	changing files is not allowed in the sandbox: 'refused.lua'
refused("os.remove", os.remove, "refused.lua")
-- expect: os.rename	false	true	changing files is not allowed in the sandbox: 'refused.lua'
refused("os.rename", os.rename, "refused.lua", "x")
-- expect: os.tmpname	false	true	making temporary files is not allowed in the sandbox: 'os.tmpname'
refused("os.tmpname", os.tmpname)
-- expect: io.tmpfile	false	true	making temporary files is not allowed in the sandbox: 'io.tmpfile'
refused("io.tmpfile", io.tmpfile)
-- expect: loadlib	false	true	loading a C library is not allowed in the sandbox: '/lib/x.so'
refused("loadlib", package.loadlib, "/lib/x.so", "*")
-- expect: load	false	true	the sandbox allows no binary chunks: 'chunk'
refused("load", load, binary, "=chunk")
-- expect: load b	false	true	the sandbox allows no binary chunks: 'chunk'
refused("load b", load, binary, "=chunk", "b")
local pieces = {binary:sub(1, 1), binary:sub(2)}
-- expect: load pieces	false	true	the sandbox allows no binary chunks: 'chunk'
refused("load pieces", load, function() return table.remove(pieces, 1) end, "=chunk")
for _, f in ipairs {"open", "lines", "input"} do refused("io." .. f, io[f], "/etc/passwd") end
-- expect: io.open	false	true	only files below the working folder can be read in the sandbox: '/etc/passwd'
-- expect: io.lines	false	true	only files below the working folder can be read in the sandbox: '/etc/passwd'
-- expect: io.input	false	true	only files below the working folder can be read in the sandbox: '/etc/passwd'
for _, f in ipairs {"loadfile", "dofile"} do refused(f, _G[f], "../program/lib/../arguments.lua") end
-- expect: loadfile	false	true	only files below the working folder can be read in the sandbox: '../program/lib/../arguments.lua'
-- expect: dofile	false	true	only files below the working folder can be read in the sandbox: '../program/lib/../arguments.lua'
for _, mode in ipairs {"w", "a", "r+", "w+", "a+", "wb"} do refused(mode, io.open, "new.txt", mode) end
-- expect: w	false	true	writing files is not allowed in the sandbox: 'new.txt'
-- expect: a	false	true	writing files is not allowed in the sandbox: 'new.txt'
-- expect: r+	false	true	writing files is not allowed in the sandbox: 'new.txt'
-- expect: w+	false	true	writing files is not allowed in the sandbox: 'new.txt'
-- expect: a+	false	true	writing files is not allowed in the sandbox: 'new.txt'
-- expect: wb	false	true	writing files is not allowed in the sandbox: 'new.txt'
refused("io.output", io.output, "new.txt")
-- expect: io.output	false	true	writing files is not allowed in the sandbox: 'new.txt'
print(os.execute())  -- expect: false
-- A search does not tell what there is elsewhere.
print((package.searchpath("passwd", "/etc/?;../sandbox/?.lua")))  -- expect: nil
print(pcall(require, "no.such.module") == false)  -- expect: true
