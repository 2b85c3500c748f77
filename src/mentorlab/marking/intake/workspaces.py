"""Which workspace a responses file came from, so that a copied file is noticed.

Every workspace has a random id, and so has every file that is written in it. Two learners with one id shared a
computer, or a file. Which of the two it was is for a person to find out: nothing here changes a mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from mentorlab.files import read_plain
from mentorlab.names import visible
from mentorlab.responses.file import read_for_marking
from mentorlab.responses.place import ENDING
from mentorlab.responses.strict import ResponsesError

_HEAD = 200  # bytes: our own writer puts the id at the beginning
_AT_THE_BEGINNING = re.compile(rb'\s*\{\s*"version":\s*\d+,\s*"workspace":\s*"([\w.-]{1,64})"')
_MOST_NAMES = 5


class Workspaces:
    """Remembers for each learner which workspace their responses came from, so that shared ones are found.

    A learner who hands in again stands in it once, with the later file.
    """

    def __init__(self, known: Mapping[str, str] | None = None) -> None:
        self._of: dict[str, str] = {}
        self._in: dict[str, set[str]] = {}
        for student, workspace in (known or {}).items():
            self.note(student, workspace)

    @classmethod
    def found(cls, submitted: Path, module: str) -> Workspaces:
        """Reads the workspaces of all that lies in `submitted/`, from the beginning of each file."""
        made = cls()
        try:
            folders = sorted(submitted.iterdir())
        except OSError:
            return made
        for folder in folders:
            made.note(folder.name, workspace_in(folder / module / f"{module}{ENDING}"))
        return made

    def note(self, student: str, workspace: str) -> None:
        """Notes which workspace a learner's responses came from; "" where they do not say."""
        before = self._of.pop(student, "")
        if before:
            self._in[before].discard(student)
        if workspace:
            self._of[student] = workspace
            self._in.setdefault(workspace, set()).add(student)

    def others(self, student: str) -> list[str]:
        """Lists the other learners with the same workspace."""
        return sorted(self._in.get(self._of.get(student, ""), set()) - {student})

    def about(self, student: str) -> Iterator[str]:
        """Gives the remark about a learner whose workspace is somebody else's too; nothing where it is not."""
        others = self.others(student)
        if others:
            named = ", ".join(map(visible, others[:_MOST_NAMES]))
            more = f" and {len(others) - _MOST_NAMES} more" if len(others) > _MOST_NAMES else ""
            yield (
                f"it comes from the same workspace as the responses of {named}{more}. They may have shared a computer, "
                "or a file. The marks are as they would be; ask them."
            )


def workspace_in(path: Path) -> str:
    """Reads the workspace id in a responses file that anybody may have made; "" where there is none."""
    try:
        matched = _AT_THE_BEGINNING.match(read_plain(path, _HEAD))
        return matched[1].decode() if matched else read_for_marking(path).workspace
    except (OSError, ValueError, ResponsesError):
        return ""
