"""Promises in seconds, on a machine that may be busy with something else."""

import os


def bar(seconds: float) -> float:
    """What a quiet machine keeps, stretched by how many want each of the processors just now."""
    wanted = os.getloadavg()[0] / len(os.sched_getaffinity(0))
    return seconds * max(1.0, wanted)
