-- JSONDecodeError: Python's messages and places for documents that are none.
local json = require "json"
local errors = require "errors"

local documents = {
  "", "  ", "[", "[1,", "[1,]", "[1 2]", "{", '{"a"', '{"a":', '{"a":1', '{"a":1,', '{"a":1,}', "{a:1}",
  '{"a" 1}', '{"a":1 "b":2}', "nul", "[nulx]", "-", "[-x]", "1.", "[1.]", "1e", "[1e+]", "01", "[01]",
  '"abc', '["abc', '"a\nb"', '"\\q"', '"\\', '"\\u12"', '"\\u12g4"', '"\\u', "1 2", '{"a":1}}', "]",
  "\n\n  x", '{"a":\n 1,\n "b" 2}', '"ab\\"', "[true false]", "'a'", '{"a":}', "{1:2}", "[,1]", "{,}",
  "NaN", "-Infinity", "Infinity", '"a\0b"', "1\0002", "[1\0]", "[\0",
}
for _, document in ipairs(documents) do
  local ok, e = pcall(json.loads, document)
  assert(not ok and e.doc == document and errors.is(e, json.JSONDecodeError))
  print(e.message)
end
-- expect: Expecting value: line 1 column 1 (char 0)
-- expect: Expecting value: line 1 column 3 (char 2)
-- expect: Expecting value: line 1 column 2 (char 1)
-- expect: Expecting value: line 1 column 4 (char 3)
-- expect: Expecting value: line 1 column 4 (char 3)
-- expect: Expecting ',' delimiter: line 1 column 4 (char 3)
-- expect: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)
-- expect: Expecting ':' delimiter: line 1 column 5 (char 4)
-- expect: Expecting value: line 1 column 6 (char 5)
-- expect: Expecting ',' delimiter: line 1 column 7 (char 6)
-- expect: Expecting property name enclosed in double quotes: line 1 column 8 (char 7)
-- expect: Expecting property name enclosed in double quotes: line 1 column 8 (char 7)
-- expect: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)
-- expect: Expecting ':' delimiter: line 1 column 6 (char 5)
-- expect: Expecting ',' delimiter: line 1 column 8 (char 7)
-- expect: Expecting value: line 1 column 1 (char 0)
-- expect: Expecting value: line 1 column 2 (char 1)
-- expect: Expecting value: line 1 column 1 (char 0)
-- expect: Expecting value: line 1 column 2 (char 1)
-- expect: Extra data: line 1 column 2 (char 1)
-- expect: Expecting ',' delimiter: line 1 column 3 (char 2)
-- expect: Extra data: line 1 column 2 (char 1)
-- expect: Expecting ',' delimiter: line 1 column 3 (char 2)
-- expect: Extra data: line 1 column 2 (char 1)
-- expect: Expecting ',' delimiter: line 1 column 3 (char 2)
-- expect: Unterminated string starting at: line 1 column 1 (char 0)
-- expect: Unterminated string starting at: line 1 column 2 (char 1)
-- expect: Invalid control character at: line 1 column 3 (char 2)
-- expect: Invalid \escape: line 1 column 2 (char 1)
-- expect: Unterminated string starting at: line 1 column 1 (char 0)
-- expect: Invalid \uXXXX escape: line 1 column 3 (char 2)
-- expect: Invalid \uXXXX escape: line 1 column 3 (char 2)
-- expect: Invalid \uXXXX escape: line 1 column 3 (char 2)
-- expect: Extra data: line 1 column 3 (char 2)
-- expect: Extra data: line 1 column 8 (char 7)
-- expect: Expecting value: line 1 column 1 (char 0)
-- expect: Expecting value: line 3 column 3 (char 4)
-- expect: Expecting ':' delimiter: line 3 column 6 (char 15)
-- expect: Unterminated string starting at: line 1 column 1 (char 0)
-- expect: Expecting ',' delimiter: line 1 column 7 (char 6)
-- expect: Expecting value: line 1 column 1 (char 0)
-- expect: Expecting value: line 1 column 6 (char 5)
-- expect: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)
-- expect: Expecting value: line 1 column 2 (char 1)
-- expect: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)
-- expect: Expecting value: line 1 column 1 (char 0)
-- expect: Expecting value: line 1 column 1 (char 0)
-- expect: Expecting value: line 1 column 1 (char 0)
-- expect: Invalid control character at: line 1 column 3 (char 2)
-- expect: Extra data: line 1 column 2 (char 1)
-- expect: Expecting ',' delimiter: line 1 column 3 (char 2)
-- expect: Expecting value: line 1 column 2 (char 1)

local _, e = pcall(json.loads, '{"a":\n 1,\n "b" 2}')
print(e, errors.is(e, errors.ValueError))  -- expect: JSONDecodeError: Expecting ':' delimiter: line 3 column 6 (char 15)	true
print(e.msg, e.pos, e.lineno, e.colno)     -- expect: Expecting ':' delimiter	15	3	6
print(json.JSONDecodeError("msg", "a\nb", 2))  -- expect: JSONDecodeError: msg: line 2 column 1 (char 2)
