"""What `mentorlab cohort explain` shows."""

from __future__ import annotations

from collections.abc import Iterable

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from mentorlab.cli.terminal import Terminal
from mentorlab.cohort.explain import Account
from mentorlab.views.pages import feedback
from mentorlab.views.pages.kinds import Row
from mentorlab.views.pages.score_words import in_words, label, looked_for, reasons
from mentorlab.views.pages.text import plain


def show(account: Account, console: Terminal | None = None) -> None:
    """Prints how a mark came about, from the answer to the sum. What a learner wrote is printed as text."""
    out = console or Terminal(highlight=False)
    out.print(Text(account.title, style="bold"))
    out.print(Text(f"{account.who}, {account.assignment}"))
    if account.question:
        out.print(Padding(Text(account.question, style="dim"), (1, 0, 0, 0)))
    _section(out, "The answer", account.answer, "Nothing was answered.")
    if account.key:
        _section(out, "An answer that earns everything", account.key, "")
    if account.parts:
        out.print(Padding(Text("Part by part", style="bold"), (1, 0, 0, 0)))
        for part in account.parts:
            word = feedback.tone(part)[1]
            out.print(Text(f"  {word}: {plain(label(part))}" if word else f"  {plain(label(part))}"))
            facts = [f"Found: {plain(looked_for(one))}." for one in part.found]
            facts += [f"Not found: {plain(looked_for(one))}." for one in part.lacking]
            for text in filter(None, (in_words(part.given), *facts, plain(reasons(part)))):
                out.print(Padding(Text(text, style="dim"), (0, 0, 0, 6)))
    out.print(Padding(Text("The sum", style="bold"), (1, 0, 0, 0)))
    for text in filter(None, (account.counted, account.verdict, *account.sums)):
        out.print(Padding(Text(text), (0, 0, 0, 2)))


def _section(out: Terminal, title: str, rows: Iterable[Row], nothing: str) -> None:
    out.print(Padding(Text(title, style="bold"), (1, 0, 0, 0)))
    given = [row for row in rows if row.given.strip()]
    if not given:
        out.print(Padding(Text(nothing), (0, 0, 0, 2)))
        return
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 2))
    for row in rows:
        answer = Text(row.given) if row.given.strip() else Text("not answered", style="dim")
        if row.asked:
            table.add_row(Text(row.asked), answer)
        elif row.given.strip():
            table.add_row(answer)
    out.print(table)
