"""`composed`: named fields to write in, then a look at two samples side by side, which nobody marks."""

from __future__ import annotations

from typing import Any

from mentorlab.views.controls.kinds import Fields, FormLink
from mentorlab.views.controls.toolkit import Toolkit
from mentorlab.views.pages.kinds.composed import side_by_side

CHECKS, ASKS_CONFIDENCE = "Check and compare", False
_ANSWERS = [("Yes", True), ("No", False)]
_READ_AGAIN = '<p class="ml-label">Now read your own once more. These answers are for you alone.</p>'


def fields(toolkit: Toolkit, item: Any, response: Any, form: FormLink) -> Fields:
    """Make a box for each field; the samples and the three questions come once the answer is checked."""
    boxes = {
        field.id: toolkit.write(field.text, response.fields.get(field.id, ""), form.typed, rows=3)
        for field in item.fields
    }
    answers = {
        question: toolkit.pick(question, _ANSWERS, response.compared.get(question), form.clicked)
        for question in item.questions
    }
    samples = toolkit.html()
    compare = toolkit.column([samples, toolkit.html(_READ_AGAIN), *answers.values()], "ml-compare")
    toolkit.show(compare, False)

    def reveal(key: Any) -> None:
        samples.value = side_by_side(item, key.samples)
        toolkit.show(compare, True)

    return Fields(
        toolkit.column(list(boxes.values())),
        lambda: {
            "fields": {id: box.value for id, box in boxes.items() if box.value.strip()},
            "compared": {question: one.value for question, one in answers.items() if one.value is not None},
        },
        reveal,
        compare,
        shows_models=True,
    )
