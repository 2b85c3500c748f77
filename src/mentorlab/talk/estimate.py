"""How sure a figure is that was worked out from a few decisions: the figure, its standard error, and how many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt
from statistics import fmean, stdev
from typing import NamedTuple

FEWEST = 4  # decisions behind a figure that is given for an objective or a skill


class Estimate(NamedTuple):
    """A mean of shares, each from 0 to 1.

    Attributes
    ----------
    margin : the standard error of the mean; None where there are fewer than two decisions
    decisions : how many there are, each once however often it was met
    """

    value: float
    margin: float | None
    decisions: int


def estimate(shares: Sequence[float]) -> Estimate | None:
    """The mean of these shares with its standard error; None where there are none."""
    if not shares:
        return None
    margin = stdev(shares) / sqrt(len(shares)) if len(shares) > 1 else None
    return Estimate(fmean(shares), margin, len(shares))


def estimates(groups: Mapping[str, Sequence[float]]) -> dict[str, Estimate]:
    """The estimate of every group (an objective, a skill) that has at least `FEWEST` decisions."""
    found = {name: estimate(shares) for name, shares in groups.items() if len(shares) >= FEWEST}
    return {name: one for name, one in found.items() if one is not None}
