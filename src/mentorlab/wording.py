"""Words for numbers, days, plurals and shortened texts, the same wherever a person reads them.

Everybody who words such a thing does it here. Standard library only, below every layer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from functools import lru_cache

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
# Not strftime's names, which follow the machine's language.
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SHORT = 400  # characters of a text whose shortened form is kept

# --- numbers ------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def number(value: float, places: int = 2) -> str:
    """Words a number for reading: `4`, `2.67`, `1,000`, `−0.5`; never `4.0` or `2.66667`.

    Parameters
    ----------
    places : how many places after the point at most; zeros at the end are left out
    """
    digits = f"{abs(value):,.{places}f}"
    digits = digits.rstrip("0").rstrip(".") if places else digits
    return f"−{digits}" if value < 0 and digits != "0" else digits


def digits(value: float) -> str:
    """Writes a number for a box in which somebody changes it: six places, no commas, a plain minus sign."""
    written = f"{value:.6f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


def percent(share: float, places: int = 0) -> str:
    """Words a share: `67%`; with places, as many as are asked for: `66.7%`."""
    return f"{share:.{places}%}"


def number_word(count: int) -> str:
    """Words a small count within a sentence: `four`, and `12` above ten."""
    return _NUMBERS[count] if 0 <= count < len(_NUMBERS) else number(count)


# --- plurals ------------------------------------------------------------------------------------------------


def plural(amount: float, one: str, many: str = "") -> str:
    """Chooses the form that goes with an amount: `plural(1, "is", "are")`; `many` is `one` with an s if not given."""
    return one if amount == 1 else many or f"{one}s"


def count(amount: float, one: str, many: str = "") -> str:
    """Words an amount of something: `1 reply`, `2.5 points`, `1,200 files`."""
    return f"{number(amount)} {plural(amount, one, many)}"


# --- days and times -----------------------------------------------------------------------------------------


def day(when: date) -> str:
    """Words a day: `22 November 2026`."""
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def weekday(when: date) -> str:
    """Words the day of the week: `Sunday`."""
    return _WEEKDAYS[when.weekday()]


def clock(when: time | datetime, *, seconds: bool = False) -> str:
    """Words a time of day: `20:14`, or `20:14:05`."""
    return f"{when.hour:02}:{when.minute:02}" + (f":{when.second:02}" if seconds else "")


def moment(when: datetime, now: datetime) -> str:
    """Words when something happened, for the end of a sentence: `at 20:14:05` today, else `on 22 November 2026 at 20:14`."""
    if when.date() == now.date():
        return f"at {clock(when, seconds=True)}"
    return f"on {day(when)} at {clock(when)}"


# --- texts --------------------------------------------------------------------------------------------------


def shorten(text: str, length: int = 60) -> str:
    """Puts a text on one line, and cuts it with `…` where it is longer than `length` characters."""
    return _shortened(text, length) if len(text) <= _SHORT else _shortened.__wrapped__(text, length)


@lru_cache(maxsize=2048)  # most are our authors', the same for every learner
def _shortened(text: str, length: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[: length - 1].rstrip()}…"


def listed(names: Sequence[str]) -> str:
    """Joins names for a sentence: `Sam`, `Sam and Lee`, `Sam, Lee and Kim`."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def quoted(labels: Sequence[str], most: int = 3) -> str:
    """Quotes labels for a sentence: `“a” and “b”`; beyond `most` of them, `“a”, “b”, “c” and 2 more`."""
    marked = [f"“{shorten(label)}”" for label in labels[:most]]
    left = len(labels) - most
    return f"{', '.join(marked)} and {number(left)} more" if left > 0 else listed(marked)
