"""What a kind declares of itself, so that no other room asks for a kind by its name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

# In `to_explain`: the exercise as a whole, which its note or any of its explanations explains.
WHOLE = ""

# Minutes beyond reading, for an unhurried reader whose first language may not be English.
# Set, with the figures of content/minutes.py, so that module 08 takes what its slowest trial reader needed.
STATEMENT = 0.1  # to rate
FIELD = 1.5  # to fill
DECISION = 0.75  # of a talk, with what the mentee says to it
DEBRIEF = 3.0  # of a talk, at most
REFLECTION = 15.0  # of a hundred and fifty words


@dataclass(frozen=True)
class Traits:
    """What other rooms must know of every item of a kind.

    Attributes
    ----------
    marked_by : who gives the points; what nobody marks stands in lessons alone
    tool : it asks nothing, so that it is neither answered nor unanswered
    own_words : it is done in the mentor's own words or turns, and not chosen from a list
    one_story : its answer is one story, told from its beginning: two windows' changes are never mixed, and its
        replay says what a changed wording leaves of it
    """

    marked_by: Literal["rule", "person", "nobody"] = "rule"
    tool: bool = False
    own_words: bool = False
    one_story: bool = False

    @property
    def by_rule(self) -> bool:
        """Whether `score` gives a value."""
        return self.marked_by == "rule"

    @property
    def lessons_alone(self) -> bool:
        """Whether it may stand in lessons only: an assignment holds nothing that nobody marks."""
        return self.marked_by == "nobody"


class Effort(NamedTuple):
    """How long an item takes beyond reading and thinking, in minutes.

    Attributes
    ----------
    doing : to fill, to write, to play
    later : on a day of its own, such as for what is taken away to be filled in
    played : it is met line by line, and those minutes stand in `doing`: nothing is read through before it
    key_read : what its key holds is read too, wherever it stands (samples that were marked)
    """

    doing: float = 0.0
    later: float = 0.0
    played: bool = False
    key_read: bool = False
