"""Folders in `submitted/` are called by the learner's id, letter by letter."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path

from mentorlab.names import to_id, visible


def compose_names(submitted: Path, known: Collection[str]) -> Iterator[str]:
    """Renames folders whose letters are decomposed, as macOS and its zip files write é; gives a sentence for each.

    A folder stays as it is where the composed name is there too, or where it is one of the ids that the cohort has, `known`.
    """
    try:
        names = [entry.name for entry in os.scandir(submitted) if not entry.name.isascii()]
    except OSError:
        return
    for name in sorted(names):
        composed = to_id(name)
        if composed == name or name in known or (submitted / composed).exists():
            continue
        try:
            (submitted / name).rename(submitted / composed)
        except OSError:
            continue  # refused by name later, or marked under it where the file system knows no difference
        yield f"{visible(composed)}: its folder's name was put together letter by letter, and is now as in the roster."
