"""A take-away: its notation, its sheets, the page and the calendar that are kept of it, and where it never goes."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import ipywidgets
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlab.content.load import load_course
from mentorlab.dialect.tree import DialectError
from mentorlab.item.kinds.take_away import MOST_SHEETS, initials, names
from mentorlab.learner import take_aways
from mentorlab.learner.take_aways import ELSEWHERE, FOLDER
from mentorlab.responses.file import Responses
from mentorlab.views.controls import take_away_files
from mentorlab.views.controls.forms import Form
from mentorlab.views.controls.ipywidgets_toolkit import IpywidgetsToolkit
from mentorlab.views.controls.kinds.take_away import EMPTY, FULL, INITIALS, NEW, NOT_INITIALS, WHOSE
from mentorlab.views.controls.take_away_files import CALENDAR, NO_DATES, PAGE, SHARED
from mentorlab.views.pages.take_away_page import page
from tests.helpers.course_samples import write_content
from tests.helpers.samples import MODULE, item_of, sample, sources

ITEM, KEY = sample("take-away")
ATTACK = '</dd><script>alert(1)</script><img src=x onerror="alert(2)">'
KEPT = "08-our-agreement-KO"


@pytest.fixture
def lesson(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the lessons in a learner's workspace, where a notebook runs."""
    folder = tmp_path / "my-mentoring" / "course"
    (folder.parent / ".mentorlab").mkdir(parents=True)
    (folder.parent / ".mentorlab" / "workspace.json").write_text('{"id": "0123456789abcdef"}')
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return folder


def open_form(item: Any = ITEM) -> Form:
    return Form(IpywidgetsToolkit(), item, KEY, Responses.open(item.module), practice=True)


def walk(widget: Any) -> Iterator[Any]:
    yield widget
    for child in getattr(widget, "children", ()):
        yield from walk(child)


def labelled(form: Form, label: str) -> Any:
    return next(one for one in walk(form.control) if getattr(one, "description", "") == label)


def press(form: Form, text: str) -> str:
    """Press a button, and return all that the form then says."""
    labelled(form, text).click()
    return shown(form)


def shown(form: Form) -> str:
    return "\n".join(one.value for one in walk(form.control) if isinstance(one, ipywidgets.HTML))


def fill(form: Form, letters: str, **texts: str) -> None:
    labelled(form, INITIALS).value = letters
    for one in form.item.fields:
        if one.id.replace("-", "_") in texts:
            labelled(form, one.text).value = texts[one.id.replace("-", "_")]


def kept(item: Any = ITEM) -> Any:
    entry = Responses.open(MODULE).get(item.id)
    return [] if entry is None else list(entry.response["sheets"].values())


# --- the notation --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{take-away #our-agreement each=mentee}", "{take-away #our-agreement points=2}", "has no points"),
        ("each=mentee", "objective=notice", "judges no objective"),
        ("each=mentee", "each=person", "“each=person” is not known"),
        ("type=dates", "type=days", "“type=days” is not known"),
        ("share=yes", "share=no", "“share=no” is not known"),
        ("minutes=40", "minutes=0", "not the length of a meeting"),
        ("type=dates minutes=40", "minutes=40", "Only dates take minutes="),
        ("{field #find-hard}", "{field #find-hard rule=date}", "“rule=”"),
        ("  > Nobody else reads this.", "\n> Said once it is answered.", "nothing is ever checked"),
        ("{field #find-hard}", "{field}", "has no id"),
    ],
)
def test_what_means_nothing_in_it_is_refused(old: str, new: str, said: str) -> None:
    assert old in sources()["take-away"]
    with pytest.raises(DialectError, match=re.escape(said)):
        item_of(sources()["take-away"].replace(old, new, 1))


@pytest.mark.parametrize("name", ["take-away", "rating"])
def test_in_an_assignment_it_is_refused_with_a_sentence(name: str, tmp_path: Path) -> None:
    content = write_content(tmp_path / "content")
    file = content / MODULE / "exercises.md"
    file.write_text(
        file.read_text("utf-8") + "\n" + sources()[name].replace("{" + name + " #", "{" + name + " #other-"),
        "utf-8",
    )
    faults: list[DialectError] = []
    load_course(content, faults)
    (fault,) = [fault for fault in faults if "stands in an assignment" in fault.what]
    assert f"nobody marks a {name}" in fault.what and fault.mend == "Move it to lesson.md."


# --- sheets ----------------------------------------------------------------------------------------------------


def test_initials_are_letters_and_few() -> None:
    assert [initials(text) for text in ("KO", " k. o.", "Å-M", "")] == ["KO", "ko", "ÅM", ""]
    for text in ("Kofi O.", "K0", "K/O", "<b>"):
        with pytest.raises(ValueError, match="at most 4 letters"):
            initials(text)


def test_sheets_with_the_same_initials_are_told_apart() -> None:
    called = names({"a": "KO", "b": "", "c": "ko", "d": "RK", "e": ""})
    assert called == {"a": "KO", "b": "", "c": "ko-2", "d": "RK", "e": "2"}


def test_each_mentee_has_a_sheet_and_all_of_them_are_kept(lesson: Path) -> None:
    form = open_form()
    assert WHOSE not in [getattr(one, "description", "") for one in walk(form.control)], "one sheet, no list"
    fill(form, "KO", what_for="Nights")
    press(form, NEW)
    assert labelled(form, "What it is for").value == ""
    fill(form, "R.K.", what_for="Saturdays")
    assert [label for label, _ in labelled(form, WHOSE).options] == ["KO", "RK"]
    first = labelled(form, WHOSE).options[0][1]
    labelled(form, WHOSE).value = first
    assert labelled(form, "What it is for").value == "Nights"
    fill(form, "KO", what_for="Nights, until June")
    assert kept() == [
        {"initials": "KO", "fields": {"what-for": "Nights, until June"}},
        {"initials": "RK", "fields": {"what-for": "Saturdays"}},
    ]
    again = open_form()
    assert [label for label, _ in labelled(again, WHOSE).options] == ["KO", "RK"]
    assert labelled(again, "What it is for").value == "Nights, until June"


def test_letters_that_a_click_overtakes_come_to_their_own_sheet(lesson: Path) -> None:
    """While Python is busy, ipywidgets holds back the last letters of a box, and a click on a button goes first."""
    form = open_form()
    fill(form, "KO", what_for="N")
    box = labelled(form, "What it is for")
    press(form, NEW)
    assert box.comm is not None, "the page would speak to a box that is gone"
    box.set_state({"value": "Nights"})
    assert labelled(form, "What it is for").value == ""
    fill(form, "RK", what_for="Saturdays")
    assert kept() == [
        {"initials": "KO", "fields": {"what-for": "Nights"}},
        {"initials": "RK", "fields": {"what-for": "Saturdays"}},
    ]
    for number in range(8):  # and boxes do not pile up
        press(form, NEW)
        fill(form, "A" * (number % 3 + 1), what_for=f"{number}")
    assert box.comm is None


def test_a_name_is_not_kept_and_it_is_said(lesson: Path) -> None:
    form = open_form()
    fill(form, "KO", what_for="Nights")
    labelled(form, INITIALS).value = "Kofi Mensah"
    assert NOT_INITIALS in shown(form)
    assert kept()[0]["initials"] == ""
    labelled(form, INITIALS).value = "KM"
    assert NOT_INITIALS not in shown(form)
    assert kept()[0]["initials"] == "KM"


def test_an_empty_sheet_is_used_first_emptied_ones_go_and_there_is_a_bound(lesson: Path) -> None:
    form = open_form()
    assert EMPTY in press(form, NEW)
    for number in range(MOST_SHEETS):
        fill(form, "KO", what_for=str(number))
        said = press(form, NEW)
    assert FULL in said
    assert len(kept()) == MOST_SHEETS
    fill(form, "", what_for="")
    assert len(kept()) == MOST_SHEETS - 1
    assert "Nothing is filled in yet." not in form.status.value


def test_what_another_window_writes_on_another_sheet_is_kept_and_the_sheet_in_view_stays(
    lesson: Path,
) -> None:
    form = open_form()
    fill(form, "KO", what_for="Nights")
    press(form, NEW)
    fill(form, "RK", what_for="Saturdays")
    other = open_form()
    fill(other, "KO", what_for="Days")
    labelled(form, "What it is for").value = "Sundays"
    assert [sheet["fields"]["what-for"] for sheet in kept()] == ["Days", "Sundays"]
    assert labelled(form, INITIALS).value == "RK"


# --- the page ---------------------------------------------------------------------------------------------------


class Page(HTMLParser):
    """The tags of a page, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


@given(st.text(max_size=200), st.text("ABCÅ", max_size=4), st.booleans())
def test_what_is_typed_is_text_on_the_page(typed: str, letters: str, shared: bool) -> None:
    texts = {one.id: typed + ATTACK for one in ITEM.fields}
    made = Page(page(ITEM, texts, letters, date(2026, 12, 3), shared=shared))
    blank = Page(page(ITEM, {}, letters, date(2026, 12, 3), shared=shared))
    assert made.tags - {"br"} == blank.tags - {"br"}
    assert made.attributes | {"class"} == blank.attributes | {"class"}
    assert made.text.count(ATTACK) == (2 if shared else 3)
    made.text.encode("utf-8")


def test_the_page_holds_all_and_the_mentees_page_what_is_theirs(lesson: Path) -> None:
    form = open_form()
    fill(form, "KO", what_for="Nights\nand bridges", when_we_meet="3 December 2026", find_hard="He is late")
    said = press(form, PAGE)
    assert f'href="{FOLDER}/{KEPT}.html" target="_blank"' in said
    assert f"course/{FOLDER}/{KEPT}.html" in said
    whole = (lesson / FOLDER / f"{KEPT}.html").read_text("utf-8")
    for text in (
        "Our agreement",
        "KO · ",
        str(date.today().year),
        "What it is for",
        "Nights<br>and bridges",
        "He is late",
    ):
        assert text in whole
    press(form, SHARED)
    theirs = (lesson / FOLDER / f"{KEPT}-for-the-mentee.html").read_text("utf-8")
    assert "Nights<br>and bridges" in theirs and "Thursday 3 December 2026" in theirs
    assert "He is late" not in theirs and "find hard" not in theirs
    assert "<script" not in whole and "http:" not in whole.replace("http-equiv", "")


def test_without_a_shared_field_there_is_one_page_and_without_dates_no_calendar() -> None:
    item = ITEM.model_copy(update={"fields": ITEM.fields[2:], "each": False})
    assert list(take_away_files.actions(item)) == [PAGE]


def test_a_page_is_written_again_but_never_over_one_that_was_changed_by_hand(lesson: Path) -> None:
    form = open_form()
    fill(form, "KO", what_for="Nights")
    press(form, PAGE)
    fill(form, "KO", what_for="Days")
    assert "changed by hand" not in press(form, PAGE)
    file = lesson / FOLDER / f"{KEPT}.html"
    assert "Days" in file.read_text("utf-8") and len(list(file.parent.iterdir())) == 1
    file.write_text(file.read_text("utf-8").replace("Days", "By hand"), "utf-8")
    said = press(form, PAGE)
    aside = file.with_name(f"{KEPT}.yours-{date.today().isoformat()}.html")
    assert f"The one that you had changed by hand is now {aside.name}." in said
    assert "By hand" in aside.read_text("utf-8") and "Days" in file.read_text("utf-8")
    (lesson.parent / ".mentorlab" / "take-aways.json").write_text("{damaged")
    press(form, PAGE)
    assert len(list(file.parent.iterdir())) == 3, "without the record a page counts as changed"


@pytest.mark.skipif(sys.platform == "win32", reason="folders are not read-only there")
def test_a_folder_that_cannot_be_written_is_a_sentence(lesson: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(target: Path, data: bytes) -> None:
        raise OSError(28, os.strerror(28))

    form = open_form()
    fill(form, "KO", what_for="Nights")
    (lesson / FOLDER).write_text("a file stands where the folder should")
    said = press(form, PAGE)
    assert f"{KEPT}.html could not be written" in said and "kept in this form" in said
    (lesson / FOLDER).unlink()
    monkeypatch.setattr(take_aways, "write_whole", full)
    said = press(form, CALENDAR), press(form, PAGE)
    assert "No space left on device" in said[1]


def test_outside_a_workspace_nothing_is_written_and_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    form = open_form()
    fill(form, "KO", what_for="Nights", when_we_meet="2026-12-03")
    for button in (PAGE, SHARED, CALENDAR):
        assert ELSEWHERE in press(form, button)
    assert not list(tmp_path.rglob("*.html")) and not list(tmp_path.rglob("*.ics"))


# --- the calendar -----------------------------------------------------------------------------------------------


def test_dates_are_read_back_and_saved_under_title_and_initials_alone(lesson: Path) -> None:
    form = open_form()
    fill(form, "KO", what_for="Nights", when_we_meet="3 December 2026, 14:30\n2027-01-14")
    assert "Read as: Thursday 3 December 2026, 14:30; Thursday 14 January 2027." in shown(form)
    said = press(form, CALENDAR)
    assert (
        f'href="{FOLDER}/{KEPT}.ics"' in said and "2 entries, “Our agreement: KO” and nothing more." in said
    )
    text = (lesson / FOLDER / f"{KEPT}.ics").read_bytes().decode()
    assert text.count("SUMMARY:Our agreement: KO\r\n") == 2 and "Nights" not in text
    assert "DTEND:20261203T151000" in text, "forty minutes, as the mark of the field says"


def test_a_line_that_cannot_be_read_is_said_and_no_half_calendar_is_saved(lesson: Path) -> None:
    form = open_form()
    assert NO_DATES in press(form, CALENDAR)
    fill(form, "KO", when_we_meet="2026-12-03\n3/12/2026")
    assert "Line 2, “3/12/2026”: this may be two different days." in shown(form)
    assert "No file was saved yet. “When we meet”: Line 2" in press(form, CALENDAR)
    assert not (lesson / FOLDER).exists()


# --- where it never goes --------------------------------------------------------------------------------------


def test_nothing_of_it_stands_in_what_is_handed_in(lesson: Path, tmp_path: Path) -> None:
    form = open_form()
    fill(form, "KO", what_for="Nights")
    press(form, PAGE)
    work = lesson.parent / "exercises" / MODULE
    work.mkdir(parents=True)
    other, _ = sample("choice")
    Responses.open(MODULE, work).put(other.id, {"chosen": []}, other.digest)
    handed_in = json.loads((work / f"{MODULE}.responses.json").read_text("utf-8"))
    assert ITEM.id not in handed_in["items"]
    assert not [path for path in work.rglob("*") if "Nights" in path.read_text("utf-8")]
    assert (lesson / f"{MODULE}.responses.json").is_file()
