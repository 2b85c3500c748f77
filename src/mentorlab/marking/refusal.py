"""A submission that cannot be marked is refused with one sentence, and the others are marked."""

from __future__ import annotations

import logging
from typing import Any


class Refused(Exception):
    """One sentence that names the learner, the file and the mend."""

    def __init__(self, student: str, file: str, what: str) -> None:
        said = what if what.startswith(file) else f"{visible(file)}: {what}"
        super().__init__(f"{visible(student)}, {said} This submission was not marked; the others are.")


def visible(name: str) -> str:
    """A name that a learner chose, such that it stays within its line: what cannot be printed is spelt out."""
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode("ascii") for one in name)


def say_only_the_sentence(log: Any) -> None:
    """nbgrader logs a traceback for whatever is raised; of a refusal only the sentence is for people."""
    if isinstance(log, logging.LoggerAdapter):
        log = log.logger
    if not any(isinstance(found, _OnlyTheSentence) for found in log.filters):
        log.addFilter(_OnlyTheSentence())


class _OnlyTheSentence(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        mark = f"{Refused.__module__}.{Refused.__qualname__}: "
        if said.startswith("Traceback") and mark in said:
            record.msg, record.args = said.rpartition(mark)[2].strip(), ()
        return True
