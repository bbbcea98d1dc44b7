"""How many heaps the C library may keep for threads: two, for all of them take turns anyway.

glibc gives each busy thread a heap of its own, up to eight for each processor, and what was freed
in one of them serves no other. A web process has a dozen threads, and Python runs one at a time:
2 MiB less, and no slower.
"""

import ctypes

M_ARENA_MAX = -8  # malloc.h
HEAPS = 2


def keep_few_heaps() -> None:
    """To be called before the first thread starts. Does nothing where the C library is another."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_ARENA_MAX, HEAPS)
