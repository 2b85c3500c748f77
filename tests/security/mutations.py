"""Small changes to a submission, drawn at random: bytes, structure, names, more files, links and times.

Each is a function of a random source and a folder. A mutation may leave the submission as good as it was; it never
writes an answer that its learner did not give, except where it says so (`answers`), because from then on there is
something to be marked.
"""

from __future__ import annotations

import copy
import json
import os
import random
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.security.case import NOTEBOOK, RESPONSES

Mutation = Callable[[random.Random, Path], object]

NASTY: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**63, -(2**70), 10**400, 0.1, -0.0, 1e308, float("nan"), float("inf"),
    "", " ", "0", "1", "null", "\x00", "\ud800", "\u202e", "𝟙", "../../../source", "x" * 12_000, "<script>1</script>",
    "say-first", "' OR 1=1 --", "%s%n", "{{7*7}}", "__class__", [], {}, [[]], {"": {}}, [None] * 50,
)  # fmt: skip
NAMES = (
    "08-feedback.responses (1).json", "08-FEEDBACK.RESPONSES.JSON", "08-feedback.responses.json ", "responses.json",
    "08-feedback.responses.json\n", "08-feedback.responses.damaged-1.json", "08-feedback.responses.json.bak", "\udcff",
)  # fmt: skip
BESIDE = (
    "sitecustomize.py", "mentorlab/__init__.py", "json.py", "ipykernel_launcher.py", "index.html", "feedback.html",
    ".ipynb_checkpoints/x.ipynb", "nbgrader_config.py", "gradebook.db", "submission_secret.txt", "a/b/c/d/e.txt",
    "copy.ipynb", "overrides.css", "\x1b[2J.txt", "nl\nada, all is well", "%(name)s.txt",
)  # fmt: skip
OUTSIDE = "../../../../outside"  # beside the cohort
TARGETS = (
    f"{OUTSIDE}/{RESPONSES}", f"{OUTSIDE}/key.txt", OUTSIDE, "../../../source", "../../../gradebook.db",
    f"../../ada/08-feedback/{RESPONSES}", "/dev/zero", "nowhere",
)  # fmt: skip
TIMES = (
    b"", b"yesterday", b"\xff\xfe", b"2026-11-01", b"9999-12-31 23:59:59 UTC", b"0001-01-01 00:00:00 UTC",
    b"2026-11-01 10:00:00.000000 +99999", b"2026-13-41 25:61:61 UTC", b"1e9", b"0" * 5_000, b"2026-11-01 10:00:00 NOWHERE",
    b"-1", b"99999999999999999999", "２０２６-11-01 10:00:00 UTC".encode(), b"2026-11-01 10:00:00 UTC\nUTC",
)  # fmt: skip


def _plain(file: Path) -> bool:
    """Whether it is a file of usual size: nothing here may write through a link or wait for a pipe either."""
    if not os.path.lexists(file):
        return False
    status = file.lstat()
    return stat.S_ISREG(status.st_mode) and status.st_size < 5 * 1024 * 1024


# --- bytes ----------------------------------------------------------------------------------------------------


def _bytes(draw: random.Random, data: bytes) -> bytes:
    at = draw.randrange(len(data) + 1)
    to = min(len(data), at + draw.choice([1, 1, 4, 40, 4_000]))
    junk = draw.randbytes(draw.choice([1, 2, 8]))
    return draw.choice(
        [
            data[:at],
            data[:at] + junk + data[to:],
            data[:at] + junk + data[at:],
            data[:at] + data[to:],
            data[:to] + data[at:],
            data[:at]
            + draw.choice([b"\x00", b"\xff", b"NaN", b"1e999", b"[" * 3_000, b'"', b"}", b","])
            + data[to:],
            b"\xef\xbb\xbf" + data,
            data.decode("utf-8", "replace").encode("utf-16"),
        ]
    )


def _in_bytes(name: str) -> Mutation:
    def mutate(draw: random.Random, folder: Path) -> None:
        file = folder / name
        if _plain(file):
            file.write_bytes(_bytes(draw, file.read_bytes()))

    return mutate


# --- structure ------------------------------------------------------------------------------------------------


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every container with every name or index in it."""
    found, waiting = [], [value]
    while waiting:
        here = waiting.pop()
        inside = here.items() if isinstance(here, dict) else enumerate(here) if isinstance(here, list) else ()
        for name, part in inside:
            found.append((here, name))
            waiting.append(part)
    return found


def _nasty(draw: random.Random) -> Any:
    """A fresh copy: what is changed in one submission must not be found in the next, nor within itself."""
    return copy.deepcopy(draw.choice(NASTY))


def _structure(draw: random.Random, data: Any) -> Any:
    places = _places(data)
    if not places or draw.random() < 0.02:
        return _nasty(draw)
    here, name = draw.choice(places)
    way = draw.randrange(5)
    if way == 0:
        here[name] = _nasty(draw)
    elif way == 1:
        del here[name]
    elif way == 2:
        here[name] = [here[name]]
    elif way == 3 and isinstance(here, dict):
        here[str(draw.choice(NASTY))[:40]] = here[name]
    else:
        other, its = draw.choice(places)
        here[name] = json.loads(json.dumps(other[its])) if its in _names(other) else None
    return data


def _names(value: Any) -> Any:
    return value if isinstance(value, dict) else range(len(value))


def _in_structure(name: str) -> Mutation:
    def mutate(draw: random.Random, folder: Path) -> None:
        file = folder / name
        if not _plain(file):
            return
        try:
            data = json.loads(file.read_bytes())
        except (ValueError, RecursionError):
            return
        for _ in range(draw.choice([1, 1, 2, 8])):
            data = _structure(draw, data)
        text = json.dumps(data, indent=draw.choice([None, 1]))
        if draw.random() < 0.05 and text.startswith("{"):
            text = '{"items": {}, ' + text[1:]  # one name twice
        file.write_text(text, encoding="utf-8")

    return mutate


# --- names, more files, links, times --------------------------------------------------------------------------


def _rename(name: str) -> Mutation:
    def mutate(draw: random.Random, folder: Path) -> None:
        target = folder / draw.choice(NAMES)
        if os.path.lexists(folder / name) and not os.path.lexists(target):
            (folder / name).rename(target)

    return mutate


def _remove(draw: random.Random, folder: Path) -> None:
    there = sorted(path for path in folder.iterdir() if not path.is_dir())
    if there:
        draw.choice(there).unlink()


def _add(draw: random.Random, folder: Path) -> None:
    file = folder / draw.choice(BESIDE)
    if not os.path.lexists(file) and not any(
        os.path.lexists(above) and not above.is_dir() for above in file.parents
    ):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(
            draw.choice([b"", b"raise SystemExit(3)", draw.randbytes(200), b"<script>1</script>"])
        )


def _add_large(draw: random.Random, folder: Path) -> None:
    file = folder / draw.choice(["large.bin", RESPONSES, NOTEBOOK, "timestamp.txt"])
    size = draw.choice([2, 21, 60, 1024]) * 1024 * 1024
    if _plain(file) or not os.path.lexists(file):
        with file.open("ab") as opened:
            opened.truncate(size)  # holes, and no bytes on the disk


def _add_folders(draw: random.Random, folder: Path) -> None:
    if draw.random() < 0.5:
        folder.joinpath(*["d"] * draw.choice([5, 19, 21, 40])).mkdir(parents=True, exist_ok=True)
    else:
        for number in range(draw.choice([10, 510])):
            (folder / f"f{number}").mkdir(exist_ok=True)


def _replace(draw: random.Random, folder: Path) -> None:
    """Something that is no file, in a file's place or beside it."""
    file = folder / draw.choice([RESPONSES, NOTEBOOK, "timestamp.txt", "more"])
    if file.is_dir() and not file.is_symlink():
        return
    file.unlink(missing_ok=True)
    way = draw.randrange(3)
    if way == 0:
        os.mkfifo(file)
    elif way == 1:
        file.mkdir()
    else:
        target = draw.choice((*TARGETS, file.name))
        file.symlink_to(target)


def _timestamp(draw: random.Random, folder: Path) -> None:
    if not (folder / "timestamp.txt").is_dir():
        (folder / "timestamp.txt").unlink(missing_ok=True)
        (folder / "timestamp.txt").write_bytes(draw.choice(TIMES))


def _clock(draw: random.Random, folder: Path) -> None:
    file = draw.choice(sorted(folder.iterdir()) or [folder])
    os.utime(file, (draw.choice([0, 2**31, 2**33]),) * 2, follow_symlinks=False)


def copy_of_ada(draw: random.Random, folder: Path) -> None:
    """The one mutation that is an answer: somebody else's."""
    target = folder / RESPONSES
    if target.is_dir() and not target.is_symlink():
        return
    target.unlink(missing_ok=True)
    shutil.copyfile(folder.parents[1] / "ada" / folder.name / RESPONSES, target)


# How often each is drawn, and whether it touches what is marked.
OF_THE_RESPONSES: dict[str, tuple[int, Mutation]] = {
    "bytes of the responses": (8, _in_bytes(RESPONSES)),
    "structure of the responses": (12, _in_structure(RESPONSES)),
    "name of the responses": (2, _rename(RESPONSES)),
    "something gone": (2, _remove),
    "something large": (1, _add_large),
    "something else in a file's place": (4, _replace),
    "a copy of Ada's": (1, copy_of_ada),
}
OF_THE_REST: dict[str, tuple[int, Mutation]] = {
    "bytes of the notebook": (4, _in_bytes(NOTEBOOK)),
    "structure of the notebook": (6, _in_structure(NOTEBOOK)),
    "name of the notebook": (1, _rename(NOTEBOOK)),
    "a file more": (3, _add),
    "folders more": (1, _add_folders),
    "another time": (3, _timestamp),
    "another clock": (1, _clock),
}
ALL = {**OF_THE_RESPONSES, **OF_THE_REST}
ANSWERS = {"a copy of Ada's"}
