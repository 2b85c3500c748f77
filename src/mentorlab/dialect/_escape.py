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

from mentorlab.dialect.marks import KINDS, split_mark

_PLACES = re.compile(
    r"^([ \t]*)\\(?=\\*(?:[#>*+\-~`_\[{ \t]|$))"
    r"|^([ \t]*\d{1,9})\\(?=\\*[.)])"
    r"|(?<!\\)()\\(?=\\*(?:\{|\[|->))"
    r"|(?<=[ \t])()\\(?=\\*$)",
    re.MULTILINE,
)
RULE = re.compile(r"[ \t]*([-*_])[ \t]*(?:\1[ \t]*){2,}\Z")
BLOCK = re.compile(r"[ \t]*(?:#{1,6}(?:[ \t]|\Z)|>|[-+*](?:[ \t]|\Z)|1[.)](?:[ \t]|\Z)|`{3}|~{3})")
ARROW = re.compile(r"(?<![^ \t\n])->(?=[ \t\n])")
BOX = re.compile(r"\[([ xX])\](?=[ \t\n]|\Z)")
_ENTITY = re.compile(r"&#(10|13|38);")


def unescape(text: str) -> str:
    """The text that its author means."""
    text = _PLACES.sub(lambda place: place[1] or place[2] or "", text)
    return _ENTITY.sub(lambda entity: chr(int(entity[1])), text)


def escape_quote(text: str) -> str:
    """The text for a quotation: nothing in it is notation, so only backslashes and outer blanks need care."""
    return _keep_blanks(_entities(text))


def escape_title(text: str) -> str:
    """The text for a heading: one line, whatever it holds."""
    return _guard(_keep_blanks(_entities(text).replace("\n", "&#10;")), KINDS, indented=False)


def escape_lines(text: str, kinds: Collection[str] = KINDS, *, indented: bool = False) -> str:
    """The text for a paragraph or an entry: no line of it reads as a block, a mark or a paragraph's end.

    `indented`: the lines stand in a list, where blanks at the start of a line mean nothing.
    """
    return _guard(_keep_blanks(_entities(text)), kinds, indented=indented)


def escape_arrows(text: str) -> str:
    """The same text with every arrow as text."""
    return re.sub(r"(?<![^ \t\n])->(?=[ \t\n]|\Z)", r"\->", text)


def _entities(text: str) -> str:
    return re.sub(r"&(?=#(?:10|13|38);)", "&#38;", text).replace("\r", "&#13;")


def _keep_blanks(text: str) -> str:
    """The backslashes that reading takes away, doubled, and a backslash at blank ends."""
    text = _PLACES.sub(lambda place: (place[1] or place[2] or "") + "\\\\", text)
    lines = text.split("\n")
    if lines[0][:1] in ("", " ", "\t"):
        lines[0] = "\\" + lines[0]
    if lines[-1][-1:] in ("", " ", "\t"):
        lines[-1] += "\\"
    return "\n".join(lines)


def _guard(text: str, kinds: Collection[str], *, indented: bool) -> str:
    lines = []
    for line in text.split("\n"):
        start = len(line) - len(line.lstrip(" \t"))
        if start == len(line) or (indented and start):
            line = "\\" + line
        elif BLOCK.match(line) or RULE.match(line):
            number = re.match(r"[ \t]*1(?=[.)])", line)
            at = number.end() if number else start
            line = line[:at] + "\\" + line[at:]
        if split_mark(line, kinds)[1]:
            at = line.rindex("{")
            line = line[:at] + "\\" + line[at:]
        lines.append(line)
    return "\n".join(lines)
