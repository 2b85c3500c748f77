"""Who speaks in a paragraph of a talk, and what almost says so."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

_TIME = re.compile(r"\d{1,2}[:.]\d{2}\Z")
_HEAD = re.compile(r"(?P<thinks> \(thinks\))?(?: \[(?P<aside>[^\[\]\n]+)\])?:(?=\s|\Z)\s*")
_EMPHASIS = r"[*_]{0,3}"


class Speech(NamedTuple):
    """A paragraph that somebody says or thinks."""

    speaker: str
    thinks: bool
    aside: str  # what stands in [ ] after the name: a gesture, or in a chat the time
    text: str

    @property
    def at(self) -> str:
        """The time, where what stands in [ ] is one; else ""."""
        return self.aside if _TIME.match(self.aside) else ""

    @property
    def gesture(self) -> str:
        """What stands in [ ], where it is no time."""
        return "" if self.at else self.aside


def split_speech(text: str, people: Iterable[str]) -> Speech | None:
    """`Sam [looks up]: So.`, taken apart; None where no one in `people` speaks."""
    for name in people:
        if not text.startswith(name):
            continue
        match = _HEAD.match(text[len(name) :])
        if match:
            aside = (match["aside"] or "").strip()
            return Speech(name, bool(match["thinks"]), aside, text[len(name) + match.end() :])
    return None


def almost_speech(text: str, people: Iterable[str]) -> tuple[str, str] | None:
    """The name of somebody whose speech this nearly is, and its beginning as it stands; None where it is not.

    `Sam : …`, `Sam：…` and `**Sam:** …` look like speech, and would be narration.
    """
    for name in people:
        match = re.match(
            rf"(?P<head>{_EMPHASIS}{re.escape(name)}{_EMPHASIS}(?: \(thinks\))?(?: \[[^\[\]\n]+\])?{_EMPHASIS}\s*"
            rf"[:：﹕︰]{_EMPHASIS})",
            text,
        )
        if match and split_speech(text, [name]) is None:
            return name, match["head"]
    return None
