"""Make `.venv` and install the project into it, saying so in plain words. Standard library only.

`python3 tools/setup.py study` installs what a learner needs, `... test` also what the tests need. Called by
the Makefile alone; a second call does nothing unless what is to be installed has changed. The versions are
those of `constraints.txt`.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import threading
import time
import venv
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
VENV = PROJECT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
CONSTRAINTS = PROJECT / "constraints.txt"
EXTRAS = {"study": ".", "test": ".[dev]"}


def main(what: str) -> int:
    """Install for `what`; 0 when the environment is ready, 1 after a sentence that says why not."""
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        found = ".".join(map(str, sys.version_info[:3]))
        return _fail(
            f"mentorlab needs Python 3.11, 3.12 or 3.13; this is {found}.",
            "Install one of them, then name it: make study PYTHON=python3.12",
        )
    wanted = _fingerprint()
    ready = [VENV / f".ready-{name}" for name in EXTRAS if name in (what, "test")]
    if PYTHON.exists() and any(stamp.exists() and stamp.read_text() == wanted for stamp in ready):
        return 0
    first_time = not PYTHON.exists()
    if first_time:
        print("Making a place for the course's own Python packages (.venv) …", flush=True)
        try:
            venv.EnvBuilder(with_pip=True, clear=VENV.exists()).create(VENV)
        except (OSError, subprocess.CalledProcessError):
            return _fail(
                "Python could not make a virtual environment here.",
                "On Debian or Ubuntu, first run: sudo apt-get install python3-venv",
            )
    code, output = _install(EXTRAS[what])
    if code == 0:
        (VENV / f".ready-{what}").write_text(wanted)
        return 0
    if not first_time and any(VENV.glob(".ready-*")) and what == "study":
        # An upgrade without a network: what was installed still opens the course.
        print(
            "The new versions could not be fetched, so you are using the ones installed before.", flush=True
        )
        return 0
    print("\n".join(output[-12:]), file=sys.stderr)
    return _fail(
        "The packages could not be installed (their installer's last words stand above).",
        "Are you online? The first start needs the network, later ones do not. Then run the same command again.",
    )


def _fingerprint() -> str:
    """What decides whether an environment is still right: the wish list, the lock, this Python, this folder."""
    parts = [(PROJECT / "pyproject.toml").read_bytes(), CONSTRAINTS.read_bytes()]
    parts += [sys.version.encode(), str(PROJECT).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _install(target: str) -> tuple[int, list[str]]:
    """Run pip with the locked versions and count what it fetches; its exit code and what it said."""
    total = sum(bool(re.match(r"[A-Za-z0-9]", line)) for line in CONSTRAINTS.read_text().splitlines())
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    command += ["--constraint", str(CONSTRAINTS), "--editable", target]
    output: list[str] = []
    started, state = time.monotonic(), {"seen": 0, "phase": "Fetching"}
    interactive = sys.stdout.isatty()
    print("Installing what the course needs (about 300 MB, the first time alone) …", flush=True)
    with subprocess.Popen(
        command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as pip:
        done = threading.Event()

        def show() -> None:
            while not done.wait(0.5 if interactive else 10):
                seconds = int(time.monotonic() - started)
                line = f"  {state['phase']}: {state['seen']} of about {total} packages, {seconds} s"
                print(f"\r{line}   " if interactive else line, end="" if interactive else "\n", flush=True)

        ticker = threading.Thread(target=show, daemon=True)
        ticker.start()
        assert pip.stdout is not None  # asked for with PIPE above
        for line in pip.stdout:
            output.append(line.rstrip())
            if line.startswith(("Collecting", "Requirement already satisfied")):
                state["seen"] = int(state["seen"]) + 1
            elif line.startswith("Installing collected"):
                state["phase"] = "Installing"
        code = pip.wait()
        done.set()
        ticker.join()
    if interactive:
        print()
    if code == 0:
        print(f"Installed in {int(time.monotonic() - started)} s.", flush=True)
    return code, output


def _fail(what: str, mend: str) -> int:
    print(f"{what}\n{mend}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in EXTRAS:
        sys.exit("usage: python3 tools/setup.py study|test")
    sys.exit(main(sys.argv[1]))
