"""`composed`: named fields to write in, then a look at two samples side by side, which nobody marks."""

from __future__ import annotations

from typing import Any

from mentorlab.views.pages.kinds import Row, texts
from mentorlab.views.pages.text import escape, lines, plain

_WORDS = {True: "Yes", False: "No"}


def labels(item: Any, key: Any) -> dict[str, str]:
    """Return the fields."""
    return texts(item.fields)


def answer_rows(item: Any, response: Any) -> tuple[Row, ...]:
    """Return what stands in each field, then what the learner found in comparing."""
    written = tuple(Row(plain(f.text), response.fields.get(f.id, "").strip()) for f in item.fields)
    compared = tuple(
        Row(plain(question), _WORDS[response.compared[question]])
        for question in item.questions
        if question in response.compared
    )
    return (*written, *compared)


def side_by_side(item: Any, samples: Any) -> str:
    """Render the samples in columns, each with every field of the form."""

    def side(title: str, texts: dict[str, str]) -> str:
        body = "".join(
            f'<p><span class="ml-soft">{escape(plain(field.text))}</span><br>{lines(texts.get(field.id, ""))}</p>'
            for field in item.fields
        )
        return f'<div><p class="ml-label">{escape(plain(title))}</p>{body}</div>'

    others = "".join(side(sample.title, sample.fields) for sample in samples)
    return (
        '<p class="ml-label">Compare: two other ways, neither of them the right one</p>'
        f'<div class="ml-sides">{others}</div>'
    )
