"""A response read against its item, once, for everybody who asks about it: form, mark, page and report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mentorlab.item import keys
from mentorlab.item.facts import Fact
from mentorlab.item.json_limits import ResponseError
from mentorlab.item.kinds import kind
from mentorlab.item.model import Item, Key, Response, Score


@dataclass(frozen=True)
class Answer:
    """What was answered to an item.

    Attributes
    ----------
    response : the blank one where nothing was saved, or where what was saved cannot be read
    fault : why it cannot be read; None where it can
    """

    item: Item
    response: Response
    fault: ResponseError | None = None

    @classmethod
    def read(cls, item: Item, saved: str | Mapping[str, Any] | None) -> Answer:
        """Reads what was saved: plain data, or what `small_json` made of it; None where nothing was. Never raises."""
        try:
            if saved is None:
                return cls(item, kind(item.kind).Response())
            if isinstance(saved, str):
                return cls(item, keys.parse_small(item, saved))
            return cls(item, keys.parse_response(item, saved))
        except ResponseError as fault:
            return cls(item, kind(item.kind).Response(), fault)

    @property
    def missing(self) -> tuple[Fact, ...]:
        """What is still to be answered; empty when complete."""
        return kind(self.item.kind).missing(self.item, self.response)

    @property
    def complete(self) -> bool:
        """Whether it can be read and nothing is missing."""
        return self.fault is None and not self.missing

    def score(self, key: Key) -> Score:
        """Scores it by its item's kind; what cannot be read counts as nothing answered."""
        return keys.score(self.item, key, self.response)
