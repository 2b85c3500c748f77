"""A talk is the script: scenes, what is said in them, and the replies that lead on.

`Talk` is the public part, all that replay needs; `TalkKey` is the rest: what a reply is worth, the skills
it shows, the coach's note, and whether it repairs a slip.
"""

from __future__ import annotations

from functools import cached_property, partial
from operator import eq
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from mentorlab.digest import digest

METER_LOW, METER_HIGH = 0, 6
MAX_KEPT = 12  # facts and meters that one meeting keeps for the next
WORTH = {"good": 1.0, "fair": 0.5, "weak": 0.0}


class Strict(BaseModel):
    """Frozen data that refuses unknown fields: what every stored shape of ours is."""

    # Deferred: a page that shows one kind of exercise does not wait for the checks of all the others.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


def added(default: Any) -> Any:
    """A field that 0.1.0 did not have: at its default it is neither written nor hashed, so old digests stay."""
    return Field(default=default, exclude_if=partial(eq, default))


class Line(Strict):
    """One paragraph of a scene. No speaker: narration. `thinks`: shown after the choice, never before it."""

    text: str
    speaker: str = ""
    thinks: bool = False
    condition: str = ""
    gesture: str = added("")  # what the speaker does as they speak, or in place of words
    at: str = added("")  # the time of a message in a chat
    then: Literal["", "beat", "cut"] = added("")  # a pause that a person ends; or the call is cut off here


class Reply(Strict):
    """Something the mentor may say or do. With a condition that fails it lands in `otherwise` instead."""

    id: str
    text: str
    to: str
    otherwise: str = ""
    condition: str = ""
    meters: dict[str, int] = Field(default_factory=dict)
    sets: tuple[str, ...] = added(())  # facts that are so once it is given
    moves: dict[str, int] = added(
        {}
    )  # in a numbered talk: state -> the state that it leads to, where another


class Scene(Strict):
    """Lines, then replies; or lines, then `next`; or lines, and the talk ends.

    A scene whose condition fails when it is entered sends the play to `otherwise`.
    """

    id: str
    title: str
    lines: tuple[Line, ...] = ()
    replies: tuple[Reply, ...] = ()
    next: str = ""
    end: bool = False
    condition: str = ""
    otherwise: str = ""
    medium: Literal["", "mail", "chat", "call"] = added("")
    subject: str = added("")  # of a mail
    say: bool = added(False)  # the mentor says it in their own words before the replies appear
    questions: tuple[str, ...] = added(())  # yes or no, to ask of one's own words once the talk has ended
    later: str = added("")  # how much time has passed since the scene before, such as 3-weeks


class Begun(Strict):
    """What a meeting of a series begins with or keeps: facts, and meters where they stand."""

    facts: tuple[str, ...] = Field(default=(), max_length=MAX_KEPT)
    meters: dict[str, int] = Field(default_factory=dict, max_length=MAX_KEPT)

    def __hash__(self) -> int:
        return hash((self.facts, tuple(sorted(self.meters.items()))))


class Talk(Strict):
    """The public part of a talk. It starts in its first scene."""

    id: str
    title: str
    people: dict[str, str]  # name -> role; exactly one role is "mentor", and that is the learner
    meters: dict[str, int] = Field(
        default_factory=dict
    )  # name -> value at the start, METER_LOW to METER_HIGH
    state: int = added(0)  # the state at the start, where numbered states stand in place of meters
    coach: Literal["each", "end"] = "each"
    scenes: tuple[Scene, ...]
    facts: tuple[str, ...] = added(())  # what replies may set, and conditions ask about
    series: str = added("")  # the name that the meetings of one series share
    follows: str = added("")  # the talk that comes before this one in its series
    keeps: tuple[str, ...] = added(())  # facts and meters that the next meeting begins with
    card: tuple[Line, ...] = added(())  # what this mentor has done and knows, before the opening

    @property
    def digest(self) -> str:
        """What records which wording a play was made on; it never decides validity."""
        return digest(self.model_dump(mode="json"))

    def scene(self, id: str) -> Scene:
        """The scene with this id; KeyError if there is none."""
        for scene in self.scenes:
            if scene.id == id:
                return scene
        raise KeyError(id)


class ReplyKey(Strict):
    """What a reply is worth and why. Reply ids are unique in a talk."""

    worth: Literal["good", "fair", "weak"]
    skills: tuple[str, ...] = ()  # +open-question
    habits: tuple[str, ...] = ()  # -advice-first
    note: str = ""
    repair: bool = False
    meters: dict[str, int] = added({})  # how it moves them, where the talk has numbered states in their place


class TalkKey(Strict):
    """All that replay does not need."""

    talk: str
    canary: str = ""
    replies: dict[str, ReplyKey]
    meters: dict[str, int] = added({})  # at the start, where the talk has numbered states in their place

    @cached_property
    def worth(self) -> dict[str, float]:
        """Reply id -> what it is worth, from 0 to 1."""
        return {id: WORTH[reply.worth] for id, reply in self.replies.items()}
