"""`talk`: a conversation that was played, line by line."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from mentorlab.item.kinds.talk import DecisionsMean, NothingDecided, NotPlayedOut, PlayOn, PlaysGone, TalkNote
from mentorlab.talk.play import Play, Unplayable, own_words, replay
from mentorlab.views.pages import talk_lines, talk_media
from mentorlab.views.pages.fact_words import fact_words, mean
from mentorlab.views.pages.kinds import Row
from mentorlab.views.pages.own_words import ALOUD, YOURS
from mentorlab.views.pages.text import plain
from mentorlab.wording import count, number_word, plural


def labels(item: Any, key: Any) -> dict[str, str]:
    """Return the replies."""
    return {reply.id: reply.text for scene in item.talk.scenes for reply in scene.replies}


def answer_rows(item: Any, response: Any) -> tuple[Row, ...]:
    """Return the play that counts, line by line; thoughts only once it has come to an end."""
    play = counted(item.talk, response.plays)
    if play is None:
        return (Row("", ""),)
    state = replay(item.talk, play)
    you = talk_lines.mentor_name(item.talk)
    rows = []
    given = 0
    for turn in state.turns:
        rows += [_row("", heading) for heading in talk_media.headings(turn.scene)]
        for line in turn.lines:
            if line.thinks and not state.ended:
                continue
            if line.text:
                rows.append(_row(talk_media.speaker(line), line.text, line.thinks))
            elif line.gesture:
                rows.append(_row(line.speaker, f"[{line.gesture}]"))
            if line.then == "cut":
                rows.append(_row("", talk_media.CUT_OFF))
        if turn.reply is not None:
            if (own := own_words(play, given)) is not None:
                rows.append(Row(f"{plain(you)} ({YOURS[0].lower()}{YOURS[1:]})", plain(own.text) or ALOUD))
            given += 1
            rows.append(_row(you, turn.reply.text))
    if state.ending is not None:
        rows.append(Row("Ending", plain(state.ending.title)))
    return tuple(rows)


@lru_cache(maxsize=2048)  # our authors' lines alone, the same in every play
def _row(speaker: str, text: str, thinks: bool = False) -> Row:
    return Row(plain(f"{speaker} (thinks)" if thinks else speaker), plain(text))


def counted(talk: Any, plays: tuple[Play, ...]) -> Play | None:
    """Choose the play that is shown: the first complete one, else the last that can be carried on and holds a reply."""
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


@fact_words.register
def _(fact: PlayOn) -> str:
    return _PLAY_ON[fact]


@fact_words.register
def _(fact: TalkNote) -> str:
    return _NOTES[fact]


@fact_words.register
def _(fact: PlaysGone) -> str:
    return f"You have {count(fact.plays, 'play')} of the talk as it was."


@fact_words.register
def _(how: NotPlayedOut) -> str:
    return "Only a talk that was played to an ending counts, and none was"


@fact_words.register
def _(how: NothingDecided) -> str:
    return "The talk came to an end, and nothing in it had to be decided"


@fact_words.register
def _(how: DecisionsMean) -> str:
    rule = "Each decision counts against the best reply offered there"
    if how.mended:
        have = plural(how.mended, "has", "have")
        rule += f"; {number_word(how.mended)} that you mended later {have} half of what was lost back"
    if how.repeated:
        rule += "; one that came up again counts as the mean of both times"
    return f"{rule}: {mean(how)}"


_PLAY_ON = {
    PlayOn.BEGIN: "Play the talk to an ending.",
    PlayOn.GO_ON: "Play the talk on to an ending.",
    PlayOn.AGAIN: "The talk has changed since you played it. Play it once more to an ending.",
}
_NOTES = {
    TalkNote.MENDED: "You mended this later, and half of what it lost came back.",
    TalkNote.CHANGED: "The talk has changed since. A play whose replies no longer exist is kept, and not marked.",
}
