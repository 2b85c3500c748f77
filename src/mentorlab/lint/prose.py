"""Prose taken apart: paragraphs, entries and rows of tables, and the sentences in them, each with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mentorlab.content.load import Module, groups
from mentorlab.dialect.tree import Block, Document, List, Quote, Section
from mentorlab.item.read import is_exercise

_END = re.compile(r"(?<=[.!?…])[\"”’)\]]*[ \t\n]+(?=[\"“‘(\[]*[A-ZÀ-ÞŠŽ0-9])")
_CODE = re.compile(r"`[^`\n]*`")
_SPEECH = re.compile(r"“[^”]*”|\"[^\"]*\"|‘[^’\n]*’")
_LINK = re.compile(r"\]\([^)\n]*\)|<?https?://[^\s)>]+>?")


@dataclass(frozen=True)
class ProsePassage:
    """A piece of running text. `line` is where it begins; `quoted`: it stands in a block quotation."""

    text: str
    line: int
    quoted: bool = False

    def sentences(self) -> Iterator[ProsePassage]:
        """Return its sentences, each with its own line."""
        start = 0
        for end in [*(match.end() for match in _END.finditer(self.text)), len(self.text)]:
            if self.text[start:end].strip():
                yield ProsePassage(self.text[start:end].strip(), self.line_at(start), self.quoted)
            start = end

    def line_at(self, place: int) -> int:
        """Return the line of the character at this place."""
        return self.line + self.text.count("\n", 0, place)


def in_blocks(blocks: tuple[Block, ...]) -> Iterator[ProsePassage]:
    """Yield the passages of some blocks; fenced code is none, and every row of a table is one."""
    for block in blocks:
        if isinstance(block, List):
            for item in block.items:
                yield ProsePassage(f"{item.text} -> {item.target}" if item.target else item.text, item.line)
                if item.note:
                    yield ProsePassage(item.note, item.line + 1, quoted=True)
        elif isinstance(block, Quote):
            yield ProsePassage(block.text, block.line, quoted=True)
        elif block.text.startswith("|"):
            yield from (
                ProsePassage(row, block.line + n)
                for n, row in enumerate(block.text.split("\n"))
                if re.search(r"\w", row)
            )
        elif not block.text.startswith(("```", "~~~")):
            yield ProsePassage(block.text, block.line)


def lesson_prose(module: Module) -> Iterator[ProsePassage]:
    """Return what a lesson says outside its exercises."""
    yield from prose_of(module.documents["lesson.md"])


def prose_of(document: Document) -> Iterator[ProsePassage]:
    """Return what a file says outside its exercises."""
    for group in groups(document):
        if not is_exercise(group[0]):
            for section in group:
                yield from in_blocks(section.blocks)


def everything(document: Document) -> Iterator[ProsePassage]:
    """Return all running text of a file, headings and notes included."""
    for section in document.sections:
        if section.title:
            yield ProsePassage(section.title, section.line)
        yield from in_blocks(section.blocks)


def exercise_sections(document: Document) -> Iterator[Section]:
    """Return the sections that belong to exercises."""
    for group in groups(document):
        if is_exercise(group[0]):
            yield from group


def without_speech(text: str) -> str:
    """Return the text with quoted speech, code and addresses blanked out, every character in its place."""
    for pattern in (_CODE, _LINK, _SPEECH):
        text = pattern.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    return text


def without_code(text: str) -> str:
    """Return the text with code and addresses blanked out, every character in its place."""
    for pattern in (_CODE, _LINK):
        text = pattern.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    return text
