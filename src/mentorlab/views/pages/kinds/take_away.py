"""`take-away`: boxes to fill in and to change, a sheet for each mentee where there are several."""

from __future__ import annotations

from typing import Any

from mentorlab.item.kinds.take_away import NobodyMarks, names
from mentorlab.views.pages.fact_words import fact_words
from mentorlab.views.pages.kinds import Row, texts
from mentorlab.views.pages.text import blocks, escape, plain

NO_NAME = "no initials yet"
DATES = "One date a line: 2026-12-03 14:30, or 3 December 2026, 14:30, 40 minutes. The time may be left out."
ALONE = "Yours alone: it is not on the mentee's page."


def labels(item: Any, key: Any) -> dict[str, str]:
    """Return the fields."""
    return texts(item.fields)


def answer_rows(item: Any, response: Any) -> tuple[Row, ...]:
    """Return what stands in the fields, sheet by sheet."""
    called = names({id: sheet.initials for id, sheet in response.sheets.items()})
    rows = []
    for id, sheet in response.sheets.items():
        before = f"{called[id] or NO_NAME}: " if item.each else ""
        rows += [Row(before + plain(one.text), sheet.fields.get(one.id, "").strip()) for one in item.fields]
    return tuple(rows) or tuple(Row(plain(one.text), "") for one in item.fields)


def hint(item: Any, field: Any) -> str:
    """Render what is said beneath a field: the author's hint, how dates are written, who will see it."""
    html = blocks(field.hint) + (f"<p>{escape(DATES)}</p>" if field.type == "dates" else "")
    if not field.share and any(other.share for other in item.fields):
        html += f"<p>{escape(ALONE)}</p>"
    return f'<div class="ml-soft">{html}</div>' if html else ""


@fact_words.register
def _(fact: NobodyMarks) -> str:
    return "Nobody marks this: it is yours"
