"""`pairing`: a mentor for each mentee, under conditions that are said in words."""

from __future__ import annotations

from typing import Any

from mentorlab.views.controls.kinds import Fields, Row, Sitting, texts
from mentorlab.views.pages.text import inline, items, plain
from mentorlab.wording import plural

NAME, CHECKS, ASKS_CONFIDENCE = "pairing", "Check my answer", False
BLANK = "Choose a mentor…"


def labels(item: Any, key: Any) -> dict[str, str]:
    """The conditions and the hopes, which the key explains."""
    return {**texts(item.nevers), **texts(item.wishes)}


def answer(item: Any, response: Any) -> tuple[Row, ...]:
    """Each mentee with the mentor chosen, then the argument."""
    mentors = texts(item.mentors)
    pairs = [Row(plain(m.text), plain(mentors.get(response.pairs.get(m.id, ""), ""))) for m in item.mentees]
    return (*pairs, Row("Why so", response.argument.strip()))


def fields(item: Any, response: Any, sitting: Sitting) -> Fields:
    """The conditions, a drop-down list for each mentee, and a box for the argument."""
    from mentorlab.views.controls.kinds import _widgets as w

    options = [(BLANK, ""), *((mentor.text, mentor.id) for mentor in item.mentors)]
    lists = {
        mentee.id: w.choose(
            mentee.text, options, response.pairs.get(mentee.id, ""), lambda: sitting.changed(False)
        )
        for mentee in item.mentees
    }
    why = w.write(
        "Why so? What did you give up, and for what?",
        response.argument,
        lambda: sitting.changed(True),
        rows=4,
    )
    return Fields(
        w.column([w.html(_conditions(item)), w.column(list(lists.values()), "ml-rows"), why]),
        lambda: {"pairs": {id: one.value for id, one in lists.items() if one.value}, "argument": why.value},
    )


def _conditions(item: Any) -> str:
    places = plural(item.places, "one mentee", f"up to {item.places} mentees")
    said = f"<p>Each mentor takes {places}.</p>"
    for title, sentences in (("Must not be", item.nevers), ("Hoped for", item.wishes)):
        if sentences:
            said += f'<p class="ml-label">{title}</p><ul>{items(inline(one.text) for one in sentences)}</ul>'
    return f'<div class="ml-box">{said}</div>'
