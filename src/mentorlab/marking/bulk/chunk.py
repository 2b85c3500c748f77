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
from mentorlab.marking.bulk.model import KEPT, MARKED, REFUSED, Order, Outcome, Terms, Unwritable
from mentorlab.marking.bulk.remote import fetched
from mentorlab.marking.copy.answer_page import AnswerPage, Shown
from mentorlab.marking.copy.definition import prepared
from mentorlab.marking.copy.notebook_copy import NotebookTemplate
from mentorlab.marking.copy.page_cache import CachedPage
from mentorlab.marking.intake.refusal import Refused
from mentorlab.marking.intake.remarks import about_the_notebook, about_the_responses, marked_again
from mentorlab.marking.intake.submission import (
    NBGRADERS,
    TIMESTAMP,
    HandedNotebook,
    look,
    read_notebook,
    time_in,
)
from mentorlab.marking.intake.workspaces import workspace_in
from mentorlab.names import can_be_stored, command
from mentorlab.responses.file import Submitted
from mentorlab.responses.place import ENDING
from mentorlab.responses.strict import MAX_BYTES, ResponsesError, parse

_Pages = list[Shown | CachedPage] | None
_LARGEST_SECRET = 64 * 1024  # bytes


@dataclass(slots=True)
class _Held:
    """A submission between the reading of its files and the writing of its copy; lists are by notebook."""

    order: Order
    replaces: bool
    time: datetime | None
    files: dict[str, bytes]
    remarks: list[str] = field(default_factory=list)
    found: list[HandedNotebook] = field(default_factory=list)
    answer_pages: list[AnswerPage] = field(default_factory=list)
    missing: list[bool] = field(default_factory=list)
    workspace: str = ""


def mark_chunk(terms: Terms, orders: Sequence[Order]) -> list[Outcome]:
    """Marks these submissions, and leaves each marked copy whole in `terms.staging`, by the learner's id.

    All are read, then all are marked, then all are written: that takes less time than one after another.

    Raises
    ------
    Unwritable : the disk is full, or the folder may not be written to. A fault of a submission is no error:
        it is an outcome.
    """
    templates = prepared(terms.definition)
    # Marking makes many small things and no rings of them: looking for rings took a quarter of the time. What
    # is left, such as an error with its traceback, is found once the chunk is done.
    looks = gc.isenabled()
    gc.disable()
    try:
        with fetched(orders, [template.name for template in templates]) as here:
            begun = [_begin(terms, templates, order) for order in here]
            pages = _pages(templates, [one for one in begun if isinstance(one, _Held)])
            return [
                one if isinstance(one, Outcome) else _end(terms, templates, one, next(pages)) for one in begun
            ]
    finally:
        if looks:
            gc.enable()


def _begin(terms: Terms, templates: Sequence[NotebookTemplate], order: Order) -> _Held | Outcome:
    """What was handed in, read; an outcome where it is not marked."""
    fault = order.fault or (
        "" if can_be_stored(order.student) else "this is not a name that a folder can have."
    )
    if fault:
        return _refused(terms, order, False, Refused(order.student, terms.definition.assignment, fault))
    replaces = os.path.lexists(order.marked)
    if replaces and not (terms.force or order.again) and not is_newer(order.handed, order.marked):
        named = f"{order.handed}/{terms.definition.notebooks[0][0]}{ENDING}"
        return Outcome(
            order.student, KEPT, tuple(_changed(terms, order)), workspace=workspace_in(Path(named))
        )
    try:
        return _read(terms, templates, order, replaces)
    except Exception as error:
        return _refused(terms, order, replaces, error)


def _pages(templates: Sequence[NotebookTemplate], held: Sequence[_Held]) -> Iterator[list[_Pages]]:
    """The pages of each submission, by notebook; without pages where they are to be made for it alone."""
    by_template: list[list[_Pages]] = []
    for at, template in enumerate(templates):
        try:
            by_template.append([*template.show([one.answer_pages[at] for one in held])])
        except Exception:  # one of them is at fault, and only that one shall be refused
            by_template.append([None] * len(held))
    return iter([list(pages) for pages in zip(*by_template, strict=True)])


def _end(terms: Terms, templates: Sequence[NotebookTemplate], held: _Held, pages: list[_Pages]) -> Outcome:
    """The submission marked and its copy put down."""
    try:
        return _mark(terms, templates, held, pages)
    except Unwritable:
        raise
    except Exception as error:
        return _refused(terms, held.order, held.replaces, error)


def _refused(terms: Terms, order: Order, replaces: bool, error: Exception) -> Outcome:
    if isinstance(error, Refused):
        return Outcome(order.student, REFUSED, (str(error),), replaces=replaces, listed=error.listed)
    # A fault of ours, at one submission: the others are marked.
    what = f"it could not be marked, and it is our fault ({type(error).__name__})."
    sentence = str(Refused(order.student, terms.definition.assignment, what))
    return Outcome(order.student, REFUSED, (sentence,), replaces=replaces)


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
    """Says whether nbgrader would mark this again: both folders say when they were handed in, and this one says later."""
    new, old = _time(handed), _time(marked)
    return new is not None and old is not None and new > old


def _time(folder: str) -> datetime | None:
    try:
        return time_in(read_plain(f"{folder}/{TIMESTAMP}", 200))
    except (OSError, ValueError, OverflowError, TypeError):
        return None


def _read(terms: Terms, templates: Sequence[NotebookTemplate], order: Order, replaces: bool) -> _Held:
    student = order.student
    looked = look(Path(order.handed))
    if looked.fault[1]:
        raise Refused(student, *looked.fault)
    held = _Held(order, replaces, looked.time, {})
    if replaces and order.again:
        held.remarks.append(marked_again(student, terms.definition.assignment))
    for name in NBGRADERS & looked.names:
        if not _ignored(name, terms.ignored):
            held.files[name] = looked.stamp if name == TIMESTAMP else _small(order, name, _LARGEST_SECRET)
    for template in templates:
        notebook, responses = f"{template.name}.ipynb", f"{template.name}{ENDING}"
        found = read_notebook(f"{order.handed}/{notebook}")
        held.found.append(found)
        held.missing.append(notebook not in looked.names)
        held.remarks += about_the_notebook(
            student, template.name, found, template.grade_ids, looked.names, terms.again
        )
        there = responses in looked.names and not _ignored(responses, terms.ignored)
        entries = Submitted(None)
        if there:
            held.files[responses] = _small(order, responses, MAX_BYTES + 1)
            try:
                entries = Submitted(parse(held.files[responses], responses))
            except ResponsesError as error:
                raise Refused(student, responses, error, listed=True) from None
        held.workspace = held.workspace or entries.workspace
        held.remarks += about_the_responses(student, template.name, there, entries, template.ids)
        held.answer_pages.append(AnswerPage(entries))
    return held


def _mark(terms: Terms, templates: Sequence[NotebookTemplate], held: _Held, pages: list[_Pages]) -> Outcome:
    student, remarks, points = held.order.student, held.remarks, []
    for at, template in enumerate(templates):
        answer_page = held.answer_pages[at]
        shown = pages[at] or template.show([answer_page])[0]
        problems = dict.fromkeys(one.problem for one in shown if one.problem)
        remarks += [f"{student}, {template.name}{ENDING}: {problem}" for problem in problems]
        points.append(tuple([one.points for one in shown if one.points is not None]))
        if terms.staging:
            held.files[f"{template.name}.ipynb"] = template.data(answer_page, shown, held.found[at])
    if terms.staging:
        _put_down(terms, held.order, held.files)
    return Outcome(
        student,
        MARKED,
        tuple(remarks),
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
