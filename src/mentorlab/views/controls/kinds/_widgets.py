"""The few widgets that all forms are made of, with the traps of ipywidgets 8.1 dealt with once.

A `tooltip` of None becomes the word "null" or repeats the whole text; buttons' colours come from our CSS.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets as w

from mentorlab.views.pages.text import clean, plain


def html(value: str = "", *classes: str) -> Any:
    """HTML that is already safe."""
    return _classed(w.HTML(value=value), classes)


def place(*classes: str) -> Any:
    """A line of plain text that the focus can be sent to (of all text widgets only a Label takes it)."""
    return _classed(w.Label(tabbable=False, tooltip=""), classes)


def column(children: Sequence[Any], *classes: str) -> Any:
    """Widgets one under the other."""
    return _classed(w.VBox(list(children)), classes)


def row(children: Sequence[Any], *classes: str) -> Any:
    """Widgets side by side, as long as there is room."""
    return _classed(w.HBox(list(children)), classes)


def button(text: str, act: Callable[[], None], *classes: str, name: str = "") -> Any:
    """A button that says `text`; `name` is what a pointer resting on it, or a screen reader, is told instead."""
    made = _classed(w.Button(description=plain(text), tooltip=plain(name)), classes)
    made.on_click(lambda _: act())
    return made


def choose(label: str, options: Sequence[tuple[str, Any]], value: Any, changed: Callable[[], None]) -> Any:
    """A drop-down list whose first entry is the blank."""
    made = w.Dropdown(
        description=plain(label),
        options=_distinct(options),
        value=value if value in [option[1] for option in options] else options[0][1],
        tooltip="",
        style={"description_width": "auto"},
    )
    return _watched(made, changed)


def pick(label: str, options: Sequence[tuple[str, Any]], value: Any, changed: Callable[[], None]) -> Any:
    """Radio buttons, none of them set until somebody sets one."""
    made = w.RadioButtons(
        description=plain(label),
        options=_distinct(options),
        value=value if value in [option[1] for option in options] else None,
        tooltip="",
        style={"description_width": "auto"},
    )
    return _watched(made, changed)


def tick(label: str, value: bool, changed: Callable[[], None]) -> Any:
    """A box to tick."""
    return _watched(w.Checkbox(description=plain(label), value=value, indent=False, tooltip=""), changed)


def write(
    label: str,
    value: str,
    changed: Callable[[], None],
    *,
    rows: int = 0,
    hint: str = "",
    entered: Callable[[], None] | None = None,
) -> Any:
    """A line (rows=0) or a box of text; `entered` is called when Enter is pressed in a line."""
    settings = {"description": plain(label), "value": clean(value), "placeholder": plain(hint), "tooltip": ""}
    settings["style"] = {"description_width": "auto"}  # type: ignore[assignment]
    made = w.Textarea(rows=rows, **settings) if rows else w.Text(**settings)
    if entered is not None:
        # `on_submit` is deprecated in favour of a value that follows no keystroke; this is what it listens to.
        made.on_msg(lambda _, said, __: entered() if said.get("event") == "submit" else None)
    return _watched(made, changed)


def _watched(widget: Any, changed: Callable[[], None]) -> Any:
    def heard(_: Any) -> None:
        changed()

    widget.observe(heard, "value")
    return widget


def _distinct(options: Sequence[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Two options that read alike would be one to the browser: the later one gets a space that nobody sees."""
    seen: set[str] = set()
    made = []
    for text, value in options:
        label = plain(text)
        while label in seen:
            label += "\N{ZERO WIDTH SPACE}"
        seen.add(label)
        made.append((label, value))
    return made


def _classed(widget: Any, classes: Sequence[str]) -> Any:
    for name in classes:
        widget.add_class(name)
    return widget
