"""The front matter of a talk: its title, who speaks, the meters, and when the coach does."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NoReturn

from mentorlab.dialect.tree import Document
from mentorlab.talk.model import MAX_KEPT, METER_HIGH, METER_LOW

_NAMES = ("title", "people", "meters", "facts", "coach", "series", "follows", "keeps")
_WORD = re.compile(r"[a-z][a-z0-9-]*\Z")


@dataclass(frozen=True, slots=True)
class Front:
    """What the front matter of a talk says."""

    title: str
    people: dict[str, str]
    meters: dict[str, int]
    facts: tuple[str, ...]
    coach: Literal["each", "end"]
    series: str
    follows: str
    keeps: tuple[str, ...]


def read_front(document: Document) -> Front:
    """The front matter, checked; `DialectError` for the first fault."""
    for name in document.meta:
        if name not in _NAMES:
            _fail(document, name, f"A talk has no “{name}”.", f"Write one of {', '.join(_NAMES)}.")
    meters = _meters(document)
    facts = _facts(document, meters)
    series, follows = _name(document, "series"), _name(document, "follows")
    keeps = _keeps(document, {*facts, *meters})
    if not series and (follows or keeps):
        given = "follows" if follows else "keeps"
        mend = "Write series: and a word that all its meetings share."
        _fail(
            document, given, f"A talk with “{given}” is a meeting of a series, and no series is named.", mend
        )
    return Front(_title(document), _people(document), meters, facts, _coach(document), series, follows, keeps)


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
        if not isinstance(name, str) or not _WORD.match(name):
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


def _facts(document: Document, meters: Mapping[str, int]) -> tuple[str, ...]:
    facts = words(document, "facts")
    for name in facts:
        if name in meters:
            mend = "Give one of them another name."
            _fail(document, "facts", f"“{name}” is a meter and a fact.", mend)
    return facts


def _name(document: Document, key: str) -> str:
    name: Any = document.meta.get(key, "")
    if not isinstance(name, str) or (name and not re.fullmatch("[a-z0-9][a-z0-9-]*", name)):
        _fail(document, key, f"“{key}: {name}” is no name.", "Use small letters, digits and hyphens.")
    return name


def _keeps(document: Document, declared: Collection[str]) -> tuple[str, ...]:
    keeps = words(document, "keeps")
    for name in keeps:
        if name not in declared:
            mend = "Name it under facts: or meters: too."
            _fail(document, "keeps", f"“{name}” is kept, and is neither a fact nor a meter here.", mend)
    if len(keeps) > MAX_KEPT:
        mend = f"Keep at most {MAX_KEPT}: what the next meeting asks about."
        _fail(document, "keeps", f"This meeting keeps {len(keeps)} things.", mend)
    return keeps


def words(document: Document, key: str) -> tuple[str, ...]:
    """A list of words in the front matter, written `[one, two]` or `{one, two}`; empty where there is none."""
    listed: Any = document.meta.get(key, [])
    if isinstance(listed, Mapping) and all(value is None for value in listed.values()):
        listed = list(listed)
    example = f"Write for instance {key}: [window-promised], in small letters, digits and hyphens."
    if not isinstance(listed, list):
        _fail(document, key, f"“{key}” is not a list of words.", example)
    for name in listed:
        if not isinstance(name, str) or not _WORD.match(name) or name in ("and", "if", "not", "or", "said"):
            _fail(document, key, f"“{name}” cannot stand in {key}.", example)
        if listed.count(name) > 1:
            _fail(document, key, f"“{name}” stands twice in {key}.", "Take one out.")
    return tuple(listed)


def _coach(document: Document) -> Literal["each", "end"]:
    coach = document.meta.get("coach", "each")
    if coach not in ("each", "end"):
        _fail(document, "coach", f"“coach: {coach}” is not known.", "Write coach: each or coach: end.")
    return "end" if coach == "end" else "each"


def _fail(document: Document, name: str, what: str, mend: str) -> NoReturn:
    raise document.error(document.meta_lines.get(name, 1), what, mend)
