"""Stamps package.json with a digest of the extension's files, so that browsers ask for what has changed.

JupyterLab serves a folder called `static` as never changing, and a browser that has seen a file does not ask
again for a year. The digest in the address of the first file, handed on by it to the others, is what makes
an upgrade arrive. After changing the extension: `python src/mentorlab/views/labextensions/stamp.py`.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

EXTENSION = Path(__file__).parent / "mentorlab"


def digest(static: Path) -> str:
    """Return sixteen hexadecimal digits that change with the name or a byte of any file in the folder."""
    whole = hashlib.sha256()
    for file in sorted(static.iterdir()):
        whole.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()[:16]


def stamped(extension: Path = EXTENSION) -> str:
    """Return the text that package.json must have."""
    package = json.loads((extension / "package.json").read_text(encoding="utf-8"))
    build = package["jupyterlab"]["_build"]
    build["load"] = f"{build['load'].split('?')[0]}?v={digest(extension / 'static')}"
    return json.dumps(package, indent=2) + "\n"


if __name__ == "__main__":
    (EXTENSION / "package.json").write_text(stamped(), encoding="utf-8")
