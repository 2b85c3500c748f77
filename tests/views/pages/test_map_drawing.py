"""The map: what it shows to whom, as words, as Mermaid text and as SVG."""

from __future__ import annotations

import random
import re
import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorlab.notebooks.layout import lay_out
from mentorlab.talk import Reply, Scene, Talk, TalkKey, choose, start
from mentorlab.talk.explore import random_walk
from mentorlab.talk.graph import chart, seen
from mentorlab.views.pages.map_drawing import in_words, mermaid, svg
from tests.helpers.talk_samples import guide_talk, short_talk, talk_of, talks, written_talks

SVG = "{http://www.w3.org/2000/svg}"
TALK, _ = guide_talk()
HALF = choose(TALK, start(TALK), "plan-better")


def parsed(drawing: str) -> ElementTree.Element:
    return ElementTree.fromstring(drawing)


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


@pytest.mark.parametrize("path", written_talks(), ids=lambda path: path.stem)
def test_the_map_of_a_talk_of_the_course_fits_a_page(path):
    talk, _ = talk_of(path.read_text(encoding="utf-8"), path.stem, path.name)
    image = parsed(svg(chart(talk, lay_out(talk))))
    assert float(str(image.get("width"))) <= 1200
