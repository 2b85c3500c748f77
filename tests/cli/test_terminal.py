"""Whatever is printed, nothing in it reaches the terminal as a command."""

from __future__ import annotations

import ast
import io
from pathlib import Path

import pytest
from rich.table import Table
from rich.text import Text

import mentorlab.cli
from mentorlab.cli.terminal import Terminal, say

HOSTILE = "\x1b]0;owned\x07\x1b[2J\u202eyadnoM\rall is well"
SPELT = "\\x1b]0;owned\\x07\\x1b[2J\\u202eyadnoM\\rall is well"
FOLDER = Path(mentorlab.cli.__file__).parent


def test_what_moves_a_cursor_is_spelt_out(capsys: pytest.CaptureFixture[str]) -> None:
    say(HOSTILE)
    say(HOSTILE, err=True, end="")
    assert capsys.readouterr() == (f"{SPELT}\n", SPELT)


@pytest.mark.parametrize("markup", [True, False])
def test_so_it_is_in_tables_and_coloured_texts(markup: bool) -> None:
    out = io.StringIO()
    terminal = Terminal(file=out, width=200, markup=markup, force_terminal=True, color_system="standard")
    table = Table(title=HOSTILE)
    table.add_column(HOSTILE)
    table.add_row(Text(HOSTILE, style="red"))
    for one in (table, Text(HOSTILE, style="bold"), HOSTILE):
        terminal.print(one)
    printed = out.getvalue()
    assert "\x1b[31m" in printed, "rich's own colours stay"
    for bad in ("\x1b]0", "\x1b[2J", "\u202e", "\r", "\x07"):
        assert bad not in printed


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.name)
def test_every_command_prints_by_that_way(path: Path) -> None:
    if path.name == "terminal.py":
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert called not in {
                "print",
                "typer.echo",
                "typer.secho",
                "sys.stdout.write",
                "sys.stderr.write",
            }
        if isinstance(node, ast.ImportFrom) and node.module == "rich.console":
            assert "Console" not in {alias.name for alias in node.names}
