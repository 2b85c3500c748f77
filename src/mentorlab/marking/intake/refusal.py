"""A submission that cannot be marked is refused with one sentence, and the others are marked."""

from __future__ import annotations

import logging
import sys
import traceback
from typing import Any

from mentorlab.names import visible, visible_text
from mentorlab.responses.strict import ResponsesError


class Refused(Exception):
    """A submission that cannot be marked; in words, one sentence for the trainer.

    Attributes
    ----------
    student, file : whose it is, and the file or folder that is at fault
    reason : what is wrong, as a sentence, or as what reading the responses raised
    mend : what to do, as a sentence; "" where nothing more is known
    listed : whether the gradebook is to know the learner all the same, so that the exported table says what is wrong
    """

    def __init__(
        self, student: str, file: str, reason: str | ResponsesError, *, listed: bool = False
    ) -> None:
        self.student, self.file, self.listed = student, file, listed
        self.reason = reason.fault if isinstance(reason, ResponsesError) else reason
        self.mend = reason.mend if isinstance(reason, ResponsesError) else ""
        # An error about the file goes on from the file's name; any other sentence begins anew.
        about_it = isinstance(reason, ResponsesError) and reason.file == file
        fault = " ".join(filter(None, (f"{file}{'' if about_it else ':'}", self.reason, self.mend)))
        super().__init__(visible(f"{student}, {fault} This submission was not marked; the others are."))


def say_only_the_sentence(log: Any) -> None:
    """nbgrader logs a traceback for whatever is raised; of a refusal only the sentence is for people."""
    if isinstance(log, logging.LoggerAdapter):
        log = log.logger
    if not any(isinstance(found, _OnlyTheSentence) for found in log.filters):
        log.addFilter(_OnlyTheSentence())


class _OnlyTheSentence(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        # nbgrader logs what it has caught while it handles it.
        error, words = sys.exc_info()[1], record.getMessage()
        if isinstance(error, Refused) and words.strip() == traceback.format_exc().strip():
            words = str(error)
        # nbgrader names folders and files as they are called, and a name may hold what moves a terminal's cursor.
        record.msg, record.args = visible_text(words), ()
        return True
