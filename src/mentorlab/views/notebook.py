"""The four calls that stand in our notebooks' cells.

Their arguments come from a file that anybody may have changed: they are data, read as JSON and checked. No
call raises and none writes to stderr, because nbgrader takes all points for that; `mark` returns a built-in
float whatever happens, because nbgrader gives full points for anything else.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mentorlab.item import keys
from mentorlab.item.answer import Answer
from mentorlab.item.model import Item, Key, to_points
from mentorlab.responses.file import Entry, Responses, ResponsesError, file_name, read_for_marking
from mentorlab.views.controls import checked_answers
from mentorlab.views.controls.toolkit import Control, Toolkit
from mentorlab.views.error_guard import SORRY, log_fault, stderr_silenced
from mentorlab.views.pages import exercise_page

UNREADABLE = (
    "This exercise cannot be shown: what the notebook says of it is damaged. "
    "Open the course again, or ask whoever gave it to you for the notebook."
)


def practice(item_json: object, key_json: object = None) -> None:
    """Show a lesson's exercise or talk: it is checked on the spot, and never marked."""
    _guarded(lambda: _practice(item_json, key_json))


def exercise(item_json: object) -> None:
    """Show the form of an assignment's exercise."""
    _guarded(lambda: _exercise(item_json))


def mark(item_json: object, key_json: object = None) -> float:
    """Return the points of one exercise, and show what they are for, or what is still missing.

    Without a key it is 0.0; under nbgrader's Validate a complete response is worth all points, so that
    Validate means "nothing is missing".
    """
    earned = _guarded(lambda: _mark(item_json, key_json))
    return earned if type(earned) is float else 0.0


def home() -> None:
    """Show the course's first page: what there is, how far one has come, and where to go on."""
    _guarded(_home)


def _practice(item_json: object, key_json: object) -> None:
    item = _item(item_json)
    if item is None:
        return
    _form(item, _key(key_json, item), practice=True)


def _exercise(item_json: object) -> None:
    item = _item(item_json)
    if item is not None:
        _form(item, _found(item), practice=False)


def _form(item: Item, key: Key | None, *, practice: bool) -> None:
    if _marking():
        _show(exercise_page.render_form(_answer(item, _submitted(item)), final=True), item.title)
        return
    responses = _responses(item)
    if responses is None:
        return
    static = exercise_page.render_form(_answer(item, responses.get(item.id)))

    def form(toolkit: Toolkit) -> Control:
        from mentorlab.views.controls.forms import Form

        return Form(toolkit, item, key, responses, practice=practice).control

    _show(static, item.title, form)


def _mark(item_json: object, key_json: object) -> float:
    item = _item(item_json)
    if item is None:
        return 0.0
    key = _key(key_json, item)
    if key_json is not None and key is None:
        _show(exercise_page.sentence(UNREADABLE), UNREADABLE)
        return 0.0
    if _marking():
        return _marked(item, key, _submitted(item))
    responses = _responses(item)
    if responses is None:
        return 0.0
    if _validating():
        return _validated(item, key, responses.get(item.id))
    from mentorlab.views.controls.marks import MarkControl

    shown = MarkControl(item, key if key is not None else _found(item), responses, always=key is not None)
    _show(shown.static, item.title, shown.control)
    checked_answers.on_saved(item.id, shown.refresh)
    return shown.points if key is not None else 0.0


def _marked(item: Item, key: Key | None, entry: Entry | None) -> float:
    """Under autograde: the points, and a page that holds no form."""
    answer = _answer(item, entry)
    if key is None:
        _show(exercise_page.render_mark(answer, None), item.title)
        return 0.0
    score = answer.score(key)
    points = to_points(score.value, item.points)
    _show(exercise_page.render_mark(answer, score, key, points, model=False), item.title)
    return points


def _validated(item: Item, key: Key | None, entry: Entry | None) -> float:
    """Under Validate: all points where nothing is missing; with the key, what it earns."""
    if key is not None:
        return _marked(item, key, entry)
    answer = _answer(item, entry)
    _show(exercise_page.render_mark(answer, None), item.title)
    return to_points(1.0, item.points) if answer.complete else 0.0


def _answer(item: Item, entry: Entry | None) -> Answer:
    return Answer.read(item, None if entry is None else entry.response)


def _home() -> None:
    from mentorlab.views.controls.home import HomeControl

    page = HomeControl(Path.cwd())
    _show(page.static, "mentorlab", page.control)


# --- arguments ----------------------------------------------------------------------------------------------


def _item(text: object) -> Item | None:
    try:
        if not isinstance(text, str):
            raise TypeError("an exercise is JSON text")
        return keys.parse_item(text)
    except Exception as error:
        log_fault(error)
        _show(exercise_page.sentence(UNREADABLE), UNREADABLE)
        return None


def _key(text: object, item: Item) -> Key | None:
    """The key that a cell holds; None where it holds none, or one that cannot be read."""
    if text is None:
        return None
    try:
        if not isinstance(text, str):
            raise TypeError("a key is JSON text")
        return keys.parse_key(item, text)
    except Exception as error:
        log_fault(error)
        return None


def _found(item: Item) -> Key | None:
    """The key, where this learner may have it; none if what was found does not fit."""
    try:
        key = keys.find_key(item.id)
    except Exception as error:
        log_fault(error)
        return None
    return key if key is not None and key.item == item.id else None


def _responses(item: Item) -> Responses | None:
    try:
        return Responses.open(item.module)
    except ResponsesError as problem:
        _show(exercise_page.sentence(str(problem)), str(problem))
        return None


def _submitted(item: Item) -> Entry | None:
    """What was handed in beside this notebook; a file that cannot be read counts as none, and it is said."""
    try:
        return read_for_marking(Path.cwd() / file_name(item.module)).get(item.id)
    except ResponsesError as problem:
        _show(exercise_page.sentence(str(problem)), str(problem))
        return None


# --- the page -----------------------------------------------------------------------------------------------


def _marking() -> bool:
    return os.environ.get("NBGRADER_EXECUTION") == "autograde"


def _validating() -> bool:
    return os.environ.get("NBGRADER_EXECUTION") == "validate"


def _guarded(act: Callable[[], Any]) -> Any:
    with stderr_silenced():
        try:
            return act()
        except Exception as error:
            log_fault(error)
            try:
                _show(exercise_page.sentence(SORRY), SORRY)
            except Exception as second:
                log_fault(second)
            return None


def _show(static: str, plain: str, control: Callable[[Toolkit], Control] | None = None) -> None:
    """One display that holds both: the page prefers the live control, whoever has no kernel reads the HTML."""
    bundle: dict[str, Any] = {"text/html": static, "text/plain": plain}
    if control is not None:
        try:
            from mentorlab.views.controls.ipywidgets_toolkit import IpywidgetsToolkit, mime_bundle

            bundle |= mime_bundle(control(IpywidgetsToolkit()))
        except Exception as error:
            log_fault(error)  # the HTML still says what there is
    emit(bundle)


def emit(bundle: dict[str, Any]) -> None:
    """Hand a display to the notebook; outside of one, nothing is shown."""
    from IPython import get_ipython

    if get_ipython() is not None:
        from IPython.display import display

        display(bundle, raw=True)
