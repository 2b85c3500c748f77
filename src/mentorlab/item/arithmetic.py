"""The three sums that several kinds share. All results are from 0 to 1, and exactly 1 for a full answer."""

from __future__ import annotations


def ratio(count: float, whole: float) -> float:
    """`count / whole`, and 0 where there is nothing to count."""
    return count / whole if whole > 0 else 0.0


def above_chance(share: float, chance: float) -> float:
    """`(share - chance) / (1 - chance)`, never below 0: what blind guessing earns on average is worth nothing."""
    if share >= 1:
        return 1.0
    return max(0.0, (share - chance) / (1 - chance)) if chance < 1 else 0.0


def net(right: float, wrong: float) -> float:
    """The share of right ones picked less the share of wrong ones picked, never below 0."""
    return min(1.0, max(0.0, right - wrong))
