"""`order`: steps to move up and down; blank until moved or confirmed."""

from __future__ import annotations

from typing import Any

from mentorlab.views.controls.kinds import Fields, FormLink
from mentorlab.views.controls.toolkit import Control, Toolkit
from mentorlab.views.pages.kinds import texts
from mentorlab.views.pages.kinds.order import moved, numbered
from mentorlab.views.pages.text import plain

CHECKS, ASKS_CONFIDENCE = "Check my answer", True
CONFIRM = "This order is right as it stands"


def fields(toolkit: Toolkit, item: Any, response: Any, form: FormLink) -> Fields:
    """Make each step with a button that moves it up and one that moves it down."""
    steps = texts(item.steps)
    order = [id for id in dict.fromkeys(response.order) if id in steps]
    state = {"answered": bool(order)}
    order += [id for id in steps if id not in order]  # a step that is new since then stands at the end
    place = {id: toolkit.html() for id in steps}
    rows: dict[str, Control] = {}
    listed = toolkit.column([], "ml-steps")
    announced = toolkit.html()

    def draw() -> None:
        for number, id in enumerate(order, 1):
            place[id].value = numbered(number, steps[id])
            up, down = rows[id].children[1:]
            up.disabled, down.disabled = number == 1, number == len(order)
        listed.children = [rows[id] for id in order]
        toolkit.show(confirm, not state["answered"])

    def move(id: str, by: int) -> None:
        here = order.index(id)
        there = min(max(here + by, 0), len(order) - 1)
        order.insert(there, order.pop(here))
        state["answered"] = True
        draw()
        # The row was taken out and put in again, and the focus with it: give it back to the same button,
        # or to the other one where the step has come to the end.
        _, up, down = rows[id].children
        wanted = up if by < 0 else down
        (wanted if not wanted.disabled else down if by < 0 else up).focus()
        announced.value = moved(steps[id], there + 1, len(order))
        form.clicked()

    def settle() -> None:
        state["answered"] = True
        draw()
        form.clicked()

    confirm = toolkit.button(CONFIRM, settle)
    for id in steps:
        what = plain(steps[id], 60)
        rows[id] = toolkit.row(
            [
                place[id],
                toolkit.button("↑ Up", lambda id=id: move(id, -1), name=f"Move up: {what}"),  # type: ignore[misc]
                toolkit.button("↓ Down", lambda id=id: move(id, 1), name=f"Move down: {what}"),  # type: ignore[misc]
            ],
            "ml-step",
        )
    draw()
    return Fields(
        toolkit.column([listed, confirm, announced]),
        lambda: {"order": list(order) if state["answered"] else []},
    )
