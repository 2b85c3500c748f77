"""nbgrader's own `Execute`, put back into our configuration, gives the same marks on honest submissions.

Forty of them: full, blank, partial, wrong, everything ticked, by guesswork, late, and of older wordings.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from course_samples import MODULE, answer, marks_in, model, nothing
from mentorlab.item.kinds import kind
from mentorlab.item.model import Item, Key, as_json
from mentorlab.marking.configure import AUTOGRADE
from mentorlab.views.style import TAG
from nbgrader_runs import autograde, configuration, gradebook, marks, submission

pytestmark = pytest.mark.slow

SOURCE = f"solutions/{MODULE}/{MODULE}.ipynb"
MARK, EXECUTE = "mentorlab.marking.preprocessors.Mark", "nbgrader.preprocessors.Execute"
LATE = "2026-12-24 10:00:00.000000 UTC"
Respond = Callable[[Item, Key], Mapping[str, Any] | None]


def everything(item: Item, key: Key) -> Mapping[str, Any] | None:
    ticked = kind(item.kind).everything(item)
    return None if ticked is None else as_json(ticked)


def some(seed: int) -> Respond:
    """The model for some items, a guess for others, nothing for the rest."""
    draw = random.Random(seed)

    def respond(item: Item, key: Key) -> Mapping[str, Any] | None:
        way = draw.choice(["model", "guess", "guess", "nothing"])
        if way == "guess":
            return as_json(kind(item.kind).guess(item, draw))
        return model(item, key) if way == "model" else None

    return respond


def guessed(seed: int) -> Respond:
    draw = random.Random(seed)
    return lambda item, key: as_json(kind(item.kind).guess(item, draw))


def partly(item: Item, key: Key) -> Mapping[str, Any] | None:
    """The model with half of each answer taken out again."""
    response = model(item, key)
    for name, value in response.items():
        if isinstance(value, dict) and len(value) > 1:
            response[name] = dict(list(value.items())[: len(value) // 2])
        elif isinstance(value, list) and len(value) > 1 and name != "plays":
            response[name] = value[: len(value) // 2]
    return response


HONEST: dict[str, Respond] = {
    "full": model,
    "full-late": model,
    "full-old": model,
    "blank": nothing,
    "blank-late": nothing,
    "everything": everything,
    "everything-old": everything,
    "partly": partly,
    "partly-late": partly,
    "partly-old": partly,
    **{f"some-{seed}": some(seed) for seed in range(10)},
    **{f"some-late-{seed}": some(100 + seed) for seed in range(3)},
    **{f"some-old-{seed}": some(200 + seed) for seed in range(5)},
    **{f"guessed-{seed}": guessed(seed) for seed in range(9)},
    **{f"guessed-old-{seed}": guessed(300 + seed) for seed in range(3)},
}


def pages(cohort: Path, student: str) -> list[str]:
    """What a submission's copy shows, without the look, which each cell of a kernel prints again."""
    copy = cohort / "autograded" / student / MODULE / f"{MODULE}.ipynb"
    cells = json.loads(copy.read_text(encoding="utf-8"))["cells"]
    shown = ["".join(output["data"]["text/html"]) for cell in cells for output in cell.get("outputs", ())]
    return [page.replace(TAG, "") for page in shown]


@pytest.mark.parametrize("half", [0, 1])
def test_a_kernel_gives_the_same_marks(half: int, cohort: Path, built: Path, tmp_path: Path) -> None:
    assert len(HONEST) >= 40
    keys = built / SOURCE
    with gradebook(cohort) as book:
        book.update_or_create_assignment(MODULE, duedate="2026-12-01 00:00:00 UTC")
    students = sorted(HONEST)[half::2]
    for student in students:
        late = {"timestamp": LATE} if "late" in student else {}
        older = {"digest": lambda item: "0123456789abcdef"} if "old" in student else {}
        answer(submission(cohort, student, **late), keys, HONEST[student], reflection="I asked Ben.", **older)
    other = tmp_path / "other" / "spring"
    shutil.copytree(cohort, other)
    assert not autograde(cohort).failed
    config = configuration(other)
    config.Autograde.autograde_preprocessors = [EXECUTE if name == MARK else name for name in AUTOGRADE]
    assert config.Autograde.autograde_preprocessors[0] == EXECUTE
    run = autograde(other, config=config)
    assert not run.failed, run.said
    ours, theirs = marks(cohort), marks(other)
    assert ours.keys() == set(students)
    assert ours == theirs
    assert len({tuple(found.values()) for found in ours.values()}) > len(students) // 2, "they do differ"
    for student in students:
        assert pages(cohort, student) == pages(other, student)


def test_the_mark_cell_alone_marks_in_a_kernel(cohort: Path, built: Path) -> None:
    """Every other cell deleted: the source notebook itself holds nothing but one mark cell."""
    import nbformat
    from nbconvert.preprocessors import ExecutePreprocessor
    from nbgrader.utils import determine_grade, setenv

    keys = built / SOURCE
    document = nbformat.read(keys, as_version=4)
    folder = submission(cohort, "ada")
    answer(folder, keys, model)
    for cell in document.cells:
        if cell.metadata.nbgrader.get("grade"):
            cell.metadata.nbgrader.checksum = ""
    document.cells = [cell for cell in document.cells if cell.metadata.nbgrader.get("grade")]
    with setenv(NBGRADER_EXECUTION="autograde"):
        ExecutePreprocessor().preprocess(document, {"metadata": {"path": str(folder)}})
    found = {cell.metadata.nbgrader.grade_id: determine_grade(cell)[0] for cell in document.cells}
    assert found == {id: item.points for id, (item, _) in marks_in(keys).items()}
    for cell in document.cells:
        assert not [output for output in cell.outputs if output.output_type in ("stream", "error")]


def validated(folder: Path) -> str:
    """What `nbgrader validate` says of the assignment in a learner's folder."""
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "validate", f"{MODULE}.ipynb"],
        cwd=folder,
        env={**os.environ, "JUPYTER_CONFIG_DIR": str(folder / "no-config")},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.mark.parametrize(("respond", "passes"), [(model, True), (nothing, False)])
def test_validate_means_that_nothing_is_missing(
    respond: Respond, passes: bool, cohort: Path, built: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "home" / MODULE
    folder.mkdir(parents=True)
    shutil.copy(built / "exercises" / MODULE / f"{MODULE}.ipynb", folder)
    answer(folder, built / SOURCE, respond)
    said = validated(folder)
    assert ("Success! Your notebook passes all the tests." in said) is passes, said
    assert "Traceback" not in said


def test_the_release_run_by_a_learner_is_worth_nothing_yet_and_says_what_is_missing(
    cohort: Path, built: Path, tmp_path: Path
) -> None:
    import nbformat
    from nbconvert.preprocessors import ExecutePreprocessor
    from nbgrader.utils import determine_grade

    folder = tmp_path / "home" / MODULE
    folder.mkdir(parents=True)
    notebook = Path(shutil.copy(built / "exercises" / MODULE / f"{MODULE}.ipynb", folder))
    answer(folder, built / SOURCE, lambda item, key: None if item.id == "say-first" else model(item, key))
    document = nbformat.read(notebook, as_version=4)
    ExecutePreprocessor().preprocess(document, {"metadata": {"path": str(folder)}})
    graded = {
        cell.metadata.nbgrader.grade_id: cell for cell in document.cells if cell.metadata.nbgrader.grade
    }
    assert len(graded) == 10
    assert {determine_grade(cell)[0] for cell in graded.values()} == {0.0}

    def page(id: str) -> str:
        return "".join(output.data.get("text/html", "") for output in graded[id].outputs)

    assert "Choose one option." in page("say-first")
    assert "Nothing is missing here." in page("hear-it")
    for cell in graded.values():
        assert not [output for output in cell.outputs if output.output_type in ("stream", "error")]
