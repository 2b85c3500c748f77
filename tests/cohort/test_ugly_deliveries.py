"""An ordinary inbox is ugly: deliveries of every kind, each with its own end, and the others are taken all the same."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

from mentorlab.cohort.collecting import Doubt, FileState, Reason
from mentorlab.cohort.delivery import MAX_DEPTH, FileFault, offered
from mentorlab.cohort.folder import find_cohort
from mentorlab.cohort.people import add_people
from mentorlab.cohort.roster import Learner
from tests.helpers.course_samples import MODULE
from tests.helpers.deliveries import FILE, LATE, Inbox, mail, zipped
from tests.helpers.places import PROJECT

TAKEN, REFUSED = FileState.TAKEN, FileState.REFUSED
Make = Callable[[Path, bytes], object]


def file(name: str, change: Callable[[bytes], bytes] = bytes) -> Make:
    """One file in the person's folder."""

    def make(folder: Path, good: bytes) -> None:
        folder.mkdir(parents=True)
        (folder / name).write_bytes(change(good))

    return make


def packed(*files: tuple[str, Callable[[bytes], bytes]], name: str = "work.zip") -> Make:
    return file(name, lambda good: zipped({path: change(good) for path, change in files}))


def tagged(good: bytes, **changes: object) -> bytes:
    return json.dumps({**json.loads(good), **changes}).encode()


def tampered(good: bytes) -> bytes:
    """A zip file whose compressed data was changed."""
    data = bytearray(zipped({FILE: good}))
    at = data.index(FILE.encode()) + len(FILE) + 20
    data[at : at + 40] = b"\xff" * 40
    return bytes(data)


def locked(good: bytes) -> bytes:
    data = bytearray(zipped({FILE: good}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    return bytes(data)


def dateless(good: bytes) -> bytes:
    """A zip file whose file was made on the 31st of month 15."""
    data = bytearray(zipped({FILE: good}))
    for mark, offset in ((b"PK\x03\x04", 12), (b"PK\x01\x02", 14)):
        at = data.index(mark) + offset
        data[at : at + 2] = b"\xff\xff"
    return bytes(data)


def many_entries(good: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as opened:
        for number in range(5_001):
            opened.writestr(f"pictures/{number}.png", b"x")
    return made.getvalue()


def links(folder: Path, good: bytes) -> None:
    folder.mkdir(parents=True)
    (folder / FILE).symlink_to("/etc/passwd")


def pipe(folder: Path, good: bytes) -> None:
    folder.mkdir(parents=True)
    os.mkfifo(folder / FILE)


def deep(folder: Path, good: bytes) -> None:
    """1,500 folders within each other: their path is longer than any that can be opened."""
    folder.mkdir(parents=True)
    here = os.open(folder, os.O_RDONLY)
    for _ in range(1_500):
        os.mkdir("d", dir_fd=here)
        inner = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)


def mails_within(count: int) -> Callable[[bytes], bytes]:
    def wrap(good: bytes) -> bytes:
        from email import policy
        from email.parser import BytesParser

        data = mail({FILE: good}, sender="x@example.org")
        for _ in range(count):
            outer = EmailMessage()
            outer["From"] = "x@example.org"
            outer.set_content("See below.")
            outer.add_attachment(BytesParser(policy=policy.default).parsebytes(data))
            data = outer.as_bytes()
        return data

    return wrap


def nested(count: int) -> Callable[[bytes], bytes]:
    def wrap(good: bytes) -> bytes:
        data = zipped({FILE: good})
        for _ in range(count):
            data = zipped({"inner.zip": data})
        return data

    return wrap


# What arrives, and what becomes of its first file.
UGLY: dict[str, tuple[Make, FileState, object]] = {
    "utf-16": (file(FILE, lambda good: good.decode().encode("utf-16")), TAKEN, None),
    "utf-16-le without a mark": (file(FILE, lambda good: good.decode().encode("utf-16-le")), TAKEN, None),
    "utf-16-be without a mark": (file(FILE, lambda good: good.decode().encode("utf-16-be")), TAKEN, None),
    "byte-order mark": (file(FILE, lambda good: b"\xef\xbb\xbf" + good), TAKEN, None),
    "windows line ends": (file(FILE, lambda good: good.replace(b"\n", b"\r\n")), TAKEN, None),
    "blank lines before": (file(FILE, lambda good: b"\n\n\n" + good), TAKEN, None),
    "named .txt": (file(f"{FILE}.txt"), TAKEN, None),
    "named by its sender": (file("meine antworten (endgültig).json"), TAKEN, None),
    "without an ending": (file("answers"), TAKEN, None),
    "decomposed name": (file("re\u0301ponses.json"), TAKEN, None),
    "copy of a copy": (file(f"{MODULE}.responses (1) - Copy.json"), TAKEN, None),
    "upper case": (file(FILE.upper()), TAKEN, None),
    "zip": (packed((FILE, bytes)), TAKEN, None),
    "zip with a folder": (packed((f"my-mentoring/exercises/{MODULE}/{FILE}", bytes)), TAKEN, None),
    "zip from a Mac": (packed((FILE, bytes), (f"__MACOSX/._{FILE}", lambda good: b"\0\5\26")), TAKEN, None),
    "zip with back slashes": (packed((f"exercises\\{FILE}", bytes)), TAKEN, None),
    "zip that climbs out": (packed((f"../../../{FILE}", bytes)), TAKEN, None),
    "zip with an absolute path": (packed((f"/etc/{FILE}", bytes)), TAKEN, None),
    "zip called .responses.json": (file(FILE, lambda good: zipped({FILE: good})), TAKEN, None),
    "zip in a zip": (file("a.zip", nested(1)), TAKEN, None),
    "zip in zips": (file("a.zip", nested(2)), TAKEN, None),
    "zip with a bad date": (file("a.zip", dateless), TAKEN, None),
    "mail": (file("a.eml", lambda good: mail({FILE: good}, "x@example.org")), TAKEN, None),
    "mail with a zip": (
        file("a.eml", lambda good: mail({"a.zip": zipped({FILE: good})}, "x@y.z")),
        TAKEN,
        None,
    ),
    "mail within a mail": (file("a.eml", mails_within(1)), TAKEN, None),
    "mail without an ending": (file("mail", lambda good: mail({FILE: good}, "x@example.org")), TAKEN, None),
    "mail without a date": (file("a.eml", lambda good: mail({FILE: good}, "x@y.z", None)), TAKEN, None),
    "mail of the year 1": (
        file("a.eml", lambda good: mail({FILE: good}, "x@y.z", "1 Jan 0001 00:00:00")),
        TAKEN,
        Doubt.AFTER_MAIL,
    ),
    "mail whose date is a word": (
        file("a.eml", lambda good: mail({FILE: good}, "x@y.z", "soon")),
        TAKEN,
        None,
    ),
    "mail from nobody": (file("a.eml", lambda good: mail({FILE: good}, "")), TAKEN, None),
    "attachment with a path": (
        file("a.eml", lambda good: mail({f"../../{FILE}": good}, "x@y.z")),
        TAKEN,
        None,
    ),
    "within five folders": (lambda folder, good: file(FILE)(folder / "a/b/c/d/e", good), TAKEN, None),
    "no time in it": (file(FILE, lambda good: good.replace(b"2026-11-20", b"2026-99-99")), TAKEN, Doubt.NONE),
    "years ahead": (file(FILE, lambda good: good.replace(b"2026-11-20", b"2066-11-20")), TAKEN, Doubt.AHEAD),
    "a time of the year 1": (
        file(FILE, lambda good: good.replace(b"2026-11-20", b"0001-01-01")),
        TAKEN,
        Doubt.NONE,
    ),
    "zip in too many zips": (file("a.zip", nested(3)), REFUSED, FileFault.NESTED),
    "mail in too many mails": (file("a.eml", mails_within(4)), REFUSED, FileFault.NESTED),
    "notebook": (
        file(f"{MODULE}.ipynb", lambda good: b'{"cells": [], "metadata": {}}'),
        REFUSED,
        FileFault.NOTEBOOK,
    ),
    "7z": (file("a.7z", lambda good: b"7z\xbc\xaf\x27\x1c"), REFUSED, FileFault.ARCHIVE),
    "rar": (file("a.rar", lambda good: b"Rar!\x1a\x07"), REFUSED, FileFault.ARCHIVE),
    "tar": (file("a.tar.gz", lambda good: b"\x1f\x8b"), REFUSED, FileFault.ARCHIVE),
    "outlook": (file("a.msg", lambda good: b"\xd0\xcf\x11\xe0"), REFUSED, FileFault.OUTLOOK),
    "zip packed by lzma": (
        file("a.zip", lambda good: zipped({FILE: good}, zipfile.ZIP_LZMA)),
        REFUSED,
        FileFault.ARCHIVE,
    ),
    "zip packed by bzip2": (
        file("a.zip", lambda good: zipped({FILE: good}, zipfile.ZIP_BZIP2)),
        REFUSED,
        FileFault.ARCHIVE,
    ),
    "zip that is damaged inside": (file("a.zip", tampered), REFUSED, FileFault.DAMAGED),
    "zip cut off": (file("a.zip", lambda good: zipped({FILE: good})[:-40]), REFUSED, FileFault.DAMAGED),
    "zip of a beginning": (file("a.zip", lambda good: b"PK\x03\x04 and no more"), REFUSED, FileFault.DAMAGED),
    "zip with a password": (file("a.zip", locked), REFUSED, FileFault.LOCKED),
    "empty": (file(FILE, lambda good: b""), REFUSED, FileFault.EMPTY),
    "blank": (file(FILE, lambda good: b" \n"), REFUSED, FileFault.EMPTY),
    "large": (file(FILE, lambda good: good + b" " * 1024 * 1024), REFUSED, FileFault.TOO_LARGE),
    "bomb": (packed((FILE, lambda good: bytes(50 * 1024 * 1024))), REFUSED, FileFault.TOO_LARGE),
    "link": (links, REFUSED, FileFault.LINK),
    "pipe": (pipe, REFUSED, FileFault.NO_FILE),
    "folders without end": (deep, REFUSED, FileFault.TOO_DEEP),
    "5,001 entries": (file("a.zip", many_entries), REFUSED, FileFault.TOO_MANY),
    "cut off": (file(FILE, lambda good: good[: len(good) // 2]), REFUSED, Reason.DAMAGED),
    "a list": (file(FILE, lambda good: b"[1, 2]"), REFUSED, Reason.DAMAGED),
    "not text": (file(FILE, lambda good: b"\xff\x00\xfa" * 9), REFUSED, Reason.DAMAGED),
    "nested without end": (file(FILE, lambda good: b"[" * 100_000), REFUSED, Reason.DAMAGED),
    "no number": (
        file(FILE, lambda good: good.replace(b'"version": 1', b'"version": NaN')),
        REFUSED,
        Reason.DAMAGED,
    ),
    "a later version": (file(FILE, lambda good: tagged(good, version=99)), REFUSED, Reason.DAMAGED),
    "a name twice": (
        file(FILE, lambda good: good.replace(b'"version": 1,', b'"version": 1, "version": 1,')),
        REFUSED,
        Reason.DAMAGED,
    ),
    "no items": (file(FILE, lambda good: tagged(good, items={})), REFUSED, Reason.NO_ANSWERS),
    "another course's": (
        file(FILE, lambda good: good.replace(b'": {\n   "response"', b'-x": {\n   "response"')),
        REFUSED,
        Reason.NO_ANSWERS,
    ),
    "a web page": (file("answers.html", lambda good: b"<html>{}</html>"), REFUSED, Reason.NOTHING),
    "a photograph": (file("IMG_1.jpg", lambda good: b"\xff\xd8\xff"), REFUSED, Reason.NOTHING),
    "a document": (
        file("answers.docx", lambda good: zipped({"word/document.xml": b"<w/>"})),
        REFUSED,
        Reason.NOTHING,
    ),
    "a letter alone": (file("a.eml", lambda good: mail({}, "x@example.org")), REFUSED, Reason.NOTHING),
    "other JSON": (file("package.json", lambda good: b'{"name": "x"}'), REFUSED, Reason.NOTHING),
}


def ids() -> dict[str, str]:
    return {f"p{number:02}": name for number, name in enumerate(UGLY)}


def test_sixty_ugly_deliveries_and_more_each_have_their_own_end(
    cohort: Path, built: Path, tmp_path: Path
) -> None:
    inbox = Inbox(cohort, built, tmp_path / "inbox")
    add_people(find_cohort(cohort), [Learner(id) for id in ids()])
    for id, name in ids().items():
        UGLY[name][0](inbox.folder / id, inbox.answers(word=id))
    inbox.save(f"zoë/{FILE}")
    done = inbox.collect()
    ends = {}
    for id, name in ids().items():
        rows = [row for row in done.rows if f"/{row.place}/".startswith(f"/{id}/")]
        found = [(row.state, row.why or row.doubt) for row in rows]
        wanted = UGLY[name][1:]
        ends[name] = wanted if wanted in found else found[0]
    subprocess.run(
        ["rm", "-rf", inbox.folder], check=True
    )  # no library removes 1,500 folders within each other
    assert ends == {name: (state, why) for name, (_, state, why) in UGLY.items()}
    assert len(UGLY) >= 60
    good = {id for id, name in ids().items() if UGLY[name][1] is TAKEN}
    assert inbox.submitted() == {*good, "zoë"}
    for id in good:
        assert json.loads(inbox.bytes_of(id).decode("utf-8-sig"))["workspace"] == id


@pytest.mark.skipif(
    os.geteuid() != 0, reason="only the administrator can make a folder that another cannot read"
)
def test_a_folder_that_may_not_be_read_costs_its_sender_alone(
    cohort: Path, built: Path, tmp_path: Path
) -> None:
    closed = tmp_path / "inbox" / "ben"
    Inbox(cohort, built, tmp_path / "inbox").save(f"ada/{FILE}")
    closed.mkdir()
    closed.chmod(0)
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(folder.stat().st_mode | 0o011)
    assert as_nobody(lambda: [(one.name, one.fault) for one in offered(tmp_path / "inbox")]) == repr(
        [(FILE, None), ("ben", FileFault.UNREADABLE)]
    )


def as_nobody(look: Callable[[], object]) -> str:
    """What another account sees, as text: a fork of this process, because that account may not read our Python."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgid(65534)
            os.setuid(65534)
            os.write(writing, repr(look()).encode())
        finally:
            os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as pipe:
        return pipe.read().decode()


def test_zip_files_that_unpack_to_hundreds_of_megabytes_cost_little_memory(tmp_path: Path) -> None:
    """Measured in a process of its own; kept in memory until all were read, these would be 400 MB."""
    path = tmp_path / "0.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
        for part in range(100):
            opened.writestr(f"p{part}/{FILE}", b"{" + bytes(1024 * 1024 - 1))
    for number in (1, 2, 3):
        shutil.copyfile(path, tmp_path / f"{number}.zip")
    code = (
        "import resource, sys\nfrom pathlib import Path\nfrom mentorlab.cohort.delivery import offered\n"
        "begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "count = sum(1 for _ in offered(Path(sys.argv[1])))\n"
        "print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - begun)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True, cwd=PROJECT
    )
    count, more = map(int, run.stdout.split())
    assert count == 400
    assert more < 100 * 1024, "kilobytes"


def test_many_people_in_one_zip_file_each_have_limits_of_their_own(tmp_path: Path) -> None:
    files = {f"mal/{number}.responses.json": b'{"workspace"' + b" " * 1_000_000 for number in range(60)}
    files[f"zoe/{FILE}"] = b'{"workspace": "x"}'
    path = tmp_path / "all.zip"
    path.write_bytes(zipped(files))
    found = list(offered(path))
    assert [one.fault for one in found if one.name == FILE] == [None]
    assert found[-2].fault is FileFault.TOO_LARGE and sum(one.fault is None for one in found) < 60
    assert MAX_DEPTH > 5


def test_mail_with_a_date_keeps_the_mail_s_own_time(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(mail({FILE: b'{"workspace": "x"}'}))
    (one,) = offered(tmp_path / "a.eml")
    assert (one.sent, one.address, one.name_of_sender) == (LATE, "ada@example.org", "Ada Lovelace")
