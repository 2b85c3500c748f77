r"""What keeps any text apart from the notation: a backslash more when writing, one less when reading.

A backslash counts before `{`, `[` and `->` anywhere, before what would open a block at the start of a line
(`\#`, `\>`, `\-`, `1\.`), and where blanks would be lost: `\` alone on a line is an empty line, and one beside
a blank at either end of a line keeps it. Wherever backslashes stand in such a place, reading takes one away
and writing adds one; so every text comes back. A carriage return is written `&#13;`, and a line break in a
heading `&#10;`.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from mentorlab.dialect.attributes import KINDS, split_attributes

_INSIDE = r"(?<!\\)()\\(?=\\*(?:\{|\[|->))|(?<=[ \t])()\\(?=\\*$)"
_START = r"^([ \t]*)\\(?=\\*(?:[#>*+\-~`_\[{ \t]|$))|^([ \t]*\d{1,9})\\(?=\\*[.)])"
_ANYWHERE = re.compile(f"{_START}|{_INSIDE}", re.MULTILINE)
_BEHIND_THE_START = re.compile(_INSIDE)
RULE = re.compile(r"[ \t]*([-*_])[ \t]*(?:\1[ \t]*){2,}\Z")
BLOCK = re.compile(r"[ \t]*(?:#{1,6}(?:[ \t]|\Z)|>|[-+*](?:[ \t]|\Z)|1[.)](?:[ \t]|\Z)|`{3}|~{3})")
ARROW = re.compile(r"(?<![^ \t\n])->(?=[ \t\n])")
BOX = re.compile(r"\[([ xX])\](?=[ \t\n]|\Z)")
_ENTITY = re.compile(r"&#(10|13|38);")


def unescape(text: str) -> str:
    """Return the text that its author means."""
    text = _ANYWHERE.sub(lambda place: place[1] or place[2] or "", text)
    return _ENTITY.sub(lambda entity: chr(int(entity[1])), text)


def escape_quote(text: str) -> str:
    """Escape the text for a quotation: nothing in it is notation, so only backslashes and outer blanks need care."""
    lines = _entities(text).split("\n")
    outer = (0, len(lines) - 1)
    return "\n".join(
        _line(line, blank_start=n in outer, blank_end=n == outer[1]) for n, line in enumerate(lines)
    )


def escape_title(text: str, kinds: Collection[str] = KINDS) -> str:
    """Escape the text for a heading: one line, whatever it holds."""
    line = _entities(text).replace("\n", "&#10;")
    return _guard_attributes(_line(line, blank_start=True, blank_end=True), kinds)


def escape_lines(text: str, kinds: Collection[str] = KINDS, *, indented: bool = False) -> str:
    """Escape the text for a paragraph or an entry: no line of it reads as a block, an attribute list or a paragraph's end.

    `indented`: the lines stand in a list, where blanks at the start of a line mean nothing.
    """
    written = []
    lines = _entities(text).split("\n")
    for n, line in enumerate(lines):
        blank_start = not n or indented or not line.strip(" \t")
        escaped = _line(line, blank_start=blank_start, blank_end=n == len(lines) - 1)
        if BLOCK.match(escaped) or RULE.match(escaped):
            number = re.match(r"[ \t]*(?:1(?=[.)]))?", escaped)
            at = number.end() if number else 0
            escaped = f"{escaped[:at]}\\{escaped[at:]}"
        written.append(_guard_attributes(escaped, kinds))
    return "\n".join(written)


def escape_arrows(text: str) -> str:
    """Escape every arrow: the same text with each as text."""
    return re.sub(r"(?<![^ \t\n])->(?=[ \t\n]|\Z)", r"\->", text)


def _entities(text: str) -> str:
    return re.sub(r"&(?=#(?:10|13|38);)", "&#38;", text).replace("\r", "&#13;")


def _line(line: str, *, blank_start: bool, blank_end: bool) -> str:
    """One line with its backslashes doubled where reading takes one away, and its blanks kept where asked."""
    if blank_start and line[:1] in ("", " ", "\t"):
        line = "\\" + _BEHIND_THE_START.sub(r"\\\\", line)
    else:
        line = _ANYWHERE.sub(lambda place: (place[1] or place[2] or "") + "\\\\", line)
    return line + "\\" if blank_end and line[-1:] in (" ", "\t") else line


def _guard_attributes(line: str, kinds: Collection[str]) -> str:
    if not split_attributes(line, kinds)[1]:
        return line
    at = line.rindex("{")
    return f"{line[:at]}\\{line[at:]}"
