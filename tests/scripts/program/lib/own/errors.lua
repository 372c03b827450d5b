return { mine = true }  -- found before ours by own_errors.lua
