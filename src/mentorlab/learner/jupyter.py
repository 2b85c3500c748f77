"""How a learner's JupyterLab is set: to itself, quiet, and with nothing that leaves the machine.

It has its own folders for settings, data and history inside the workspace's `.mentorlab/`, so that neither
the learner's other Jupyter nor this one finds the other's settings. Environment variables and command-line
arguments are all that is passed; nothing is written outside the workspace but a runtime folder of the user's.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_runtime_dir

import mentorlab
from mentorlab.responses.lock import runtime_folder
from mentorlab.responses.place import MARKER

# A folder of folders: JupyterLab looks for extensions in what it holds.
LABEXTENSIONS = Path(mentorlab.__file__).parent / "views" / "labextensions"

# Of the trainers' and the programmers' tools, a learner needs none.
_SERVER_EXTENSIONS = {
    "nbgrader.server_extensions.formgrader": False,
    "nbgrader.server_extensions.validate_assignment": False,
    "nbgrader.server_extensions.assignment_list": False,
    "nbgrader.server_extensions.course_list": False,
    "notebook": False,
}
_PAGE = {
    "disabledExtensions": {
        "@jupyter/nbgrader": True,
        "@jupyter-notebook/lab-extension": True,
        "@jupyterlab/apputils-extension:announcements": True,  # would ask for news and newer versions
        "@jupyterlab/extensionmanager-extension": True,  # would search a package index
    }
}
# JupyterLab draws only the cells in view: the End key then shows an empty page, and Find misses most of it.
_SETTINGS = {"@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"}}
_KERNEL = {"HistoryManager": {"enabled": False}}  # what a learner runs is the course's own lines

_FOREIGN = ("JUPYTER_", "JUPYTERHUB_", "JUPYTERLAB_", "JPY_", "IPYTHON", "NBGRADER_")


def settings_folder(workspace: Path) -> Path:
    """Where this workspace's Jupyter keeps everything of its own."""
    return workspace / MARKER / "jupyter"


def write_settings(workspace: Path) -> None:
    """Write the settings files, those alone that differ. Raises `OSError`."""
    home = settings_folder(workspace)
    _write(home / "jupyter_server_config.json", {"ServerApp": {"jpserver_extensions": _SERVER_EXTENSIONS}})
    _write(home / "labconfig" / "page_config.json", _PAGE)
    _write(home / "labconfig" / "default_setting_overrides.json", _SETTINGS)
    _write(home / "ipython" / "profile_default" / "ipython_kernel_config.json", _KERNEL)


def environment(project: Path, workspace: Path) -> dict[str, str]:
    """The server's environment: the user's, without what would set up another Jupyter, with what ours needs."""
    home = settings_folder(workspace)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}
    return kept | {
        "JUPYTER_CONFIG_DIR": str(home),
        "JUPYTER_CONFIG_PATH": str(home),  # before the environment's own, which turns nbgrader's pages on
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(runtime()),
        "IPYTHONDIR": str(home / "ipython"),
        "MENTORLAB_KEYS": str(project / "solutions"),
        "PYTHONSAFEPATH": "1",  # else an ipykernel_launcher.py beside a notebook starts in the kernel's place
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]),
    }


def arguments(workspace: Path, port: int) -> list[str]:
    """The command that starts JupyterLab; if the port is taken, it takes the next one that is free."""
    home = settings_folder(workspace)
    command = [sys.executable, "-m", "jupyterlab", "--no-browser"]
    command += [
        f"--ServerApp.root_dir={workspace}",
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=50",
        f"--LabApp.extra_labextensions_path={LABEXTENSIONS}",
        f"--LabApp.user_settings_dir={home / 'lab' / 'user-settings'}",
        f"--LabApp.workspaces_dir={home / 'lab' / 'workspaces'}",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    return command


def runtime() -> Path:
    """Where running servers of ours note their addresses, apart from the user's other Jupyter servers."""
    usual = Path(jupyter_runtime_dir()) / "mentorlab"
    try:
        usual.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.access(usual, os.W_OK):
            return usual
    except OSError:
        pass  # a home folder that cannot be written: a kiosk, a container
    return runtime_folder()


def _write(path: Path, data: Any) -> None:
    text = json.dumps(data, indent=1) + "\n"
    if not path.exists() or path.read_text("utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
