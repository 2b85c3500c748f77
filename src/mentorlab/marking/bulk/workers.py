"""Where chunks of submissions are marked: in this process, or in some others beside it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from mentorlab.marking.bulk.chunk import mark_chunk
from mentorlab.marking.bulk.model import Order, Outcome, Terms, Unwritable

AHEAD = 24  # chunks a worker that wait or are done: enough to do while a batch is written, and never a heap
_terms: Terms | None = None


def mark_here(terms: Terms, chunks: Iterator[list[Order]]) -> Iterator[list[Outcome]]:
    """Marks the chunks in this process."""
    for chunk in chunks:
        yield mark_chunk(terms, chunk)


class Processes:
    """Marks chunks in so many processes beside this one, which alone holds the gradebook."""

    def __init__(self, count: int) -> None:
        self.count = count

    def __call__(self, terms: Terms, chunks: Iterator[list[Order]]) -> Iterator[list[Outcome]]:
        """The outcomes of the chunks, in their order."""
        # A fork is there at once and shares what is loaded; with threads about, or elsewhere, it is not safe.
        safe = sys.platform.startswith("linux") and threading.active_count() == 1
        context = multiprocessing.get_context("fork" if safe else "spawn")
        pool = ProcessPoolExecutor(self.count, context, _begin, (terms,))
        waiting: deque[Future[list[Outcome]]] = deque()
        try:
            for chunk in chunks:
                waiting.append(pool.submit(_mark, chunk))
                if len(waiting) > self.count * AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool:
            raise Unwritable("A process that was marking has ended before its time.") from None
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _begin(terms: Terms) -> None:
    global _terms
    _terms = terms
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for whoever holds the gradebook
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _mark(chunk: list[Order]) -> list[Outcome]:
    assert _terms is not None
    return mark_chunk(_terms, chunk)
