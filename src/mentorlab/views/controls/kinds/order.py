"""`order`: steps to move up and down; blank until moved or confirmed."""

from __future__ import annotations

from typing import Any

from mentorlab.views.controls.kinds import Fields, Row, Sitting, texts
from mentorlab.views.pages.text import escape, inline, plain

NAME, CHECKS, ASKS_CONFIDENCE = "order", "Check my answer", True
CONFIRM = "This order is right as it stands"


def labels(item: Any, key: Any) -> dict[str, str]:
    """The steps."""
    return texts(item.steps)


def answer(item: Any, response: Any) -> tuple[Row, ...]:
    """The steps in the learner's order."""
    steps = texts(item.steps)
    order = [id for id in response.order if id in steps]
    return tuple(Row(f"{place}.", plain(steps[id])) for place, id in enumerate(order, 1)) or (Row("", ""),)


def fields(item: Any, response: Any, sitting: Sitting) -> Fields:
    """Each step with a button that moves it up and one that moves it down."""
    from mentorlab.views.controls.kinds import _widgets as w

    steps = texts(item.steps)
    order = [id for id in dict.fromkeys(response.order) if id in steps]
    answered = bool(order)
    order += [id for id in steps if id not in order]  # a step that is new since then stands at the end
    state = {"answered": answered}
    place = {id: w.html() for id in steps}
    rows: dict[str, Any] = {}
    shown = w.column([], "ml-steps")
    heard = w.html()

    def draw() -> None:
        for number, id in enumerate(order, 1):
            place[id].value = f"<p><strong>{number}.</strong> {inline(steps[id])}</p>"
            up, down = rows[id].children[1:]
            up.disabled, down.disabled = number == 1, number == len(order)
        shown.children = [rows[id] for id in order]
        confirm.layout.display = "none" if state["answered"] else None

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
        heard.value = (
            f'<span class="ml-hidden" role="status">“{escape(plain(steps[id], 60))}” '
            f"is now number {there + 1} of {len(order)}.</span>"
        )
        sitting.changed(False)

    def settle() -> None:
        state["answered"] = True
        draw()
        sitting.changed(False)

    confirm = w.button(CONFIRM, settle)
    for id in steps:
        what = plain(steps[id], 60)
        rows[id] = w.row(
            [
                place[id],
                w.button("↑ Up", lambda id=id: move(id, -1), name=f"Move up: {what}"),  # type: ignore[misc]
                w.button("↓ Down", lambda id=id: move(id, 1), name=f"Move down: {what}"),  # type: ignore[misc]
            ],
            "ml-step",
        )
    draw()
    return Fields(
        w.column([shown, confirm, heard]), lambda: {"order": list(order) if state["answered"] else []}
    )
