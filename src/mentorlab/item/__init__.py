"""Exercises: an item (what a learner sees), its key (all else), a response, and a score.

The kinds are the modules in `kinds/`; each of them reads its notation and scores its responses.
"""

from __future__ import annotations

from mentorlab.item.json_limits import ResponseError
from mentorlab.item.keys import dump, find_key, parse_item, parse_key, parse_response, score
from mentorlab.item.kinds import Kind, kind, kinds
from mentorlab.item.model import Item, Key, Option, Part, Response, Score, canary, to_points
from mentorlab.item.read import is_exercise, read_item

__all__ = [
    "Item",
    "Key",
    "Kind",
    "Option",
    "Part",
    "Response",
    "ResponseError",
    "Score",
    "canary",
    "dump",
    "find_key",
    "is_exercise",
    "kind",
    "kinds",
    "parse_item",
    "parse_key",
    "parse_response",
    "read_item",
    "score",
    "to_points",
]
