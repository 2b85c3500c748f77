"""Words that a lesson does better without, and British spelling. Excuses: see `excuses.py`."""

from __future__ import annotations

import importlib.resources
import importlib.util
import re
from collections.abc import Iterator
from functools import cache

from mentorlab.content.load import Course
from mentorlab.lint.evidence import CITATION
from mentorlab.lint.finding import Finding, warning
from mentorlab.lint.prose import everything, lesson_prose, without_code, without_speech

# They promise, praise or hurry, and could stand in any other course.
LEAVE_OUT = re.compile(
    r"\b(?:journeys?|unlock(?:s|ed|ing)?|empower(?:s|ed|ing|ment)?|leverag(?:e|es|ed|ing)|landscapes?|crucial(?:ly)?"
    r"|delv(?:e|es|ed|ing)|foster(?:s|ed|ing)?|robust(?:ly)?|seamless(?:ly)?|holistic(?:ally)?|tapestry|tapestries"
    r"|simply|just|obviously|of course|not only\b[^.!?]{1,80}?\bbut also)\b",
    re.IGNORECASE,
)
_SHOUT = re.compile(r"(?<=\w)!(?!\w)")


def left_out(course: Course) -> Iterator[Finding]:
    """Find words to leave out, and exclamation marks, in what a lesson says in its own voice."""
    for module in course.modules:
        document = module.documents["lesson.md"]
        for passage in lesson_prose(module):
            if passage.quoted:
                continue
            text = without_speech(passage.text)
            for match in LEAVE_OUT.finditer(text):
                yield warning(
                    document,
                    passage.line_at(match.start()),
                    f"“{' '.join(match[0].split())}” says nothing here that the sentence does not say without it.",
                    "Leave it out; a true use is excused in content/excuses.yaml.",
                    _around(passage.text, match),
                )
            for match in _SHOUT.finditer(text):
                yield warning(
                    document,
                    passage.line_at(match.start()),
                    "An exclamation mark stands here.",
                    "Write a full stop, and let the sentence do it.",
                    _around(passage.text, match),
                )


def spelling(course: Course) -> Iterator[Finding]:
    """Find American spellings and common typing errors, by the lists of codespell."""
    lists = _lists()
    if not lists:
        yield Finding(
            f"{course.folder.resolve().name}/",
            1,
            "Spelling was not looked at.",
            "Install codespell, which `make test` does.",
            False,
        )
    for module in course.modules:
        for document in module.documents.values():
            for passage in everything(document):
                text = CITATION.sub(lambda match: " " * len(match[0]), without_code(passage.text))
                for match in re.finditer(r"(?<![\w#/.@'’-])[A-Za-z]{3,}(?![\w/@-]|['’]\w)", text):
                    better = lists.get(match[0].lower())
                    if better:
                        yield warning(
                            document,
                            passage.line_at(match.start()),
                            f"“{match[0]}” is not British spelling.",
                            f"Write {better}; a true use is excused in content/excuses.yaml.",
                            _around(passage.text, match),
                        )


# American spellings that are other words in Britain, or the same word in another use.
BOTH = frozenset(["story", "stories", "practice", "practices", "license", "licenses", "meter", "meters", "program",
                  "programs", "draft", "drafts", "math"])  # fmt: skip


@cache
def _lists() -> dict[str, str]:
    """What to write instead of a word; empty where codespell is not installed (a learner's machine)."""
    if importlib.util.find_spec("codespell_lib") is None:
        return {}
    folder = importlib.resources.files("codespell_lib") / "data"
    found = {}
    for line in (folder / "dictionary.txt").read_text(encoding="utf-8").splitlines():
        wrong, _, right = line.partition("->")
        found[wrong.lower()] = right.rstrip(", ").replace(",", " or")
    for line in (folder / "dictionary_en-GB_to_en-US.txt").read_text(encoding="utf-8").splitlines():
        british, _, american = line.partition("->")
        found.update({word.strip(): british for word in american.split(",") if word.strip() not in BOTH})
    return {wrong: right for wrong, right in found.items() if wrong.isascii()}


def _around(text: str, match: re.Match[str]) -> str:
    """The match with what stands beside it, so that an excuse can say which one it means."""
    return text[max(match.start() - 60, 0) : match.end() + 60]
