"""What is known of an answer, as values: what was given, what is still to do, and how a score came about.

No words stand here: `views/pages/fact_words.py` words what all kinds share, and `views/pages/kinds/` what one kind
adds. They are classes and not tuples, because two facts that hold the same text must never be equal.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Fact:
    """One thing that is known, for which a page has words."""

    __slots__ = ()


# --- what a learner gave to one part ------------------------------------------------------------------------


class Given(Fact, Enum):
    """What a learner did with one part, where nothing more need be told."""

    CHOSEN = "chosen"
    CHOSEN_WITH_OTHERS = "chosen with others, where one was asked for"
    LEFT_OUT = "left out"
    MARKED = "marked"
    NOT_MARKED = "not marked"
    NOTHING = "nothing"
    NO_LONGER_HERE = "something that is no longer in the exercise"


@dataclass(frozen=True, slots=True)
class Placed(Fact):
    """The place that a step was given, counted from 1."""

    place: int


@dataclass(frozen=True, slots=True)
class Picked(Fact):
    """One of the exercise's own texts: a category, a phrase, a reply."""

    text: str


@dataclass(frozen=True, slots=True)
class Typed(Fact):
    """What a learner typed, which a rule looks at; a page shows its beginning."""

    text: str


@dataclass(frozen=True, slots=True)
class Written(Fact):
    """What a learner wrote for a person to read; a page shows all of it."""

    text: str


@dataclass(frozen=True, slots=True)
class AnswersGone(Fact):
    """How many answers name what the exercise no longer holds. They count neither for nor against."""

    answers: int


class Label(Fact, Enum):
    """What a part is about, where the exercise has no text for it."""

    ANSWER = "the learner's answer"
    REFLECTION = "the learner's reflection"
    GONE = "what is no longer in the exercise"


# --- what is still to be done -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Open(Fact):
    """The things that are not answered yet, by what the learner sees of them."""

    labels: tuple[str, ...]


class Changed(Fact, Enum):
    """What has changed since somebody answered."""

    EXERCISE = "the exercise, which no longer holds what the answer names"
