local s = [==[
long]==] .. '\x41\u{48}\z
   \065\n' -- comment
--[[ block ]]
local x <const>, y <close> = 0x.1p4, nil
goto a ::a:: ; ;
function t.a.b:c(...) end
return 0xffffffffffffffff, 1e309, 3 .. 4
