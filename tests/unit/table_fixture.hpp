// What the table tests share: a heap with its strings, and threads that count as running.
#pragma once

#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "vm/table/table.hpp"

namespace gilua {

struct TableFixture {
  Heap heap;
  StringTable strings;
  Mutator m;
  EventNames events;

  explicit TableFixture(bool exclusive = true) {
    heap.strings = &strings;
    heap.set_table_tracing(table_tracing(events));
    heap.attach(m);
    m.exclusive = exclusive;
    strings.make_ready(m);
    make_event_names(m, events);
  }
  ~TableFixture() { heap.detach(m); }
  TableFixture(const TableFixture&) = delete;
  TableFixture& operator=(const TableFixture&) = delete;

  String* name(std::string_view text) { return intern(m, text); }

  /// Runs [work](mutator, index) on [count] threads at once and joins them.
  template <typename F>
  void run_threads(unsigned count, F work) {
    std::atomic<unsigned> ready{0};
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < count; ++i) {
      threads.emplace_back([&, i] {
        Mutator own;
        heap.attach(own);
        own.exclusive = false;
        ready.fetch_add(1);
        while (ready.load() < count) std::this_thread::yield();
        work(own, i);
        heap.detach(own);
      });
    }
    for (std::thread& thread : threads) thread.join();
  }

  void collect(const std::vector<Value>& roots) {
    heap.collect(
        [&](Marker& marker) {
          strings.mark_roots(marker);
          for (String* event : events.names) marker.mark(event);
          for (Value root : roots) marker.mark(root);
        },
        [&] { strings.sweep(heap); });
  }
};

inline uint64_t next_random(uint64_t& state) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state;
}

}  // namespace gilua
