"""A kept copy of the gradebook, put back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from mentorlab.cohort.folder import Folder
from mentorlab.cohort.new import CohortError
from mentorlab.marking.bulk.lock import Busy, exclusive
from mentorlab.marking.intake.gradebook_file import COPIES, GradebookError, copies, restore
from mentorlab.names import visible
from mentorlab.responses.place import MARKER


def kept_copies(cohort: Folder) -> Iterator[tuple[str, datetime]]:
    """The names of the copies that are kept, the newest last, and when the gradebook was as they are."""
    for path in copies(cohort.path):
        yield path.name, datetime.fromtimestamp(path.stat().st_mtime, UTC)


def restore_gradebook(cohort: Folder, name: str = "") -> tuple[str, str]:
    """Put a copy in the gradebook's place, by its name or the newest; nothing is thrown away.

    Returns
    -------
    the copy's name, and what the gradebook that stood there is called now ("" where none did)

    Raises
    ------
    CohortError : there is no such copy, somebody is marking, or the gradebook lies on a server
    """
    found = {path.name: path for path in copies(cohort.path)}
    if not found:
        raise CohortError(
            f"No copy is kept in {MARKER}/{COPIES}/. They are made before each run that writes marks."
        )
    if name and name not in found:
        raise CohortError(f"There is no copy “{visible(name)}”. There are: {', '.join(found)}.")
    chosen = found[name] if name else list(found.values())[-1]
    try:
        with exclusive(cohort.path):
            aside = restore(cohort.address(), chosen)
    except (GradebookError, Busy) as error:
        raise CohortError(str(error)) from None
    return chosen.name, aside.name if aside else ""
