"""`hottext`: passages of a transcript to mark."""

from __future__ import annotations

from typing import Any

from mentorlab.item.kinds.hottext import MarkedSum, NothingMarked
from mentorlab.views.pages.fact_words import fact_words, net
from mentorlab.views.pages.kinds import Row, listed, texts


def labels(item: Any, key: Any) -> dict[str, str]:
    """Return the passages that can be marked."""
    return texts(passage for passage in item.passages if passage.markable)


def answer_rows(item: Any, response: Any) -> tuple[Row, ...]:
    """Return the passages marked, in the order of the transcript."""
    return listed(item.passages, response.marked)


@fact_words.register
def _(fact: NothingMarked) -> str:
    return "Mark at least one passage."


@fact_words.register
def _(how: MarkedSum) -> str:
    return (
        f"Marked were {how.right} of the {how.of_right} passages to mark and {how.wrong} of the {how.of_wrong} to "
        f"leave; the second share is taken off the first: {net(how)}"
    )
