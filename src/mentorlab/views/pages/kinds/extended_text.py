"""`extended-text`: a reflection, read by a person; the rubric stands beside it from the start."""

from __future__ import annotations

from typing import Any

from mentorlab.item.kinds.extended_text import NothingWritten
from mentorlab.views.pages.fact_words import fact_words
from mentorlab.views.pages.kinds import Row, texts
from mentorlab.views.pages.text import escape, inline, items
from mentorlab.wording import count


def labels(item: Any, key: Any) -> dict[str, str]:
    """Return the bands of the rubric."""
    return texts(item.bands)


def answer_rows(item: Any, response: Any) -> tuple[Row, ...]:
    """Return the text as it was written."""
    return (Row("", response.text.strip()),)


def rubric(item: Any) -> str:
    """Render the bands of the rubric in a box."""
    bands = items(inline(band.text) for band in item.bands)
    return f'<div class="ml-box"><p class="ml-label">What a reader looks for</p><ul>{bands}</ul></div>'


def length(text: str) -> str:
    """Render how many words there are."""
    words = f"{count(len(text.split()), 'word')}. Nothing here is marked by machine."
    return f'<span class="ml-soft">{escape(words)}</span>'


@fact_words.register
def _(fact: NothingWritten) -> str:
    return "Write your reflection."
