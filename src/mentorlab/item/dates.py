"""Whether an English text names a day, a date or a time that somebody could look up.

Read are: names of weekdays (short ones with a capital, beside a word such as `on` or `morning`), dates in the
forms people write (British order first, American where only that fits; the calendar is checked), months after
a word such as `in`, `yesterday`, `last week`, `two days ago`, and times: `3:30`, `14:00`, `3 pm`, `half past
three`. Dates without a year in numbers alone, and times with a point, need a word such as `on` or `at`
before them. Words such as `recently` name no day; holidays and other languages are not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mentorlab.item.text_match import fold

_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_DAYS_IN = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MONTH = r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
_COUNT = r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a few|a couple of)"
_UNIT = r"(?:minute|hour|day|night|week|fortnight|month|year)s?"
_CUE = r"\b(?:on|at|by|until|till|before|after|from|since|for|to|around|about|between)\s+(?:the\s+)?"
_HOUR = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2})"
_NUMERIC_YEAR = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/-]|\.\d)")
_NUMERIC_SHORT = re.compile(_CUE + r"(\d{1,2})[/.](\d{1,2})\.?(?![\d/:])")
_ISO = re.compile(r"(?<![\d-])(\d{4})-(\d{2})-(\d{2})(?![\d-])")
_DAY_MONTH = re.compile(
    r"(?<![\d.,/:])(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?" + _MONTH + r"(?:,?\s+(\d{4})\b)?"
)
_MONTH_DAY = re.compile(
    r"\b" + _MONTH + r"\s+(?:the\s+)?(\d{1,2})(?:st|nd|rd|th)?(?![\d:])(?:,?\s+(\d{4})\b)?"
)
_CLOCK = re.compile(r"(?<![\d:.,/])([01]?\d|2[0-3])[:h]([0-5]\d)(?::[0-5]\d)?(?![\d:])")
_CLOCK_POINT = re.compile(_CUE + r"([01]?\d|2[0-3])\.([0-5]\d)(?![\d.]|\s*(?:%|per|million|percent))")
_HALF_DAY = re.compile(r"(?<![\d:.,/])(?:0?[1-9]|1[0-2])(?:[:.][0-5]\d)?\s*(?:am\b|pm\b|a\.m\b|p\.m\b)")
_WORDS = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day(?:'?s)?|yesterday|today|tonight|tomorrow|noon|midday|midnight)\b"
    r"|\bthis (?:morning|afternoon|evening|week|weekend|month|year)\b"
    r"|\b(?:last|next) (?:night|week|weekend|fortnight|month|quarter|term|year|spring|summer|autumn|winter)\b"
    rf"|\b{_COUNT} {_UNIT} (?:ago|later|earlier|before|from now)\b|\b(?:in|within) {_COUNT} {_UNIT}\b"
    rf"|\b{_HOUR} o'clock\b|\b(?:half past|quarter past|quarter to|half) {_HOUR}\b(?! of)"
)
# Short names are words too (sat, sun, wed): they need their capital, and a neighbour that a day has.
_SHORT_DAY = r"(?:Mon|Tue|Tues|Wed|Thu|Thur|Thurs|Fri|Sat|Sun)\b\.?"
_SHORT = re.compile(
    rf"\b(?:[Oo]n|[Bb]y|[Ll]ast|[Nn]ext|[Tt]his|[Ee]very|[Ee]ach|[Ss]ince|[Uu]ntil|[Ff]rom|[Bb]efore|[Aa]fter) {_SHORT_DAY}"
    rf"|\b{_SHORT_DAY},? (?:\d|morning|afternoon|evening|night|at\b)"
)
# May and March are verbs as well, so they need their capital.
_NAMED_MONTH = re.compile(
    r"\b(?:[Ii]n|[Bb]y|[Ss]ince|[Uu]ntil|[Ff]rom|[Dd]uring|[Ll]ast|[Nn]ext|[Tt]his|(?:[Ee]arly|[Ll]ate|[Mm]id)(?: in)?)[ -]"
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
)


def names_a_day(text: str) -> bool:
    """Whether the text names a day, a date or a time (see above for what is read)."""
    plain = fold(text)
    written = " ".join(text.split())
    if _WORDS.search(plain) or _SHORT.search(written) or _NAMED_MONTH.search(written):
        return True
    if _CLOCK.search(plain) or _CLOCK_POINT.search(plain) or _HALF_DAY.search(plain):
        return True
    return any(_exists(*date) for date in _dates(plain))


def _dates(text: str) -> Iterator[tuple[int, int, int | None]]:
    """Every (day, month, year) that the text may mean."""
    for year, month, day in _ISO.findall(text):
        yield int(day), int(month), int(year)
    for first, _, second, year in _NUMERIC_YEAR.findall(text):
        yield int(first), int(second), _century(year)
        yield int(second), int(first), _century(year)
    for first, second in _NUMERIC_SHORT.findall(text):
        yield int(first), int(second), None
        yield int(second), int(first), None
    for day, month, year in _DAY_MONTH.findall(text):
        yield int(day), _month(month), int(year) if year else None
    for month, day, year in _MONTH_DAY.findall(text):
        yield int(day), _month(month), int(year) if year else None


def _month(name: str) -> int:
    return next(number for number, month in enumerate(_MONTHS, 1) if month.startswith(name[:3]))


def _century(year: str) -> int:
    return int(year) if len(year) == 4 else 2000 + int(year)


def _exists(day: int, month: int, year: int | None) -> bool:
    if not 1 <= month <= 12 or not 1 <= day <= _DAYS_IN[month - 1]:
        return False
    leap = year is None or (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
    return leap or (day, month) != (29, 2)
