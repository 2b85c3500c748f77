"""A learner who looks at the form of what is offered and never at what it says.

Lint lets such learners answer everything (`mentorlab.lint.bots`); each kind says how they do (`by_form`).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from mentorlab.talk.model import Reply, Talk
from mentorlab.talk.play import Play

PLAYS = 100  # of a talk, where a taste has to choose blindly now and then


@dataclass(frozen=True)
class Taste:
    """What such a learner prefers.

    Attributes
    ----------
    prefers : the places of the texts that it likes, given all of them in the author's order
    ranks : for ticking the better half, where many may be ticked
    takes_first : it looks at nothing but what stands first
    """

    prefers: Callable[[Sequence[str]], list[int]]
    ranks: Callable[[str], float] | None = None
    takes_first: bool = False

    def picks(self, texts: Sequence[str]) -> list[int]:
        """The places among which it picks one blindly: all of them where it likes none."""
        return self.prefers(texts) or list(range(len(texts)))

    def ticks(self, texts: Sequence[str]) -> list[int]:
        """The places that it ticks where it may tick many: what it likes, or the better half.

        Empty where it would tick all of them or none, which tells nothing.
        """
        half = len(texts) // 2
        if self.ranks is not None:
            rank = self.ranks
            ticked = sorted(range(len(texts)), key=lambda n: -rank(texts[n]))[:half]
        else:
            ticked = list(range(half)) if self.takes_first else self.prefers(texts)
        return ticked if len(ticked) < len(texts) else []


class Walked(NamedTuple):
    """The plays of a talk by a taste, and the replies (by id) that it took because it liked them."""

    plays: list[Play]
    liked: list[str]


def walk_by_form(talk: Talk, taste: Taste) -> Walked:
    """Play a talk by a taste: once where it never has to guess, else many times; no play where it liked nothing."""

    from mentorlab.talk.explore import walk  # for authors: it takes a while

    author = {reply.id: n for scene in talk.scenes for n, reply in enumerate(scene.replies)}
    guessed = liked_any = False
    taken: dict[str, None] = {}

    def play(draw: random.Random) -> Play:

        def pick(replies: tuple[Reply, ...]) -> Reply:
            nonlocal guessed, liked_any
            ordered = sorted(replies, key=lambda reply: author[reply.id])
            liked = taste.prefers([reply.text for reply in ordered])
            guessed |= len(liked) != 1
            liked_any |= bool(liked) and len(ordered) > 1
            chosen = ordered[draw.choice(liked or list(range(len(ordered))))]
            if liked and len(ordered) > 1:
                taken[chosen.id] = None
            return chosen

        return walk(talk, pick)

    first = play(random.Random(0))
    plays = [first, *(play(random.Random(seed)) for seed in range(1, PLAYS if guessed else 1))]
    return Walked(plays if liked_any else [], list(taken))
