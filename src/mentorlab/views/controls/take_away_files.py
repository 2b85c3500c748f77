"""What the buttons beneath a take-away do: keep it as a page, keep the mentee's page, save its dates.

Each says in words where the file is, or why there is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from urllib.parse import quote

from mentorlab.item.kinds.take_away import Item
from mentorlab.item.meetings import Meeting, read_meetings
from mentorlab.learner.take_aways import KeepError, KeptFile, keep
from mentorlab.responses.place import find
from mentorlab.views.pages.take_away_page import page
from mentorlab.views.pages.text import escape, plain
from mentorlab.wording import count, shorten

PAGE, SHARED, CALENDAR = "Keep as a page", "Keep the mentee's page", "Save the calendar file"
NO_DATES = "There is no date yet to put into a calendar."
Act = Callable[[Mapping[str, str], str, str, str], str]  # texts, initials, the sheet's name and id -> HTML


def actions(item: Item) -> dict[str, Act]:
    """Map what each button says to what it does; that returns what is to be shown, as safe HTML."""
    acts: dict[str, Act] = {PAGE: lambda *sheet: _page(item, *sheet, shared=False)}
    if any(field.share for field in item.fields):
        acts[SHARED] = lambda *sheet: _page(item, *sheet, shared=True)
    if any(field.type == "dates" for field in item.fields):
        acts[CALENDAR] = lambda *sheet: _calendar(item, *sheet)
    return acts


def read_dates(text: str) -> str:
    """Render what is read of a field of dates, as safe HTML: the days with their weekdays, and each line that cannot be."""
    meetings, faults = read_meetings(text)
    html = ""
    if meetings:
        html = f'<p class="ml-soft">Read as: {escape("; ".join(map(str, meetings)))}.</p>'
    return html + "".join(f'<p class="ml-fault">{escape(fault)}</p>' for fault in faults)


def file_name(item: Item, *additions: str, ending: str) -> str:
    """Name a kept file, such as `05-agreement-yours-KO.html`: the module's number, the exercise, whose it is."""
    number = re.match(r"\d+", item.module)
    parts = [number[0] if number else item.module, item.id, *additions]
    return f"{'-'.join(filter(None, parts))}.{ending}"


def _page(item: Item, texts: Mapping[str, str], initials: str, name: str, id: str, *, shared: bool) -> str:
    shown = {
        **texts,
        **{field.id: _days(texts.get(field.id, "")) for field in item.fields if field.type == "dates"},
    }
    made = page(item, shown, initials, date.today(), shared=shared)
    to = file_name(item, name, "for-the-mentee" if shared else "", ending="html")
    return _kept(
        item, to, made.encode("utf-8"), "Open the page", "It opens in a tab of its own; print it there."
    )


def _days(text: str) -> str:
    """The dates as they are read, with their weekdays; as they were written where one of them cannot be read."""
    meetings, faults = read_meetings(text)
    return text if faults else "\n".join(map(str, meetings))


def _calendar(item: Item, texts: Mapping[str, str], initials: str, name: str, id: str) -> str:
    from mentorlab.learner.calendar import calendar

    meetings: list[tuple[Meeting, int]] = []
    faults: list[str] = []
    for field in item.fields:
        if field.type == "dates":
            found, wrong = read_meetings(texts.get(field.id, ""))
            meetings += [(meeting, field.minutes) for meeting in found]
            faults += [f"“{shorten(plain(field.text))}”: {fault}" for fault in wrong]
    if faults:
        return _said(f"No file was saved yet. {faults[0]}", "alert")
    if not meetings:
        return _said(NO_DATES, "alert")
    title = f"{plain(item.title)}: {initials}" if initials else plain(item.title)
    data = calendar(title, meetings, f"{find(item.module, Path.cwd()).workspace}/{item.id}/{id}")
    to = file_name(item, name, ending="ics")
    entries = count(len(meetings), "entry", "entries")
    return _kept(item, to, data, "Open the calendar file", f"{entries}, “{title}” and nothing more.")


def _kept(item: Item, name: str, data: bytes, call: str, more: str) -> str:
    try:
        kept: KeptFile = keep(item.module, name, data)
    except KeepError as problem:
        return _said(str(problem), "alert")
    aside = f" The one that you had changed by hand is now {kept.aside}." if kept.aside else ""
    link = f'<a class="ml-file" href="{escape(quote(kept.link))}" target="_blank" rel="noopener">{call}</a>'
    return f'<p role="status">{link} ({escape(kept.name)}). {escape(more + aside)}</p>'


def _said(sentence: str, role: str) -> str:
    return f'<p class="ml-fault" role="{role}">{escape(sentence)}</p>'
