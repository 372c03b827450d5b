# Microseconds to start and join a thread that does nothing: the peer of start_join.lua.
import sys
import threading
import time

n = int(sys.argv[1]) if len(sys.argv) > 1 else 2000


def nothing():
    pass


for _ in range(50):
    t = threading.Thread(target=nothing)
    t.start()
    t.join()
start = time.perf_counter()
for _ in range(n):
    t = threading.Thread(target=nothing)
    t.start()
    t.join()
print("%.1f us" % ((time.perf_counter() - start) / n * 1e6))
