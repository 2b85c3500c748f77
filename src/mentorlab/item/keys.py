"""Items, keys and responses as JSON text, and the one function that finds a key.

Whatever comes in is treated as a stranger's: it is sized, parsed and validated, and what does not fit raises
`ResponseError` with a sentence, never anything else.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from mentorlab.item.cells import parse_cell
from mentorlab.item.json_limits import MAX_JSON, ResponseError, bounded, load_json, small_json
from mentorlab.item.kinds import kind, kinds
from mentorlab.item.model import Item, Key, Response, Score, Strict, canary
from mentorlab.names import visible

FOLDERS = "MENTORLAB_KEYS"  # folders with nbgrader source notebooks, separated as in PATH
MAX_NOTEBOOK = 64 * 1024 * 1024  # bytes; a notebook of ours has well under one MiB

_M = TypeVar("_M", bound=Strict)
_found: dict[Path, tuple[tuple[int, int], dict[str, tuple[str, str]]]] = {}


def dump(model: Strict) -> str:
    """Compact JSON in field order; the same model is the same text."""
    return json.dumps(
        model.model_dump(mode="json"), ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )


def parse_item(text: str) -> Item:
    """The item that the JSON text holds."""
    data = load_json(text, "The item")
    bounded(data, "The item", MAX_JSON)
    name = data.get("kind") if isinstance(data, dict) else None
    if not isinstance(name, str) or name not in kinds():
        raise ResponseError("The item", "is of no kind that this course knows.")
    return _validated(kind(name).Item, data, "The item")


def parse_key(item: Item, text: str) -> Key:
    """The item's key that the JSON text holds."""
    data = load_json(text, "The key")
    bounded(data, "The key", MAX_JSON)
    key = _validated(kind(item.kind).Key, data, "The key")
    if key.item != item.id or key.canary != canary(item.id):
        raise ResponseError("The key", "belongs to another item.")
    return key


def parse_response(item: Item, data: str | Mapping[str, Any] | Response) -> Response:
    """The response to an item, from JSON text, from plain data, or as it is.

    An id that no longer exists is no fault here: `score` passes over it, part by part.
    """
    wanted = kind(item.kind).Response
    if isinstance(data, wanted):
        return data
    what = f"What was saved for “{item.title}”"
    if isinstance(data, str):
        data = load_json(data, what)
    text = small_json(data)
    if text:
        with suppress(ValidationError):
            return wanted.model_validate_json(text, strict=True)
    bounded(data, what)
    if not isinstance(data, Mapping):
        raise ResponseError(what, "is not a response.")
    return _validated(wanted, data, what)


def parse_small(item: Item, text: str) -> Response:
    """`parse_response` of what `small_json` has written, which is bounded already."""
    with suppress(ValidationError):
        return kind(item.kind).Response.model_validate_json(text, strict=True)
    return parse_response(item, text)


def score(item: Item, key: Key, response: Response) -> Score:
    """The score by the item's own kind: pure, and from 0 to 1 (None where only a person can give it)."""
    return kind(item.kind).score(item, key, response)


def find_key(item_id: str) -> Key | None:
    """The key of an item, read from the source notebooks in the folders that MENTORLAB_KEYS names.

    None where there is none: no folder, a damaged notebook, a reflection (which a person marks). Never
    raises. A notebook is read again when its time or size has changed.
    """
    for path in _notebooks():
        texts = _keys_in(path).get(item_id)
        if texts is None:
            continue
        try:
            return parse_key(parse_item(texts[0]), texts[1])
        except ResponseError:
            continue
    return None


def _notebooks() -> list[Path]:
    found: list[Path] = []
    for folder in os.environ.get(FOLDERS, "").split(os.pathsep):
        if folder:
            try:
                found += sorted(Path(folder).glob("*/*.ipynb"))
            except (OSError, ValueError):  # not readable, or not a path at all
                continue
    return found


def _keys_in(path: Path) -> dict[str, tuple[str, str]]:
    """Item id -> (item, key) as JSON text, for every mark cell of a notebook."""
    try:
        status = path.stat()
        stamp = (status.st_mtime_ns, status.st_size)
        known = _found.get(path)
        if known is not None and known[0] == stamp:
            return known[1]
        keys = {} if status.st_size > MAX_NOTEBOOK else _marks(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    _found[path] = (stamp, keys)
    return keys


def _marks(notebook: str) -> dict[str, tuple[str, str]]:
    try:
        data = json.loads(notebook)
    except (ValueError, RecursionError):
        return {}
    keys: dict[str, tuple[str, str]] = {}
    cells = data.get("cells") if isinstance(data, dict) else None
    for cell in cells if isinstance(cells, list) else ():
        source = cell.get("source") if isinstance(cell, dict) else None
        if isinstance(source, list) and all(isinstance(line, str) for line in source):
            source = "".join(source)
        found = parse_cell(source) if isinstance(source, str) else None
        if found is None or found[0] != "mark" or len(found[1]) != 2:
            continue
        try:
            id = parse_item(found[1][0]).id
        except ResponseError:
            continue
        keys.setdefault(id, (found[1][0], found[1][1]))
    return keys


def _validated(model: type[_M], data: Any, what: str) -> _M:
    try:
        # Through JSON, so that a list stands for a tuple and nothing else is bent into shape.
        return model.model_validate_json(json.dumps(data, allow_nan=False), strict=True)
    except ValidationError as error:
        where = " → ".join(visible(str(step)[:60]) for step in error.errors(include_url=False)[0]["loc"])
        place = f" at “{where}”" if where else ""
        raise ResponseError(
            what, f"cannot be read{place}: it is missing, unknown or of the wrong form."
        ) from None
    except (TypeError, ValueError, RecursionError):
        raise ResponseError(what, "cannot be read.") from None
