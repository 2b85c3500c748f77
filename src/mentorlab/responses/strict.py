"""Reading a responses file that anybody may have written: sized, parsed and checked, never trusted.

Every refusal is a `ResponsesError` whose sentence names the file. JSON is read more strictly than Python's
own reader does it: no NaN, no name twice, no depth or length without end, no half characters.
"""

from __future__ import annotations

import json
import math
import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from pydantic import Field, ValidationError

from mentorlab.item.json_limits import visible
from mentorlab.talk.model import Strict
from mentorlab.wording import number

VERSION = 1
MAX_BYTES = 1024 * 1024  # of one file
MAX_CHARACTERS = 10_000  # of one string
MAX_DEPTH = 24  # lists and objects within each other; a play needs eight
MAX_NUMBER = 2**63  # larger ones overflow where marks are worked out
_NUMBERS = {int, float}
_HALF = re.compile("[\ud800-\udfff]")
_BOM = b"\xef\xbb\xbf"  # some editors put it before the first character


class ResponsesError(Exception):
    """A sentence for the person at the screen: what could not be read or saved, and what to do."""


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
    """What the file holds; None where there is none.

    Raises
    ------
    Damaged : it is not ours, or was cut off; `Newer` : a later version wrote it
    ResponsesError : it is a link, not a file, or may not be read
    """
    data = _bytes(path)
    return None if data is None else parse(data, path.name)


def parse(data: bytes, name: str) -> Contents:
    """The contents of a file's bytes; `name` is what the sentence calls the file."""
    if len(data) > MAX_BYTES:
        raise Damaged(f"{name} is larger than 1 MiB, so it was not written by this course.")
    try:
        raw = json.loads(
            data.removeprefix(_BOM).decode(), object_pairs_hook=_once, parse_constant=_no_constant
        )
    except RecursionError:
        raise Damaged(f"{name} is nested too deep to be read.") from None
    except UnicodeDecodeError:
        raise Damaged(f"{name} is not text in UTF-8.") from None
    except json.JSONDecodeError as error:
        raise Damaged(f"{name} is not whole: line {error.lineno} is not JSON.") from None
    except ValueError as error:
        raise Damaged(f"{name} is not written as this course writes it: {error}.") from None
    if not isinstance(raw, dict):
        raise Damaged(f"{name} does not hold responses.")
    version = raw.get("version")
    if isinstance(version, int) and not isinstance(version, bool) and version > VERSION:
        raise Newer(
            f"{name} was saved by a newer version of the course. Update this one, and it can be read."
        )
    problem = "" if _harmless(data, raw) else fault(raw)
    if problem:
        raise Damaged(f"{name} cannot be read: {problem}.")
    try:
        contents = Contents.model_validate(raw, strict=True)
    except ValidationError as error:
        where = " → ".join(visible(str(step)[:60]) for step in error.errors(include_url=False)[0]["loc"])
        raise Damaged(f"{name} cannot be read: “{where}” is missing, unknown or of the wrong type.") from None
    if contents.version != VERSION:
        raise Damaged(
            f"{name} cannot be read: there is no version {str(contents.version)[:20]} of its format."
        )
    return contents


def plain(value: Any) -> Any:
    """A copy of plain data with lists for tuples, so that it is what JSON will give back."""
    if isinstance(value, Mapping):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    return value


def fault(value: Any) -> str:
    """What is wrong with plain data, as half a sentence; "" where nothing is."""
    stack: list[tuple[Any, int]] = [(value, 0)]  # and not recursion: depth is what is being measured
    while stack:
        part, depth = stack.pop()
        if depth > MAX_DEPTH:
            return "it is nested too deep"
        if isinstance(part, str):
            if len(part) > MAX_CHARACTERS:
                return f"a text is longer than {number(MAX_CHARACTERS)} characters"
            if not part.isascii() and _HALF.search(part):
                return "a text holds half a character"
        elif isinstance(part, dict):
            stack.extend((name, depth) if isinstance(name, str) else (object(), depth) for name in part)
            stack.extend((child, depth + 1) for child in part.values())
        elif isinstance(part, (list, tuple)):
            stack.extend((child, depth + 1) for child in part)
        elif isinstance(part, float):
            if not math.isfinite(part):
                return "a number is not finite"
        elif isinstance(part, int):
            if abs(part) > MAX_NUMBER:
                return "a number is too large"
        elif part is not None:
            return f"a {type(part).__name__} cannot be stored"
    return ""


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


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands in it twice")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def _bytes(path: Path) -> bytes | None:
    # Nothing in a stranger's folder may lead us elsewhere or keep us waiting: no links, and no pipes.
    flags = os.O_RDONLY
    for name in ("O_BINARY", "O_CLOEXEC", "O_NOFOLLOW", "O_NONBLOCK"):
        flags |= getattr(os, name, 0)
    try:
        mode = path.lstat().st_mode
        if stat.S_ISLNK(mode):
            raise ResponsesError(
                f"{path.name} is a link to somewhere else. Put the file itself in its place."
            )
        if not stat.S_ISREG(mode):
            raise ResponsesError(f"{path.name} is not a file. Move it away, and responses can be kept there.")
        with os.fdopen(os.open(path, flags), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):  # it was exchanged a moment ago
                raise ResponsesError(
                    f"{path.name} is not a file. Move it away, and responses can be kept there."
                )
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ResponsesError(f"{path.name} cannot be read ({error.strerror or error}).") from None
