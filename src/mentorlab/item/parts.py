"""How a score's parts are worded, alike in every kind."""

from __future__ import annotations

from collections.abc import Iterable

from mentorlab import wording as words
from mentorlab.item.model import Option, Part

NO_ANSWER = "no answer"
NO_LONGER_HERE = "no longer in this exercise"
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
    what = words.count(count, "answer")
    why = "The exercise has changed since. What is no longer in it does not count, for or against."
    return (Part(id=GONE, label=NO_LONGER_HERE.capitalize(), given=what, why=why),)


def trim(text: str, length: int = 400) -> str:
    """A text on one line and not longer than a trainer wants to read in a table."""
    return words.shorten(text, length)
