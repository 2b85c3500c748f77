"""Submissions that another one replaced: where they are kept, and how one is put back."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mentorlab.cohort.folder import Folder
from mentorlab.cohort.new import CohortError

EARLIER = "earlier"  # where a submission is kept that another one replaced, or that was not taken
STAMP = "%Y-%m-%d %H:%M:%S.%f UTC"  # what nbgrader writes into timestamp.txt


@dataclass(frozen=True)
class Restored:
    """An earlier submission that is in submitted/ again."""

    learner: str
    module: str
    restored: str
    aside: str  # where what was there is kept now; "" where nothing was


def restore_submission(cohort: Folder, learner: str, module: str, number: int | None = None) -> Restored:
    """Puts an earlier submission back into submitted/, and what is there now into earlier/.

    Parameters
    ----------
    number : which, as in earlier/LEARNER/MODULE-NUMBER; the one kept last, if not said

    Raises
    ------
    CohortError : there is none
    """
    folder = cohort.path / EARLIER / learner
    there = {_number(path, module): path for path in folder.glob(f"{module}-*") if _number(path, module)}
    wanted = there.get(max(there, default=0) if number is None else number)
    if wanted is None:
        has = ", ".join(str(one) for one in sorted(there)) or "none"
        raise CohortError(f"There is no such earlier submission of {learner} for {module}. There are: {has}.")
    here = cohort.path / "submitted" / learner / module
    release = cohort.path / "release" / module / f"{module}.ipynb"
    if not (wanted / release.name).exists() and release.is_file():
        shutil.copyfile(release, wanted / release.name)
    before, own = handed_in_at(here), handed_in_at(wanted)
    if before is not None and (own is None or own <= before):
        # nbgrader marks again only what says a later time than what was marked.
        later = (before + timedelta(seconds=1)).strftime(STAMP)
        (wanted / "timestamp.txt").write_text(later, encoding="utf-8")
    aside = ""
    if here.exists():
        target = free_folder(folder, module)
        here.rename(target)
        aside = target.relative_to(cohort.path).as_posix()
    here.parent.mkdir(parents=True, exist_ok=True)
    wanted.rename(here)
    return Restored(learner, module, wanted.relative_to(cohort.path).as_posix(), aside)


def handed_in_at(folder: Path) -> datetime | None:
    """Reads the time that a submission's timestamp.txt says, in UTC; None where it says none of ours."""
    try:
        text = (folder / "timestamp.txt").read_text(encoding="utf-8").strip()
        return datetime.strptime(text, STAMP).replace(tzinfo=UTC)
    except (OSError, ValueError):
        return None


def free_folder(folder: Path, module: str) -> Path:
    """Names a folder for one more submission of a module, which is not there yet."""
    number = 1
    while (path := folder / f"{module}-{number}").exists():
        number += 1
    return path


def _number(path: Path, module: str) -> int:
    end = path.name.removeprefix(f"{module}-")
    return int(end) if end.isascii() and end.isdigit() else 0
