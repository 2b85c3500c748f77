"""The talk engine imports in a blink, so that it can mark a cohort and run in a browser's Python."""

from __future__ import annotations

import subprocess
import sys

HEAVY = {"markdown_it", "yaml", "networkx", "ipywidgets", "nbformat", "rich", "typer", "IPython"}


def test_talk_and_item_load_nothing_heavy():
    code = "import sys, mentorlab.talk, mentorlab.item; print(*{name.split('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not HEAVY & set(done.stdout.split())
