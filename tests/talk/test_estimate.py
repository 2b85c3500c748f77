"""How sure a figure is."""

from __future__ import annotations

from math import sqrt

import pytest

from mentorlab.talk.estimate import FEWEST, Estimate, estimate, estimates


def test_the_margin_is_the_standard_error_of_the_mean():
    found = estimate([1.0, 0.5, 0.0, 0.5])
    assert found is not None
    assert (found.value, found.decisions) == (0.5, 4)
    assert found.margin == pytest.approx(sqrt((0.25 + 0 + 0.25 + 0) / 3) / 2)


def test_one_decision_has_no_margin_and_none_no_estimate():
    assert estimate([0.5]) == Estimate(0.5, None, 1)
    assert estimate([]) is None


def test_a_figure_is_given_from_four_decisions_up():
    assert FEWEST == 4
    assert set(estimates({"ask": [1.0] * 4, "wait": [1.0] * 3})) == {"ask"}
