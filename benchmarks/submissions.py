"""Cohorts to be marked: module 08, answered by as many learners as one likes, the same ones every time."""

from __future__ import annotations

import json
import os
import random
import shutil
from pathlib import Path

from mentorlab.cohort.new import new_cohort
from mentorlab.item.cells import parse_cell
from mentorlab.item.keys import parse_item
from mentorlab.item.kinds import kind
from mentorlab.item.model import Item, as_json
from mentorlab.responses.place import ENDING

PROJECT = Path(__file__).resolve().parent.parent
MODULE = "08-feedback"
TIME = "2026-11-01T10:00:00+00:00"


def make_cohort(folder: Path, submissions: int, *, opened: bool = False) -> Path:
    """Makes a cohort whose learners handed in complete responses, some of them right by chance.

    Parameters
    ----------
    opened : every learner's notebook is one that JupyterLab has run and saved, and not the one given out
    """
    new_cohort(folder, PROJECT, [MODULE])
    release = folder / "release" / MODULE / f"{MODULE}.ipynb"
    items = _items(release)
    for number in range(submissions):
        handed = folder / "submitted" / f"learner-{number:06d}" / MODULE
        handed.mkdir(parents=True)
        if opened:
            (handed / release.name).write_text(_run(release, number), encoding="utf-8")
        elif submissions > 1000:
            # One file by many names: fifty thousand copies of it would measure the disk and nothing else.
            os.link(release, handed / release.name)
        else:
            shutil.copyfile(release, handed / release.name)
        (handed / "timestamp.txt").write_text("2026-11-01 10:00:00.000000 UTC", encoding="utf-8")
        (handed / "submission_secret.txt").write_text(f"{number:064x}", encoding="utf-8")
        (handed / f"{MODULE}{ENDING}").write_text(_responses(items, number), encoding="utf-8")
    return folder


def _items(release: Path) -> list[tuple[Item, str]]:
    cells = json.loads(release.read_text(encoding="utf-8"))["cells"]
    shapes = [parse_cell("".join(cell["source"])) for cell in cells if cell["cell_type"] == "code"]
    items = [parse_item(arguments[0]) for call, arguments in filter(None, shapes) if call == "exercise"]
    return [(item, item.digest) for item in items]


def _responses(items: list[tuple[Item, str]], number: int) -> str:
    """A responses file as the course writes it."""
    draw = random.Random(number)
    entries = {
        item.id: {
            "response": as_json(kind(item.kind).guess(item, draw)),
            "attempts": 0,
            "confidence": None,
            "first": TIME,
            "last": TIME,
            "digest": digest,
        }
        for item, digest in items
    }
    contents = {"version": 1, "workspace": f"{draw.getrandbits(64):016x}", "items": entries}
    return json.dumps(contents, ensure_ascii=False, indent=1) + "\n"


def _run(release: Path, number: int) -> str:
    document = json.loads(release.read_text(encoding="utf-8"))
    for cell in document["cells"]:
        if cell["cell_type"] == "code":
            cell["execution_count"] = number
            cell["outputs"] = [
                {"output_type": "display_data", "data": {"text/html": "<p>form</p>" * 200}, "metadata": {}}
            ]
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
