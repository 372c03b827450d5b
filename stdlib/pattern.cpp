// The matcher behind string.find, match, gmatch and gsub.
//
// The algorithm is that of PUC's lstrlib.c, so what matches and which errors are raised agree: a
// pattern is interpreted item by item, repetitions and captures recurse, at most kMaxDepth deep.
// Three things are quicker: character classes are one table lookup, a repeated item runs in a loop
// of its own (a set becomes a bitmap), and a search skips places where the pattern's first item
// cannot match. An error unwinds as "no match" with failed_ set, which every loop asks for.
#include "stdlib/pattern.hpp"

#include <cstdio>
#include <cstring>

#include "stdlib/pattern_classes.hpp"

namespace gilua {
namespace {

using namespace patterns;

constexpr bool is_suffix(char c) { return c == '*' || c == '+' || c == '?' || c == '-'; }
constexpr bool is_special(char c) {
  return c == '^' || c == '$' || c == '*' || c == '+' || c == '?' || c == '.' || c == '(' ||
         c == '[' || c == '%' || c == '-';
}

}  // namespace

bool is_plain_pattern(std::string_view pattern) {
  for (const char c : pattern) {
    if (is_special(c)) return false;
  }
  return true;
}

const char* find_plain(std::string_view text, std::string_view needle) {
  if (needle.empty()) return text.data();
  if (needle.size() > text.size()) return nullptr;
  if (needle.size() == 1) {
    return static_cast<const char*>(std::memchr(text.data(), byte_at(needle.data()), text.size()));
  }
  return static_cast<const char*>(memmem(text.data(), text.size(), needle.data(), needle.size()));
}

Matcher::Matcher(const Mutator& mutator, std::string_view subject, std::string_view pattern)
    : poll_(mutator.poll),
      begin_(subject.data()),
      end_(subject.data() + subject.size()),
      pattern_(pattern.data()),
      pattern_end_(pattern.data() + pattern.size()) {
  find_lead();
}

bool Matcher::must_give_up() {
  budget_ = kBudget;
  // Relaxed: see Mutator::poll. What the bits announce is looked up at the safepoint that follows.
  if ((poll_.load(std::memory_order_relaxed) & (kPollInterrupt | kPollEnd)) == 0) return false;
  gave_up_ = true;
  fail("interrupted");
  return true;
}

const char* Matcher::fail(const char* format, int number) {
  if (!failed_) {
    failed_ = true;
    std::snprintf(message_, sizeof message_, format, number);
  }
  return nullptr;
}

/// Finds the single-character item that every match begins with: behind any '(', without a suffix
/// that lets it be absent. Malformed patterns have none here, so that the matcher reports them.
void Matcher::find_lead() {
  const char* p = pattern_;
  for (int i = 0; i < 8 && p < pattern_end_ && *p == '('; ++i) ++p;
  if (p >= pattern_end_) return;
  const char* ep = p + 1;
  switch (*p) {
    case '(':
    case ')':
      return;
    case '$':
      if (ep == pattern_end_) return;
      break;
    case '%': {
      if (ep >= pattern_end_) return;
      const char c = *ep;
      if (c == 'b' || c == 'f' || (c >= '0' && c <= '9')) return;
      ++ep;
      break;
    }
    case '[':
      ep = class_end(p);
      if (ep == nullptr) {  // class_end has failed; the matcher will say so when it gets there
        failed_ = false;
        return;
      }
      break;
    default:
      break;
  }
  if (ep < pattern_end_ && (*ep == '*' || *ep == '?' || *ep == '-')) return;
  lead_ = p;
  lead_end_ = ep;
}

const char* Matcher::skip_to_lead(const char* s) const {
  const unsigned char c = byte_at(lead_);
  if (c != '.' && c != '%' && c != '[') {
    const void* found = std::memchr(s, c, static_cast<size_t>(end_ - s));
    return found == nullptr ? nullptr : static_cast<const char*>(found);
  }
  while (s < end_ && !matches_one(s, lead_, lead_end_)) ++s;
  return s < end_ ? s : nullptr;
}

const char* Matcher::match_at(const char* from) {
  level_ = 0;
  depth_ = kMaxDepth;
  return run(from, pattern_);
}

const char* Matcher::search(const char* from, const char* not_end, const char*& begin) {
  for (const char* s = from; s <= end_; ++s) {
    if (lead_ != nullptr) {
      s = skip_to_lead(s);
      if (s == nullptr) return nullptr;
    }
    const char* e = match_at(s);
    if (e != nullptr && e != not_end) {
      begin = s;
      return e;
    }
    if (GILUA_UNLIKELY(failed_)) return nullptr;
  }
  return nullptr;
}

bool Matcher::capture(uint32_t i, const char* begin, const char* end, Capture& out) {
  if (i >= static_cast<uint32_t>(level_)) {
    if (i != 0) {
      fail("invalid capture index %%%d", static_cast<int>(i) + 1);
      return false;
    }
    out = {{begin, static_cast<size_t>(end - begin)}, 0};
    return true;
  }
  const Group& group = groups_[i];
  if (group.length == kPosition) {
    out = {{}, group.init - begin_ + 1};
    return true;
  }
  if (group.length == kUnfinished) {
    fail("unfinished capture");
    return false;
  }
  out = {{group.init, static_cast<size_t>(group.length)}, 0};
  return true;
}

/// The end of the item at [p], where its suffix may stand; nullptr after fail().
const char* Matcher::class_end(const char* p) {
  switch (*p++) {
    case '%':
      if (p == pattern_end_) return fail("malformed pattern (ends with '%%')");
      return p + 1;
    case '[':
      if (*p == '^') ++p;
      do {  // the first character is never the closing bracket
        if (p == pattern_end_) return fail("malformed pattern (missing ']')");
        if (*p++ == '%' && p < pattern_end_) ++p;
      } while (p == pattern_end_ || *p != ']');
      return p + 1;
    default:
      return p;
  }
}

GILUA_ALWAYS_INLINE bool Matcher::matches_one(const char* s, const char* p, const char* ep) const {
  if (s >= end_) return false;
  const unsigned char c = byte_at(s);
  switch (*p) {
    case '.':
      return true;
    case '%':
      return in_class(c, byte_at(p + 1));
    case '[':
      return in_set(c, p, ep - 1);
    default:
      return byte_at(p) == c;
  }
}

/// How many characters from [s] on the item matches in a row.
size_t Matcher::span(const char* s, const char* p, const char* ep) const {
  const char* at = s;
  switch (*p) {
    case '.':
      return static_cast<size_t>(end_ - s);
    case '%': {
      const unsigned char cl = byte_at(p + 1);
      const uint16_t mask = kMasks[cl];
      if (mask == 0) {
        while (at < end_ && byte_at(at) == cl) ++at;
      } else if (kClasses[cl] & kLower) {
        while (at < end_ && (kClasses[byte_at(at)] & mask) != 0) ++at;
      } else {
        while (at < end_ && (kClasses[byte_at(at)] & mask) == 0) ++at;
      }
      return static_cast<size_t>(at - s);
    }
    case '[': {
      constexpr int kTries = 8;  // building the bitmap costs about as much
      for (int i = 0; i < kTries; ++i, ++at) {
        if (at >= end_ || !in_set(byte_at(at), p, ep - 1)) return static_cast<size_t>(at - s);
      }
      const Bitmap set(p, ep - 1);
      while (at < end_ && set.has(byte_at(at))) ++at;
      return static_cast<size_t>(at - s);
    }
    default:
      while (at < end_ && *at == *p) ++at;
      return static_cast<size_t>(at - s);
  }
}

/// The byte that must follow for the pattern rest [p] to match, or -1 if it can be several. A
/// filter only: where the subject ends, its '\0' may stand for the byte and run() decides.
int Matcher::required_byte(const char* p) const {
  if (p >= pattern_end_ || is_special(*p) || *p == ')') return -1;
  if (p + 1 < pattern_end_ && is_suffix(p[1])) return -1;
  return byte_at(p);
}

const char* Matcher::max_expand(const char* s, const char* p, const char* ep) {
  const char* at = s + span(s, p, ep);
  const char* rest = ep + 1;
  if (spend((at - s) >> 3)) return nullptr;
  if (rest == pattern_end_) return at;
  const int next = required_byte(rest);
  for (; at >= s; --at) {  // one repetition less each time
    if (next >= 0 && byte_at(at) != next) continue;
    const char* end = run(at, rest);
    if (end != nullptr) return end;
    if (GILUA_UNLIKELY(failed_)) return nullptr;
  }
  return nullptr;
}

const char* Matcher::min_expand(const char* s, const char* p, const char* ep) {
  const char* rest = ep + 1;
  const int next = required_byte(rest);
  for (;;) {
    if (next < 0 || byte_at(s) == next) {
      const char* end = run(s, rest);
      if (end != nullptr) return end;
      if (GILUA_UNLIKELY(failed_)) return nullptr;
    }
    if (!matches_one(s, p, ep) || spend(1)) return nullptr;
    ++s;
  }
}

const char* Matcher::start_group(const char* s, const char* p, ptrdiff_t what) {
  if (level_ >= kMaxCaptures) return fail("too many captures");
  groups_[level_] = {s, what};
  ++level_;
  const char* end = run(s, p);
  if (end == nullptr) --level_;
  return end;
}

const char* Matcher::end_group(const char* s, const char* p) {
  int open = level_ - 1;
  while (open >= 0 && groups_[open].length != kUnfinished) --open;
  if (open < 0) return fail("invalid pattern capture");
  groups_[open].length = s - groups_[open].init;
  const char* end = run(s, p);
  if (end == nullptr) groups_[open].length = kUnfinished;
  return end;
}

const char* Matcher::match_balance(const char* s, const char* p) {
  if (p >= pattern_end_ - 1) return fail("malformed pattern (missing arguments to '%%b')");
  if (s >= end_ || *s != *p) return nullptr;
  const char* const from = s;
  const char open = p[0];
  const char close = p[1];
  int64_t nesting = 1;
  while (++s < end_) {
    if (*s == close) {
      if (--nesting == 0) return s + 1;
    } else if (*s == open) {
      ++nesting;
    }
  }
  spend((s - from) >> 3);
  return nullptr;
}

const char* Matcher::match_group(const char* s, unsigned char digit) {
  const int i = digit - '1';
  if (i < 0 || i >= level_ || groups_[i].length == kUnfinished) {
    return fail("invalid capture index %%%d", i + 1);
  }
  // A position capture has a length no text can have, as in PUC: it never matches.
  const size_t length = static_cast<size_t>(groups_[i].length);
  if (spend(static_cast<ptrdiff_t>(length >> 6))) return nullptr;
  if (static_cast<size_t>(end_ - s) >= length && std::memcmp(groups_[i].init, s, length) == 0) {
    return s + length;
  }
  return nullptr;
}

/// The escapes that are no single character: %b, %f and %0 to %9. [done] is false if it is none of
/// them; otherwise the result is where to go on (with [p] moved behind it), or nullptr.
GILUA_ALWAYS_INLINE const char* Matcher::run_escape(const char*& s, const char*& p, bool& done) {
  done = true;
  switch (p[1]) {
    case 'b': {
      const char* after = match_balance(s, p + 2);
      p += 4;
      return after;
    }
    case 'f': {
      const char* set = p + 2;
      if (*set != '[') return fail("missing '[' after '%%f' in pattern");
      const char* ep = class_end(set);
      if (ep == nullptr) return nullptr;
      const unsigned char previous = s == begin_ ? 0 : byte_at(s - 1);
      p = ep;
      return !in_set(previous, set, ep - 1) && in_set(byte_at(s), set, ep - 1) ? s : nullptr;
    }
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9': {
      const char* after = match_group(s, byte_at(p + 1));
      p += 2;
      return after;
    }
    default:
      done = false;
      return nullptr;
  }
}

const char* Matcher::run(const char* s, const char* p) {
  if (GILUA_UNLIKELY(depth_-- == 0)) {
    depth_ = 0;  // the error ends the whole match
    return fail("pattern too complex");
  }
  if (spend(1)) {
    ++depth_;
    return nullptr;
  }
  while (s != nullptr && p != pattern_end_) {
    if (*p == '(') {
      s = p[1] == ')' ? start_group(s, p + 2, kPosition) : start_group(s, p + 1, kUnfinished);
      break;
    }
    if (*p == ')') {
      s = end_group(s, p + 1);
      break;
    }
    if (*p == '$' && p + 1 == pattern_end_) {
      s = s == end_ ? s : nullptr;
      break;
    }
    if (*p == '%') {
      bool done = false;
      const char* after = run_escape(s, p, done);
      if (done) {
        s = after;
        continue;
      }
    }
    const char* ep = class_end(p);
    if (GILUA_UNLIKELY(ep == nullptr)) {
      s = nullptr;
      break;
    }
    if (!matches_one(s, p, ep)) {
      if (*ep != '*' && *ep != '?' && *ep != '-') {
        s = nullptr;
        break;
      }
      p = ep + 1;  // accepts nothing, too
      continue;
    }
    if (!is_suffix(*ep)) {
      ++s;
      p = ep;
      continue;
    }
    if (*ep == '?') {
      const char* end = run(s + 1, ep + 1);
      if (end != nullptr || failed_) {
        s = end;
        break;
      }
      p = ep + 1;
      continue;
    }
    s = *ep == '-' ? min_expand(s, p, ep) : max_expand(*ep == '+' ? s + 1 : s, p, ep);
    break;
  }
  ++depth_;
  return s;
}

}  // namespace gilua
