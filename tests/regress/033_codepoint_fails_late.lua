-- utf8.codepoint had written the first code over the function when the second one was invalid, and the
-- error looked there for the function's name.
-- oracle: lua5.4
print(pcall(function() local a, b = utf8.codepoint("%\x80", 1, -1) return a end))
print(pcall(utf8.codepoint, "%abc\xff", 1, -1))
print(pcall(utf8.codepoint, "€uro\xe2\x82", 1, -1))
print(utf8.codepoint("€uro%", 1, -1))
