# The peer of json_text.lua.
import json
import sys
import time


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 20000
    records = [
        {"id": i, "name": "record number %d" % i, "score": i / 7, "tags": ["a", "bc", "def"],
         "place": {"x": i % 100, "y": -i}, "active": i % 2 == 0, "note": "caf\u00e9 \"quoted\"\n"}
        for i in range(1, n + 1)
    ]
    text = json.dumps(records)

    def best_of(f, value):
        best = 0
        for _ in range(5):
            start = time.perf_counter()
            f(value)
            best = max(best, len(text) / (time.perf_counter() - start) / 1e6)
        return best

    print("%.0f %.0f" % (best_of(json.loads, text), best_of(json.dumps, records)))


main()
