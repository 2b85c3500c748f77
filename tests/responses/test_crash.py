"""Writers that are killed or race: nothing that was saved is lost or half written.

The writers are children forked from a small script that has everything loaded, so that hundreds of them cost
seconds; the script runs as a process of its own because pytest's has threads.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.kills
MODULE = "08-feedback"
NAME = f"{MODULE}.responses.json"

KILLED = """
import json, os, random, select, signal, sys, time
from pathlib import Path
from mentorlab.responses.file import Responses, read_for_marking

folder, kills = Path(sys.argv[1]), int(sys.argv[2])
draw = random.Random(8)
path = folder / "08-feedback.responses.json"

def body(n):
    return {"n": n, "text": str(n) * (200 + n * 37 % 1500)}

def write(pipe, n):
    while True:
        n += 1
        os.write(pipe, b"s%d\\n" % n)
        Responses.open("08-feedback", folder).put(f"item-{n % 12}", body(n), "d", attempt=True)
        os.write(pipe, b"a%d\\n" % n)

acknowledged, n, inside, left = {}, 0, 0, 0
for _ in range(kills):
    ear, mouth = os.pipe()
    child = os.fork()
    if not child:
        os.close(ear)
        write(mouth, n)
    os.close(mouth)
    heard = os.read(ear, 1)
    time.sleep(draw.uniform(0, 0.004))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while more := os.read(ear, 65536):
        heard += more
    os.close(ear)
    said = heard.decode().split()
    for word in said:
        n = max(n, int(word[1:]))
        if word[0] == "a":
            acknowledged[f"item-{int(word[1:]) % 12}"] = int(word[1:])
    flying = int(said[-1][1:]) if said[-1][0] == "s" else None
    inside += flying is not None
    left += any(found.suffix == ".tmp" for found in folder.iterdir())
    found = read_for_marking(path)
    for item, last in acknowledged.items():
        stored = found[item].response
        assert stored == body(stored["n"]), "half written"
        assert stored["n"] in (last, flying), f"{item}: {last} was acknowledged, {stored['n']} is there"
    for item, stored in found.items():  # what was saved and not yet acknowledged counts from now on
        acknowledged[item] = stored.response["n"]

Responses.open("08-feedback", folder).put("last", {}, "d")
print(json.dumps({"saved": n, "inside": inside, "left": left, "files": sorted(os.listdir(folder))}))
"""

RACE = """
import os, sys
from pathlib import Path
from mentorlab.responses.file import Responses

folder, writers, puts = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
start, go = os.pipe()
children = []
for writer in range(writers):
    child = os.fork()
    if not child:
        os.close(go)
        os.read(start, 1)  # all begin when the parent closes the other end
        tab = Responses.open("08-feedback", folder)
        for n in range(puts):
            tab.put(f"of-{writer}-{n % 7}", {"n": n}, "d", attempt=True)
            tab.put("shared", {"writer": writer, "n": n}, "d", attempt=True)
        os._exit(0)
    children.append(child)
os.close(go)
assert all(os.waitpid(child, 0)[1] == 0 for child in children)
"""

STEPS = """
import os, signal, sys
from pathlib import Path
from mentorlab import files
from mentorlab.responses import file, store

folder, step = Path(sys.argv[1]), sys.argv[2]
def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

if step == "before the lock":
    store.locked = die
elif step == "before the temporary file":
    file.json.dumps = die
elif step == "before the flush":
    files.os.fsync = die
elif step == "before the rename":
    files._replace = die
elif step == "after the rename":
    files._sync_folder = die
file.Responses.open("08-feedback", folder).put("second", {}, "d")
"""

DENIED = """
import os, sys
from pathlib import Path
from mentorlab.responses.file import Responses, ResponsesError

folder = Path(sys.argv[1])
if os.getuid() == 0:
    os.setuid(65534)  # root may write anywhere
try:
    Responses.open("08-feedback", folder).put("second", {}, "d")
except ResponsesError as error:
    print(error)
"""


def run(script: str, folder: Path, *arguments: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", script, str(folder), *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=240,
    )


def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / MODULE
    folder.mkdir()
    (folder / f"{MODULE}.ipynb").write_text("{}")
    return folder


def items(folder: Path) -> dict[str, Any]:
    found = json.loads((folder / NAME).read_text("utf-8"))["items"]
    assert isinstance(found, dict)
    return found


def test_five_hundred_writers_killed_in_the_middle_lose_nothing_that_was_saved(tmp_path: Path) -> None:
    folder = workspace(tmp_path)
    done = run(KILLED, folder, 500)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["inside"] > 300, "the kills must hit writers that are writing"
    assert told["left"] > 20, "some must hit between the temporary file and its renaming"
    assert told["saved"] > 250, (
        "there must be something to lose"
    )  # on a busy machine many die before their first save
    assert told["files"] == [".mentorlab", f"{MODULE}.ipynb", NAME]


@pytest.mark.parametrize("writers", [2, 5])
def test_writers_that_race_lose_nothing(tmp_path: Path, writers: int) -> None:
    folder = workspace(tmp_path)
    done = run(RACE, folder, writers, 70)
    assert done.returncode == 0, done.stderr
    found = items(folder)
    assert found["shared"]["attempts"] == writers * 70  # no update was lost either
    for writer in range(writers):
        own = [found[f"of-{writer}-{item}"] for item in range(7)]
        assert sorted(entry["response"]["n"] for entry in own) == list(range(63, 70))
        assert {entry["attempts"] for entry in own} == {10}


@pytest.mark.parametrize(
    ("step", "saved"),
    [
        ("before the lock", False),
        ("before the temporary file", False),
        ("before the flush", False),
        ("before the rename", False),
        ("after the rename", True),
        ("never", True),
    ],
)
def test_a_writer_killed_at_any_step_leaves_the_old_file_or_the_new_one(
    tmp_path: Path, step: str, saved: bool
) -> None:
    folder = workspace(tmp_path)
    assert run(STEPS.replace('"second"', '"first"'), folder, "never").returncode == 0
    assert (run(STEPS, folder, step).returncode == 0) == (step == "never")
    assert set(items(folder)) == ({"first", "second"} if saved else {"first"})
    assert run(STEPS.replace('"second"', '"third"'), folder, "never").returncode == 0
    assert {"first", "third"} <= set(items(folder))
    assert {found.name for found in folder.iterdir()} == {".mentorlab", NAME, f"{MODULE}.ipynb"}


def test_a_folder_that_cannot_be_written_is_said_and_loses_nothing() -> None:
    with tempfile.TemporaryDirectory() as top:  # not pytest's folder, into which only its owner may look
        Path(top).chmod(0o755)
        folder = workspace(Path(top))
        assert run(STEPS.replace('"second"', '"first"'), folder, "never").returncode == 0
        (folder / NAME).chmod(0o644)
        folder.chmod(0o555)
        try:
            done = run(DENIED, folder)
        finally:
            folder.chmod(0o755)
        assert "still there" in done.stdout, done.stdout + done.stderr
        assert "make the folder writable" in done.stdout
        assert set(items(folder)) == {"first"}
        assert {found.name for found in folder.iterdir()} == {".mentorlab", NAME, f"{MODULE}.ipynb"}
