"""A roster: one learner a line, with an id and, if the trainer likes, a name and an address."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from mentorlab.names import Alike, confused, fold, id_fault, to_id, visible

COLUMNS = ("id", "first_name", "last_name", "email")
_LARGEST = 10 * 1024 * 1024  # bytes: a hundred thousand learners


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

    def names(self) -> dict[str, str]:
        """Returns the names and the address, where they are given."""
        given = {"first_name": self.first_name, "last_name": self.last_name, "email": self.email}
        return {name: value for name, value in given.items() if value}


def read_roster(file: Path) -> tuple[Learner, ...]:
    """Reads the learners of a CSV file whose first line names its columns; raises `RosterError`.

    Commas, semicolons and tabs are all understood, because spreadsheets do not agree.
    """
    rows = _rows(file)
    if not rows:
        raise RosterError(
            file, 1, "The file is empty.", "Begin it with a line of names: id,first_name,last_name,email."
        )
    names = [name.strip().lower() for name in rows[0][1]]
    if "id" not in names:
        raise RosterError(
            file, 1, "No column is called id.", "Begin the file with id,first_name,last_name,email."
        )
    unknown = [name for name in names if name not in COLUMNS]
    if unknown or len(set(names)) != len(names):
        what = (
            f"The column “{visible(unknown[0])}” is unknown." if unknown else "A column stands there twice."
        )
        raise RosterError(file, 1, what, f"Keep these: {', '.join(COLUMNS)}.")
    found: dict[str, int] = {}
    alike = Alike()
    learners = []
    for line, cells in rows[1:]:
        if not any(cell.strip() for cell in cells):
            continue
        learner = _learner(file, line, names, cells)
        if fold(learner.id) in found:
            what = f"“{learner.id}” stands in line {found[fold(learner.id)]} already."
            raise RosterError(file, line, what, "Give everybody an id of their own.")
        if alike.to(learner.id):
            raise RosterError(file, line, f"“{learner.id}”:", confused(learner.id, alike.to(learner.id)))
        found[fold(learner.id)] = line
        alike.add(learner.id)
        learners.append(learner)
    return tuple(learners)


def _learner(file: Path, line: int, names: list[str], cells: list[str]) -> Learner:
    if len(cells) > len(names):
        raise RosterError(
            file,
            line,
            f"There are {len(cells)} entries for {len(names)} columns.",
            "Put quotation marks around an entry that holds the separator.",
        )
    learner = Learner(**{name: to_id(cell.strip()) for name, cell in zip(names, cells, strict=False)})
    if not learner.id:
        raise RosterError(
            file, line, "The id is missing.", "Give this learner the id they will submit under."
        )
    fault = id_fault(learner.id)
    if fault:
        raise RosterError(file, line, f"“{visible(learner.id)}” cannot be an id.", fault)
    return learner


def _rows(file: Path) -> list[tuple[int, list[str]]]:
    try:
        with file.open("rb") as opened:
            data = opened.read(_LARGEST + 1)
    except OSError as error:
        raise RosterError(
            file, 1, f"The file cannot be read ({error.strerror}).", "Check its name."
        ) from None
    if len(data) > _LARGEST:
        raise RosterError(file, 1, "The file is larger than 10 MB.", "Is it the roster?")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise RosterError(
            file, line, "This is not text in UTF-8.", "Save the sheet again as “CSV UTF-8”."
        ) from None
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows = []
    try:
        for cells in reader:
            rows.append((reader.line_num, cells))
    except csv.Error as error:
        raise RosterError(
            file, reader.line_num, f"This line cannot be read ({error}).", "Check its quotation marks."
        ) from None
    return rows
