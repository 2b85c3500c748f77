"""From nbgrader's source to its release, by nbgrader itself: in this process, with a database that is thrown away.

What learners receive is therefore what `nbgrader generate_assignment` makes in a cohort, byte for byte.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path


class ReleaseError(RuntimeError):
    """nbgrader refused a source notebook; the message is what it said."""


def release(sources: Mapping[str, str]) -> dict[str, str]:
    """nbgrader's release of each source notebook.

    Parameters
    ----------
    sources : module id -> text of its notebook

    Raises
    ------
    ReleaseError : nbgrader did not accept one of them
    """
    if not sources:
        return {}
    # Imported here: nbgrader takes a second to load, and most commands do without it.
    from nbgrader.converters import GenerateAssignment, NbGraderException
    from nbgrader.coursedir import CourseDirectory

    with tempfile.TemporaryDirectory(prefix="mentorlab-release-") as name, reachable_alembic():
        folder = Path(name).resolve()
        for module, source in sources.items():
            place = folder / "source" / module / f"{module}.ipynb"
            place.parent.mkdir(parents=True)
            place.write_text(source, encoding="utf-8")
        log = Listening()
        course = CourseDirectory(log=log.logger, root=str(folder), assignment_id="*")
        try:
            GenerateAssignment(coursedir=course, log=log.logger).start()
        except (NbGraderException, SystemExit) as error:
            raise ReleaseError(log.said() or str(error)) from error
        made = {module: folder / "release" / module / f"{module}.ipynb" for module in sources}
        return {module: place.read_text(encoding="utf-8") for module, place in made.items()}


@contextlib.contextmanager
def reachable_alembic() -> Iterator[None]:
    """nbgrader starts `alembic` by name when it makes a gradebook, also where nobody activated .venv."""
    before = os.environ.get("PATH", "")
    beside = str(Path(sys.executable).parent)
    if shutil.which("alembic") is None:
        os.environ["PATH"] = os.pathsep.join([beside, before]) if before else beside
    try:
        yield
    finally:
        os.environ["PATH"] = before


class Listening:
    """A logger that keeps what went wrong and prints nothing."""

    def __init__(self) -> None:
        self.logger = logging.Logger("mentorlab.release", logging.ERROR)
        self._heard: list[str] = []
        handler = logging.Handler()
        handler.emit = lambda record: self._heard.append(record.getMessage())  # type: ignore[method-assign]
        self.logger.addHandler(handler)

    def said(self) -> str:
        # nbgrader logs a whole traceback among its sentences; its last line is the reason.
        return " ".join(line.strip().splitlines()[-1] for line in self._heard if line.strip())
