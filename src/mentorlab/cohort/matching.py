"""Whose a file is: matched by id, address, name or the pattern of a learning platform, and never guessed.

Every clue that a file brings (its own name, the folders that it lies in, the From line of its mail) is asked
alone. Where two clues name two people, or one clue fits two people and no other decides, nobody is chosen.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from mentorlab.cohort.delivery import Offered
from mentorlab.item import text_match
from mentorlab.names import Alike, fold, to_id

# Moodle: "Ada Lovelace_4711_assignsubmission_file", as a folder or before the file's name.
_MOODLE = re.compile(r"(?is)(?P<name>.+?)_\d+_assignsubmission_[a-z]+_?(?P<rest>.*)\Z")
# Canvas: "lovelaceada_LATE_4712_998878_08-feedback.responses.json": last and first name in one.
_CANVAS = re.compile(r"(?is)(?P<name>[^_/]+)_(?:late_)?\d+_\d+_(?P<rest>.+)\Z")
_RESPONSES = re.compile(r"(?is)(?P<name>.*?)\.?responses\b.{0,40}\.json(?:\.txt)?\Z")
# What is in no person's name: folders that the course or the trainer made.
_OURS = {"my-mentoring", "exercises", "course", "submitted", "inbox", "mail"}


class Clue(Enum):
    """How a file was matched to a person."""

    ID = "id"
    ADDRESS = "address"
    NAME = "name"
    MOODLE = "moodle"
    CANVAS = "canvas"


class Nobody(Enum):
    """Why a file was matched to nobody."""

    NOT_SAID = "nothing says whose it is"
    UNKNOWN = "somebody who is not in the roster"
    TWO_FIT = "one clue fits several people"
    DISAGREE = "two clues name two people"


@dataclass(frozen=True)
class Person:
    """Somebody of the cohort, as the gradebook knows them."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""


@dataclass(frozen=True)
class Match:
    """Whose a file is, or why nobody's.

    Attributes
    ----------
    id : the person; "" where `nobody` says why there is none
    clues : how they were found
    named : of nobody: the ids between which nothing was chosen, or the name that is not in the roster
    """

    id: str = ""
    clues: tuple[Clue, ...] = ()
    nobody: Nobody | None = None
    named: tuple[str, ...] = ()


class People:
    """The cohort's people, found by whatever a file says of them."""

    def __init__(self, people: Iterable[Person], modules: Iterable[str] = ()) -> None:
        self._modules = frozenset(modules)
        self._ids: dict[str, set[str]] = defaultdict(set)  # a cohort of 0.1.0 may hold `ada` and `ADA`
        self._alike = Alike()
        self._addresses: dict[str, set[str]] = defaultdict(set)
        self._names: dict[str, set[str]] = defaultdict(set)
        self._joined: dict[str, set[str]] = defaultdict(set)
        for person in people:
            self.add(person)

    def add(self, person: Person) -> None:
        """Adds one more person."""
        self._ids[fold(person.id)].add(person.id)
        self._alike.add(person.id)
        if person.email:
            self._addresses[fold(person.email)].add(person.id)
        first, last = text_match.fold(person.first_name), text_match.fold(person.last_name)
        if first and last:
            self._names[_sorted_words(f"{first} {last}")].add(person.id)
            for joined in (last + first, first + last):
                self._joined[_letters(joined)].add(person.id)

    def like(self, id: str) -> list[str]:
        """Finds the people whose id no eye tells from this one."""
        return list(self._alike.to(to_id(id)))

    def match(self, file: Offered) -> Match:
        """Finds whose this file is, or why nobody's."""
        found: list[tuple[Clue, frozenset[str]]] = list(self._clues(file))
        certain = {id for _, ids in found if len(ids) == 1 for id in ids}
        if len(certain) > 1:
            return Match(nobody=Nobody.DISAGREE, named=tuple(sorted(certain)))
        if certain:
            (id,) = certain
            if all(id in ids for _, ids in found):
                return Match(id, tuple(dict.fromkeys(clue for clue, _ in found)))
            others = {other for _, ids in found for other in ids}
            return Match(nobody=Nobody.DISAGREE, named=tuple(sorted(others)))
        if found:
            fit = frozenset.intersection(*(ids for _, ids in found)) or found[0][1]
            if len(fit) == 1:  # two clues that each fit several people, and only one of them fits both
                return Match(next(iter(fit)), tuple(dict.fromkeys(clue for clue, _ in found)))
            return Match(nobody=Nobody.TWO_FIT, named=tuple(sorted(fit)))
        unknown = self._unknown(file)
        return Match(nobody=Nobody.UNKNOWN if unknown else Nobody.NOT_SAID, named=unknown)

    def _clues(self, file: Offered) -> Iterator[tuple[Clue, frozenset[str]]]:
        for word in (file.name, *file.folders):
            yield from self._in_a_name(word)
        if file.address:
            yield from self._by_address(file.address)
            if not self._addresses.get(fold(file.address)) and file.name_of_sender:
                yield from self._by_name(file.name_of_sender)

    def _in_a_name(self, word: str) -> Iterator[tuple[Clue, frozenset[str]]]:
        """What a file's or folder's name says."""
        moodle = _MOODLE.fullmatch(word)
        if moodle:
            ids = self._names.get(_sorted_words(text_match.fold(moodle["name"])))
            if ids:
                yield Clue.MOODLE, frozenset(ids)
            return
        canvas = _CANVAS.fullmatch(word)
        if canvas:
            ids = self._joined.get(_letters(text_match.fold(canvas["name"])))
            if ids:
                yield Clue.CANVAS, frozenset(ids)
                return
        for stem in self._stems(word):
            ids = self._ids.get(fold(stem))
            if ids:
                exact = to_id(stem) in ids
                yield Clue.ID, frozenset({to_id(stem)} if exact else ids)
                return
            if "@" in stem:
                yield from self._by_address(stem)
                return
            named = list(self._by_name(stem))
            if named:
                yield from named
                return

    def _stems(self, word: str) -> Iterator[str]:
        """The parts of a name that may be a person's: `ada` of `ada.08-feedback.responses.json`."""
        matched = _RESPONSES.fullmatch(word)
        if matched is None:
            yield word
            return
        stem = matched["name"].strip(" ._-")
        if not stem or stem in self._modules:
            return
        for module in self._modules:
            for between in (".", "_", "-", " "):
                if stem.casefold().endswith(between + module):
                    yield stem[: -len(module) - 1].strip(" ._-")
                    return
        yield stem

    def _by_address(self, address: str) -> Iterator[tuple[Clue, frozenset[str]]]:
        ids = self._addresses.get(fold(address))
        if ids:
            yield Clue.ADDRESS, frozenset(ids)

    def _by_name(self, name: str) -> Iterator[tuple[Clue, frozenset[str]]]:
        words = _sorted_words(text_match.fold(name))
        ids = self._names.get(words) if " " in words else None
        if ids:
            yield Clue.NAME, frozenset(ids)

    def _unknown(self, file: Offered) -> tuple[str, ...]:
        """The name under which a file came, where it is nobody's that is known: an id that --add may add."""
        stems = [stem for stem in self._stems(file.name) if _RESPONSES.fullmatch(file.name)]
        # The outermost folder is where the delivery was saved; it is somebody's name only where we know it.
        for word in (*stems, *reversed(file.folders[1:])):
            if word and word not in self._modules and word.casefold() not in _OURS:
                return (word,)
        return (file.address,) if file.address else ()


def _sorted_words(name: str) -> str:
    """The words of a name in the order of the alphabet: `Lovelace, Ada` is `Ada Lovelace`."""
    return " ".join(sorted(re.findall(r"[^\W\d_]+", name)))


def _letters(name: str) -> str:
    return "".join(re.findall(r"[^\W_]+", name))


def people_of(students: Sequence[object]) -> Iterator[Person]:
    """Yields the people whom nbgrader's gradebook knows."""
    for student in students:
        yield Person(
            *(str(getattr(student, name) or "") for name in ("id", "first_name", "last_name", "email"))
        )
