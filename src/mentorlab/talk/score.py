"""What a play earns: each decision met, against the best reply offered there. Meters never enter.

A decision is a scene with two or more replies; where only one thing can be said, nothing was decided. A
scene met twice is one decision, the mean of both times, so that going round in circles after a slip does not
wash it out and longer ways are not worth more.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from mentorlab.talk.model import Talk, TalkKey
from mentorlab.talk.play import Play, replay


class Decision(NamedTuple):
    """One choice that the mentor made. All numbers are from 0 to 1."""

    scene: str
    reply: str
    worth: float  # of the reply chosen
    best: float  # of the best reply offered there
    share: float  # worth / best
    repaired: float = 0.0  # what a later repair gave back: at most half of what was lost

    @property
    def counts(self) -> float:
        """What the decision counts in the end."""
        return self.share + self.repaired


def score_play(talk: Talk, key: TalkKey, play: Play) -> tuple[list[Decision], float]:
    """Every decision met, in order, and the play's total from 0 to 1.

    A reply that repairs gives the latest decision before it that lost something, and that nothing has mended
    yet, half of what it lost. A play that has not reached an ending totals 0, and so does one in which
    nothing was said. Raises `Unplayable` as `replay` does.
    """
    state, worths = replay(talk, play), key.worth
    decisions: list[Decision] = []
    for turn in state.turns:
        if turn.reply is None:
            continue
        chosen = key.replies.get(turn.reply.id)
        if chosen is not None and chosen.repair:
            _repair(decisions)
        replies = () if turn.scene.end else turn.scene.replies
        if len(replies) > 1:
            worth = worths.get(turn.reply.id, 0.0)
            best = max([worths.get(reply.id, 0.0) for reply in replies])
            share = worth / best if best else 1.0
            decisions.append(Decision(turn.scene.id, turn.reply.id, worth, best, share))
    done = state.ended and bool(play.replies)
    return decisions, _total(decisions) if done else 0.0


def shares_by_scene(decisions: Iterable[Decision]) -> dict[str, float]:
    """What each scene that was decided counts, from 0 to 1: the mean of all times that it was met."""
    by_scene: dict[str, list[float]] = {}
    for decision in decisions:
        by_scene.setdefault(decision.scene, []).append(decision.counts)
    return {scene: sum(shares) / len(shares) for scene, shares in by_scene.items()}


def shares_by_skill(talk: Talk, key: TalkKey, decisions: Iterable[Decision]) -> dict[str, list[float]]:
    """What was earned where a skill was called for: where one of the best replies on offer shows it."""
    found: dict[str, list[float]] = {}
    for id, share in shares_by_scene(decisions).items():
        replies = talk.scene(id).replies
        best = max(key.worth.get(reply.id, 0.0) for reply in replies)
        shown = {
            skill: None
            for reply in replies
            if reply.id in key.replies and key.worth[reply.id] == best
            for skill in key.replies[reply.id].skills
        }
        for skill in shown:
            found.setdefault(skill, []).append(share)
    return found


def _repair(decisions: list[Decision]) -> None:
    for place in range(len(decisions) - 1, -1, -1):
        slip = decisions[place]
        if slip.share < 1 and not slip.repaired:
            decisions[place] = slip._replace(repaired=(1 - slip.share) / 2)
            return


def _total(decisions: list[Decision]) -> float:
    if not decisions:
        return 1.0  # the talk came to an end and left nothing to lose on the way
    means = list(shares_by_scene(decisions).values())
    return min(sum(means) / len(means), 1.0)
