"""`content/references.bib` as records that print only what they hold: a field nobody has seen stays out."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import groupby
from string import ascii_lowercase

import bibtexparser
from bibtexparser.bparser import BibTexParser
from bibtexparser.latexenc import latex_to_unicode

from mentorlab.dialect.tree import DialectError

_ENTRY = re.compile(r"^[ \t]*@[ \t]*(\w+)[ \t]*\{[ \t]*([^,\s]*)", re.MULTILINE)
_NOT_RECORDS = {"comment", "string", "preamble"}


@dataclass(frozen=True)
class Author:
    """A person; or an organisation, which has a family name only."""

    family: str
    given: str = ""
    suffix: str = ""  # Jr., III

    def __str__(self) -> str:
        """`Ghosh, R.`, `Reio, T. G., Jr.`, `World Health Organization`."""
        letters = [
            "-".join(f"{part[0]}." for part in name.split("-") if part)
            for name in self.given.split()
            if name.strip("-")
        ]
        return _joined(", ", self.family, " ".join(letters), self.suffix)


@dataclass(frozen=True)
class Reference:
    """One work; a field that the record leaves out is empty and is not printed."""

    key: str
    authors: tuple[Author, ...]
    year: str
    title: str
    source: str  # journal with volume and pages, or publisher
    doi: str
    url: str = ""
    line: int = 1  # in references.bib

    def short(self) -> str:
        """Write the work as a text cites it: `Kluger & DeNisi, 1996`."""
        names = [author.family for author in self.authors] or [self.title]
        who = f"{names[0]} et al." if len(names) > 2 else " & ".join(names)
        return _joined(", ", who, self.year)

    def full(self) -> str:
        """Write the work as a list of references prints it: one plain line."""
        who = _joined(" ", _people(self.authors), f"({self.year})" if self.year else "")
        link = f"https://doi.org/{self.doi}" if self.doi else self.url
        return _joined(" ", *(_sentence(part) for part in (who, self.title, self.source)), link)


def read_references(text: str, file: str) -> dict[str, Reference]:
    """Read every record by its key, in the order of the file.

    Raises
    ------
    DialectError
        for a record that cannot be read, a key used twice, or a record without a title
    """
    lines = {
        match[2]: text.count("\n", 0, match.start()) + 1
        for match in _ENTRY.finditer(text)
        if match[1].lower() not in _NOT_RECORDS
    }
    wanted = [match for match in _ENTRY.finditer(text) if match[1].lower() not in _NOT_RECORDS]
    for key, count in Counter(match[2] for match in wanted).items():
        if count > 1:
            raise DialectError(
                file, lines[key], f"The key “{key}” stands here twice.", "Give one of them another key."
            )
    parser = BibTexParser(common_strings=True, ignore_nonstandard_types=False)
    found = {str(entry["ID"]): entry for entry in bibtexparser.loads(text, parser=parser).entries}
    references = {}
    for key, line in lines.items():
        if key not in found:
            raise DialectError(
                file, line, f"The record “{key}” cannot be read.", "Look for a missing comma or brace in it."
            )
        fields = {name.lower(): str(value) for name, value in found[key].items()}
        references[key] = replace(_reference(key, fields), line=line)
        if not references[key].title:
            raise DialectError(file, line, f"The record “{key}” has no title.", "Write title = {…}.")
    return _told_apart(references)


def _reference(key: str, entry: dict[str, str]) -> Reference:
    plain = {name: _plain(value) for name, value in entry.items()}
    return Reference(
        key=key,
        authors=_authors(entry.get("author", "")),
        year=plain.get("year", ""),
        title=plain.get("title", ""),
        source=_source(plain, _people(_authors(entry.get("editor", "")))),
        doi=re.sub(r"\A(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", plain.get("doi", "")),
        url=plain.get("url", ""),
    )


def _source(entry: dict[str, str], editors: str) -> str:
    volume, number = entry.get("volume", ""), entry.get("number", "")
    return _joined(
        ", ",
        entry.get("journal", ""),
        _after("in ", entry.get("booktitle", "")),
        _after("edited by ", editors),
        entry.get("type", ""),
        f"{volume}({number})" if volume and number else volume or number,
        entry.get("pages", ""),
        entry.get("institution", ""),
        entry.get("howpublished", ""),
        _joined(": ", entry.get("address", ""), entry.get("publisher", "")),
        _after("edition ", entry.get("edition", "")),
    )


def _authors(field: str) -> tuple[Author, ...]:
    """Names joined by `and`; what stands in braces is one organisation, commas and all."""
    return tuple(
        _author(" ".join(name.split())) for name in _outside_braces(r"\sand\s", field) if name.strip()
    )


def _author(name: str) -> Author:
    parts = [_plain(part) for part in _outside_braces(",", name)]
    if len(parts) == 1:
        given, _, family = parts[0].rpartition(" ")
        return Author(parts[0]) if name.startswith("{") else Author(family, given)
    return Author(parts[0], parts[-1], " ".join(parts[1:-1]))


def _outside_braces(pattern: str, text: str) -> list[str]:
    """The text split at a pattern wherever it stands in no braces."""
    parts, depth, start = [], 0, 0
    for match in re.finditer(rf"[{{}}]|{pattern}", text):
        if match[0] in "{}":
            depth += 1 if match[0] == "{" else -1
        elif depth == 0:
            parts.append(text[start : match.start()])
            start = match.end()
    return [*parts, text[start:]]


def _told_apart(references: dict[str, Reference]) -> dict[str, Reference]:
    """Two works that would be cited alike get 2006a and 2006b, in the order of their keys."""
    told = dict(references)
    alike = groupby(sorted(references.values(), key=lambda one: (one.short(), one.key)), key=Reference.short)
    for group in (list(members) for _, members in alike):
        if len(group) > 1:
            for letter, one in zip(ascii_lowercase, group, strict=False):
                told[one.key] = replace(one, year=one.year + letter)
    return told


def _plain(value: str) -> str:
    """A field without BibTeX's braces, dashes, quotation marks and line breaks."""
    text = re.sub(r"[{}]", "", latex_to_unicode(value)).replace("\\&", "&").replace("--", "–")
    return " ".join(text.replace("``", "“").replace("''", "”").split())


def _people(authors: tuple[Author, ...]) -> str:
    names = [str(author) for author in authors]
    return " & ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _sentence(part: str) -> str:
    part = part[:1].upper() + part[1:]
    return part if not part or part.endswith((".", "?", "!")) else f"{part}."


def _after(word: str, text: str) -> str:
    return word + text if text else ""


def _joined(between: str, *parts: str) -> str:
    return between.join(part for part in parts if part)
