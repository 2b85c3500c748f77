"""An assessed talk is played from its released cell alone, in modules of the second edition."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from mentorlab.content.load import Course, load_course
from mentorlab.item import parse_key, parse_response, score
from mentorlab.item.cells import parse_cell
from mentorlab.item.keys import parse_item
from mentorlab.item.model import as_json
from mentorlab.lint import released_cell as rule
from mentorlab.lint.released_cell import assessed, released_cell
from mentorlab.notebooks.assignment import assignment
from mentorlab.talk.explore import best_play
from mentorlab.talk.released import BOUND, advantages, released
from tests.helpers.places import FAULTS


def course(tmp_path: Path, edition: str) -> Course:
    """The sample module, its assessed talk so that a short id is always good."""
    content = tmp_path / "content"
    shutil.copytree(FAULTS / "good", content)
    lesson = content / "01-sample" / "lesson.md"
    lesson.write_text(
        lesson.read_text(encoding="utf-8").replace("---\n", f"---\n{edition}", 1), encoding="utf-8"
    )
    talk = content / "01-sample" / "talks" / "late-report.md"
    scenes = "".join(
        f"# s{n}\nSam: So.\n\n- A. -> s{n + 1} {{#a{n} good trust+1}}\n- B. -> s{n + 1} {{#bbbb{n} weak trust-1}}\n\n"
        for n in range(8)
    )
    front = "---\ntitle: Late\npeople: {Sam: mentee, You: mentor}\nmeters: {trust: 3}\n---\n"
    end = "# s8 {end}\nSam: Yes. {if trust >= 4}\n\nSam: No. {if trust < 4}\n"
    talk.write_text(front + scenes + end, encoding="utf-8")
    return load_course(content)


def test_a_talk_that_its_cell_gives_away_is_refused_in_the_second_edition(tmp_path: Path) -> None:
    found = list(released_cell(course(tmp_path, "edition: 2\n")))
    assert [one.what.split("“")[1].split("”")[0] for one in found] == ["the shortest id"]
    assert found[0].is_error and found[0].file.endswith("late-report.md")


def test_the_first_edition_is_left_as_it_is(tmp_path: Path) -> None:
    loaded = course(tmp_path, "")
    assert [placed.talk.id for placed in assessed(loaded)] == ["late-report"]
    assert not list(released_cell(loaded))


@pytest.mark.parametrize(("edition", "meters"), [("", True), ("edition: 2\n", False)])
def test_the_build_puts_numbered_states_where_meters_tell_too_much(
    tmp_path: Path, edition: str, meters: bool
) -> None:
    (module,) = course(tmp_path, edition).modules
    cells = [parse_cell(cell["source"]) for cell in assignment(module, {})["cells"]]
    called = [cell for cell in cells if cell is not None and '"talk":{' in cell[1][0]]
    form, mark = called
    assert form[1][0] == mark[1][0]
    item = parse_item(form[1][0])
    assert bool(item.talk.meters) == meters and bool(item.talk.state) != meters
    key = parse_key(item, mark[1][1])
    play = as_json(best_play(item.talk, key.talk_key))
    assert score(item, key, parse_response(item, {"plays": [play]})).value == 1.0
    assert BOUND == 0.10


def test_a_lead_that_luck_explains_is_no_fault_of_one_talk_and_one_of_four(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = course(tmp_path, "edition: 2\n")
    (placed,) = assessed(loaded)
    lucky = [
        one._replace(luck=0.5) for one in advantages(*released(placed.talk, placed.key)) if one.lead > 0.4
    ]
    monkeypatch.setattr(rule, "advantages", lambda talk, key: lucky)
    assert not list(released_cell(loaded))
    monkeypatch.setattr(rule, "assessed", lambda course: [placed] * rule.FEWEST)
    (found,) = released_cell(loaded)
    assert "over 4 assessed talks" in found.what and "the shortest id" in found.what
