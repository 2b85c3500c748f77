"""Chunks marked on other machines: a dask.distributed cluster whose workers see the same folders.

The workers read submissions and put marked copies down; outcomes come back to the one process that has the
gradebook. A worker may die, or be given up for dead while it still writes: its chunk is marked again by another, and
every attempt has a folder of its own, so that two of them never touch the same copy. Only the attempt whose outcome
came back counts. Nothing is asked of a network but the address that was given.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

from mentorlab import __version__
from mentorlab.marking.bulk.chunk import mark_chunk
from mentorlab.marking.bulk.model import Order, Outcome, Terms, Unwritable
from mentorlab.marking.bulk.workers import AHEAD

_PATIENCE = 20  # seconds for the scheduler to answer, and for a first worker to be there
INSTALL = "Marking on a cluster needs dask.distributed. Install it here and on the workers: pip install 'mentorlab[dask]'"


class Unreachable(Exception):
    """There is no cluster to mark on; the message says why, and what to do."""


class Cluster:
    """Marks chunks on the dask.distributed cluster whose scheduler is at an address, such as tcp://10.0.0.5:8786."""

    def __init__(self, address: str) -> None:
        self.address = address
        try:
            from distributed import Client
        except ImportError:
            raise Unreachable(INSTALL) from None
        self._client: Any = Client

    def __call__(self, terms: Terms, chunks: Iterator[list[Order]]) -> Iterator[list[Outcome]]:
        """The outcomes of the chunks, in their order."""
        try:
            client = self._client(self.address, timeout=_PATIENCE, set_as_default=False)
        except (OSError, ValueError):
            raise Unreachable(f"No scheduler answers at {self.address}. Nothing was marked.") from None
        with client:
            try:
                client.wait_for_workers(1, timeout=_PATIENCE)
            except TimeoutError:
                raise Unreachable(
                    f"The scheduler at {self.address} has no workers. Nothing was marked."
                ) from None
            yield from self._marked(client, terms, chunks)

    def _marked(self, client: Any, terms: Terms, chunks: Iterator[list[Order]]) -> Iterator[list[Outcome]]:
        # A task and no scattered value: if the worker that holds it dies, it is made again by itself.
        given = client.submit(_given, terms, pure=False)
        waiting: deque[Any] = deque()
        for chunk in chunks:
            waiting.append(client.submit(mark_apart, given, chunk, __version__, pure=False))
            if len(waiting) > AHEAD * max(1, sum(client.nthreads().values())):
                yield _outcome(waiting.popleft())
        while waiting:
            yield _outcome(waiting.popleft())


def mark_apart(terms: Terms, orders: list[Order], version: str) -> list[Outcome]:
    """Marks a chunk on a worker, into a folder of this attempt's own; the outcomes say where the copies lie."""
    if version != __version__:
        raise Unwritable(
            f"A worker has mentorlab {__version__}, and you have {version}. Install the same everywhere."
        )
    if not terms.staging:
        return mark_chunk(terms, orders)
    apart = f"{terms.staging}/{uuid4().hex}.apart"
    try:
        os.mkdir(apart)
    except OSError as error:
        what = f"A worker cannot write to {terms.staging} ({error.strerror})"
        raise Unwritable(f"{what}. It must see the cohort's folder under the same path.") from None
    outcomes = mark_chunk(replace(terms, staging=apart), orders)
    return [replace(outcome, copy=f"{apart}/{outcome.student}") for outcome in outcomes]


def _given(terms: Terms) -> Terms:
    return terms


def _outcome(future: Any) -> list[Outcome]:
    from concurrent.futures import CancelledError

    from distributed.scheduler import KilledWorker

    try:
        found: list[Outcome] = future.result()
    except KilledWorker:
        raise Unwritable("Four workers died over the same submissions. Look at the workers' logs.") from None
    except (CancelledError, OSError):
        raise Unwritable("The cluster was lost: its scheduler no longer answers.") from None
    return found
