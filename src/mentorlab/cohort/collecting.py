"""What arrived without a server, taken into `submitted/`; every file that was offered is accounted for.

Whose a file is, `matching` finds; which assignment it answers, the answers in it say. Of several from one person
the one that was answered last is taken, whatever was saved or sent last, and every other is kept in `earlier/`.
A time that cannot be true is not believed.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import Enum
from pathlib import Path

from mentorlab.cohort.delivery import HARMLESS, FileFault, Offered, offered
from mentorlab.cohort.earlier import EARLIER, STAMP, free_folder, handed_in_at
from mentorlab.cohort.folder import Folder
from mentorlab.cohort.matching import Clue, Match, Nobody, People, Person, people_of
from mentorlab.cohort.new import CohortError
from mentorlab.cohort.people import add_people
from mentorlab.cohort.roster import Learner
from mentorlab.names import command, id_fault, to_id, visible
from mentorlab.responses.place import ENDING, MARKER
from mentorlab.responses.strict import Entry, ResponsesError, parse

_FIRST_YEAR = 2000  # a clock that says less was never set
_AHEAD = timedelta(minutes=10)  # how far a learner's clock may be ahead of ours
_ROOM = 40 * 1024 * 1024  # bytes of one person's files that are compared
_FAR = timedelta(days=1)  # how far an answer's time may lie behind the mail that brought it


class FileState(Enum):
    """What became of a file."""

    TAKEN = "taken"
    KEPT = "kept"
    REFUSED = "refused"
    LEFT = "left alone"


class Reason(Enum):
    """Why a file was kept, refused or left alone, where no `FileFault` and no `Nobody` says it."""

    SAME = "it is there already"
    OLDER = "another was answered later"
    AS_OLD = "another was answered at the same time"
    FEWER = "it holds fewer answers than another"
    NO_ANSWERS = "it answers no assignment of this cohort"
    DAMAGED = "its contents cannot be read"
    BAD_ID = "its name cannot be an id"
    LOOKS_LIKE = "its name looks like somebody else's id"
    NOTHING = "nothing else came from this person"


class Doubt(Enum):
    """Why the time of the last answer in a file is not believed."""

    AHEAD = "after the collection"
    AFTER_MAIL = "after the mail that brought it"
    NONE = "no time"


@dataclass(frozen=True)
class FileRow:
    """One file that was offered, and what became of it.

    Attributes
    ----------
    learner, clues : whose it is, and how that was found
    answered, of : exercises answered, and how many there are
    last : when the last answer in it was given, as the file says; UTC
    handed_in : the time that stands for the hand-in: the mail's own, or the last answer; UTC
    late : by how much that is after the deadline
    why : a `FileFault`, `Nobody` or `Reason` where it was not taken; `detail` names what it is about
    replaces : of one that was taken: where what was there before is kept now
    kept_in : of one that was not taken: where it is kept
    """

    place: str
    state: FileState
    learner: str = ""
    clues: tuple[Clue, ...] = ()
    module: str = ""
    answered: int = 0
    of: int = 0
    last: datetime | None = None
    handed_in: datetime | None = None
    late: timedelta | None = None
    doubt: Doubt | None = None
    why: FileFault | Nobody | Reason | None = None
    detail: tuple[str, ...] = ()
    replaces: str = ""
    kept_in: str = ""


@dataclass
class Collection:
    """All that was offered, and from whom nothing is there yet."""

    rows: list[FileRow] = field(default_factory=list)
    nothing_from: dict[str, list[str]] = field(default_factory=dict)  # module -> learners
    modules: list[str] = field(default_factory=list)  # in which something is there to be marked

    def those(self, *states: FileState) -> list[FileRow]:
        """Returns the rows of these states, in the order of the table."""
        return [row for row in self.rows if row.state in states]

    @property
    def settled(self) -> bool:
        """Tells whether a person need look at nothing more."""
        return not any(row.state is FileState.REFUSED or row.why is Reason.FEWER for row in self.rows)


@dataclass(frozen=True)
class Fewer:
    """A question to the trainer: the newer file holds fewer answers than the older one."""

    learner: str
    module: str
    newer: str
    answered: int
    older: str
    answered_before: int


@dataclass(frozen=True)
class _Candidate:
    """A file with somebody's answers, read and put down until it is known which of theirs is taken."""

    row: FileRow
    file: Path
    sent: datetime | None = None
    current: bool = False  # it is what lies in submitted/

    @property
    def order(self) -> tuple[bool, datetime]:
        """Later is newer; what cannot be believed is older than what can."""
        nothing = datetime.min.replace(tzinfo=UTC)
        if self.row.doubt is None and self.row.last is not None:
            return True, self.row.last
        return False, self.sent or nothing


def collect_files(
    cohort: Folder,
    paths: Iterable[Path],
    *,
    add: bool = False,
    ask: Callable[[Fewer], bool] = lambda question: False,
    now: datetime | None = None,
) -> Collection:
    """Takes in the responses that lie in folders, zip files, saved mails or files.

    Parameters
    ----------
    add : whether somebody who is not in the roster is added to it, under the id that the file says
    ask : whether a newer file with fewer answers is to take the place of an older one; no if not said
    now : the time of the collection

    Raises
    ------
    CohortError : a path is not there, or the assignments were never generated
    """
    now = now or datetime.now(UTC)
    paths = list(paths)
    for path in paths:
        if not path.exists() and not path.is_symlink():
            raise CohortError(f"{visible(str(path))} is not there.")
    with cohort.gradebook() as book:
        items = cohort.items(book)
        students = list(people_of(list(book.students)))
        due = {str(one.name): one.duedate for one in book.assignments}
    modules = {module: items[module] for module in cohort.modules or items if module in items}
    if not modules:
        raise CohortError(
            "The gradebook knows no assignment. Run first: nbgrader generate_assignment --force"
        )
    staging = Path(tempfile.mkdtemp(prefix="collecting-", dir=cohort.path / MARKER))
    try:
        return _Collecting(cohort, modules, due, students, staging, add, ask, now).run(paths)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


class _Collecting:
    """One collection on its way."""

    def __init__(
        self,
        cohort: Folder,
        modules: Mapping[str, frozenset[str]],
        due: Mapping[str, datetime | None],
        students: Iterable[Person],
        staging: Path,
        add: bool,
        ask: Callable[[Fewer], bool],
        now: datetime,
    ) -> None:
        self.cohort, self.modules, self.due, self.staging = cohort, modules, due, staging
        self.add, self.ask, self.now = add, ask, now
        self.students = {person.id for person in students}
        self.people = People(students, modules)
        self.found: dict[tuple[str, str], list[_Candidate]] = {}
        self.done = Collection()
        self._count = 0
        self._room: dict[str, int] = {}

    def run(self, paths: Iterable[Path]) -> Collection:
        for path in paths:
            for file in offered(path):
                self._look(file)
        for (learner, module), candidates in sorted(self.found.items()):
            self._settle(learner, module, candidates)
        self._nothing_else_came()
        for module in self.done.modules:
            self.done.nothing_from[module] = [
                id
                for id in sorted(self.students)
                if not (self.cohort.path / "submitted" / id / module).is_dir()
            ]
        return self.done

    # -- one file -------------------------------------------------------------------------------------

    def _look(self, file: Offered) -> None:
        """Find whose a file is and what it answers; put it down, or note why not."""
        match = self.people.match(file)
        if self.add and file.fault is None and match.nobody is Nobody.UNKNOWN:
            name = to_id(match.named[0])
            if not id_fault(name) and not self.people.like(name):
                self._add(name)
                match = self.people.match(file)
        row = FileRow(file.place, FileState.REFUSED, match.id, match.clues)
        if file.fault is not None:
            state = FileState.LEFT if file.fault in HARMLESS else FileState.REFUSED
            detail = (file.detail,) if file.detail else ()
            self.done.rows.append(replace(row, state=state, why=file.fault, detail=detail))
            return
        if match.nobody is not None:
            self.done.rows.append(self._nobody_s(row, match))
            return
        try:
            contents = parse(file.data, file.name)
        except ResponsesError as error:
            self.done.rows.append(replace(row, why=Reason.DAMAGED, detail=(str(error),)))
            return
        module, answered = self._answers(file.name, contents.items)
        if not answered:
            self.done.rows.append(replace(row, module=module, why=Reason.NO_ANSWERS))
            return
        last, doubt = self._last(contents.items, self.modules[module], file.sent)
        row = replace(
            row, module=module, answered=answered, of=len(self.modules[module]), last=last, doubt=doubt
        )
        left = self._room.get(row.learner, _ROOM) - len(file.data)
        if left < 0:  # nobody's files fill the disk
            self.done.rows.append(replace(row, why=FileFault.TOO_MANY))
            return
        self._room[row.learner] = left
        self._count += 1
        staged = self.staging / f"{self._count}{ENDING}"
        staged.write_bytes(file.data)
        self.found.setdefault((row.learner, module), []).append(_Candidate(row, staged, file.sent))

    def _nobody_s(self, row: FileRow, match: Match) -> FileRow:
        """The row of a file that is nobody's, and why it was not added."""
        name = to_id(match.named[0]) if match.named else ""
        if self.add and match.nobody is Nobody.UNKNOWN and id_fault(name):
            return replace(row, why=Reason.BAD_ID, detail=(name,))
        if match.nobody is Nobody.UNKNOWN and self.people.like(name):
            return replace(row, why=Reason.LOOKS_LIKE, detail=(name,))
        return replace(row, why=match.nobody, detail=match.named)

    def _add(self, id: str) -> None:
        """Add somebody new to the cohort."""
        add_people(self.cohort, [Learner(id)])
        self.people.add(Person(id))
        self.students.add(id)

    def _answers(self, name: str, entries: Mapping[str, Entry]) -> tuple[str, int]:
        """Which assignment these entries answer most of, and how many of its exercises."""
        likely = next((module for module in self.modules if module in name), next(iter(self.modules)))
        held = {module: len(ids & set(entries)) for module, ids in self.modules.items()}
        best = max(held, key=lambda module: (held[module], module == likely))
        return (best, held[best]) if held[best] else (likely, 0)

    def _last(
        self, entries: Mapping[str, Entry], ids: frozenset[str], sent: datetime | None
    ) -> tuple[datetime | None, Doubt | None]:
        """When an exercise was last answered, as the file says, and why that is not believed."""
        times = [time for id, entry in entries.items() if id in ids and (time := _time(entry.last))]
        if not times:
            return None, Doubt.NONE
        last = max(times)
        if last > self.now + _AHEAD:
            return last, Doubt.AHEAD
        if sent is not None and last > sent + _FAR:
            return last, Doubt.AFTER_MAIL
        return last, None

    # -- one person's files for one assignment ----------------------------------------------------------

    def _settle(self, learner: str, module: str, candidates: list[_Candidate]) -> None:
        """Take the one that was answered last, and keep the others."""
        current = self._current(learner, module)
        newest_first = sorted(
            [*candidates, *([current] if current else [])],
            # Of two that say the same time the present one stays, and else the fuller is taken.
            key=lambda one: (one.order, one.current, one.row.answered),
            reverse=True,
        )
        different = _distinct(newest_first)
        chosen, declined = self._choose(learner, module, different)
        here = self.cohort.path / "submitted" / learner / module
        for one in newest_first:
            if one is chosen or one.current:
                continue
            twin = next(other for other in different if _same(other.file, one.file))
            if twin is not one:
                self._note(one, FileState.KEPT, Reason.SAME, (twin.row.place,))
            else:
                as_old = one.order == chosen.order
                why = Reason.FEWER if one in declined else Reason.AS_OLD if as_old else Reason.OLDER
                kept = self._keep(learner, module, one)
                self._note(one, FileState.KEPT, why, (chosen.row.place,), kept_in=kept)
        if not chosen.current:
            self._take(learner, module, chosen, here)
        if module not in self.done.modules:
            self.done.modules.append(module)

    def _choose(
        self, learner: str, module: str, newest_first: list[_Candidate]
    ) -> tuple[_Candidate, list[_Candidate]]:
        """The candidate to take, and those that hold fewer answers than an older one and were declined."""
        declined: list[_Candidate] = []
        for at, one in enumerate(newest_first):
            fuller = max(newest_first[at + 1 :], key=lambda other: other.row.answered, default=one)
            if one.current or fuller.row.answered <= one.row.answered:
                return one, declined
            question = Fewer(
                learner, module, one.row.place, one.row.answered, fuller.row.place, fuller.row.answered
            )
            if self.ask(question):
                return one, declined
            declined.append(one)
        return newest_first[0], []

    def _current(self, learner: str, module: str) -> _Candidate | None:
        """What lies in submitted/ now; None where nothing does that can be read."""
        file = self.cohort.path / "submitted" / learner / module / f"{module}{ENDING}"
        try:
            entries = parse(file.read_bytes(), file.name).items
        except (OSError, ResponsesError):
            return None
        last, doubt = self._last(entries, self.modules[module], None)
        answered = len(self.modules[module] & set(entries))
        place = f"submitted/{learner}/{module}/{file.name}"
        row = FileRow(place, FileState.KEPT, learner, (), module, answered, last=last, doubt=doubt)
        return _Candidate(row, file, current=True)

    def _keep(self, learner: str, module: str, one: _Candidate) -> str:
        """Keep a file that was not taken in earlier/, once however often it is offered."""
        folder = self.cohort.path / EARLIER / learner
        for there in sorted(folder.glob(f"{module}-*/{module}{ENDING}")):
            if _same(there, one.file):
                return there.parent.relative_to(self.cohort.path).as_posix()
        target = free_folder(folder, module)
        target.mkdir(parents=True)
        shutil.copyfile(one.file, target / f"{module}{ENDING}")
        time = self._handed_in(one)
        (target / "timestamp.txt").write_text(time.strftime(STAMP), encoding="utf-8")
        return target.relative_to(self.cohort.path).as_posix()

    def _take(self, learner: str, module: str, one: _Candidate, here: Path) -> None:
        """Put a file into submitted/, and what was there before into earlier/."""
        release = self.cohort.path / "release" / module / f"{module}.ipynb"
        if not release.is_file():
            raise CohortError(
                f"There is no release/{module}/. Run first: "
                + command("nbgrader", "generate_assignment", module, "--force")
            )
        made = self.staging / f"{one.file.stem}-made"
        made.mkdir()
        # nbgrader looks for a notebook; the one that is marked comes from the gradebook.
        shutil.copyfile(release, made / release.name)
        shutil.copyfile(one.file, made / f"{module}{ENDING}")
        handed_in = self._handed_in(one)
        before = handed_in_at(here)
        # nbgrader marks again only what says a later time than what was marked.
        stamp = handed_in if before is None or handed_in > before else before + timedelta(seconds=1)
        (made / "timestamp.txt").write_text(stamp.strftime(STAMP), encoding="utf-8")
        replaces = ""
        if here.exists():
            aside = free_folder(self.cohort.path / EARLIER / learner, module)
            aside.parent.mkdir(parents=True, exist_ok=True)
            here.rename(aside)
            replaces = aside.relative_to(self.cohort.path).as_posix()
        here.parent.mkdir(parents=True, exist_ok=True)
        made.rename(here)
        due = self.due.get(module)
        late = handed_in - due.replace(tzinfo=UTC) if due is not None else timedelta(0)
        self.done.rows.append(
            replace(
                one.row,
                state=FileState.TAKEN,
                handed_in=handed_in,
                late=late if late > timedelta(0) else None,
                replaces=replaces,
            )
        )

    def _handed_in(self, one: _Candidate) -> datetime:
        """The hand-in's own time where it has one; else the last answer's; else now."""
        if one.sent is not None and one.sent <= self.now + _AHEAD:
            return one.sent
        return one.row.last if one.row.doubt is None and one.row.last is not None else self.now

    def _note(
        self,
        one: _Candidate,
        state: FileState,
        why: Reason,
        detail: tuple[str, ...],
        *,
        kept_in: str = "",
    ) -> None:
        self.done.rows.append(replace(one.row, state=state, why=why, detail=detail, kept_in=kept_in))

    def _nothing_else_came(self) -> None:
        """A picture beside answers is left alone; a picture instead of answers is a question to its sender.

        So is a lesson's responses file, which has the name of the assignment's.
        """
        from_whom = {row.learner for row in self.done.rows if row.state in (FileState.TAKEN, FileState.KEPT)}
        for at, row in enumerate(self.done.rows):
            if row.state is FileState.LEFT and row.learner and row.learner not in from_whom:
                self.done.rows[at] = replace(row, state=FileState.REFUSED, why=Reason.NOTHING)
            elif row.why is Reason.NO_ANSWERS and row.learner in from_whom:
                self.done.rows[at] = replace(row, state=FileState.LEFT)


def _time(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
        found = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found if found.year >= _FIRST_YEAR else None


def _distinct(candidates: Iterable[_Candidate]) -> list[_Candidate]:
    """The candidates without those whose file holds the same as one before; what lies in submitted/ stays."""
    found: list[_Candidate] = []
    for one in candidates:
        twin = next((at for at, other in enumerate(found) if _same(other.file, one.file)), None)
        if twin is None:
            found.append(one)
        elif one.current:
            found[twin] = one
    return found


def _same(one: Path, other: Path) -> bool:
    return one == other or one.read_bytes() == other.read_bytes()
