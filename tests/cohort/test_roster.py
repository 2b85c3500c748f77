"""Rosters: every form in which spreadsheets and learning platforms write them, and what is said of a fault."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import Workbook
from typer.testing import CliRunner

from mentorlab.cli.cohort import app
from mentorlab.cohort.folder import find_cohort
from mentorlab.cohort.groups import groups_of
from mentorlab.cohort.people import add_people
from mentorlab.cohort.roster import Learner, Note, RosterError, read_roster
from mentorlab.names import to_id

ADA, BEN = Learner("ada", "Ada", "Lovelace", "ada@example.org"), Learner("ben", "Ben", "Okri")


def roster(tmp_path: Path, text: str | bytes) -> Path:
    file = tmp_path / "people.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return file


@pytest.mark.parametrize(
    "text",
    [
        "id,first_name,last_name\nada,Ada,Lovelace\n\nben,Ben,\n",
        "id;first_name;last_name\nada;Ada;Lovelace\nben;Ben;\n",
        "id\tfirst_name\tlast_name\r\nada\tAda\tLovelace\r\nben\tBen\t\r\n",
        "\ufeffLast_Name, ID ,first_name\nLovelace,ada,Ada\n,ben,Ben",
        'id,first_name,last_name\n"ada","Ada","Lovelace"\nben,Ben\n',
    ],
)
def test_a_roster_is_read_however_a_spreadsheet_writes_it(text: str, tmp_path: Path) -> None:
    assert read_roster(roster(tmp_path, text)).learners == (
        Learner("ada", "Ada", "Lovelace"),
        Learner("ben", "Ben"),
    )


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 1, "empty"),
        ("name\nada\n", 1, "No column is called id"),
        ("id,id\nada,ada\n", 1, "twice"),
        ("id,first_name\nada,Ada\n,Ben\n", 3, "The id is missing"),
        ("id\nada\nben\nADA\n", 4, "stands in line 2 already"),
        ("id\n../ada\n", 2, "cannot be an id"),
        ("id\na+b\n", 2, "cannot be an id"),
        ("id\nAda Lovelace\n", 2, "cannot be an id"),
        ("id\n-ada\n", 2, "cannot be an id"),
        ("id\ncon\n", 2, "Windows keeps this name"),
        ("id\nada\na\u200bda\n", 3, "a\\u200bda"),
        ("id\nada\nаda\n", 3, "looks like “ada”"),
        ("id\nJosé\nJose\u0301\n", 3, "stands in line 2 already"),
        ("id,first_name\nada,Ada,Lovelace\n", 2, "3 entries for 2 columns"),
        (b"id,first_name\nada,Ada\nben,R\x81n\n", 3, "no text that can be read"),
        ("id,,first_name\nada,38,Ada\n", 1, "Column 2 is filled and has no name"),
        (b"PK\x03\x04 and no more", 1, "sheet cannot be read"),
        ("id\nada\nADA@x\nAda\n", 4, "stands in line 2 already"),
        ('id,first_name\nada,"Ada\n', 2, "cannot be read"),
    ],
)
def test_a_fault_in_a_roster_names_file_and_line(
    text: str | bytes, line: int, said: str, tmp_path: Path
) -> None:
    file = roster(tmp_path, text)
    with pytest.raises(RosterError) as fault:
        read_roster(file)
    assert f"{file}, line {line}: " in str(fault.value)
    assert said in str(fault.value)


@pytest.mark.parametrize("id", ["مُحَمَّد", "नीता", "தமிழ்", "Jose\u0301", "ada@example.org"])
def test_a_roster_may_name_people_in_their_own_script(id: str, tmp_path: Path) -> None:
    (learner,) = read_roster(roster(tmp_path, f"id\n{id}\n")).learners
    assert learner.id == to_id(id)


def test_a_roster_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(RosterError, match="cannot be read"):
        read_roster(tmp_path / "nowhere.csv")


def sheet(*rows: tuple[object, ...]) -> bytes:
    """An xlsx file whose first sheet is empty, as some systems write it."""
    book = Workbook()
    second = book.create_sheet("people")
    for row in rows:
        second.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


PLAIN = "id;first_name;last_name;email\nada;Ada;Lovelace;ada@example.org\nben;Ben;Okri;\n"


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("utf-16"),
        PLAIN.encode("utf-16-le"),
        ("sep=;\r\n" + PLAIN.replace("\n", "\r\n")).encode(),
        PLAIN.replace("\n", ";;;\n").encode(),
        PLAIN.replace(";", "\t").encode(),
        ("\n\n" + PLAIN + ";;;\n\n").encode(),
        sheet(
            ("id", "first_name", "last_name", "email"),
            ("ada", "Ada", "Lovelace", "ada@example.org"),
            (None,),
            ("ben", "Ben", "Okri", None),
        ),
    ],
    ids=["plain", "mark", "utf-16", "utf-16-le", "sep", "empty-columns", "tabs", "empty-lines", "xlsx"],
)
def test_every_form_of_a_spreadsheet_gives_the_same_people(data: bytes, tmp_path: Path) -> None:
    assert read_roster(roster(tmp_path, data)).learners == (ADA, BEN)


def test_windows_text_is_read_and_said(tmp_path: Path) -> None:
    found = read_roster(roster(tmp_path, "id,first_name\njo,José\n".encode("cp1252")))
    assert found.learners == (Learner("jo", "José"),) and found.notes == (Note.WINDOWS,)


def test_moodle_s_export_is_a_roster(tmp_path: Path) -> None:
    text = (
        "First name,Surname,ID number,Email address,Groups\n"
        "Ada,Lovelace,s-17,ada@example.org,Ward B\nBen,Okri,,ben@example.org,\n"
    )
    found = read_roster(roster(tmp_path, text))
    assert found.learners == (
        Learner("s-17", "Ada", "Lovelace", "ada@example.org", (("Groups", "Ward B"),)),
        Learner("ben@example.org", "Ben", "Okri", "ben@example.org"),
    )
    assert found.notes == (Note.ID_FROM_ADDRESS,)


def test_canvas_s_export_is_a_roster(tmp_path: Path) -> None:
    text = (
        "Student,ID,SIS User ID,SIS Login ID,Section,Feedback (9917),Current Score\n"
        "    Points Possible,,,,,40,\n"
        '"Lovelace, Ada",4711,u17,ada,B,12,30\n"Okri, Ben",4712,,,B,,\n"Student, Test",4713,,x,B,,\n'
    )
    assert read_roster(roster(tmp_path, text)).learners == (
        Learner("ada", "Ada", "Lovelace", "", (("Section", "B"),)),
        Learner("4712", "Ben", "Okri", "", (("Section", "B"),)),
    )


def test_a_number_in_a_sheet_is_an_id_as_it_is_shown(tmp_path: Path) -> None:
    data = sheet(("id", "Ward"), (4711.0, "B"), (4712, "C"))
    assert [(one.id, one.groups) for one in read_roster(roster(tmp_path, data)).learners] == [
        ("4711", (("Ward", "B"),)),
        ("4712", (("Ward", "C"),)),
    ]


def test_groups_are_kept_and_whoever_comes_later_does_not_end_them(cohort: Path) -> None:
    folder = find_cohort(cohort)
    add_people(folder, [Learner("ada", groups=(("ward", "B"),)), Learner("ben")])
    add_people(folder, [Learner("ada", "Ada"), Learner("cem", groups=(("ward", "C"),))])
    assert groups_of(cohort) == {"ada": {"ward": "B"}, "cem": {"ward": "C"}}


def test_nothing_is_half_imported(cohort: Path, tmp_path: Path) -> None:
    file = roster(tmp_path, "id\nada\nben\n../cem\n")
    done = CliRunner().invoke(app, ["add", str(cohort), "--roster", str(file)])
    assert done.exit_code == 1 and "line 4" in done.output
    with find_cohort(cohort).gradebook() as book:
        assert not book.students
