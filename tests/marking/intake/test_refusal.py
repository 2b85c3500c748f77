"""A refusal keeps its facts, and of what nbgrader logs about it only its words are for people."""

from __future__ import annotations

import logging
import traceback

import pytest

from mentorlab.marking.intake.refusal import Refused, say_only_the_sentence
from mentorlab.responses.strict import Damaged, Newer, ResponsesError, parse

FILE = "08-feedback.responses.json"


def raised(data: bytes) -> ResponsesError:
    with pytest.raises(ResponsesError) as caught:
        parse(data, FILE)
    return caught.value


def test_a_refusal_keeps_learner_file_reason_and_mend() -> None:
    error = raised(b'{"version": 99}')
    refused = Refused("ada", FILE, error, listed=True)
    assert isinstance(error, Newer) and error.file == FILE and error.mend
    assert (refused.student, refused.file, refused.listed) == ("ada", FILE, True)
    assert (refused.reason, refused.mend) == (error.fault, error.mend)


def test_a_file_is_named_once_whoever_says_what_is_wrong() -> None:
    error = raised(b"\xff")
    assert isinstance(error, Damaged)
    assert str(Refused("ada", FILE, error)).startswith(f"ada, {error} ")
    assert str(Refused("ada", FILE, "it is a pipe.")).startswith(f"ada, {FILE}: it is a pipe. ")


def test_of_a_refusal_only_the_words_are_logged_and_of_any_other_fault_everything(
    caplog: pytest.LogCaptureFixture,
) -> None:
    log = logging.getLogger("tests.refusal")
    say_only_the_sentence(log)
    refused = Refused("ada", FILE, "it is a pipe.")
    for error in (refused, ValueError("a fault of ours")):
        try:
            raise error
        except Exception:
            log.error(traceback.format_exc())
    log.error("Traceback, a learner wrote: mentorlab.marking.intake.refusal.Refused: me")
    told = [record.getMessage() for record in caplog.records]
    assert told[0] == str(refused)
    assert told[1].startswith("Traceback (most recent call last)") and told[1].rstrip().endswith(
        "a fault of ours"
    )
    assert told[2].startswith("Traceback, a learner wrote")
