"""The controls that forms, the player and marks are made of, whoever draws them.

Everything else in `controls/` is written against `Toolkit` alone, so that the same form runs in Jupyter
(`ipywidgets_toolkit`), in a web page, or on plain objects in a test.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

Options = Sequence[tuple[str, Any]]  # what is shown of each option, and the value that it stands for


class Control(Protocol):
    """One thing on the page. Assigning to an attribute changes what is shown.

    Attributes
    ----------
    value : HTML or text that is shown, or what somebody chose, ticked or wrote
    children : what stands inside a column or a row, in order; may be replaced as a whole
    disabled : whether it can be used
    """

    value: Any
    children: Any
    disabled: Any

    def focus(self) -> None:
        """Send the keyboard's focus here."""

    def close(self) -> None:
        """Take it off the page for good and forget it."""


class Toolkit(Protocol):
    """Makes controls.

    Texts come as our authors wrote them, and each is shown as plain text; only `html` takes HTML, which must
    be safe already. `classes` are names of our own CSS. A callback is called once for every change that a
    person makes, after the control's `value` is the new one.
    """

    def html(self, value: str = "", *classes: str) -> Control:
        """Show HTML: questions, results, notices. Nobody can change it."""

    def place(self, *classes: str) -> Control:
        """Show a line of plain text that can take the focus, so that a screen reader says what has just changed."""

    def column(self, children: Sequence[Control], *classes: str) -> Control:
        """Put controls one under the other."""

    def row(self, children: Sequence[Control], *classes: str) -> Control:
        """Put controls side by side, as long as there is room."""

    def button(self, text: str, act: Callable[[], None], *classes: str, name: str = "") -> Control:
        """Make a button that calls `act`; `name` is what a screen reader is told instead of `text`."""

    def choose(
        self, label: str, options: Options, value: Any, changed: Callable[[], None], *classes: str
    ) -> Control:
        """Make a drop-down list, for one of many options; the first option is the blank and the default."""

    def pick(self, label: str, options: Options, value: Any, changed: Callable[[], None]) -> Control:
        """Make radio buttons, for one of a few options that are all to be read; `value` None while none is set."""

    def tick(self, label: str, value: bool, changed: Callable[[], None]) -> Control:
        """Make a box to tick, for each of several options that may all apply."""

    def write(
        self,
        label: str,
        value: str,
        changed: Callable[[], None],
        *classes: str,
        rows: int = 0,
        entered: Callable[[], None] | None = None,
    ) -> Control:
        """Make a line to write in (`rows` 0) or a box of so many rows; Enter in a line calls `entered`."""

    def show(self, control: Control, visible: bool) -> None:
        """Show a control that was made before, or hide it; its value is kept."""
