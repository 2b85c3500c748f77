"""What an author may want to see of the whole course: where each objective stands, and how hard lessons read.

The grades are advice. A formula counts syllables and sentences; it cannot hear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rich.table import Table

from mentorlab.content.load import Course, Module
from mentorlab.content.minutes import count_words
from mentorlab.lint.evidence import CITATION
from mentorlab.lint.modules import table
from mentorlab.lint.prose import lesson_prose, without_speech
from mentorlab.wording import number

_SHORTEST = 4  # words: a fragment of a table's row or of a speech is no sentence


@dataclass(frozen=True)
class Reading:
    """A lesson's own prose: its words, its Flesch-Kincaid grade (US school years), its hardest sentence and line."""

    module: str
    words: int
    grade: float
    hardest: str
    line: int


def objectives_table(course: Course) -> Table:
    """Return every objective with its sections, its exercises and its moves in the lesson's talk."""
    shown = Table(
        "module", "objective", "taught in", "judged in the lesson", "in the assignment", "in the talk"
    )
    for row in table(course):
        moves = ", ".join(f"{skill} ×{count}" for skill, count in row.talk.items())
        places = ("; ".join(row.taught), "; ".join(row.lesson), "; ".join(row.assignment), moves or "–")
        shown.add_row(row.module, row.objective, *places)
    return shown


def reading_table(course: Course) -> Table:
    """Return the grade of every lesson; `ImportError` in words where textstat is not installed."""
    shown = Table("lesson", "words", "Flesch-Kincaid grade", "its hardest sentence")
    for reading in readings(course):
        hardest = f"{reading.hardest} (line {reading.line})"
        shown.add_row(reading.module, str(reading.words), number(reading.grade, 1), hardest)
    return shown


def readings(course: Course) -> Iterator[Reading]:
    """Work out how hard each lesson's prose is to read; speech, quotations and tables are left out."""
    try:
        import textstat
    except ImportError:
        raise ImportError(
            "For this, textstat must be installed: make lint installs it, or pip install textstat."
        ) from None
    for module in course.modules:
        sentences = list(_sentences(module))
        if not sentences:
            continue
        grade = textstat.flesch_kincaid_grade(" ".join(text for text, _ in sentences))
        hardest, line = max(sentences, key=lambda one: textstat.flesch_kincaid_grade(one[0]))
        yield Reading(module.id, sum(count_words(text) for text, _ in sentences), grade, hardest, line)


def _sentences(module: Module) -> Iterator[tuple[str, int]]:
    for passage in lesson_prose(module):
        if passage.quoted or passage.text.startswith("|"):
            continue
        for sentence in passage.sentences():
            spoken = CITATION.sub("", without_speech(sentence.text)).replace("*", "")
            text = re.sub(r"\s+([.,;:])", r"\1", " ".join(spoken.split()))
            if count_words(text) >= _SHORTEST:
                yield text, sentence.line
