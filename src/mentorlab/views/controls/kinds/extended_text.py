"""`extended-text`: the rubric, a box to write in, and how much is in it."""

from __future__ import annotations

from typing import Any

from mentorlab.views.controls.kinds import Fields, FormLink
from mentorlab.views.controls.toolkit import Toolkit
from mentorlab.views.pages.kinds.extended_text import length, rubric

CHECKS, ASKS_CONFIDENCE = "Show me two that others wrote", False
_NOTHING_TO_QUOTE = '<p class="ml-soft">Nothing more that you said first is kept in this module.</p>'
_BELOW = '<p class="ml-soft">What a reader looks for stands below.</p>'


def fields(toolkit: Toolkit, item: Any, response: Any, form: FormLink) -> Fields:
    """Make the rubric, then a box to write in and how much is in it."""
    words = toolkit.html()

    def changed() -> None:
        words.value = length(box.value)
        form.typed()

    box = toolkit.write("Your reflection", response.text, changed, rows=10)
    words.value = length(box.value)
    # An assignment's rubric is nbgrader's cell, beneath this one.
    looked_for = toolkit.html(rubric(item) if form.practice else _BELOW)
    told = toolkit.html()

    def quote() -> None:
        new = [text for text in form.quotable() if _quoted(text) not in box.value]
        told.value = "" if new else _NOTHING_TO_QUOTE
        if new:
            box.value = "\n\n".join(filter(None, (box.value.rstrip(), *map(_quoted, new)))) + "\n\n"
            changed()

    quoting = [toolkit.button("Quote what I said first", quote, "ml-plain"), told] if item.quotes else []
    return Fields(toolkit.column([looked_for, box, words, *quoting]), lambda: {"text": box.value})


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))
