"""The shapes that bulk marking hands round: what is to be marked, on what terms, and what became of it.

They are plain data, so that they travel to another process or machine. No engine is imported for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from mentorlab.marking.copy.definition import Definition

MARKED, REFUSED, KEPT = "marked", "refused", "kept"


class Unwritable(Exception):
    """No marked copy can be written (a full disk, a folder that is read-only); the message names the file."""


@dataclass(frozen=True)
class Terms:
    """What is the same for all submissions of a run: the assignment, and how copies are written.

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
    """One submission to be marked: whose it is, where it was handed in, where its marked copy goes.

    `fault` says why the folder's name is nobody's id; such a submission is refused unopened. `again`: the gradebook
    holds no marks of the marked copy that is there, so it is marked whatever the times say.
    """

    student: str
    handed: str
    marked: str
    fault: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one submission: its state, its points, and what is remarked about it.

    Attributes
    ----------
    state : marked, refused, or kept as it was marked before
    remarks : about it, each a sentence that names the learner
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
    remarks: tuple[str, ...] = ()
    time: datetime | None = None
    points: tuple[tuple[float, ...], ...] = ()
    missing: tuple[bool, ...] = ()
    replaces: bool = False
    listed: bool = False
    workspace: str = ""
    copy: str = ""


# Marks chunks of submissions somewhere: gives back the outcomes of each chunk, in the order in which it took them.
Scheduler = Callable[[Terms, Iterator[list[Order]]], Iterator[list[Outcome]]]
