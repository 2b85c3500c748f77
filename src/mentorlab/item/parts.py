"""How a score's parts are worded, alike in every kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

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
    what = "1 answer" if count == 1 else f"{count} answers"
    why = "The exercise has changed since. What is no longer in it does not count, for or against."
    return (Part(id=GONE, label=NO_LONGER_HERE.capitalize(), given=what, why=why),)


def listing(labels: Sequence[str], limit: int = 3) -> str:
    """“a”, “b” and 2 more: a few labels for a sentence."""
    quoted = [f"“{trim(label, 60)}”" for label in labels[:limit]]
    if len(labels) > limit:
        return f"{', '.join(quoted)} and {len(labels) - limit} more"
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]]) if len(quoted) > 1 else "".join(quoted)


def trim(text: str, length: int = 400) -> str:
    """A text on one line and not longer than a trainer wants to read in a table."""
    return _trimmed(text, length) if len(text) <= 400 else _trimmed.__wrapped__(text, length)


@lru_cache(maxsize=2048)  # most are our authors', the same for every learner
def _trimmed(text: str, length: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
