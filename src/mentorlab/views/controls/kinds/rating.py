"""`rating`: a row of steps for every statement; what there is to say of one appears as soon as it is answered.

There is nothing to check, so there is no button for it.
"""

from __future__ import annotations

from typing import Any

from mentorlab.item.answer import Answer
from mentorlab.views.controls.kinds import Fields, FormLink, options_of
from mentorlab.views.controls.toolkit import Toolkit
from mentorlab.views.pages.kinds.rating import comment

CHECKS, ASKS_CONFIDENCE = "", False


def fields(toolkit: Toolkit, item: Any, response: Any, form: FormLink) -> Fields:
    """Make radio buttons side by side for each statement, and beneath them what the key says of it."""
    comments = {one.id: toolkit.html() for one in item.statements}
    note = toolkit.html()

    def read() -> dict[str, Any]:
        return {"rated": {id: one.value for id, one in rows.items() if one.value is not None}}

    def show() -> None:
        if form.key is None:
            return
        given = read()
        for id in given["rated"]:
            comments[id].value = comment(form.key.explanations.get(id, ""))
        complete = Answer.read(item, given).complete
        note.value = comment(form.key.note, "ml-box") if complete else ""

    def changed() -> None:
        show()
        form.clicked()

    steps = options_of(item.steps)
    rows = {
        one.id: toolkit.pick(one.text, steps, response.rated.get(one.id), changed) for one in item.statements
    }
    show()
    children = [control for id, one in rows.items() for control in (one, comments[id])]
    return Fields(toolkit.column(children, "ml-scale"), read, after=note)
