// table.sort.
//
// Numbers only or strings only, on a plain table and without a comparator, are copied out, sorted
// in C++ and written back: nothing can look in between, as nothing polls. Everything else is PUC's
// quicksort on the table itself. There a comparator or metamethod may change or grow the table and
// take a safepoint, so each access is a fresh one and values live in stack slots. Its index checks
// ("invalid order function for sorting") keep an inconsistent order inside the range.
#include <algorithm>
#include <cmath>

#include "stdlib/table_access.hpp"
#include "vm/exec/numbers.hpp"

namespace gilua {
namespace {

// --- values copied out

template <typename T>
class Copied {
 public:
  Copied(Heap& heap, size_t count)
      : memory_(heap, count * sizeof(T)),
        items_(memory_.ok() ? static_cast<T*>(std::malloc(count * sizeof(T))) : nullptr) {}
  ~Copied() { std::free(items_); }
  Copied(const Copied&) = delete;
  Copied& operator=(const Copied&) = delete;
  T* get() const { return items_; }

 private:
  const Reserved memory_;
  T* items_;
};

enum class Elements : uint8_t { kIntegers, kFloats, kNumbers, kStrings, kOther };

/// NaN has no place in an order, which std::sort must have.
Elements classify(const Table* t, int64_t count) {
  bool integers = false;
  bool floats = false;
  bool strings = false;
  for (int64_t i = 1; i <= count; ++i) {
    const Value v = raw_get(t, i);
    if (v.is_integer()) {
      integers = true;
    } else if (v.is_float() && !std::isnan(v.as_float())) {
      floats = true;
    } else if (v.is_string()) {
      strings = true;
    } else {
      return Elements::kOther;
    }
    if (strings && (integers || floats)) return Elements::kOther;
  }
  if (strings) return Elements::kStrings;
  if (integers && floats) return Elements::kNumbers;
  return integers ? Elements::kIntegers : Elements::kFloats;
}

/// Reads with [read], which is false for an element of another kind: with the GIL off it may have
/// been stored since. Sorts by [less], writes back what [write] makes of each. [done] is false if
/// the table is to be sorted the other way. False after raising.
template <typename T, typename Read, typename Less, typename Wrap>
bool sort_copied(Exec& ex, Table* t, int64_t count, Read read, Less less, Wrap wrap, bool& done) {
  const Copied<T> copied(ex.heap(), static_cast<size_t>(count));
  T* items = copied.get();
  if (items == nullptr) return true;
  for (int64_t i = 0; i < count; ++i) {
    if (!read(raw_get(t, i + 1), items[i])) return true;
  }
  std::sort(items, items + count, less);
  done = true;
  for (int64_t i = 0; i < count; ++i) {
    const Write written = raw_set(ex.mutator(), t, i + 1, wrap(items[i]));
    if (written == Write::kDone) continue;
    raise_write(ex, written);
    return false;
  }
  return true;
}

/// Sorts [t] if its elements are of one simple kind; [done] says whether it did. False after
/// raising.
bool sort_simple(Exec& ex, Table* t, int64_t count, bool& done) {
  done = false;
  const auto by_value = [](auto a, auto b) { return a < b; };
  switch (classify(t, count)) {
    case Elements::kIntegers:
      return sort_copied<int64_t>(
          ex, t, count,
          [](Value v, int64_t& to) {
            to = v.as_integer();
            return v.is_integer();
          },
          by_value, Value::integer, done);
    case Elements::kFloats:
      return sort_copied<double>(
          ex, t, count,
          [](Value v, double& to) {
            to = v.as_float();
            return v.is_float() && !std::isnan(to);
          },
          by_value, Value::number, done);
    case Elements::kNumbers:
      return sort_copied<Value>(
          ex, t, count,
          [](Value v, Value& to) {
            to = v;
            return v.is_integer() || (v.is_float() && !std::isnan(v.as_float()));
          },
          [](const Value& a, const Value& b) { return number_less(a, b); },
          [](Value v) { return v; }, done);
    case Elements::kStrings:
      return sort_copied<const String*>(
          ex, t, count,
          [](Value v, const String*& to) {
            to = v.as_string();
            return v.is_string();
          },
          [](const String* a, const String* b) { return string_compare(a, b) < 0; },
          [](const String* s) { return Value::of(s); }, done);
    case Elements::kOther:
      return true;
  }
  return true;
}

// --- on the table itself

using Index = int64_t;
constexpr Index kRandomLimit = 100;  // larger ranges may get a random pivot

class Sorter {
 public:
  Sorter(Exec& ex, bool has_comparator) : ex_(ex), has_comparator_(has_comparator) {
    slots_ = static_cast<uint32_t>(ex.top - ex.args().base);
    for (uint32_t i = 0; i < kSlots; ++i) ex.push(Value::nil());
  }

  /// Sorts [low, high]. The recursion takes the smaller part, so it is at most 31 deep. @runs lua
  bool sort(Index low, Index high) {
    while (low < high) {
      if (!order(low, high)) return false;
      if (high - low == 1) return true;
      Index p = high - low < kRandomLimit || random_ == 0 ? low + (high - low) / 2
                                                          : random_pivot(low, high);
      if (!place_pivot(low, p, high)) return false;
      if (high - low == 2) return true;
      // The pivot goes next to the end: a[low] <= pivot == a[high - 1] <= a[high].
      if (!load(p, kPivot) || !load(high - 1, kB)) return false;
      if (!store(p, kB) || !store(high - 1, kPivot)) return false;
      if (!partition(low, high, p)) return false;
      const bool lower_first = p - low < high - p;
      if (lower_first ? !sort(low, p - 1) : !sort(p + 1, high)) return false;
      const Index smaller = lower_first ? p - low : high - p;
      (lower_first ? low : high) = lower_first ? p + 1 : p - 1;
      if ((high - low) / 128 > smaller) random_ = next_random();  // badly split: do not repeat it
    }
    return true;
  }

 private:
  enum SlotName : uint32_t { kA, kB, kPivot, kSlots };

  Value& slot(SlotName s) { return ex_.args().base[slots_ + s]; }

  bool load(Index i, SlotName to) {
    Value v;
    if (!get_at(ex_, ex_.args().base[0], i, v)) return false;
    copy(slot(to), v);
    return true;
  }
  bool store(Index i, SlotName from) { return set_at(ex_, ex_.args().base[0], i, slot(from)); }

  bool less(SlotName a, SlotName b, bool& out) {
    if (!poll_now_and_then(ex_, ++compared_)) return false;
    if (!has_comparator_) return less_than(ex_, slot(a), slot(b), out);
    ex_.push(ex_.args().base[1]);
    ex_.push(slot(a));
    ex_.push(slot(b));
    if (ex_.call(2, 1) == kError) return false;
    out = !ex_.pop().is_falsy();
    return true;
  }

  /// Makes a[i] <= a[j].
  bool order(Index i, Index j) {
    bool swap;
    if (!load(i, kA) || !load(j, kB) || !less(kB, kA, swap)) return false;
    return !swap || (store(i, kB) && store(j, kA));
  }

  /// Given a[low] <= a[high], puts the median of three at [p].
  bool place_pivot(Index low, Index p, Index high) {
    bool swap;
    if (!load(p, kA) || !load(low, kB) || !less(kA, kB, swap)) return false;
    if (swap) return store(p, kB) && store(low, kA);
    if (!load(high, kB) || !less(kB, kA, swap)) return false;
    return !swap || (store(p, kB) && store(high, kA));
  }

  bool invalid_order() {
    ex_.raise("invalid order function for sorting");
    return false;
  }

  /// Parts (low, high - 1) around the pivot, which is also in a[high - 1]; its final place goes to
  /// [middle].
  bool partition(Index low, Index high, Index& middle) {
    Index i = low;
    Index j = high - 1;
    for (;;) {
      bool smaller;
      for (;;) {
        if (!load(++i, kA) || !less(kA, kPivot, smaller)) return false;
        if (!smaller) break;
        if (i == high - 1) return invalid_order();  // the pivot itself should have stopped it
      }
      for (;;) {
        if (!load(--j, kB) || !less(kPivot, kB, smaller)) return false;
        if (!smaller) break;
        if (j < i) return invalid_order();
      }
      if (j < i) {
        // a[i] changes places with the pivot.
        middle = i;
        return load(high - 1, kB) && store(high - 1, kA) && store(i, kB);
      }
      if (!store(i, kB) || !store(j, kA)) return false;
    }
  }

  /// Some element of the middle half.
  Index random_pivot(Index low, Index high) const {
    const Index quarter = (high - low) / 4;
    return low + quarter + static_cast<Index>(random_ % static_cast<uint64_t>(quarter * 2));
  }
  /// Any numbers do; the thread's own generator keeps runs with a seed repeatable.
  uint64_t next_random() {
    uint64_t& x = ex_.thread->random_state;
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    return x;
  }

  Exec& ex_;
  const bool has_comparator_;
  uint32_t slots_;  // where our stack slots begin, from the arguments on
  int64_t compared_ = 0;
  uint64_t random_ = 0;  // 0: take the middle element
};

}  // namespace

Outcome table_sort(Exec& ex, Args args) {
  int64_t count;
  if (!check_table_like(ex, args, 0, {.read = true, .write = true, .length = true}) ||
      !length_at(ex, args[0], count)) {
    return kError;
  }
  args = ex.args();
  if (count < 2) return args.ret();
  if (count >= INT32_MAX) return ex.bad_argument(0, "array too big");
  const bool has_comparator = !args[1].is_nil();
  if (has_comparator && !args[1].is_function()) return ex.bad_type(1, "function");
  if (!has_comparator && is_plain(ex, args[0])) {
    bool done;
    if (!sort_simple(ex, args.base[0].as_table(), count, done)) return kError;
    if (done) return args.ret();
  }
  if (!ex.reserve(kNativeFreeSlots)) return kError;
  Sorter sorter(ex, has_comparator);
  if (!sorter.sort(1, count)) return kError;
  return ex.args().ret();
}

}  // namespace gilua
