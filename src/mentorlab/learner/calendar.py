"""Meetings as a calendar file (RFC 5545), which every calendar takes in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime

from icalendar import Calendar, Event

from mentorlab.item.meetings import Meeting, times


def calendar(title: str, meetings: Iterable[tuple[Meeting, int]], source: str) -> bytes:
    """Makes the file. Times have no zone, so they stand at the same hour wherever the calendar is.

    Parameters
    ----------
    title : what stands in the calendar, which others may read
    meetings : each with the minutes that it takes where it does not say so itself
    source : what the meetings belong to; a file made again from it replaces its own earlier entries
    """
    made = Calendar()
    made.add("prodid", "-//mentorlab//take-away//EN")
    made.add("version", "2.0")
    now = datetime.now(UTC).replace(microsecond=0)
    taken: dict[str, int] = {}
    for meeting, minutes in meetings:
        day = meeting.day.isoformat()
        place = taken[day] = taken.get(day, 0) + 1
        begins, ends = times(meeting, minutes)
        event = Event()
        event.add("uid", f"{hashlib.sha256(f'{source}/{day}/{place}'.encode()).hexdigest()[:32]}@mentorlab")
        event.add("dtstamp", now)
        event.add("summary", title)
        event.add("dtstart", begins)
        event.add("dtend", ends)
        event.add("class", "PRIVATE")
        made.add_component(event)
    return bytes(made.to_ical())
