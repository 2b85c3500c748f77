"""nbgrader's shipped way: version 0.9.6 as it comes, told only the course's name, as a command of its own.

A command and not a call, because some of the submissions aim at the process that marks them.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.helpers.course_samples import MODULE
from tests.security.case import Scene

CONFIG = 'c = get_config()\nc.CourseDirectory.course_id = "spring"\n'


def shipped(cohort: Path, *, patience: float = 240, settings: str = "", steps: str = "autograde") -> Scene:
    """Mark a cohort folder with nbgrader's own configuration.

    Parameters
    ----------
    patience : seconds after which the command is ended, with all that it started
    settings : lines to add to the configuration; only ever to make a wait shorter
    steps : `autograde`, and what else is to be run after it
    """
    (cohort / "nbgrader_config.py").write_text(CONFIG + settings, encoding="utf-8")
    scene = Scene(cohort)
    for step in steps.split():
        said, scene.code = _run([step, MODULE], cohort, patience)
        scene.said += said.splitlines()
    return scene


def _run(arguments: list[str], cohort: Path, patience: float) -> tuple[str, int]:
    home = cohort.parent / "home"
    home.mkdir(exist_ok=True)
    places = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    process = subprocess.Popen(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=cohort,
        env={**os.environ, "HOME": str(home), **{name: str(home / name) for name in places}},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="backslashreplace",
        start_new_session=True,  # so that its kernels can be ended with it
    )
    try:
        said, _ = process.communicate(timeout=patience)
        return said, process.returncode
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # it is still there, so the group is surely its own
        process.communicate()
        return "it was ended", -signal.SIGALRM
