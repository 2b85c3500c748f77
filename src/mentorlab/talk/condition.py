"""Conditions such as `trust >= 3`, `forty`, `said wait`, `not said wait`, joined by `and` or `or`.

A word alone is a scene that was visited, or a fact that a reply has set; `said wait` is the reply `#wait`
given earlier. `and` binds tighter than `or`; there are no brackets, because a condition that needs them needs
two scenes.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from typing import NamedTuple

_COMPARE: dict[str, Callable[[int, int], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "=": operator.eq,
    "==": operator.eq,
}
_WORD = "[a-z][a-z0-9-]*"
_TERM = re.compile(
    rf"(?:(?P<not>not)\s+)?(?:said\s+(?P<reply>[a-z0-9][a-z0-9-]*)|(?P<word>{_WORD}))\Z"
    rf"|(?P<meter>{_WORD})\s*(?P<compare>>=|<=|==|=|>|<)\s*(?P<number>\d+)\Z"
)


class Names(NamedTuple):
    """What a condition mentions."""

    words: frozenset[str]  # scenes and facts
    replies: frozenset[str]
    meters: frozenset[str]


class _Term(NamedTuple):
    word: str  # a scene, a fact, or what `reply_given` returns; "" for a meter
    negated: bool
    meter: str
    compare: Callable[[int, int], bool]
    number: int


def reply_given(reply: str) -> str:
    """The name under which a play remembers that this reply was given."""
    return f"said {reply}"


def parses(text: str) -> bool:
    """Whether the text is a condition at all (names are not looked up)."""
    return bool(text) and all(_TERM.match(term) for group in _split(text) for term in group)


def names(text: str) -> Names:
    """The scenes and facts, the replies and the meters that a condition mentions; ValueError if it is none."""
    terms = [term for group in _parsed(text) for term in group]
    words = {term.word for term in terms if term.word}
    replies = {word for word in words if " " in word}
    return Names(
        frozenset(words - replies),
        frozenset(word.removeprefix("said ") for word in replies),
        frozenset(term.meter for term in terms if term.meter),
    )


def holds(
    text: str, meters: Mapping[str, int], visited: Collection[str], known: Collection[str] = ()
) -> bool:
    """Whether the condition holds; an empty one always does. An unknown meter counts 0.

    Parameters
    ----------
    visited : ids of scenes
    known : facts that were set, and `reply_given(…)` of the replies that were given
    """
    if not text:
        return True
    for group in _parsed(text):
        for word, negated, meter, compare, number in group:
            if word:
                if (word in visited or word in known) == negated:
                    break
            elif not compare(meters.get(meter, 0), number):
                break
        else:
            return True
    return False


def _split(text: str) -> list[list[str]]:
    return [
        [term.strip() for term in re.split(r"\s+and\s+", part)]
        for part in re.split(r"\s+or\s+", text.strip())
    ]


@lru_cache(maxsize=4096)
def _parsed(text: str) -> tuple[tuple[_Term, ...], ...]:
    return tuple(tuple(_term(term) for term in group) for group in _split(text))


def _term(text: str) -> _Term:
    match = _TERM.match(text)
    if match is None:
        raise ValueError(f"“{text}” is not a condition: write a scene's id, or a meter like trust >= 3.")
    word = reply_given(match["reply"]) if match["reply"] else match["word"] or ""
    if word:
        return _Term(word, bool(match["not"]), "", operator.ge, 0)
    return _Term("", False, match["meter"], _COMPARE[match["compare"]], int(match["number"]))
