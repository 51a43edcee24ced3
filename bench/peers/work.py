"""The functions that the pools call. In a module of their own, so that they cross to a worker by name."""
import os
from multiprocessing.shared_memory import SharedMemory


def increment(n):
    return n + 1


def read(data):
    # The filling is something else: the search goes through all of it, at memory speed.
    return data.find(b"\0")


def give(length, _kept={}):
    # The same each time: what is measured is its way, not its making.
    if length not in _kept:
        _kept[length] = b"\7" * length
    return _kept[length]


def read_ends(name):
    memory = SharedMemory(name)
    ends = memory.buf[0] + memory.buf[-1]
    memory.close()
    return ends


def process_id(_):
    return os.getpid()


def burn(seed):
    for _ in range(500_000):
        seed = (seed * 1664525 + 1013904223) & 0xFFFFFFFF
    return seed
