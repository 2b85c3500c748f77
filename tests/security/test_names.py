"""Names that somebody chose: of a learner's folder, of files, of people. They are data, in one line."""

from __future__ import annotations

import csv
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from nbgrader.plugins import CsvExportPlugin

from mentorlab.cohort.folder import find_cohort
from mentorlab.cohort.people import add_people
from mentorlab.cohort.roster import Learner
from mentorlab.marking.nbgrader.export import Export
from mentorlab.names import visible
from tests.helpers.course_samples import MODULE
from tests.helpers.nbgrader_runs import gradebook
from tests.security.case import RESPONSES, Scene
from tests.security.hostile_cohort import FULL, hand_in
from tests.security.in_files import NOT_MARKED
from tests.security.shipped import shipped
from tests.security.ways import WAYS

pytestmark = pytest.mark.xdist_group("security-names")  # they share a marked cohort

SQL = "Robert'); DROP TABLE grade;--"
QUOTES = "'' OR 1=1 \" --"
FORMULA = "=1+1"
COMPOSED, DECOMPOSED = "José", "Jose\u0301"
NO_TEXT = "mal-\udcff"  # a byte that is no text, as the file system gives it
TURNED = "mal-\u202ecod.exe"
MARKUP = "<img src=x onerror=alert(1)>"
TWO_LINES = "mal\nzoe"
UNSEEN = "a\u200bda"
CASE = "ZOE"
SHELL = "$(touch pwned)"
MARKED, REFUSED = (SQL, QUOTES, FORMULA), (NO_TEXT, TURNED, MARKUP, TWO_LINES, UNSEEN, CASE, SHELL)
FILE = "a\nzoe, all is well: 6 of 6 points\x1b[2J"


@pytest.fixture(scope="module", params=list(WAYS))
def scene(
    request: pytest.FixtureRequest, hostile_cohort: Path, tmp_path_factory: pytest.TempPathFactory
) -> Scene:
    cohort = tmp_path_factory.mktemp("names") / "spring"
    shutil.copytree(hostile_cohort, cohort)
    with gradebook(cohort) as book:  # an earlier version let them in
        for name in MARKED:
            book.add_student(name)
    add_people(find_cohort(cohort), [Learner("ada"), Learner("zoe"), Learner(COMPOSED)])
    for name in ("ada", *MARKED, *REFUSED, "zoe", DECOMPOSED):
        hand_in(cohort, name)
    (hand_in(cohort, "ben") / FILE).symlink_to(cohort / "gradebook.db")
    return WAYS[request.param](cohort)


@pytest.mark.parametrize(
    "name", ["ada", "zoe", COMPOSED, *MARKED], ids=["ada", "zoe", "composed", "sql", "quotes", "formula"]
)
def test_a_name_is_a_name(name: str, scene: Scene) -> None:
    assert scene.points(name) == FULL


def test_the_gradebook_is_whole(scene: Scene) -> None:
    with sqlite3.connect(scene.cohort / "gradebook.db") as book:
        (students,) = book.execute("SELECT count(*) FROM student").fetchone()
        (grades,) = book.execute("SELECT count(*) FROM grade WHERE auto_score IS NOT NULL").fetchone()
    assert students <= len(MARKED) + 4
    assert grades >= (len(MARKED) + 3) * 3


@pytest.mark.parametrize(
    "name", REFUSED, ids=["no-text", "turned", "markup", "two-lines", "unseen", "case", "shell"]
)
def test_a_name_that_is_nobody_s_id_is_refused(name: str, scene: Scene) -> None:
    said = scene.about(visible(name))
    assert NOT_MARKED in said and ("cannot be a learner's id" in said or "it differs from “zoe”" in said)
    assert scene.points(name.encode("utf-8", "replace").decode()) is None
    assert (
        "nbgrader db student remove" not in said
    )  # nothing that could be followed to another person's marks


def test_everything_that_is_said_stays_in_its_line(scene: Scene) -> None:
    assert all(line.isprintable() for said in scene.said for line in said.splitlines())
    assert not [said for said in scene.said if said.startswith("zoe") and NOT_MARKED in said]


@pytest.mark.kernel
def test_nbgrader_ends_in_a_traceback_at_a_name_that_is_no_text(hostile_cohort: Path, tmp_path: Path) -> None:
    cohort = tmp_path / "spring"
    shutil.copytree(hostile_cohort, cohort)
    hand_in(cohort, NO_TEXT)
    done = shipped(cohort)
    assert done.code == 1 and any("UnicodeEncodeError" in line for line in done.said)


def test_a_file_s_name_stays_within_its_line(scene: Scene) -> None:
    (said,) = [line for line in scene.said if NOT_MARKED in line and line.startswith("ben,")]
    assert visible(FILE) in said and "is a link" in said
    assert not [line for line in scene.said if line.startswith("zoe, all is well")]
    assert "\n" not in said and "\x1b" not in said


@pytest.mark.parametrize(("plugin", "reckoned"), [(CsvExportPlugin, True), (Export, False)])
def test_a_spreadsheet_does_not_reckon_with_a_name(
    plugin: Any, reckoned: bool, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(scene.cohort)
    made = plugin()
    made.to = "out.csv"
    with gradebook(scene.cohort) as book:
        book.update_or_create_student(FORMULA, first_name="@SUM(A1)", last_name="+1", email="-1")
        made.export(book)
    with (scene.cohort / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["first_name"].lstrip("'"): row for row in csv.DictReader(file)}
    row = rows["@SUM(A1)"]
    values = [row[name] for name in ("student_id", "first_name", "last_name", "email")]
    assert all(value.startswith(("=", "+", "-", "@")) for value in values) is reckoned
    assert [value.lstrip("'") for value in values] == [FORMULA, "@SUM(A1)", "+1", "-1"]


def test_the_names_are_those_that_were_meant(scene: Scene) -> None:
    folders = {path.parent.name for path in (scene.cohort / "submitted").glob(f"*/{MODULE}")}
    assert {*MARKED, *REFUSED, "ada", "ben", "zoe", COMPOSED} == folders
    assert (scene.marked(SQL) / RESPONSES).is_file()
