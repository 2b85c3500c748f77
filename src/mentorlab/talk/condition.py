"""Conditions such as `trust >= 3`, `forty` (a scene visited), `not forty`, joined by `and` or `or`.

`and` binds tighter than `or`; there are no brackets, because a condition that needs them needs two scenes.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache

_COMPARE: dict[str, Callable[[int, int], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "=": operator.eq,
    "==": operator.eq,
}
_TERM = re.compile(r"(?:(not)\s+)?([a-z][a-z0-9-]*)\Z|([a-z][a-z0-9-]*)\s*(>=|<=|==|=|>|<)\s*(\d+)\Z")


def parses(text: str) -> bool:
    """Whether the text is a condition at all (names are not looked up)."""
    return bool(text) and all(_TERM.match(term) for group in _groups(text) for term in group)


def names(text: str) -> tuple[set[str], set[str]]:
    """The scenes and the meters that a condition mentions, in this order."""
    scenes, meters = set(), set()
    for group in _groups(text):
        for term in group:
            match = _TERM.match(term)
            if match is None:
                raise ValueError(
                    f"“{term}” is not a condition: write a scene's id, or a meter like trust >= 3."
                )
            if match[2]:
                scenes.add(match[2])
            else:
                meters.add(match[3])
    return scenes, meters


def holds(text: str, meters: Mapping[str, int], visited: Collection[str]) -> bool:
    """Whether the condition holds; an empty one always does. An unknown meter counts 0."""
    return not text or any(all(_term(term, meters, visited) for term in group) for group in _groups(text))


@lru_cache(maxsize=1024)
def _groups(text: str) -> list[list[str]]:
    return [
        [term.strip() for term in re.split(r"\s+and\s+", part)]
        for part in re.split(r"\s+or\s+", text.strip())
    ]


def _term(term: str, meters: Mapping[str, int], visited: Collection[str]) -> bool:
    match = _TERM.match(term)
    if match is None:
        raise ValueError(f"“{term}” is not a condition: write a scene's id, or a meter like trust >= 3.")
    if match[2]:
        return (match[2] in visited) != bool(match[1])
    return _COMPARE[match[4]](meters.get(match[3], 0), int(match[5]))
