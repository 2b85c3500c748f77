"""Who belongs to a cohort: added from a roster, at the start or later."""

from __future__ import annotations

from collections.abc import Sequence

from nbgrader.api import Gradebook, MissingEntry

from mentorlab.cohort.folder import Folder
from mentorlab.cohort.roster import Learner
from mentorlab.marking.intake.roster_ids import add_ids


def add_people(cohort: Folder, learners: Sequence[Learner]) -> tuple[list[str], list[str]]:
    """Add learners to the gradebook, or mend their names; the ids of the new ones, and of those that changed.

    Nobody is ever taken out: nbgrader would throw their marks away with them.
    """
    new, changed = [], []
    with cohort.gradebook() as book:
        for learner in learners:
            if not _there(book, learner.id):
                new.append(learner.id)
            elif learner.names() != _names(book, learner):
                changed.append(learner.id)
            book.update_or_create_student(learner.id, **learner.names())
    add_ids(cohort.path, [learner.id for learner in learners])
    return new, changed


def _there(book: Gradebook, id: str) -> bool:
    try:
        book.find_student(id)
    except MissingEntry:
        return False
    return True


def _names(book: Gradebook, learner: Learner) -> dict[str, str]:
    found = book.find_student(learner.id)
    return {name: getattr(found, name) for name in learner.names()}
