"""Text that anybody may have written, made safe to show: escaped always, with a little Markdown.

Standard library only, because marking renders responses with it too. Nothing that comes out of here holds
a tag, an attribute or a link that stood in the text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from functools import lru_cache, wraps
from typing import NamedTuple

from mentorlab.wording import shorten

_UNSHOWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_STRONG = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_EMPHASIS = re.compile(
    r"(?<![\w*])\*(?=[^\s*])([^*]+?)(?<=[^\s*])\*(?![\w*])|(?<!\w)_(?=\S)([^_]+?)(?<=\S)_(?!\w)"
)
_CODE = re.compile(r"`([^`]+)`")
_DEEPEST = 10  # quotations within each other; whoever writes more wants no quotation
_BULLET = re.compile(r"(?:[-*+]|\d{1,3}[.)])\s+")


class Page(NamedTuple):
    """HTML in pieces, most of which many learners' pages share; `parts` are what an answer is made of, one by one."""

    before: tuple[str, ...]
    parts: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    @property
    def pieces(self) -> tuple[str, ...]:
        """Return all of them, in order."""
        return self.before + self.parts + self.after

    @property
    def html(self) -> str:
        """Return the page as one text."""
        return "".join(self.pieces)

    def within(self, before: tuple[str, ...], after: tuple[str, ...]) -> Page:
        """Return the page with more around it."""
        return Page(before + self.before, self.parts, self.after + after)


def _remembered(make: Callable[[object], str]) -> Callable[[object], str]:
    """The same, and short texts are made once: an assignment shows the same few hundred to everybody.

    Only so many and so short ones, because learners' texts come through here too.
    """
    kept = lru_cache(maxsize=2048)(make)

    @wraps(make)
    def made(text: object) -> str:
        return kept(text) if type(text) is str and len(text) <= 1000 else make(text)

    return made


def clean(text: object) -> str:
    """Return the text as a string that every screen and file can take: no control characters, no half ones."""
    return _UNSHOWABLE.sub("\N{REPLACEMENT CHARACTER}", text if isinstance(text, str) else str(text))


@_remembered
def escape(text: object) -> str:
    """Return the text as HTML that shows exactly this text."""
    return html.escape(clean(text), quote=True)


@_remembered
def lines(text: object) -> str:
    """Render what a learner typed: escaped, their line breaks kept."""
    return escape(text).replace("\n", "<br>")


@lru_cache(maxsize=4096)  # only our authors' texts come here, and they are the same for everybody
def inline(markdown: object) -> str:
    """Render one paragraph of our authors': escaped, with emphasis and code; every other sign stays as it is."""
    parts = _CODE.split(escape(markdown))
    for at in range(0, len(parts), 2):
        parts[at] = _STRONG.sub(r"<strong>\1</strong>", parts[at])
        parts[at] = _EMPHASIS.sub(lambda match: f"<em>{match[1] or match[2]}</em>", parts[at])
    for at in range(1, len(parts), 2):
        parts[at] = f"<code>{parts[at]}</code>"
    return "".join(parts)


@lru_cache(maxsize=4096)  # only our authors' texts come here, and they are the same for everybody
def blocks(markdown: object) -> str:
    """Render paragraphs, plain lists and tables of our authors'; links and images stay text."""
    return _blocks(clean(markdown), 0)


def _blocks(text: str, depth: int) -> str:
    return "".join(_block(block, depth) for block in re.split(r"\n\s*\n", text.strip()) if block.strip())


def _block(block: str, depth: int) -> str:
    rows = block.splitlines()
    if all(row.lstrip().startswith("|") for row in rows):
        return _table(rows)
    if _BULLET.match(rows[0].lstrip()):
        entries: list[str] = []
        for row in rows:
            match = _BULLET.match(row.lstrip())
            if match:
                entries.append(row.lstrip()[match.end() :])
            else:
                entries[-1] += f" {row.strip()}"
        tag = "ol" if rows[0].lstrip()[0].isdigit() else "ul"
        return f"<{tag}>{items(inline(entry) for entry in entries)}</{tag}>"
    if depth < _DEEPEST and all(row.startswith(">") for row in rows):
        return (
            f"<blockquote>{_blocks(chr(10).join(row[1:].lstrip() for row in rows), depth + 1)}</blockquote>"
        )
    return f"<p>{inline(' '.join(row.strip() for row in rows))}</p>"


def _table(rows: list[str]) -> str:
    cells = [[cell.strip() for cell in row.strip().strip("|").split("|")] for row in rows]
    body = [row for row in cells if not all(re.fullmatch(r":?-+:?", cell) for cell in row)]
    if not body:
        return ""
    head, *rest = body
    first = "".join(f'<th scope="col">{inline(cell)}</th>' for cell in head)
    others = "".join(f"<tr>{''.join(f'<td>{inline(cell)}</td>' for cell in row)}</tr>" for row in rest)
    return f"<table><thead><tr>{first}</tr></thead><tbody>{others}</tbody></table>"


def items(contents: Iterable[str]) -> str:
    """Put list entries around HTML that is already safe."""
    return "".join(f"<li>{content}</li>" for content in contents)


@lru_cache(maxsize=4096)
def plain(markdown: object, limit: int = 2000) -> str:
    """Return one paragraph of our authors' as plain text, for buttons and labels, where HTML would show as it is."""
    text = _CODE.sub(r"\1", clean(markdown))
    text = _EMPHASIS.sub(lambda match: match[1] or match[2], _STRONG.sub(r"\1", text))
    return shorten(text, limit)
