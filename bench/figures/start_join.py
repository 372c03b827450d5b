# Microseconds to start and join a thread that does nothing, and of processor time: the peer of start_join.lua.
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
start, cpu = time.perf_counter(), time.process_time()
for _ in range(n):
    t = threading.Thread(target=nothing)
    t.start()
    t.join()
took, used = time.perf_counter() - start, time.process_time() - cpu
print("%.1f us %.1f" % (took / n * 1e6, used / n * 1e6))
