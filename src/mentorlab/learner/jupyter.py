"""How a JupyterLab of ours is set: to itself, quiet, and with nothing that leaves the machine.

Whatever could run has its place outside of the folder that it shows, in the user's own data folder: settings, page
configuration, kernels, trusted notebooks, IPython's profile. A workspace that came from somebody else is data.
Environment variables and command-line arguments are all that is passed, and no secret is among them.
"""

from __future__ import annotations

import json
import os
import re
import sys
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import mentorlab
from mentorlab import files, private
from mentorlab.learner import opening
from mentorlab.learner.workspace import HOME
from mentorlab.responses.lock import runtime_folder
from mentorlab.responses.place import data_folder, workspace_id

# A folder of folders: JupyterLab looks for extensions in what it holds.
LABEXTENSIONS = Path(mentorlab.__file__).parent / "views" / "labextensions"

# Nobody needs these: language servers read and start what lies beside a notebook, and may run on without end.
NEVER_ON_THE_SERVER = {
    "jupyter_lsp": False,
    "nbgrader.server_extensions.validate_assignment": False,
    "nbgrader.server_extensions.assignment_list": False,
    "nbgrader.server_extensions.course_list": False,
    "notebook": False,
}
NEVER_ON_THE_PAGE = {
    "@jupyterlab/lsp-extension": True,
    "@jupyterlab/fileeditor-extension:language-server": True,
    "@jupyterlab/notebook-extension:language-server": True,
    "@jupyter-notebook/lab-extension": True,
    "@jupyterlab/apputils-extension:announcements": True,  # would ask for news and newer versions
    "@jupyterlab/extensionmanager-extension": True,  # would search a package index
}
# Of the trainers' and the programmers' tools, a learner needs none.
_LEARNERS_SERVER = NEVER_ON_THE_SERVER | {
    "nbgrader.server_extensions.formgrader": False,
    "jupyter_server_terminals": False,
}
_LEARNERS_PAGE = NEVER_ON_THE_PAGE | {
    "@jupyter/nbgrader": True,
    "@jupyterlab/terminal-extension": True,
}
# A picture in somebody else's notebook that lies on another machine would tell that machine who opens it, and when.
_HEADERS = {
    "Content-Security-Policy": "frame-ancestors 'self'; img-src 'self' data: blob:; media-src 'self' data: blob:; "
    "frame-src 'self' data: blob:; font-src 'self' data:"
}
# JupyterLab draws only the cells in view: the End key then shows an empty page, and Find misses most of it.
_SETTINGS = {"@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"}}
_KERNEL = {"HistoryManager": {"enabled": False}}  # what a learner runs is the course's own lines

_FOREIGN = ("JUPYTER_", "JUPYTERHUB_", "JUPYTERLAB_", "JPY_", "IPYTHON", "NBGRADER_", "PYTHONSTARTUP")
# A socket's path has room for 104 bytes on macOS and 108 on Linux, the last of them for its end.
_LONGEST_SOCKET = 103
_SOCKET_NAME = "/kernel-00000000-0000-0000-0000-000000000000-ipc-5"


@dataclass(frozen=True)
class Setup:
    """One JupyterLab: what it shows, and where it keeps what is its own.

    Attributes
    ----------
    root : the folder that it shows
    home : its own folder for settings and data, never inside `root`
    working_folder : where its process stands
    landing : the page that it opens with
    """

    root: Path
    home: Path
    working_folder: Path
    landing: str
    server_extensions: dict[str, bool]
    disabled: dict[str, bool]
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def log(self) -> Path:
        """What JupyterLab says of itself; nobody needs it unless something is broken."""
        return self.home / "jupyterlab.log"


def for_learner(project: Path, workspace: Path) -> Setup:
    """Returns the setup of a learner's JupyterLab on their workspace."""
    home = settings_folder(workspace)
    keys = {"MENTORLAB_KEYS": str(project / "solutions")}
    return Setup(workspace, home, home, f"doc/tree/{HOME}", _LEARNERS_SERVER, _LEARNERS_PAGE, keys)


def settings_folder(workspace: Path) -> Path:
    """Returns where a workspace's Jupyter keeps everything of its own; it stays when the workspace is moved."""
    return own_folder(workspace_id(workspace) or sha256(os.fsencode(workspace)).hexdigest()[:16])


def own_folder(name: str) -> Path:
    """Returns a JupyterLab's own folder: with this user's data, or with what runs where that cannot be written."""
    name = re.sub(r"[^a-z0-9-]", "-", name)
    usual = data_folder() / "jupyter"
    try:
        private.make_folder(usual)
        if os.access(usual, os.W_OK):
            return usual / name
    except OSError:
        pass  # a home folder that cannot be written: a kiosk, a container
    return runtime_folder() / "jupyter" / name


def write_settings(setup: Setup) -> None:
    """Writes the settings files afresh. Raises `OSError`."""
    home = setup.home
    for folder in (home.parent, home):
        private.make_folder(folder)
    private.close([home.parent, home])
    extensions = setup.server_extensions | {opening.NAME: True}
    served = {"jpserver_extensions": extensions, "tornado_settings": {"headers": _HEADERS}}
    _write(home / "jupyter_server_config.json", {"ServerApp": served})
    _write(home / "labconfig" / "page_config.json", {"disabledExtensions": setup.disabled})
    _write(home / "labconfig" / "default_setting_overrides.json", _SETTINGS)
    _write(home / "ipython" / "profile_default" / "ipython_kernel_config.json", _KERNEL)


def environment(setup: Setup) -> dict[str, str]:
    """Returns the server's environment: the user's, without what would set up another Jupyter, and what ours needs."""
    home = setup.home
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}
    return (
        kept
        | {
            "JUPYTER_CONFIG_DIR": str(home),
            "JUPYTER_CONFIG_PATH": str(home),  # before the environment's own, which turns nbgrader's pages on
            "JUPYTER_DATA_DIR": str(home / "data"),
            "JUPYTER_RUNTIME_DIR": str(runtime()),
            "IPYTHONDIR": str(home / "ipython"),
            # Else an ipykernel_launcher.py beside a notebook starts in the kernel's place, and modules beside it are ours.
            "PYTHONSAFEPATH": "1",
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]),
            opening.LANDING: setup.landing,
        }
        | setup.environment
    )


def arguments(setup: Setup, port: int) -> list[str]:
    """Returns the command that starts JupyterLab; if the port is taken, it takes the next one that is free."""
    home = setup.home
    command = [sys.executable, "-m", "jupyterlab", "--no-browser"]
    command += [
        f"--ServerApp.root_dir={setup.root}",
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=50",
        "--ServerApp.no_browser_open_file=True",  # it would hold the token; our own page holds a ticket
        f"--LabApp.extra_labextensions_path={LABEXTENSIONS}",
        f"--LabApp.user_settings_dir={home / 'lab' / 'user-settings'}",
        f"--LabApp.workspaces_dir={home / 'lab' / 'workspaces'}",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
    ]
    # A port of this machine is open to every account on it; a socket in a folder of ours is not.
    if sockets_fit():
        command.append("--KernelManager.transport=ipc")
    else:
        command.append("--MappingKernelManager.transport_encryption=auto")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    return command


def sockets_fit() -> bool:
    """Tells whether the sockets by which pages and kernels talk can lie in the runtime folder."""
    return os.name != "nt" and len(os.fsencode(runtime())) + len(_SOCKET_NAME) <= _LONGEST_SOCKET


def runtime() -> Path:
    """Returns where running servers of ours note their addresses, apart from the user's other Jupyter servers."""
    return runtime_folder()


def _write(path: Path, data: Any) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    files.write_whole(path, (json.dumps(data, indent=1) + "\n").encode("ascii"), permissions=0o600)
