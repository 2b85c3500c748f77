"""Reading a responses file that anybody may have written: sized, parsed and checked, never trusted.

Every refusal is a `ResponsesError` whose sentence names the file. JSON is read more strictly than Python's
own reader does it: no NaN, no name twice, no depth or length without end, no half characters.
"""

from __future__ import annotations

import errno
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from mentorlab.files import NotPlain, read_plain
from mentorlab.json_guard import MAX_DEPTH, find_fault, read_strict
from mentorlab.names import visible
from mentorlab.talk.model import Strict

VERSION = 1
MAX_BYTES = 1024 * 1024  # of one file
MAX_CHARACTERS = 10_000  # of one string
MAX_NUMBER = 2**63  # larger ones overflow where marks are worked out
_NUMBERS = {int, float}
_BOM = b"\xef\xbb\xbf"  # some editors put it before the first character


class ResponsesError(Exception):
    """A sentence for the person at the screen: what could not be read or saved, and what to do.

    Attributes
    ----------
    fault : what is wrong; the end of a sentence where it is about a file: "is not text in UTF-8."
    file : the name of the file that it is about; "" for none
    mend : what to do, as a sentence; "" where it stands in the fault
    """

    def __init__(self, fault: str, *, file: str = "", mend: str = "") -> None:
        super().__init__(" ".join(filter(None, (file, fault, mend))))
        self.fault, self.file, self.mend = fault, file, mend


class Damaged(ResponsesError):
    """The file is there and is not a responses file of ours."""


class Newer(ResponsesError):
    """The file was written by a later version of the course."""


# Checked at once: what saves an answer must not first have to be built, when the disk may be full or gone.
class Entry(Strict, defer_build=False):
    """What one item holds. Times are ISO 8601 in UTC; `digest` says which wording was answered."""

    response: dict[str, Any]
    attempts: int = Field(default=0, ge=0, le=1_000_000_000)
    confidence: int | None = Field(default=None, ge=0, le=100)
    first: str
    last: str
    digest: str


class Contents(Strict, defer_build=False):
    """A whole file."""

    version: int = VERSION
    workspace: str
    items: dict[str, Entry]


def read(path: Path) -> Contents | None:
    """Reads what the file holds; None where there is none.

    Raises
    ------
    Damaged : it is not ours, or was cut off; `Newer` : a later version wrote it
    ResponsesError : it is a link, not a file, or may not be read
    """
    data = read_file(path)
    return None if data is None else parse(data, path.name)


def parse(data: bytes, name: str) -> Contents:
    """Reads the contents of a file's bytes; `name` is what the sentence calls the file."""
    if len(data) > MAX_BYTES:
        raise Damaged("is larger than 1 MiB, so it was not written by this course.", file=name)
    try:
        raw = read_strict(data.removeprefix(_BOM).decode())
    except RecursionError:
        raise Damaged("is nested too deep to be read.", file=name) from None
    except UnicodeDecodeError:
        raise Damaged("is not text in UTF-8.", file=name) from None
    except json.JSONDecodeError as error:
        raise Damaged(f"is not whole: line {error.lineno} is not JSON.", file=name) from None
    except ValueError as error:
        raise Damaged(f"is not written as this course writes it: {error}.", file=name) from None
    if not isinstance(raw, dict):
        raise Damaged("does not hold responses.", file=name)
    version = raw.get("version")
    if isinstance(version, int) and not isinstance(version, bool) and version > VERSION:
        raise Newer(
            "was saved by a newer version of the course.",
            file=name,
            mend="Update this one, and it can be read.",
        )
    problem = "" if _harmless(data, raw) else fault(raw)
    if problem:
        raise Damaged(f"cannot be read: {problem}.", file=name)
    try:
        contents = Contents.model_validate(raw, strict=True)
    except ValidationError as error:
        where = " → ".join(visible(str(step)[:60]) for step in error.errors(include_url=False)[0]["loc"])
        raise Damaged(
            f"cannot be read: “{where}” is missing, unknown or of the wrong type.", file=name
        ) from None
    if contents.version != VERSION:
        raise Damaged(
            f"cannot be read: there is no version {str(contents.version)[:20]} of its format.", file=name
        )
    return contents


def plain(value: Any) -> Any:
    """Copies plain data with lists for tuples, so that it is what JSON will give back."""
    if isinstance(value, Mapping):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    return value


def fault(value: Any) -> str:
    """Says what is wrong with plain data, as half a sentence; "" where nothing is."""
    return find_fault(value, longest=MAX_CHARACTERS, largest=MAX_NUMBER)


def _harmless(data: bytes, raw: dict[str, Any]) -> bool:
    """Whether it is quickly seen that `fault` finds nothing, as in nearly every file; it knows no more itself."""
    if len(data) > MAX_CHARACTERS or b"\\u" in data:
        return False  # a text may be too long, or hold half a character
    level: list[Any] = [raw]
    for _ in range(MAX_DEPTH):
        inner: list[Any] = []
        for part in level:
            for value in part.values() if type(part) is dict else part:
                kind = type(value)
                if kind is dict or kind is list:
                    inner.append(value)
                elif kind in _NUMBERS and not -MAX_NUMBER <= value <= MAX_NUMBER:
                    return False  # too large; nan and infinity do not lie between them either
        if not inner:
            return True
        level = inner
    return False


def read_file(path: Path, limit: int = MAX_BYTES + 1) -> bytes | None:
    """Reads at most `limit` bytes of a file that anybody may have made; None where there is none.

    Raises
    ------
    Damaged : the disk cannot give it back
    ResponsesError : it is a link, not a file, or may not be read
    """
    try:
        return read_plain(path, limit)
    except FileNotFoundError:
        return None
    except NotPlain as error:
        if error.link:
            raise ResponsesError(
                "is a link to somewhere else.", file=path.name, mend="Put the file itself in its place."
            ) from None
        raise ResponsesError(
            "is not a file.", file=path.name, mend="Move it away, and responses can be kept there."
        ) from None
    except OSError as error:
        kind = Damaged if error.errno == errno.EIO else ResponsesError
        raise kind(f"cannot be read ({error.strerror or error}).", file=path.name) from None
