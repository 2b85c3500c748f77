"""What happens between a keystroke and the file, and what is written down when something goes wrong."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from mentorlab.views import error_guard
from mentorlab.views.controls.debounce import Debounced


def test_without_an_event_loop_it_is_done_at_once() -> None:
    done: list[int] = []
    Debounced(lambda: done.append(1)).schedule()
    assert done == [1]


def test_many_keystrokes_are_one_save_a_moment_after_the_last() -> None:
    done: list[int] = []

    async def type_fast() -> None:
        later = Debounced(lambda: done.append(1), seconds=1)
        for _ in range(20):
            later.schedule()
            await asyncio.sleep(0)
        assert done == []
        await asyncio.sleep(2)

    asyncio.run(type_fast())
    assert done == [1]


def test_what_waits_is_done_before_a_check_and_not_twice() -> None:
    done: list[int] = []

    async def type_and_check() -> None:
        later = Debounced(lambda: done.append(1), seconds=0.1)
        later.schedule()
        later.flush()
        later.flush()
        await asyncio.sleep(0.5)

    asyncio.run(type_and_check())
    assert done == [1]


def test_a_kernel_that_stops_in_the_moment_still_saves(tmp_path: Path) -> None:
    file = tmp_path / "saved"
    code = (
        "import asyncio\nfrom pathlib import Path\nfrom mentorlab.views.controls.debounce import Debounced\n"
        f"async def main():\n    later = Debounced(Path({str(file)!r}).touch, 60)\n    later.schedule()\n    globals()['kept'] = later\n"
        "asyncio.run(main())\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert file.exists()


def test_a_fault_is_written_down_by_its_place_and_not_by_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    told: list[str] = []

    @error_guard.guarded(told.append)
    def act() -> None:
        raise ValueError("what a learner wrote")

    act()
    log = (tmp_path / "mentorlab" / "faults.log").read_text()
    assert told == [error_guard.SORRY]
    assert "ValueError" in log and "test_saving.py" in log
    assert "what a learner wrote" not in log


def test_the_list_of_faults_does_not_grow_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr(error_guard, "_LOG_BYTES", 200)
    for _ in range(50):
        error_guard.log_fault(ValueError())
    folder = tmp_path / "mentorlab"
    assert sorted(file.name for file in folder.iterdir()) == ["faults.log", "faults.old.log"]
    assert sum(file.stat().st_size for file in folder.iterdir()) < 1000


def test_where_nothing_can_be_written_a_fault_is_still_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mentorlab").write_text("a file where the folder would be")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    told: list[str] = []
    error_guard.guarded(told.append)(lambda: 1 / 0)()
    assert told == [error_guard.SORRY]
    assert capsys.readouterr().err == ""
