"""Two hundred honest submissions, marked three ways: nbgrader's own `Execute`, our steps, and ours in bulk.

Every column of the gradebook that means something is compared, with the figures that nbgrader derives from
them, the copies that people read, the pages of feedback, and the exported table. Where nbgrader's own way stops
or can be fooled, the right result stands beside the case at the end.
"""

from __future__ import annotations

import csv
import json
import random
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from nbgrader import api

from mentorlab.item.model import Item, Key
from mentorlab.marking.nbgrader.configure import AUTOGRADE
from mentorlab.views.pages.style import TAG
from tests.helpers.course_samples import MODULE, answer, everything, guessed, model, nothing, partly, some
from tests.helpers.nbgrader_runs import (
    Run,
    autograde,
    configuration,
    extend,
    feedback,
    gradebook,
    mark_in_bulk,
    marks,
    submission,
)
from tests.marking.nbgrader.test_export import rows

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("bulk")]

SOURCE = f"solutions/{MODULE}/{MODULE}.ipynb"
NOTEBOOK, RESPONSES = f"{MODULE}.ipynb", f"{MODULE}.responses.json"
MARK, EXECUTE = "mentorlab.marking.nbgrader.preprocessors.Mark", "nbgrader.preprocessors.Execute"
EARLY, LATER, LATE = (f"{day} 10:00:00.000000 UTC" for day in ("2026-11-01", "2026-11-20", "2026-12-24"))
ZERO = '\nc.LateSubmissionPlugin.penalty_method = "zero"\n'


def wrong(item: Item, key: Key) -> dict[str, Any]:
    return guessed(7)(item, key)  # type: ignore[return-value]


@dataclass(frozen=True)
class Case:
    """How somebody answers, and what is particular about what they hand in."""

    respond: Callable[[Item, Key], Any]
    traits: frozenset[str]


def cases() -> dict[str, Case]:
    """Two hundred learners; a number of each sort of answer, with every trait somewhere."""
    answers = {"full": model, "blank": nothing, "everything": everything, "partly": partly, "wrong": wrong}
    traits = [
        "",
        "late",
        "old",
        "again",
        "marked",
        "no-notebook",
        "no-file",
        "extended",
        "no-time",
        "again late",
    ]
    found: dict[str, Case] = {}
    for name, respond in answers.items():
        for at, trait in enumerate(traits):
            found[f"{name}-{at}"] = Case(respond, frozenset(trait.split()))
    draw = random.Random(3)
    for seed in range(150):
        respond = some(seed) if seed % 2 else guessed(seed)
        found[f"chance-{seed:03}"] = Case(respond, frozenset(draw.choice(traits).split()))
    return found


CASES = cases()
SHOWN = [f"{name}-{at}" for name in ("full", "blank", "partly", "wrong") for at in range(10)]


def hand_in(cohort: Path, keys: Path, student: str, time: str, respond: Any, case: Case) -> None:
    shutil.rmtree(cohort / "submitted" / student, ignore_errors=True)
    folder = submission(cohort, student, timestamp=time)
    older = {"digest": lambda item: "0123456789abcdef"} if "old" in case.traits else {}
    answer(folder, keys, respond, reflection=f"I asked Ben, says {student}.", **older)
    if "no-notebook" in case.traits:
        (folder / NOTEBOOK).unlink()
    if "no-file" in case.traits:
        (folder / RESPONSES).unlink(missing_ok=True)
    if "no-time" in case.traits:
        (folder / "timestamp.txt").unlink()


@dataclass
class Ways:
    """The same cohort after each way."""

    stock: Path
    ours: Path
    bulk: Path
    said: dict[str, Run]


@pytest.fixture(scope="module")
def ways(_cohort: Path, built: Path, tmp_path_factory: pytest.TempPathFactory) -> Ways:
    """Some had been marked before, by machine and person; then all hand in, and each way marks a copy."""
    top, keys = tmp_path_factory.mktemp("ways"), built / SOURCE
    first = top / "first" / "spring"
    shutil.copytree(_cohort, first)
    with (first / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(ZERO)
    with gradebook(first) as book:
        book.update_or_create_assignment(MODULE, duedate="2026-12-01 00:00:00 UTC")
        for student in CASES:
            book.add_student(student, first_name=student.title())
    before = {student: case for student, case in CASES.items() if case.traits & {"again", "marked"}}
    for student, case in before.items():
        hand_in(first, keys, student, EARLY, partly, case)
    assert not mark_in_bulk(first).failed
    by_hand(first, before)
    for student, case in CASES.items():
        if "marked" in case.traits:
            shutil.rmtree(first / "autograded" / student)  # to be marked again, of the same time
            continue
        time = LATE if "late" in case.traits else LATER
        hand_in(first, keys, student, time, case.respond, case)
        if "extended" in case.traits:
            extend(first, student, weeks=1)
    found = Ways(*(top / way / "spring" for way in ("stock", "ours", "bulk")), said={})
    for cohort in (found.stock, found.ours, found.bulk):
        shutil.copytree(first, cohort)
    config = configuration(found.stock)
    config.Autograde.autograde_preprocessors = [EXECUTE if name == MARK else name for name in AUTOGRADE]
    for _ in range(2):  # a kernel dies where another process took the port that Jupyter had chosen for it
        found.said["stock"] = autograde(found.stock, config=config)
        if not found.said["stock"].failed:
            break
    found.said["ours"] = autograde(found.ours)
    found.said["bulk"] = mark_in_bulk(found.bulk, jobs=2)
    for way, run in found.said.items():
        assert not run.failed, (way, run.said[-5:])
    return found


def by_hand(cohort: Path, before: dict[str, Case]) -> None:
    """What a trainer did in Formgrader: bands, comments, extra credit, a mark in the place of a machine's."""
    draw = random.Random(5)
    with gradebook(cohort) as book:
        for student in before:
            band = book.find_grade("look-back", MODULE, MODULE, student)
            comment = book.find_comment("look-back", MODULE, MODULE, student)
            other = book.find_grade("hear-it", MODULE, MODULE, student)
            if draw.random() < 0.7:
                band.manual_score, band.needs_manual_grade = draw.choice([0.0, 1.0, 3.0]), False
            if draw.random() < 0.5:
                comment.manual_comment = "Which Tuesday?"
            if draw.random() < 0.4:
                other.manual_score = 1.5
            if draw.random() < 0.4:
                other.extra_credit = 0.5
            if draw.random() < 0.2:
                band.extra_credit = 1.0
        book.db.commit()


def table(cohort: Path) -> dict[str, dict[str, Any]]:
    """All that the gradebook says of each learner, without the random ids."""
    found: dict[str, dict[str, Any]] = {}
    with gradebook(cohort) as book:
        for handed in book.assignment_submissions(MODULE):
            (notebook,) = handed.notebooks
            said = {**handed.to_dict(), "extension": handed.extension, "late": handed.total_seconds_late}
            said["penalty"] = handed.late_submission_penalty
            said["notebook"] = {**notebook.to_dict(), "penalty": notebook.late_submission_penalty}
            said["grades"] = {grade.name: grade.to_dict() for grade in notebook.grades}
            said["comments"] = {comment.name: comment.to_dict() for comment in notebook.comments}
            found[handed.student.id] = without_ids(said)
    return found


def without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: without_ids(part) for name, part in value.items() if name != "id"}
    return round(value, 9) if isinstance(value, float) else value


def test_there_are_two_hundred_of_every_sort(ways: Ways) -> None:
    assert len(CASES) == 200
    traits = [trait for case in CASES.values() for trait in case.traits]
    for trait in ("late", "old", "again", "marked", "no-notebook", "no-file", "extended", "no-time"):
        assert traits.count(trait) >= 10
    found = table(ways.bulk)
    assert (
        len({tuple(grade["auto_score"] for grade in one["grades"].values()) for one in found.values()}) > 100
    )
    assert any(one["penalty"] > 0 for one in found.values())
    assert any(grade["extra_credit"] for one in found.values() for grade in one["grades"].values())
    assert any(grade["manual_score"] for one in found.values() for grade in one["grades"].values())
    earlier = [one["comments"]["look-back"]["manual_comment"] or "" for one in found.values()]
    assert any(comment.startswith("From an earlier version (given 3)") for comment in earlier)
    assert any(comment == "Which Tuesday?" for comment in earlier)


@pytest.mark.parametrize("way", ["stock", "ours"])
def test_every_column_that_means_something_is_the_same(way: str, ways: Ways) -> None:
    theirs, bulk = table(getattr(ways, way)), table(ways.bulk)
    assert bulk.keys() == theirs.keys() == CASES.keys()
    for student in CASES:
        assert bulk[student] == theirs[student], student


def test_no_row_is_left_over_or_lacking(ways: Ways) -> None:
    def count(cohort: Path) -> dict[str, int]:
        with gradebook(cohort) as book:
            # nbgrader adds a course called default_course whenever it is told of none.
            tables = {name: table for name, table in api.Base.metadata.tables.items() if name != "course"}
            return {name: book.db.query(table).count() for name, table in tables.items()}

    assert count(ways.bulk) == count(ways.ours) == count(ways.stock)


def test_ids_are_nbgrader_s_sort(ways: Ways) -> None:
    with gradebook(ways.bulk) as book:
        ids = [grade.id for grade in book.db.query(api.Grade)]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[0-9a-f]{12}4[0-9a-f]{19}", id) for id in ids)


def files(cohort: Path) -> dict[str, tuple[bytes, int]]:
    top = cohort / "autograded"
    return {
        path.relative_to(top).as_posix(): (path.read_bytes(), path.stat().st_mode)
        for path in sorted(top.rglob("*"))
        if path.is_file()
    }


def test_copies_are_the_same_byte_for_byte_with_the_same_permissions(ways: Ways) -> None:
    assert files(ways.bulk) == files(ways.ours)
    folders = [
        {
            path.relative_to(cohort): path.stat().st_mode
            for path in (cohort / "autograded").rglob("*")
            if path.is_dir()
        }
        for cohort in (ways.bulk, ways.ours)
    ]
    assert folders[0] == folders[1]


def pages(cohort: Path, student: str) -> list[str]:
    copy = cohort / "autograded" / student / MODULE / NOTEBOOK
    cells = json.loads(copy.read_text(encoding="utf-8"))["cells"]
    shown = ["".join(output["data"]["text/html"]) for cell in cells for output in cell.get("outputs", ())]
    return [page.replace(TAG, "") for page in shown]


def test_a_kernel_shows_the_same_pages(ways: Ways) -> None:
    for student in CASES:
        assert pages(ways.bulk, student) == pages(ways.stock, student), student


def test_feedback_says_the_same(ways: Ways) -> None:
    def said(cohort: Path) -> dict[str, str]:
        for student in CASES:
            if student not in SHOWN:
                shutil.rmtree(cohort / "autograded" / student, ignore_errors=True)
        run = feedback(cohort, level="model")
        assert not run.failed, run.said[-3:]
        return {
            student: (cohort / "feedback" / student / MODULE / f"{MODULE}.html")
            .read_text(encoding="utf-8")
            .replace(TAG, "")
            for student in SHOWN
        }

    copies = [cohort.parent / "feedback" / "spring" for cohort in (ways.stock, ways.ours, ways.bulk)]
    for copy, cohort in zip(copies, (ways.stock, ways.ours, ways.bulk), strict=True):
        shutil.copytree(cohort, copy)
    stock, ours, bulk = map(said, copies)
    assert bulk == ours == stock
    assert len(set(bulk.values())) == len(SHOWN)


def test_the_exported_table_is_the_same(ways: Ways) -> None:
    for cohort in (ways.stock, ways.ours, ways.bulk):
        assert len(rows(cohort)) == 200
    assert rows(ways.bulk) == rows(ways.ours) == rows(ways.stock)
    with (ways.bulk / "grades.csv").open(encoding="utf-8", newline="") as file:
        assert any(float(row["late_submission_penalty"]) > 0 for row in csv.DictReader(file))


def test_the_same_is_said_of_everybody(ways: Ways) -> None:
    for student in CASES:
        theirs = ways.said["ours"].about(student)
        assert ways.said["bulk"].about(student) == theirs, student
    assert sum(bool(ways.said["bulk"].about(student)) for student in CASES) > 30


# --- where nbgrader's own way stops, or can be fooled --------------------------------------------------------


def copied(document: dict[str, Any]) -> None:
    document["cells"] += [cell for cell in document["cells"] if cell["metadata"]["nbgrader"].get("grade")][:1]


def skipped(document: dict[str, Any]) -> None:
    for cell in document["cells"]:
        cell["metadata"]["tags"] = ["skip-execution"]


def patched(document: dict[str, Any]) -> None:
    source = "import mentorlab.item.model as m, mentorlab.views.notebook as n\nn.to_points = m.to_points = lambda v, p: float(p)"
    document["cells"].insert(
        0,
        {
            "cell_type": "code",
            "id": "x",
            "metadata": {},
            "source": [source],
            "outputs": [],
            "execution_count": None,
        },
    )


@pytest.mark.parametrize(
    ("tamper", "shipped"),
    [(copied, None), (skipped, 24.0), (patched, 24.0)],
    ids=["a copied graded cell stops everybody", "skip-execution earns all", "patched arithmetic earns all"],
)
def test_what_fools_nbgrader_earns_nothing_here(
    tamper: Callable[[dict[str, Any]], None], shipped: float | None, cohort: Path, built: Path, tmp_path: Path
) -> None:
    folder = submission(cohort, "eve")
    document = json.loads((folder / NOTEBOOK).read_text(encoding="utf-8"))
    tamper(document)
    (folder / NOTEBOOK).write_text(json.dumps(document), encoding="utf-8")
    answer(submission(cohort, "zoe"), built / SOURCE, model)
    other = tmp_path / "shipped" / "spring"
    shutil.copytree(cohort, other)
    from traitlets.config import Config

    run = autograde(other, config=Config({"CourseDirectory": {"course_id": "spring"}}))
    if shipped is None:
        assert run.failed
    else:
        assert not run.failed, run.said[-5:]
        assert sum(points or 0.0 for points in marks(other)["eve"].values()) == shipped
    assert not mark_in_bulk(cohort).failed
    found = marks(cohort)
    assert sum(points or 0.0 for points in found["eve"].values()) == 0.0
    assert sum(points or 0.0 for points in found["zoe"].values()) == 24.0
