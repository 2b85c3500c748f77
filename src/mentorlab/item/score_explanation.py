"""How a score came about, in words and figures that anybody can work out again."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

from mentorlab.wording import number


def share(value: float) -> str:
    """`0.867`, `1`: three places, which is enough to find the points again."""
    return number(value, 3)


@lru_cache(maxsize=2048)
def above_chance(right: int, whole: int, chance: Fraction) -> str:
    """`(9/10 − 1/4) ÷ (1 − 1/4) = 0.867.`"""
    if right == whole > 0:
        return f"{right}/{whole} = 1."
    if whole <= 0 or chance >= 1:
        return "0."
    value = (Fraction(right, whole) - chance) / (1 - chance)
    return _ended(f"({right}/{whole} − {chance}) ÷ (1 − {chance})", float(value))


@lru_cache(maxsize=2048)
def net(right: int, of_right: int, wrong: int, of_wrong: int) -> str:
    """`2/3 − 1/4 = 0.417.`"""
    value = (right / of_right if of_right else 0) - (wrong / of_wrong if of_wrong else 0)
    return _ended(f"{right}/{max(of_right, 1)} − {wrong}/{max(of_wrong, 1)}", value)


def mean(shares: Sequence[float]) -> str:
    """`(1 + 0.5 + 0.75) ÷ 3 = 0.75.`"""
    if len(shares) == 1:
        return f"{share(shares[0])}."
    return f"({' + '.join(map(share, shares))}) ÷ {len(shares)} = {share(sum(shares) / len(shares))}."


def all_or_half(worth: float) -> str:
    """What one answer that is taken whole earns."""
    if worth >= 1:
        return "everything"
    return "nothing" if worth <= 0 else "half" if worth == 0.5 else share(worth)


def _ended(sum_: str, value: float) -> str:
    if value < 0:
        return f"{sum_} = {share(value)}, and less than nothing counts as 0."
    return f"{sum_} = {share(value)}."
