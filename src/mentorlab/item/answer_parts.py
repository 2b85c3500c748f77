"""Splits a response into hashable parts, so that each HTML fragment of a page is made once and kept.

Of many learners hardly two sort eight entries alike, but each entry goes into one of three categories. A kind
whose `answer_parts` takes an answer apart lets marking make the fragment of each part once, by the one way in
which pages are made, and put the pages of all others together. Where an answer is not complete, or names what
its item does not have, it is not taken apart, and the page is made as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple


class AnswerParts(NamedTuple):
    """An answer, taken apart.

    Attributes
    ----------
    whole : decides the score's value and every sentence about the answer as a whole
    parts : one for each part of the score, in the order of the page
    rows : one for each row of the answer
    """

    whole: Hashable
    parts: tuple[Hashable, ...]
    rows: tuple[Hashable, ...]


TakeApart = Callable[[Mapping[str, Any]], AnswerParts | None]


def placing(name: str, things: Sequence[str], places: Sequence[str], right: Mapping[str, str]) -> TakeApart:
    """Takes apart responses that give each thing one place: match and gap-match.

    Parameters
    ----------
    name : the response's only field, thing id -> place id
    right : each thing's right place
    """
    known = frozenset(product(things, places))
    good = known & frozenset(right.items())

    def take_apart(response: Mapping[str, Any]) -> AnswerParts | None:
        given = response.get(name)
        if type(given) is not dict or len(given) != len(things) or len(response) != 1:
            return None
        pairs = tuple([(thing, given.get(thing)) for thing in things])
        try:
            known_pairs = known.issuperset(pairs)
        except TypeError:  # a list where an id should be
            return None
        return AnswerParts(len(good.intersection(pairs)), pairs, pairs) if known_pairs else None

    return take_apart
