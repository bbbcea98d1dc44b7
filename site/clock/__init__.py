"""What time it is: `clock.now()`, everywhere.

In demo and tests one shared offset (seconds, in the file `settings.CLOCK_FILE`) moves web, worker
and the sandbox together; production has no such file.
"""

from clock.time import move_to, now, offset, real_now, set_offset

__all__ = ["move_to", "now", "offset", "real_now", "set_offset"]
