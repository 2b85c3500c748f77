"""How the parts of a score are made, alike in every kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mentorlab import wording as words
from mentorlab.item.facts import AnswersGone, Changed, Fact, Given, Label, Picked
from mentorlab.item.model import Option, Part

GONE = "gone"  # the id of the part that stands for answers whose ids no longer exist


def known(ids: Iterable[str], options: Iterable[Option]) -> tuple[str, ...]:
    """The ids that still exist, each once, in the order given."""
    here = {option.id for option in options}
    return tuple(id for id in dict.fromkeys(ids) if id in here)


def texts(options: Iterable[Option]) -> dict[str, str]:
    """Each option's text by its id."""
    return {option.id: option.text for option in options}


def gone(count: int) -> tuple[Part, ...]:
    """A part that says how many answers name what the exercise no longer holds; none where none do."""
    if count <= 0:
        return ()
    return (Part(id=GONE, label=Label.GONE, given=AnswersGone(count), notes=(Changed.EXERCISE,)),)


def picked(names: Mapping[str, str], id: str | None) -> Fact:
    """What was picked for one part, by the exercise's texts and an id; None where nothing was."""
    if id is None:
        return Given.NOTHING
    return Picked(names[id]) if id in names else Given.NO_LONGER_HERE


def trim(text: str, length: int = 400) -> str:
    """A text on one line and not longer than a trainer wants to read in a table."""
    return words.shorten(text, length)
