"""What `mentorlab lint --tells` prints, and the record of the second reader."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from rich.table import Table

from mentorlab.content.load import Course
from mentorlab.lint.places import talks
from mentorlab.lint.structure import NOTHING, Count, Structure, structure
from mentorlab.lint.tells import BOUND, Earned, Lead, lead

RECORD = "second-reader.md"
_HEAD = """\
# The second reader

`mentorlab lint --tells` shows authors what a reader of words and form earns on talks that it has not met. Whoever
writes against that figure may beat that reader and no other. So once a release, when its content is finished,
`mentorlab lint --second-reader` plays all talks with a second reader, which looks at other things: runs of letters,
first and last words, the rhythm of sentences and marks. It learns as the first does, from all other modules. It
prints no talk and no word, and nobody looks at them while writing. It adds a row here, whatever the row says; no row
is taken out or made again.

The lead is over a player who chooses blindly, with an interval in which 95 of 100 redrawn samples of the talks fall.
The design wants a lead of at most 0.05.

| version | day | what was played | number | reader | blind | lead | interval |
|---|---|---|---:|---:|---:|---:|---|
"""


def sentence(what: str, found: Lead | None) -> str:
    """`Talks: …` with the lead over all of them; that there are none, where there are none."""
    if found is None:
        return f"{what}: there are none."
    within = "within" if found.lead <= BOUND else "above"
    return (
        f"{what}: the reader earns {found.reader:.2f}, a blind player {found.blind:.2f}. It leads by {found.lead:.2f} "
        f"(95% interval {found.low:.2f} to {found.high:.2f}, {found.number} of them), {within} the bound of {BOUND}."
    )


def earned_table(earned: Sequence[Earned]) -> Table:
    """Return what the reader earns on each, and what betrays it: for its author to think about, and not to swap."""
    shown = Table("module", "talk or exercise", "earns", "blind", "leads", "what betrays it")
    for one in sorted(earned, key=lambda one: -one.lead):
        figures = (f"{one.reader:.2f}", f"{one.blind:.2f}", f"{one.lead:+.2f}")
        shown.add_row(one.module, one.source, *figures, ", ".join(one.betrays))
    return shown


def structure_table(course: Course) -> Table:
    """Return the structural tells, talk by talk and over all."""
    shown = Table(
        "talk",
        "three replies with a repair",
        "a question for a question is good",
        "another reply to it",
        "the longest is good",
        "the shortest",
        "any, blindly",
    )
    total = NOTHING
    for placed in talks(course):
        found = structure(placed.talk, placed.key)
        total = total.plus(found)
        shown.add_row(placed.talk.id, *_counts(found))
    shown.add_section()
    shown.add_row("all talks", *_counts(total))
    return shown


def _counts(found: Structure) -> Iterator[str]:
    for count in found:
        yield _count(count)


def _count(count: Count) -> str:
    if not count.of:
        return "–"
    whole = f"{count.so:.0f} of {count.of}" if count.so == int(count.so) else f"of {count.of}"
    return f"{count.so / count.of:.0%} ({whole})"


def record(folder: Path, version: str, day: date, found: Sequence[tuple[str, Sequence[Earned]]]) -> Path:
    """Add what the second reader earns to its record in this folder; returns the file.

    Parameters
    ----------
    found : what was played (`talks`), and what was earned on each
    """
    file = folder / RECORD
    text = file.read_text(encoding="utf-8") if file.is_file() else _HEAD
    for what, earned in found:
        one = lead(earned)
        if one is not None:
            figures = f"{one.reader:.2f} | {one.blind:.2f} | {one.lead:.2f} | {one.low:.2f} to {one.high:.2f}"
            text += f"| {version} | {day.isoformat()} | {what} | {one.number} | {figures} |\n"
    file.write_text(text, encoding="utf-8", newline="\n")
    return file
