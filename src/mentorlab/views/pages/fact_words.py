"""Facts of an answer in words: those that all kinds share.

What a kind adds, its module in `views/pages/kinds/` registers with `fact_words`. A sum's words have no full stop,
because more may follow. Whoever has a fact of any kind calls `score_words.in_words`.
"""

from __future__ import annotations

from functools import lru_cache, singledispatch

from mentorlab.item.facts import AnswersGone, Changed, Fact, Given, Label, Picked, Placed, Typed, Written
from mentorlab.item.score_explanation import AboveChance, Mean, Net
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
def _(fact: AnswersGone) -> str:
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
