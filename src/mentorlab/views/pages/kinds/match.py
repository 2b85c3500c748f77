"""`match`: every entry goes into a category."""

from __future__ import annotations

from typing import Any

from mentorlab.item.kinds.match import EntriesOpen, SortedSum
from mentorlab.views.pages.fact_words import above_chance, fact_words
from mentorlab.views.pages.kinds import Row, placed, texts
from mentorlab.wording import number_word, plural, quoted


def labels(item: Any, key: Any) -> dict[str, str]:
    """Return the categories, of which a spare one may be explained, then the entries."""
    return {**texts(item.categories), **texts(item.entries)}


def answer_rows(item: Any, response: Any) -> tuple[Row, ...]:
    """Return each entry and the category it was put in."""
    return placed(item.entries, item.categories, response.placed)


@fact_words.register
def _(fact: EntriesOpen) -> str:
    return f"Sort {quoted(fact.labels)}."


@fact_words.register
def _(how: SortedSum) -> str:
    many = how.chance.denominator
    return (
        f"{how.right} of {how.whole} {plural(how.right, 'is', 'are')} right. With {many} categories a blind guess "
        f"gets one in {number_word(many)}, so guessing is taken off: {above_chance(how)}"
    )
