"""A toolkit of plain Python objects: what a form needs, and nothing of any page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from mentorlab.views.controls.toolkit import Control, Options
from mentorlab.views.pages.text import plain


def _nothing() -> None:
    return None


@dataclass(eq=False)
class PlainControl:
    """A control without a page. `kind` is the name of the method of `Toolkit` that made it."""

    kind: str
    label: str = ""
    value: Any = None
    children: Any = ()
    disabled: Any = False
    hidden: bool = False
    closed: bool = False
    classes: tuple[str, ...] = ()
    options: Options = ()
    act: Callable[[], None] = field(default=_nothing, repr=False)
    entered: Callable[[], None] = field(default=_nothing, repr=False)
    focused: int = 0

    def focus(self) -> None:
        self.focused += 1

    def close(self) -> None:
        self.closed = True

    def press(self) -> None:
        """Click a button, as a person would."""
        assert not self.disabled and not self.closed
        self.act()

    def put(self, value: Any) -> None:
        """Choose, tick or write, as a person would."""
        assert not self.disabled and not self.closed
        assert not self.options or value in [option[1] for option in self.options]
        self.value = value
        self.act()

    def walk(self) -> Iterator[PlainControl]:
        """The control and all that stand in it and are shown."""
        if not self.hidden:
            yield self
            for child in self.children:
                yield from child.walk()


class PlainToolkit:
    """`Toolkit` made of `PlainControl`s."""

    def html(self, value: str = "", *classes: str) -> Control:
        return PlainControl("html", value=value, classes=classes)

    def place(self, *classes: str) -> Control:
        return PlainControl("place", value="", classes=classes)

    def column(self, children: Sequence[Control], *classes: str) -> Control:
        return PlainControl("column", children=tuple(children), classes=classes)

    def row(self, children: Sequence[Control], *classes: str) -> Control:
        return PlainControl("row", children=tuple(children), classes=classes)

    def button(self, text: str, act: Callable[[], None], *classes: str, name: str = "") -> Control:
        return PlainControl("button", plain(text), classes=classes, act=act)

    def choose(
        self, label: str, options: Options, value: Any, changed: Callable[[], None], *classes: str
    ) -> Control:
        value = value if value in [option[1] for option in options] else options[0][1]
        return PlainControl("choose", plain(label), value, options=options, classes=classes, act=changed)

    def pick(self, label: str, options: Options, value: Any, changed: Callable[[], None]) -> Control:
        value = value if value in [option[1] for option in options] else None
        return PlainControl("pick", plain(label), value, options=options, act=changed)

    def tick(self, label: str, value: bool, changed: Callable[[], None]) -> Control:
        return PlainControl("tick", plain(label), value, act=changed)

    def write(
        self,
        label: str,
        value: str,
        changed: Callable[[], None],
        *classes: str,
        rows: int = 0,
        entered: Callable[[], None] | None = None,
    ) -> Control:
        made = PlainControl("write", plain(label), value, classes=classes, act=changed)
        made.entered = entered or _nothing
        return made

    def show(self, control: Any, visible: bool) -> None:
        control.hidden = not visible


def shown(control: Any, *kinds: str) -> list[PlainControl]:
    """The controls of these kinds that can be seen, from top to bottom."""
    return [one for one in control.walk() if one.kind in kinds]


def labelled(control: Any, label: str) -> PlainControl:
    """The one control on the page that is called so."""
    (found,) = [one for one in control.walk() if one.kind != "html" and one.label == plain(label)]
    return found


def html_of(control: Any) -> str:
    """All the HTML and text that can be seen."""
    return "\n".join(one.value for one in shown(control, "html", "place"))
