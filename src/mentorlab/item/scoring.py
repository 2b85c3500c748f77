"""Two ways of scoring that several kinds share: things put into places, and options picked among others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from mentorlab.item.arithmetic import above_chance, net, ratio
from mentorlab.item.facts import Fact, Given
from mentorlab.item.model import Option, Part, Score
from mentorlab.item.parts import gone, known, picked, texts, trim
from mentorlab.item.score_explanation import AboveChance


def score_placed(
    things: Sequence[Option],
    places: Sequence[Option],
    placed: Mapping[str, str],
    right: Mapping[str, str],
    *,
    explanations: Mapping[str, str],
    explains: Callable[[str, bool], bool],
    how: type[AboveChance],
    missing: tuple[Fact, ...],
) -> Score:
    """Score things that go into one place each: (share right - chance) / (1 - chance), chance being 1 / places.

    Parameters
    ----------
    placed, right : thing id -> place id, as it was answered and as it should be
    explains : whether a place, which a thing was put into rightly or not, adds its own explanation
    how : the sum, as the kind words it
    missing : what is still to be answered
    """
    names = texts(places)
    parts = []
    for thing in things:
        place = placed.get(thing.id)
        fits = place in names and place == right.get(thing.id)
        aside = explanations.get(place, "") if place in names and explains(place, fits) else ""
        parts.append(
            Part(
                id=thing.id,
                label=trim(thing.text),
                given=picked(names, place),
                right=fits,
                share=float(fits),
                why="\n\n".join(why for why in (aside, explanations.get(thing.id, "")) if why),
            )
        )
    count, here = sum(bool(part.right) for part in parts), known(placed, things)
    return Score(
        value=above_chance(ratio(count, len(parts)), ratio(1, len(names))),
        parts=(*parts, *gone(len(placed) - len(here))),
        complete=not missing,
        missing=missing,
        how=how(count, len(parts), Fraction(1, max(len(names), 1))) if here else None,
    )


class Picks(NamedTuple):
    """What picking some of many options earns, and the counts that it comes from, as `Net` takes them."""

    value: float
    parts: tuple[Part, ...]
    counts: tuple[int, int, int, int]


def score_picks(
    options: Sequence[Option],
    chosen: Collection[str],
    right: Collection[str],
    explanations: Mapping[str, str],
    given: tuple[Given, Given],
) -> Picks:
    """Score picking all that fit: the share of right ones picked less the share of wrong ones picked.

    Parameters
    ----------
    chosen, right : option ids
    given : what is told of an option that was picked, and of one that was not
    """
    parts = []
    counts = {(True, True): 0, (True, False): 0, (False, True): 0, (False, False): 0}
    for option in options:
        fits, taken = option.id in right, option.id in chosen
        counts[fits, taken] += 1
        parts.append(
            Part(
                id=option.id,
                label=trim(option.text),
                given=given[0] if taken else given[1],
                right=taken == fits,
                share=float(taken == fits),
                why=explanations.get(option.id, ""),
            )
        )
    hits, misses = counts[True, True], counts[False, True]
    of_right, of_wrong = hits + counts[True, False], misses + counts[False, False]
    value = net(ratio(hits, of_right), ratio(misses, of_wrong))
    return Picks(value, tuple(parts), (hits, of_right, misses, of_wrong))
