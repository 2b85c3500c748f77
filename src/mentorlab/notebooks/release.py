"""From nbgrader's source to its release, by nbgrader itself: in this process, with a database that is thrown away.

What learners receive is therefore what `nbgrader generate_assignment` makes in a cohort, byte for byte.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Mapping
from pathlib import Path


class ReleaseError(RuntimeError):
    """nbgrader refused a source notebook; the message is what it said."""


def release(sources: Mapping[str, str]) -> dict[str, str]:
    """Make nbgrader's release of each source notebook.

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

    with tempfile.TemporaryDirectory(prefix="mentorlab-release-") as name:
        folder = Path(name).resolve()
        for module, source in sources.items():
            place = folder / "source" / module / f"{module}.ipynb"
            place.parent.mkdir(parents=True)
            place.write_text(source, encoding="utf-8")
        log = Listening()
        course = CourseDirectory(log=log.logger, root=str(folder), assignment_id="*")
        _make_tables(course.db_url)
        try:
            GenerateAssignment(coursedir=course, log=log.logger).start()
        except (NbGraderException, SystemExit) as error:
            raise ReleaseError(log.reasons() or str(error)) from error
        made = {module: folder / "release" / module / f"{module}.ipynb" for module in sources}
        return {module: place.read_text(encoding="utf-8") for module, place in made.items()}


def _make_tables(url: str) -> None:
    """An empty gradebook. nbgrader would start another process, to note the version of what lives for a second."""
    from nbgrader.api import Base
    from sqlalchemy import create_engine

    engine = create_engine(url)
    Base.metadata.create_all(bind=engine)
    engine.dispose()


class Listening:
    """A logger that keeps what went wrong and prints nothing."""

    def __init__(self) -> None:
        self.logger = logging.Logger("mentorlab.release", logging.ERROR)
        self._heard: list[str] = []
        handler = logging.Handler()
        handler.emit = lambda record: self._heard.append(record.getMessage())  # type: ignore[method-assign]
        self.logger.addHandler(handler)

    def reasons(self) -> str:
        """Return what nbgrader said, in one line; "" where it said nothing."""
        # nbgrader logs a whole traceback among its sentences; its last line is the reason.
        return " ".join(line.strip().splitlines()[-1] for line in self._heard if line.strip())
