-- Strings: escapes both ways, surrogate pairs, what is not UTF-8.
local json = require "json"
local function try(f, ...) print(select(2, pcall(f, ...))) end

print(json.dumps('\0\1\8\9\10\11\12\13\31 !"/\\~'))  -- expect: "\u0000\u0001\b\t\n\u000b\f\r\u001f !\"/\\~"
print(json.dumps("\u{7ff}\u{800}\u{ffff}\u{10000}\u{10ffff}"))  -- expect: "\u07ff\u0800\uffff\ud800\udc00\udbff\udfff"
print(json.dumps("naïve €uro 😀", {ensure_ascii = false}))      -- expect: "naïve €uro 😀"
print(json.loads [["\"\\\/\b\f\n\r\t\u0041\u00e9\ud83d\ude00"]] == '"\\/\b\f\n\r\tAé😀')  -- expect: true
print(json.loads '"\\u0000"' == "\0", json.loads '"\u{e9}😀\127"' == "\u{e9}😀\127")      -- expect: true	true
print(json.dumps(json.object{["é\n"] = 1}))                     -- expect: {"\u00e9\n": 1}

-- Every character, and long strings with escapes at each place.
local all = {}
for c = 0, 0x10ffff, 7 do
  if c < 0xd800 or c > 0xdfff then all[#all + 1] = utf8.char(c) end
end
all = table.concat(all)
print(json.loads(json.dumps(all)) == all, json.loads(json.dumps(all, {ensure_ascii = false})) == all)  -- expect: true	true
for i = 0, 70 do
  local text = ("x"):rep(i) .. '"' .. ("y"):rep(40) .. "\\" .. ("z"):rep(i)
  assert(json.loads(json.dumps(text)) == text)
end

-- Bytes that are not UTF-8 are refused in both directions, with the place.
try(json.dumps, "ab\xff")          -- expect: UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 2: invalid start byte
try(json.dumps, {["\xc3("] = 1})   -- expect: UnicodeDecodeError: 'utf-8' codec can't decode byte 0xc3 in position 0: invalid continuation byte
try(json.dumps, "12345678\xe2\x82")  -- expect: UnicodeDecodeError: 'utf-8' codec can't decode byte 0xe2 in position 8: unexpected end of data
try(json.loads, '"\xed\xa0\x80"')  -- expect: UnicodeDecodeError: 'utf-8' codec can't decode byte 0xed in position 1: invalid continuation byte
try(json.loads, '"\xc0\x80"')      -- expect: UnicodeDecodeError: 'utf-8' codec can't decode byte 0xc0 in position 1: invalid start byte
try(json.loads, '"\xf4\x90\x80\x80"')  -- expect: UnicodeDecodeError: 'utf-8' codec can't decode byte 0xf4 in position 1: invalid continuation byte
-- Half a surrogate pair is no character either.
try(json.loads, [["\ud800"]])      -- expect: JSONDecodeError: Unpaired surrogate in \uXXXX escape: line 1 column 2 (char 1)
try(json.loads, [["a\udc00"]])     -- expect: JSONDecodeError: Unpaired surrogate in \uXXXX escape: line 1 column 3 (char 2)
try(json.loads, [["\ud83d\ude00\ude00"]])  -- expect: JSONDecodeError: Unpaired surrogate in \uXXXX escape: line 1 column 14 (char 13)
try(json.loads, [["\ud800\u0041"]])  -- expect: JSONDecodeError: Unpaired surrogate in \uXXXX escape: line 1 column 2 (char 1)
try(json.loads, '\xef\xbb\xbf1')   -- expect: JSONDecodeError: Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)
print(json.loads [["\\udc00"]])    -- expect: \udc00
