"""One submission after another, marked without nbgrader's pipeline: small files in, a folder and figures out.

`mark_chunk` is the whole of it. It needs no database, takes plain data and returns plain data, so that it
runs in this process, in another, or on another machine that sees the same folders. Whatever is said, shown
and counted comes from the functions that the preprocessors of `nbgrader autograde` call too.

A submission is read once: what is marked is what is copied, even if somebody changes the file meanwhile.
"""

from __future__ import annotations

import gc
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import Path

from mentorlab.files import read_plain
from mentorlab.marking.bulk.remote import brought
from mentorlab.marking.copy.answer_page import Shown, Work
from mentorlab.marking.copy.definition import Definition, prepared
from mentorlab.marking.copy.notebook_copy import Sheet
from mentorlab.marking.copy.page_cache import Ready
from mentorlab.marking.intake.refusal import Refused
from mentorlab.marking.intake.remarks import about_the_notebook, about_the_responses
from mentorlab.marking.intake.submission import (
    NBGRADERS,
    TIMESTAMP,
    Handed,
    look,
    read_notebook,
    time_in,
)
from mentorlab.marking.intake.workspaces import workspace_in
from mentorlab.names import can_be_stored, command
from mentorlab.responses.file import Submitted
from mentorlab.responses.place import ENDING
from mentorlab.responses.strict import MAX_BYTES, ResponsesError, parse

MARKED, REFUSED, KEPT = "marked", "refused", "kept"
_Pages = list[Shown | Ready] | None
_LARGEST_SECRET = 64 * 1024  # bytes


class Unwritable(Exception):
    """A marked copy cannot be put down, and no other could: a sentence that names the file."""


@dataclass(frozen=True)
class Terms:
    """What is the same for all submissions of a run.

    Attributes
    ----------
    staging : where finished folders are put down; "" to write nothing
    again : the command that marks everybody once more, for sentences
    ignored : nbgrader's patterns of files that are not copied
    permissions : of the files, as a number; `folders` : bits to add to a folder's, 0 for none
    """

    definition: Definition
    staging: str
    again: str
    force: bool = False
    ignored: tuple[str, ...] = ()
    permissions: int = 0o444
    folders: int = 0


@dataclass(frozen=True)
class Order:
    """One submission to be looked at: whose, where it was handed in, where its marked copy goes.

    `fault` says why the folder's name is nobody's id; such a submission is refused unopened.
    """

    student: str
    handed: str
    marked: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one submission.

    Attributes
    ----------
    state : marked, refused, or kept as it was marked before
    points : for each notebook the points of its mark cells, in order
    missing : for each notebook whether there was none
    replaces : whether there is a marked copy that this one takes the place of
    listed : of one that was refused, whether its learner belongs in the gradebook all the same: something of
        theirs is there, and the exported table says what is wrong with it
    workspace : the one that the responses came from, "" where they do not say
    copy : where the marked copy lies until it is put in its place; "" for `Terms.staging`, by the learner's id
    """

    student: str
    state: str
    said: tuple[str, ...] = ()
    time: datetime | None = None
    points: tuple[tuple[float, ...], ...] = ()
    missing: tuple[bool, ...] = ()
    replaces: bool = False
    listed: bool = False
    workspace: str = ""
    copy: str = ""


@dataclass(slots=True)
class _Held:
    """A submission between the reading of its files and the writing of its copy; lists are by notebook."""

    order: Order
    replaces: bool
    time: datetime | None
    files: dict[str, bytes]
    said: list[str] = field(default_factory=list)
    found: list[Handed] = field(default_factory=list)
    works: list[Work] = field(default_factory=list)
    missing: list[bool] = field(default_factory=list)
    workspace: str = ""


def mark_chunk(terms: Terms, orders: Sequence[Order]) -> list[Outcome]:
    """Mark these submissions; the marked copies lie in `terms.staging` then, each whole, by the learner's id.

    All are read, then all are marked, then all are written: that takes less time than one after another.

    Raises
    ------
    Unwritable : the disk is full, or the folder may not be written to. A fault of a submission is no error:
        it is an outcome.
    """
    sheets = prepared(terms.definition)
    # Marking makes many small things and no rings of them: looking for rings took a quarter of the time. What
    # is left, such as an error with its traceback, is found once the chunk is done.
    looks = gc.isenabled()
    gc.disable()
    try:
        with brought(orders, [sheet.name for sheet in sheets]) as here:
            begun = [_begin(terms, sheets, order) for order in here]
            pages = _pages(sheets, [one for one in begun if isinstance(one, _Held)])
            return [
                one if isinstance(one, Outcome) else _end(terms, sheets, one, next(pages)) for one in begun
            ]
    finally:
        if looks:
            gc.enable()


def _begin(terms: Terms, sheets: Sequence[Sheet], order: Order) -> _Held | Outcome:
    """What was handed in, read; an outcome where it is not marked."""
    fault = order.fault or (
        "" if can_be_stored(order.student) else "this is not a name that a folder can have."
    )
    if fault:
        return _refused(terms, order, False, Refused(order.student, terms.definition.assignment, fault))
    replaces = os.path.lexists(order.marked)
    if replaces and not terms.force and not is_newer(order.handed, order.marked):
        named = f"{order.handed}/{terms.definition.notebooks[0][0]}{ENDING}"
        return Outcome(
            order.student, KEPT, tuple(_changed(terms, order)), workspace=workspace_in(Path(named))
        )
    try:
        return _read(terms, sheets, order, replaces)
    except Exception as error:
        return _refused(terms, order, replaces, error)


def _pages(sheets: Sequence[Sheet], held: Sequence[_Held]) -> Iterator[list[_Pages]]:
    """The pages of each submission, by notebook; without pages where they are to be made for it alone."""
    by_sheet: list[list[_Pages]] = []
    for at, sheet in enumerate(sheets):
        try:
            by_sheet.append([*sheet.show([one.works[at] for one in held])])
        except Exception:  # one of them is at fault, and only that one shall be refused
            by_sheet.append([None] * len(held))
    return iter([list(pages) for pages in zip(*by_sheet, strict=True)])


def _end(terms: Terms, sheets: Sequence[Sheet], held: _Held, pages: list[_Pages]) -> Outcome:
    """The submission marked and its copy put down."""
    try:
        return _mark(terms, sheets, held, pages)
    except Unwritable:
        raise
    except Exception as error:
        return _refused(terms, held.order, held.replaces, error)


def _refused(terms: Terms, order: Order, replaces: bool, error: Exception) -> Outcome:
    if isinstance(error, Refused):
        return Outcome(order.student, REFUSED, (str(error),), replaces=replaces, listed=error.listed)
    # A fault of ours, at one submission: the others are marked.
    what = f"it could not be marked ({type(error).__name__}: {' '.join(str(error).split())[:200]})."
    said = str(Refused(order.student, terms.definition.assignment, what))
    return Outcome(order.student, REFUSED, (said,), replaces=replaces)


def _changed(terms: Terms, order: Order) -> Iterator[str]:
    """What to say where nbgrader keeps the marks, and the responses are not those that were marked."""
    for name, _ in terms.definition.notebooks:
        file = f"{name}{ENDING}"
        if _bytes(f"{order.handed}/{file}") != _bytes(f"{order.marked}/{file}"):
            yield (
                f"{order.student}, {file}: it is not the file that was marked, and timestamp.txt says no later "
                f"time, so the marks stay. To mark it, run {terms.again} {command('--student', order.student)}."
            )


def _bytes(path: str) -> bytes:
    try:
        return read_plain(path, MAX_BYTES + 1)
    except OSError:
        return b""


def is_newer(handed: str, marked: str) -> bool:
    """Whether nbgrader would mark this again: both say when they were handed in, and the one says later."""
    new, old = _time(handed), _time(marked)
    return new is not None and old is not None and new > old


def _time(folder: str) -> datetime | None:
    try:
        return time_in(read_plain(f"{folder}/{TIMESTAMP}", 200))
    except (OSError, ValueError, OverflowError, TypeError):
        return None


def _read(terms: Terms, sheets: Sequence[Sheet], order: Order, replaces: bool) -> _Held:
    student = order.student
    looked = look(Path(order.handed))
    if looked.fault[1]:
        raise Refused(student, *looked.fault)
    held = _Held(order, replaces, looked.time, {})
    for name in NBGRADERS & looked.names:
        if not _ignored(name, terms.ignored):
            held.files[name] = looked.stamp if name == TIMESTAMP else _small(order, name, _LARGEST_SECRET)
    for sheet in sheets:
        notebook, responses = f"{sheet.name}.ipynb", f"{sheet.name}{ENDING}"
        found = read_notebook(f"{order.handed}/{notebook}")
        held.found.append(found)
        held.missing.append(notebook not in looked.names)
        held.said += about_the_notebook(student, sheet.name, found, sheet.cells, looked.names, terms.again)
        there = responses in looked.names and not _ignored(responses, terms.ignored)
        entries = Submitted(None)
        if there:
            held.files[responses] = _small(order, responses, MAX_BYTES + 1)
            try:
                entries = Submitted(parse(held.files[responses], responses))
            except ResponsesError as error:
                raise Refused(student, responses, str(error), listed=True) from None
        held.workspace = held.workspace or entries.workspace
        held.said += about_the_responses(student, sheet.name, there, entries, sheet.ids)
        held.works.append(Work(entries))
    return held


def _mark(terms: Terms, sheets: Sequence[Sheet], held: _Held, pages: list[_Pages]) -> Outcome:
    student, said, points = held.order.student, held.said, []
    for at, sheet in enumerate(sheets):
        work = held.works[at]
        shown = pages[at] or sheet.show([work])[0]
        problems = dict.fromkeys(one.problem for one in shown if one.problem)
        said += [f"{student}, {sheet.name}{ENDING}: {problem}" for problem in problems]
        points.append(tuple([one.points for one in shown if one.points is not None]))
        if terms.staging:
            held.files[f"{sheet.name}.ipynb"] = sheet.data(work, shown, held.found[at])
    if terms.staging:
        _put_down(terms, held.order, held.files)
    return Outcome(
        student,
        MARKED,
        tuple(said),
        held.time,
        tuple(points),
        tuple(held.missing),
        held.replaces,
        workspace=held.workspace,
    )


def _small(order: Order, name: str, limit: int) -> bytes:
    try:
        return read_plain(f"{order.handed}/{name}", limit)
    except OSError as error:
        raise Refused(order.student, name, f"it cannot be read ({error.strerror}).") from None


@lru_cache(maxsize=64)  # nbgrader's names and the assignment's: always the same few
def _ignored(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch(name, pattern) for pattern in patterns)


def _put_down(terms: Terms, order: Order, files: dict[str, bytes]) -> None:
    """Write a marked copy beside its place; whoever holds the gradebook puts it there, whole, by a rename."""
    folder = f"{terms.staging}/{order.student}"
    try:
        learner = os.path.dirname(order.marked)
        try:
            os.mkdir(learner)
        except OSError:  # it is there, or a folder above it is not
            os.makedirs(learner, exist_ok=True)
        os.mkdir(folder)
        for name, data in files.items():
            _write(f"{folder}/{name}", data, terms.permissions)
        if terms.folders:
            os.chmod(folder, (os.stat(folder).st_mode | terms.folders) & 0o2777)
    except OSError as error:
        raise Unwritable(f"{error.filename or folder}: {error.strerror}.") from None


def _write(path: str, data: bytes, permissions: int) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, permissions)
    try:
        done = os.write(handle, data)
        while done < len(data):
            done += os.write(handle, memoryview(data)[done:])
        given = stat.S_IMODE(os.fstat(handle).st_mode)
    finally:
        os.close(handle)
    if given != permissions:  # the umask took some away
        os.chmod(path, permissions)
