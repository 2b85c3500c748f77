"""A PostgreSQL server of a test's own: from the system's packages, in a temporary folder, on a socket, taken down after."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

MISSING = "PostgreSQL's server is not installed here: apt-get install postgresql"


def programs() -> Path | None:
    """The folder of `initdb` and `postgres`; None where there is none."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = [place for place in places if (place / "initdb").exists()]
    if found:
        return found[0]
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


@contextmanager
def server() -> Iterator[Path]:
    """The folder of its socket. It refuses to run as root, so root runs it as nobody."""
    bin = programs()
    if bin is None:
        pytest.skip(MISSING)
    as_nobody: dict[str, Any] = {}
    # Its path must be short, and nobody must be able to go there: not one of pytest's folders.
    folder = Path(tempfile.mkdtemp(prefix="mentorlab-pg-"))
    process = None
    try:
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
            as_nobody = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        data = folder / "data"
        subprocess.run(
            [
                bin / "initdb",
                "-D",
                data,
                "-U",
                "grader",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--no-locale",
                "--no-sync",
            ],
            check=True,
            capture_output=True,
            cwd=folder,
            **as_nobody,
        )
        with (folder / "log").open("wb") as log:
            words = ["-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off"]
            process = subprocess.Popen(
                [bin / "postgres", *words], cwd=folder, stdout=log, stderr=log, **as_nobody
            )
        _wait(folder, process)
        yield folder
    finally:
        if process is not None:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(folder)


def database(socket: Path, name: str) -> str:
    """A new, empty one; its address as nbgrader's `db_url` wants it."""
    import psycopg

    with closing(psycopg.connect(host=str(socket), user="grader", dbname="postgres")) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
    return f"postgresql://grader@/{name}?host={socket}"


def _wait(folder: Path, process: subprocess.Popen[bytes]) -> None:
    import psycopg

    for _ in range(300):
        try:
            psycopg.connect(host=str(folder), user="grader", dbname="postgres").close()
            return
        except psycopg.OperationalError:
            assert process.poll() is None, (folder / "log").read_text(encoding="utf-8")
            time.sleep(0.1)
    raise AssertionError((folder / "log").read_text(encoding="utf-8"))
