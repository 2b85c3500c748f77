"""Submissions that somebody has damaged or tampered with: marked or refused by name, and the others are marked.

All of them go through one `nbgrader autograde` and one `mentorlab cohort mark`, together with honest ones.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from mentorlab.marking.intake.submission import folder_fault
from mentorlab.names import can_be_stored
from tests.helpers.course_samples import MODULE, answer, marks_in, model
from tests.helpers.nbgrader_runs import (
    Run,
    autograde,
    configuration,
    feedback,
    generate,
    gradebook,
    mark_in_bulk,
    marks,
    submission,
)

pytestmark = pytest.mark.xdist_group("trust")  # they share one marked cohort

SOURCE = f"solutions/{MODULE}/{MODULE}.ipynb"
NOTEBOOK, RESPONSES = f"{MODULE}.ipynb", f"{MODULE}.responses.json"
FULL, NONE = 24.0, 0.0

Tamper = Callable[[Path], object]


def edited(change: Callable[[dict[str, Any]], object]) -> Tamper:
    """A tamperer that edits the notebook as data."""

    def tamper(folder: Path) -> None:
        file = folder / NOTEBOOK
        document = json.loads(file.read_text(encoding="utf-8"))
        change(document)
        file.write_text(json.dumps(document), encoding="utf-8")

    return tamper


def replaced(name: str, data: bytes) -> Tamper:
    """A tamperer that puts other bytes in a file's place."""

    def tamper(folder: Path) -> None:
        (folder / name).unlink(missing_ok=True)
        (folder / name).write_bytes(data)

    return tamper


def code(source: str, **metadata: Any) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "id": "added",
        "metadata": metadata,
        "source": source,
        "outputs": [],
        "execution_count": None,
    }


def graded(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [cell for cell in document["cells"] if cell["metadata"].get("nbgrader", {}).get("grade")]


def set_all(**changes: Any) -> Tamper:
    """A tamperer that changes every mark cell."""

    def change(document: dict[str, Any]) -> None:
        for cell in graded(document):
            cell.update(changes)

    return edited(change)


def set_nbgrader(**changes: Any) -> Tamper:
    """A tamperer that changes nbgrader's settings in every cell."""

    def change(document: dict[str, Any]) -> None:
        for cell in document["cells"]:
            cell["metadata"].setdefault("nbgrader", {}).update(changes)

    return edited(change)


def printed(value: str) -> list[dict[str, Any]]:
    return [
        {
            "output_type": "execute_result",
            "data": {"text/plain": value},
            "metadata": {},
            "execution_count": 1,
        }
    ]


PWN = "import pathlib; pathlib.Path('PWNED').write_text('x')"
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"

# What was done to the notebook of somebody who answered everything: it costs nothing.
KEEP_ALL: dict[str, Tamper] = {
    "an added code cell": edited(lambda document: document["cells"].insert(0, code(PWN))),
    "an added cell that patches json": edited(
        lambda document: document["cells"].insert(0, code("import json; json.loads = None"))
    ),
    "added Markdown with a script": edited(
        lambda document: document["cells"].append(
            {"cell_type": "markdown", "id": "x", "metadata": {}, "source": [SCRIPT]}
        )
    ),
    "changed questions": edited(
        lambda document: [cell.update(source=[SCRIPT]) for cell in document["cells"]]
    ),
    "deleted questions": edited(
        lambda document: document.update(
            cells=[cell for cell in document["cells"] if cell["cell_type"] == "code"]
        )
    ),
    "deleted mark cells": edited(
        lambda document: document.update(
            cells=[cell for cell in document["cells"] if cell not in graded(document)]
        )
    ),
    "half characters and controls": edited(
        lambda document: document["cells"].append(code("\ud800 \x00\x1b[31m \u202e"))
    ),
    "one cell ten thousand times": edited(
        lambda document: document["cells"].extend([document["cells"][3]] * 10_000)
    ),
    "no cells at all": edited(lambda document: document.update(cells=[])),
    "every graded cell twice": edited(lambda document: document["cells"].extend(graded(document))),
    "cells in another order": edited(lambda document: document["cells"].reverse()),
    "skip-execution on every mark": edited(
        lambda document: ([cell["metadata"].update(tags=["skip-execution"]) for cell in graded(document)])
    ),
    "mark cells that are Markdown": set_all(cell_type="markdown"),
    "marks of another schema": set_nbgrader(schema_version=99),
    "marks of an old schema": set_nbgrader(schema_version=0),
    "nbgrader's settings as text": edited(
        lambda document: [cell["metadata"].update(nbgrader="mine") for cell in document["cells"]]
    ),
    "everything a solution": set_nbgrader(solution=True, grade=True, locked=False),
    "points of a thousand": set_nbgrader(points=1000),
    "no nbgrader settings": edited(
        lambda document: [cell["metadata"].pop("nbgrader") for cell in document["cells"]]
    ),
    "a strange kernel": edited(
        lambda document: document["metadata"].update(kernelspec={"name": "evil", "display_name": SCRIPT})
    ),
    "html in metadata": edited(
        lambda document: document["metadata"].update(title=SCRIPT, authors=[{"name": SCRIPT}])
    ),
    "html in attachments": edited(
        lambda document: (
            [
                cell.update(attachments={"a.svg": {"image/svg+xml": SCRIPT}})
                for cell in document["cells"]
                if cell["cell_type"] == "markdown"
            ]
        )
    ),
    "widgets with scripts": edited(
        lambda document: document["metadata"].update(
            widgets={"application/vnd.jupyter.widget-state+json": {"state": {"x": {"state": {"v": SCRIPT}}}}}
        )
    ),
    "outputs with scripts": set_all(
        outputs=[{"output_type": "display_data", "data": {"text/html": SCRIPT}, "metadata": {}}]
    ),
    "a notebook that is not JSON": replaced(NOTEBOOK, b"{ not json"),
    "an empty notebook": replaced(NOTEBOOK, b""),
    "a notebook of bytes": replaced(NOTEBOOK, bytes(range(256))),
    "a notebook that is a list": replaced(NOTEBOOK, b"[1, 2]"),
    "a notebook of odd cells": replaced(NOTEBOOK, b'{"cells": [1, null, {"source": 3, "metadata": []}]}'),
    "a notebook nested without end": replaced(NOTEBOOK, b"[" * 100_000),
    "a huge notebook": replaced(NOTEBOOK, b'{"cells": []' + b" " * 21 * 1024 * 1024 + b"}"),
    "no notebook": lambda folder: (folder / NOTEBOOK).unlink(),
    "a renamed notebook": lambda folder: (folder / NOTEBOOK).rename(folder / "my work.ipynb"),
    "a second notebook": lambda folder: shutil.copy(folder / NOTEBOOK, folder / "copy.ipynb"),
    "a program beside it": replaced("sitecustomize.py", PWN.encode()),
    "a package that shadows ours": lambda folder: (
        (
            (folder / "mentorlab").mkdir(),
            (folder / "mentorlab" / "__init__.py").write_text(PWN),
        )
    ),
    "a page beside it": replaced("index.html", SCRIPT.encode()),
    "a damaged file kept aside": replaced(f"{MODULE}.responses.damaged-1.json", b"{"),
}

# What was done by somebody who answered nothing: it earns nothing.
GAIN_NOTHING: dict[str, Tamper] = {
    "a mark cell that says all points": set_all(source=["float(1)"]),
    "a mark cell that says nothing": set_all(source=["pass"]),
    "a mark cell that is skipped": edited(
        lambda document: ([cell["metadata"].update(tags=["skip-execution"]) for cell in graded(document)])
    ),
    "forged results": set_all(outputs=printed("1.0")),
    "json that always agrees": edited(
        lambda document: document["cells"].insert(0, code("import json; json.loads = lambda *a: {}"))
    ),
    "to_points turned generous": edited(
        lambda document: document["cells"].insert(
            0, code("import mentorlab.item.model as m; m.to_points = lambda v, p: float(p)")
        )
    ),
    "no mark cells": edited(
        lambda document: document.update(
            cells=[cell for cell in document["cells"] if cell not in graded(document)]
        )
    ),
    "points of a thousand ": set_nbgrader(points=1000),
}


def entry(response: object) -> dict[str, Any]:
    return {"response": response, "attempts": 0, "first": "", "last": "", "digest": ""}


def holding(items: dict[str, Any], **rest: Any) -> bytes:
    return json.dumps({"version": 1, "workspace": "x", "items": items, **rest}).encode()


# Responses that cannot be read one by one: the item earns nothing, the others what they earn.
ODD_RESPONSES: dict[str, bytes] = {
    "a response of another form": holding({"say-first": entry({"chosen": 5})}),
    "a response with names of its own": holding({"say-first": entry({"chosen": [], "worth": 1})}),
    "responses to nothing that exists": holding({"nobody": entry({"chosen": ["x"]}), "": entry({})}),
    "ids that do not exist": holding({"say-first": entry({"chosen": ["no-such-option"]})}),
    "a play of replies that do not exist": holding(
        {"deadline": entry({"plays": [{"talk": "x", "digest": "", "replies": ["no", "no"]}]})}
    ),
    "numbers without end": holding({"harm": entry({"low": -1e308, "high": 1e308})}),
    "no responses file": b"",
}

# Files that are not read at all: the learner is named, with the file and the reason.
REFUSED: dict[str, tuple[Tamper, str]] = {
    "responses that are not JSON": (replaced(RESPONSES, b"{ not"), "is not JSON"),
    "responses of nan": (replaced(RESPONSES, holding({}, version=1)[:-1] + b', "x": NaN}'), "NaN"),
    "responses nested without end": (replaced(RESPONSES, b"[" * 100_000), "nested too deep"),
    "responses without end": (replaced(RESPONSES, b" " * 1024 * 1024 + b"{}"), "larger than 1 MiB"),
    "responses of a newer course": (replaced(RESPONSES, b'{"version": 99}'), "newer version"),
    "responses that are pickled": (replaced(RESPONSES, b"\x80\x04cos\nsystem\n(S'id'\ntR."), "UTF-8"),
    "a reflection of a book": (
        replaced(RESPONSES, holding({"look-back": entry({"text": "x" * 10_001})})),
        "longer than 10,000 characters",
    ),
    "responses that are a link": (
        lambda folder: (
            (
                (folder / RESPONSES).unlink(),
                (folder / RESPONSES).symlink_to(folder.parent.parent / "bea" / MODULE / RESPONSES),
            )
        ),
        "is a link",
    ),
    "a notebook that is a link": (
        lambda folder: (
            (
                (folder / NOTEBOOK).unlink(),
                (folder / NOTEBOOK).symlink_to(folder.parents[2] / "source" / MODULE / NOTEBOOK),
            )
        ),
        "is a link",
    ),
    "a link to the keys": (
        lambda folder: (folder / "keys").symlink_to(folder.parents[2] / "source"),
        "is a link",
    ),
    "responses that are a folder": (
        lambda folder: ((folder / RESPONSES).unlink(), (folder / RESPONSES).mkdir()),
        "it is a folder",
    ),
    "responses that are a pipe": (
        lambda folder: ((folder / RESPONSES).unlink(), os.mkfifo(folder / RESPONSES)),
        "neither a file nor a folder",
    ),
    "a timestamp that says no time": (replaced("timestamp.txt", b"yesterday"), "does not say a time"),
    "a timestamp of bytes": (replaced("timestamp.txt", b"\xff\xfe"), "does not say a time"),
    "a thousand files": (
        lambda folder: [(folder / f"{at}.txt").write_text("") for at in range(600)],
        "more than 500 files",
    ),
}


def id_of(name: str) -> str:
    return name.replace(" ", "-").replace("'", "")


@pytest.fixture(scope="module", params=[autograde, mark_in_bulk], ids=["nbgrader", "in bulk"])
def marked(
    request: pytest.FixtureRequest, _cohort: Path, built: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Run]:
    """One cohort with all of them, marked once; Ada before and Zoe after them are honest, and so is Bea."""
    cohort = tmp_path_factory.mktemp("tampered") / "spring"
    shutil.copytree(_cohort, cohort)
    keys = built / SOURCE
    for honest in ("ada", "bea", "zoe"):
        answer(submission(cohort, honest), keys, model)
    for name, tamper in KEEP_ALL.items():
        folder = submission(cohort, id_of(name))
        answer(folder, keys, model)
        tamper(folder)
    for name, tamper in GAIN_NOTHING.items():
        tamper(submission(cohort, id_of(name)))
    for name, data in ODD_RESPONSES.items():
        folder = submission(cohort, id_of(name))
        answer(folder, keys, lambda item, key: model(item, key) if item.id == "hear-it" else None)
        if data:
            written = json.loads((folder / RESPONSES).read_text(encoding="utf-8"))
            written["items"] |= json.loads(data)["items"]
            (folder / RESPONSES).write_text(json.dumps(written), encoding="utf-8")
        else:
            (folder / RESPONSES).unlink()
    for name, (tamper, _) in REFUSED.items():
        folder = submission(cohort, id_of(name))
        answer(folder, keys, model)
        tamper(folder)
    return cohort, request.param(cohort)


all_marks = cache(marks)  # of a cohort that is marked and not marked again


def total(cohort: Path, student: str) -> float:
    return sum(points or 0.0 for points in all_marks(cohort)[student].values())


def test_the_honest_ones_are_marked(marked: tuple[Path, Run]) -> None:
    for student in ("ada", "bea", "zoe"):
        assert total(marked[0], student) == FULL
        assert not marked[1].about(student)


@pytest.mark.parametrize("name", KEEP_ALL)
def test_tampering_with_the_notebook_costs_nothing(name: str, marked: tuple[Path, Run]) -> None:
    assert total(marked[0], id_of(name)) == FULL


@pytest.mark.parametrize("name", GAIN_NOTHING)
def test_tampering_with_the_notebook_earns_nothing(name: str, marked: tuple[Path, Run]) -> None:
    assert total(marked[0], id_of(name)) == NONE


@pytest.mark.parametrize("name", ODD_RESPONSES)
def test_an_odd_response_costs_its_own_item_alone(name: str, marked: tuple[Path, Run]) -> None:
    expected = NONE if name == "no responses file" else 4.0
    assert total(marked[0], id_of(name)) == expected


@pytest.mark.parametrize("name", ["a response of another form", "a response with names of its own"])
def test_a_response_that_cannot_be_read_is_said_once(name: str, marked: tuple[Path, Run]) -> None:
    said = marked[1].about(id_of(name))
    assert said.count("What do you say first?") == 1 and RESPONSES in said


@pytest.mark.parametrize("name", REFUSED)
def test_what_may_not_be_read_is_refused_by_name(name: str, marked: tuple[Path, Run]) -> None:
    cohort, run = marked
    said = run.about(id_of(name))
    assert REFUSED[name][1] in said
    assert "This submission was not marked; the others are." in said
    assert "Traceback" not in said
    assert not (cohort / "autograded" / id_of(name)).exists() or not any(
        path.is_file() for path in (cohort / "autograded" / id_of(name)).rglob("*")
    )
    assert all(points is None for points in all_marks(cohort).get(id_of(name), {}).values())


def test_a_run_with_refusals_ends_as_a_failure_and_shows_no_traceback(marked: tuple[Path, Run]) -> None:
    assert marked[1].failed
    assert not [line for line in marked[1].said if "Traceback" in line]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("an added code cell", "1 cell had been added; they are shown to you and not marked."),
        (
            "deleted mark cells",
            "10 cells of the assignment had been deleted, and came back from the gradebook.",
        ),
        ("every graded cell twice", "10 cells stood in it more than once; one was kept."),
        (
            "a notebook that is not JSON",
            "the notebook is damaged. The responses file was marked all the same.",
        ),
        ("a huge notebook", "the notebook is larger than 20 MB."),
        ("no notebook", "the notebook is missing."),
        ("a renamed notebook", "the notebook is missing."),
    ],
)
def test_what_was_not_as_given_out_is_said(name: str, sentence: str, marked: tuple[Path, Run]) -> None:
    assert sentence in marked[1].about(id_of(name))


def test_nothing_of_a_learners_was_executed(marked: tuple[Path, Run]) -> None:
    assert not list(marked[0].rglob("PWNED"))
    assert not Path("PWNED").exists()


def test_a_missing_responses_file_is_said(marked: tuple[Path, Run]) -> None:
    said = marked[1].about("no-responses-file")
    assert f"{RESPONSES}: there is no such file, so every exercise counts as not answered." in said


def test_no_script_of_a_learners_stands_in_any_copy(marked: tuple[Path, Run]) -> None:
    copies = list((marked[0] / "autograded").rglob("*.ipynb"))
    assert len(copies) == 3 + len(KEEP_ALL) + len(GAIN_NOTHING) + len(ODD_RESPONSES)
    for copy in copies:
        text = copy.read_text(encoding="utf-8")
        assert "<script" not in text and "<img" not in text, copy
        assert "evil" not in text and "attachments" not in text


def test_what_a_learner_added_is_shown_as_text(marked: tuple[Path, Run]) -> None:
    shown = marked[0] / "autograded" / "added-Markdown-with-a-script" / MODULE / NOTEBOOK
    assert "&lt;script&gt;alert(1)" in shown.read_text(encoding="utf-8")


def test_only_what_marking_needs_is_copied(marked: tuple[Path, Run]) -> None:
    kept = {path.name for path in (marked[0] / "autograded").rglob("*") if path.is_file()}
    assert kept == {NOTEBOOK, RESPONSES, "timestamp.txt", "submission_secret.txt"}


def test_a_mended_submission_is_marked_next_time(cohort: Path, built: Path) -> None:
    folder = submission(cohort, "dan")
    answer(folder, built / SOURCE, model)
    good = (folder / RESPONSES).read_bytes()
    (folder / RESPONSES).write_bytes(b"{")
    assert autograde(cohort).failed
    (folder / RESPONSES).write_bytes(good)
    assert not autograde(cohort).failed
    assert total(cohort, "dan") == FULL


# --- the source folder ---------------------------------------------------------------------------------------


def test_marking_refuses_to_start_beside_a_second_source_file(cohort: Path, built: Path) -> None:
    answer(submission(cohort, "ada"), built / SOURCE, model)
    (cohort / "source" / MODULE / RESPONSES).write_text("{}", encoding="utf-8")
    run = autograde(cohort)
    assert run.failed
    assert any(f"source/{MODULE}/ holds {RESPONSES} beside its notebook" in line for line in run.said)
    assert not (cohort / "autograded").exists()


def test_a_release_refuses_a_second_source_file_and_leaves_nothing(cohort: Path) -> None:
    (cohort / "source" / MODULE / "answers.csv").write_text("keys", encoding="utf-8")
    run = generate(cohort)
    assert run.failed
    assert any("answers.csv" in line for line in run.said)
    assert not (cohort / "release" / MODULE).exists()


def test_a_gradebook_made_from_a_release_is_refused_and_not_marked_as_blank(
    cohort: Path, built: Path
) -> None:
    shutil.copy(built / "exercises" / MODULE / NOTEBOOK, cohort / "source" / MODULE / NOTEBOOK)
    assert not generate(cohort).failed
    answer(submission(cohort, "ada"), built / SOURCE, model)
    run = autograde(cohort)
    assert run.failed and "holds no key" in run.about("ada")


def test_code_that_the_builder_did_not_make_is_refused(cohort: Path, built: Path) -> None:
    file = cohort / "source" / MODULE / NOTEBOOK
    document = json.loads(file.read_text(encoding="utf-8"))
    (form,) = [
        cell for cell in document["cells"] if cell["metadata"]["nbgrader"]["grade_id"] == "hear-it-form"
    ]
    form["source"] = [PWN]
    file.write_text(json.dumps(document), encoding="utf-8")
    assert not generate(cohort).failed
    answer(submission(cohort, "ada"), built / SOURCE, model)
    run = autograde(cohort)
    assert run.failed and "is not a cell that the builder made" in run.about("ada")
    assert not list(cohort.rglob("PWNED"))


def test_an_assignment_that_is_not_ours_is_refused_and_left_alone(cohort: Path, built: Path) -> None:
    file = cohort / "source" / MODULE / NOTEBOOK
    document = json.loads(file.read_text(encoding="utf-8"))
    theirs = {"grade": True, "solution": True, "locked": False, "points": 3, "grade_id": "essay"}
    document["cells"].append(
        {
            "cell_type": "markdown",
            "id": "essay",
            "metadata": {"nbgrader": {**theirs, "schema_version": 3, "task": False}},
            "source": ["Your essay"],
        }
    )
    file.write_text(json.dumps(document), encoding="utf-8")
    assert not generate(cohort).failed
    submission(cohort, "ada")
    run = autograde(cohort)
    assert run.failed and any("was not made by mentorlab" in line and "“essay”" in line for line in run.said)
    assert not (cohort / "autograded").exists()


def test_an_assignment_that_was_never_generated_is_said(cohort: Path) -> None:
    submission(cohort, "ada")
    with gradebook(cohort) as book:
        book.remove_assignment(MODULE)
    run = autograde(cohort)
    assert run.failed
    assert any(f"Run first: nbgrader generate_assignment {MODULE} --force" in line for line in run.said)


# --- canaries ------------------------------------------------------------------------------------------------


def files_with(canaries: set[str], folder: Path) -> set[str]:
    found = set()
    for path in folder.rglob("*"):
        if path.is_file() and any(canary.encode() in path.read_bytes() for canary in canaries):
            found.add(path.relative_to(folder).as_posix())
    return found


@pytest.fixture(scope="module")
def canaries(built: Path) -> set[str]:
    found = {key.canary for _, key in marks_in(built / SOURCE).values()}
    from mentorlab.item.model import canary

    return found | {canary("look-back")}


def test_every_key_s_canary_stands_in_the_solutions(built: Path, canaries: set[str]) -> None:
    text = (built / SOURCE).read_text(encoding="utf-8")
    assert len(canaries) == 11
    assert all(canary in text for canary in canaries)


def test_no_canary_of_an_assignment_reaches_a_learner(built: Path, canaries: set[str]) -> None:
    assert files_with(canaries, built / "exercises") == set()
    assert files_with(canaries, built / "course") == set()


@pytest.mark.parametrize("level", ["", "marks", "explanations", "model"])
def test_no_canary_stands_in_what_a_cohort_shows(
    level: str, cohort: Path, built: Path, canaries: set[str]
) -> None:
    answer(submission(cohort, "ada"), built / SOURCE, model, reflection="I asked.")
    submission(cohort, "cem")
    assert not autograde(cohort).failed
    assert not feedback(cohort, level=level).failed
    assert (cohort / "feedback" / "ada" / MODULE / f"{MODULE}.html").exists()
    for folder in ("release", "submitted", "autograded", "feedback"):
        assert files_with(canaries, cohort / folder) == set(), folder
    where = {name for name in files_with(canaries, cohort) if not name.startswith(".mentorlab/gradebooks/")}
    assert where == {"gradebook.db", f"source/{MODULE}/{NOTEBOOK}"}


# --- names and folders ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ada", "ada.lovelace@example.org", "Ada L", "李雷", "a+b", "a_b-c"])
def test_an_id_of_an_earlier_version_stays_one(name: str) -> None:
    assert can_be_stored(name)


@pytest.mark.parametrize(
    "name", ["", ".", "..", ".hidden", "a/b", "a\\b", "*", "a?", "[a]", "{a}", "a\nb", "x" * 121]
)
def test_a_name_that_leads_elsewhere_may_not(name: str) -> None:
    assert not can_be_stored(name)


def test_a_folder_larger_than_the_limit_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "big").open("wb") as file:
        file.truncate(51 * 1024 * 1024)  # holes, and no bytes on the disk
    assert "larger than 50 MB" in folder_fault(tmp_path)[1]


def test_the_configuration_is_plain_text(cohort: Path) -> None:
    json.dumps(configuration(cohort))  # formgrader prints it, and cannot print classes
