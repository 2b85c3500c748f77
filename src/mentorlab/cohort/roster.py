"""A roster: one learner a line, with an id and, if the trainer likes, a name and an address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from mentorlab.cohort.roster_table import Table, TableError, Unreadable, read_table
from mentorlab.names import Alike, confused, fold, id_fault, to_id, visible

COLUMNS = ("id", "first_name", "last_name", "email")
# What others call these columns, the best source first: spreadsheets, Moodle, Canvas.
_CALLED = {
    "id": (
        *("sis login id", "id", "student_id", "student id", "id number", "idnumber"),
        *("username", "user name", "login id", "sis user id"),
    ),
    "first_name": ("first_name", "first name", "firstname", "given name"),
    "last_name": ("last_name", "last name", "lastname", "surname", "family name"),
    "email": ("email", "email address", "e-mail", "e-mail address", "mail"),
}
_WHOLE_NAME = ("student", "name", "full name")  # "Lovelace, Ada" or "Ada Lovelace"
# Columns of Canvas's gradebook that are no groups: an assignment with its number, and sums of them.
_OF_A_GRADEBOOK = re.compile(r"(?i).*\(\d+\)\Z|.*\b(?:score|points|grade)\b.*|root account|integration id|id")
_NO_PERSON = re.compile(r"(?i)\s*points possible\b.*|student,? test\b.*|test student\b.*")


class Note(Enum):
    """What was guessed when a roster was read, for the trainer to look at."""

    WINDOWS = "read as Windows-1252"
    ID_FROM_ADDRESS = "the address serves as id"


class RosterError(ValueError):
    """A fault in a roster, with file, line and mend."""

    def __init__(self, file: Path, line: int, what: str, mend: str) -> None:
        super().__init__(f"{file}, line {line}: {what} {mend}")


@dataclass(frozen=True)
class Learner:
    """One line of a roster; `id` is the folder's name in `submitted/`."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    groups: tuple[tuple[str, str], ...] = ()  # the other columns that were filled: ("section", "B")

    def names(self) -> dict[str, str]:
        """Returns the names and the address, where they are given."""
        given = {"first_name": self.first_name, "last_name": self.last_name, "email": self.email}
        return {name: value for name, value in given.items() if value}


@dataclass(frozen=True)
class Roster:
    """The learners of a file, and what was guessed when it was read."""

    learners: tuple[Learner, ...]
    notes: tuple[Note, ...] = ()


def read_roster(file: Path) -> Roster:
    """Reads the learners of a CSV or xlsx file whose first line names its columns; raises `RosterError`.

    The columns are ours, a spreadsheet's, or those of Moodle's and Canvas's exports; every other column that is
    filled is kept as a group.
    """
    table = _table(file)
    columns = _columns(file, table)
    notes = {Note.WINDOWS} if table.windows else set()
    found: dict[str, int] = {}
    alike = Alike()
    learners = []
    for line, cells in table.rows:
        if _NO_PERSON.fullmatch(cells[0]) or _NO_PERSON.fullmatch(" ".join(cells[:2])):
            continue
        if len(cells) > len(table.header):
            raise RosterError(
                file,
                line,
                f"There are {len(cells)} entries for {len(table.header)} columns.",
                "Put quotation marks around an entry that holds the separator.",
            )
        learner, from_address = _learner(file, line, columns, table.header, cells)
        if from_address:
            notes.add(Note.ID_FROM_ADDRESS)
        if fold(learner.id) in found:
            what = f"“{learner.id}” stands in line {found[fold(learner.id)]} already."
            raise RosterError(file, line, what, "Give everybody an id of their own.")
        if alike.to(learner.id):
            raise RosterError(file, line, f"“{learner.id}”:", confused(learner.id, alike.to(learner.id)))
        found[fold(learner.id)] = line
        alike.add(learner.id)
        learners.append(learner)
    return Roster(tuple(learners), tuple(sorted(notes, key=lambda note: note.value)))


def _table(file: Path) -> Table:
    try:
        table = read_table(file)
    except TableError as error:
        what, mend = _UNREADABLE[error.why]
        detail = f" ({error.detail})" if error.detail else ""
        raise RosterError(file, error.line, what.format(detail=detail), mend) from None
    if not table.header:
        raise RosterError(
            file, 1, "The file is empty.", "Begin it with a line of names: id,first_name,last_name,email."
        )
    return table


_UNREADABLE = {
    Unreadable.CANNOT_BE_READ: ("The file cannot be read{detail}.", "Check its name."),
    Unreadable.TOO_LARGE: ("The file is larger than 10 MB.", "Is it the roster?"),
    Unreadable.NOT_TEXT: ("This is no text that can be read.", "Save the sheet again as “CSV UTF-8”."),
    Unreadable.NOT_A_SHEET: ("The sheet cannot be read.", "Save it again as “CSV UTF-8” or as .xlsx."),
    Unreadable.BROKEN_LINE: ("This line cannot be read{detail}.", "Check its quotation marks."),
}


def _columns(file: Path, table: Table) -> Mapping[str, Sequence[int]]:
    """Where each of our columns stands: for `id` all sources of it, the best first."""
    names = [name.casefold() for name in table.header]
    filled = {name for name in names if name}
    for name in filled:
        if names.count(name) > 1:
            what = f"A column stands there twice: {visible(name)}."
            raise RosterError(file, 1, what, "Give every column a name of its own.")
    for at, name in enumerate(names):
        if not name and any(len(cells) > at and cells[at] for _, cells in table.rows):
            raise RosterError(file, 1, f"Column {at + 1} is filled and has no name.", "Name it, or empty it.")
    found = {ours: [names.index(one) for one in theirs if one in names] for ours, theirs in _CALLED.items()}
    found["name"] = [names.index(one) for one in _WHOLE_NAME if one in names]
    if not found["id"] and not found["email"]:
        raise RosterError(
            file, 1, "No column is called id.", "Begin the file with id,first_name,last_name,email."
        )
    return found


def _learner(
    file: Path, line: int, columns: Mapping[str, Sequence[int]], header: Sequence[str], cells: Sequence[str]
) -> tuple[Learner, bool]:
    """One line's learner, and whether the address had to serve as id."""

    def first(name: str) -> str:
        values = (to_id(cells[at]) for at in columns[name] if at < len(cells))
        return next(filter(None, values), "")

    id, email = first("id"), first("email")
    names = first("first_name"), first("last_name")
    if not any(names):
        names = _split(first("name"))
    from_address = not id and bool(email)
    id = id or email
    if not id:
        raise RosterError(
            file, line, "The id is missing.", "Give this learner the id they will submit under."
        )
    fault = id_fault(id)
    if fault:
        raise RosterError(file, line, f"“{visible(id)}” cannot be an id.", fault)
    email = email or (id if "@" in id else "")
    return Learner(id, *names, email, tuple(_groups(columns, header, cells))), from_address


def _split(name: str) -> tuple[str, str]:
    """First and last name of `Lovelace, Ada` or `Ada Lovelace`."""
    last, comma, first = (part.strip() for part in name.partition(","))
    if comma:
        return first, last
    first, _, last = name.rpartition(" ")
    return (first.strip(), last) if first else (last, "")


def _groups(
    columns: Mapping[str, Sequence[int]], header: Sequence[str], cells: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """The other columns that this line fills."""
    ours = {at for places in columns.values() for at in places}
    canvas = any(name.casefold() == "sis login id" for name in header)
    for at, (name, cell) in enumerate(zip(header, cells, strict=False)):
        if at not in ours and name and cell and not (canvas and _OF_A_GRADEBOOK.fullmatch(name)):
            yield name, cell
