"""A submission that cannot be marked is refused with one sentence, and the others are marked."""

from __future__ import annotations

import logging
from typing import Any

from mentorlab.names import visible, visible_text


class Refused(Exception):
    """One sentence that names the learner, the file and the mend.

    `listed`: the gradebook is to know the learner all the same, so that the exported table says what is wrong.
    """

    def __init__(self, student: str, file: str, what: str, *, listed: bool = False) -> None:
        self.listed = listed
        said = what if what.startswith(file) else f"{file}: {what}"
        super().__init__(visible(f"{student}, {said} This submission was not marked; the others are."))


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
            said = said.rpartition(mark)[2].strip()
        # nbgrader names folders and files as they are called, and a name may hold what moves a terminal's cursor.
        record.msg, record.args = visible_text(said), ()
        return True
