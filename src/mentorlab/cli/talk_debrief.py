"""A talk and the debrief of a play as text for the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.padding import Padding
from rich.text import Text

from mentorlab.cli import other_seat as seats
from mentorlab.cli.terminal import Terminal
from mentorlab.talk.estimate import estimate
from mentorlab.talk.model import Line, Talk, TalkKey
from mentorlab.talk.play import Alternative, Passage, Play, endings_reached, transcript
from mentorlab.talk.score import score_play, shares_by_scene
from mentorlab.talk.turning import Choice, turning
from mentorlab.views.pages import talk_media
from mentorlab.wording import count, percent

WORTH = {"good": "green", "fair": "yellow", "weak": "red"}


def debrief(console: Terminal, talk: Talk, key: TalkKey, play: Play, ended: Sequence[Play]) -> None:
    """Print how a play ended, what decided it, what it earned, and all of it again with what else could have been said."""
    told = transcript(talk, key, play)
    console.rule("Debrief", style="dim")
    if told.ending is not None:
        console.print(Text(f"How it ended: {told.ending.title}", style="bold"))
    reached = endings_reached(talk, ended)
    endings = [scene for scene in talk.scenes if scene.end]
    names = "; ".join(scene.title for scene in endings if scene.id in reached)
    console.print(Text(f"Endings reached so far: {len(reached)} of {len(endings)} ({names})"))
    decisions, total = score_play(talk, key, play)
    mended = sum(bool(decision.repaired) for decision in decisions)
    repairs = f", {mended} of them mended" if mended else ""
    near = estimate(list(shares_by_scene(decisions).values()))
    margin = f", give or take {percent(near.margin)}" if near is not None and near.margin else ""
    console.print(Text(f"Marks: {percent(total)} over {count(len(decisions), 'decision')}{repairs}{margin}"))
    for label, shown in (("Skills shown", told.skills), ("Habits shown", told.habits)):
        if shown:
            console.print(Text(f"{label}: {counted(shown)}"))
    for name, value in told.meters.items():
        console.print(Text(f"Meter {name}: {talk.meters.get(name, 0)} at the start, {value} at the end"))
    _turned(console, talk, play)
    seats.tell_words(console, play)
    console.print()
    console.print(Text("The talk again, and what else could have been said", style="bold"))
    for passage in told.passages:
        _tell(console, talk, passage)
    console.print()


def _turned(console: Terminal, talk: Talk, play: Play) -> None:
    """What decided the ending."""
    found = turning(talk, play)
    if found.point is None:
        console.print(Text("It could not have ended otherwise."))
        return
    titles = {scene.id: scene.title for scene in talk.scenes}

    def closing(choice: Choice) -> str:
        closed = "; ".join(titles[ending] for ending in choice.closed)
        return f"{flow(choice.reply.text)} (in “{choice.scene.title}”), which closed: {closed}"

    console.print(Text(f"Where it turned: {closing(found.point)}"))
    for reply, endings in found.point.others:
        still = "; ".join(titles[ending] for ending in endings)
        console.print(
            Padding(Text(f"after {flow(reply.text)}: {still or 'none'}", style="dim"), (0, 0, 0, 4))
        )
    if found.closed_most is not None and found.closed_most != found.point:
        console.print(Text(f"What closed the most: {closing(found.closed_most)}"))


def _tell(console: Terminal, talk: Talk, passage: Passage) -> None:
    console.print()
    for heading in talk_media.headings(passage.scene):
        console.print(Text(heading, style="bold dim"))
    for line in passage.lines:
        if line.text or line.gesture:
            console.print(line_text(line))
        if line.then == "cut":
            console.print(Text(talk_media.CUT_OFF, style="yellow"))
    if passage.reply is None:
        return
    row = spoken(mentor(talk), passage.reply.text, "bold cyan")
    if passage.key is not None:
        row.append(f" [{passage.key.worth}]", style=WORTH[passage.key.worth])
    console.print(row)
    if passage.note:
        console.print(Padding(Text(f"Coach: {flow(passage.note)}", style="magenta"), (0, 0, 0, 2)))
    for other in passage.others:
        console.print(Padding(_other(other), (0, 0, 0, 4)))


def _other(other: Alternative) -> Text:
    row = Text("or: ", style="dim").append(flow(other.reply.text))
    if other.key is not None:
        row.append(f" [{other.key.worth}]", style=WORTH[other.key.worth])
    if other.line is not None:
        row.append("\n  → ").append_text(line_text(other.line))
    return row


def mentor(talk: Talk) -> str:
    """The name of the person who is played."""
    return next((name for name, role in talk.people.items() if role == "mentor"), "You")


def line_text(line: Line) -> Text:
    """A line of a talk, for the terminal."""
    if not line.speaker:
        return Text(flow(line.text), style="italic")
    if line.thinks:
        return Text(f"{line.speaker} (thinks): {flow(line.text)}", style="dim italic")
    return spoken(talk_media.speaker(line), line.text, "bold")


def spoken(speaker: str, text: str, style: str) -> Text:
    """What somebody says, under their name."""
    return Text(f"{speaker}: ", style=style).append(flow(text), style="not bold default")


def flow(text: str) -> str:
    """A paragraph as one line, for the terminal to break; tables, lists and quotations as they stand."""
    if text.startswith(("|", "```", "~~~", "- ", "> ", "1.")):
        return text
    return " ".join(text.split())


def counted(counter: Counter[str]) -> str:
    """`silence × 2, advice`."""
    return ", ".join(f"{name} × {number}" if number > 1 else name for name, number in counter.most_common())
