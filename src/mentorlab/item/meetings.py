"""Dates that somebody writes one a line, to be put into a calendar: read strictly, because a wrong day costs more
than a question.

Read are `2026-12-03` and `3 December 2026` (also `Dec 3, 2026`), each with a weekday before it, a time (`14:30`,
`2 pm`, `14:30-15:10`) and a length (`40 minutes`) after it. What could mean two days, such as `3/12/2026`, is not
read. Times have no zone: they are the writer's own clock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from mentorlab import wording as words
from mentorlab.item.text_match import fold

MOST = 60  # dates in one field
LONGEST = 600  # minutes of a meeting
YEARS = range(2000, 2100)
WRITE = "Write the day as 2026-12-03 or 3 December 2026, and the time, if there is one, as 14:30."
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?:(mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|r|ur)?(?:day)?\.?,? )?"
_CLOCK = r"(\d{1,2})(?:[:.h](\d{2}))? ?(am|pm)?"
_LINE = re.compile(
    r"(?:[-*•·] ?)?" + _WEEKDAY + r"(?:(?P<iso>\d{4}-\d{1,2}-\d{1,2})"
    rf"|(?P<first>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<month>{_MONTH}),? (?P<year>\d{{4}})"
    rf"|(?P<us_month>{_MONTH}) (?P<us_day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<us_year>\d{{4}}))"
    rf"(?:(?:t|, ?| )(?:at )?(?P<start>{_CLOCK})(?: ?- ?(?P<end>{_CLOCK}))?)?"
    r"(?:(?:, ?| )(?:for )?(?P<minutes>\d{1,4}) ?min(?:ute)?s?)?[.;,]?"
)
_TWO_DAYS = re.compile(r"\b\d{1,2}([./-])\d{1,2}\1\d{2,4}\b")


@dataclass(frozen=True)
class Meeting:
    """One line: a day, and where the line says so when it begins and how many minutes it takes."""

    day: date
    start: time | None = None
    minutes: int | None = None

    def __str__(self) -> str:
        text = f"{words.weekday(self.day)} {words.day(self.day)}"
        text += f", {words.clock(self.start)}" if self.start else ""
        return text + (f", {words.count(self.minutes, 'minute')}" if self.minutes else "")


def read_meetings(text: str) -> tuple[tuple[Meeting, ...], tuple[str, ...]]:
    """The meetings of a text, each once; and a sentence for every line that cannot be read."""
    found: dict[Meeting, None] = {}
    faults: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            found[_meeting(line)] = None
        except _Fault as fault:
            faults.append(f"Line {number}, “{words.shorten(line, 40)}”: {fault}")
        if len(found) + len(faults) > MOST:
            return tuple(found), (*faults, f"Only {MOST} dates are read.")
    return tuple(found), tuple(faults)


class _Fault(Exception):
    """The second half of a sentence."""


def _meeting(line: str) -> Meeting:
    match = _LINE.fullmatch(fold(line))
    if match is None:
        two = _TWO_DAYS.search(line) and not re.search(r"\d{4}-\d", line)
        raise _Fault(f"this may be two different days. {WRITE}" if two else f"this cannot be read. {WRITE}")
    day = _day(match)
    weekday = match[1]
    if weekday and not words.weekday(day).lower().startswith(weekday):
        raise _Fault(f"{words.day(day)} is a {words.weekday(day)}.")
    start = _clock(match["start"]) if match["start"] else None
    minutes = int(match["minutes"]) if match["minutes"] else None
    if match["end"] and start:
        end = _clock(match["end"])
        minutes = (end.hour - start.hour) * 60 + end.minute - start.minute
        if minutes <= 0:
            raise _Fault("it ends before it begins.")
    if minutes is not None and start is None:
        raise _Fault("it says how long and not when. Write the time before it, as 14:30.")
    if minutes is not None and not 0 < minutes <= LONGEST:
        raise _Fault(f"write a length of 1 to {LONGEST} minutes.")
    return Meeting(day, start, minutes)


def _day(match: re.Match[str]) -> date:
    if match["iso"]:
        year, month, day = map(int, match["iso"].split("-"))
    else:
        name = match["month"] or match["us_month"]
        month = _MONTHS.index(name[:3]) + 1
        year, day = int(match["year"] or match["us_year"]), int(match["first"] or match["us_day"])
    if year not in YEARS:
        raise _Fault(f"{year} is not a year for a calendar.")
    try:
        return date(year, month, day)
    except ValueError:
        raise _Fault("there is no such day.") from None


def _clock(written: str) -> time:
    match = re.fullmatch(_CLOCK, written)
    assert match is not None  # it is a part of what has matched
    hour, minute = int(match[1]), int(match[2] or 0)
    if match[2] is None and not match[3]:
        raise _Fault(f"“{written}” may be a time. {WRITE}")
    if match[3] and not 1 <= hour <= 12:
        raise _Fault(f"“{written}” is no time of day.")
    if match[3]:
        hour = hour % 12 + (12 if match[3] == "pm" else 0)
    try:
        return time(hour, minute)
    except ValueError:
        raise _Fault(f"“{written}” is no time of day.") from None


def times(meeting: Meeting, usual: int) -> tuple[date | datetime, date | datetime]:
    """When a meeting begins and ends: days where it has no time (the end is the next day), else clock times."""
    if meeting.start is None:
        return meeting.day, meeting.day + timedelta(days=1)
    begins = datetime.combine(meeting.day, meeting.start)
    return begins, begins + timedelta(minutes=meeting.minutes or usual)
