// Lua's patterns (manual, section 6.4.1): a backtracking matcher over bytes in the C locale.
//
// A Matcher holds one subject and one pattern; both must be followed by a '\0' (Lua strings are)
// and must outlive it. It knows nothing of Exec: a malformed pattern ends the match with failed()
// and a message. Nothing here allocates, polls or calls Lua; but a match can take for ever, so now
// and then it looks at its thread's poll word and gives up as failed() when that asks for it.
// pattern.cpp has the algorithm.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "vm/heap/heap.hpp"

namespace gilua {

/// Whether a plain search finds the same: no character of [pattern] is special.
bool is_plain_pattern(std::string_view pattern);

/// The first occurrence of [needle] in [text], nullptr if there is none.
const char* find_plain(std::string_view text, std::string_view needle);

class Matcher {
 public:
  static constexpr int kMaxCaptures = 32;

  /// [pattern] without its '^' anchor: whether to try one place only is the caller's affair.
  /// [mutator] is the calling thread's.
  Matcher(const Mutator& mutator, std::string_view subject, std::string_view pattern);

  /// A match that begins at [from]: its end, or nullptr (no match, or failed()).
  const char* match_at(const char* from);
  /// The first match that begins at or after [from] (at most the subject's end) and does not end at
  /// [not_end]; its begin goes to [begin], its end is returned. nullptr: none, or failed().
  const char* search(const char* from, const char* not_end, const char*& begin);

  /// A malformed pattern was met; message() says how ("malformed pattern (ends with '%')").
  bool failed() const { return failed_; }
  std::string_view message() const { return message_; }
  /// It failed only because the thread is to stop: poll, and start over if it goes on.
  bool gave_up() const { return gave_up_; }
  void start_over() { failed_ = gave_up_ = false; }

  /// A capture, or the whole match for index 0 of a pattern without captures.
  struct Capture {
    std::string_view text;
    int64_t position = 0;  // from 1: a position capture; 0: [text] is the capture
  };
  uint32_t capture_count() const { return level_; }
  /// How many values a match gives: its captures, or the whole match.
  uint32_t value_count() const { return level_ == 0 ? 1 : level_; }
  /// Capture [i] from 0 of the match [begin, end). False: failed().
  bool capture(uint32_t i, const char* begin, const char* end, Capture& out);

  const char* subject_begin() const { return begin_; }
  const char* subject_end() const { return end_; }

 private:
  static constexpr int kMaxDepth = 200;  // as PUC's MAXCCALLS: bounds the C++ stack
  /// Units of about 10 ns: items matched, or 8 bytes run over.
  static constexpr ptrdiff_t kBudget = 100'000;
  static constexpr ptrdiff_t kUnfinished = -1;
  static constexpr ptrdiff_t kPosition = -2;
  struct Group {
    const char* init;
    ptrdiff_t length;
  };

  const char* run(const char* s, const char* p);
  const char* run_escape(const char*& s, const char*& p, bool& done);
  const char* max_expand(const char* s, const char* p, const char* ep);
  const char* min_expand(const char* s, const char* p, const char* ep);
  const char* start_group(const char* s, const char* p, ptrdiff_t what);
  const char* end_group(const char* s, const char* p);
  const char* match_balance(const char* s, const char* p);
  const char* match_group(const char* s, unsigned char digit);
  const char* class_end(const char* p);
  bool matches_one(const char* s, const char* p, const char* ep) const;
  size_t span(const char* s, const char* p, const char* ep) const;
  void find_lead();
  const char* skip_to_lead(const char* s) const;
  int required_byte(const char* p) const;
  const char* fail(const char* format, int number = 0);
  /// Pays for work; true when it is time to give up.
  bool spend(ptrdiff_t cost) { return GILUA_UNLIKELY((budget_ -= cost) < 0) && must_give_up(); }
  bool must_give_up();

  const std::atomic<uint32_t>& poll_;
  ptrdiff_t budget_ = kBudget;  // until the next look at poll_
  bool gave_up_ = false;
  const char* begin_;
  const char* end_;
  const char* pattern_;
  const char* pattern_end_;
  const char* lead_ = nullptr;  // item that a match must begin with, if there is a simple one
  const char* lead_end_ = nullptr;
  int depth_ = kMaxDepth;
  int level_ = 0;
  bool failed_ = false;
  char message_[64];
  Group groups_[kMaxCaptures];
};

}  // namespace gilua
