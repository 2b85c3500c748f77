"""`mentorlab talk play|map|fuzz FILE`: try a talk at the terminal, for whoever writes one."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.padding import Padding
from rich.progress import track
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from mentorlab.cli import other_seat as seats
from mentorlab.cli.talk_debrief import WORTH, debrief, flow, line_text, mentor, spoken
from mentorlab.cli.terminal import Terminal, say
from mentorlab.dialect.read import read
from mentorlab.dialect.tree import DialectError, Document, List
from mentorlab.lint.memory import replies
from mentorlab.lint.talk_table import TalkTable, measure
from mentorlab.talk.effects import traceless
from mentorlab.talk.explore import Complaint, Exploration, best_play, explore, random_walk
from mentorlab.talk.graph import chart
from mentorlab.talk.model import Reply, Scene, Talk, TalkKey
from mentorlab.talk.moments import Graph, TooMany
from mentorlab.talk.play import (
    Play,
    State,
    Turn,
    Unplayable,
    choose,
    replay,
    restart,
    start,
    undo,
)
from mentorlab.talk.read import read_talk
from mentorlab.talk.score import score_play
from mentorlab.talk.series import BrokenSeries, graph_in_series
from mentorlab.views.pages import talk_media
from mentorlab.views.pages.map_drawing import mermaid, svg
from mentorlab.wording import count, number, percent

app = typer.Typer(help="Try a talk at the terminal.", no_args_is_help=True, add_completion=False)

File = Annotated[
    Path, typer.Argument(help="A talk, such as content/08-feedback/talks/….md", show_default=False)
]


@dataclass(frozen=True)
class _Opened:
    """A talk with its file, so that what is said about it can name the line."""

    file: Path
    document: Document
    talk: Talk
    key: TalkKey

    def line(self, scene: str, reply: str = "") -> int:
        """The line of a scene or a reply; 1 where a complaint is about the whole talk."""
        for section in self.document.sections:
            if scene and scene in (section.attributes.id, section.title):
                return section.line
            for block in section.blocks:
                for item in block.items if isinstance(block, List) else ():
                    if reply and item.attributes.id == reply:
                        return item.line
        return 1


def _open(file: Path) -> _Opened:
    try:
        document = read(file.read_text(encoding="utf-8-sig"), str(file))
        return _Opened(file, document, *read_talk(document, file.stem))
    except DialectError as error:
        _stop(str(error))
    except UnicodeDecodeError:
        _stop(f"{file} is not text in UTF-8. Save it as UTF-8 in your editor.")
    except OSError as error:
        _stop(f"{file} cannot be read: {error.strerror or error}.")


def _stop(sentence: str) -> NoReturn:
    Terminal(stderr=True, soft_wrap=True).print(Text(sentence, style="red"))
    raise typer.Exit(1)


def _console() -> Terminal:
    return Terminal(highlight=False, markup=False, emoji=False)


# --- play -------------------------------------------------------------------------------------------------


@app.command()
def play(
    file: File,
    seed: Annotated[int, typer.Option(min=0, max=2**32 - 1, help="Another order of the replies.")] = 0,
) -> None:
    """Play a talk: a number replies, u takes back, r starts again, q leaves."""
    opened = _open(file)
    try:
        _Table(opened, _console(), seed).play()
    except Unplayable as fault:
        _stop(f"{file}: {fault}")


class _Table:
    """One sitting at the terminal, with all that was played to an end in it."""

    def __init__(self, opened: _Opened, console: Terminal, seed: int) -> None:
        self._talk, self._key, self._console = opened.talk, opened.key, console
        self._play = start(opened.talk, seed)
        self._ended: list[Play] = []

    def play(self) -> None:
        self._open()
        while True:
            state = replay(self._talk, self._play)
            if seats.wants_words(state, self._play):
                self._play = seats.ask_words(self._console, state, self._play, self._line)
                self._list(state.turns[-1])
            if state.ended:
                asked = self._ask("g guess what they thought, o observe, u undo, r restart, q quit: ")
            else:
                asked = self._ask(f"Your reply (1 to {len(state.offered)}; u undo, r restart, q quit): ")
            match asked:
                case None | "q":
                    return
                case "g" if state.ended:
                    self._play = seats.guess(self._console, self._talk, self._play, self._line)
                case "o" if state.ended:
                    self._play = seats.observe(self._console, self._talk, self._key, self._play, self._line)
                case "u" if self._play.replies:
                    self._play = undo(self._play)
                    self._console.rule("taken back", style="dim")
                    self._show(replay(self._talk, self._play).turns[-1:])
                case "u":
                    self._say("There is nothing to take back yet.")
                case "r":
                    self._play = restart(self._play)
                    self._open()
                case _ if asked.isascii() and asked.isdigit() and 1 <= int(asked) <= len(state.offered):
                    self._reply(state, state.offered[int(asked) - 1])
                case _:
                    self._say("Type the number of a reply, or u, r or q.")

    def _open(self) -> None:
        self._console.rule(Text(self._talk.title, style="bold"))
        state = replay(self._talk, self._play)
        if state.card:
            self._console.print(Text(f"{talk_media.CARD}:", style="bold"))
        for line in state.card:
            self._console.print(line_text(line))
        self._show(state.turns)

    def _reply(self, before: State, reply: Reply) -> None:
        self._play = choose(self._talk, self._play, reply.id)
        state = replay(self._talk, self._play)
        self._console.print(spoken(mentor(self._talk), reply.text, "bold cyan"))
        note = self._key.replies[reply.id].note
        self._show(state.turns[len(before.turns) :], note if self._talk.coach == "each" else "")
        if state.ended:
            self._ended.append(self._play)
            debrief(self._console, self._talk, self._key, self._play, self._ended)

    def _show(self, turns: Sequence[Turn], note: str = "") -> None:
        """What is said, the coach after it, and the replies that wait."""
        for turn in turns:
            self._console.print()
            for heading in talk_media.headings(turn.scene):
                self._console.print(Text(heading, style="bold dim"))
            for line in turn.lines:
                if line.text or line.gesture:
                    self._console.print(line_text(line))
                if line.then == "cut":
                    self._say(talk_media.CUT_OFF)
                elif line.then == "beat":
                    self._ask("… Enter goes on. ")
        if note:
            self._console.print(Padding(Text(f"Coach: {flow(note)}", style="magenta"), (0, 0, 0, 2)))
        self._console.print()
        self._list(turns[-1])

    def _list(self, turn: Turn) -> None:
        """The replies that wait, unless the mentor is to say it first."""
        if seats.wants_words(replay(self._talk, self._play), self._play):
            return
        for place, reply in enumerate(turn.offered, 1):
            self._console.print(Text(f"  {place}. {flow(reply.text)}"))

    def _ask(self, prompt: str) -> str | None:
        """What is typed, without blanks and in small letters; None where the input has ended."""
        self._console.print(Text(prompt, style="dim"), end="")
        typed = self._line()
        return None if typed is None else typed.strip().lower()

    def _line(self) -> str | None:
        """What is typed; None where the input has ended."""
        try:
            return input()
        except EOFError:
            self._console.print()
            return None

    def _say(self, sentence: str) -> None:
        self._console.print(Text(sentence, style="yellow"))


# --- map --------------------------------------------------------------------------------------------------


@app.command("map")
def draw(
    file: File,
    as_svg: Annotated[bool, typer.Option("--svg", help="As a drawing.")] = False,
    as_mermaid: Annotated[bool, typer.Option("--mermaid", help="As Mermaid text.")] = False,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Write it here, and not to the screen.")
    ] = None,
) -> None:
    """Show the map of a talk: as a tree, or as SVG or Mermaid text."""
    if as_svg and as_mermaid:
        _stop("Choose one of --svg and --mermaid.")
    if out is not None and not (as_svg or as_mermaid):
        _stop("Say --svg or --mermaid, and --out says where it is written.")
    opened = _open(file)
    if not (as_svg or as_mermaid):
        _console().print(_tree(opened))
        return
    if as_svg:
        from mentorlab.notebooks.layout import (
            lay_out,  # networkx takes its time, and nothing else here needs it
        )

        drawing = svg(chart(opened.talk, lay_out(opened.talk)))
    else:
        drawing = mermaid(chart(opened.talk))
    if out is None:
        say(drawing, end="")
        return
    try:
        out.write_text(drawing, encoding="utf-8")
    except OSError as error:
        _stop(f"{out} cannot be written: {error.strerror or error}.")
    _console().print(Text(f"Written to {out}"))


def _tree(opened: _Opened) -> Tree:
    talk, key = opened.talk, opened.key
    unmet = set(explore(talk).unmet)
    tree = Tree(Text(talk.title, style="bold"))
    for place, scene in enumerate(talk.scenes):
        label = Text(scene.title, style="bold" if scene.end else "")
        if scene.id != scene.title:
            label.append(f" #{scene.id}", style="dim")
        for true, word, style in (
            (place == 0, "opens", "cyan"),
            (scene.end, "ends", "cyan"),
            (scene.id in unmet, "never reached", "red"),
        ):
            if true:
                label.append(f" ({word})", style=style)
        label.append(f"  line {opened.line(scene.id)}", style="dim")
        if scene.otherwise:
            label.append(f"  if {scene.condition}, else → {scene.otherwise}", style="dim")
        branch = tree.add(label)
        _ways(branch, scene, key)
    return tree


def _ways(branch: Tree, scene: Scene, key: TalkKey) -> None:
    for reply in scene.replies:
        worth = key.replies[reply.id].worth
        row = Text(f"{worth} ", style=WORTH[worth]).append(flow(reply.text), style="default")
        row.append(f" → {reply.to}", style="bold default")
        if reply.otherwise:
            row.append(f" if {reply.condition}, else → {reply.otherwise}", style="default")
        if reply.sets:
            row.append(f" sets {', '.join(reply.sets)}", style="dim")
        branch.add(row)
    if scene.next:
        branch.add(Text(f"→ {scene.next}", style="bold"))


# --- fuzz -------------------------------------------------------------------------------------------------


@app.command()
def fuzz(
    file: File,
    plays: Annotated[int, typer.Option(min=1, max=1_000_000, help="How many random plays.")] = 1000,
    seed: Annotated[int, typer.Option(help="The same seed plays the same plays.")] = 0,
) -> None:
    """Play a talk at random, many times, and say what is wrong with it; ends with code 1 where something is."""
    opened = _open(file)
    console = _console()
    graph = _graph(opened)
    found = explore(opened.talk, seed=seed, graph=graph)
    _report_exploration(console, opened.talk, found)
    _report_plays(console, opened.talk, opened.key, plays, seed)
    complaints = [*found.complaints(), *_no_best_play(opened), *(replies(opened.key, graph) if graph else [])]
    console.print()
    for complaint in complaints:
        line = opened.line(complaint.scene, complaint.reply)
        where = f"{opened.file}, line {line}: "
        console.print(Text(where, style="bold").append(f"{complaint.what} {complaint.mend}", style="red"))
    if complaints:
        console.print(Text(f"{count(len(complaints), 'thing')} to mend.", style="red"))
        raise typer.Exit(1)
    console.print(Text("Nothing is wrong with it.", style="green"))


def _graph(opened: _Opened) -> Graph | None:
    """Its moments, from every state that the meeting before it can leave; None where there are too many."""
    talks = {opened.file.stem: opened.talk}
    first = opened
    while first.talk.follows and first.talk.follows not in talks:
        before = first.file.with_name(f"{first.talk.follows}.md")
        if not before.is_file():
            _stop(f"{first.file} follows {first.talk.follows}, and there is no {before}.")
        first = _open(before)
        talks[before.stem] = first.talk
    try:
        return graph_in_series(talks, opened.talk)
    except TooMany:
        return None
    except BrokenSeries as fault:
        _stop(f"{opened.file}: “{fault.talk.follows}” is no meeting that “{fault.talk.id}” can follow.")


def _no_best_play(opened: _Opened) -> list[Complaint]:
    try:
        best_play(opened.talk, opened.key)
    except Unplayable as fault:
        return [Complaint("", str(fault), "Let good replies alone lead to an ending.")]
    return []


def _report_exploration(console: Terminal, talk: Talk, found: Exploration) -> None:
    everything = f"everything, {found.moments} different moments"
    table = _table("", "")
    table.add_row("Explored", everything if found.exhaustive else f"at random, {found.moments} moments")
    table.add_row("Ways to an ending", "endless" if found.ways is None else number(found.ways))
    table.add_row("Shortest, longest", f"{_or_none(found.shortest)}, {_or_none(found.longest)} replies")
    table.add_row("Scenes reached", f"{len(found.scenes)} of {len(talk.scenes)} ({percent(found.covered)})")
    table.add_row("Endings reached", f"{len(found.endings)} of {sum(scene.end for scene in talk.scenes)}")
    table.add_row("Dead ends", ", ".join(found.dead_ends) or "none")
    table.add_row("Loops with no way out", ", ".join(found.traps) or "none")
    console.print(_title(talk.title), table, sep="\n")


def _report_plays(console: Terminal, talk: Talk, key: TalkKey, plays: int, seed: int) -> None:
    draw = random.Random(seed)
    endings: Counter[str] = Counter()
    scenes: set[str] = set()
    scores: list[float] = []
    waiting = Terminal(stderr=True)
    for _ in track(range(plays), "Playing", console=waiting, transient=True, disable=not waiting.is_terminal):
        try:
            one = random_walk(talk, draw)
            state = replay(talk, one)
        except Unplayable:
            endings["(a fault of the talk)"] += 1
            continue
        scenes |= state.visited
        endings[state.ending.title if state.ending else "(no ending)"] += 1
        if state.ended:
            scores.append(score_play(talk, key, one)[1])
    met = f"{len(scenes)} of {len(talk.scenes)} scenes"
    table = _table("Ending", "Share")
    for title, times in endings.most_common():
        table.add_row(Text(title), percent(times / plays, 1))
    console.print(_title(f"{count(plays, 'random play')} (seed {seed}): {met}"), table, sep="\n")
    if scores:
        mean = sum(scores) / len(scores)
        console.print(
            _title(f"Marks of blind plays: {number(mean)} on average"), _histogram(scores), sep="\n"
        )


# --- table ------------------------------------------------------------------------------------------------


@app.command("table")
def compare(
    files: Annotated[
        list[Path], typer.Argument(help="Talks, such as content/*/talks/*.md", show_default=False)
    ],
) -> None:
    """Print one row a talk: its decisions and ways, what it remembers, and what its best replies look like."""
    rows = _table(
        "Talk",
        "Decisions",
        "Ways",
        "Lines that remember",
        "Two good",
        "Warm best",
        "Question best",
        "No trace",
    )
    for file in files:
        opened = _open(file)
        rows.add_row(opened.file.stem, *_figures(_measured(opened)))
    _console().print(rows)
    _console().print(
        Text(
            "Lines that remember: those with a condition, of all that are said on an average good way. Shares "
            "are of the decisions. No trace: weak replies that nothing later knows of, of all weak ones.",
            style="dim",
        )
    )


def _measured(opened: _Opened) -> TalkTable:
    graph = _graph(opened)
    lost = len(traceless(opened.key, graph)) if graph is not None else None
    return measure(opened.talk, opened.key, lost, explore(opened.talk, graph=graph))


def _figures(row: TalkTable) -> tuple[str, ...]:
    return (
        str(row.decisions),
        "endless" if row.ways is None else number(row.ways),
        f"{number(row.remembering, 1)} of {number(row.spoken, 1)}",
        percent(row.two_good),
        percent(row.warm_best),
        percent(row.question_best),
        f"{'?' if row.traceless is None else row.traceless} of {row.weak}",
    )


def _histogram(scores: Sequence[float]) -> Table:
    table = _table("Marks", "Share", "")
    bins = Counter(min(int(score * 5), 4) for score in scores)
    for n in range(5):
        share = bins[n] / len(scores)
        table.add_row(f"{number(n / 5)} to {number((n + 1) / 5)}", percent(share, 1), "█" * round(share * 30))
    return table


def _table(*columns: str) -> Table:
    table = Table(show_header=any(columns), box=None)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _title(text: str) -> Text:
    return Text(f"\n{text}", style="bold")


def _or_none(number: int | None) -> str:
    return "no" if number is None else str(number)
