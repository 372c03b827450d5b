# The peer of lock_pair.lua.
import sys
import threading
import time


def main():
    lock = getattr(threading, sys.argv[1] if len(sys.argv) > 1 else "Lock")()
    n = 1000000
    pair = loop = float("inf")
    for _ in range(5):
        start = time.perf_counter()
        for _ in range(n):
            lock.acquire()
            lock.release()
        pair = min(pair, time.perf_counter() - start)
        start = time.perf_counter()
        for _ in range(n):
            pass
        loop = min(loop, time.perf_counter() - start)
    print("%.1f" % ((pair - loop) / n * 1e9))


main()
