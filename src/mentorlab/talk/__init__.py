"""Talks: scripts with branches, and the plays that people make of them.

`Talk` is the script, `Play` one run of it, stored as the ordered reply ids; everything else is recomputed.
Walking through every play is for authors: `mentorlab.talk.explore`.
"""

from __future__ import annotations

from mentorlab.talk.model import Line, Reply, ReplyKey, Scene, Talk, TalkKey
from mentorlab.talk.play import (
    Alternative,
    Endless,
    Passage,
    Play,
    State,
    Transcript,
    Turn,
    Unplayable,
    changed,
    choose,
    endings_reached,
    habits_shown,
    offered,
    plays_still,
    replay,
    restart,
    skills_shown,
    start,
    transcript,
    undo,
)
from mentorlab.talk.read import read_talk
from mentorlab.talk.score import Decision, score_play

__all__ = [
    "Alternative",
    "Decision",
    "Endless",
    "Line",
    "Passage",
    "Play",
    "Reply",
    "ReplyKey",
    "Scene",
    "State",
    "Talk",
    "TalkKey",
    "Transcript",
    "Turn",
    "Unplayable",
    "changed",
    "choose",
    "endings_reached",
    "habits_shown",
    "offered",
    "plays_still",
    "read_talk",
    "replay",
    "restart",
    "score_play",
    "skills_shown",
    "start",
    "transcript",
    "undo",
]
