"""Every kind's form: answered by clicking and typing, saved, opened again, checked, and never broken."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import ipywidgets
import pytest

from mentorlab.item import keys
from mentorlab.item.json_limits import ResponseError
from mentorlab.item.kinds import kind
from mentorlab.item.kinds.composed import BeyondRules, RulesVerdict
from mentorlab.item.kinds.slider import TooWide
from mentorlab.item.model import Item, Key, as_json
from mentorlab.learner.progress import local_time
from mentorlab.responses.file import Entry, Responses
from mentorlab.views.controls import checked_answers, forms
from mentorlab.views.controls.forms import CHANGED_SINCE, CHECKED_BEFORE, REWORDED, Form
from mentorlab.views.controls.ipywidgets_toolkit import IpywidgetsToolkit
from mentorlab.views.controls.kinds import kind_controls
from mentorlab.views.pages import feedback
from mentorlab.views.pages.kinds import kind_pages
from mentorlab.views.pages.score_words import in_words, looked_for
from mentorlab.views.pages.text import escape, inline, plain
from tests.helpers.samples import MODULE, sample, sources

KINDS = sorted(sources())
CHECKED = [name for name in KINDS if name != "talk" and not kind(name).TRAITS.lessons_alone]


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A learner's workspace that is the working directory."""
    folder = tmp_path / "my-mentoring"
    (folder / ".mentorlab").mkdir(parents=True)
    (folder / ".mentorlab" / "workspace.json").write_text('{"id": "0123456789abcdef"}')
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("MENTORLAB_KEYS", raising=False)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    return folder


def open_form(item: Item, key: Key | None = None, *, practice: bool = False) -> Form:
    return Form(IpywidgetsToolkit(), item, key, Responses.open(item.module), practice=practice)


def walk(widget: Any) -> Iterator[Any]:
    """The widget and all that stand in it and are shown."""
    if widget.layout.display == "none":
        return
    yield widget
    for child in getattr(widget, "children", ()):
        yield from walk(child)


def page(form: Form) -> str:
    """All the HTML that a form shows."""
    return "\n".join(one.value for one in walk(form.control) if isinstance(one, ipywidgets.HTML))


def player(form: Form) -> Any:
    """The player in a talk's form."""
    return form.fields.read.__self__


def all_of(form: Form, kind: type) -> list[Any]:
    return [one for one in walk(form.fields.control) if isinstance(one, kind)]


def fill(form: Form, response: Any) -> None:
    """Give this response as a person would: by choosing, typing and clicking."""
    FILL[form.item.kind](form, response)


def _choice(form: Form, response: Any) -> None:
    (radio,) = all_of(form, ipywidgets.RadioButtons)
    radio.value = response.chosen[0]


def _lists(form: Form, given: dict[str, str], asked: Any) -> None:
    for one, option in zip(all_of(form, ipywidgets.Dropdown), asked, strict=True):
        one.value = given[option.id]


def _hottext(form: Form, response: Any) -> None:
    boxes = all_of(form, ipywidgets.Checkbox)
    markable = [passage for passage in form.item.passages if passage.markable]
    for box, passage in zip(boxes, markable, strict=True):
        box.value = passage.id in response.marked


def _order(form: Form, response: Any) -> None:
    for place, id in enumerate(response.order):
        for _ in range(20):
            (shown,) = [one for one in walk(form.fields.control) if "ml-steps" in one._dom_classes]
            texts = [row.children[0].value for row in shown.children]
            wanted = next(step.text for step in form.item.steps if step.id == id)
            here = next(n for n, text in enumerate(texts) if inline(wanted) in text)
            if here == place:
                break
            shown.children[here].children[1].click()
    (*_, confirm) = [
        one for one in all_of(form, ipywidgets.Button) if "order is right" in one.description
    ] or [None]
    if confirm is not None:
        confirm.click()


def _texts(form: Form, texts: list[str]) -> None:
    boxes = [
        one for one in walk(form.fields.control) if isinstance(one, ipywidgets.Text | ipywidgets.Textarea)
    ]
    for box, text in zip(boxes, texts, strict=True):
        box.value = text


def _pairing(form: Form, response: Any) -> None:
    _lists(form, response.pairs, form.item.mentees)
    _texts(form, [response.argument])


def _talk(form: Form, response: Any) -> None:
    replies = {reply.id: reply.text for scene in form.item.talk.scenes for reply in scene.replies}
    for id in response.plays[0].replies:
        next(b for b in player(form).replies if b.description == plain(replies[id])).click()


def _rating(form: Form, response: Any) -> None:
    for one, statement in zip(all_of(form, ipywidgets.RadioButtons), form.item.statements, strict=True):
        one.value = response.rated[statement.id]


def _take_away(form: Form, response: Any) -> None:
    ((_, sheet),) = response.sheets.items()
    initials = [sheet.initials] if form.item.each else []
    _texts(form, initials + [sheet.fields[field.id] for field in form.item.fields])


FILL = {
    "choice": _choice,
    "match": lambda form, r: _lists(form, r.placed, form.item.entries),
    "gap-match": lambda form, r: _lists(form, r.filled, form.item.gaps),
    "hottext": _hottext,
    "order": _order,
    "slider": lambda form, r: _texts(form, [f"{r.low:g}", f"{r.high:g}"]),
    "text-entry": lambda form, r: _texts(form, [r.text]),
    "composed": lambda form, r: _texts(form, [r.fields[field.id] for field in form.item.fields]),
    "extended-text": lambda form, r: _texts(form, [r.text]),
    "pairing": _pairing,
    "rating": _rating,
    "take-away": _take_away,
    "talk": _talk,
}


def model(item: Item, key: Key) -> Any:
    return kind(item.kind).model(item, key)


def test_every_kind_of_exercise_has_a_view_and_no_view_is_without_a_kind() -> None:
    assert set(kind_controls()) == set(kind_pages()) == set(KINDS)


@pytest.mark.parametrize("name", KINDS)
def test_opening_a_form_writes_nothing(name: str, workspace: Path) -> None:
    item, key = sample(name)
    open_form(item, key)
    assert not list(workspace.glob("*.json"))


@pytest.mark.parametrize("name", KINDS)
def test_an_answer_is_in_the_file_as_soon_as_it_is_given_and_earns_what_the_key_says(name: str) -> None:
    item, key = sample(name)
    form = open_form(item)
    fill(form, model(item, key))
    entry = Responses.open(MODULE).get(item.id)
    assert entry is not None
    score = keys.score(item, key, keys.parse_response(item, entry.response))
    assert score.complete
    assert score.value in (1.0, None)
    assert "Saved at " in form.status.value


@pytest.mark.parametrize("name", KINDS)
def test_a_form_that_is_opened_again_shows_what_was_answered(name: str) -> None:
    item, key = sample(name)
    first = open_form(item)
    fill(first, model(item, key))
    again = open_form(item)
    assert as_json(keys.parse_response(item, again.fields.read())) == as_json(
        keys.parse_response(item, first.fields.read())
    )
    assert "Saved at " in again.status.value


@pytest.mark.parametrize("name", CHECKED)
def test_checking_says_right_or_not_and_shows_every_explanation(name: str) -> None:
    item, key = sample(name)
    form = open_form(item, key)
    fill(form, model(item, key))
    form.check.click()
    said = form.result.value
    for why in (*key.explanations.values(), key.note):
        assert inline(why) in said or name == "composed"
    if name == "composed":
        assert "right" not in said.lower() and "right" not in form.told.value
        assert f"✓ Found: {looked_for('date')}" in said
        assert form.told.value.startswith(in_words(RulesVerdict(3, 3)))
        assert in_words(BeyondRules()) in form.told.value
    elif name != "extended-text":
        assert "✓ Right" in said
    if name != "extended-text":
        assert "✗" not in said
    entry = Responses.open(MODULE).get(item.id)
    assert entry is not None and entry.attempts == 1


@pytest.mark.parametrize("name", CHECKED)
def test_a_blank_form_is_not_checked_and_says_what_is_missing(name: str, workspace: Path) -> None:
    item, key = sample(name)
    form = open_form(item, key)
    form.check.click()
    missing = kind(name).missing(item, kind(name).Response())
    assert missing and all(escape(in_words(one)) in form.result.value for one in missing)
    assert not any(why in form.result.value for why in key.explanations.values())
    assert not list(workspace.glob("*.json"))


@pytest.mark.parametrize("name", KINDS)
def test_without_a_key_nothing_can_be_checked(name: str) -> None:
    item, key = sample(name)
    form = open_form(item)
    fill(form, model(item, key))
    assert form.check is None
    assert form.result.value == ""


@pytest.mark.parametrize("name", CHECKED)
def test_what_a_learner_changes_after_a_check_is_said_to_be_changed(name: str) -> None:
    item, key = sample(name)
    form = open_form(item, key)
    fill(form, model(item, key))
    form.check.click()
    said = form.told.value
    form._changed(False)
    assert form.told.value == said != CHANGED_SINCE
    fields, blank = form.fields, as_json(kind(name).Response())
    form.fields = replace(fields, read=lambda: blank)
    form._changed(False)
    assert form.told.value == CHANGED_SINCE
    assert open_form(item, key).told.value == CHANGED_SINCE
    form.fields = fields
    form._changed(False)
    assert form.told.value == said


@pytest.mark.parametrize("name", CHECKED)
def test_what_was_checked_before_python_was_started_anew_is_not_said_of_another_answer(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    item, key = sample(name)
    form = open_form(item, key)
    fill(form, model(item, key))
    form.check.click()
    monkeypatch.setattr(checked_answers, "_CHECKED", {})
    again = open_form(item, key)
    assert (again.told.value, again.result.value) == (CHECKED_BEFORE, "")
    again.check.click()
    assert again.told.value not in ("", CHECKED_BEFORE)


def test_what_is_still_missing_goes_as_soon_as_it_is_given() -> None:
    item, key = sample("order")
    form = open_form(item, key)
    form.check.click()
    assert form.told.value == forms.MISSING_FIRST
    all_of(form, ipywidgets.Button)[-1].click()
    assert form.told.value == form.result.value == ""


def test_a_rating_is_answered_and_never_checked_and_says_its_word_as_soon_as_a_step_is_chosen() -> None:
    item, key = sample("rating")
    form = open_form(item, key, practice=True)
    said, note = key.explanations["named-day"], form.fields.after
    assert form.check is None and inline(said) not in page(form) and not note.value
    first, second = all_of(form, ipywidgets.RadioButtons)
    first.value = "most-times"
    assert inline(said) in page(form) and not note.value
    second.value = "never"
    assert inline(key.note) in note.value
    assert not any(word in page(form) for word in ("✓", "✗"))
    entry = Responses.open(MODULE).get(item.id)
    assert entry is not None and entry.attempts == 0
    assert entry.response == {"rated": {"named-day": "most-times", "waited": "never"}}
    assert inline(key.note) in open_form(item, key, practice=True).fields.after.value


def test_an_estimate_that_is_too_wide_is_refused_and_the_answer_is_not_told() -> None:
    item, key = sample("slider")
    form = open_form(item, key)
    _texts(form, ["0", "100"])
    assert in_words(TooWide(20, "%")) in page(form)
    form.check.click()
    assert in_words(TooWide(20, "%")) in form.result.value
    assert "It is 38%" not in form.result.value
    entry = Responses.open(MODULE).get(item.id)
    assert entry is not None and entry.attempts == 0


def test_enter_in_a_line_of_text_checks_it() -> None:
    item, key = sample("text-entry")
    form = open_form(item, key)
    _texts(form, ["sandwich"])
    (line,) = all_of(form, ipywidgets.Text)
    line._handle_msg(
        {"content": {"data": {"method": "custom", "content": {"event": "submit"}}}, "buffers": []}
    )
    entry = Responses.open(MODULE).get(item.id)
    assert entry is not None and entry.attempts == 1
    assert form.told.value


@pytest.mark.parametrize("name", KINDS)
def test_a_damaged_file_is_kept_aside_and_said(name: str, workspace: Path) -> None:
    item, key = sample(name)
    file = workspace / f"{MODULE}.responses.json"
    file.write_text('{"version": 1, "items": {"a"')
    form = open_form(item)
    assert "not whole" in form.notices.value
    fill(form, model(item, key))
    assert "damaged-1" in form.notices.value
    assert (workspace / f"{MODULE}.responses.damaged-1.json").read_text().startswith('{"version": 1')
    assert Responses.open(MODULE).get(item.id) is not None


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("data", [{"nonsense": 1}, {"chosen": "x", "plays": 3, "text": [], "low": "a"}])
def test_a_response_of_the_wrong_form_opens_as_a_blank_and_is_said(name: str, data: dict[str, Any]) -> None:
    item, _ = sample(name)
    Responses.open(MODULE).put(item.id, data, item.digest)
    form = open_form(item)
    assert "cannot be read" in form.notices.value


@pytest.mark.parametrize("name", KINDS)
def test_ids_that_no_longer_exist_do_not_stop_a_form(name: str) -> None:
    item, key = sample(name)
    gone = {
        "choice": {"chosen": ["gone"]},
        "match": {"placed": {"gone": "gone"}},
        "gap-match": {"filled": {"gone": "gone"}},
        "hottext": {"marked": ["gone"]},
        "order": {"order": ["gone"]},
        "slider": {"low": 1.0, "high": 2.0},
        "text-entry": {"text": "gone"},
        "composed": {"fields": {"gone": "x"}, "compared": {"gone": True}},
        "pairing": {"pairs": {"gone": "gone"}},
        "extended-text": {"text": "gone"},
        "rating": {"rated": {"gone": "gone", "named-day": "gone"}},
        "take-away": {"sheets": {"a": {"initials": "KO", "fields": {"gone": "x"}}}},
        "talk": {"plays": [{"talk": item.id, "digest": "", "seed": 0, "replies": ["gone"]}]},
    }[name]
    Responses.open(MODULE).put(item.id, gone, item.digest)
    form = open_form(item)
    fill(form, model(item, key))
    entry = Responses.open(MODULE).get(item.id)
    assert entry is not None
    assert keys.score(item, key, keys.parse_response(item, entry.response)).complete


@pytest.mark.parametrize("name", [name for name in KINDS if name != "talk"])
def test_a_learner_is_told_when_the_wording_has_changed_since(name: str) -> None:
    item, key = sample(name)
    fill(open_form(item), model(item, key))
    reworded = item.model_copy(update={"stem": "Said otherwise."})
    form = open_form(reworded)
    assert escape(REWORDED) in form.notices.value
    fill(form, model(item, key))
    form._changed(False)
    assert escape(REWORDED) not in form.notices.value


ATTACK = '<script>alert(1)</script><img src=x onerror="alert(2)">'


def poisoned(value: Any) -> Any:
    """The same data with a script at the end of every text that is shown."""
    if isinstance(value, dict):
        return {name: poisoned(part) if name in SHOWN else walk_data(part) for name, part in value.items()}
    if isinstance(value, list):
        return [poisoned(part) for part in value]
    return value + ATTACK if isinstance(value, str) else value


def walk_data(value: Any) -> Any:
    if isinstance(value, dict):
        return poisoned(value)
    return [walk_data(part) for part in value] if isinstance(value, list) else value


SHOWN = {"title", "stem", "text", "unit", "questions", "note", "hints", "explanations"}


@pytest.mark.parametrize("name", KINDS)
def test_a_script_in_any_text_is_shown_as_text(name: str) -> None:
    item, key = sample(name)
    bad_item = keys.parse_item(json.dumps(walk_data(as_json(item))))
    bad_key = keys.parse_key(bad_item, json.dumps(walk_data(as_json(key))))
    assert ATTACK in keys.dump(bad_item).replace('\\"', '"')
    form = open_form(bad_item, bad_key, practice=True)
    fill(form, model(bad_item, bad_key))
    if form.check is not None:
        form.check.click()
    assert "<script" not in page(form)
    assert "<img" not in page(form)
    assert not any(getattr(one, "description_allow_html", False) for one in walk(form.control))
    assert "&lt;script&gt;" in page(form)


def test_what_a_learner_types_is_shown_as_text_after_a_check() -> None:
    item, key = sample("composed")
    form = open_form(item, key)
    _texts(form, [f"On Tuesday {ATTACK}", ATTACK, f"{ATTACK}?"])
    form.check.click()
    assert "<script" not in page(form)
    assert "&lt;script&gt;" in form.result.value


def test_confidence_is_asked_once_may_be_skipped_and_is_closed_by_the_check() -> None:
    item, key = sample("choice")
    form = open_form(item, key)
    fill(form, model(item, key))
    entry = Responses.open(MODULE).get(item.id)
    assert entry is not None and entry.confidence is None
    form.confidence.value = 75
    entry = Responses.open(MODULE).get(item.id)
    assert entry is not None and entry.confidence == 75
    form.check.click()
    assert form.confidence.disabled
    again = open_form(item, key)
    assert again.confidence.disabled
    assert again.confidence.value == 75


def test_attempts_are_counted_and_a_form_opened_again_folds_what_the_check_said() -> None:
    item, key = sample("choice")
    form = open_form(item, key)
    fill(form, model(item, key))
    form.check.click()
    form.check.click()
    assert "checked this 2 times" in form.result.value
    again = open_form(item, key)
    assert again.result.value.startswith('<div class="ml-box"><details>')


def test_the_wrong_option_is_explained_with_all_the_others() -> None:
    item, key = sample("choice")
    form = open_form(item, key)
    (radio,) = all_of(form, ipywidgets.RadioButtons)
    radio.value = "plan-better"
    form.check.click()
    assert "✗ Not right" in form.result.value
    assert all(inline(why) in form.result.value for why in key.explanations.values())
    assert feedback.MODEL_ANSWER in form.result.value


def test_points_are_said_in_words_in_an_assignment_and_not_in_a_lesson() -> None:
    item, key = sample("match")
    for practice, expected in ((False, True), (True, False)):
        form = open_form(item, key, practice=practice)
        fill(form, model(item, key))
        form.check.click()
        assert ("4 of 4 points" in form.told.value) is expected


def test_a_lessons_form_holds_its_question_and_an_assignments_does_not() -> None:
    item, key = sample("choice")
    assert inline(item.stem) in page(open_form(item, key, practice=True))
    assert inline(item.stem) not in page(open_form(item))


def test_an_order_is_blank_until_it_is_moved_or_confirmed() -> None:
    item, _ = sample("order")
    form = open_form(item)
    assert form.fields.read() == {"order": []}
    confirm = all_of(form, ipywidgets.Button)[-1]
    assert confirm.description == "This order is right as it stands"
    confirm.click()
    assert form.fields.read() == {"order": [step.id for step in item.steps]}
    assert confirm not in all_of(form, ipywidgets.Button)
    assert open_form(item).fields.read() == form.fields.read()


def test_a_step_at_the_top_cannot_go_up_and_its_move_is_told_to_a_screen_reader() -> None:
    item, _ = sample("order")
    form = open_form(item)
    up, down, *_ = all_of(form, ipywidgets.Button)
    assert up.disabled and not down.disabled
    down.click()
    assert 'role="status"' in page(form)
    assert "is now number 2 of 5" in page(form)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", None),
        ("12", 12.0),
        ("12,5", 12.5),
        (" 38 % ", 38.0),
        ("101", None),
        ("-1", None),
        ("many", None),
        ("1e3", None),
        ("٣", 3.0),
    ],
)
def test_an_estimate_is_a_number_on_the_scale_or_blank(typed: str, kept: float | None) -> None:
    item, _ = sample("slider")
    form = open_form(item)
    low = all_of(form, ipywidgets.Text)[0]
    assert low.value == ""
    low.value = "7"
    low.value = typed
    assert form.fields.read()["low"] == kept
    assert ("is not a number" in page(form)) is (kept is None and typed != "")


def test_estimates_that_stand_the_wrong_way_round_are_told() -> None:
    item, _ = sample("slider")
    form = open_form(item)
    _texts(form, ["60", "20"])
    assert "swap them" in page(form)


def test_the_message_of_a_gap_match_can_be_read_whole() -> None:
    item, key = sample("gap-match")
    form = open_form(item)
    fill(form, model(item, key))
    assert "On Tuesday you sent the report <strong>two days after we agreed</strong>." in page(form)


def test_two_samples_stand_side_by_side_once_a_composed_answer_is_checked_and_the_questions_are_kept() -> (
    None
):
    item, key = sample("composed")
    form = open_form(item, key)
    assert not [one for one in walk(form.control) if isinstance(one, ipywidgets.RadioButtons)]
    fill(form, model(item, key))
    form.check.click()
    assert "Short and plain" in page(form) and "Warmer" in page(form)
    questions = [one for one in walk(form.control) if isinstance(one, ipywidgets.RadioButtons)]
    assert [one.description for one in questions] == list(item.questions)
    questions[0].value = True
    questions[1].value = False
    again = open_form(item, key)
    shown = [one for one in walk(again.control) if isinstance(one, ipywidgets.RadioButtons)]
    assert [one.value for one in shown] == [True, False, None]


def test_a_reflection_shows_its_rubric_at_once_and_the_samples_only_after_writing_with_a_key() -> None:
    item, key = sample("extended-text")
    form = open_form(item, key, practice=True)
    assert all(inline(band.text) in page(form) for band in item.bands)
    form.check.click()
    assert key.samples[0].text not in page(form)
    _texts(form, ["Ben, on Monday."])
    form.check.click()
    assert all(inline(one.text) in page(form) for one in key.samples)
    assert open_form(item).check is None


def test_a_text_too_long_to_keep_is_said_and_the_old_one_stays() -> None:
    item, _ = sample("extended-text")
    form = open_form(item)
    _texts(form, ["Short."])
    _texts(form, ["x" * 10_001])
    assert 'role="alert"' in form.status.value
    entry = Responses.open(MODULE).get(item.id)
    assert entry is not None and entry.response == {"text": "Short."}


def test_a_fault_in_our_own_code_is_a_calm_sentence_and_nothing_on_stderr(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    item, key = sample("choice")
    form = open_form(item, key)

    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("a secret of the learner's")

    monkeypatch.setattr(forms.keys, "parse_response", broken)
    all_of(form, ipywidgets.RadioButtons)[0].value = "at-home"
    assert "not your fault" in form.status.value
    assert capsys.readouterr().err == ""
    log = next(Path(form._responses.path.parent.parent / "data" / "mentorlab").glob("faults.log")).read_text()
    assert "ZeroDivisionError" in log and "secret" not in log


def test_another_windows_answer_is_not_written_over_but_shown_and_can_then_be_changed() -> None:
    item, _ = sample("text-entry")
    here, there = open_form(item), open_form(item)
    _texts(here, ["sandwich"])
    _texts(there, ["burger"])
    assert open_form(item).fields.read() == there.fields.read() == {"text": "sandwich"}
    assert there.told.value.startswith(forms.ELSEWHERE.partition("{")[0])
    assert there.told.value.endswith(forms.ELSEWHERE.partition("}")[2])
    _texts(there, ["burger"])
    assert open_form(item).fields.read() == {"text": "burger"}


def test_what_two_windows_write_in_two_fields_is_kept_both() -> None:
    item, _ = sample("composed")
    here, there = open_form(item), open_form(item)
    all_of(here, ipywidgets.Textarea)[0].value = "On Tuesday it came late."
    all_of(there, ipywidgets.Textarea)[1].value = "We waited."
    both = {"noticed": "On Tuesday it came late.", "effect": "We waited."}
    assert there.fields.read()["fields"] == open_form(item).fields.read()["fields"] == both
    assert "another window" in there.told.value
    all_of(here, ipywidgets.Textarea)[2].value = "What now?"
    assert open_form(item).fields.read()["fields"] == both | {"ask": "What now?"}


def test_a_field_emptied_here_stays_empty_when_another_window_wrote_in_a_different_one() -> None:
    item, _ = sample("composed")
    _texts(open_form(item), ["One.", "Two.", ""])
    here, there = open_form(item), open_form(item)
    all_of(here, ipywidgets.Textarea)[2].value = "Three."
    all_of(there, ipywidgets.Textarea)[0].value = ""
    assert open_form(item).fields.read()["fields"] == {"effect": "Two.", "ask": "Three."}


def test_a_talk_goes_on_from_where_another_window_has_brought_it() -> None:
    item, _ = sample("talk")
    here, there = open_form(item), open_form(item)
    player(here).replies[0].click()
    saved = here.fields.read()
    player(there).replies[-1].click()
    assert there.fields.read() == saved == open_form(item).fields.read()
    assert "in another window" in there.told.value
    player(there).replies[0].click()
    entry = Responses.open(MODULE).get(item.id)
    assert entry is not None and len(entry.response["plays"][0]["replies"]) == 2


def test_no_widget_announces_the_word_null() -> None:
    for name in KINDS:
        item, key = sample(name)
        for one in walk(open_form(item, key, practice=True).control):
            if isinstance(one, ipywidgets.DOMWidget) and not isinstance(
                one, ipywidgets.Box | ipywidgets.HTML
            ):
                assert one.tooltip is not None


def test_steps_are_explained_in_the_order_in_which_they_were_put() -> None:
    item, key = sample("order")
    form = open_form(item, key)
    fill(form, model(item, key))
    form.check.click()
    places = [form.result.value.index(f"You put this in place {number}.") for number in range(1, 6)]
    assert places == sorted(places)


def test_a_text_that_is_too_long_is_not_saved_and_is_said_of_the_answer_and_not_of_a_file() -> None:
    item, _ = sample("text-entry")
    form = open_form(item)
    _texts(form, ["x" * 10_001])
    with pytest.raises(ResponseError) as caught:
        keys.parse_response(item, form.fields.read())
    said = form.status.value
    assert escape(forms.NOT_SAVED.format(title=item.title, fault=caught.value.fault)) in said
    assert escape(caught.value.what) not in said
    assert Responses.open(item.module).get(item.id) is None


@pytest.mark.parametrize("stamp", ["0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00", "never"])
@pytest.mark.parametrize("zone", ["America/Lima", "Pacific/Auckland"])
def test_a_time_of_any_form_makes_a_page(stamp: str, zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        words = forms.when(Entry(response={}, first=stamp, last=stamp, digest=""))
        assert words and (local_time(stamp) is None or words.startswith("on "))
    finally:
        monkeypatch.undo()
        time.tzset()
