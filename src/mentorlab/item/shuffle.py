"""An order for showing things that says nothing about the answer and is the same on every machine."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

_TRIES = 1000


def shuffled(ids: Sequence[str], salt: str, avoid: Sequence[str] = ()) -> tuple[str, ...]:
    """The ids in an order that a hash decides, and in which `avoid` does not stand in its own order.

    Parameters
    ----------
    salt : the exercise's id, so that two exercises do not share one order
    avoid : the ids whose right order the shown one must not be; fewer than two avoid nothing
    """
    kept = set(avoid)
    for attempt in range(_TRIES):
        order = tuple(sorted(ids, key=lambda id: (_hash(f"{salt}/{attempt}/{id}"), id)))
        if len(kept) < 2 or [id for id in order if id in kept] != list(avoid):
            return order
    return tuple(reversed(order))


def short_hash(text: str) -> str:
    """Eight hexadecimal digits that stand for a text."""
    return _hash(text)[:8]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
