"""`pairing`: a mentor for each mentee, under conditions that are said in words."""

from __future__ import annotations

from typing import Any

from mentorlab.item.kinds.pairing import MenteesOpen, NoArgument, NoPlace, PairedSum
from mentorlab.views.pages.fact_words import above_chance, fact_words
from mentorlab.views.pages.kinds import Row, placed, texts
from mentorlab.views.pages.text import inline, items
from mentorlab.wording import quoted


def labels(item: Any, key: Any) -> dict[str, str]:
    """Return the conditions and the hopes, which the key explains."""
    return {**texts(item.nevers), **texts(item.wishes)}


def answer_rows(item: Any, response: Any) -> tuple[Row, ...]:
    """Return each mentee with the mentor chosen, then the argument."""
    return (
        *placed(item.mentees, item.mentors, response.pairs),
        Row("Why so", response.argument.strip()),
    )


def conditions(item: Any) -> str:
    """Render how many mentees a mentor takes, who must not be paired, and what is hoped for."""
    places = "one mentee" if item.places == 1 else f"up to {item.places} mentees"
    html = f"<p>Each mentor takes {places}.</p>"
    for title, sentences in (("Must not be", item.nevers), ("Hoped for", item.wishes)):
        if sentences:
            html += f'<p class="ml-label">{title}</p><ul>{items(inline(one.text) for one in sentences)}</ul>'
    return f'<div class="ml-box">{html}</div>'


@fact_words.register
def _(fact: MenteesOpen) -> str:
    return f"Choose a mentor for {quoted(fact.labels)}."


@fact_words.register
def _(fact: NoArgument) -> str:
    return "Say why you paired them so."


@fact_words.register
def _(fact: NoPlace) -> str:
    return f"{fact.mentor} has no place for so many."


@fact_words.register
def _(how: PairedSum) -> str:
    return (
        f"{how.right} of {how.whole} demands are kept: everybody has a mentor with a place for them, and nothing that "
        f"must not be. A pairing drawn blindly keeps {how.chance} of them on average, so guessing is taken off: "
        f"{above_chance(how)}"
    )
