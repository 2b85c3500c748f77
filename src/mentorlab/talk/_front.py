"""The front matter of a talk: its title, who speaks, the meters, and when the coach does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, NoReturn

from mentorlab.dialect.tree import Document
from mentorlab.talk.model import METER_HIGH, METER_LOW

_NAMES = ("title", "people", "meters", "coach")
_METER = re.compile(r"[a-z][a-z0-9-]*\Z")


@dataclass(frozen=True, slots=True)
class Front:
    """What the front matter of a talk says."""

    title: str
    people: dict[str, str]
    meters: dict[str, int]
    coach: Literal["each", "end"]


def read_front(document: Document) -> Front:
    """The front matter, checked; `DialectError` for the first fault."""
    for name in document.meta:
        if name not in _NAMES:
            _fail(document, name, f"A talk has no “{name}”.", f"Write one of {', '.join(_NAMES)}.")
    return Front(_title(document), _people(document), _meters(document), _coach(document))


def _title(document: Document) -> str:
    title = document.meta.get("title")
    if not isinstance(title, str) or not title.strip():
        _fail(
            document, "title", "The talk has no title.", "Write title: and a few words in the front matter."
        )
    return title.strip()


def _people(document: Document) -> dict[str, str]:
    people = document.meta.get("people")
    example = "Write for instance people: {Sam: mentee, You: mentor}."
    if not isinstance(people, Mapping) or not people:
        _fail(document, "people", "The talk does not say who speaks.", example)
    for name, role in people.items():
        if not all(isinstance(word, str) and word.strip() for word in (name, role)):
            _fail(document, "people", f"“{name}: {role}” is not a name and a role.", example)
    mentors = [name for name, role in people.items() if role.strip() == "mentor"]
    if len(mentors) != 1:
        found = f"{' and '.join(mentors)} are both" if mentors else "Nobody is"
        mend = "Give exactly one person the role mentor: the one whom the learner plays."
        _fail(document, "people", f"{found} the mentor.", mend)
    return {name.strip(): role.strip() for name, role in people.items()}


def _meters(document: Document) -> dict[str, int]:
    meters: Any = document.meta.get("meters")
    if meters is None:
        return {}
    if not isinstance(meters, Mapping):
        _fail(
            document, "meters", "“meters” does not name any value.", "Write for instance meters: {trust: 3}."
        )
    for name, value in meters.items():
        if not isinstance(name, str) or not _METER.match(name):
            _fail(
                document,
                "meters",
                f"“{name}” is not a meter's name.",
                "Use small letters, digits and hyphens.",
            )
        if type(value) is not int or not METER_LOW <= value <= METER_HIGH:
            mend = f"Give it a whole number from {METER_LOW} to {METER_HIGH}."
            _fail(document, "meters", f"The meter {name} starts at {value}.", mend)
    return dict(meters)


def _coach(document: Document) -> Literal["each", "end"]:
    coach = document.meta.get("coach", "each")
    if coach not in ("each", "end"):
        _fail(document, "coach", f"“coach: {coach}” is not known.", "Write coach: each or coach: end.")
    return "end" if coach == "end" else "each"


def _fail(document: Document, name: str, what: str, mend: str) -> NoReturn:
    raise document.error(document.meta_lines.get(name, 1), what, mend)
