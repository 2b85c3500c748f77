"""The one way to a terminal: whatever is printed, nothing in it moves the cursor, turns a line or hides.

What a learner wrote, a folder's name, a library's message: all of it may hold control characters, and a terminal
obeys them. Every command prints with `say` or a `Terminal`, and a test finds the one that does not.
"""

from __future__ import annotations

from collections.abc import Iterable

import typer
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from mentorlab.names import visible_text


def say(text: object = "", *, err: bool = False, end: str = "\n") -> None:
    """Print a text, with what is not printable spelt out."""
    typer.echo(visible_text(str(text)) + end, err=err, nl=False)


class Terminal(Console):
    """A console of rich's whose texts are made visible; rich's own colours and cursor are not touched."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """The segments that are printed."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(visible_text(segment.text), segment.style)
