"""Python's process pools as one side of a measurement: pools.py {cpython|mp_pool|loky} MEASUREMENT

Says 'ready' (or 'none' and why not) when it is warm, answers each line on standard input with a round's values, and ends when its input
closes. Each pool is used the fastest way that its documentation shows.
"""
import multiprocessing
import os
import signal
import statistics
import sys
import time
from concurrent.futures import BrokenExecutor
from multiprocessing.shared_memory import SharedMemory

import work

WORKERS = len(os.sched_getaffinity(0))
ROUND_TRIPS = 500
BATCH = 10_000  # a tenth of what .NET gets: at 200 us a call the whole would take 20 s a round
ITEMS = 1_000_000
PAYLOAD = 64 << 20
PAYLOADS = 4
BURNS = 16


class Executor:
    """concurrent.futures' interface: CPython's own pool, and loky's."""

    def __init__(self, make, workers=WORKERS):
        self.pool = make(workers)

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

    def __init__(self, workers=WORKERS):
        self.pool = multiprocessing.Pool(workers)

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


def maker(name):
    """What makes a pool of so many workers."""
    if name == "mp_pool":
        return Pool
    if name == "cpython":
        from concurrent.futures import ProcessPoolExecutor
    else:
        from joblib.externals.loky import ProcessPoolExecutor
    return lambda workers=WORKERS: Executor(ProcessPoolExecutor, workers)


# A measurement is a class: made once, a round each time it is called, closed at the end.

class Measurement:
    workers = WORKERS

    def __init__(self, make):
        self.make = make
        self.pool = make(self.workers)

    def close(self):
        self.pool.close()


class RoundTrip(Measurement):
    def __call__(self):
        times = []
        for i in range(ROUND_TRIPS):
            started = time.perf_counter()
            self.pool.call(work.increment, i)
            times.append((time.perf_counter() - started) * 1e6)
        times.sort()
        return times[ROUND_TRIPS // 2], times[ROUND_TRIPS * 99 // 100]


class Batch(Measurement):
    def __call__(self):
        started = time.perf_counter()
        self.pool.batch(work.increment, BATCH)
        return ((time.perf_counter() - started) / BATCH * 1e6,)


class MapItems(Measurement):
    def __call__(self):
        started = time.perf_counter()
        results = self.pool.map(work.increment, range(ITEMS), ITEMS)
        elapsed = time.perf_counter() - started
        assert results[-1] == ITEMS
        return (elapsed / ITEMS * 1e6,)


class Payload(Measurement):
    workers = 1
    data = b"\7" * PAYLOAD

    def __call__(self):
        started = time.perf_counter()
        for _ in range(PAYLOADS):
            assert self.pool.call(work.read, self.data) == -1
        return (PAYLOAD * PAYLOADS / 1e9 / (time.perf_counter() - started),)


class PayloadResult(Measurement):
    workers = 1

    def __call__(self):
        started = time.perf_counter()
        for _ in range(PAYLOADS):
            data = self.pool.call(work.give, PAYLOAD)
            assert len(data) == PAYLOAD and work.read(data) == -1
        return (PAYLOAD * PAYLOADS / 1e9 / (time.perf_counter() - started),)


class HandOver(Measurement):
    """A block of shared memory by its name, which the function attaches to."""
    workers = 1

    def __init__(self, make):
        # Made first: workers then know of the one process that tracks such blocks, and start none of their own.
        self.blocks = [SharedMemory(create=True, size=size) for size in (1 << 20, 1 << 30)]
        for block in self.blocks:
            block.buf[0] = block.buf[-1] = 7
        super().__init__(make)

    def __call__(self):
        return [self.median(block.name) for block in self.blocks]

    def median(self, name):
        times = []
        for _ in range(ROUND_TRIPS):
            started = time.perf_counter()
            assert self.pool.call(work.read_ends, name) == 14
            times.append((time.perf_counter() - started) * 1e6)
        return statistics.median(times)

    def close(self):
        super().close()
        for block in self.blocks:
            block.close()
            block.unlink()


class ColdPool(Measurement):
    def __call__(self):
        started = time.perf_counter()
        pool = self.make()
        pool.call(work.increment, 1)
        elapsed = time.perf_counter() - started
        pool.close()
        return (elapsed * 1e3,)


class IdleWorkers(Measurement):
    def __call__(self):
        seen = set()
        for _ in range(200):  # until every worker has had a call
            seen.update(self.pool.map(work.process_id, range(self.workers * 8), self.workers * 8))
            if len(seen) == self.workers:
                break
        return sorted(seen)


class EightIdleWorkers(IdleWorkers):
    workers = 8


class Replacement(Measurement):
    """concurrent.futures gives a pool up when a worker dies: its replacement is a new pool."""
    workers = 1

    def __init__(self, make):
        if make is Pool:
            # A killed idle worker dies with the lock of the queue that it waited on, and no other gets a call any more.
            raise Missing("its pool hangs when an idle worker is killed")
        super().__init__(make)

    def __call__(self):
        before = self.pool.call(work.process_id, 0)
        started = time.perf_counter()
        os.kill(before, signal.SIGKILL)
        while True:
            try:
                after = self.pool.call(work.process_id, 0)
                break
            except BrokenExecutor:
                self.pool = self.make(self.workers)
        elapsed = time.perf_counter() - started
        assert after != before
        return (elapsed * 1e3,)


class Scaling(Measurement):
    workers = 1

    def __init__(self, make):
        super().__init__(make)
        self.two = make(2)

    def __call__(self):
        return (self.seconds(self.pool) / self.seconds(self.two),)

    def seconds(self, pool):
        started = time.perf_counter()
        pool.batch(work.burn, BURNS)
        return time.perf_counter() - started

    def close(self):
        super().close()
        self.two.close()


class Missing(Exception):
    pass


MEASUREMENTS = {
    "call.roundtrip": RoundTrip, "call.batch": Batch, "map.item": MapItems, "payload.memory": Payload, "payload.array": Payload,
    "payload.result": PayloadResult,
    "sharedarray.handover": HandOver, "pool.cold": ColdPool, "worker.idle": IdleWorkers, "idle.cpu": EightIdleWorkers,
    "worker.replace": Replacement, "scale.cpu2": Scaling,
}


def say(*words):
    print(*words, flush=True)


def main():
    name, wanted = sys.argv[1:]
    if wanted not in MEASUREMENTS:
        return say("none it has no side of", wanted)
    try:
        measurement = MEASUREMENTS[wanted](maker(name))
    except ImportError as error:
        return say("none", error, "(Debian: python3-joblib)")
    except Missing as reason:
        return say("none", reason)
    measurement()  # starts every worker, and warms them up
    say("ready")
    for _ in sys.stdin:
        say(*map(repr, measurement()))
    measurement.close()


if __name__ == "__main__":
    main()
