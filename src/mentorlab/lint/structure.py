"""Tells that lie in how a talk is built: which scenes hold a repair, what answers a question, how long the good reply is."""

from __future__ import annotations

from typing import NamedTuple

from mentorlab.talk.model import Scene, Talk, TalkKey


class Count(NamedTuple):
    """How often something is so, of how many times it might be."""

    so: float
    of: int

    def __add__(self, other: object) -> Count:
        """Both together."""
        assert isinstance(other, Count)
        return Count(self.so + other.so, self.of + other.of)


class Structure(NamedTuple):
    """What a reader may learn from a talk's build alone.

    Attributes
    ----------
    repair_in_three : scenes of three replies that hold a repair
    question_for_question : questions offered as an answer to a question, and good
    other_for_question : the same of replies that are no question
    longest, shortest : decisions in which the longest, the shortest reply is good
    any : what a blind choice is good in, of the same decisions
    """

    repair_in_three: Count
    question_for_question: Count
    other_for_question: Count
    longest: Count
    shortest: Count
    any: Count

    def plus(self, other: Structure) -> Structure:
        """Return both talks together."""
        return Structure(*(one + another for one, another in zip(self, other, strict=True)))


NOTHING = Structure(*(Count(0, 0) for _ in range(6)))


def structure(talk: Talk, key: TalkKey) -> Structure:
    """Return the structural tells of one talk, over its decisions."""
    found = NOTHING
    for scene in talk.scenes:
        if len(scene.replies) > 1:
            found = found.plus(_scene(scene, key))
    return found


def _scene(scene: Scene, key: TalkKey) -> Structure:
    replies = scene.replies
    good = [key.replies[reply.id].worth == "good" for reply in replies]
    asked = "?" in next((line.text for line in reversed(scene.lines) if not line.thinks), "")
    asks = ["?" in reply.text for reply in replies]
    sizes = [len(reply.text) for reply in replies]
    three = len(replies) == 3
    return Structure(
        Count(three and any(key.replies[reply.id].repair for reply in replies), int(three)),
        _good(good, [asked and one for one in asks]),
        _good(good, [asked and not one for one in asks]),
        Count(good[sizes.index(max(sizes))], 1),
        Count(good[sizes.index(min(sizes))], 1),
        Count(sum(good) / len(good), 1),
    )


def _good(good: list[bool], among: list[bool]) -> Count:
    return Count(sum(one and here for one, here in zip(good, among, strict=True)), sum(among))
