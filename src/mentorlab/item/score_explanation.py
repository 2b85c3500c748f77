"""How a score came about: the sum as figures that anybody can work out again; a page words it.

A kind that has more to tell makes a class of its own from one of these.
"""

from __future__ import annotations

from fractions import Fraction

from mentorlab.item.facts import Detail


class Sum(Detail):
    """How a score's value was worked out."""

    @property
    def comes_to(self) -> float | None:
        """What the sum comes to; None where no sum is shown, or where it comes to less than nothing."""
        return None


class Whole(Sum):
    """An answer that is taken whole, and what it is worth, from 0 to 1."""

    worth: float


class AboveChance(Sum):
    """What is right of all there is, less what a blind guess gets: `(right/whole - chance) / (1 - chance)`."""

    right: int
    whole: int
    chance: Fraction

    @property
    def result(self) -> Fraction | None:
        """The sum's result, which may be below 0; None where there is nothing to count."""
        if self.right == self.whole > 0:
            return Fraction(1)
        if self.whole <= 0 or self.chance >= 1:
            return None
        return (Fraction(self.right, self.whole) - self.chance) / (1 - self.chance)

    @property
    def comes_to(self) -> float | None:
        """The result, where it is not below 0."""
        return float(self.result) if self.result is not None and self.result >= 0 else None


class Net(Sum):
    """The share of right ones picked, less the share of wrong ones picked."""

    right: int
    of_right: int
    wrong: int
    of_wrong: int

    @property
    def result(self) -> Fraction:
        """The sum's result, which may be below 0."""
        return Fraction(self.right, max(self.of_right, 1)) - Fraction(self.wrong, max(self.of_wrong, 1))

    @property
    def comes_to(self) -> float | None:
        """The result, where it is not below 0."""
        return float(self.result) if self.result >= 0 else None


class Mean(Sum):
    """The mean of shares from 0 to 1."""

    shares: tuple[float, ...]

    @property
    def comes_to(self) -> float | None:
        """The mean; None where there is one share alone, which is no sum."""
        return sum(self.shares) / len(self.shares) if len(self.shares) > 1 else None
