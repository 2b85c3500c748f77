"""Colours: told apart as WCAG 2 asks, in both themes, and written down in one place."""

from __future__ import annotations

import re

import pytest

from mentorlab.notebooks.layout import lay_out
from mentorlab.talk.graph import chart
from mentorlab.views.pages.map_drawing import DRAWN_IN, mermaid, svg
from mentorlab.views.pages.palette import DARK, LIGHT
from mentorlab.views.pages.style import STYLE
from tests.helpers.places import PROJECT
from tests.helpers.talk_samples import guide_talk

SOURCE = PROJECT / "src" / "mentorlab"
THEMES = {"light": LIGHT, "dark": DARK}
COLOUR = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", THEMES.values(), ids=THEMES)
def test_every_text_and_every_line_has_aa_contrast_on_every_ground(colours: dict[str, str]) -> None:
    for ink in ("ink", "soft", "accent", "good", "part", "not"):
        for ground in ("paper", "wash", "mine", "ending"):
            assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
    assert contrast(colours["on-accent"], colours["accent"]) >= 4.5
    for line in ("edge", "focus", "accent", "part"):
        for ground in ("paper", "wash"):
            assert contrast(colours[line], colours[ground]) >= 3, (line, ground)


def test_the_contrast_measure_itself_can_fail() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#999999", "#ffffff") < 4.5


def test_both_themes_name_the_same_colours_and_the_style_holds_them() -> None:
    assert set(LIGHT) == set(DARK)
    light, dark = (
        dict(re.findall(r"--([a-z-]+):(#[0-9a-f]{6})", STYLE.split(start, 1)[1].split("}", 1)[0]))
        for start in (".mentorlab{", '[data-jp-theme-light="false"] .mentorlab{')
    )
    assert (light, dark) == (LIGHT, DARK)


def test_the_map_is_drawn_in_these_colours_and_the_page_gives_each_one_its_theme() -> None:
    drawn = chart(guide_talk()[0], lay_out(guide_talk()[0]))
    used = set(COLOUR.findall(svg(drawn))) | set(COLOUR.findall(mermaid(drawn)))
    assert used == {LIGHT[name] for name in DRAWN_IN}
    for name in DRAWN_IN:
        assert f'[fill="{LIGHT[name]}"]{{fill:var(--{name})}}' in STYLE
        assert f'[stroke="{LIGHT[name]}"]{{stroke:var(--{name})}}' in STYLE


def test_no_other_file_has_a_colour_of_its_own() -> None:
    """Python takes them from the palette; a template, which cannot, writes the same ones."""
    own, others = SOURCE / "views" / "pages" / "palette.py", set()
    for path in SOURCE.rglob("*"):
        if path.suffix in {".py", ".css", ".js", ".j2"} and path != own:
            found = set(COLOUR.findall(path.read_text(encoding="utf-8")))
            if path.suffix == ".j2":
                found -= set(LIGHT.values())
            others |= {(path.relative_to(SOURCE).as_posix(), colour) for colour in found}
    assert not others
