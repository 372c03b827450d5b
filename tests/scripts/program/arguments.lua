-- The script's arguments: `...`, `arg`, and what is before them.
-- args: one -x --gil=maybe -- last
print(...)  -- expect: one	-x	--gil=maybe	--	last
print(#arg, arg[0], arg[1], arg[5])  -- expect: 5	arguments.lua	one	last
print(type(arg[-1]), arg[6])  -- expect: string	nil
