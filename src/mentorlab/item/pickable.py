"""What may be picked in an exercise: texts with what each is worth, and how picking some of them is answered.

A kind in which one picks among texts says so by a function `pickable(item, key)`, which `item.kinds.pickable` finds. Lint learns from all of them what
the better options look like.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from mentorlab.item.model import Response


class Pickable(NamedTuple):
    """The options of one exercise, in the author's order.

    Attributes
    ----------
    worths : what each is worth, from 0 to 1
    many : whether several may be picked
    respond : the response that picks the options at these places
    """

    texts: tuple[str, ...]
    worths: tuple[float, ...]
    many: bool
    respond: Callable[[Sequence[int]], Response]
