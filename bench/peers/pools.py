"""Python's process pools as one side of a measurement: pools.py {cpython|mp_pool|loky} MEASUREMENT

Says 'ready' (or 'none' and why not) when it is warm, answers each line on standard input with a round's values, and ends when its input
closes. Each pool is used the fastest way that its documentation shows.
"""
import multiprocessing
import os
import sys
import time

import work

WORKERS = os.cpu_count()
ROUND_TRIPS = 500
BATCH = 10_000  # a tenth of what .NET gets: at 200 us a call the whole would take 20 s a round
ITEMS = 1_000_000


class Executor:
    """concurrent.futures' interface: CPython's own pool, and loky's."""

    def __init__(self, make):
        self.make = make
        self.pool = make(WORKERS)

    def close(self):
        self.pool.shutdown()

    def call(self, function, *arguments):
        return self.pool.submit(function, *arguments).result()

    def batch(self, function, count):
        for future in [self.pool.submit(function, i) for i in range(count)]:
            future.result()

    def map(self, function, items, count):
        # As many chunks as multiprocessing.Pool.map makes: four a worker.
        return list(self.pool.map(function, items, chunksize=count // (WORKERS * 4)))


class Pool:
    """multiprocessing.Pool."""

    def __init__(self):
        self.pool = multiprocessing.Pool(WORKERS)

    def close(self):
        self.pool.terminate()
        self.pool.join()

    def call(self, function, *arguments):
        return self.pool.apply(function, arguments)

    def batch(self, function, count):
        for result in [self.pool.apply_async(function, (i,)) for i in range(count)]:
            result.get()

    def map(self, function, items, count):
        return self.pool.map(function, items)


def side(name):
    if name == "cpython":
        from concurrent.futures import ProcessPoolExecutor
        return Executor(ProcessPoolExecutor)
    if name == "loky":
        try:
            from joblib.externals.loky import ProcessPoolExecutor
        except ImportError as error:
            raise SystemExit(say(f"none {error} (Debian: python3-joblib)"))
        return Executor(ProcessPoolExecutor)
    return Pool()


def round_trip(pool):
    times = []
    for i in range(ROUND_TRIPS):
        started = time.perf_counter()
        pool.call(work.increment, i)
        times.append((time.perf_counter() - started) * 1e6)
    times.sort()
    return times[ROUND_TRIPS // 2], times[ROUND_TRIPS * 99 // 100]


def batch(pool):
    started = time.perf_counter()
    pool.batch(work.increment, BATCH)
    return ((time.perf_counter() - started) / BATCH * 1e6,)


def map_item(pool):
    started = time.perf_counter()
    results = pool.map(work.increment, range(ITEMS), ITEMS)
    elapsed = time.perf_counter() - started
    assert results[-1] == ITEMS
    return (elapsed / ITEMS * 1e6,)


MEASUREMENTS = {"call.roundtrip": round_trip, "call.batch": batch, "map.item": map_item}


def say(line):
    print(line, flush=True)


def main():
    name, measurement = sys.argv[1:]
    if measurement not in MEASUREMENTS:
        return say(f"none it has no side of {measurement}")
    pool = side(name)
    MEASUREMENTS[measurement](pool)  # starts every worker, and warms them up
    say("ready")
    for _ in sys.stdin:
        say(" ".join(map(repr, MEASUREMENTS[measurement](pool))))
    pool.close()


if __name__ == "__main__":
    main()
