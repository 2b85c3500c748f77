"""How long a module takes: reckoned from what there is to read, to decide and to write.

Mentors who have thirty minutes tonight plan by this figure. It is reckoned for an unhurried reader whose first
language may not be English, in steps of five minutes. What an exercise takes beyond reading, its kind declares.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from mentorlab.content.load import Exercise, Piece, Prose
from mentorlab.item.kinds import kind

WORDS_A_MINUTE = 140
STEP = 5  # minutes
# Minutes to think about one exercise; and where no lesson stands above it, as in an assignment.
# Set, with the figures of item/traits.py, so that module 08 takes what its slowest trial reader needed: about 40
# minutes for the lesson and 70 or more for the exercises.
EXERCISE, UNAIDED = 1.0, 2.0
_NOT_READ = {"id", "item", "kind", "module", "canary", "objective", "digest", "rule", "band"}


def reckon_minutes(pieces: Iterable[Piece], *, unaided: bool = False) -> int:
    """Reckon the minutes of a lesson or an assignment, in steps of five.

    Parameters
    ----------
    unaided : whether these are questions with no lesson above them, and no explanation until they are checked
    """
    whole = 0.0
    for piece in pieces:
        if isinstance(piece, Prose):
            whole += count_words(piece.text) / WORDS_A_MINUTE
        else:
            whole += _exercise(piece, unaided)
    return max(STEP, STEP * round(whole / STEP))


def reckon_later_minutes(pieces: Iterable[Piece]) -> int:
    """Reckon the minutes to fill in what a lesson gives to take away, in steps of five; 0 where it gives nothing."""
    items = [piece.item for piece in pieces if isinstance(piece, Exercise)]
    later = sum(kind(item.kind).effort(item).later for item in items)
    return max(STEP, STEP * round(later / STEP)) if later else 0


def count_words(text: str) -> int:
    """Count the words of a text."""
    return len(re.findall(r"\w[\w'’-]*", text))


def _exercise(exercise: Exercise, unaided: bool) -> float:
    item = exercise.item
    effort = kind(item.kind).effort(item)
    if effort.played:
        return effort.doing
    read = [item.model_dump()]
    if effort.key_read or not unaided:
        read.append(exercise.key.model_dump())
    words = sum(count_words(text) for text in _texts(read))
    return words / WORDS_A_MINUTE + (UNAIDED if unaided else EXERCISE) + effort.doing


def _texts(found: Any) -> Iterator[str]:
    if isinstance(found, str):
        yield found
    elif isinstance(found, dict):
        for name, value in found.items():
            if name not in _NOT_READ:
                yield from _texts(value)
    elif isinstance(found, (list, tuple)):
        for value in found:
            yield from _texts(value)
