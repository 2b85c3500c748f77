"""Tree in, Markdown out, so that reading it again gives the same tree, whatever the texts hold.

What would be read as notation is escaped as an author would escape it (`\\{`, `\\[`, `\\->`); the rest of the
rules are in `_escape.py`.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

import yaml

from mentorlab.dialect._escape import BOX, RULE, escape_arrows, escape_lines, escape_quote, escape_title
from mentorlab.dialect.attributes import KINDS, format_attributes
from mentorlab.dialect.read import is_fence
from mentorlab.dialect.tree import Block, Document, List, ListItem, Paragraph, Quote, Section


class _Dumper(yaml.SafeDumper):
    """Front matter without references; a text with more than words and blanks stands in quotation marks."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: _Dumper, text: str) -> yaml.Node:
    style = None if re.fullmatch(r"[^\W\d_][^\W_]*(?:[ ,.'’-]+[^\W_]+)*[.?!]?", text) else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def write(document: Document, kinds: Collection[str] = KINDS) -> str:
    """Write the file that reads as this document. Raises ValueError for a tree that no file can hold."""
    parts: list[str] = []
    if document.meta:
        front = yaml.dump(
            dict(document.meta), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=float("inf")
        )
        parts.append(f"---\n{front}---")
    for position, section in enumerate(document.sections):
        if section.level == 0 and (position or section.title or section.attributes or not section.blocks):
            raise ValueError("Only the first section can have level 0, and it has blocks and no title.")
        if section.level:
            parts.append(_heading(section, kinds))
        parts.extend(_blocks(section.blocks, kinds, first=not parts))
    return "\n\n".join(parts) + "\n"


def _heading(section: Section, kinds: Collection[str]) -> str:
    title = escape_title(section.title, kinds) if section.title else ""
    return _joined("#" * section.level, title, format_attributes(section.attributes))


def _blocks(blocks: tuple[Block, ...], kinds: Collection[str], *, first: bool) -> list[str]:
    """Each block as text. Neighbouring lists take different markers, or they would read as one."""
    written: list[str] = []
    markers = {False: "-", True: "."}
    for position, block in enumerate(blocks):
        if isinstance(block, Quote):
            written.append(_quote(block.text))
        elif isinstance(block, Paragraph):
            text = _paragraph(block, kinds, top=first and not position)
            if position and isinstance(blocks[position - 1], List):
                # After a numbered list, `2026. What a year.` would be its next entry.
                text = re.sub(r"\A([ \t]*\d{1,9})(?=[.)](?:\s|\Z))", r"\1\\", text)
            written.append(text)
        else:
            before = blocks[position - 1] if position else None
            if isinstance(before, List) and before.ordered == block.ordered:
                markers[block.ordered] = {"-": "*", "*": "-", ".": ")", ")": "."}[markers[block.ordered]]
            written.append(_list(block, markers[block.ordered], kinds))
    return written


def _paragraph(paragraph: Paragraph, kinds: Collection[str], *, top: bool) -> str:
    text = paragraph.text
    # A rule at the top of the file would open front matter.
    if not paragraph.attributes and (
        is_fence(text) or (RULE.match(text) and text == text.strip(" \t") and not top)
    ):
        return text
    if not text:
        return format_attributes(paragraph.attributes) or "\\"
    return _joined(escape_lines(text, kinds), format_attributes(paragraph.attributes))


def _quote(text: str) -> str:
    return "\n".join(f"> {line}" if line else ">" for line in escape_quote(text).split("\n")) if text else ">"


def _list(block: List, marker: str, kinds: Collection[str]) -> str:
    if not block.items:
        raise ValueError("A list has entries.")
    lines: list[str] = []
    for number, item in enumerate(block.items, 1):
        start = f"{number}{marker}" if block.ordered else marker
        indent = " " * (len(start) + 1)
        head = _item(item, kinds).split("\n")
        note = _quote(item.note).split("\n") if item.note else []
        if RULE.match(f"{start} {head[0]}"):
            head[0] = "\\" + head[0]
        lines.append(f"{start} {head[0]}" if head[0] else start)
        lines.extend(indent + line for line in [*head[1:], *note])
    return "\n".join(lines)


def _item(item: ListItem, kinds: Collection[str]) -> str:
    text, target = item.text, ""
    if text:
        text = escape_lines(text, kinds, indented=True)
    if item.target:
        target = "-> " + escape_arrows(escape_lines(item.target, kinds, indented=True))
    else:
        text = escape_arrows(text)
    box = {None: "", True: "[x]", False: "[ ]"}[item.box]
    if item.box is None and BOX.match(text):
        text = "\\" + text
    return _joined(box, text, target, format_attributes(item.attributes))


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)
