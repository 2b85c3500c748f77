"""`gap-match`: a phrase for every gap."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mentorlab.item.kinds.gap_match import FilledSum, GapsOpen
from mentorlab.views.pages.fact_words import above_chance, fact_words
from mentorlab.views.pages.kinds import Row, placed, texts
from mentorlab.views.pages.text import escape, plain
from mentorlab.wording import number_word, plural, quoted


def labels(item: Any, key: Any) -> dict[str, str]:
    """Return the phrases, then the sentences with their gaps."""
    return {**texts(item.phrases), **texts(item.gaps)}


def answer_rows(item: Any, response: Any) -> tuple[Row, ...]:
    """Return each sentence and the phrase put into it."""
    return placed(item.gaps, item.phrases, response.filled)


def filled_message(item: Any, filled: Mapping[str, str]) -> str:
    """Render the whole message as it reads with these phrases; `filled` maps a gap's id to a phrase's."""
    phrases = texts(item.phrases)
    parts = []
    for gap in item.gaps:
        before, _, after = plain(gap.text).partition("___")
        phrase = phrases.get(filled.get(gap.id, ""), "")
        inside = f"<strong>{escape(plain(phrase))}</strong>" if phrase else '<span class="ml-gap">…</span>'
        parts.append(f"{escape(before)}{inside}{escape(after)}")
    return f'<div class="ml-box"><p class="ml-soft">It reads:</p><p>{" ".join(parts)}</p></div>'


@fact_words.register
def _(fact: GapsOpen) -> str:
    return f"Fill the gap in {quoted(fact.labels)}."


@fact_words.register
def _(how: FilledSum) -> str:
    many = how.chance.denominator
    return (
        f"{how.right} of {how.whole} {plural(how.right, 'is', 'are')} right. With {many} phrases a blind guess "
        f"gets one in {number_word(many)}, so guessing is taken off: {above_chance(how)}"
    )
