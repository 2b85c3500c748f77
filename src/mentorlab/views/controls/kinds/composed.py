"""`composed`: named fields to write in, then a look at two samples side by side, which nobody marks."""

from __future__ import annotations

from typing import Any

from mentorlab.views.controls.kinds import Fields, Row, Sitting, texts
from mentorlab.views.pages.text import escape, lines, plain

NAME, CHECKS, ASKS_CONFIDENCE = "composed", "Check and compare", False
_WORDS = {True: "Yes", False: "No"}


def labels(item: Any, key: Any) -> dict[str, str]:
    """The fields."""
    return texts(item.fields)


def answer(item: Any, response: Any) -> tuple[Row, ...]:
    """What stands in each field, then what the learner found in comparing."""
    written = tuple(Row(plain(f.text), response.fields.get(f.id, "").strip()) for f in item.fields)
    compared = tuple(
        Row(plain(question), _WORDS[response.compared[question]])
        for question in item.questions
        if question in response.compared
    )
    return (*written, *compared)


def fields(item: Any, response: Any, sitting: Sitting) -> Fields:
    """A box for each field; the samples and the three questions come once the answer is checked."""
    from mentorlab.views.controls.kinds import _widgets as w

    boxes = {
        field.id: w.write(
            field.text, response.fields.get(field.id, ""), lambda: sitting.changed(True), rows=3
        )
        for field in item.fields
    }
    answers = {
        question: w.pick(
            question,
            [("Yes", True), ("No", False)],
            response.compared.get(question),
            lambda: sitting.changed(False),
        )
        for question in item.questions
    }
    sides = w.html()
    compare = w.column(
        [
            sides,
            w.html('<p class="ml-label">Now read your own once more. These answers are for you alone.</p>'),
            *answers.values(),
        ],
        "ml-compare",
    )
    compare.layout.display = "none"

    def reveal(key: Any) -> None:
        sides.value = _side_by_side(item, key.samples)
        compare.layout.display = None

    return Fields(
        w.column(list(boxes.values())),
        lambda: {
            "fields": {id: box.value for id, box in boxes.items() if box.value.strip()},
            "compared": {question: one.value for question, one in answers.items() if one.value is not None},
        },
        reveal,
        compare,
    )


def _side_by_side(item: Any, samples: Any) -> str:
    def side(title: str, texts: dict[str, str]) -> str:
        said = "".join(
            f'<p><span class="ml-soft">{escape(plain(field.text))}</span><br>{lines(texts.get(field.id, ""))}</p>'
            for field in item.fields
        )
        return f'<div><p class="ml-label">{escape(plain(title))}</p>{said}</div>'

    others = "".join(side(sample.title, sample.fields) for sample in samples)
    return (
        '<p class="ml-label">Compare: two other ways, neither of them the right one</p>'
        f'<div class="ml-sides">{others}</div>'
    )
