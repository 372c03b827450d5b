# The peer of executor.lua.
import concurrent.futures
import sys
import time


def double(x):
    return x + x


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 20000

    def best_of(run):
        best = 0
        for _ in range(3):
            with concurrent.futures.ThreadPoolExecutor(2) as executor:
                start = time.perf_counter()
                run(executor)
                best = max(best, n / (time.perf_counter() - start) / 1e3)
        return best

    def one_by_one(executor):
        for i in range(n):
            executor.submit(double, i).result()

    def together(executor):
        done, _ = concurrent.futures.wait([executor.submit(double, i) for i in range(n)])
        assert len(done) == n

    print("%.0f %.0f" % (best_of(one_by_one), best_of(together)))


main()
