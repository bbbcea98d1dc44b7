"""How often something may be tried within a stretch of time."""

from django.core.cache import cache

ATTEMPTS = 3


def within_limit(key: str, *, limit: int, seconds: int) -> bool:
    """Counts one try under `key`: true for the first `limit` of them within `seconds`.

    The stretch begins with the first try. A cache that keeps nothing at all counts as too often:
    what is guarded here is better closed than open.
    """
    for _attempt in range(ATTEMPTS):
        if cache.add(key, 1, seconds):
            return limit >= 1
        try:
            count = cache.incr(key)
        except ValueError:  # it ran out between the two calls, and a new stretch begins
            continue
        if count == 1:  # Redis let it run out inside the call and began again without an end
            cache.touch(key, seconds)
        return count <= limit
    return False
