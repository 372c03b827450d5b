# The peer of queue_one_way.lua.
import queue
import sys
import threading
import time


def main():
    make = getattr(queue, sys.argv[1] if len(sys.argv) > 1 else "Queue")
    n = int(sys.argv[2]) if len(sys.argv) > 2 else 300000
    best = 0
    for _ in range(3):
        q = make()

        def take():
            for _ in range(n):
                q.get()

        def put():
            for i in range(n):
                q.put(i)

        taker = threading.Thread(target=take)
        putter = threading.Thread(target=put)
        start = time.perf_counter()
        taker.start()
        putter.start()
        putter.join()
        taker.join()
        best = max(best, n / (time.perf_counter() - start) / 1e6)
    print("%.2f" % best)


main()
