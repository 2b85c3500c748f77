"""What arrived by mail: responses files in folders or zip files, taken into `submitted/`.

Whose a file is, its name says (`ada.responses.json`) or a folder that it lies in (`ada/08-feedback.responses.json`).
Which assignment it answers, the answers in it say. Nothing is unpacked, followed or run: a file is measured, read
once, checked, and written again.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from mentorlab.cohort.folder import Folder
from mentorlab.cohort.new import CohortError
from mentorlab.cohort.people import add_people
from mentorlab.cohort.roster import Learner
from mentorlab.marking.intake.remarks import wrong_file
from mentorlab.names import Alike, command, confused, fold, id_fault, to_id, visible
from mentorlab.responses.file import Entry, read_for_marking
from mentorlab.responses.place import ENDING
from mentorlab.responses.strict import MAX_BYTES, ResponsesError

EARLIER = "earlier"  # where a submission is kept that a newer one replaces
MOST_FILES = 5_000
MOST_UNPACKED = 100 * 1024 * 1024  # bytes of one zip file: five thousand files of the usual size
_RESPONSES = re.compile(r"(?is)(?P<name>.*?)\.?responses\b.{0,40}\.json\Z")
_OURS = {"my-mentoring", "exercises", "course", "submitted", "inbox"}  # folders that are nobody's name
_STAMP = "%Y-%m-%d %H:%M:%S.%f UTC"


@dataclass(frozen=True)
class Arrived:
    """A file that may hold responses."""

    said: str  # where it was found, for people
    parts: tuple[str, ...]  # the folders that it lies in, the outermost first
    name: str
    time: datetime
    data: bytes = b""
    fault: str = ""


@dataclass
class Report:
    """What was taken, what was not and why, and from whom nothing is there yet; each a sentence."""

    taken: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)  # nothing was wrong with these, and nothing was to do
    refused: list[str] = field(default_factory=list)
    nothing_from: dict[str, list[str]] = field(default_factory=dict)  # module -> learners
    modules: list[str] = field(default_factory=list)  # in which something was taken


def collect_mail(cohort: Folder, paths: Iterable[Path], *, add: bool = False) -> Report:
    """Take in the responses that lie in folders, zip files or files.

    Parameters
    ----------
    add : whether somebody who is not in the roster is added to it; otherwise they are refused by name

    Raises
    ------
    CohortError : a path is not there, or the assignments were never generated
    """
    report = Report()
    with cohort.gradebook() as book:
        items = cohort.items(book)
        people = {str(student.id) for student in book.students}
    modules = {module: items[module] for module in cohort.modules or items if module in items}
    if not modules:
        raise CohortError(
            "The gradebook knows no assignment. Run first: nbgrader generate_assignment --force"
        )
    found: dict[tuple[str, str], list[tuple[Arrived, Mapping[str, Entry]]]] = {}
    for arrived in _arrived(paths):
        try:
            learner = _whose(arrived, people, set(modules), add)
            module, entries = _read(arrived, modules)
        except _Refusal as refusal:
            report.refused.append(f"{visible(arrived.said)}: {refusal}")
            continue
        found.setdefault((learner, module), []).append((arrived, entries))
    for (learner, module), several in sorted(found.items()):
        several.sort(key=lambda one: (one[0].time, max(entry.last for entry in one[1].values())))
        for older, _ in several[:-1]:
            report.kept.append(
                f"{visible(older.said)}: {learner} has sent a newer one, {visible(several[-1][0].said)}."
            )
        if learner not in people:
            add_people(cohort, [Learner(learner)])
            people.add(learner)
        _take(cohort, learner, module, *several[-1], modules[module], report)
    for module in report.modules:
        missing = [id for id in sorted(people) if not (cohort.path / "submitted" / id / module).is_dir()]
        report.nothing_from[module] = missing
    return report


class _Refusal(Exception):
    """The second half of a sentence."""


def _whose(arrived: Arrived, people: set[str], modules: set[str], add: bool) -> str:
    if arrived.fault:
        raise _Refusal(arrived.fault)
    stem = _stem(arrived.name)
    by_fold: dict[str, list[str]] = {}
    for id in sorted(people):
        by_fold.setdefault(fold(id), []).append(id)
    known: list[str] = []
    for name in (stem, *reversed(arrived.parts)):
        meant = [to_id(name)] if to_id(name) in people else by_fold.get(fold(name), [])
        if len(meant) > 1:
            raise _Refusal(
                f"it could be {' or '.join(meant)}: their ids differ in small and capital letters alone."
            )
        known += [id for id in meant if id not in known]
    if len(known) > 1:  # what one learner sends is never another's, whatever stands in it
        raise _Refusal(
            f"it lies in {known[-1]}'s mail and says that it is {known[0]}'s. If it is, put it somewhere else."
        )
    if known:
        return known[0]
    # The outermost folder is where the mail was saved; it is somebody's name only where we know the name.
    others = [
        name
        for name in [stem, *reversed(arrived.parts[1:])]
        if name and name not in modules and name.casefold() not in _OURS
    ]
    if not others:
        raise _Refusal(
            "neither its name nor its folder says whose it is. Put it into a folder named by the learner's id."
        )
    name = to_id(others[0])
    alike = Alike(people).to(name)
    fault = id_fault(name) or (confused(name, alike) if alike else "")
    if not add or fault:
        mend = (
            fault
            or f"If “{visible(name)}” is right, run this again with --add; otherwise give it the learner's id."
        )
        raise _Refusal(f"“{visible(name)}” is not in the roster. {mend}")
    return name


def _stem(name: str) -> str:
    """`ada` of `ada.responses.json`."""
    matched = _RESPONSES.fullmatch(name)
    return matched["name"].strip() if matched else ""


def _read(arrived: Arrived, modules: Mapping[str, frozenset[str]]) -> tuple[str, Mapping[str, Entry]]:
    """Which assignment the file answers, and its entries."""
    likely = next((module for module in modules if arrived.name.startswith(module)), next(iter(modules)))
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / f"{likely}{ENDING}"
        copy.write_bytes(arrived.data)
        try:
            entries = read_for_marking(copy)
        except ResponsesError as error:
            raise _Refusal(str(error)) from None
    held = {module: len(ids & set(entries)) for module, ids in modules.items()}
    best = max(held, key=lambda module: (held[module], module == likely))
    if not held[best]:
        raise _Refusal(wrong_file(likely))
    return best, entries


def _take(
    cohort: Folder,
    learner: str,
    module: str,
    arrived: Arrived,
    entries: Mapping[str, Entry],
    ids: frozenset[str],
    report: Report,
) -> None:
    target = cohort.path / "submitted" / learner / module
    said = visible(arrived.said)
    there = target / f"{module}{ENDING}"
    aside = ""
    if target.exists():
        if there.is_file() and there.read_bytes() == arrived.data:
            report.kept.append(f"{learner}: {said} is in submitted/ already.")
            report.modules += [module] if module not in report.modules else []
            return
        known = _time_of(target)
        if known is not None and known > arrived.time:
            report.kept.append(f"{learner}: {said} is older than what is in submitted/, which stays.")
            return
        aside = _put_aside(cohort.path, learner, module, target)
    release = cohort.path / "release" / module / f"{module}.ipynb"
    if not release.is_file():
        raise CohortError(
            f"There is no release/{module}/. Run first: "
            + command("nbgrader", "generate_assignment", module, "--force")
        )
    target.mkdir(parents=True)
    shutil.copyfile(
        release, target / release.name
    )  # nbgrader looks for a notebook; ours come from the gradebook
    there.write_bytes(arrived.data)
    (target / "timestamp.txt").write_text(arrived.time.strftime(_STAMP), encoding="utf-8")
    count = len(ids & set(entries))
    kept = f" What was there before is in {aside}." if aside else ""
    report.taken.append(f"{learner}: took {said}, {count} of {len(ids)} exercises answered.{kept}")
    report.modules += [module] if module not in report.modules else []


def _time_of(folder: Path) -> datetime | None:
    try:
        said = (folder / "timestamp.txt").read_text(encoding="utf-8").strip()
        return datetime.strptime(said, _STAMP).replace(tzinfo=UTC)
    except (OSError, ValueError):
        return None


def _put_aside(cohort: Path, learner: str, module: str, target: Path) -> str:
    number = 1
    while (aside := cohort / EARLIER / learner / f"{module}-{number}").exists():
        number += 1
    aside.parent.mkdir(parents=True, exist_ok=True)
    target.rename(aside)
    return aside.relative_to(cohort).as_posix()


# --- looking ------------------------------------------------------------------------------------------------


def _arrived(paths: Iterable[Path]) -> Iterator[Arrived]:
    count = 0
    for path in paths:
        for arrived in _at(path):
            count += 1
            if count > MOST_FILES:
                raise CohortError(
                    f"There are more than {MOST_FILES} files. Name the folder that holds the mail."
                )
            yield arrived


def _at(path: Path) -> Iterator[Arrived]:
    if not path.exists():
        raise CohortError(f"{visible(str(path))} is not there.")
    path = path.absolute()
    if path.is_dir():
        for top, folders, names in os.walk(path):
            folders.sort()
            here = Path(top)
            parts = (path.name, *here.relative_to(path).parts)
            for name in (*sorted(names), *(one for one in folders if (here / one).is_symlink())):
                yield from _file(here / name, parts, (here / name).relative_to(path).as_posix())
    else:
        yield from _file(path, (path.parent.name,), path.name, named=True)


def _file(path: Path, parts: tuple[str, ...], said: str, *, named: bool = False) -> Iterator[Arrived]:
    found = path.lstat()
    time = datetime.fromtimestamp(found.st_mtime, UTC)
    if stat.S_ISLNK(found.st_mode):
        fault = "it is a link to somewhere else; the file itself is needed."
        yield Arrived(said, parts, path.name, time, fault=fault)
    elif not stat.S_ISREG(found.st_mode):
        yield Arrived(said, parts, path.name, time, fault="it is not a file.")
    elif path.suffix.lower() == ".zip":
        yield from _zip(path, (*parts, path.stem), said)
    elif _RESPONSES.fullmatch(path.name):
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        yield Arrived(said, parts, path.name, time, data)
    elif named:
        fault = f"its name is not that of a responses file, which ends in {ENDING}."
        yield Arrived(said, parts, path.name, time, fault=fault)


def _zip(path: Path, parts: tuple[str, ...], said: str) -> Iterator[Arrived]:
    try:
        left = MOST_UNPACKED
        with zipfile.ZipFile(path) as opened:
            for info in opened.infolist()[: MOST_FILES + 1]:
                inside = PurePosixPath(info.filename.replace("\\", "/"))
                if info.is_dir() or "__MACOSX" in inside.parts or not _RESPONSES.fullmatch(inside.name):
                    continue
                within, name = (*parts, *inside.parts[:-1]), f"{said}/{inside}"
                time = _zip_time(info)
                fault = ""
                if stat.S_ISLNK(info.external_attr >> 16):
                    fault = "it is a link to somewhere else; the file itself is needed."
                if info.flag_bits & 1:
                    fault = "it is locked with a password."
                data = b""
                if not fault:
                    with opened.open(info) as file:
                        data = file.read(MAX_BYTES + 1)  # never more, whatever the zip file says of its size
                    left -= len(data)
                if left < 0:
                    fault = f"the zip file unpacks to more than {MOST_UNPACKED // 1024**2} MB; the rest was not read."
                    yield Arrived(said, parts, path.name, time, fault=fault)
                    return
                yield Arrived(name, within, inside.name, time, data, fault)
    except (zipfile.BadZipFile, OSError, NotImplementedError, EOFError, RuntimeError, ValueError) as error:
        time = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        yield Arrived(said, parts, path.name, time, fault=f"this zip file cannot be read ({error}).")


def _zip_time(info: zipfile.ZipInfo) -> datetime:
    try:
        return datetime(*info.date_time).astimezone(UTC)  # a zip file keeps local time
    except (ValueError, OverflowError, OSError):
        return datetime.now(UTC)
