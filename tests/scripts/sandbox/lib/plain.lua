-- A module for allowed.lua.
return "a module"
