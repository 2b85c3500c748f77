"""A score and its parts in words, of whatever kind they are."""

from __future__ import annotations

from functools import lru_cache

from mentorlab.item.facts import Fact
from mentorlab.item.model import Part
from mentorlab.item.rules import rule
from mentorlab.item.score_explanation import Sum
from mentorlab.views.pages.fact_words import fact_words
from mentorlab.views.pages.kinds import kind_pages
from mentorlab.wording import count


def in_words(fact: Fact) -> str:
    """Words a fact of whatever kind."""
    kind_pages()  # importing them registers their words
    return fact_words(fact)


def label(part: Part) -> str:
    """Words what a part is about."""
    return part.label if isinstance(part.label, str) else in_words(part.label)


def reasons(part: Part) -> str:
    """Joins the author's explanation of a part with what else there is to know of it; "" for nothing."""
    return " ".join(filter(str.strip, (part.why, *map(in_words, part.notes))))


def looked_for(spec: str) -> str:
    """Words what a rule of `composed` looks for, from what the author wrote: `date`, `names=Sam`."""
    try:
        return rule(spec).asks
    except KeyError:  # a rule of a later version
        return f"“{spec}”"


@lru_cache(maxsize=4096)  # figures alone, and many learners have the same
def counted(how: Sum | None, points: float | None = None) -> str:
    """Words the rule and its arithmetic, of so many points where they count; "" where nothing was answered."""
    if how is None:
        return ""
    times = f", times {count(points, 'point')}" if points is not None and how.comes_to is not None else ""
    return f"{in_words(how)}{times}."
