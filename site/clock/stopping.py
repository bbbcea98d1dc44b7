"""Being asked to stop: by Ctrl-C, by a service manager, by a terminal that closes."""

import contextlib
import os
import select
import signal
import stat
from types import FrameType

STDIN = 0


class Stop:
    """A request to stop that a signal's handler can make, and that any thread can wait for.

    It takes no lock. A handler runs in the middle of whatever the main thread was doing, and with
    `threading.Event` that may be waiting, with the event's lock in its hand: setting the event then
    waits for itself, for ever.
    """

    def __init__(self) -> None:
        self._set = False
        self._terminal: int | None = None
        self._asked, self._ask = os.pipe()
        os.set_blocking(self._ask, False)

    def set(self) -> None:
        """Asks to stop; asking again changes nothing."""
        self._set = True
        with contextlib.suppress(BlockingIOError):  # the pipe is full: asked often enough
            os.write(self._ask, b".")

    def is_set(self) -> bool:
        """Whether somebody has asked."""
        return self._set

    def wait(self, seconds: float) -> bool:
        """Waits until somebody asks, but no longer than `seconds`; returns whether they did."""
        if not self._set:
            asked = select.poll()  # the pipe is never emptied, so that it wakes every thread
            asked.register(self._asked, select.POLLIN)
            if self._terminal is not None:
                asked.register(self._terminal, 0)  # nothing but its end is news
            found = asked.poll(seconds * 1000)
            self._set = self._set or self._terminal in dict(found)
        return self._set

    def set_when_closed(self, terminal: int) -> None:
        """Asks to stop, too, once that terminal (a file descriptor) has closed."""
        self._terminal = terminal


def stop_on_signals(stop: Stop) -> None:
    """Lets Ctrl-C, SIGTERM and the closing of the terminal set `stop`, however often they come."""

    def end(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)
    # Ignored from the start, under nohup: whoever wrote that wants us to outlive the terminal.
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, end)
        # The signal goes to the first program of a terminal. Where that is make (`ssh -t host make
        # demo`) it passes nothing on, and waits for us. One that has closed already is no terminal
        # any more, but still a device.
        with contextlib.suppress(OSError):
            if stat.S_ISCHR(os.fstat(STDIN).st_mode):
                stop.set_when_closed(STDIN)
