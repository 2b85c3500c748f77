"""The one place where content is hashed: canonical JSON of the public part of an item or a talk."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def digest(public: Any) -> str:
    """A short fingerprint (16 hexadecimal digits of SHA-256) of plain JSON data; key order does not matter."""
    text = json.dumps(public, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:16]
