"""Our cells in a kernel: the mark cell alone, nbgrader's Validate, and the release that a learner runs.

That `Execute` put back into our configuration gives the same marks and pages, `test_bulk_agrees.py` shows with two
hundred submissions.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.course_samples import MODULE, Respond, answer, marks_in, model, nothing
from tests.helpers.nbgrader_runs import submission

pytestmark = [pytest.mark.slow, pytest.mark.kernel]

SOURCE = f"solutions/{MODULE}/{MODULE}.ipynb"


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
