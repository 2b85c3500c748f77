"""A fact with fields: equal to those of its own class alone, never changed, made whole or not at all."""

from __future__ import annotations

import pickle
from fractions import Fraction

import pytest

from mentorlab.item.facts import Picked, Placed, Typed, Written
from mentorlab.item.kinds.match import SortedSum
from mentorlab.item.score_explanation import AboveChance


def test_two_facts_that_hold_the_same_text_are_not_equal() -> None:
    assert len({Picked("chosen"), Typed("chosen"), Written("chosen"), Typed("chosen")}) == 3
    half = Fraction(1, 2)
    assert SortedSum(1, 2, half) == SortedSum(1, 2, chance=half) != AboveChance(1, 2, half)


def test_a_fact_never_changes_and_comes_back_from_another_process() -> None:
    fact = Placed(2)
    with pytest.raises(AttributeError):
        fact.place = 3  # type: ignore[misc]
    assert pickle.loads(pickle.dumps(fact)) == fact and repr(fact) == "Placed(place=2)"


@pytest.mark.parametrize(
    ("values", "named"), [((), {}), ((1, 2), {}), ((1,), {"place": 1}), ((), {"other": 1})]
)
def test_a_fact_without_its_fields_is_not_made(values: tuple[int, ...], named: dict[str, int]) -> None:
    with pytest.raises(TypeError, match="Placed has the fields place"):
        Placed(*values, **named)
