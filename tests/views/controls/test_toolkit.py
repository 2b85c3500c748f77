"""Forms, the player, marks and the first page on a toolkit that is no ipywidgets: plain Python objects."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mentorlab.item import keys
from mentorlab.item.kinds import kind
from mentorlab.item.model import Item, Key
from mentorlab.responses.file import Responses
from mentorlab.talk.explore import best_play
from mentorlab.views.controls import checked_answers
from mentorlab.views.controls.forms import Form
from mentorlab.views.controls.home import HomeControl
from mentorlab.views.controls.ipywidgets_toolkit import IpywidgetsToolkit
from mentorlab.views.controls.kinds.order import CONFIRM
from mentorlab.views.controls.kinds.pairing import WHY
from mentorlab.views.controls.marks import MarkControl
from mentorlab.views.controls.toolkit import Toolkit
from mentorlab.views.pages import other_seat
from mentorlab.views.pages.mark_status import CHECK_IT
from tests.helpers.places import PROJECT
from tests.helpers.plain_toolkit import PlainToolkit, html_of, labelled, shown
from tests.helpers.samples import MODULE, sample, sources

KINDS = sorted(sources())
CHECKED = [name for name in KINDS if name != "talk" and not kind(name).TRAITS.lessons_alone]
SOURCE = PROJECT / "src" / "mentorlab"


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "my-mentoring"
    (folder / ".mentorlab").mkdir(parents=True)
    (folder / ".mentorlab" / "workspace.json").write_text('{"id": "0123456789abcdef"}')
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("MENTORLAB_KEYS", raising=False)
    return folder


def open_form(item: Item, key: Key | None, *, practice: bool = True) -> Form:
    return Form(PlainToolkit(), item, key, Responses.open(MODULE), practice=practice)


def texts(options: Any, values: dict[str, Any]) -> dict[str, Any]:
    return {one.text: values[one.id] for one in options if one.id in values}


def written(form: Form, values: list[str]) -> None:
    for box, value in zip(shown(form.fields.control, "write"), values, strict=True):
        box.put(value)


def put(form: Form, values: dict[str, Any]) -> None:
    for label, value in values.items():
        labelled(form.fields.control, label).put(value)


# What a person does to give this response, kind by kind.
ANSWER: dict[str, Callable[[Any, Any], None]] = {
    "choice": lambda form, r: shown(form.fields.control, "pick")[0].put(r.chosen[0]),
    "match": lambda form, r: put(form, texts(form.item.entries, r.placed)),
    "gap-match": lambda form, r: put(form, texts(form.item.gaps, r.filled)),
    "hottext": lambda form, r: put(
        form,
        {one.text: True for one in form.item.passages if one.id in r.marked},
    ),
    "order": lambda form, r: labelled(form.fields.control, CONFIRM).press(),
    "slider": lambda form, r: written(form, [f"{r.low:g}", f"{r.high:g}"]),
    "text-entry": lambda form, r: written(form, [r.text]),
    "composed": lambda form, r: put(form, texts(form.item.fields, r.fields)),
    "extended-text": lambda form, r: written(form, [r.text]),
    "pairing": lambda form, r: put(
        form,
        {**texts(form.item.mentees, r.pairs), WHY: r.argument},
    ),
    "rating": lambda form, r: put(form, texts(form.item.statements, r.rated)),
    "take-away": lambda form, r: put(
        form,
        texts(form.item.fields, next(iter(r.sheets.values())).fields),
    ),
}


def saved(item: Item) -> Any:
    entry = Responses.open(MODULE).get(item.id)
    return None if entry is None else keys.parse_response(item, entry.response)


@pytest.mark.parametrize("name", sorted(ANSWER))
def test_a_form_of_plain_objects_is_answered_and_saved(name: str) -> None:
    item, key = sample(name)
    form = open_form(item, None)
    wanted: Any = kind(name).model(item, key)
    ANSWER[name](form, wanted)
    response = saved(item)
    if name == "order":  # confirmed as it stood, which is no model answer but all of the steps
        assert sorted(response.order) == sorted(wanted.order)
    elif name == "composed":  # its questions come with the samples, after a check
        assert response.fields == wanted.fields
    elif name == "take-away":  # a sheet's id is random, and initials are asked apart
        assert [one.fields for one in response.sheets.values()] == [
            one.fields for one in wanted.sheets.values()
        ]
    else:
        assert response == wanted
    again = open_form(item, None)
    assert again.fields.read() == form.fields.read(), "opened again, it shows what was saved"


@pytest.mark.parametrize("name", CHECKED)
def test_a_form_of_plain_objects_is_checked(name: str) -> None:
    item, key = sample(name)
    form = open_form(item, key)
    ANSWER[name](form, kind(name).model(item, key))
    check: Any = form.check
    check.press()
    entry = Responses.open(MODULE).get(item.id)
    assert entry is not None and entry.attempts == 1
    outcome: Any = form.told
    assert outcome.value and outcome.focused == 1
    assert form.result.value in html_of(form.control)


def test_steps_of_plain_objects_are_moved_and_the_focus_stays_with_them() -> None:
    item: Any = sample("order")[0]
    form = open_form(item, None)
    (steps,) = [one for one in shown(form.fields.control, "column") if "ml-steps" in one.classes]
    first = steps.children[0]
    _, _, down = first.children
    down.press()
    assert steps.children[1] is first and down.focused == 1
    assert saved(item).order == (item.steps[1].id, item.steps[0].id, *(one.id for one in item.steps[2:]))
    assert not [one for one in shown(form.fields.control, "button") if one.label == CONFIRM]


def test_a_player_of_plain_objects_plays_a_talk_to_an_ending_and_goes_back() -> None:
    item, key = sample("talk")
    talk = item.talk
    form = open_form(item, key)
    texts = {reply.id: reply.text for scene in talk.scenes for reply in scene.replies}
    first, *rest = best_play(talk, key.talk_key).replies
    labelled(form.control, texts[first]).press()
    labelled(form.control, "Take back my last reply").press()
    assert not saved(item).plays[0].replies
    for reply in (first, *rest):
        labelled(form.control, texts[reply]).press()
    (play,) = saved(item).plays
    assert play.replies == (first, *rest)
    assert 'class="ml-debrief"' in html_of(form.control)
    seats = [other_seat.GUESS, other_seat.OBSERVE]
    buttons = [one.label for one in shown(form.control, "button")]
    assert buttons == [*seats, "Take back my last reply", "Start again"]
    labelled(form.control, "Start again").press()
    assert 'class="ml-debrief"' not in html_of(form.control)


def test_a_mark_of_plain_objects_follows_what_is_saved() -> None:
    item, key = sample("match")
    responses = Responses.open(MODULE)
    mark = MarkControl(item, key, responses, always=False)
    control: Any = mark.control(PlainToolkit())
    assert "Still to do" in control.value
    checked_answers.on_saved(item.id, mark.refresh)
    ANSWER["match"](open_form(item, None), kind("match").model(item, key))
    assert CHECK_IT in control.value
    assert mark.points == item.points


def test_the_first_page_of_plain_objects_looks_again(workspace: Path) -> None:
    page: Any = HomeControl(workspace).control(PlainToolkit())
    before = page.children[0].value
    page.children[0].value = ""
    labelled(page, "Look again").press()
    assert page.children[0].value == before


def imports(path: Path) -> set[str]:
    """Every module that a file names in an import, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {str(node.module)} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_one_module_alone_imports_ipywidgets() -> None:
    those = [
        path for path in SOURCE.rglob("*.py") if any(n.split(".")[0] == "ipywidgets" for n in imports(path))
    ]
    assert [path.relative_to(SOURCE).as_posix() for path in those] == ["views/controls/ipywidgets_toolkit.py"]


def test_pages_import_no_control_and_no_widget_library() -> None:
    for path in (SOURCE / "views" / "pages").rglob("*.py"):
        wrong = {name for name in imports(path) if name.startswith(("mentorlab.views.controls", "IPython"))}
        assert not wrong, path


def test_forms_on_another_toolkit_need_neither_ipywidgets_nor_ipython() -> None:
    code = (
        "import sys; from mentorlab.views.controls import forms, home, kinds, marks, player; kinds.kind_controls(); "
        "print([name for name in ('ipywidgets', 'IPython') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("toolkit", [IpywidgetsToolkit(), PlainToolkit()], ids=lambda one: type(one).__name__)
def test_both_toolkits_keep_what_the_protocol_says_of_values(toolkit: Toolkit) -> None:
    options = [("Choose…", ""), ("*One*", "one")]
    assert toolkit.choose("A", options, "gone", lambda: None).value == ""
    assert toolkit.choose("A", options, "one", lambda: None).value == "one"
    assert toolkit.pick("A", options[1:], "gone", lambda: None).value is None
    assert toolkit.pick("A", options[1:], "one", lambda: None).value == "one"
    assert toolkit.tick("A", True, lambda: None).value is True
    line = toolkit.write("A", "text", lambda: None)
    toolkit.show(line, False)
    assert line.value == "text"
    assert list(toolkit.column([line]).children) == list(toolkit.row([line]).children) == [line]
