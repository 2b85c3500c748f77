"""What a learner can do to the files beside the notebook: links, pipes, sizes, depths, and the responses themselves.

In the shipped way the mark cell reads the responses too, with our reader; what it refuses there counts as not
answered. Those cases have no trace in the shipped way, and are compared with Python's own reader instead.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

from tests.helpers.course_samples import MODULE
from tests.security.case import NOTEBOOK, RESPONSES, Case, Made, Scene
from tests.security.hostile_cohort import FULL

NOT_MARKED = "This submission was not marked; the others are."
MIB = 1024 * 1024
DEEP = 100_000


def entry(response: object) -> dict[str, Any]:
    """One item's entry, as the course writes it."""
    return {"response": response, "attempts": 0, "first": "", "last": "", "digest": ""}


def holding(items: object, **rest: object) -> bytes:
    """A responses file with these items."""
    return json.dumps({"version": 1, "workspace": "", **rest, "items": items}).encode()


def _put(data: bytes) -> Made:
    return lambda folder: (folder / RESPONSES).write_bytes(data)


def _sparse(size: int) -> Made:
    """A file of holes: it has this size, and takes no room."""

    def make(folder: Path) -> None:
        with (folder / RESPONSES).open("wb") as file:
            file.truncate(size)

    return make


def _link(name: str, target: str) -> Made:
    return lambda folder: (folder / name).symlink_to(target)


def _deep(levels: int, name: str) -> Made:
    """Folders within folders; made step by step, because their path is longer than one call may say."""

    def make(folder: Path) -> None:
        here = os.open(folder, os.O_RDONLY)
        for _ in range(levels):
            os.mkdir(name, dir_fd=here)
            inside = os.open(name, os.O_RDONLY, dir_fd=here)
            os.close(here)
            here = inside
        os.close(here)

    return make


def _folders(count: int) -> Made:
    return lambda folder: [(folder / f"empty-{number}").mkdir() for number in range(count)]


def _earned(scene: Scene, name: str) -> bool:
    return (scene.points(name) or 0.0) > 0.0


def _key_is_out(scene: Scene, name: str) -> bool:
    files = [path for path in (scene.cohort / "autograded" / name).rglob("*") if path.is_file()]
    return any(b"mentorlab-canary" in path.read_bytes() for path in files)


def _copied_whole(scene: Scene, name: str) -> bool:
    file = scene.marked(name) / RESPONSES
    return file.is_file() and file.stat().st_size > MIB


def _others_unmarked(scene: Scene, name: str) -> bool:
    return scene.points("zoe") is None


def _marked_in_silence(scene: Scene, name: str) -> bool:
    return scene.points(name) is not None and not scene.about(name)


def _takes(data: bytes) -> bool:
    """Python's own reader is content with it."""
    json.loads(data)
    return True


def _falls_over(data: bytes) -> bool:
    try:
        json.loads(data)
    except RecursionError:
        return True
    return False


def _takes_what_cannot_be_written_again(data: bytes) -> bool:
    try:
        json.dumps(json.loads(data), ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False


CASES = (
    Case(
        "links-to-another-s-work",
        "has a link to Ada's responses where its own should be",
        _link(RESPONSES, f"../../ada/{MODULE}/{RESPONSES}"),
        _earned,
        points=None,
        says=f"{RESPONSES}: it is a link to somewhere else",
    ),
    Case(
        "links-to-the-key",
        "has a link to the trainer's source, which comes back with the feedback",
        _link("notes.txt", f"../../../source/{MODULE}/{NOTEBOOK}"),
        _key_is_out,
        points=None,
        says="notes.txt: it is a link to somewhere else",
    ),
    Case(
        "links-to-a-device",
        "has a link to a file without end",
        _link(RESPONSES, "/dev/zero"),
        _others_unmarked,
        shipped=None,  # it would fill this machine's disk
        points=None,
        says=f"{RESPONSES}: it is a link to somewhere else",
    ),
    Case(
        "is-a-pipe",
        "has a pipe for a file, and whoever reads it waits for ever",
        lambda folder: os.mkfifo(folder / RESPONSES),
        _others_unmarked,
        shipped=False,
        points=None,
        says=f"{RESPONSES}: it is neither a file nor a folder",
    ),
    Case(
        "is-a-gibibyte",
        "hands in a responses file of 1 GiB",
        _sparse(1024 * MIB),
        _copied_whole,
        points=None,
        says="larger than 50 MB",
        smaller=_sparse(64 * MIB),
    ),
    Case(
        "is-a-little-too-large",
        "hands in 2 MiB of spaces before its responses",
        _put(b" " * 2 * MIB + holding({})),
        _copied_whole,
        points=None,
        says=f"{RESPONSES} is larger than 1 MiB",
    ),
    Case(
        "digs-deep",
        "hands in folders within folders; at 1,000 Python's own walk through them ends in a traceback",
        _deep(300, "d"),  # and no more, so that whoever tidies up after the tests is not stopped by it
        _marked_in_silence,
        shipped=None,
        points=None,
        says="holds folders within folders",
    ),
    Case(
        "digs-beyond-a-path",
        "hands in folders whose path is longer than the system lets anybody say",
        _deep(30, "d" * 250),
        _marked_in_silence,
        shipped=None,
        points=None,
        says="something in it cannot be looked at (File name too long)",
    ),
    Case(
        "hands-in-folders",
        "hands in thousands of empty folders",
        _folders(3_000),
        _marked_in_silence,
        points=None,
        says="more than 500 files and folders",
    ),
    Case(
        "nests",
        "nests its responses 100,000 deep",
        _put(holding({}).replace(b"{}", b"[" * DEEP + b"]" * DEEP)),
        _marked_in_silence,
        shipped=None,
        points=None,
        says=f"{RESPONSES} is nested too deep",
        careless=_falls_over,
    ),
    Case(
        "nests-a-little",
        "nests one response 200 deep, which Python reads and others may not",
        _put(holding({"say-first": entry({"chosen": "@"})}).replace(b'"@"', b"[" * 200 + b"]" * 200)),
        _marked_in_silence,
        shipped=None,
        points=None,
        says="nested too deep",
        careless=_takes,
    ),
    Case(
        "is-no-number",
        "answers with NaN, which nbgrader takes for full marks",
        _put(holding({"harm": entry({"low": float("nan"), "high": float("nan")})})),
        _earned,
        shipped=None,
        points=None,
        says="NaN is not a number",
        careless=_takes,
    ),
    Case(
        "is-infinite",
        "answers with a number so large that Python reads it as infinite",
        _put(holding({"harm": entry({"low": 0, "high": 1})}).replace(b"1}", b"1e999}")),
        _earned,
        shipped=None,
        points=None,
        says="a number is not finite",
        careless=_takes,
    ),
    Case(
        "says-a-name-twice",
        "answers one exercise twice, so that one reader sees one answer and the next another",
        _put(holding({}).replace(b"{}", b'{"a": %s, "a": %s}' % ((json.dumps(entry({})).encode(),) * 2))),
        _marked_in_silence,
        shipped=None,
        points=None,
        says="a name stands in it twice",
        careless=_takes,
    ),
    Case(
        "is-half-a-character",
        "answers with half a character, which no file can hold",
        _put(holding({"look-back": entry({"text": "\ud800"})})),
        _marked_in_silence,
        shipped=None,
        points=None,
        says="a text holds half a character",
        careless=_takes_what_cannot_be_written_again,
    ),
    Case(
        "is-of-another-type",
        "has a list where the items should be",
        _put(holding([1, 2])),
        _marked_in_silence,
        shipped=None,
        points=None,
        says="“items” is missing, unknown or of the wrong type",
        careless=_takes,
    ),
    Case(
        "answers-with-other-types",
        "has a number where an answer should be",
        _put(holding({"say-first": entry({"chosen": 5}), "hear-it": entry({"placed": [True]})})),
        _earned,
        shipped=None,
        points=0.0,
        says="What was saved for “What do you say first?” cannot be read",
        careless=_takes,
    ),
    Case(
        "answers-what-nobody-asked",
        "answers items that do not exist",
        _put(holding({"no-such-item": entry({"chosen": ["x"]}), "../say-first": entry({}), "": entry({})})),
        _earned,
        shipped=None,
        points=0.0,
        says="it holds no answer to this assignment",
        careless=_takes,
    ),
    Case(
        "answers-with-a-choice-of-its-own",
        "chooses options that do not exist",
        _put(holding({"say-first": entry({"chosen": ["right", "worth-1"]})})),
        _earned,
        shipped=None,
        points=0.0,
        careless=_takes,
    ),
    Case(
        "is-someone-else-s",
        "hands in a copy of Ada's file",
        lambda folder: shutil.copy(folder.parents[1] / "ada" / MODULE / RESPONSES, folder),
        _marked_in_silence,
        points=FULL,  # a person decides what it means
        says="it comes from the same workspace as the responses of ada",
    ),
)
