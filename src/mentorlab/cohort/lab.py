"""`mentorlab cohort lab`: JupyterLab for trainers, with Formgrader, in which opening a learner's notebook runs nothing.

Plain `jupyter lab` starts a kernel in the notebook's folder, and Python then takes modules from there: a file called
`ipykernel_launcher.py` in a submission would run as it is opened. Here kernels take nothing from where they stand,
and settings, kernels and profiles come from the trainer's own folder alone.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from jupyter_core.paths import jupyter_config_path

from mentorlab import files
from mentorlab.cohort.folder import Folder
from mentorlab.cohort.privacy import close_cohort
from mentorlab.learner import jupyter, server
from mentorlab.learner.jupyter import Setup
from mentorlab.learner.server import Running, Say, StudyError
from mentorlab.learner.study import check_jupyterlab
from mentorlab.responses.place import COHORT, MARKER
from mentorlab.responses.strict import ResponsesError

PORT = 8889  # not a learner's: a trainer may have the course open too
_SERVER = {
    **jupyter.NEVER_ON_THE_SERVER,
    "nbgrader.server_extensions.formgrader": True,
    "mentorlab.cohort.formgrader_guard": True,
}
_PAGE = {
    **jupyter.NEVER_ON_THE_PAGE,
    "@jupyter/nbgrader:assignment-list": True,
    "@jupyter/nbgrader:course-list": True,
    "@jupyter/nbgrader:validate-assignment": True,
}


def open_lab(
    cohort: Folder,
    port: int | None = None,
    *,
    say: Say = lambda sentence: None,
    extra: Sequence[str] = (),
) -> Running:
    """Starts JupyterLab on a cohort, or finds the one that runs already.

    Parameters
    ----------
    port : where to listen; the next free one where it is taken
    say : is told each step in a sentence

    Raises
    ------
    StudyError : with a sentence for the trainer
    """
    check_jupyterlab()
    try:
        with server.starting(cohort.path, say):
            running = server.find(cohort.path)
            if running is not None:
                say("JupyterLab is open already.")
                running.landing = "lab"
                return running
            close_cohort(cohort)
            setup = lab_setup(cohort)
            jupyter.write_settings(setup)
            _write_own_configuration(setup.home)
            say("Starting JupyterLab …")
            return server.start(setup, port or PORT, say, extra)
    except ResponsesError as error:
        raise StudyError(str(error)) from error
    except OSError as error:
        raise StudyError(
            f"{error.filename or cohort.path} cannot be written ({error.strerror or error}). Make room or make the "
            "folder writable, then try again."
        ) from error


def lab_setup(cohort: Folder) -> Setup:
    """Returns the setup of a trainer's JupyterLab. It stands in the cohort, or Formgrader would find no gradebook."""
    home = jupyter.own_folder(f"cohort-{_cohort_id(cohort.path)}")
    return Setup(cohort.path, home, cohort.path, "lab", _SERVER, _PAGE)


def _cohort_id(folder: Path) -> str:
    try:
        found = json.loads((folder / MARKER / COHORT).read_text("utf-8"))["id"]
    except (OSError, ValueError, KeyError, TypeError):
        found = ""
    return str(found)[:64] or sha256(os.fsencode(folder)).hexdigest()[:16]


def _write_own_configuration(home: Path) -> None:
    """Takes over the trainer's own nbgrader settings, such as where the exchange is, as nbgrader's commands do."""
    own = [Path(folder) / "nbgrader_config.py" for folder in reversed(jupyter_config_path())]
    lines = [f"load_subconfig({path.name!r}, path={str(path.parent)!r})\n" for path in own if path.is_file()]
    files.write_whole(home / "nbgrader_config.py", "".join(lines).encode("utf-8"), permissions=0o600)
