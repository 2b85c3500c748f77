"""The ids that a trainer said belong to a cohort, beside its marker.

nbgrader adds to its gradebook whoever has a folder in `submitted/`, so the gradebook cannot tell a learner from
a misspelt folder.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from mentorlab.files import write_whole
from mentorlab.responses.place import MARKER

ROSTER = "roster.json"


def add_ids(cohort: Path, ids: Iterable[str]) -> None:
    """Adds ids to the cohort's list."""
    together = {*(known_ids(cohort) or ()), *ids}
    if together:
        text = json.dumps(sorted(together), ensure_ascii=False, indent=1) + "\n"
        write_whole(cohort / MARKER / ROSTER, text.encode("utf-8"))


def known_ids(cohort: Path) -> frozenset[str] | None:
    """Reads the ids of the list; None where there never was a roster, or it cannot be read."""
    try:
        found = json.loads((cohort / MARKER / ROSTER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return frozenset(map(str, found)) if isinstance(found, list) else None
