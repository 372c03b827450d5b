"""The peer of convoy.lua: what CPython keeps of the round trips beside a computing thread."""
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time

rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 1.0


def trips_per_second(to, origin):
    count, start = 0, time.perf_counter()
    stop = start + seconds
    while True:
        os.write(to, b"x")
        assert os.read(origin, 1) == b"x"
        count += 1
        if time.perf_counter() >= stop:
            return count / (time.perf_counter() - start)


def beside_computing(function):
    stop = False

    def compute():
        x = 1
        while not stop:
            for _ in range(1000):
                x = (x * 16807 + 12345) % 2147483647

    worker = threading.Thread(target=compute)
    worker.start()
    result = function()
    stop = True
    worker.join()
    return result


def main():
    with tempfile.TemporaryDirectory() as folder:
        names = [os.path.join(folder, name) for name in ("to", "from")]
        for name in names:
            os.mkfifo(name)
        cat = subprocess.Popen(f"cat <{names[0]} >{names[1]}", shell=True)
        to, origin = os.open(names[0], os.O_WRONLY), os.open(names[1], os.O_RDONLY)
        alone, kept = [], {0.005: [], 0.0001: []}
        for _ in range(rounds):
            alone.append(trips_per_second(to, origin))
            for interval, list_of in kept.items():
                sys.setswitchinterval(interval)
                rate = beside_computing(lambda: trips_per_second(to, origin))
                list_of.append(rate / alone[-1] * 100)
        os.close(to)
        os.close(origin)
        cat.wait()
    print(f"{'alone':18}  {statistics.median(alone):9.0f} trips a second")
    for interval, list_of in kept.items():
        print(f"interval, {interval * 1000:g} ms{'':5}  {statistics.median(list_of):8.2f} % of it")


main()
