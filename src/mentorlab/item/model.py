"""What every exercise kind shares: an item (public), a key (not), a response, and a score.

`score(item, key, response) -> Score` is pure. `to_points` is the one rounding that all markers share.
"""

from __future__ import annotations

import hashlib
import math
from typing import Annotated, Any, NamedTuple

from pydantic import Field

from mentorlab.digest import digest
from mentorlab.item.facts import Fact
from mentorlab.item.score_explanation import Sum
from mentorlab.talk.estimate import Estimate
from mentorlab.talk.model import WORTH, Strict

__all__ = [
    "MAX_TEXT",
    "WORTH",
    "Id",
    "Item",
    "Key",
    "Option",
    "Part",
    "Response",
    "Score",
    "Share",
    "Strict",
    "Text",
    "as_json",
    "canary",
    "to_points",
]

MAX_TEXT = 10_000  # characters in one response

# What a learner's file may hold is bounded here, once, for every kind.
Text = Annotated[str, Field(max_length=MAX_TEXT)]
Id = Annotated[str, Field(max_length=200)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class Option(Strict):
    """One thing to choose, sort, fill or pair: an id, and what the learner sees of it."""

    id: str
    text: str


class Item(Strict):
    """What a learner sees. `kind` names the module in `item/kinds/` that knows the rest."""

    kind: str
    module: str = ""  # the folder's name in content/, such as 08-feedback: it names the responses file
    id: str  # unique in the whole course
    title: str
    stem: str = ""  # Markdown source of the question; the form shows it as text, the notebook as Markdown
    points: float = Field(default=1.0, gt=0, le=1000, allow_inf_nan=False)
    objective: str = ""

    @property
    def digest(self) -> str:
        """What records which wording was answered; it never decides validity."""
        return digest(self.model_dump(mode="json"))


class Key(Strict):
    """All else that scoring reads, with explanations (part id -> text) and the model response."""

    item: str
    canary: str
    explanations: dict[str, str] = Field(default_factory=dict)
    note: str = ""  # what is worth saying about the whole item, once it is answered
    provisional: bool = True


class Response(Strict):
    """What a learner answered; each kind has its own fields, all with a blank default."""


class Part(NamedTuple):
    """One thing that was judged. `right` is None where nobody judges it by machine.

    It and `Score` come from our own code and not from a file: nothing in them needs to be validated.
    """

    id: str
    label: str | Fact  # what the learner sees of it: the exercise's own text, or what it is about
    given: Fact  # what they answered
    right: bool | None = None
    share: float = 0.0  # 0 to 1
    why: str = ""  # the author's explanation
    notes: tuple[Fact, ...] = ()  # and what else there is to know of it
    found: tuple[
        str, ...
    ] = ()  # rules that are kept, as their author wrote them; said in place of right or not
    lacking: tuple[str, ...] = ()  # rules that are not


class Score(NamedTuple):
    """The outcome: `value` from 0 to 1; None where no rule gives it (`traits.Traits.by_rule`)."""

    value: float | None
    parts: tuple[Part, ...] = ()
    complete: bool = False
    missing: tuple[Fact, ...] = ()  # what is still to be answered
    verdict: Fact | None = None  # the outcome, where “right” would claim too much
    beyond: Fact | None = None  # and what no rule can tell
    how: Sum | None = None  # the rule and its arithmetic; None where nothing was answered
    margin: Estimate | None = None  # of a value worked out from decisions: how sure it is
    skills: tuple[tuple[str, Estimate], ...] = ()  # skill -> what was earned where it was called for


def to_points(value: float | None, points: float) -> float:
    """A built-in float in 0..points, four places; anything that is not a finite number is 0.0.

    nbgrader gives full marks to nan, negative, bool and numpy values and fails on 4.000000000000001, so no
    marker may print anything else than what comes from here.
    """
    if value is None or isinstance(value, bool) or not isinstance(value, (int, float)):
        return 0.0
    try:
        raw = float(value) * float(points)
    except OverflowError:  # a whole number that no float holds
        return 0.0
    if not math.isfinite(raw) or points <= 0:
        return 0.0
    rounded = round(min(max(raw, 0.0), float(points)), 4)
    # Rounding up may pass the maximum itself (0.66666 -> 0.6667).
    return float(rounded if rounded <= points else math.floor(points * 10_000) / 10_000)


def canary(item_id: str) -> str:
    """A string that stands in an item's key and may stand nowhere else; tests look for it everywhere."""
    return "mentorlab-canary-" + hashlib.sha256(f"canary:{item_id}".encode()).hexdigest()[:20]


def as_json(model: Strict) -> dict[str, Any]:
    """Plain data, ready for JSON."""
    return model.model_dump(mode="json")
