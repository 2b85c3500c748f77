"""The four calls of our cells: never an error, nothing on stderr, always a float, and nbgrader's own reading of it."""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import ipywidgets
import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ipywidgets.widgets import widget
from nbclient import NotebookClient
from nbgrader.utils import determine_grade

import mentorlab.views
from mentorlab import wording
from mentorlab.item import keys
from mentorlab.item.cells import render_cell
from mentorlab.item.kinds import kind
from mentorlab.item.model import as_json
from mentorlab.responses.file import Responses
from mentorlab.views import exercise, home, mark, notebook, practice
from mentorlab.views.controls import checked_answers
from mentorlab.views.controls.home import HomeControl
from mentorlab.views.controls.ipywidgets_toolkit import IpywidgetsToolkit
from mentorlab.views.error_guard import SORRY
from mentorlab.views.pages import feedback, home_page, mark_status
from mentorlab.views.pages.score_words import in_words
from mentorlab.views.pages.text import escape, inline
from tests.helpers.samples import MODULE, sample, sources

LIVE: dict[str, Any] = widget._instances  # model id -> widget
KINDS = sorted(sources())
MARKED = [name for name in KINDS if kind(name).TRAITS.by_rule]
WIDGET = "application/vnd.jupyter.widget-view+json"


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "my-mentoring"
    (folder / ".mentorlab").mkdir(parents=True)
    (folder / ".mentorlab" / "workspace.json").write_text('{"id": "0123456789abcdef"}')
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("MENTORLAB_KEYS", raising=False)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    return folder


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    """What the calls displayed, in order."""
    bundles: list[dict[str, Any]] = []
    monkeypatch.setattr(notebook, "emit", bundles.append)
    yield bundles


@pytest.fixture
def keys_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of keys, as `make study` names one."""
    cells = [
        nbformat.v4.new_code_cell(render_cell("mark", tuple(map(keys.dump, sample(name))))) for name in MARKED
    ]
    folder = tmp_path / "solutions" / MODULE
    folder.mkdir(parents=True)
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / f"{MODULE}.ipynb")
    monkeypatch.setenv("MENTORLAB_KEYS", str(tmp_path / "solutions"))
    return folder


def answer(name: str, response: Any = None, *, attempt: bool = False) -> None:
    item, key = sample(name)
    data = as_json(kind(name).model(item, key)) if response is None else response
    Responses.open(MODULE).put(item.id, data, item.digest, attempt=attempt)


def item_of(name: str) -> str:
    return keys.dump(sample(name)[0])


def key_of(name: str) -> str:
    return keys.dump(sample(name)[1])


def test_no_module_hides_one_of_the_four_calls() -> None:
    for info in pkgutil.walk_packages(mentorlab.views.__path__, "mentorlab.views."):
        if ".labextensions" not in info.name:
            importlib.import_module(info.name)
    for call in ("practice", "exercise", "mark", "home"):
        assert callable(getattr(mentorlab.views, call))


# --- one display with both kinds of view --------------------------------------------------------------------


@pytest.mark.parametrize("name", KINDS)
def test_a_form_is_one_display_with_a_live_widget_and_escaped_html(
    name: str, shown: list[dict[str, Any]]
) -> None:
    exercise(item_of(name))
    (bundle,) = shown
    assert set(bundle) == {WIDGET, "text/html", "text/plain"}
    assert bundle[WIDGET]["model_id"] in LIVE
    assert "mentorlab" in bundle["text/html"] and inline(sample(name)[0].title) in bundle["text/html"]


@pytest.mark.parametrize("name", KINDS)
def test_under_autograde_there_is_html_alone_with_the_response_in_it(
    name: str, shown: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(name)
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    before = len(LIVE)
    exercise(item_of(name))
    mark(item_of(name), key_of(name))
    assert [WIDGET in bundle for bundle in shown] == [False, False]
    assert len(LIVE) == before
    assert "not answered yet" not in shown[0]["text/html"]


def test_a_lesson_checks_with_the_key_it_carries(shown: list[dict[str, Any]]) -> None:
    practice(item_of("choice"), key_of("choice"))
    (bundle,) = shown
    labels = [w.description for w in LIVE.values() if isinstance(w, ipywidgets.Button)]
    assert WIDGET in bundle and "Check my answer" in labels


# --- what mark returns --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MARKED)
def test_with_the_key_a_mark_is_what_the_answer_earns(name: str, shown: list[dict[str, Any]]) -> None:
    item, _ = sample(name)
    assert mark(item_of(name), key_of(name)) == 0.0
    answer(name)
    assert mark(item_of(name), key_of(name)) == item.points
    assert "Still to do" in shown[0]["text/html"]
    assert f"of {wording.number(item.points)} point" in shown[1]["text/html"]


@pytest.mark.parametrize("name", [name for name in KINDS if not kind(name).TRAITS.tool])
def test_in_the_release_a_mark_is_nothing_and_says_what_is_missing(
    name: str, shown: list[dict[str, Any]]
) -> None:
    item, _ = sample(name)
    assert mark(item_of(name)) == 0.0
    assert escape(in_words(kind(name).missing(item, kind(name).Response())[0])) in shown[0]["text/html"]
    answer(name)
    assert mark(item_of(name)) == 0.0
    assert "Nothing is missing here." in shown[1]["text/html"]


@pytest.mark.parametrize("name", MARKED)
def test_validate_means_that_nothing_is_missing(
    name: str, shown: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    item, _ = sample(name)
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    assert mark(item_of(name)) == 0.0
    answer(name)
    assert mark(item_of(name)) == item.points
    assert type(mark(item_of(name))) is float


def test_where_a_key_is_found_a_mark_shows_marks_and_one_good_answer_after_an_attempt(
    shown: list[dict[str, Any]], keys_folder: Path
) -> None:
    answer("choice", {"chosen": ["plan-better"]})
    assert mark(item_of("choice")) == 0.0
    assert "earns everything" not in shown[0]["text/html"] and "0 of 1 point" not in shown[0]["text/html"]
    answer("choice", {"chosen": ["plan-better"]}, attempt=True)
    assert mark(item_of("choice")) == 0.0
    assert mark_status.AGAIN in shown[1]["text/html"]  # and maybe another answer than this
    checked_answers.record_check(
        Responses.open(MODULE).path, sample("choice")[0].id, {"chosen": ["plan-better"]}
    )
    assert mark(item_of("choice")) == 0.0
    said = shown[2]["text/html"]
    assert "0 of 1 point." in said and feedback.MODEL_ANSWER in said
    assert "It may be true, and it is still not heard." in said


def test_a_mark_follows_the_form_above_it_without_being_run_again(
    shown: list[dict[str, Any]], keys_folder: Path
) -> None:
    exercise(item_of("choice"))
    mark(item_of("choice"))
    below = LIVE[shown[1][WIDGET]["model_id"]]
    assert "Still to do" in below.value
    form = LIVE[shown[0][WIDGET]["model_id"]]
    radio = next(w for w in form.children if isinstance(w, ipywidgets.RadioButtons))
    radio.value = "next-one"
    assert mark_status.CHECK_IT in below.value
    row = next(w for w in form.children if "ml-actions" in w._dom_classes)
    row.children[0].click()
    assert "0.5 of 1 point." in below.value
    radio.value = "what-got-in-the-way"
    assert mark_status.CHANGED in below.value


def test_without_a_key_the_mark_below_a_form_says_that_nothing_is_missing(
    shown: list[dict[str, Any]],
) -> None:
    exercise(item_of("text-entry"))
    mark(item_of("text-entry"))
    form, below = (LIVE[bundle[WIDGET]["model_id"]] for bundle in shown)
    next(w for w in form.children if isinstance(w, ipywidgets.Text)).value = "sandwich"
    assert mark_status.HANDED_IN in below.value


# --- whatever comes in --------------------------------------------------------------------------------------

BAD = [
    None,
    3,
    "",
    "{",
    "null",
    "[]",
    '{"kind": "choice"}',
    '{"kind": "nothing"}',
    "[" * 100_000,
    b"{}",
    object(),
]


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: repr(bad)[:20])
def test_bad_arguments_are_one_calm_sentence(
    bad: object, shown: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    exercise(bad)
    practice(bad, bad)
    assert mark(bad) == 0.0
    assert mark(bad, bad) == 0.0
    assert len(shown) == 4
    for bundle in shown:
        assert "cannot be shown" in bundle["text/html"] and WIDGET not in bundle
    assert capsys.readouterr().err == ""


def test_a_key_that_belongs_to_another_exercise_earns_nothing(shown: list[dict[str, Any]]) -> None:
    answer("choice")
    assert mark(item_of("choice"), key_of("match")) == 0.0
    assert "cannot be shown" in shown[0]["text/html"]


def test_a_lesson_whose_key_is_damaged_still_asks_and_only_cannot_check(shown: list[dict[str, Any]]) -> None:
    practice(item_of("choice"), "{")
    (bundle,) = shown
    form = LIVE[bundle[WIDGET]["model_id"]]
    assert any(isinstance(one, ipywidgets.RadioButtons) for one in form.children)
    row = next(one for one in form.children if "ml-actions" in one._dom_classes)
    assert not any(isinstance(one, ipywidgets.Button) for one in row.children)


@pytest.mark.parametrize("module", ["", "..", "../../etc", "a/b", "CON\x00"])
def test_a_module_that_is_no_folder_name_is_a_sentence(module: str, shown: list[dict[str, Any]]) -> None:
    item = {**as_json(sample("choice")[0]), "module": module}
    exercise(json.dumps(item))
    assert mark(json.dumps(item)) == 0.0
    assert all("not the name of a module" in bundle["text/html"] for bundle in shown)


ATTACK = "</style><script>alert(1)</script>"


@pytest.mark.parametrize("name", KINDS)
def test_a_script_in_the_title_or_the_question_is_text(name: str, shown: list[dict[str, Any]]) -> None:
    item = {**as_json(sample(name)[0]), "title": ATTACK, "stem": ATTACK}
    exercise(json.dumps(item))
    mark(json.dumps(item))
    for bundle in shown:
        assert "<script" not in bundle["text/html"]
    assert "&lt;script&gt;" in shown[0]["text/html"]


def test_a_fault_of_ours_is_a_sentence_and_worth_nothing(
    shown: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(notebook.keys, "score", broken)
    answer("choice")
    assert mark(item_of("choice"), key_of("choice")) == 0.0
    assert escape(SORRY) in shown[-1]["text/html"]
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1.0, 1e300, True, "1", None])
def test_no_score_becomes_anything_but_a_float_between_nothing_and_all_points(
    value: Any, shown: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = keys.score

    def odd(*arguments: Any) -> Any:
        return real(*arguments).model_copy(update={"value": value})

    answer("match")
    monkeypatch.setattr(notebook.keys, "score", odd)
    earned = mark(item_of("match"), key_of("match"))
    assert type(earned) is float and 0.0 <= earned <= 4.0


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_whatever_stands_in_an_item_or_a_key_mark_is_a_float_in_range(
    data: st.DataObject, shown: list[dict[str, Any]]
) -> None:
    name = data.draw(st.sampled_from(MARKED))
    item, key = (as_json(model) for model in sample(name))
    for document in (item, key):
        for field in data.draw(st.lists(st.sampled_from(sorted(document)), max_size=2)):
            document[field] = data.draw(JSON)
    earned = mark(json.dumps(item), json.dumps(key))
    assert type(earned) is float and 0.0 <= earned <= 1000.0


@pytest.mark.parametrize("content", ["{", '{"version": 99}', "[]", "\x00"])
def test_a_damaged_file_at_marking_is_worth_nothing_and_is_said(
    content: str, workspace: Path, shown: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = workspace / f"{MODULE}.responses.json"
    file.write_text(content)
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert mark(item_of("choice"), key_of("choice")) == 0.0
    assert file.name in shown[0]["text/html"]
    assert file.read_text() == content


def test_a_linked_file_is_not_followed_at_marking(
    workspace: Path, tmp_path: Path, shown: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    answer("choice")
    file = workspace / f"{MODULE}.responses.json"
    file.rename(tmp_path / "elsewhere.json")
    file.symlink_to(tmp_path / "elsewhere.json")
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert mark(item_of("choice"), key_of("choice")) == 0.0
    assert "is a link" in shown[0]["text/html"]


# --- in a kernel, as nbgrader reads it ----------------------------------------------------------------------


def run(folder: Path, sources: list[str]) -> list[Any]:
    """The cells, executed in a kernel of their own in this folder, as nbgrader's grade cells."""
    cells = []
    for number, source in enumerate(sources):
        cell = nbformat.v4.new_code_cell(source)
        cell.metadata["nbgrader"] = {
            "grade": True,
            "grade_id": f"g{number}",
            "locked": True,
            "points": 10,  # more than any of them is worth, so that no mark is cut to fit
            "schema_version": 3,
            "solution": False,
            "task": False,
        }
        cells.append(cell)
    document = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(
        document, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    ).execute()
    return list(document.cells)


def marks(names: list[str], *, key: bool) -> list[str]:
    return [render_cell("mark", (item_of(name), key_of(name)) if key else (item_of(name),)) for name in names]


def graded(cells: list[Any]) -> list[float]:
    for cell in cells:
        kinds = [output.output_type for output in cell.outputs]
        assert "error" not in kinds and "stream" not in kinds
        assert kinds.count("execute_result") == 1
    return [determine_grade(cell)[0] for cell in cells]


@pytest.mark.kernel
@pytest.mark.parametrize("execution", ["", "autograde"])
def test_nbgrader_reads_full_partial_and_blank_marks_as_they_are(
    execution: str, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in MARKED:
        answer(name)
    answer("choice", {"chosen": ["next-one"]})
    answer("text-entry", {"text": ""})
    monkeypatch.setenv("NBGRADER_EXECUTION", execution)
    cells = run(workspace, marks(MARKED, key=True))
    points = {name: sample(name)[0].points for name in MARKED}
    expected = {**points, "choice": 0.5, "text-entry": 0.0}
    assert dict(zip(MARKED, graded(cells), strict=True)) == expected
    for cell in cells:
        held = [output.data for output in cell.outputs if output.output_type == "display_data"]
        assert all("text/html" in data for data in held)
        assert any(WIDGET in data for data in held) is (execution != "autograde")


@pytest.mark.kernel
def test_nbgrader_reads_a_release_as_nothing_and_under_validate_as_complete(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in MARKED[:-1]:
        answer(name)
    assert graded(run(workspace, marks(MARKED, key=False))) == [0.0] * len(MARKED)
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    points = [sample(name)[0].points for name in MARKED]
    assert graded(run(workspace, marks(MARKED, key=False))) == [*points[:-1], 0.0]


@pytest.mark.kernel
def test_mark_cells_are_right_with_every_other_cell_deleted_and_a_spoilt_one_between(workspace: Path) -> None:
    answer("choice")
    (source,) = marks(["choice"], key=True)
    spoilt = source.replace("what-got-in-the-way", "\\u0000")
    assert graded(run(workspace, [spoilt, source])) == [0.0, 1.0]


# --- the first page -----------------------------------------------------------------------------------------


@pytest.fixture
def course(workspace: Path) -> Path:
    """A workspace with one lesson (a choice and a talk) and its exercises (a match and a text-entry)."""

    def write(file: Path, *cells: Any) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(nbformat.v4.new_notebook(cells=list(cells)), file)

    title = nbformat.v4.new_markdown_cell("# Give feedback <that> is heard\n\nAbout 30 minutes.")
    lesson = [
        nbformat.v4.new_code_cell(render_cell("practice", tuple(map(keys.dump, sample(name)))))
        for name in ("choice", "talk")
    ]
    work = [
        nbformat.v4.new_code_cell(render_cell("exercise", (item_of(name),)))
        for name in ("match", "text-entry")
    ]
    write(workspace / "course" / f"{MODULE}.ipynb", title, *lesson)
    write(
        workspace / "exercises" / MODULE / f"{MODULE}.ipynb",
        title,
        *work,
        nbformat.v4.new_code_cell("raise SystemExit"),
    )
    return workspace


def put(folder: Path, name: str) -> None:
    item, key = sample(name)
    Responses.open(MODULE, folder).put(item.id, as_json(kind(name).model(item, key)), item.digest)


def test_the_first_page_works_when_nothing_is_done_and_says_where_to_begin(course: Path) -> None:
    said = HomeControl(course).static
    assert "Begin with the lesson" in said
    assert "0 of 2 questions answered" in said
    assert "0 of 2 endings seen" in said
    assert f'href="course/{MODULE}.ipynb"' in said and f'href="exercises/{MODULE}/{MODULE}.ipynb"' in said
    assert "&lt;that&gt;" in said and "<that>" not in said


def test_a_take_away_is_a_tool_and_neither_answered_nor_open(course: Path) -> None:
    file = course / "course" / f"{MODULE}.ipynb"
    document = nbformat.read(file, as_version=4)
    document.cells.insert(
        1, nbformat.v4.new_code_cell(render_cell("practice", tuple(map(keys.dump, sample("take-away")))))
    )
    nbformat.write(document, file)
    said = HomeControl(course).static
    assert "0 of 2 questions answered" in said and "Begin with the lesson" in said
    assert ">Our agreement</a>: a tool to fill in when you need it</p>" in said
    put(course / "course", "take-away")
    said = HomeControl(course).static
    today = datetime.now()
    assert f">Our agreement</a>: last changed on {today.day} {today:%B %Y}</p>" in said
    assert "0 of 2 questions answered" in said and "Begin with the lesson" in said
    for name in ("choice", "talk"):
        put(course / "course", name)
    assert "Next, the exercises: <a" in HomeControl(course).static


def test_the_first_page_says_how_long_it_takes_until_it_is_done(course: Path) -> None:
    file = course / "course" / f"{MODULE}.ipynb"
    document = nbformat.read(file, as_version=4)
    assert "minutes" not in HomeControl(course).static
    document.metadata["mentorlab"] = {"kind": "lesson", "module": MODULE, "minutes": 40}
    nbformat.write(document, file)
    assert "0 of 2 questions answered, about 40 minutes in all" in HomeControl(course).static
    document.metadata["mentorlab"] = {"minutes": "<b>"}
    nbformat.write(document, file)
    assert "minutes" not in HomeControl(course).static
    document.metadata["mentorlab"] = {"kind": "lesson", "module": MODULE, "minutes": 40}
    nbformat.write(document, file)
    for name in ("choice", "talk"):
        put(course / "course", name)
    assert "minutes" not in HomeControl(course).static


def test_the_first_page_counts_answers_and_endings_and_leads_on(course: Path) -> None:
    put(course / "course", "choice")
    assert "Go on with the lesson" in HomeControl(course).static
    put(course / "course", "talk")
    said = HomeControl(course).static
    assert "2 of 2 questions answered" in said and "1 of 2 endings seen" in said
    assert "Next, the exercises: <a" in said
    put(course / "exercises" / MODULE, "match")
    assert "Go on with the exercises" in HomeControl(course).static
    put(course / "exercises" / MODULE, "text-entry")
    assert "You have answered everything that is here." in HomeControl(course).static


def test_the_first_page_names_the_first_question_that_is_open_and_leads_to_it(course: Path) -> None:
    put(course / "course", "choice")
    talk = sample("talk")[0]
    said = HomeControl(course).static
    assert f"First to answer there: “{escape(talk.title)}”." in said
    assert f'href="course/{MODULE}.ipynb#{quote(talk.title.replace(" ", "-"))}"' in said


def test_whoever_studies_alone_reads_the_points_so_far_and_others_do_not(
    course: Path, keys_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(course / "exercises" / MODULE, "match")
    total = sum(sample(name)[0].points for name in ("match", "text-entry"))
    assert f"you have 0 of {total:g} points so far" in HomeControl(course).static
    item, key = sample("match")
    Responses.open(MODULE, course / "exercises" / MODULE).put(
        item.id, as_json(kind("match").model(item, key)), item.digest, attempt=True
    )
    assert f"you have {item.points:g} of {total:g} points so far" in HomeControl(course).static
    assert "nothing needs handing in" in HomeControl(course).static
    monkeypatch.delenv("MENTORLAB_KEYS")
    assert "points so far" not in HomeControl(course).static


def test_the_first_page_looks_again_at_the_press_of_a_button(course: Path) -> None:
    page = HomeControl(course)
    live = page.control(IpywidgetsToolkit())
    put(course / "course", "choice")
    live.children[1].click()
    assert "1 of 2 questions answered" in live.children[0].value


def test_the_first_page_without_lessons_is_a_sentence(workspace: Path, shown: list[dict[str, Any]]) -> None:
    home()
    assert home_page.NO_LESSONS in shown[0]["text/html"]


@pytest.mark.parametrize(
    "content", ["", "{", '{"cells": 3}', '{"cells": [{"cell_type": "code"}]}', "[" * 100_000]
)
def test_a_lesson_that_cannot_be_read_is_said_on_the_first_page(content: str, course: Path) -> None:
    (course / "course" / "09-broken.ipynb").write_text(content)
    (course / "course" / "09-broken.damaged-2026-12-01.ipynb").write_text(content)
    found = HomeControl(course).static
    assert "Begin with the lesson" in found
    assert found.count("09-broken") == 1
    assert "course/09-broken.ipynb cannot be read" in found


def test_opening_the_first_page_writes_nothing(course: Path) -> None:
    before = sorted(course.rglob("*"))
    HomeControl(course)
    assert sorted(course.rglob("*")) == before
