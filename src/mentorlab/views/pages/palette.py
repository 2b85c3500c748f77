"""Every colour that we show, by its use. Whatever draws anything takes its colours from here.

On `paper`, `wash`, `mine` and `ending`, every text colour has AA contrast (4.5:1), and every line 3:1; the tests hold
both themes to it.
"""

from __future__ import annotations

from collections.abc import Mapping

LIGHT = {
    "ink": "#1f2933",
    "soft": "#4a5866",
    "paper": "#ffffff",
    "wash": "#f3f6f9",
    "line": "#cfd7df",
    "edge": "#6b7a89",
    "accent": "#0b5584",
    "on-accent": "#ffffff",
    "mine": "#e6f0f8",
    "ending": "#fdf3d8",
    "good": "#17643a",
    "part": "#7d4b00",
    "not": "#9b2424",
    "focus": "#a34700",
}
DARK = {
    "ink": "#e6ebf0",
    "soft": "#b3bfca",
    "paper": "#111111",
    "wash": "#1d242b",
    "line": "#3b4650",
    "edge": "#8a98a6",
    "accent": "#8fc9f3",
    "on-accent": "#0c1a25",
    "mine": "#15293a",
    "ending": "#33280f",
    "good": "#80d6a0",
    "part": "#f1c272",
    "not": "#f7a59d",
    "focus": "#ffc46b",
}


def css_variables(colours: Mapping[str, str]) -> str:
    """Write the colours as CSS custom properties: `--ink:#1f2933;…`."""
    return "".join(f"--{name}:{colour};" for name, colour in colours.items())
