"""The groups that a roster names beside its own columns (a section, a ward), kept beside the cohort's marker."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from mentorlab.cohort.roster import Learner
from mentorlab.files import write_whole
from mentorlab.responses.place import MARKER

GROUPS = "groups.json"


def note_groups(cohort: Path, learners: Iterable[Learner]) -> None:
    """Keeps these learners' groups; whoever's roster names none keeps what was noted before."""
    known = groups_of(cohort)
    new = {learner.id: dict(learner.groups) for learner in learners if learner.groups}
    if new:
        text = json.dumps({**known, **new}, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        write_whole(cohort / MARKER / GROUPS, text.encode())


def groups_of(cohort: Path) -> dict[str, dict[str, str]]:
    """Returns each learner's groups by the name of their column; empty where none were noted."""
    try:
        found = json.loads((cohort / MARKER / GROUPS).read_text(encoding="utf-8"))
        return {str(id): {str(name): str(value) for name, value in own.items()} for id, own in found.items()}
    except (OSError, ValueError, AttributeError):
        return {}
