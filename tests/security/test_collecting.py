"""On the way in: what lies in the exchange and what comes by mail, collected by nbgrader's own hand and by ours."""

from __future__ import annotations

import logging
import os
import shutil
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import ExchangeCollect
from nbgrader.utils import unzip
from traitlets.config import Config

from mentorlab.cli.collecting import line
from mentorlab.cohort.collecting import Collection, FileState, collect_files
from mentorlab.cohort.delivery import MAX_UNPACKED, FileFault
from mentorlab.cohort.folder import find_cohort
from mentorlab.cohort.matching import Nobody
from mentorlab.cohort.people import add_people
from mentorlab.cohort.roster import Learner
from mentorlab.marking.nbgrader import collect as ours
from mentorlab.names import visible
from tests.helpers.course_samples import MODULE
from tests.helpers.nbgrader_runs import configuration
from tests.security.case import NOTEBOOK, RESPONSES
from tests.security.hostile_cohort import hand_in
from tests.security.tree import tree

MIB = 1024 * 1024
STAMP = "2026-11-01 10:00:00.000000 UTC"


class Inbox:
    """The exchange's inbound folder, into which everybody may write, and Ada's work, which was collected before."""

    def __init__(self, hostile_cohort: Path, top: Path) -> None:
        self.cohort = top / "spring"
        shutil.copytree(hostile_cohort, self.cohort)
        hand_in(self.cohort, "ada")
        self.root = top / "exchange"
        (self.root / "spring" / "inbound").mkdir(parents=True)
        self.said: list[str] = []

    def submit(self, student: str) -> Path:
        folder = self.root / "spring" / "inbound" / f"{student}+{MODULE}+{STAMP}+x"
        shutil.copytree(self.cohort / "submitted" / "ada" / MODULE, folder)
        (folder / RESPONSES).unlink()
        return folder

    def collect(self, collector: Callable[..., Any]) -> None:
        config = configuration(self.cohort) if collector is ours.Collect else Config()
        config.Exchange.root = str(self.root)
        config.CourseDirectory.course_id = "spring"
        log = logging.Logger("collect")
        handler = logging.Handler()
        handler.emit = lambda record: self.said.append(record.getMessage())  # type: ignore[method-assign]
        log.addHandler(handler)
        course = CourseDirectory(config=config, log=log, root=str(self.cohort), assignment_id=MODULE)
        made = collector(coursedir=course, config=config, log=log)
        made.check_owner = False  # the tests own everything
        made.start()

    def holds(self, student: str, secret: Path) -> bool:
        """Whether what another file holds has come into a learner's folder."""
        folder = self.cohort / "submitted" / student
        files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
        return any(path.read_bytes() == secret.read_bytes() for path in files)

    def refused(self, student: str) -> str:
        return "\n".join(
            line for line in self.said if line.startswith(student) and "was not collected" in line
        )


@pytest.fixture
def inbox(hostile_cohort: Path, tmp_path: Path) -> Inbox:
    return Inbox(hostile_cohort, tmp_path)


def link_to_the_key(inbox: Inbox) -> Path:
    key = inbox.cohort / "source" / MODULE / NOTEBOOK
    (inbox.submit("mal") / "key.txt").symlink_to(key)
    return key


def link_to_another_s_work(inbox: Inbox) -> Path:
    work = inbox.cohort / "submitted" / "ada" / MODULE / RESPONSES
    (inbox.submit("mal") / RESPONSES).symlink_to(work)
    return work


def link_to_a_folder(inbox: Inbox) -> Path:
    (inbox.submit("mal") / "more").symlink_to(inbox.cohort / "source")
    return inbox.cohort / "source" / MODULE / NOTEBOOK


def link_in_its_own_place(inbox: Inbox) -> Path:
    folder = inbox.submit("mal")
    shutil.rmtree(folder)
    folder.symlink_to(inbox.cohort / "submitted" / "ada" / MODULE)
    return inbox.cohort / "submitted" / "ada" / MODULE / RESPONSES


LINKS = [link_to_the_key, link_to_another_s_work, link_to_a_folder, link_in_its_own_place]


@pytest.mark.parametrize("make", LINKS)
def test_nbgrader_s_collect_follows_links(make: Callable[[Inbox], Path], inbox: Inbox) -> None:
    secret = make(inbox)
    inbox.collect(ExchangeCollect)
    assert inbox.holds("mal", secret)


@pytest.mark.parametrize("make", LINKS)
def test_ours_refuses_them_and_takes_the_others(make: Callable[[Inbox], Path], inbox: Inbox) -> None:
    secret = make(inbox)
    inbox.submit("zoe")
    inbox.collect(ours.Collect)
    assert not inbox.holds("mal", secret)
    assert "is a link" in inbox.refused("mal")
    assert (inbox.cohort / "submitted" / "zoe" / MODULE / NOTEBOOK).is_file()


HOSTILE = ["<img src=x onerror=alert(1)>", "mal\nzoe", "a\u200bda", "ADA", "$(id)"]


@pytest.mark.parametrize("name", HOSTILE, ids=["markup", "two-lines", "unseen", "case", "shell"])
def test_a_name_in_the_exchange_that_is_nobody_s_id_is_refused(name: str, inbox: Inbox) -> None:
    inbox.submit(name)
    inbox.submit("zoe")
    inbox.collect(ours.Collect)
    assert "was not collected" in inbox.refused(visible(name))
    assert {path.name for path in (inbox.cohort / "submitted").iterdir()} == {"ada", "zoe"}


class Switch:
    """Changes a submission at the last moment: after it was looked at, before it is copied."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, act: Callable[[Path], None]) -> None:
        self.act, self.done = act, False
        real = ours.copy_tree

        def late(source: Path, *arguments: Any) -> None:
            if source.name.startswith("mal+"):
                act(source)
                self.done = True
            real(source, *arguments)

        monkeypatch.setattr(ours, "copy_tree", late)


def becomes_a_link(folder: Path) -> None:
    cohort = folder.parents[3] / "spring"
    shutil.rmtree(folder)
    folder.symlink_to(cohort / "submitted" / "ada" / MODULE)


def has_a_link(folder: Path) -> None:
    (folder / "key").symlink_to(folder.parents[3] / "spring" / "source")


def has_a_pipe(folder: Path) -> None:
    os.mkfifo(folder / RESPONSES)


def grows(folder: Path) -> None:
    with (folder / "large").open("wb") as file:
        file.truncate(200 * MIB)


@pytest.mark.parametrize("act", [becomes_a_link, has_a_link, has_a_pipe, grows])
def test_a_submission_that_changes_while_it_is_collected(
    act: Callable[[Path], None], inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox.submit("mal")
    inbox.submit("zoe")
    switch = Switch(monkeypatch, act)
    inbox.collect(ours.Collect)
    assert switch.done
    assert not (inbox.cohort / "submitted" / "mal" / MODULE).exists()
    assert "could not be copied" in inbox.refused("mal")
    assert (inbox.cohort / "submitted" / "zoe" / MODULE / NOTEBOOK).is_file()


# --- by mail --------------------------------------------------------------------------------------------------


class Mail:
    """A cohort of Ada and Mallory, and what Mallory sends."""

    def __init__(self, hostile_cohort: Path, top: Path) -> None:
        self.cohort, self.inbox = top / "spring", top / "inbox"
        shutil.copytree(hostile_cohort, self.cohort)
        add_people(find_cohort(self.cohort), [Learner("ada"), Learner("mal"), Learner("zoe")])
        self.good = hand_in(self.cohort, "made").joinpath(RESPONSES).read_bytes()
        shutil.rmtree(self.cohort / "submitted")
        (self.inbox / "mal").mkdir(parents=True)
        (self.inbox / "zoe.responses.json").write_bytes(self.good)

    def zip(self, **files: bytes) -> Path:
        path = self.inbox / "mal" / "work.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
            for name, data in files.items():
                file.writestr(name, data)
        return path

    def collect(self) -> Collection:
        before = tree(self.cohort.parent, without=self.cohort)
        report = collect_files(find_cohort(self.cohort), [self.inbox])
        assert tree(self.cohort.parent, without=self.cohort) == before
        return report

    def submitted(self) -> set[str]:
        return {path.parents[1].name for path in (self.cohort / "submitted").glob(f"*/*/{RESPONSES}")}


@pytest.fixture
def mail(hostile_cohort: Path, tmp_path: Path) -> Mail:
    return Mail(hostile_cohort, tmp_path)


def faults_of(done: Collection, place: str) -> list[object]:
    return [row.why for row in done.those(FileState.REFUSED) if row.place.startswith(place)]


def test_a_zip_bomb(mail: Mail, tmp_path: Path) -> None:
    bomb = mail.zip(**{RESPONSES: bytes(60 * MIB)})
    assert bomb.stat().st_size < MIB
    (tmp_path / "theirs").mkdir()
    unzip(str(bomb), str(tmp_path / "theirs"))  # what nbgrader's zip_collect does with it
    assert sum(path.stat().st_size for path in (tmp_path / "theirs").rglob("*")) > 50 * MIB
    shutil.rmtree(tmp_path / "theirs")
    done = mail.collect()
    assert faults_of(done, f"mal/work.zip/{RESPONSES}") == [FileFault.TOO_LARGE]
    assert mail.submitted() == {"zoe"}


def test_a_zip_bomb_of_many_small_files(mail: Mail) -> None:
    """Each of them is small enough to be read; all of them together are not."""
    padded = self_padded(mail.good, MIB - 1)
    mail.zip(**{f"{number}/{RESPONSES}": padded for number in range(60)})
    done = mail.collect()
    assert FileFault.TOO_LARGE in faults_of(done, "mal")
    read = [row for row in done.rows if row.place.startswith("mal/work.zip/")]
    assert len(read) <= MAX_UNPACKED // MIB + 1, "the rest was not read"
    assert "zoe" in mail.submitted()


def self_padded(data: bytes, size: int) -> bytes:
    return b" " * (size - len(data)) + data


def test_a_zip_that_climbs_out(mail: Mail) -> None:
    mail.zip(**{f"../../../{RESPONSES}": mail.good, f"/tmp/mentorlab-climbed/{RESPONSES}": mail.good})
    mail.collect()  # which compares all that lies around the cohort
    assert mail.submitted() == {"mal", "zoe"}, "it is Mallory's, wherever it says that it lies"
    assert not Path("/tmp/mentorlab-climbed").exists()


def test_a_zip_with_a_link(mail: Mail) -> None:
    link = zipfile.ZipInfo(RESPONSES)
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(mail.inbox / "mal" / "work.zip", "w") as file:
        file.writestr(link, str(mail.cohort / "gradebook.db"))
    assert faults_of(mail.collect(), "mal/work.zip") == [FileFault.LINK]
    assert mail.submitted() == {"zoe"}


@pytest.mark.parametrize("name", [f"ada/{RESPONSES}", "ada.responses.json"])
def test_a_zip_that_speaks_for_another(name: str, mail: Mail) -> None:
    mail.zip(**{name: mail.good})
    (row,) = mail.collect().those(FileState.REFUSED)
    assert (row.why, row.detail) == (Nobody.DISAGREE, ("ada", "mal"))
    assert mail.submitted() == {"zoe"}


def test_a_file_name_that_writes_lines_of_its_own(mail: Mail) -> None:
    (mail.inbox / "mal" / "a\nada: took everything \x1b[2Jresponses.json").write_bytes(b"{")
    (mail.inbox / "mal" / "\udcff.responses.json").write_bytes(b"{")
    done = mail.collect()
    assert len(done.those(FileState.REFUSED)) == 2
    for row in done.rows:
        assert line(row).isprintable(), "one line, which any terminal can show"
    assert mail.submitted() == {"zoe"}
