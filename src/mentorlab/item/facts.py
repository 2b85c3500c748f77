"""What is known of an answer, as values: what was given, what is still to do, and how a score came about.

No words stand here: `views/pages/fact_words.py` words what all kinds share, and `views/pages/kinds/` what one kind
adds. They are classes and not tuples, because two facts that hold the same text must never be equal.
"""

from __future__ import annotations

from enum import Enum
from inspect import get_annotations
from typing import Any, ClassVar, NoReturn, dataclass_transform


class Fact:
    """One thing that is known, for which a page has words."""

    __slots__ = ()


@dataclass_transform(frozen_default=True)
class Detail(Fact):
    """A fact with fields, which are the annotations of its class. It is equal to those of its own class alone.

    Not dataclasses: there are dozens of them, and writing the code of one takes longer than importing a module.
    """

    _names: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        cls._names = (*cls._names, *get_annotations(cls))

    def __init__(self, *values: Any, **named: Any) -> None:
        names = self._names
        if named:
            values = (*values, *[named.pop(name) for name in names[len(values) :] if name in named])
        if named or len(values) != len(names):
            raise TypeError(f"{type(self).__name__} has the fields {', '.join(names) or 'none'}")
        self.__dict__.update(zip(names, values, strict=True))

    def __setattr__(self, name: str, value: Any) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} never changes")

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.__dict__ == self.__dict__

    def __hash__(self) -> int:
        return hash((type(self), *self.__dict__.values()))

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={value!r}" for name, value in self.__dict__.items())
        return f"{type(self).__name__}({fields})"


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


class Placed(Detail):
    """The place that a step was given, counted from 1."""

    place: int


class Picked(Detail):
    """One of the exercise's own texts: a category, a phrase, a reply."""

    text: str


class Typed(Detail):
    """What a learner typed, which a rule looks at; a page shows its beginning."""

    text: str


class Written(Detail):
    """What a learner wrote for a person to read; a page shows all of it."""

    text: str


class AnswersGone(Detail):
    """How many answers name what the exercise no longer holds. They count neither for nor against."""

    answers: int


class Label(Fact, Enum):
    """What a part is about, where the exercise has no text for it."""

    ANSWER = "the learner's answer"
    REFLECTION = "the learner's reflection"
    GONE = "what is no longer in the exercise"


# --- what is still to be done -------------------------------------------------------------------------------


class Open(Detail):
    """The things that are not answered yet, by what the learner sees of them."""

    labels: tuple[str, ...]


class Changed(Fact, Enum):
    """What has changed since somebody answered."""

    EXERCISE = "the exercise, which no longer holds what the answer names"
