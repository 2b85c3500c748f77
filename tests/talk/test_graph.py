"""The map: what it shows to whom, as words, Mermaid and SVG, and where its scenes stand."""

from __future__ import annotations

import itertools
import random
import re
import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorlab.notebooks.layout import WIDEST, lay_out
from mentorlab.talk import Play, Reply, Scene, Talk, TalkKey, choose, start
from mentorlab.talk import graph as graph_module
from mentorlab.talk.explore import random_walk
from mentorlab.talk.graph import Seen, bend, chart, in_words, mermaid, seen, svg, ways
from tests.helpers.talk_samples import guide_talk, guide_text, short_talk, talk_of, talks, written_talks

SVG = "{http://www.w3.org/2000/svg}"
TALK, _ = guide_talk()
HALF = choose(TALK, start(TALK), "plan-better")


def parsed(drawing: str) -> ElementTree.Element:
    return ElementTree.fromstring(drawing)


def test_ways_are_named_once_with_all_their_replies():
    found = {(way.source, way.target): way for way in ways(TALK)}
    assert set(found) == {
        ("opening", "asked"),
        ("opening", "told"),
        ("asked", "agreed"),
        ("asked", "shrug"),
        ("told", "asked"),
        ("told", "shrug"),
    }
    assert found["opening", "asked"].replies == ("what-got-in-the-way", "wait")
    assert found["asked", "shrug"].conditional and not found["asked", "agreed"].conditional


def test_a_way_to_a_scene_with_a_condition_goes_to_where_that_scene_sends_it_too():
    talk, _ = short_talk(
        "# opening\n- Wait. -> warm {#wait good}\n\n# warm {else=cool next=cool if trust > 3}\n\n# cool {end}\n"
    )
    found = {(way.source, way.target): way for way in ways(talk)}
    assert set(found) == {("opening", "warm"), ("opening", "cool"), ("warm", "cool")}
    assert found["opening", "warm"].conditional and found["opening", "cool"].conditional
    assert found["warm", "cool"].replies == () and not found["warm", "cool"].conditional
    play = choose(talk, start(talk), "wait")
    assert seen(talk, [play]).taken == {("opening", "cool")}


def test_what_was_seen_is_gathered_over_plays_and_unplayable_ones_add_nothing():
    gone = Play(talk="deadline", digest="", replies=("gone",))
    assert seen(TALK, [HALF, gone]) == Seen(frozenset({"opening", "told"}), frozenset({("opening", "told")}))
    assert seen(TALK, []) == Seen(frozenset(), frozenset())


@settings(max_examples=60, deadline=None)
@given(talks(), st.integers(0, 2**32 - 1), st.booleans())
def test_a_learner_is_shown_only_what_they_have_seen(case: tuple[Talk, TalkKey], seed: int, laid_out: bool):
    talk = case[0].model_copy(
        update={
            "scenes": tuple(
                scene.model_copy(update={"title": f"title{n}title"}) for n, scene in enumerate(case[0].scenes)
            )
        }
    )
    met = seen(talk, [random_walk(talk, random.Random(seed), longest=3)])
    drawn = chart(talk, lay_out(talk) if laid_out else None)
    for shown in (svg(drawn, met), mermaid(drawn, met), in_words(drawn, met)):
        for n, scene in enumerate(talk.scenes):
            assert (f"title{n}title" in shown) == (scene.id in met.scenes)
            assert not any(reply.id in shown for reply in scene.replies)
    image = parsed(svg(drawn, met))
    circles = image.findall(f"{SVG}circle")
    assert len(circles) == len(talk.scenes) - len(met.scenes)
    assert all(circle.findtext(f"{SVG}title") == "A scene not seen yet" for circle in circles)
    lines = [way for way in drawn.edges if way.source in met.scenes]
    assert len(image.findall(f"{SVG}path")) == len(lines)
    assert mermaid(drawn, met).count(' "))') == mermaid(drawn, met).count(":::unseen") == len(circles)


def test_ways_taken_are_marked_in_all_three_forms():
    drawn, met = chart(TALK, lay_out(TALK)), seen(TALK, [HALF])
    paths = parsed(svg(drawn, met)).findall(f"{SVG}path")
    assert sorted(path.get("stroke-width") for path in paths) == ["1.2", "1.2", "1.2", "3"]
    assert re.findall(r"s\d ==> s\d", mermaid(drawn, met)) == ["s1 ==> s3"]
    assert "“told” (taken)" in in_words(drawn, met)


def test_an_author_is_shown_everything():
    drawn = chart(TALK, lay_out(TALK))
    for shown in (svg(drawn), mermaid(drawn), in_words(drawn)):
        assert all(scene.title in shown for scene in TALK.scenes)
    assert "5 scenes, 2 endings, 6 ways between them." in svg(drawn)


def test_the_words_say_all_that_the_drawing_shows():
    assert in_words(chart(TALK), seen(TALK, [HALF])) == (
        "Map of “The second missed deadline”: 2 of 5 scenes seen, 0 of 2 endings reached.\n"
        "- “opening”, where it opens: leads to “told” (taken), a scene not seen yet\n"
        "- “told”: leads to 2 scenes not seen yet"
    )


def test_the_drawing_says_what_it_is_and_holds_no_id_style_or_script():
    drawing = svg(chart(TALK, lay_out(TALK)), seen(TALK, [HALF]))
    image = parsed(drawing)
    assert image.get("role") == "img"
    assert image[0].tag == f"{SVG}title" and image[0].text == "Map of The second missed deadline"
    assert image[1].tag == f"{SVG}desc" and "2 of 5 scenes seen" in str(image[1].text)
    assert not re.search(r"\sid=|<style|<script|url\(|href", drawing)


HOSTILE = "</text><script>alert(1)</script> \"quoted\" & 'single' \x00\x0b\ud800 `#quot;` ]] %% end"


def test_titles_are_escaped_whatever_they_hold():
    talk = Talk(
        id="t",
        title=HOSTILE,
        people={"You": "mentor"},
        scenes=(
            Scene(id="a", title=HOSTILE, replies=(Reply(id="r", text=HOSTILE, to="b"),)),
            Scene(id="b", title="", end=True),
        ),
    )
    drawing = svg(chart(talk))
    assert "<script" not in drawing
    assert "script>alert(1)" in parsed(drawing).findtext(f"{SVG}title", "")
    text = mermaid(chart(talk))
    label = re.search(r'^  s1\(\["(.*)"\]\):::opening$', text, re.MULTILINE)
    assert label and not set(label[1]) & set('"<>[]{}()`&%|') and "#60;script#62;" in label[1]
    assert '[[" "]]' in text, "Mermaid takes no empty label"
    assert len(text.splitlines()) == 10, "a title never breaks out of its line"


@given(st.text())
def test_any_title_makes_a_drawing_that_parses_and_labels_that_fit(title: str):
    talk = Talk(id="t", title=title, people={}, scenes=(Scene(id="a", title=title, end=True),))
    image = parsed(svg(chart(talk)))
    rows = [row.text or "" for row in image.iter(f"{SVG}text")]
    assert len(rows) <= 3 and all(len(row) <= 16 for row in rows)


def test_a_long_title_is_cut_in_its_box_and_whole_in_its_tooltip():
    long = "He brings the next one earlier, and asks for nothing in return this time"
    talk = Talk(id="t", title="T", people={}, scenes=(Scene(id="a", title=long, end=True),))
    group = parsed(svg(chart(talk))).find(f"{SVG}g")
    assert group is not None
    assert group.findtext(f"{SVG}title") == f"{long} (where the talk opens)"
    rows = [row.text for row in group.findall(f"{SVG}text")]
    assert rows == ["He brings the", "next one", "earlier, and…"]


def brightness(colour: str) -> float:
    """Relative luminance after WCAG 2."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((brightness(one), brightness(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_colours_are_told_apart_as_wcag_asks():
    g = graph_module
    for ground in (g._SCENE[0], g._ENDING[0], g._PAPER):
        assert contrast(g._INK, ground) >= 7
    for line in (g._GREY, g._TAKEN, g._SCENE[1], g._ENDING[1]):
        assert contrast(line, g._PAPER) >= 3


# --- where scenes stand


def rows_of(layout: dict[str, tuple[float, float]]) -> dict[float, list[tuple[float, str]]]:
    rows: dict[float, list[tuple[float, str]]] = {}
    for name, (x, y) in layout.items():
        rows.setdefault(y, []).append((x, name))
    return {y: sorted(row) for y, row in rows.items()}


@settings(max_examples=80, deadline=None)
@given(talks())
def test_a_layout_places_every_scene_apart_from_the_others_and_within_the_sheet(case: tuple[Talk, TalkKey]):
    talk, _ = case
    layout = lay_out(talk)
    assert {scene.id for scene in talk.scenes} == {name for name in layout if " " not in name}
    assert layout[talk.scenes[0].id][1] == 0
    assert min(x for x, _ in layout.values()) == 0
    for row in rows_of(layout).values():
        assert sum(" " not in name for _, name in row) <= WIDEST
        for (x, name), (after, other) in itertools.pairwise(row):
            room = (0.5 if " " not in name else 0.15) + (0.5 if " " not in other else 0.15)
            assert after - x >= room - 0.011, "a scene or a passing way stands too near"


@settings(max_examples=80, deadline=None)
@given(talks())
def test_a_long_way_has_a_point_in_every_row_that_it_passes(case: tuple[Talk, TalkKey]):
    talk, _ = case
    layout = lay_out(talk)
    for edge in chart(talk, layout).edges:
        top, bottom = layout[edge.source][1], layout[edge.target][1]
        if bottom > top:
            assert [y for _, y in edge.bends] == [top + n for n in range(1, int(bottom - top))]
        else:
            assert edge.bends == ()


def test_a_layout_is_the_same_each_time_and_words_do_not_move_it():
    mended, _ = talk_of(
        guide_text().replace("Sorry", "I am sorry").replace("good +silence", "weak"), "deadline"
    )
    assert lay_out(TALK) == lay_out(TALK) == lay_out(mended)


def test_on_the_way_to_an_ending_rows_only_go_down():
    layout = lay_out(TALK)
    assert [layout[id][1] for id in ("opening", "told", "asked", "agreed", "shrug")] == [0, 1, 2, 3, 3]


def test_ways_back_are_drawn_beside_and_stay_on_the_sheet():
    talk, _ = short_talk(
        "# opening\n- On. -> later {#on good}\n- Stay. -> opening {#stay good}\n\n"
        "# later\n- Back. -> opening {#back good}\n- Out. -> closed {#out good}\n\n# closed {end}\n"
    )
    image = parsed(svg(chart(talk, lay_out(talk))))
    paths = [str(path.get("d")) for path in image.iter(f"{SVG}path")]
    beside = [path for path in paths if "V" not in path]
    assert len(paths) == 4 and len(beside) == 2
    columns = [float(n) for path in beside for n in re.findall(r"[\d.]+", path)[::2]]
    assert max(columns) <= float(str(image.get("width")))


@pytest.mark.parametrize(
    "layout",
    [
        {},
        {"opening": (0.0, 0.0)},
        {scene.id: (float("nan"), 0.0) for scene in TALK.scenes},
        {scene.id: (1e12, 0.0) for scene in TALK.scenes},
    ],
    ids=["none", "some", "nan", "far"],
)
def test_a_layout_that_does_not_fit_is_passed_over(layout: dict[str, tuple[float, float]]):
    assert chart(TALK, layout) == chart(TALK)
    rows = {node.id: node.y for node in chart(TALK).nodes}
    assert rows == {"opening": 0, "asked": 1, "told": 1, "agreed": 2, "shrug": 2}


def test_a_bend_is_never_taken_for_a_scene():
    talk, _ = short_talk(
        "# opening\n- A. -> a {#to-a good}\n- C. -> c {#to-c good}\n\n"
        "# a\n- B. -> b {#to-b good}\n\n# b\n- C. -> c {#b-c good}\n\n# c {end}\n"
    )
    layout = lay_out(talk)
    assert set(layout) == {"opening", "a", "b", "c", bend("opening", "c", 1), bend("opening", "c", 2)}
    assert len(chart(talk, layout).nodes) == 4


@pytest.mark.parametrize("path", written_talks(), ids=lambda path: path.stem)
def test_the_map_of_a_talk_of_the_course_fits_a_page(path):
    talk, _ = talk_of(path.read_text(encoding="utf-8"), path.stem, path.name)
    image = parsed(svg(chart(talk, lay_out(talk))))
    assert float(str(image.get("width"))) <= 1200
