"""Talks that the talk tests share: the one in the authors' guide, small ones by their fault, and random ones."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import strategies as st

from mentorlab.dialect.read import read
from mentorlab.talk import Line, Reply, ReplyKey, Scene, Talk, TalkKey, read_talk
from tests.helpers.places import PROJECT

FRONT = """\
---
title: A short one
people: {Sam: mentee, You: mentor}
meters: {trust: 3}
---
"""


def guide_text() -> str:
    """The talk that docs/authors.md shows."""
    guide = (PROJECT / "docs" / "authors.md").read_text(encoding="utf-8")
    found = re.search(r"^## Talks\n+```markdown\n(.*?)^```", guide, re.DOTALL | re.MULTILINE)
    assert found, "docs/authors.md shows no talk"
    return found[1]


def guide_talk() -> tuple[Talk, TalkKey]:
    """The talk of the authors' guide, read."""
    return talk_of(guide_text(), id="deadline")


def guide_sources(title: str) -> list[str]:
    """The Markdown of every talk that docs/authors.md shows under a smaller heading."""
    guide = (PROJECT / "docs" / "authors.md").read_text(encoding="utf-8")
    below = re.split(r"\n##+ ", guide.split(f"\n### {title}\n", 1)[1], maxsplit=1)[0]
    found = re.findall(r"^```markdown\n(.*?)^```", below, re.DOTALL | re.MULTILINE)
    assert found, f"docs/authors.md shows no talk under {title}"
    return found


def guide_source(title: str) -> str:
    """The Markdown of the first of them."""
    return guide_sources(title)[0]


def guide_series() -> list[tuple[Talk, TalkKey]]:
    """The meetings of the series that docs/authors.md shows."""
    first, second = guide_sources("A series")
    return [
        talk_of(first, "orla-september", "orla-september.md"),
        talk_of(second, "orla-december", "orla-december.md"),
    ]


def guide_sample(title: str) -> tuple[Talk, TalkKey]:
    """That talk, read."""
    return talk_of(guide_source(title), id=title.lower().replace(" ", "-"), file="docs/authors.md")


def talk_of(text: str, id: str = "short", file: str = "talks/short.md") -> tuple[Talk, TalkKey]:
    """A talk from its Markdown."""
    return read_talk(read(text, file), id)


def short_talk(scenes: str) -> tuple[Talk, TalkKey]:
    """A talk from the Markdown of its scenes, with Sam, You and a meter, trust, at 3."""
    return talk_of(FRONT + scenes)


def written_talks() -> list[Path]:
    """Every talk of the course."""
    return sorted((PROJECT / "content").glob("*/talks/*.md"))


CONDITIONS = [
    "",
    "",
    "",
    "trust >= 4",
    "trust < 3",
    "s1",
    "not s2",
    "s1 and trust > 1",
    "s3 or energy = 0",
    "said s0-r1",
    "not said s1-r0 and s2",
    "promised",
    "said s0-r0 or not promised",
]


@st.composite
def talks(draw: st.DrawFn, forward: bool = False) -> tuple[Talk, TalkKey]:
    """A random talk and its key. `forward`: every way leads on to an ending; else there may be traps and rings."""
    count = draw(st.integers(3, 8))
    ids = [f"s{n}" for n in range(count)]
    keys: dict[str, ReplyKey] = {}
    scenes = []
    for place, id in enumerate(ids):
        targets = st.sampled_from(ids[place + 1 :] if forward and place + 1 < count else ids)
        lines = tuple(
            Line(
                text=draw(st.text(min_size=1, max_size=8)),
                speaker=speaker,
                thinks=thinks,
                condition=condition,
            )
            for speaker, thinks, condition in draw(
                st.lists(
                    st.tuples(
                        st.sampled_from(["", "Sam", "You"]), st.booleans(), st.sampled_from(CONDITIONS)
                    ),
                    max_size=3,
                )
            )
        )
        way = (
            "end"
            if place == count - 1
            else draw(st.sampled_from(["choice", "choice", "choice", "next", "end"]))
        )
        if place == 0:
            way = "choice"
        condition = "" if place in (0, count - 1) else draw(st.sampled_from(CONDITIONS))
        replies = []
        for n in range(draw(st.integers(1, 4)) if way == "choice" else 0):
            reply = f"{id}-r{n}"
            asks = draw(st.sampled_from(CONDITIONS))
            moves = draw(
                st.dictionaries(st.sampled_from(["trust", "energy"]), st.integers(-2, 2), max_size=2)
            )
            replies.append(
                Reply(
                    id=reply,
                    text=f"reply {n}",
                    to=draw(targets),
                    otherwise=draw(targets) if asks else "",
                    condition=asks,
                    meters=moves,
                    sets=("promised",) if draw(st.integers(0, 3)) == 0 else (),
                )
            )
            keys[reply] = ReplyKey(
                worth="good" if n == 0 else draw(st.sampled_from(["good", "fair", "weak"])),
                skills=tuple(draw(st.sets(st.sampled_from(["open-question", "silence"])))),
                habits=tuple(draw(st.sets(st.sampled_from(["advice-first"])))),
                repair=draw(st.booleans()),
            )
        scenes.append(
            Scene(
                id=id,
                title=draw(st.text(min_size=1, max_size=12)),
                lines=lines,
                replies=tuple(replies),
                next=draw(targets) if way == "next" else "",
                end=way == "end",
                condition=condition,
                otherwise=draw(targets) if condition else "",
            )
        )
    talk = Talk(
        id="random",
        title="A random talk",
        people={"Sam": "mentee", "You": "mentor"},
        meters={"trust": draw(st.integers(0, 6)), "energy": 2},
        scenes=tuple(scenes),
        facts=("promised",),
    )
    return talk, TalkKey(talk="random", replies=keys)
