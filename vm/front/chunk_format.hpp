// The constants of Lua 5.4's binary chunk, for the reader and the writer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gilua::front {

constexpr std::string_view kSignature("\x1bLua", 4);
constexpr uint8_t kChunkVersion = 0x54;
constexpr uint8_t kChunkFormat = 0;
constexpr std::string_view kConversionCheck("\x19\x93\r\n\x1a\n", 6);  // spoilt by text transfers
constexpr int64_t kCheckInteger = 0x5678;
constexpr double kCheckFloat = 370.5;

constexpr uint8_t kTagNil = 0x00;
constexpr uint8_t kTagFalse = 0x01;
constexpr uint8_t kTagTrue = 0x11;
constexpr uint8_t kTagInteger = 0x03;
constexpr uint8_t kTagFloat = 0x13;
constexpr uint8_t kTagShortString = 0x04;
constexpr uint8_t kTagLongString = 0x14;

constexpr int32_t kAbsoluteLine = -128;      // the line stands in the list of absolute ones
constexpr int32_t kMaxLineRun = 128;         // an absolute line at least this often
constexpr uint32_t kMaxFunctionDepth = 200;  // nested functions; Lua's parser stops there too

}  // namespace gilua::front
