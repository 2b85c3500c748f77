"""`mentorlab ids`: missing ids are written from their words, and nothing else changes."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from mentorlab.content.ids import new_id, write_missing
from mentorlab.content.load import load_course
from mentorlab.content.published import ids_of, publish, read_published
from tests.helpers.places import GOOD

ID = re.compile(rb" ?#[a-z][a-z0-9-]*(?=[ }])")
# An id that is all of its mark goes with its braces.
WHOLE = re.compile(rb" \{#[a-z][a-z0-9-]*\}")


@pytest.fixture
def content(tmp_path: Path) -> Path:
    shutil.copytree(GOOD, tmp_path / "content")
    return tmp_path / "content"


def without_ids(raw: bytes) -> bytes:
    """The file without its ids, but for those that others name: scenes, and the bands of a rubric."""
    lines = raw.split(b"\n")
    for n, line in enumerate(lines):
        if not line.startswith((b"# ", b"- Not yet", b"- Ready")):
            lines[n] = re.sub(rb"\{ +", b"{", ID.sub(b"", WHOLE.sub(b"", line)))
    return b"\n".join(lines)


@pytest.mark.parametrize("ends", [b"\n", b"\r\n"], ids=["unix", "windows"])
def test_all_ids_taken_out_come_back_as_words_and_no_other_byte_changes(content: Path, ends: bytes) -> None:
    stripped = {}
    for path in (content / "01-sample").rglob("*.md"):
        raw = without_ids(path.read_bytes()).replace(b"\n", ends)
        path.write_bytes(raw)
        stripped[path] = raw
    written, faults = write_missing(content)
    assert faults == []
    assert len(written) > 40
    for path, raw in stripped.items():
        assert path.read_bytes() != raw or path.name == "facilitate.md"
        assert without_ids(path.read_bytes()) == raw
    assert write_missing(content) == ([], [])
    (module,) = load_course(content).modules
    assert [reply.id for reply in module.talks["first-shift"][0].scenes[0].replies] == [
        "start-eight-ravi",
        "come-bed-three",
        "bus",
        "ten-past",
        "late-week",
    ]


def test_a_new_id_stands_after_the_kind_and_before_the_rest(content: Path) -> None:
    talk = content / "01-sample" / "talks" / "first-shift.md"
    text = talk.read_text(encoding="utf-8")
    bare = text.replace("{repair #jumped-in good +repair}", "{repair good +repair}").replace(
        "{#bed-three good +know-how}", "{good +know-how}"
    )
    talk.write_text(bare, encoding="utf-8")
    written, _ = write_missing(content)
    assert written == [
        "content/01-sample/talks/first-shift.md, line 15: #come-bed-three",
        "content/01-sample/talks/first-shift.md, line 30: #jumped-go-bus",
    ]
    assert "{repair #jumped-go-bus good +repair}" in talk.read_text(encoding="utf-8")
    assert "{#come-bed-three good +know-how}" in talk.read_text(encoding="utf-8")


def test_an_entry_over_several_lines_gets_its_id_at_its_end(content: Path) -> None:
    exercises = content / "01-sample" / "exercises.md"
    text = exercises.read_text(encoding="utf-8")
    exercises.write_text(
        text.replace('- [x] "What came in between?" {#in-between}', '- [x] "What came\n  in between?"'),
        encoding="utf-8",
    )
    write_missing(content)
    assert '- [x] "What came\n  in between?" {#came-between}\n  > A question' in exercises.read_text(
        encoding="utf-8"
    )


def test_another_fault_is_left_and_said(content: Path) -> None:
    lesson = content / "01-sample" / "lesson.md"
    text = (
        lesson.read_text(encoding="utf-8").replace(" {#tried}", "").replace("file=first-shift", "file=other")
    )
    lesson.write_text(text, encoding="utf-8")
    written, faults = write_missing(content)
    assert written == ["content/01-sample/lesson.md, line 8: #happened-tried"]
    assert [fault.line for fault in faults] == [29]


@pytest.mark.parametrize(
    ("text", "taken", "id"),
    [
        ("“What got in the way?”", set(), "got-way"),
        ("“What got in the way?”", {"got-way"}, "got-way-2"),
        ("You need to plan better, Sam, and soon", {"need-plan-better"}, "need-plan-better-sam"),
        ("So do we.", set(), "so-do-we"),
        ("You've earned it, and I couldn’t say so: Sam's way", set(), "earned-couldnt-say"),
        ("Ça m'a échappé", set(), "ca-ma-echappe"),
        ("2026. What a year.", set(), "year"),
        ("3:30", set(), "entry"),
        ("彼は言った", {"entry"}, "entry-2"),
        ("Donaudampfschifffahrtsgesellschaftskapitän", set(), "donaudampfschifffahrtsgesellschaftskapitan"),
    ],
)
def test_an_id_is_words_of_its_text(text: str, taken: set[str], id: str) -> None:
    assert new_id(text, taken) == id


# -- published --------------------------------------------------------------------------------------------


def test_publishing_lists_every_id_once_and_keeps_what_stands_there(content: Path) -> None:
    list_file = content / "published-ids.txt"
    list_file.write_text("choice 01-sample/long-ago gone\n", encoding="utf-8")
    course = load_course(content)
    assert publish(course) == len(ids_of(course))
    lines = list_file.read_text(encoding="utf-8").splitlines()[1:]
    assert "choice 01-sample/long-ago gone" in lines
    assert "reply 01-sample/talks/first-shift/jumped-in" in lines
    assert "part 01-sample/first-words/at-home" in lines
    assert "extended-text 01-sample/look-back" in lines
    assert lines == sorted(lines, key=lambda line: line.split()[1])
    assert publish(course) == 0
    assert read_published(content)["01-sample/long-ago"][:2] == ("choice", True)


def test_an_id_given_up_is_not_written_again(content: Path) -> None:
    lesson = content / "01-sample" / "lesson.md"
    lesson.write_text(
        lesson.read_text(encoding="utf-8").replace("#round-works", "").replace("{}", ""), encoding="utf-8"
    )
    (content / "published-ids.txt").write_text(
        "part 01-sample/first-words/come-need-round gone\n", encoding="utf-8"
    )
    written, _ = write_missing(content)
    assert written == ["content/01-sample/lesson.md, line 24: #come-need-round-works"]
