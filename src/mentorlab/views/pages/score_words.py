"""Facts of an answer and its score, in words.

What all kinds share is worded here; what a kind adds, its module in `views/pages/kinds/` registers with `fact_words`.
A sum's words have no full stop, because more may follow.
"""

from __future__ import annotations

from functools import lru_cache, singledispatch

from mentorlab.item.facts import (
    Changed,
    Fact,
    Given,
    Gone,
    Label,
    Picked,
    Placed,
    Typed,
    Written,
)
from mentorlab.item.model import Part
from mentorlab.item.rules import rule
from mentorlab.item.score_explanation import AboveChance, Mean, Net, Sum
from mentorlab.views.pages.kinds import kind_pages
from mentorlab.wording import count, number, shorten

LONGEST = 400  # characters of what was typed
_GIVEN = {
    Given.CHOSEN: "You chose this.",
    Given.CHOSEN_WITH_OTHERS: "You chose this, and others.",
    Given.LEFT_OUT: "You left this out.",
    Given.MARKED: "You marked this.",
    Given.NOT_MARKED: "You left this unmarked.",
    Given.NOTHING: "You did not answer this.",
    Given.NO_LONGER_HERE: "What you answered is no longer in this exercise.",
}
_LABELS = {
    Label.ANSWER: "Your answer",
    Label.REFLECTION: "Your reflection",
    Label.GONE: "No longer in this exercise",
}


@singledispatch
def fact_words(fact: Fact) -> str:
    """Words a fact; each kind's page registers those that are its own."""
    raise TypeError(f"no page has words for {type(fact).__name__}")


def in_words(fact: Fact) -> str:
    """Words a fact of whatever kind."""
    kind_pages()  # importing them registers their words
    return fact_words(fact)


def label(part: Part) -> str:
    """Words what a part is about."""
    return part.label if isinstance(part.label, str) else in_words(part.label)


def reasons(part: Part) -> str:
    """Joins the author's explanation of a part with what else there is to know of it; "" for nothing."""
    return " ".join(filter(str.strip, (part.why, *map(in_words, part.notes))))


def looked_for(spec: str) -> str:
    """Words what a rule of `composed` looks for, from what the author wrote: `date`, `names=Sam`."""
    try:
        return rule(spec).asks
    except KeyError:  # a rule of a later version
        return f"“{spec}”"


def counted(how: Sum | None, points: float | None = None) -> str:
    """Words the rule and its arithmetic, of so many points where they count; "" where nothing was answered."""
    if how is None:
        return ""
    times = f", times {count(points, 'point')}" if points is not None and how.comes_to is not None else ""
    return f"{in_words(how)}{times}."


# --- what a learner gave ------------------------------------------------------------------------------------


@fact_words.register
def _(fact: Given) -> str:
    return _GIVEN[fact]


@fact_words.register
def _(fact: Placed) -> str:
    return f"You put this in place {number(fact.place)}."


@fact_words.register
def _(fact: Picked) -> str:
    return f"You answered: {shorten(fact.text, LONGEST)}"


@fact_words.register
def _(fact: Typed) -> str:
    return f"You answered: {shorten(fact.text, LONGEST)}"


@fact_words.register
def _(fact: Written) -> str:
    return f"You answered: {fact.text}"


@fact_words.register
def _(fact: Gone) -> str:
    return f"You gave {count(fact.answers, 'answer')} that it no longer has a place for."


@fact_words.register
def _(fact: Changed) -> str:
    return "The exercise has changed since. What is no longer in it does not count, for or against."


@fact_words.register
def _(fact: Label) -> str:
    return _LABELS[fact]


# --- sums ---------------------------------------------------------------------------------------------------


@lru_cache(maxsize=2048)
def above_chance(sum_: AboveChance) -> str:
    """Words the arithmetic: `(9/10 − 1/4) ÷ (1 − 1/4) = 0.867`."""
    if sum_.right == sum_.whole > 0:
        return f"{sum_.right}/{sum_.whole} = 1"
    if sum_.result is None:
        return "0"
    return _ended(f"({sum_.right}/{sum_.whole} − {sum_.chance}) ÷ (1 − {sum_.chance})", float(sum_.result))


@lru_cache(maxsize=2048)
def net(sum_: Net) -> str:
    """Words the arithmetic: `2/3 − 1/4 = 0.417`."""
    shown = f"{sum_.right}/{max(sum_.of_right, 1)} − {sum_.wrong}/{max(sum_.of_wrong, 1)}"
    return _ended(shown, float(sum_.result))


def mean(sum_: Mean) -> str:
    """Words the arithmetic: `(1 + 0.5 + 0.75) ÷ 3 = 0.75`."""
    shares = [number(share, 3) for share in sum_.shares]
    if sum_.comes_to is None:
        return "".join(shares)
    return f"({' + '.join(shares)}) ÷ {len(shares)} = {number(sum_.comes_to, 3)}"


def all_or_half(worth: float) -> str:
    """Words what one answer that is taken whole earns."""
    if worth >= 1:
        return "everything"
    return "nothing" if worth <= 0 else "half" if worth == 0.5 else number(worth, 3)


def _ended(shown: str, value: float) -> str:
    less = ", and less than nothing counts as 0" if value < 0 else ""
    return f"{shown} = {number(value, 3)}{less}"
