"""The figures of a talk that its author compares from one draft to the next."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from statistics import fmean

from mentorlab.talk.explore import Exploration, explore, walk
from mentorlab.talk.model import Reply, Scene, Talk, TalkKey
from mentorlab.talk.play import Play, Unplayable, replay

WALKS = 200  # good ways, chosen blindly among the best replies

# Words that a warm reply is likely to hold. Whether it is kind, no list can tell: the share is for comparing.
_WARM = re.compile(
    r"\b(?:thank(?:s| you)|glad|sorry|proud|happy|pleased|welcome|dear|kind\w*|lovely|well done|like(?:d)? (?:how|that|it)"
    r"|good (?:to|that|of)|hard (?:on|for|to)|with you|take your time|of course|care|love[ds]?|enjoy\w*|hope|trust)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class TalkTable:
    """One row of the table. Shares are of the decisions, from 0 to 1."""

    decisions: int  # scenes with two or more replies
    ways: int | None  # to an ending; None where one can go round, or there are too many moments
    remembering: float  # lines with a condition that are said on an average good way
    spoken: float  # lines said on it altogether
    two_good: float  # with two replies or more that are good
    warm_best: float  # with a warm reply among the best
    question_best: float  # with a question among the best
    weak: int
    traceless: int | None  # of the weak ones; None where the talk has too many moments


def measure(talk: Talk, key: TalkKey, traceless: int | None, found: Exploration | None = None) -> TalkTable:
    """The figures of a talk; `traceless` is how many weak replies leave no trace."""
    found = found or explore(talk)
    decisions = [scene for scene in talk.scenes if len(scene.replies) > 1]
    remembering, spoken = _good_ways(talk, key)

    def share(test: Callable[[Scene], bool]) -> float:
        return fmean(test(scene) for scene in decisions) if decisions else 0.0

    return TalkTable(
        decisions=len(decisions),
        ways=found.ways,
        remembering=remembering,
        spoken=spoken,
        two_good=share(lambda scene: sum(key.replies[r.id].worth == "good" for r in scene.replies) > 1),
        warm_best=share(lambda scene: any(_WARM.search(reply.text) for reply in best(scene, key))),
        question_best=share(lambda scene: any("?" in reply.text for reply in best(scene, key))),
        weak=sum(reply.worth == "weak" for reply in key.replies.values()),
        traceless=traceless,
    )


def best(scene: Scene, key: TalkKey) -> list[Reply]:
    """The replies that are worth most there."""
    most = max(key.worth[reply.id] for reply in scene.replies)
    return [reply for reply in scene.replies if key.worth[reply.id] == most]


def _good_ways(talk: Talk, key: TalkKey) -> tuple[float, float]:
    """Lines with a condition, and all lines, that are said on an average way of best replies."""
    draw = random.Random(0)

    def pick(replies: tuple[Reply, ...]) -> Reply:
        most = max(key.worth[reply.id] for reply in replies)
        return draw.choice([reply for reply in replies if key.worth[reply.id] == most])

    counted: dict[tuple[str, ...], tuple[int, int]] = {}
    plays: list[Play] = [walk(talk, pick) for _ in range(WALKS)]
    for play in plays:
        if play.replies not in counted:
            try:
                lines = [line for turn in replay(talk, play).turns for line in turn.lines]
            except Unplayable:  # the talk is at fault, which other rules say
                lines = []
            counted[play.replies] = sum(bool(line.condition) for line in lines), len(lines)
    return (
        fmean(counted[play.replies][0] for play in plays),
        fmean(counted[play.replies][1] for play in plays),
    )
