"""What `mentorlab cohort collect` prints: one line for every file that was offered, then what is missing."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import typer

from mentorlab.cli.terminal import say
from mentorlab.cohort.collecting import Collection, Doubt, Fewer, FileRow, FileState, Reason
from mentorlab.cohort.delivery import MAX_DEPTH, MAX_FILES, MAX_UNPACKED, FileFault
from mentorlab.cohort.matching import Clue, Nobody
from mentorlab.names import command, visible
from mentorlab.responses.place import ENDING
from mentorlab.wording import clock, count, day, number

MOST_ALIKE = 3  # files of one person, left or refused for one reason, that are printed; --table has all
FAULTS: dict[FileFault, str] = {
    FileFault.LINK: "a link to somewhere else; the file itself is needed",
    FileFault.NO_FILE: "neither a file nor a folder",
    FileFault.UNREADABLE: "it cannot be read",
    FileFault.TOO_LARGE: f"it is too large: a responses file has at most 1 MiB, a delivery {MAX_UNPACKED // 1024**2} MB",
    FileFault.TOO_DEEP: f"folders lie within folders, more than {MAX_DEPTH}",
    FileFault.TOO_MANY: f"it holds more than {number(MAX_FILES)} files; the rest was not looked at",
    FileFault.LOCKED: "it is locked with a password",
    FileFault.DAMAGED: "it is damaged, or made in a way that cannot be read here",
    FileFault.NESTED: "it is packed too many times over",
    FileFault.ARCHIVE: f"it is packed in a way that is not read here. Ask for a zip file, or for the file ending in {ENDING}",
    FileFault.OUTLOOK: "a mail saved by Outlook. Save it as .eml, or save its attachment",
    FileFault.NOTEBOOK: f"a notebook holds no answers. Ask for the file ending in {ENDING}, which lies beside it",
    FileFault.EMPTY: "it is empty",
    FileFault.OTHER: "no responses are in it",
}
NOBODY: dict[Nobody, str] = {
    Nobody.NOT_SAID: "nothing says whose it is. Put it into a folder named by the learner's id",
    Nobody.UNKNOWN: "“{}” is not in the roster. Give it the learner's id, or run this again with --add",
    Nobody.TWO_FIT: "it may be {}'s. Put it into a folder named by the right id",
    Nobody.DISAGREE: "it names {}, and nobody is chosen. Put it into a folder named by the right id",
}
REASONS: dict[Reason, str] = {
    Reason.SAME: "the same as {}",
    Reason.OLDER: "{} was answered later",
    Reason.AS_OLD: "its last answer is as old as that of {}, and the two differ",
    Reason.FEWER: "it was answered later and holds fewer answers than {}, which stays. To take it all the same: --fewer",
    Reason.NO_ANSWERS: "it holds no answer to this assignment. The lesson's file has the same name: ask for the one "
    "beside the assignment",
    Reason.DAMAGED: "{}",
    Reason.BAD_ID: "“{}” cannot be an id: letters, digits, points, hyphens and underscores, a letter or digit first",
    Reason.LOOKS_LIKE: "“{}” looks like the id of somebody else and is another. Give it the right id",
    Reason.NOTHING: f"no responses are in it, and nothing else came from them. Ask for the file ending in {ENDING}",
}
CLUES: dict[Clue, str] = {
    Clue.ID: "by id",
    Clue.ADDRESS: "by address",
    Clue.NAME: "by name",
    Clue.MOODLE: "by name, as Moodle packs it",
    Clue.CANVAS: "by name, as Canvas packs it",
}
DOUBTS: dict[Doubt, str] = {
    Doubt.AHEAD: "its last answer is dated {}, which has not come yet, and was not believed",
    Doubt.AFTER_MAIL: "its last answer is dated {}, long after its mail, and was not believed",
    Doubt.NONE: "it does not say when it was answered",
}


def show(collection: Collection, table: Path | None = None) -> int:
    """Prints the account of a collection; the exit code: 0 where nothing is left for a person to look at."""
    for row in collection.those(FileState.TAKEN, FileState.KEPT):
        say(line(row))
    _echo_few(collection.those(FileState.LEFT), err=False)
    _echo_few(collection.those(FileState.REFUSED), err=True)
    for module, learners in collection.nothing_from.items():
        if learners:
            say(f"{module}: nothing yet from {', '.join(map(visible, learners))}.")
    if table is not None:
        _write(collection, table)
    if not collection.rows:
        say(f"No file was found there. A responses file ends in {ENDING}.", err=True)
        return 1
    counts = [(state, len(collection.those(state))) for state in FileState]
    say(
        f"{len(collection.rows)} offered: {', '.join(f'{many} {state.value}' for state, many in counts if many)}."
    )
    for module in collection.modules:
        say("Next: " + command("mentorlab", "cohort", "mark", module))
    return 0 if collection.settled else 1


def _echo_few(rows: list[FileRow], *, err: bool) -> None:
    """A line for each of these, but no flood of them from one person for one reason."""
    seen: Counter[tuple[str, object]] = Counter()
    for row in rows:
        alike = (row.learner or row.place.partition("/")[0], row.why)
        seen[alike] += 1
        if seen[alike] <= MOST_ALIKE:
            say(line(row), err=err)
    for (whose, _), many in seen.items():
        if many > MOST_ALIKE:
            say(
                f"… and {number(many - MOST_ALIKE)} more from {visible(whose)}, for the same reason.",
                err=err,
            )


def line(row: FileRow) -> str:
    """Words one file's line: `Taken: ada, mail/ada.responses.json, by id: 5 of 6 exercises, …`."""
    who = ", ".join(
        filter(
            None, (visible(row.learner), visible(row.place), " and ".join(CLUES[clue] for clue in row.clues))
        )
    )
    parts = []
    if row.state is FileState.TAKEN:
        parts.append(f"{row.answered} of {row.of} exercises")
        if row.handed_in is not None:
            parts.append(f"handed in {moment(row.handed_in)}")
        if row.late is not None:
            parts.append(f"{duration(row.late)} after the deadline")
        if row.replaces:
            parts.append(f"what was there before is in {visible(row.replaces)}")
    else:
        parts.append(reason(row))
        if row.kept_in:
            parts.append(f"kept in {visible(row.kept_in)}")
    if row.doubt is not None:
        parts.append(DOUBTS[row.doubt].format(moment(row.last) if row.last else ""))
    return f"{row.state.value.capitalize()}: {who}: {'; '.join(parts)}."


def reason(row: FileRow) -> str:
    """Words why a file was not taken, without a full stop."""
    detail = " or ".join(visible(part) for part in row.detail)
    if isinstance(row.why, FileFault):
        return FAULTS[row.why] + (f" ({detail})" if row.why is FileFault.UNREADABLE and detail else "")
    words = NOBODY[row.why] if isinstance(row.why, Nobody) else REASONS[row.why] if row.why else ""
    return words.format(detail).rstrip(".")


def question(fewer: Fewer) -> str:
    """Words what the trainer is asked about a newer file with fewer answers."""
    return (
        f"{visible(fewer.learner)}, {fewer.module}: {visible(fewer.newer)} was answered later and holds "
        f"{fewer.answered} answers; {visible(fewer.older)} holds {fewer.answered_before}. Take the newer one?"
    )


def asking(take: bool, interactive: bool) -> Callable[[Fewer], bool]:
    """Returns what decides about a newer file with fewer answers: the option, a person at the terminal, or nobody."""
    if take or not interactive:
        return lambda fewer: take
    return lambda fewer: typer.confirm(question(fewer), default=False)


def moment(time: datetime) -> str:
    """Words a time with the zone of this computer: `3 December 2026, 18:05 UTC+01:00`."""
    here = time.astimezone()
    return f"{day(here)}, {clock(here)} {_zone(here)}"


def _zone(time: datetime) -> str:
    offset = time.utcoffset() or timedelta(0)
    if not offset:
        return "UTC"
    sign, minutes = ("-" if offset < timedelta(0) else "+"), abs(int(offset.total_seconds())) // 60
    return f"UTC{sign}{minutes // 60:02}:{minutes % 60:02}"


def duration(length: timedelta) -> str:
    """Words a length of time: `2 days 3 h`, `2 h 5 min`, `5 min`."""
    minutes = max(1, int(length.total_seconds()) // 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return count(days, "day") + (f" {hours} h" if hours else "")
    return " ".join(filter(None, (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "")))


def _write(collection: Collection, table: Path) -> None:
    """The account as a table for a spreadsheet; with a mark at the beginning that makes Excel read it as UTF-8."""
    with table.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("file", "learner", "matched", "module", "answered", "last answer", "result", "why"))
        for row in collection.rows:
            cells = (
                row.place,
                row.learner,
                " and ".join(CLUES[clue] for clue in row.clues),
                row.module,
                f"{row.answered} of {row.of}" if row.of else "",
                row.last.isoformat() if row.last else "",
                row.state.value,
                reason(row) if row.state is not FileState.TAKEN else "",
            )
            writer.writerow([_harmless(visible(cell)) for cell in cells])


def _harmless(cell: str) -> str:
    """A cell at which no spreadsheet begins to reckon."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
