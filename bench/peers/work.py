"""The functions that the pools call. In a module of their own, so that they cross to a worker by name."""


def increment(n):
    return n + 1
