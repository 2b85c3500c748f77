"""A whole command, timed, with the memory that it and its processes held at once."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.submissions import PROJECT

BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Done:
    """How long it took, what it printed, and the most memory that its processes held together, in MB.

    `busy` is the time for which they held a core: on a machine that others use too it says more than the clock.
    """

    seconds: float
    busy: float
    output: str
    memory: float


def run(words: list[str], folder: Path) -> Done:
    """Runs a command in this folder and measures it; a failure stops the benchmark with what the command printed."""
    begun, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    started = subprocess.Popen(
        words,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        env={
            **os.environ,
            "PATH": os.pathsep.join([str(BIN), os.environ.get("PATH", "")]),
            "PYTHONPATH": str(PROJECT),
        },
    )
    watch = _Watch(started.pid)
    watch.start()
    output = started.communicate()[0]
    seconds, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    watch.stop()
    if started.returncode:
        raise SystemExit(f"{' '.join(words)} ended with {started.returncode}:\n{output[-3000:]}")
    return Done(seconds, busy, output, watch.most / 1024**2)


class _Watch(threading.Thread):
    """Adds up the memory of a session's processes now and then. What they share is counted once (Linux's Pss)."""

    def __init__(self, session: int) -> None:
        super().__init__(daemon=True)
        self.session, self.most, self._ended = session, 0, threading.Event()

    def run(self) -> None:
        while not self._ended.wait(0.5):
            self.most = max(self.most, sum(map(self._bytes, Path("/proc").glob("[0-9]*"))))

    def stop(self) -> None:
        self._ended.set()
        self.join()

    def _bytes(self, process: Path) -> int:
        try:
            fields = (process / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            if int(fields[3]) != self.session:
                return 0
            rollup = (process / "smaps_rollup").read_text(encoding="utf-8")
            return int(rollup.partition("\nPss:")[2].split()[0]) * 1024
        except (OSError, ValueError, IndexError):  # it has ended meanwhile
            return 0
