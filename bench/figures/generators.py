# What generators.lua measures, in Python.
import sys
import time

N = 3000000


def count(n):
    for i in range(n):
        yield i


by_next = by_for = float("inf")
for _ in range(5):
    g = count(N)
    start = time.process_time()
    for _ in range(N):
        next(g)
    by_next = min(by_next, (time.process_time() - start) / N * 1e9)
    start = time.process_time()
    for _ in count(N):
        pass
    by_for = min(by_for, (time.process_time() - start) / N * 1e9)
print("%.1f, %.1f ns; %d bytes" % (by_next, by_for, sys.getsizeof(count(1))))
