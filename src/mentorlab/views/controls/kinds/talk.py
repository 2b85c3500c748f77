"""`talk`: a conversation that is played; the player draws it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from mentorlab.talk.play import Play, Unplayable, replay
from mentorlab.views.controls.kinds import Fields, Row, Sitting
from mentorlab.views.pages import talk_lines
from mentorlab.views.pages.text import plain

NAME, CHECKS, ASKS_CONFIDENCE = "talk", "", False


def labels(item: Any, key: Any) -> dict[str, str]:
    """The replies."""
    return {reply.id: reply.text for scene in item.talk.scenes for reply in scene.replies}


def answer(item: Any, response: Any) -> tuple[Row, ...]:
    """The play that counts, line by line; thoughts only once it has come to an end."""
    play = counted(item.talk, response.plays)
    if play is None:
        return (Row("", ""),)
    state = replay(item.talk, play)
    you = talk_lines.mentor(item.talk)
    rows = []
    for turn in state.turns:
        for line in turn.lines:
            if line.thinks and not state.ended:
                continue
            rows.append(_row(line.speaker, line.text, line.thinks))
        if turn.reply is not None:
            rows.append(_row(you, turn.reply.text))
    if state.ending is not None:
        rows.append(Row("Ending", plain(state.ending.title)))
    return tuple(rows)


@lru_cache(maxsize=2048)  # our authors' lines alone, the same in every play
def _row(speaker: str, text: str, thinks: bool = False) -> Row:
    return Row(plain(f"{speaker} (thinks)" if thinks else speaker), plain(text))


def counted(talk: Any, plays: tuple[Play, ...]) -> Play | None:
    """The first complete play; where there is none, the last one that can be carried on and holds a reply."""
    open_one = None
    for play in plays:
        try:
            state = replay(talk, play)
        except Unplayable:
            continue
        if state.ended:
            return play
        if play.replies:
            open_one = play
    return open_one


def fields(item: Any, response: Any, sitting: Sitting) -> Fields:
    """The player."""
    from mentorlab.views.controls.player import Player

    player = Player(
        item,
        response,
        lambda: sitting.changed(False),
        key=sitting.key.talk_key if sitting.key is not None else None,
        assessed=not sitting.practice,
        finished=sitting.finished,
    )
    return Fields(player.widget, player.read)
