"""Collecting from the exchange: links, odd names and sizes are refused by name, and the rest is collected."""

from __future__ import annotations

import logging
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from nbgrader.coursedir import CourseDirectory

from mentorlab.marking.intake.safe_copy import copy_tree
from mentorlab.marking.nbgrader import collect
from mentorlab.marking.nbgrader.collect import Collect
from tests.helpers.course_samples import MODULE
from tests.helpers.nbgrader_runs import configuration

STAMP = "2026-11-01 10:00:00.000000 UTC"


class Inbox:
    """An exchange with a course whose inbound folder everybody may write to."""

    def __init__(self, cohort: Path, root: Path) -> None:
        self.cohort, self.root = cohort, root
        self.inbound = root / "spring" / "inbound"
        self.inbound.mkdir(parents=True)
        self.said: list[str] = []

    def submit(self, student: str, stamp: str = STAMP) -> Path:
        folder = self.inbound / f"{student}+{MODULE}+{stamp}+abc"
        folder.mkdir()
        shutil.copy(self.cohort / "release" / MODULE / f"{MODULE}.ipynb", folder)
        (folder / "timestamp.txt").write_text(stamp, encoding="utf-8")
        (folder / f"{MODULE}.responses.json").write_text("{}", encoding="utf-8")
        return folder

    def collect(self, *, update: bool = False) -> set[str]:
        """Collect; the learners of whom there is a submission then."""
        config = configuration(self.cohort)
        config.Exchange.root = str(self.root)
        log = logging.Logger("collect")
        handler = logging.Handler()
        handler.emit = lambda record: self.said.append(record.getMessage())  # type: ignore[method-assign]
        log.addHandler(handler)
        course = CourseDirectory(config=config, log=log, root=str(self.cohort), assignment_id=MODULE)
        collector = Collect(coursedir=course, config=config, log=log)
        collector.update, collector.check_owner = update, False
        collector.start()
        return {path.parent.name for path in (self.cohort / "submitted").glob(f"*/{MODULE}")}

    def sentence(self, student: str) -> str:
        return "\n".join(
            line for line in self.said if line.startswith(f"{student}+") and "was not collected" in line
        )


@pytest.fixture
def inbox(cohort: Path, tmp_path: Path) -> Inbox:
    return Inbox(cohort, tmp_path / "exchange")


def test_our_configuration_collects_with_it(cohort: Path) -> None:
    assert configuration(cohort).ExchangeFactory.collect == "mentorlab.marking.nbgrader.collect.Collect"


def test_honest_submissions_are_collected_whole(inbox: Inbox) -> None:
    inbox.submit("ada")
    assert inbox.collect() == {"ada"}
    names = {path.name for path in (inbox.cohort / "submitted" / "ada" / MODULE).iterdir()}
    assert names == {f"{MODULE}.ipynb", f"{MODULE}.responses.json", "timestamp.txt"}
    assert not list((inbox.cohort / "submitted").rglob(".collecting-*"))


def test_links_are_refused_by_name_and_not_followed(inbox: Inbox) -> None:
    keys = inbox.cohort / "source" / MODULE / f"{MODULE}.ipynb"
    inbox.submit("ada")
    (inbox.submit("bob") / "keys.ipynb").symlink_to(keys)
    (inbox.submit("cat") / "source").symlink_to(inbox.cohort / "source")
    (inbox.submit("dan") / "nowhere").symlink_to("/nowhere/at/all")
    elsewhere = inbox.submit("eve")
    elsewhere.rename(inbox.root / "elsewhere")
    elsewhere.symlink_to(inbox.root / "elsewhere")
    inbox.submit("zoe")
    assert inbox.collect() == {"ada", "zoe"}
    for student in ("bob", "cat", "dan", "eve"):
        assert "is a link to somewhere else" in inbox.sentence(student)
    copied = b"".join(path.read_bytes() for path in (inbox.cohort / "submitted").rglob("*") if path.is_file())
    assert b"HIDDEN TESTS" not in copied


def test_odd_submissions_stop_nobody_else(inbox: Inbox) -> None:
    inbox.submit("ada")
    os.mkfifo(inbox.submit("bob") / "pipe")
    with (inbox.submit("cat") / "large").open("wb") as file:
        file.truncate(60 * 1024 * 1024)
    (inbox.submit("dan") / "timestamp.txt").write_text("yesterday")
    (inbox.inbound / f"eve+{MODULE}+no time at all").mkdir()
    (inbox.inbound / f"a{{b}}+{MODULE}+{STAMP}+x").mkdir()
    inbox.submit("zoe")
    assert inbox.collect() == {"ada", "zoe"}
    assert "neither a file nor a folder" in inbox.sentence("bob")
    assert "larger than 50 MB" in inbox.sentence("cat")
    assert "does not say a time" in inbox.sentence("dan")
    assert "its name is not nbgrader's" in inbox.sentence("eve")
    assert "cannot be a learner's id" in inbox.sentence("a{b}")


def test_a_refused_second_submission_leaves_the_first_in_place(inbox: Inbox) -> None:
    inbox.submit("ada")
    inbox.collect()
    again = inbox.submit("ada", "2026-11-02 10:00:00.000000 UTC")
    (again / "link").symlink_to(inbox.cohort / "source")
    assert inbox.collect(update=True) == {"ada"}
    assert (inbox.cohort / "submitted" / "ada" / MODULE / "timestamp.txt").read_text() == STAMP
    assert "is a link" in inbox.sentence("ada")


def test_a_newer_submission_takes_the_place_of_the_older(inbox: Inbox) -> None:
    inbox.submit("ada")
    inbox.collect()
    later = "2026-11-02 10:00:00.000000 UTC"
    inbox.submit("ada", later)
    assert inbox.collect(update=True) == {"ada"}
    assert (inbox.cohort / "submitted" / "ada" / MODULE / "timestamp.txt").read_text() == later


def test_a_link_that_appears_while_we_copy_is_not_followed(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox.submit("ada")
    folder = inbox.submit("bob")

    def slow(source: Path, *arguments: Any) -> None:
        if source == folder:  # bob waits until his folder has been looked at
            (folder / "keys").symlink_to(inbox.cohort / "source")
        copy_tree(source, *arguments)

    monkeypatch.setattr(collect, "copy_tree", slow)
    assert inbox.collect() == {"ada"}
    assert "keys is a link" in inbox.sentence("bob")
