"""`rating`: a row of steps for every statement; what there is to say of one appears as soon as it is answered.

There is nothing to check, so there is no button for it.
"""

from __future__ import annotations

from typing import Any

from mentorlab.item.kinds import kind
from mentorlab.views.controls.kinds import Fields, Row, Sitting, texts
from mentorlab.views.pages.text import blocks, plain

NAME, CHECKS, ASKS_CONFIDENCE = "rating", "", False


def labels(item: Any, key: Any) -> dict[str, str]:
    """The statements."""
    return texts(item.statements)


def answer(item: Any, response: Any) -> tuple[Row, ...]:
    """Each statement and its step."""
    steps = texts(item.steps)
    return tuple(
        Row(plain(one.text), plain(steps.get(response.rated.get(one.id, ""), ""))) for one in item.statements
    )


def fields(item: Any, response: Any, sitting: Sitting) -> Fields:
    """Radio buttons side by side for each statement, and beneath them what the key says of it."""
    from mentorlab.views.controls.kinds import _widgets as w

    told = {one.id: w.html() for one in item.statements}
    note = w.html()

    def read() -> dict[str, Any]:
        return {"rated": {id: one.value for id, one in rows.items() if one.value is not None}}

    def show() -> None:
        if sitting.key is None:
            return
        given = read()
        for id in given["rated"]:
            told[id].value = _said(sitting.key.explanations.get(id, ""))
        whole = not kind(NAME).missing(item, kind(NAME).Response(**given))
        note.value = _said(sitting.key.note, "ml-box") if whole else ""

    def changed() -> None:
        show()
        sitting.changed(False)

    steps = [(step.text, step.id) for step in item.steps]
    rows = {one.id: w.pick(one.text, steps, response.rated.get(one.id), changed) for one in item.statements}
    show()
    children = [widget for id, one in rows.items() for widget in (one, told[id])]
    return Fields(w.column(children, "ml-scale"), read, after=note)


def _said(text: str, name: str = "ml-soft") -> str:
    return f'<div class="{name}" role="status">{blocks(text)}</div>' if text.strip() else ""
