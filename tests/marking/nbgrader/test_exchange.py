"""Where there is no exchange, a sentence names both ways on."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeError

from mentorlab.marking.nbgrader.collect import Collect
from mentorlab.marking.nbgrader.exchange import Release, ReleaseFeedback
from tests.helpers.course_samples import MODULE
from tests.helpers.nbgrader_runs import configuration


@pytest.mark.parametrize(
    ("step", "instead"),
    [
        (Release, "whoever has the course has the assignment"),
        (Collect, "mentorlab cohort collect FOLDER"),
        (ReleaseFeedback, "send each learner the page in feedback/"),
    ],
)
def test_without_an_exchange_a_sentence_names_both_ways_on(step: Any, instead: str, cohort: Path) -> None:
    (cohort / "a file").write_text("", encoding="utf-8")
    config = configuration(cohort)
    config.Exchange.root = str(cohort / "a file" / "exchange")
    said: list[str] = []
    log = logging.Logger("exchange")
    handler = logging.Handler()
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    log.addHandler(handler)
    course = CourseDirectory(config=config, log=log, root=str(cohort), assignment_id=MODULE)
    with pytest.raises(ExchangeError):
        step(coursedir=course, config=config, log=log).start()
    (sentence,) = said
    assert "c.Exchange.root" in sentence and instead in sentence and "by e-mail" in sentence
    assert step.__name__ in "".join(map(str, configuration(cohort).ExchangeFactory.values()))
