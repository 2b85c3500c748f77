"""Dates one a line: what is read, what is asked about, and what goes into a calendar."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from mentorlab.item.meetings import LONGEST, MOST, Meeting, read_meetings, times
from mentorlab.learner.calendar import calendar

DAY = date(2026, 12, 3)
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0, tzinfo=None))


@pytest.mark.parametrize(
    ("line", "meeting"),
    [
        ("2026-12-03", Meeting(DAY)),
        ("2026-12-03 14:30", Meeting(DAY, time(14, 30))),
        ("2026-12-03T14:30", Meeting(DAY, time(14, 30))),
        ("3 December 2026", Meeting(DAY)),
        ("- Thursday, 3rd of December 2026, at 9:05.", Meeting(DAY, time(9, 5))),
        ("Thu 3 Dec 2026 14.30", Meeting(DAY, time(14, 30))),
        ("Dec 3, 2026, 2 pm", Meeting(DAY, time(14))),
        ("3 December 2026, 12 am", Meeting(DAY, time(0))),
        ("3 December 2026, 14h30, 40 minutes", Meeting(DAY, time(14, 30), 40)),
        ("3 December 2026, 14:30–15:10", Meeting(DAY, time(14, 30), 40)),
        ("29 February 2028", Meeting(date(2028, 2, 29))),
    ],
)
def test_what_people_write_is_read(line: str, meeting: Meeting) -> None:
    assert read_meetings(line) == ((meeting,), ())


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("3/12/2026", "two different days"),
        ("03.12.26", "two different days"),
        ("3 December", "cannot be read"),
        ("next Tuesday", "cannot be read"),
        ("30 February 2026", "no such day"),
        ("2026-13-01", "no such day"),
        ("Friday 3 December 2026", "3 December 2026 is a Thursday"),
        ("3 December 2026 25:00", "no time of day"),
        ("3 December 2026 14 pm", "no time of day"),
        ("3 December 2026 14", "may be a time"),
        ("3 December 2026, 15:10-14:30", "ends before it begins"),
        ("3 December 2026, 14:30, 0 minutes", f"1 to {LONGEST} minutes"),
        ("3 December 2026, 40 minutes", "how long and not when"),
        ("3 December 1926", "not a year"),
    ],
)
def test_what_is_not_certain_is_asked_about(line: str, said: str) -> None:
    meetings, (fault,) = read_meetings(f"2026-12-03\n\n{line}")
    assert meetings == (Meeting(DAY),)
    assert fault.startswith("Line 3, “") and said in fault


def test_a_meeting_that_stands_twice_is_one_and_too_many_are_said() -> None:
    assert read_meetings("2026-12-03\n3 December 2026") == ((Meeting(DAY),), ())
    many = "\n".join((DAY + timedelta(days=n)).isoformat() for n in range(MOST + 5))
    assert f"Only {MOST} dates are read." in read_meetings(many)[1]


@given(DAYS, st.one_of(st.none(), TIMES), st.integers(1, LONGEST))
def test_every_day_is_read_in_every_form(day: date, at: time | None, minutes: int) -> None:
    clock = f" {at:%H:%M}" if at else ""
    length = f", {minutes} minutes" if at else ""
    meeting = Meeting(day, at, minutes if at else None)
    for form in (
        day.isoformat(),
        f"{day.day} {day:%B} {day.year}",
        f"{day:%a} {day:%b} {day.day}, {day.year}",
    ):
        assert read_meetings(form + clock + length) == ((meeting,), ())
    assert read_meetings(str(meeting)) == ((meeting,), ()), "what is read back to a mentor can be read again"


@given(st.text(max_size=300))
def test_no_text_is_too_odd(text: str) -> None:
    meetings, faults = read_meetings(text)
    assert len(meetings) + len(faults) <= len(text.splitlines()) + 1
    for meeting in meetings:
        begins, ends = times(meeting, 25)
        assert begins < ends  # type: ignore[operator]


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=120),
    st.lists(st.builds(Meeting, DAYS, st.one_of(st.none(), TIMES)), max_size=5, unique=True),
)
def test_a_calendar_holds_the_meetings_and_the_title_and_nothing_else(
    title: str, meetings: list[Meeting]
) -> None:
    data = calendar(title, [(meeting, 25) for meeting in meetings], "a source")
    lines = data.split(b"\r\n")
    assert lines.pop() == b"" and not any(b"\n" in line or len(line) > 75 for line in lines)
    again = Calendar.from_ical(data)
    events = again.walk("VEVENT")
    assert [(event["dtstart"].dt, event["dtend"].dt) for event in events] == [
        times(one, 25) for one in meetings
    ]
    assert all(str(event["summary"]) == title for event in events)
    assert len({event["uid"] for event in events}) == len(events)
    assert all({"UID", "DTSTAMP", "SUMMARY", "DTSTART", "DTEND", "CLASS"} == set(event) for event in events)


def test_times_have_no_zone_and_days_have_no_time() -> None:
    text = calendar("T; a, b", [(Meeting(DAY), 25), (Meeting(DAY, time(14, 30)), 25)], "s").decode()
    assert "DTSTART;VALUE=DATE:20261203\r\n" in text and "DTEND;VALUE=DATE:20261204\r\n" in text
    assert "DTSTART:20261203T143000\r\n" in text and "DTEND:20261203T145500\r\n" in text
    assert "SUMMARY:T\\; a\\, b\r\n" in text and "VERSION:2.0\r\n" in text and "TZID" not in text


def test_the_same_meeting_keeps_its_id_so_that_a_second_file_replaces_the_first() -> None:
    def uids(source: str) -> list[str]:
        at = Meeting(DAY, time(9)), Meeting(DAY + timedelta(days=7))
        events = Calendar.from_ical(calendar("T", [(one, 25) for one in at], source)).walk("VEVENT")
        return [str(event["uid"]) for event in events]

    assert uids("a") == uids("a") and not set(uids("a")) & set(uids("b"))
    assert isinstance(times(Meeting(DAY, time(9)), 25)[0], datetime)
