"""Files of strangers are opened without following or waiting for anything; ours are written whole or not at all."""

from __future__ import annotations

import errno
import os
import socket
from pathlib import Path

import pytest

from mentorlab import files
from mentorlab.files import NotPlain, clear_leftovers, open_folder, read_plain, write_whole


def test_a_plain_file_is_read_up_to_a_limit(tmp_path: Path) -> None:
    (tmp_path / "long").write_bytes(b"x" * 5000)
    assert read_plain(tmp_path / "long", 10_000) == b"x" * 5000
    assert read_plain(tmp_path / "long", 1) == b"x"
    with pytest.raises(FileNotFoundError):
        read_plain(tmp_path / "missing", 1)


@pytest.mark.parametrize("system_refuses_links", [True, False])
def test_nothing_but_a_plain_file_is_opened(
    system_refuses_links: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not system_refuses_links:  # as on Windows
        monkeypatch.setattr(files, "_LINKS_ARE_REFUSED", False)
        monkeypatch.setattr(files, "_PLAIN", os.O_RDONLY | os.O_NONBLOCK)
    (tmp_path / "secret").write_bytes(b"secret")
    (tmp_path / "link").symlink_to("secret")
    (tmp_path / "nowhere").symlink_to("missing")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.chdir(tmp_path)  # a socket's path is short
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind("socket")
        is_link = {}
        for name in ("link", "nowhere", "folder", "pipe", "socket"):
            with pytest.raises(NotPlain) as caught:
                read_plain(tmp_path / name, 10)
            is_link[name] = caught.value.link
            assert caught.value.filename == str(tmp_path / name)
    assert is_link == {"link": True, "nowhere": True, "folder": False, "pipe": False, "socket": False}


def test_a_file_is_read_from_the_folder_that_is_held_open(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "file").write_bytes(b"first")
    folder = open_folder(tmp_path / "one")
    try:
        (tmp_path / "one").rename(tmp_path / "moved")
        (tmp_path / "one").mkdir()
        (tmp_path / "one" / "file").write_bytes(b"second")
        assert read_plain("file", 10, folder=folder) == b"first"
    finally:
        os.close(folder)


def test_no_handle_stays_open(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"x")
    handles = Path("/proc/self/fd")
    if not handles.is_dir():
        pytest.skip("this system does not list a process's handles")
    before = len(list(handles.iterdir()))
    for _ in range(50):
        read_plain(tmp_path / "file", 1)
        with pytest.raises(NotPlain):
            read_plain(tmp_path / "folder", 1)
    assert len(list(handles.iterdir())) == before


@pytest.mark.parametrize("failing", ["fsync", "rename"])
def test_where_writing_fails_the_old_file_stays_whole(
    failing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_whole(tmp_path / "file", b"old")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    if failing == "fsync":
        monkeypatch.setattr(files.os, "fsync", full)
    else:
        monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(tmp_path / "file", b"new")
    assert (tmp_path / "file").read_bytes() == b"old"
    assert [found.name for found in tmp_path.iterdir()] == ["file"]


def test_what_a_killed_writer_left_is_cleared_and_nothing_else(tmp_path: Path) -> None:
    for name in ("a.json", ".a.json.0f.tmp", ".b.json.0f.tmp", ".a.json.notes"):
        (tmp_path / name).write_bytes(b"")
    clear_leftovers(tmp_path / "a.json")
    assert {found.name for found in tmp_path.iterdir()} == {"a.json", ".b.json.0f.tmp", ".a.json.notes"}
