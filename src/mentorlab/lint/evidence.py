"""Claims and their sources: no key, no claim."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from mentorlab.content.load import Course
from mentorlab.dialect.tree import Document
from mentorlab.lint.finding import Finding, error, warning
from mentorlab.lint.prose import (
    ProsePassage,
    everything,
    exercise_sections,
    in_blocks,
    prose_of,
    without_code,
)

CITATION = re.compile(r"\[@[\w:.-]+(?:\s*[;,]\s*@[\w:.-]+)*\]")
_KEY = re.compile(r"@([\w:.-]*\w)")
_BARE = re.compile(r"(?<![\w@;,])@?\b([a-z]+(?:19|20)\d\d[a-z]+)\b")

# What sounds as if somebody had counted.
_FIGURES = re.compile(
    r"\d\s?%|\b[dgrβ]\s?[=≈<>]\s?[-−]?\s?\d?\.?\d|\b[Nnk]\s?=\s?\d|\bp\s?[<=]\s?0?\.\d|\b(?:OR|RR|CI)\s?[=\[]"
)
# What sounds as if somebody had looked.
_WORDS = re.compile(
    r"\b(?:stud(?:y|ies)|research|researchers?|evidence|proven|experiments?|experimental|randomised"
    r"|meta-analys[ei]s|meta-analytic)\b",
    re.IGNORECASE,
)


def claims(course: Course) -> Iterator[Finding]:
    """Find sentences that sound empirical, with no key in them nor in their neighbours in the paragraph."""
    for module in course.modules:
        for file in ("lesson.md", "facilitate.md"):
            if file in module.documents:
                document = module.documents[file]
                for passage in prose_of(document):
                    yield from _unsupported(document, passage, (_FIGURES, _WORDS), error)
        for file in ("lesson.md", "exercises.md"):
            if file in module.documents:
                document = module.documents[file]
                # The figures of an invented case need no source.
                for section in exercise_sections(document):
                    for passage in in_blocks(section.blocks):
                        yield from _unsupported(document, passage, (_WORDS,), warning)


def _unsupported(
    document: Document,
    passage: ProsePassage,
    patterns: tuple[re.Pattern[str], ...],
    say: Callable[..., Finding],
) -> Iterator[Finding]:
    sentences = list(passage.sentences())
    cited = [bool(CITATION.search(sentence.text)) for sentence in sentences]
    for n, sentence in enumerate(sentences):
        if any(cited[max(n - 1, 0) : n + 2]):
            continue
        found = [match for pattern in patterns if (match := pattern.search(without_code(sentence.text)))]
        if found:
            first = min(found, key=lambda match: match.start())
            yield say(
                document,
                sentence.line_at(first.start()),
                f"“{first[0]}” sounds like a finding, and no source is named.",
                "End the sentence in a key of content/references.bib, such as [@kluger1996effects], or say it otherwise.",
                sentence.text,
            )


def citations(course: Course) -> Iterator[Finding]:
    """Find keys that references.bib does not hold, and keys that are not written as citations."""
    for module in course.modules:
        for document in module.documents.values():
            for passage in everything(document):
                yield from _keys(document, passage, course)


def _keys(document: Document, passage: ProsePassage, course: Course) -> Iterator[Finding]:
    text = without_code(passage.text)
    for match in CITATION.finditer(text):
        for key in _KEY.findall(match[0]):
            if key not in course.references:
                yield error(
                    document,
                    passage.line_at(match.start()),
                    f"There is no reference “{key}”.",
                    "Add its record to content/references.bib, or mend the key.",
                    match[0],
                )
    outside = CITATION.sub(lambda match: " " * len(match[0]), text)
    for match in _BARE.finditer(outside):
        if match[1] in course.references or match[0].startswith("@"):
            yield error(
                document,
                passage.line_at(match.start()),
                f"“{match[0]}” is a key outside a citation.",
                f"Write [@{match[1]}].",
                match[0],
            )


def unused(course: Course) -> Iterator[Finding]:
    """Find records that nothing cites."""
    cited = {
        key
        for module in course.modules
        for document in module.documents.values()
        for passage in everything(document)
        for match in CITATION.finditer(passage.text)
        for key in _KEY.findall(match[0])
    }
    file = f"{course.folder.resolve().name}/references.bib"
    for key, reference in course.references.items():
        if key not in cited:
            yield Finding(
                file,
                reference.line,
                f"Nothing cites “{key}”.",
                "Cite it, or take the record out.",
                False,
                key,
            )
