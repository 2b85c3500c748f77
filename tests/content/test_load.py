"""Modules and references as data; whatever is wrong with a folder is said with file, line and mend."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from mentorlab.content.load import Exercise, Prose, load_course, load_module
from mentorlab.content.references import Author, read_references
from mentorlab.dialect.tree import DialectError
from tests.helpers.places import GOOD
from tests.helpers.talk_samples import guide_sources


@pytest.fixture
def content(tmp_path: Path) -> Path:
    shutil.copytree(GOOD, tmp_path / "content")
    return tmp_path / "content"


def edit(content: Path, name: str, old: str, new: str) -> None:
    path = content / "01-sample" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_course_is_its_modules_and_references() -> None:
    course = load_course(GOOD)
    assert [module.id for module in course.modules] == ["01-sample"]
    assert list(course.references) == ["weger2014relative"]


def test_a_module_holds_what_its_files_say() -> None:
    module = load_module(GOOD / "01-sample")
    assert (module.title, module.minutes, module.take_away) == ("Ask before you judge", 10, "")
    assert module.objectives == {"ask": "Ask what happened before you say what you think of it."}
    assert list(module.talks) == ["first-shift", "late-report"]
    assert set(module.documents) == {
        "lesson.md",
        "exercises.md",
        "facilitate.md",
        "talks/first-shift.md",
        "talks/late-report.md",
    }
    assert [piece.item.id for piece in module.assignment if isinstance(piece, Exercise)] == [
        "what-you-ask",
        "can-be-answered",
        "play-late-report",
        "look-back",
    ]


def test_prose_and_practice_stand_in_the_lesson_s_order() -> None:
    module = load_module(GOOD / "01-sample")
    ids = [piece.id if isinstance(piece, Prose) else piece.item.id for piece in module.lesson]
    assert ids == [
        "tried",
        "moment",
        "first-words",
        "play-first-shift",
        "otherwise",
        "out-loud",
        "key-points",
        "try",
    ]
    practice = module.lesson[2]
    assert isinstance(practice, Exercise)
    assert (practice.item.module, practice.item.kind, practice.line) == ("01-sample", "choice", 18)


def test_prose_is_markdown_to_the_letter_without_the_heading_s_mark(content: Path) -> None:
    prose = "A \\*star\\*, `code {good}`.  \n\n```\n# not a heading\n```\n\n| a |\n|---|\n\n- one\n  - two"
    edit(content, "lesson.md", "Two minutes: whom did you ask, and what did they say?", prose)
    piece = load_module(content / "01-sample").lesson[0]
    assert isinstance(piece, Prose)
    assert piece.text == f"## What happened when you tried it?\n\n{prose}"
    assert piece.line == 8


def test_windows_files_and_byte_order_marks_are_read_the_same(content: Path) -> None:
    before = load_module(content / "01-sample")
    for path in (content / "01-sample").rglob("*.md"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    after = load_module(content / "01-sample")
    assert (after.lesson, after.assignment, after.talks) == (before.lesson, before.assignment, before.talks)


FAULTS = [
    ("lesson.md", "minutes: 10", "minutes: ten", 3, "Write for instance minutes: 30."),
    ("lesson.md", "minutes: 10", "hours: 1\nminutes: 10", 3, "“hours” is not known"),
    ("lesson.md", "title: Ask before you judge\n", "", 1, "“title” is missing"),
    ("lesson.md", "  ask: Ask", "  Ask: Ask", 4, "“objectives” is not as it should be"),
    (
        "lesson.md",
        "## What happened",
        "A word before.\n\n## What happened",
        8,
        "Text stands before the first heading.",
    ),
    ("lesson.md", "## What happened", "# What happened", 8, "Begin headings with ##"),
    ("lesson.md", " {#tried}", "", 8, "run `mentorlab ids`"),
    ("lesson.md", "{#tried}", "{#tried end}", 8, "Leave the id alone: {#tried}."),
    ("lesson.md", "{#tried}", "{#opening}", 8, "kept for the builder"),
    ("lesson.md", "{#otherwise}", "{#moment}", 33, "already taken in line 12"),
    ("lesson.md", "{#otherwise}", "{#moment-form}", 33, "already taken in line 12"),
    ("lesson.md", "what did they say?", "what did they say? {good}", 10, "means nothing"),
    ("lesson.md", "objective=ask}\n\nHe comes", "objective=tell}\n\nHe comes", 18, "Write one of ask."),
    ("lesson.md", "file=first-shift", "file=second-shift", 29, "There is no talks/second-shift.md."),
    ("exercises.md", "minutes: 30", "minutes: 30\nobjectives: {ask: Other.}", 4, "Take them out here"),
    ("facilitate.md", "minutes: 60", "length: 60", 3, "“length” is not known"),
]


@pytest.mark.parametrize(("name", "old", "new", "line", "said"), FAULTS, ids=[fault[4] for fault in FAULTS])
def test_a_fault_is_said_with_file_line_and_mend(
    content: Path, name: str, old: str, new: str, line: int, said: str
) -> None:
    edit(content, name, old, new)
    with pytest.raises(DialectError) as caught:
        load_course(content)
    assert str(caught.value).startswith(f"content/01-sample/{name}, line {line}: ")
    assert said in str(caught.value)


def test_a_line_that_is_not_utf_8_is_named(content: Path) -> None:
    path = content / "01-sample" / "exercises.md"
    path.write_bytes(path.read_bytes().replace(b"Noon was", b"Noon \xe4 was"))
    with pytest.raises(DialectError, match=r"exercises\.md, line 8: This line is not UTF-8"):
        load_course(content)


def test_a_folder_s_name_is_an_id(content: Path) -> None:
    (content / "01-sample").rename(content / "1_Sample")
    with pytest.raises(DialectError, match="not a module's name"):
        load_course(content)


def test_all_faults_can_be_had_at_once_and_the_rest_is_loaded(content: Path) -> None:
    edit(content, "lesson.md", " {#tried}", "")
    edit(content, "lesson.md", "- [x]", "- [ ]")
    edit(content, "talks/first-shift.md", "-> swap", "-> swop")
    edit(content, "exercises.md", "band=ready", "band=reddy")
    faults: list[DialectError] = []
    (module,) = load_course(content, faults).modules
    assert sorted((fault.file.partition("/")[2], fault.line) for fault in faults) == [
        ("01-sample/exercises.md", 44),
        ("01-sample/lesson.md", 8),
        ("01-sample/lesson.md", 18),
        ("01-sample/talks/first-shift.md", 41),
    ]
    assert module.incomplete
    # The talk that cannot be read is said once, not again where it is placed.
    assert next(piece.id for piece in module.lesson if isinstance(piece, Prose)) == "moment"
    assert len(module.assignment) == 3


# -- references -------------------------------------------------------------------------------------------

RECORDS = r"""
@string{jvb = {Journal of Vocational Behavior}}
@comment{a note}

@article{one2006a,
  author = {Kluger, Avraham N. and DeNisi, Angelo},
  title = {The {E}ffects of Feedback: Caf\'e \& Co},
  journal = jvb,
  number = {2},
  volume = {119},
  pages = {254--284},
  year = {1996},
  doi = {https://doi.org/10.1037/x}
}
@article{no1999year, author = {Fong, Carlton J. and Patall, Erika A. and Vasquez, Ariana C.}, title = {On Praise?}, journal = {Review}}
@book{who2019burnout, author = {{World Health Organization, and Friends}}, title = {Burn-out}, year = 2019, url = {https://who.int/x}}
@article{jr2013, author = {Reio, Jr., Thomas G. and Jean-Luc Picard}, title = {T}, year = {2013}}
@misc{nobody, title = {Found in a Drawer}}
@article{twin2006b, author = {Allen, T. and Eby, L. and Lentz, E.}, title = {B}, year = {2006}}
@article{twin2006a, author = {Allen, T. and Ng, T. and Wu, A.}, title = {A}, year = {2006}}
"""


def test_a_reference_prints_what_its_record_holds_and_nothing_else() -> None:
    references = read_references(RECORDS, "references.bib")
    assert {key: (one.short(), one.full()) for key, one in references.items()} == {
        "one2006a": (
            "Kluger & DeNisi, 1996",
            "Kluger, A. N. & DeNisi, A. (1996). The Effects of Feedback: Café & Co. "
            "Journal of Vocational Behavior, 119(2), 254–284. https://doi.org/10.1037/x",
        ),
        "no1999year": ("Fong et al.", "Fong, C. J., Patall, E. A. & Vasquez, A. C. On Praise? Review."),
        "who2019burnout": (
            "World Health Organization, and Friends, 2019",
            "World Health Organization, and Friends (2019). Burn-out. https://who.int/x",
        ),
        "jr2013": ("Reio & Picard, 2013", "Reio, T. G., Jr. & Picard, J.-L. (2013). T."),
        "nobody": ("Found in a Drawer", "Found in a Drawer."),
        "twin2006b": ("Allen et al., 2006b", "Allen, T., Eby, L. & Lentz, E. (2006b). B."),
        "twin2006a": ("Allen et al., 2006a", "Allen, T., Ng, T. & Wu, A. (2006a). A."),
    }
    assert references["jr2013"].authors == (Author("Reio", "Thomas G.", "Jr."), Author("Picard", "Jean-Luc"))
    assert references["one2006a"].line == 5


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("@book{a,\n title = {A}\n}\n@book{a,\n title = {B}\n}\n", 4, "stands here twice"),
        ("@book{a,\n year = {1999}\n}\n", 1, "has no title"),
        ("\n@book{a,\n title = {A\n}\n", 2, "cannot be read"),
    ],
)
def test_a_record_at_fault_is_named(text: str, line: int, said: str) -> None:
    with pytest.raises(DialectError, match=said) as caught:
        read_references(text, "content/references.bib")
    assert (caught.value.file, caught.value.line) == ("content/references.bib", line)


def test_the_meetings_of_a_series_follow_one_another_and_a_broken_one_is_said_at_its_line(
    content: Path,
) -> None:
    folder = content / "01-sample" / "talks"
    first, second = guide_sources("A series")
    (folder / "orla-september.md").write_text(first, encoding="utf-8")
    (folder / "orla-december.md").write_text(second, encoding="utf-8")
    talks = load_module(content / "01-sample").talks
    assert talks["orla-december"][0].follows == "orla-september"
    for old, new, mend in (
        ("follows: orla-september", "follows: orla-may", "there is no orla-may.md"),
        ("series: orla-year", "series: orla-other", "Write series: orla-other in orla-september.md too"),
        ("follows: orla-september", "follows: orla-december", "Let the first meeting follow none"),
    ):
        (folder / "orla-december.md").write_text(second.replace(old, new), encoding="utf-8")
        with pytest.raises(DialectError, match=re.escape(mend)) as caught:
            load_module(content / "01-sample")
        assert caught.value.file.endswith("talks/orla-december.md") and caught.value.line == 7
        faults: list[DialectError] = []
        loaded = load_module(content / "01-sample", faults)
        assert "orla-december" not in loaded.talks and "orla-september" in loaded.talks
        assert len(faults) == 1
