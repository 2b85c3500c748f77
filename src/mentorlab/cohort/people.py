"""Who belongs to a cohort: added from a roster, at the start or later."""

from __future__ import annotations

from collections.abc import Sequence

from nbgrader.api import Gradebook, MissingEntry

from mentorlab.cohort.folder import Folder
from mentorlab.cohort.groups import note_groups
from mentorlab.cohort.new import CohortError
from mentorlab.cohort.roster import Learner
from mentorlab.marking.intake.gradebook_file import keep_copy
from mentorlab.marking.intake.roster_ids import add_ids, known_ids
from mentorlab.names import Alike, confused


def add_people(cohort: Folder, learners: Sequence[Learner]) -> tuple[list[str], list[str]]:
    """Adds learners to the gradebook, or mends their names; returns the ids of the new ones, and of those that changed.

    Nobody is ever taken out: nbgrader would throw their marks away with them.

    Raises
    ------
    CohortError : an id looks like one that is there and is another; nobody was added
    """
    new, changed = [], []
    keep_copy(cohort.path, cohort.address())
    with cohort.gradebook() as book:
        known = {str(student.id) for student in book.students} | (known_ids(cohort.path) or frozenset())
        alike = Alike(known)
        for learner in learners:
            if learner.id not in known and (others := alike.to(learner.id)):
                raise CohortError(
                    f"“{learner.id}” was not added, nor anybody else: {confused(learner.id, others)}"
                )
        for learner in learners:
            if not _there(book, learner.id):
                new.append(learner.id)
            elif learner.names() != _names(book, learner):
                changed.append(learner.id)
            book.update_or_create_student(learner.id, **learner.names())
    add_ids(cohort.path, [learner.id for learner in learners])
    note_groups(cohort.path, learners)
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
