local f
function f() pcall(f) pcall(f) return nil + 1 end
f()
