"""What the builder wrote, so that it can tell its own files from somebody's.

`.generated.json` holds a fingerprint for every generated file. A file whose fingerprint it knows may be
replaced or deleted; any other was edited or put there by a person, and is refused by name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from mentorlab.notebooks.notebook import fingerprint

RECORD = ".generated.json"
_LINE = re.compile(r'"([^"\n]+)": "([0-9a-f]{32})"')
_CONFLICT = re.compile(r"^(<{7}|>{7}) ", re.MULTILINE)


def record(files: Mapping[str, str]) -> str:
    """Write the text of `.generated.json` for these files (path from the project -> text)."""
    found = {name: fingerprint(text) for name, text in sorted(files.items())}
    about = "Written by `mentorlab build`. A file that is not as recorded here was edited by hand."
    return json.dumps({"about": about, "files": found}, ensure_ascii=False, indent=1) + "\n"


def known(project: Path) -> dict[str, set[str]]:
    """Read the fingerprints that each generated file may have.

    Read line by line, so that a record in the middle of a merge still says what both sides built.
    """
    try:
        text = (project / RECORD).read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    found: dict[str, set[str]] = {}
    for name, print_ in _LINE.findall(text):
        found.setdefault(name, set()).add(print_)
    return found


def is_ours(text: str, prints: set[str]) -> bool:
    """Tell whether a file is as the builder left it, or halfway through a merge of two of ours."""
    return fingerprint(text) in prints or (bool(prints) and _CONFLICT.search(text) is not None)
