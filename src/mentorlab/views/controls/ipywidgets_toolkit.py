"""The toolkit for Jupyter, with the traps of ipywidgets 8.1 dealt with once. No other module imports ipywidgets.

A `tooltip` of None becomes the word "null" or repeats the whole text; buttons' colours come from our CSS.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

import ipywidgets as w

from mentorlab.views.controls.toolkit import Control, Options
from mentorlab.views.pages.text import clean, plain


class IpywidgetsToolkit:
    """`Toolkit` made of ipywidgets; each method is described there."""

    def html(self, value: str = "", *classes: str) -> Control:
        """Show HTML that is already safe."""
        return _classed(w.HTML(value=value), classes)

    def place(self, *classes: str) -> Control:
        """Show a line of text that takes the focus: of all text widgets only a Label does."""
        return _classed(w.Label(tabbable=False, tooltip=""), classes)

    def column(self, children: Sequence[Control], *classes: str) -> Control:
        """Put widgets one under the other."""
        return _classed(w.VBox(list(children)), classes)

    def row(self, children: Sequence[Control], *classes: str) -> Control:
        """Put widgets side by side, as long as there is room."""
        return _classed(w.HBox(list(children)), classes)

    def button(self, text: str, act: Callable[[], None], *classes: str, name: str = "") -> Control:
        """Make a button; `name` is shown when a pointer rests on it, too."""
        made = w.Button(description=plain(text), tooltip=plain(name))
        made.on_click(lambda _: act())
        return _classed(made, classes)

    def choose(
        self, label: str, options: Options, value: Any, changed: Callable[[], None], *classes: str
    ) -> Control:
        """Make a drop-down list whose first entry is the blank."""
        made = w.Dropdown(
            description=plain(label),
            options=_distinct(options),
            value=value if value in [option[1] for option in options] else options[0][1],
            tooltip="",
            style={"description_width": "auto"},
        )
        return _classed(_watched(made, changed), classes)

    def pick(self, label: str, options: Options, value: Any, changed: Callable[[], None]) -> Control:
        """Make radio buttons, none of them set until somebody sets one."""
        made = w.RadioButtons(
            description=plain(label),
            options=_distinct(options),
            value=value if value in [option[1] for option in options] else None,
            tooltip="",
            style={"description_width": "auto"},
        )
        return _watched(made, changed)

    def tick(self, label: str, value: bool, changed: Callable[[], None]) -> Control:
        """Make a box to tick."""
        return _watched(w.Checkbox(description=plain(label), value=value, indent=False, tooltip=""), changed)

    def write(
        self,
        label: str,
        value: str,
        changed: Callable[[], None],
        *classes: str,
        rows: int = 0,
        entered: Callable[[], None] | None = None,
    ) -> Control:
        """Make a line (`rows` 0) or a box of text; `entered` is called when Enter is pressed in a line."""
        settings: dict[str, Any] = {
            "description": plain(label),
            "value": clean(value),
            "placeholder": "",
            "tooltip": "",
            "style": {"description_width": "auto"},
        }
        made = w.Textarea(rows=rows, **settings) if rows else w.Text(**settings)
        if entered is not None:
            # `on_submit` is deprecated in favour of a value that follows no keystroke; this is what it listens to.
            made.on_msg(lambda _, content, __: entered() if content.get("event") == "submit" else None)
        return _classed(_watched(made, changed), classes)

    def show(self, control: Any, visible: bool) -> None:
        """Show a widget or hide it."""
        control.layout.display = None if visible else "none"


def mime_bundle(control: Any) -> dict[str, Any]:
    """Return what a notebook's output holds for a control, so that JupyterLab draws it."""
    view = {"version_major": 2, "version_minor": 0, "model_id": control.model_id}
    return {"application/vnd.jupyter.widget-view+json": view}


def _watched(widget: Any, changed: Callable[[], None]) -> Control:
    def on_value(_: Any) -> None:
        changed()

    widget.observe(on_value, "value")
    return cast(Control, widget)


def _distinct(options: Options) -> list[tuple[str, Any]]:
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


def _classed(widget: Any, classes: Sequence[str]) -> Control:
    for name in classes:
        widget.add_class(name)
    return cast(Control, widget)
