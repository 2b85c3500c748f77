"""The configuration that makes plain `nbgrader` mark our exercises; `nbgrader_config.py` is two lines that call it."""

from __future__ import annotations

import json
import os
import shutil
import sys
import warnings
from pathlib import Path
from typing import Any

from mentorlab.responses.place import COHORT, MARKER

TEMPLATES = Path(__file__).parent / "templates"

# nbgrader's own order, with a look at the source folder before it.
GENERATE = [
    "mentorlab.marking.nbgrader.source_folder.OneFile",
    "nbgrader.preprocessors.IncludeHeaderFooter",
    "nbgrader.preprocessors.LockCells",
    "nbgrader.preprocessors.ClearSolutions",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
]
# nbgrader has CheckCellMetadata at the end of both, which takes longer than all the rest. Here the cells are the
# gradebook's own and the same for everybody, so they are checked once, before the first submission (`exporter.check`).
SANITIZE = [
    "mentorlab.marking.nbgrader.preprocessors.Restore",
]
AUTOGRADE = [
    "mentorlab.marking.nbgrader.preprocessors.Mark",  # where nbgrader has Execute
    "mentorlab.marking.nbgrader.preprocessors.SaveMarks",
    "mentorlab.marking.nbgrader.preprocessors.LatePenalties",
    "mentorlab.marking.nbgrader.preprocessors.Conceal",  # after the marks are saved: it takes them out of the cells
]
FEEDBACK = [
    "nbgrader.preprocessors.GetGrades",
    "mentorlab.marking.nbgrader.feedback_page.Explain",
]


def configure(c: Any, file: str | None = None) -> None:
    """Sets up nbgrader for the folder of an `nbgrader_config.py`.

    In a cohort (a folder that `mentorlab cohort new` made) the course's name comes from its marker. In the
    course's own folder nbgrader's source is `solutions/` and its release `exercises/`, without a gradebook:
    only cohorts have one. In any other nbgrader course folder, names and folders stay as they are.

    Parameters
    ----------
    c : the configuration object that Jupyter hands to a configuration file
    file : the configuration file, if it is not in the working directory
    """
    _make_alembic_reachable()
    # nbgrader makes its objects before it adds them, and SQLAlchemy says so at every submission.
    warnings.filterwarnings("ignore", message="Object of type <(Submitted|Grade|Comment)")
    c.GenerateAssignment.preprocessors = GENERATE
    c.Autograde.sanitize_preprocessors = SANITIZE
    c.Autograde.autograde_preprocessors = AUTOGRADE
    c.Autograde.exporter_class = "mentorlab.marking.nbgrader.exporter.SubmissionExporter"
    c.GenerateFeedback.preprocessors = FEEDBACK
    c.ExportApp.plugin_class = "mentorlab.marking.nbgrader.export.Export"
    c.ExchangeFactory.release_assignment = "mentorlab.marking.nbgrader.exchange.Release"
    c.ExchangeFactory.collect = "mentorlab.marking.nbgrader.collect.Collect"
    c.ExchangeFactory.release_feedback = "mentorlab.marking.nbgrader.exchange.ReleaseFeedback"
    # Formgrader asks for a template called formgrade and feedback for one called feedback: ours are both here.
    c.HTMLExporter.extra_template_basedirs = [str(TEMPLATES)]
    c.HTMLExporter.exclude_anchor_links = True
    # By name: Formgrader prints its configuration as JSON.
    c.HTMLExporter.filters = {"number": "mentorlab.wording.number", "amount": "mentorlab.wording.count"}
    if (
        "nbgrader.server_extensions.formgrader.base" in sys.modules
    ):  # this process is a server, and shows pages
        from mentorlab.marking.nbgrader.formgrader import protect

        protect()
    c.FormgradeExtension.debug = False  # it would print this configuration above the list of assignments
    folder = Path(file).resolve().parent if file else Path.cwd()
    marker = folder / MARKER / COHORT
    if marker.is_file():
        c.CourseDirectory.course_id = _course(marker)
        # Imported here: whoever asks for this module alone does not wait for nbgrader.
        from mentorlab.marking.nbgrader.gradebook_guard import guard

        guard(folder)
    elif (folder / "content").is_dir():
        c.CourseDirectory.source_directory = "solutions"
        c.CourseDirectory.release_directory = "exercises"
        c.GenerateAssignment.no_database = True
        c.SaveCells.enabled = False


def _course(marker: Path) -> str:
    try:
        return str(json.loads(marker.read_text(encoding="utf-8"))["course"])
    except (OSError, ValueError, KeyError, TypeError):
        raise SystemExit(
            f'{marker} does not say the course\'s name. Write in it: {{"course": "{marker.parent.parent.name}"}}'
        ) from None


def _make_alembic_reachable() -> None:
    """nbgrader starts `alembic` by name; where .venv is not activated, it stands beside our Python all the same."""
    if shutil.which("alembic") is None:
        beside = str(Path(sys.executable).parent)
        os.environ["PATH"] = os.pathsep.join(filter(None, [os.environ.get("PATH", ""), beside]))
