"""Every file of a delivery: found in folders, zip files and saved mails, read once and within limits.

Nothing is unpacked onto the disk, followed or run. What one person sent is bounded by itself: whatever is wrong
with it (a damaged archive, an unreadable file, folders without end) is a fact about that file, and the files of
everybody else are still found. Files come one at a time, so that memory does not grow with their number.
"""

from __future__ import annotations

import errno
import io
import os
import re
import stat
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime
from enum import Enum
from pathlib import Path, PurePosixPath

from mentorlab.files import open_plain
from mentorlab.responses.strict import MAX_BYTES

MAX_FILES = 2_000  # of one sender
MAX_UNPACKED = 40 * 1024 * 1024  # bytes of one sender that are read
MAX_ARCHIVE = 1024 * 1024 * 1024  # bytes of one zip file with the work of many that are read
MAX_DEPTH = 20  # folders within each other
MAX_ARCHIVES = 3  # zip files and mails within each other
MAX_MAIL = 30 * 1024 * 1024  # bytes of one saved mail, or of a zip file within something else
MAX_DIRECTORY = 8 * 1024 * 1024  # bytes of a zip file's list of contents: about 80,000 entries
MAX_SENDERS = 20_000  # in one zip file or folder
_HEAD = 512  # bytes that show whether a file may hold responses
_NAMED = re.compile(r"(?is).*?\bresponses\b.{0,40}\.json(\.txt)?\Z")
_NOISE = {".ds_store", "thumbs.db", "desktop.ini", "__macosx", ".ipynb_checkpoints", ".git"}
_ARCHIVES = {".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".iso", ".zipx"}


class FileFault(Enum):
    """Why a file was not read, or cannot hold responses."""

    LINK = "link"
    NO_FILE = "no file"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too large"
    TOO_DEEP = "too deep"
    TOO_MANY = "too many"
    LOCKED = "locked"
    DAMAGED = "damaged"
    NESTED = "nested"
    ARCHIVE = "other archive"
    OUTLOOK = "outlook"
    NOTEBOOK = "notebook"
    EMPTY = "empty"
    OTHER = "no responses"


# Faults of files that nobody meant as answers: a picture, a letter, what a computer leaves behind.
HARMLESS = frozenset({FileFault.OTHER})


@dataclass(frozen=True)
class Offered:
    """One file of a delivery.

    Attributes
    ----------
    place : where it was found, through folders, zip files and mails, with / between them
    folders : the folders that it lies in, the outermost first; zip files and mails count as folders
    data : what it holds, in UTF-8; empty where there is a fault
    sent : when the mail that brought it says that it was sent; None without a mail
    address, name_of_sender : what that mail's From line says
    """

    place: str
    folders: tuple[str, ...]
    name: str
    data: bytes = b""
    fault: FileFault | None = None
    detail: str = ""
    sent: datetime | None = None
    address: str = ""
    name_of_sender: str = ""


class _Stop(Exception):
    """The rest of a sender's delivery is not read."""

    def __init__(self, fault: FileFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass
class _Budget:
    """What may still be read of one sender's delivery."""

    files: int = MAX_FILES
    unpacked: int = MAX_UNPACKED
    whole: _Budget | None = None  # what may still be read of the archive that holds it beside others'

    def take(self, count: int) -> None:
        """Counts one file and its bytes; raises `_Stop` where it was too much."""
        if self.whole is not None:
            self.whole.take(count)
        self.files -= 1
        self.unpacked -= count
        if self.files < 0:
            raise _Stop(FileFault.TOO_MANY)
        if self.unpacked < 0:
            raise _Stop(FileFault.TOO_LARGE)


@dataclass(frozen=True)
class _Where:
    """Where one stands while looking."""

    place: str
    folders: tuple[str, ...]
    archives: int = 0
    sent: datetime | None = None
    address: str = ""
    sender: str = ""
    budget: _Budget = field(default_factory=_Budget)
    shared: bool = True  # a zip file here may hold the work of many people

    def within(self, name: str, *, folder: bool = False) -> _Where:
        """Returns the place of something in here; a folder's name is added to `folders`."""
        return _Where(
            f"{self.place}/{name}" if self.place else name,
            (*self.folders, unicodedata.normalize("NFC", name)) if folder else self.folders,
            self.archives,
            self.sent,
            self.address,
            self.sender,
            self.budget,
            self.shared and not folder,
        )

    def of(self, name: str, data: bytes = b"", fault: FileFault | None = None, detail: str = "") -> Offered:
        """Returns the file at this place."""
        return Offered(
            self.place,
            self.folders,
            unicodedata.normalize("NFC", name),
            data,
            fault,
            detail,
            self.sent,
            self.address,
            self.sender,
        )


def offered(path: Path) -> Iterator[Offered]:
    """Yields every file at a path: a folder, a zip file, a saved mail or a file. Never raises for what lies there.

    Every entry of a folder that was named, and every first folder or file in a zip file, is a sender of its own.
    """
    path = path.absolute()
    name = unicodedata.normalize("NFC", path.name)
    if path.is_dir() and not path.is_symlink():
        top = _Where("", (name,))
        try:
            with os.scandir(path) as listed:
                entries = sorted(listed, key=lambda entry: entry.name)
        except OSError as error:
            yield _Where(name, ()).of(name, fault=FileFault.UNREADABLE, detail=error.strerror or "")
            return
        for count, entry in enumerate(entries):
            if count >= MAX_SENDERS:
                yield top.within(entry.name).of(entry.name, fault=FileFault.TOO_MANY)
                return
            where = _Where("", top.folders)
            yield from _bounded(entry.name, where, _entry(Path(entry.path), where))
    else:
        where = _Where("", (unicodedata.normalize("NFC", path.parent.name),))
        yield from _bounded(path.name, where, _entry(path, where))


def _bounded(name: str, where: _Where, files: Iterator[Offered]) -> Iterator[Offered]:
    """A sender's files; what a library makes of a hostile one ends this sender's delivery and no other."""
    try:
        yield from files
    except _Stop as stop:
        yield where.within(name).of(name, fault=stop.fault)
    except Exception as error:
        yield where.within(name).of(name, fault=FileFault.DAMAGED, detail=type(error).__name__)


def _entry(path: Path, where: _Where) -> Iterator[Offered]:
    """A file or a folder on the disk, and all that lies in it. A list and not recursion: depth is bounded here."""
    waiting: list[tuple[Path, _Where, int]] = [(path, where, 0)]
    while waiting:
        here, above, depth = waiting.pop()
        name = here.name
        at = above.within(name)
        try:
            mode = here.lstat().st_mode
            if stat.S_ISLNK(mode):
                yield at.of(name, fault=FileFault.LINK)
            elif stat.S_ISDIR(mode):
                if _noise(name):
                    continue
                if depth >= MAX_DEPTH:
                    yield at.of(name, fault=FileFault.TOO_DEEP)
                    continue
                with os.scandir(here) as listed:
                    inside = sorted((Path(entry.path) for entry in listed), reverse=True)
                if len(waiting) + len(inside) > MAX_FILES:
                    raise _Stop(FileFault.TOO_MANY)
                waiting += [(one, above.within(name, folder=True), depth + 1) for one in inside]
            elif not stat.S_ISREG(mode):
                yield at.of(name, fault=FileFault.NO_FILE)
            elif not _noise(name):
                yield from _file(os.fdopen(open_plain(here), "rb"), name, at)
        except OSError as error:
            yield at.of(name, fault=_os_fault(error), detail=error.strerror or "")


def _os_fault(error: OSError) -> FileFault:
    return FileFault.TOO_DEEP if error.errno == errno.ENAMETOOLONG else FileFault.UNREADABLE


def _noise(name: str) -> bool:
    return name.casefold() in _NOISE or name.startswith("._")


def _file(file: io.BufferedIOBase, name: str, at: _Where, size: int | None = None) -> Iterator[Offered]:
    """What an open file offers: itself, or what lies in the zip file or mail that it is."""
    with file:
        head = file.read(_HEAD)
        ending = PurePosixPath(name).suffix.casefold()
        if head.startswith((b"PK\x03\x04", b"PK\x05\x06")) and not _office(ending):
            yield from _zip(file, head, name, at)
        elif ending == ".eml" or (ending != ".json" and _is_mail(head)):
            yield from _mail(head + _rest(file, MAX_MAIL - len(head), at), name, at)
        elif ending in _ARCHIVES:
            yield at.of(name, fault=FileFault.ARCHIVE)
        elif ending == ".msg":
            yield at.of(name, fault=FileFault.OUTLOOK)
        elif _may_hold_responses(head, name):
            data = head + file.read(MAX_BYTES + 1 - len(head))
            at.budget.take(len(data))
            yield _responses(data, name, at)
        else:
            at.budget.take(len(head))
            yield at.of(name, fault=FileFault.NOTEBOOK if ending == ".ipynb" else FileFault.OTHER)


def _office(ending: str) -> bool:
    """Whether a file that begins as a zip file is a document, whose parts are nobody's answers."""
    return ending in {".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".epub", ".jar"}


def _rest(file: io.BufferedIOBase, limit: int, at: _Where) -> bytes:
    data = file.read(limit + 1)
    at.budget.take(0)
    if len(data) > limit:
        raise _Stop(FileFault.TOO_LARGE)
    return data


def _may_hold_responses(head: bytes, name: str) -> bool:
    """Whether a file begins as JSON that holds responses, or is called so. A notebook's JSON begins with cells."""
    if _NAMED.fullmatch(name):
        return True
    text = _utf8(head).lstrip(b"\xef\xbb\xbf \t\r\n")
    return text.startswith(b"{") and b'"workspace"' in text and not name.casefold().endswith(".ipynb")


def _responses(data: bytes, name: str, at: _Where) -> Offered:
    if not data.strip():
        return at.of(name, fault=FileFault.EMPTY)
    if len(data) > MAX_BYTES:
        return at.of(name, fault=FileFault.TOO_LARGE)
    return at.of(name, _utf8(data))


def _utf8(data: bytes) -> bytes:
    """The same text in UTF-8, where it is UTF-16, as some editors save it; a cut end is left out."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif data[:2] == b"{\0":
        encoding = "utf-16-le"
    elif data[:2] == b"\0{":
        encoding = "utf-16-be"
    else:
        return data
    try:
        return data[: len(data) // 2 * 2].decode(encoding, errors="strict").encode("utf-8")
    except UnicodeError:
        return data


# --- zip files ----------------------------------------------------------------------------------------------


def _zip(file: io.BufferedIOBase, head: bytes, name: str, at: _Where) -> Iterator[Offered]:
    if at.archives >= MAX_ARCHIVES:
        yield at.of(name, fault=FileFault.NESTED)
        return
    many = at.shared and not at.archives and not at.address
    if not file.seekable() or at.archives:  # within something else: its bytes count as the sender's
        data = head + _rest(file, MAX_MAIL - len(head), at)
        at.budget.take(len(data))
        file = io.BytesIO(data)
    folder = PurePosixPath(name).stem or name
    inside = _Where(
        at.place,
        (*at.folders, folder),
        at.archives + 1,
        at.sent,
        at.address,
        at.sender,
        at.budget,
    )
    try:
        if _directory(file) > MAX_DIRECTORY:
            yield at.of(name, fault=FileFault.TOO_MANY)
            return
        with zipfile.ZipFile(file) as opened:
            entries = opened.infolist()
            if many:
                yield from _senders(opened, entries, inside)
            else:
                for info in entries:
                    yield from _zipped(opened, info, inside)
    except _Stop:
        raise
    except Exception as error:  # zipfile, zlib, lzma and bz2 each have errors of their own
        yield at.of(name, fault=FileFault.DAMAGED, detail=type(error).__name__)


def _directory(file: io.BufferedIOBase) -> int:
    """The size in bytes of a zip file's list of contents, as its end says; `zipfile` would read all of it at once."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - 65_557))  # the end record, and before it a comment of at most 65,535 bytes
    tail = file.read(65_557)
    file.seek(0)
    at = tail.rfind(b"PK\x05\x06")
    return int.from_bytes(tail[at + 12 : at + 16], "little") if at >= 0 else 0


def _senders(opened: zipfile.ZipFile, entries: list[zipfile.ZipInfo], inside: _Where) -> Iterator[Offered]:
    """What a zip file with work of many people holds: each first folder or file is one sender's."""
    senders: dict[str, list[zipfile.ZipInfo]] = {}
    for info in entries:
        parts = _parts(info)
        if parts:
            senders.setdefault(parts[0], []).append(info)
    if len(senders) == 1 and any(len(_parts(info)) > 2 for info in entries):
        # All lies in one folder, as some systems pack it: then the folders in it are the senders.
        senders = {}
        for info in entries:
            parts = _parts(info)
            senders.setdefault("/".join(parts[:2]), []).append(info)
    whole = _Budget(MAX_FILES * 100, MAX_ARCHIVE)
    for count, (first, own) in enumerate(senders.items()):
        if count >= MAX_SENDERS:
            yield inside.within(first).of(first, fault=FileFault.TOO_MANY)
            return
        where = _Where(inside.place, inside.folders, inside.archives, budget=_Budget(whole=whole))
        yield from _bounded(first, where, _all_zipped(opened, own, where))


def _all_zipped(
    opened: zipfile.ZipFile, entries: Iterable[zipfile.ZipInfo], where: _Where
) -> Iterator[Offered]:
    for info in entries:
        yield from _zipped(opened, info, where)


def _parts(info: zipfile.ZipInfo) -> tuple[str, ...]:
    return tuple(part for part in info.filename.replace("\\", "/").split("/") if part not in ("", ".", ".."))


def _zipped(opened: zipfile.ZipFile, info: zipfile.ZipInfo, inside: _Where) -> Iterator[Offered]:
    parts = _parts(info)
    if info.is_dir() or not parts or any(_noise(part) for part in parts):
        return
    where = inside
    for folder in parts[:-1][:MAX_DEPTH]:
        where = where.within(folder, folder=True)
    at, name = where.within(parts[-1]), parts[-1]
    if len(parts) > MAX_DEPTH:
        yield at.of(name, fault=FileFault.TOO_DEEP)
    elif stat.S_ISLNK(info.external_attr >> 16):
        yield at.of(name, fault=FileFault.LINK)
    elif info.flag_bits & 1:
        yield at.of(name, fault=FileFault.LOCKED)
    elif info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        yield at.of(name, fault=FileFault.ARCHIVE)
    else:
        try:
            yield from _file(opened.open(info), name, at)  # type: ignore[arg-type]
        except _Stop:
            raise
        except Exception as error:
            yield at.of(name, fault=FileFault.DAMAGED, detail=type(error).__name__)


# --- saved mails --------------------------------------------------------------------------------------------

_HEADERS = re.compile(
    rb"(?i)\A(?:From |(?:received|return-path|from|to|date|subject|message-id|mime-version|delivered-to|x-[a-z-]+):)"
)


def _is_mail(head: bytes) -> bool:
    return bool(_HEADERS.match(head)) and b"\n" in head and b"@" in head


def _mail(data: bytes, name: str, at: _Where) -> Iterator[Offered]:
    if at.archives >= MAX_ARCHIVES:
        yield at.of(name, fault=FileFault.NESTED)
        return
    message = BytesParser(policy=policy.default).parsebytes(data)
    yield from _message(message, name, at, at.archives + 1)


def _message(message: EmailMessage, name: str, at: _Where, archives: int) -> Iterator[Offered]:
    """The attachments of a mail; a mail that is itself attached brings its own sender and date."""
    sender, address = _header(message, "From")
    where = _Where(
        at.place,
        (*at.folders, PurePosixPath(name).stem or name),
        archives,
        _date(message),
        address,
        sender,
        at.budget,
    )
    found = False
    waiting: list[EmailMessage] = [message]
    while waiting:
        part = waiting.pop(0)
        at.budget.take(0)
        content = part.get_content_type()
        if content == "message/rfc822":
            inner = part.get_payload()
            if isinstance(inner, list) and inner and isinstance(inner[0], EmailMessage):
                found = True
                if archives >= MAX_ARCHIVES:
                    yield where.within(name).of(name, fault=FileFault.NESTED)
                else:
                    yield from _message(inner[0], "mail", where, archives + 1)
        elif part.is_multipart():
            waiting[:0] = [one for one in part.get_payload() if isinstance(one, EmailMessage)]
        else:
            file = _file_name(part)
            payload = part.get_payload(decode=True)
            if not isinstance(payload, bytes) or (not file and not _may_hold_responses(payload[:_HEAD], "")):
                continue  # the letter itself
            found = True
            file = file or "attachment"
            yield from _file(io.BytesIO(payload), file, where.within(file))
    if not found:
        yield at.of(name, fault=FileFault.OTHER)


def _file_name(part: EmailMessage) -> str:
    try:
        name = part.get_filename() or ""
    except Exception:  # a header that the library cannot take apart
        name = ""
    return str(name).replace("\\", "/").rsplit("/", 1)[-1].strip()


def _header(message: EmailMessage, header: str) -> tuple[str, str]:
    try:
        name, address = parseaddr(str(message.get(header, "")))
    except Exception:
        return "", ""
    return unicodedata.normalize("NFC", name.strip()), address.strip()


def _date(message: EmailMessage) -> datetime | None:
    try:
        found = parsedate_to_datetime(str(message.get("Date", "")))
        found = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
        return found if found.year >= 2000 else None  # a clock that says less was never set
    except Exception:  # any form of date that nobody can read
        return None
