"""`ranking`: every option has a rank."""

from __future__ import annotations

from typing import Any

from mentorlab.item.kinds.ranking import RanksOpen, RanksSum

from mentorlab.views.pages.fact_words import fact_words
from mentorlab.views.pages.kinds import Row, placed, texts
from mentorlab.wording import quoted


def labels(item: Any, key: Any) -> dict[str, str]:
    """Return the options."""
    return texts(item.options)


def answer_rows(item: Any, response: Any) -> tuple[Row, ...]:
    """Return each option and its rank."""
    return placed(item.options, item.ranks, response.ranked)


@fact_words.register
def _(fact: RanksOpen) -> str:
    return f"Give a rank to {quoted(fact.labels)}."


@fact_words.register
def _(how: RanksSum) -> str:
    return f"{how.right} of {how.whole} ranks are right"
