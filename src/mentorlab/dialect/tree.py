"""The neutral tree that every Markdown file of the course becomes; each node knows its line.

Standard library only, so that a browser's Python can import it. `read.py` makes the tree, `write.py`
prints it; talks and items are built from it and never see Markdown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Worth = Literal["good", "fair", "weak"]


class DialectError(ValueError):
    """A fault in a content file, said so that its author can mend it.

    Parameters
    ----------
    file : path as the author knows it, such as `content/08-feedback/lesson.md`
    line : 1 for the first line of the file
    what : one sentence that says what is wrong
    mend : one sentence that says what to write instead
    """

    def __init__(self, file: str, line: int, what: str, mend: str) -> None:
        self.file, self.line, self.what, self.mend = file, line, what, mend
        super().__init__(f"{file}, line {line}: {what} {mend}")


@dataclass(frozen=True, slots=True)
class Attributes:
    """The `{…}` at the end of a line: `kind flag #id good|fair|weak +skill -skill meter+1 key=value if …`."""

    kind: str = ""
    id: str = ""
    worth: Worth | None = None
    plus: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()
    meters: Mapping[str, int] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    condition: str = ""
    flags: tuple[str, ...] = ()  # words such as mail, which may stand beside any kind

    def __bool__(self) -> bool:
        return self != EMPTY


EMPTY = Attributes()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Prose: a paragraph, table, fence or any other Markdown, kept to the letter but for an attribute list at its end."""

    text: str
    line: int
    attributes: Attributes = EMPTY


@dataclass(frozen=True, slots=True)
class Quote:
    """A block quotation (`> …`); under an item it explains, in prose it is prose. Text without the `> `."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class ListItem:
    """One entry of a list: its text without box, target, attribute list and note."""

    text: str
    line: int
    box: bool | None = None  # True for [x], False for [ ], None for no box
    target: str = ""  # what stands after the last ` -> `; "" where there is no arrow
    attributes: Attributes = EMPTY
    note: str = ""  # the `>` lines beneath it, joined by newlines


@dataclass(frozen=True, slots=True)
class List:
    """A bullet list or a numbered one."""

    items: tuple[ListItem, ...]
    line: int
    ordered: bool = False


Block = Paragraph | Quote | List


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the blocks up to the next heading, of whatever level. Level 0 is what stands before any."""

    level: int
    title: str
    line: int
    attributes: Attributes = EMPTY
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A whole file: front matter as plain data, then its sections in order."""

    file: str
    meta: Mapping[str, Any]
    sections: tuple[Section, ...]
    meta_lines: Mapping[str, int] = field(default_factory=dict)  # top-level key -> line

    def error(self, line: int, what: str, mend: str) -> DialectError:
        """Return a `DialectError` in this file."""
        return DialectError(self.file, line, what, mend)
