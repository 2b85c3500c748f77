"""Generated talks that remember every slip, and series of them: as large as an author ever writes one."""

from __future__ import annotations

from mentorlab.talk import Line, Reply, ReplyKey, Scene, Talk, TalkKey

SCENES = 60


def long_talk(
    decisions: int,
    *,
    scenes: int = SCENES,
    id: str = "long",
    follows: str = "",
    kept: tuple[str, ...] = (),
    begins: tuple[str, ...] = (),
) -> tuple[Talk, TalkKey]:
    """A talk of so many scenes and decisions, three replies each; each weak reply is remembered by a later line.

    Kept naively, as many moments as there are ways would differ: (3 ** (decisions + 1) - 1) / 2. Two facts and
    a meter steer the ending. `kept`: facts that it sets, each by one weak reply, and keeps with those in `begins`.
    """
    found: list[Scene] = []
    keys: dict[str, ReplyKey] = {}
    talked = decisions * 4
    assert talked + 3 <= scenes, "four scenes a decision, and three endings"
    filler = scenes - talked - 3
    last = "filler-0" if filler else "end-a"
    for n in range(decisions):
        onward = f"d{n + 1}" if n + 1 < decisions else last
        replies = []
        for place, worth in enumerate(("good", "weak", "weak")):
            reply = f"r{n}-{place}"
            keys[reply] = ReplyKey(worth="good" if worth == "good" else "weak")
            sets = [
                fact
                for number, fact in enumerate(kept)
                if place and (number % decisions) == n and number % 2 == place - 1
            ]
            sets += ["steers-a"] if (n, place) == (1, 1) else ["steers-b"] if (n, place) == (2, 2) else []
            replies.append(
                Reply(
                    id=reply,
                    text=f"Reply {place} of {n}.",
                    to=f"d{n}-{place}",
                    meters={"trust": 1 if not place else -1} if n % 3 == 0 else {},
                    sets=tuple(sets),
                )
            )
            found.append(
                Scene(id=f"d{n}-{place}", title="x", lines=(Line(text=f"Answer {place}."),), next=onward)
            )
        # What was said three decisions ago comes back; what was said late comes back at the end.
        lines = [Line(text="So.", speaker="Sam")]
        lines += [Line(text="As you said.", condition=f"said r{n - 3}-{place}") for place in (1, 2) if n >= 3]
        lines += [Line(text="You kept it.", condition=fact) for fact in begins[n::decisions]]
        found.append(Scene(id=f"d{n}", title="x", lines=tuple(lines), replies=tuple(replies)))
    for n in range(filler):
        onward = f"filler-{n + 1}" if n + 1 < filler else "end-a"
        late = decisions - n
        lines = [Line(text="Later.")]
        if 1 <= n <= 3:
            lines += [Line(text="Still.", condition=f"said r{late}-{place}") for place in (1, 2)]
        # One of them waits, so that what is said after it is said later than the last decision.
        waits = (Reply(id="on", text="On.", to=onward),) if not n else ()
        keys |= {reply.id: ReplyKey(worth="good") for reply in waits}
        found.append(
            Scene(
                id=f"filler-{n}", title="x", lines=tuple(lines), replies=waits, next="" if waits else onward
            )
        )
    end = Line(text="The end.")
    found += [
        Scene(
            id="end-a",
            title="A",
            lines=(end,),
            end=True,
            condition="not steers-a and trust >= 2",
            otherwise="end-b",
        ),
        Scene(
            id="end-b",
            title="B",
            lines=(end,),
            end=True,
            condition="not steers-b or trust >= 2",
            otherwise="end-c",
        ),
        Scene(id="end-c", title="C", lines=(end,), end=True),
    ]
    opening = next(scene for scene in found if scene.id == "d0")
    keeps = (*begins, *kept)
    talk = Talk(
        id=id,
        title=id,
        people={"Sam": "mentee", "You": "mentor"},
        meters={"trust": 3},
        scenes=(opening, *(scene for scene in found if scene is not opening)),
        facts=("steers-a", "steers-b", *keeps),
        series="long" if keeps or follows else "",
        follows=follows,
        keeps=(*keeps, "trust") if keeps else (),
    )
    return talk, TalkKey(talk=id, replies=keys)


def long_series(
    meetings: int, decisions: int, *, scenes: int = SCENES, facts: int = 11
) -> list[tuple[Talk, TalkKey]]:
    """A series of such talks: each keeps what those before it have kept, and some facts more."""
    each = -(-facts // meetings)
    names = [f"fact-{n}" for n in range(facts)]
    found = []
    for n in range(meetings):
        kept = tuple(names[n * each : (n + 1) * each])
        begins = tuple(names[: n * each])
        follows = f"meeting-{n - 1}" if n else ""
        found.append(
            long_talk(decisions, scenes=scenes, id=f"meeting-{n}", follows=follows, kept=kept, begins=begins)
        )
    return found
