// What a single character of a pattern matches: classes (%a), sets ([a-z]), in the C locale.
//
// A class is a mask over one table of 256 entries; a set is read character by character, or turned
// into a bitmap where a long run is to be matched. Used by pattern.cpp only.
#pragma once

#include <array>
#include <cstdint>

#include "vm/base/attributes.hpp"

namespace gilua::patterns {

enum ClassBit : uint16_t {
  kAlpha = 1,
  kControl = 2,
  kDigit = 4,
  kLower = 8,
  kPunct = 16,
  kSpace = 32,
  kUpper = 64,
  kHex = 128,
  kZero = 256
};

constexpr uint16_t class_bits(int c) {
  const bool lower = c >= 'a' && c <= 'z';
  const bool upper = c >= 'A' && c <= 'Z';
  const bool digit = c >= '0' && c <= '9';
  unsigned bits = 0;
  if (lower || upper) bits |= kAlpha;
  if (c < 32 || c == 127) bits |= kControl;
  if (digit) bits |= kDigit;
  if (lower) bits |= kLower;
  if (c > 32 && c < 127 && !lower && !upper && !digit) bits |= kPunct;
  if (c == ' ' || (c >= 9 && c <= 13)) bits |= kSpace;
  if (upper) bits |= kUpper;
  if (digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')) bits |= kHex;
  if (c == 0) bits |= kZero;
  return static_cast<uint16_t>(bits);
}

constexpr std::array<uint16_t, 256> make_classes() {
  std::array<uint16_t, 256> table{};
  for (int c = 0; c < 256; ++c) table[static_cast<size_t>(c)] = c < 128 ? class_bits(c) : 0;
  return table;
}
inline constexpr std::array<uint16_t, 256> kClasses = make_classes();

/// The bits of class letter [cl] (either case), 0 if it is no class: then it stands for itself.
constexpr uint16_t mask_of(unsigned char cl) {
  switch (cl | 0x20) {
    case 'a':
      return kAlpha;
    case 'c':
      return kControl;
    case 'd':
      return kDigit;
    case 'g':
      return kAlpha | kDigit | kPunct;
    case 'l':
      return kLower;
    case 'p':
      return kPunct;
    case 's':
      return kSpace;
    case 'u':
      return kUpper;
    case 'w':
      return kAlpha | kDigit;
    case 'x':
      return kHex;
    case 'z':
      return kZero;  // deprecated, but still there
    default:
      return 0;
  }
}

constexpr unsigned char byte_at(const char* p) { return static_cast<unsigned char>(*p); }

constexpr std::array<uint16_t, 256> make_masks() {
  std::array<uint16_t, 256> table{};
  for (unsigned c = 0; c < 256; ++c) {
    const bool letter = (kClasses[c] & kAlpha) != 0;
    table[c] = letter ? mask_of(static_cast<unsigned char>(c)) : 0;
  }
  return table;
}
inline constexpr std::array<uint16_t, 256> kMasks = make_masks();

inline bool in_class(unsigned char c, unsigned char cl) {
  const uint16_t mask = kMasks[cl];
  if (mask == 0) return cl == c;
  return ((kClasses[c] & mask) != 0) == ((kClasses[cl] & kLower) != 0);
}

/// [p] is at '[', [last] at the closing ']'.
inline bool in_set(unsigned char c, const char* p, const char* last) {
  bool positive = true;
  if (p[1] == '^') {
    positive = false;
    ++p;
  }
  while (++p < last) {
    if (*p == '%') {
      ++p;
      if (in_class(c, byte_at(p))) return positive;
    } else if (p[1] == '-' && p + 2 < last) {
      p += 2;
      if (byte_at(p - 2) <= c && c <= byte_at(p)) return positive;
    } else if (byte_at(p) == c) {
      return positive;
    }
  }
  return !positive;
}

/// A set as 256 bits, for long repetitions.
struct Bitmap {
  uint64_t words[4] = {};

  Bitmap(const char* p, const char* last) {
    const bool negative = p[1] == '^';
    if (negative) ++p;
    while (++p < last) {
      if (*p == '%') {
        ++p;
        for (unsigned c = 0; c < 256; ++c) {
          if (in_class(static_cast<unsigned char>(c), byte_at(p))) add(c);
        }
      } else if (p[1] == '-' && p + 2 < last) {
        p += 2;
        for (unsigned c = byte_at(p - 2); c <= byte_at(p); ++c) add(c);
      } else {
        add(byte_at(p));
      }
    }
    if (negative) {
      for (uint64_t& word : words) word = ~word;
    }
  }
  void add(unsigned c) { words[c >> 6] |= uint64_t{1} << (c & 63); }
  bool has(unsigned char c) const { return (words[c >> 6] >> (c & 63)) & 1; }
};

}  // namespace gilua::patterns
