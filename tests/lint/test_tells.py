"""A reader of words and form: what it learns, what it earns, and what is said of it."""

from __future__ import annotations

import random
import shutil
import sys
from datetime import date
from pathlib import Path

import pytest

from mentorlab.content.load import Course, load_course
from mentorlab.lint import word_reader
from mentorlab.lint.structure import Count, structure
from mentorlab.lint.tell_tables import RECORD, record, sentence
from mentorlab.lint.tells import Earned, lead, read_course
from mentorlab.lint.word_reader import Choice, Library, letters_and_places, words_and_form
from tests.helpers.places import FAULTS, PROJECT
from tests.helpers.talk_samples import guide_talk, short_talk

WORDS = [
    "ask",
    "tell",
    "wait",
    "show",
    "look",
    "open",
    "move",
    "call",
    "read",
    "hand",
    "keep",
    "turn",
    "note",
    "send",
]


def choices(good: str, bad: str, modules: int = 4) -> list[Choice]:
    """Choices among two texts of random words, one of which says `good` and one `bad`."""
    draw = random.Random(1)
    made = []
    for place in range(12 * modules):
        texts = [" ".join([*draw.sample(WORDS, 5), word]) for word in (good, bad)]
        made.append(Choice(f"{place % modules:02}-m", str(place), (texts[0], texts[1]), (1.0, 0.0)))
    return made


def hits(found: list[Choice], look: word_reader.Look) -> float:
    """The share of choices in which a reader that has not met the module ranks the better option first."""
    library = Library(found, look)
    readers = {choice.module: library.reader_without(choice.module) for choice in found}
    ranked = [readers[choice.module].rank(choice.texts) for choice in found]
    return sum(first > second for first, second in ranked) / len(found)


@pytest.mark.parametrize("look", [words_and_form, letters_and_places])
def test_a_word_of_the_better_option_is_learned_and_used_in_a_module_not_met(look: word_reader.Look) -> None:
    assert hits(choices("tomorrow", "honestly"), look) > 0.9


@pytest.mark.parametrize("look", [words_and_form, letters_and_places])
def test_where_words_tell_nothing_a_reader_earns_about_half(look: word_reader.Look) -> None:
    assert 0.25 < hits(choices("so", "so", modules=6), look) < 0.75


def test_the_words_that_betray_are_named() -> None:
    found = choices("tomorrow", "honestly")
    betrayed = Library(found).reader_without("00-m").betrayed(found[0])
    strongest = sorted(betrayed, key=lambda name: -betrayed[name])[:2]
    assert set(strongest) == {"“tomorrow”", "“honestly”"}


def test_form_is_seen_beside_the_other_options() -> None:
    short, long = words_and_form(["Why?", "I would have called them at once."])
    assert (short["the shortest"], long["the shortest"]) == (1.0, 0.0)
    assert (short["a question"], long["a question"], long["the word I"]) == (1.0, 0.0, 1.0)


def test_a_reader_that_has_learned_nothing_prefers_nothing() -> None:
    reader = Library(choices("a", "b", modules=1)).reader_without("00-m")
    assert reader.rank(("one", "two")) == [0.0, 0.0]


def earned(*leads: float) -> list[Earned]:
    return [Earned("01-m", f"t{n}", 0.4 + by, 0.4, ()) for n, by in enumerate(leads)]


def test_the_lead_over_all_talks_has_an_interval_and_is_the_same_each_time() -> None:
    found = lead(earned(0.0, 0.1, 0.2, 0.3))
    assert found is not None
    assert found.lead == pytest.approx(0.15) and found.number == 4
    assert 0.0 <= found.low < 0.15 < found.high <= 0.3
    assert found == lead(earned(0.0, 0.1, 0.2, 0.3))
    alike = lead(earned(0.2, 0.2, 0.2))
    assert alike is not None and alike.low == pytest.approx(alike.high)
    assert lead([]) is None


def test_the_bound_is_said() -> None:
    assert "within the bound" in sentence("Talks", lead(earned(0.0, 0.05)))
    assert "above the bound" in sentence("Talks", lead(earned(0.2, 0.3)))
    assert sentence("Talks", None) == "Talks: there are none."


@pytest.fixture
def course(tmp_path: Path) -> Course:
    for name in ("01-sample", "02-sample"):
        shutil.copytree(FAULTS / "good" / "01-sample", tmp_path / "content" / name)
    shutil.copy(FAULTS / "good" / "references.bib", tmp_path / "content")
    return load_course(tmp_path / "content")


def test_a_talk_whose_twin_was_read_is_played_without_a_fault(course: Course) -> None:
    found = read_course(course).talks
    assert {(one.module, one.source) for one in found} == {
        (module, talk) for module in ("01-sample", "02-sample") for talk in ("first-shift", "late-report")
    }
    assert all(one.reader == 1.0 and one.lead > 0 and one.betrays for one in found)


def test_options_whose_twins_were_read_are_picked_without_a_fault(course: Course) -> None:
    found = read_course(course).options
    assert found and all(one.reader == 1.0 > one.blind for one in found)


def test_the_build_of_a_talk_is_counted() -> None:
    talk, key = guide_talk()
    found = structure(talk, key)
    assert found.repair_in_three == Count(0, 1)
    assert found.longest == Count(2, 3)  # not “You need to plan better.”
    assert found.shortest == Count(2, 3)


def test_questions_that_answer_questions_are_counted() -> None:
    talk, key = short_talk(
        """\
# one
Sam: What now?

- "What do you think?" -> two {#a good}
- "Nothing." -> two {#b weak}
- "Why me?" -> two {#c weak}

# two {end}
So.
"""
    )
    found = structure(talk, key)
    assert (found.question_for_question, found.other_for_question) == (Count(1, 2), Count(0, 1))


def test_the_record_keeps_every_row(tmp_path: Path) -> None:
    for leads in ((0.5, 0.6), (0.0, 0.1)):
        record(tmp_path, "1.2.0", date(2026, 12, 1), [("talks", earned(*leads)), ("options", [])])
    rows = [line for line in (tmp_path / RECORD).read_text(encoding="utf-8").splitlines() if "1.2.0" in line]
    assert [row.split(" | ")[2:7] for row in rows] == [
        ["talks", "2", "0.95", "0.40", "0.55"],
        ["talks", "2", "0.45", "0.40", "0.05"],
    ]


def test_scikit_learn_is_asked_for_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sklearn.feature_extraction", None)
    with pytest.raises(ImportError, match="pip install scikit-learn"):
        Library(choices("a", "b"))


def test_nothing_but_the_reader_knows_of_scikit_learn() -> None:
    source = PROJECT / "src" / "mentorlab"
    naming = [path.name for path in source.rglob("*.py") if "sklearn" in path.read_text(encoding="utf-8")]
    assert naming == ["word_reader.py"]
