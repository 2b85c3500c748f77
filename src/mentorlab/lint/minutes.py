"""An honest time: what the front matter promises is held against what there is to read, to decide and to write.

Mentors who have thirty minutes tonight plan by this figure. It is reckoned for an unhurried reader whose first
language may not be English, in steps of five minutes.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from statistics import fmean
from typing import Any

from mentorlab.content.load import Course, Exercise, Piece, Prose
from mentorlab.item.kinds import TOOLS
from mentorlab.lint.finding import Finding, error
from mentorlab.talk.explore import random_walk

WORDS_A_MINUTE = 140
STEP = 5  # minutes
# Minutes beyond reading: to think about one exercise, one statement to rate, one field to fill, one decision of a
# talk with what the mentee says to it, a talk's debrief at most, and the hundred and fifty words of a reflection.
# Set so that module 08 takes what its slowest trial reader needed: about 40 minutes for the lesson and 70 or more
# for the exercises.
EXERCISE, STATEMENT, FIELD, DECISION, DEBRIEF, REFLECTION = 1.0, 0.1, 1.5, 0.75, 3.0, 15.0
# An assignment's questions have no lesson above them.
UNAIDED = 2.0
_PLAYS = 40
_NOT_READ = {"id", "item", "kind", "module", "canary", "objective", "digest", "rule", "band"}


def minutes(course: Course) -> Iterator[Finding]:
    """Lessons and assignments that take longer than their front matter says, or say nothing."""
    for module in course.modules:
        for file, pieces in (("lesson.md", module.lesson), ("exercises.md", module.assignment)):
            document = module.documents.get(file)
            if document is None or module.incomplete:
                continue
            said, takes = document.meta.get("minutes"), reckoned(pieces, unaided=file == "exercises.md")
            if not isinstance(said, int):
                what = "The front matter does not say how long these exercises take."
            elif said < takes:
                what = (
                    f"This says {said} minutes; by what there is to read and to do, it takes about {takes}."
                )
            else:
                continue
            line = document.meta_lines.get("minutes", 1)
            yield error(document, line, what, f"Write “minutes: {takes}”, or cut.")


def reckoned(pieces: Iterable[Piece], *, unaided: bool = False) -> int:
    """Minutes for a lesson or an assignment, in steps of five.

    Parameters
    ----------
    unaided : whether these are questions with no lesson above them, and no explanation until they are checked
    """
    whole = 0.0
    for piece in pieces:
        if isinstance(piece, Prose):
            whole += words(piece.text) / WORDS_A_MINUTE
        else:
            whole += _exercise(piece, unaided)
    return max(STEP, STEP * round(whole / STEP))


def to_fill_in(pieces: Iterable[Piece]) -> int:
    """Minutes to fill in what a lesson gives to take away, in steps of five; 0 where it gives nothing."""
    items: list[Any] = [piece.item for piece in pieces if isinstance(piece, Exercise)]
    fields = sum(len(item.fields) for item in items if item.kind in TOOLS)
    return max(STEP, STEP * round(FIELD * fields / STEP)) if fields else 0


def words(text: str) -> int:
    """The words of a text."""
    return len(re.findall(r"\w[\w'’-]*", text))


def _exercise(exercise: Exercise, unaided: bool) -> float:
    item: Any = exercise.item
    if item.kind == "talk":
        draw = random.Random(item.id)
        decisions = fmean(len(random_walk(item.talk, draw).replies) for _ in range(_PLAYS))
        return DECISION * decisions + min(DEBRIEF, decisions / 2)  # a short talk is soon looked back on
    read = (
        [item.model_dump()]
        if unaided and item.kind != "extended-text"
        else [item.model_dump(), exercise.key.model_dump()]
    )
    spent = sum(map(words, _texts(read))) / WORDS_A_MINUTE + (UNAIDED if unaided else EXERCISE)
    # What is taken away is looked at here, and filled in on a day of its own: `to_fill_in` reckons that.
    if item.kind == "composed":
        spent += FIELD * len(item.fields)
    if item.kind == "rating":
        spent += STATEMENT * len(item.statements)
    return spent + (REFLECTION if item.kind == "extended-text" else 0.0)


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
