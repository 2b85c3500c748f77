"""Saving a moment after the last keystroke, not at each one, and never losing the moment at the end."""

from __future__ import annotations

import asyncio
import atexit
from collections.abc import Callable


class Debounced:
    """Does one thing a moment after it was last asked for; at once where no event loop runs.

    Parameters
    ----------
    act : what is done
    seconds : how long it waits for the next call
    """

    def __init__(self, act: Callable[[], object], seconds: float = 0.8) -> None:
        self._act, self._seconds = act, seconds
        self._timer: asyncio.TimerHandle | None = None

    def schedule(self) -> None:
        """Do it once nothing more is asked for a moment."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._act()
            return
        if self._timer is None:
            atexit.register(self.flush)  # a kernel that is shut down in this moment still saves
        else:
            self._timer.cancel()
        self._timer = loop.call_later(self._seconds, self.flush)

    def flush(self) -> None:
        """Do it at once, if it is still to be done."""
        if self._timer is None:
            return
        self._timer.cancel()
        self._timer = None
        atexit.unregister(self.flush)
        self._act()
