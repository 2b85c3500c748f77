"""Without a server: whose a file is, which of several is taken, and where the others are kept."""

from __future__ import annotations

import csv
import os
import shutil
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mentorlab.cli.cohort import app
from mentorlab.cohort.collecting import Doubt, FileState, Reason
from mentorlab.cohort.delivery import FileFault
from mentorlab.cohort.earlier import handed_in_at, restore_submission
from mentorlab.cohort.folder import find_cohort
from mentorlab.cohort.matching import Clue, Nobody
from mentorlab.cohort.new import CohortError
from mentorlab.responses.file import Responses
from tests.helpers.course_samples import MODULE
from tests.helpers.deliveries import EARLY, FILE, LATE, NOW, Inbox, mail, zipped
from tests.helpers.nbgrader_runs import autograde, marks
from tests.helpers.samples import sample


@pytest.fixture
def inbox(cohort: Path, built: Path, tmp_path: Path) -> Inbox:
    return Inbox(cohort, built, tmp_path / "inbox")


def test_what_arrived_is_taken_in_and_marked(inbox: Inbox) -> None:
    inbox.save("ada.responses.json")
    inbox.save(f"ben.b/{MODULE}.responses (1).json", inbox.answers(some=2, word="b" * 16))
    done = inbox.collect()
    assert inbox.submitted() == {"ada", "Ben.B"} and done.settled
    assert {(row.learner, row.answered) for row in done.those(FileState.TAKEN)} == {("ada", 10), ("Ben.B", 2)}
    folder = inbox.cohort / "submitted" / "ada" / MODULE
    assert {path.name for path in folder.iterdir()} == {FILE, f"{MODULE}.ipynb", "timestamp.txt"}
    assert handed_in_at(folder) == EARLY
    run = autograde(inbox.cohort)
    assert not run.failed and run.about("ada") == ""
    assert sum(points or 0 for points in marks(inbox.cohort)["ada"].values()) == 24


@pytest.mark.parametrize(
    ("place", "learner", "clue"),
    [
        (f"ada/{FILE}", "ada", Clue.ID),
        (f"ADA/my-mentoring/exercises/{MODULE}/{FILE}", "ada", Clue.ID),
        (f"ada/{MODULE}.responses (1).json", "ada", Clue.ID),
        (f"week 3/ada/{MODULE}.responses-1.json", "ada", Clue.ID),
        ("ada.responses.json", "ada", Clue.ID),
        (f"ada.{FILE}", "ada", Clue.ID),
        (f"ada_{FILE}", "ada", Clue.ID),
        ("ada/answers.json", "ada", Clue.ID),
        ("ada/answers.txt", "ada", Clue.ID),
        ("ada/answers", "ada", Clue.ID),
        (f"zoë/{FILE}", "zoë", Clue.ID),
        (f"zoe\u0308/{FILE}", "zoë", Clue.ID),
        (f"ada@example.org/{FILE}", "ada", Clue.ADDRESS),
        (f"Ada Lovelace/{FILE}", "ada", Clue.NAME),
        (f"LOVELACE, Ada/{FILE}", "ada", Clue.NAME),
        (f"zoe muller-sahin/{FILE}", "zoë", Clue.NAME),
        (f"Ada Lovelace_4711_assignsubmission_file/{FILE}", "ada", Clue.MOODLE),
        (f"Ada Lovelace_4711_assignsubmission_file_/{FILE}", "ada", Clue.MOODLE),
        (f"Ada Lovelace_4711_assignsubmission_file_{FILE}", "ada", Clue.MOODLE),
        (f"lovelaceada_4711_998877_{FILE}", "ada", Clue.CANVAS),
        (f"okriben_LATE_4712_998878_{MODULE}.responses-1.json", "Ben.B", Clue.CANVAS),
    ],
)
def test_a_file_is_somebody_s_by_id_address_name_or_platform(
    place: str, learner: str, clue: Clue, inbox: Inbox
) -> None:
    inbox.save(place)
    (row,) = inbox.collect().rows
    assert (row.state, row.learner, row.clues) == (FileState.TAKEN, learner, (clue,))
    assert inbox.submitted() == {learner}


def test_a_file_or_a_folder_may_be_named_alone(inbox: Inbox) -> None:
    inbox.collect(inbox.save(f"ada/{FILE}"))
    assert inbox.submitted() == {"ada"}
    inbox.collect(inbox.save(f"Ben.B/{FILE}").parent)
    assert inbox.submitted() == {"ada", "Ben.B"}


@pytest.mark.parametrize(
    ("place", "nobody", "named"),
    [
        (FILE, Nobody.NOT_SAID, ()),
        ("aada.responses.json", Nobody.UNKNOWN, ("aada",)),
        (f"Kim Lee/{FILE}", Nobody.TWO_FIT, ("k7", "k8")),
        (f"leekim_4711_998877_{FILE}", Nobody.TWO_FIT, ("k7", "k8")),
        ("ada/Ben.B.responses.json", Nobody.DISAGREE, ("Ben.B", "ada")),
        (f"ada/ben@example.org/{FILE}", Nobody.DISAGREE, ("Ben.B", "ada")),
        (f"Kim Lee/ada/{FILE}", Nobody.DISAGREE, ("ada", "k7", "k8")),
    ],
)
def test_nobody_is_guessed(place: str, nobody: Nobody, named: tuple[str, ...], inbox: Inbox) -> None:
    inbox.save(place)
    (row,) = inbox.collect().rows
    assert (row.state, row.why, row.detail) == (FileState.REFUSED, nobody, named)
    assert not inbox.submitted()


def test_of_two_with_one_name_the_address_decides(inbox: Inbox) -> None:
    inbox.save("Kim Lee/1.eml", mail({FILE: inbox.answers()}, "Kim Lee <lee@example.org>"))
    (row,) = inbox.collect().rows
    assert (row.state, row.learner, set(row.clues)) == (FileState.TAKEN, "k8", {Clue.NAME, Clue.ADDRESS})


def test_somebody_unknown_is_added_on_request_under_an_id_alone(inbox: Inbox) -> None:
    inbox.save("aada.responses.json")
    inbox.save("a+b.responses.json")
    inbox.save(f"Grace Hopper_9_assignsubmission_file/{FILE}")
    assert not inbox.collect().those(FileState.TAKEN)
    done = inbox.collect(add=True)
    assert [row.learner for row in done.those(FileState.TAKEN)] == ["aada"]
    assert {row.why for row in done.those(FileState.REFUSED)} == {Reason.BAD_ID}
    assert inbox.submitted() == {"aada"}


@pytest.mark.parametrize("name", ["a\u200bda", "аda"], ids=["unseen", "cyrillic"])
def test_nobody_is_added_who_looks_like_somebody(name: str, inbox: Inbox) -> None:
    inbox.save(f"{name}/{FILE}")
    (row,) = inbox.collect(add=True).rows
    assert row.why in (Reason.BAD_ID, Reason.LOOKS_LIKE) and not inbox.submitted()


def test_nothing_chooses_between_two_ids_of_an_earlier_version(inbox: Inbox) -> None:
    with find_cohort(inbox.cohort).gradebook() as book:
        book.add_student("ADA")
    inbox.save(f"Ada/{FILE}")
    inbox.save(f"ADA/{FILE}")
    done = inbox.collect()
    assert [(row.why, row.detail) for row in done.those(FileState.REFUSED)] == [
        (Nobody.TWO_FIT, ("ADA", "ada"))
    ]
    assert inbox.submitted() == {"ADA"}


def test_a_saved_mail_brings_its_sender_its_date_and_its_attachments(inbox: Inbox) -> None:
    inbox.save("one.eml", mail({FILE: inbox.answers()}))
    inbox.save("two.eml", mail({"work.zip": zipped({f"x/{FILE}": inbox.answers()})}, "b <BEN@example.org>"))
    done = inbox.collect()
    assert {(row.learner, row.clues, row.handed_in) for row in done.those(FileState.TAKEN)} == {
        ("ada", (Clue.ADDRESS,), LATE),
        ("Ben.B", (Clue.ADDRESS,), LATE),
    }


def test_a_forwarded_mail_is_its_first_sender_s(inbox: Inbox) -> None:
    from email import policy
    from email.message import EmailMessage
    from email.parser import BytesParser

    outer = EmailMessage()
    outer["From"], outer["To"] = "boss@example.org", "trainer@example.org"
    outer.set_content("See below.")
    outer.add_attachment(BytesParser(policy=policy.default).parsebytes(mail({FILE: inbox.answers()})))
    inbox.save("forwarded.eml", outer.as_bytes())
    (row,) = inbox.collect().those(FileState.TAKEN)
    assert (row.learner, row.handed_in) == ("ada", LATE)


def test_of_a_whole_workspace_the_exercises_are_taken_and_no_word_of_a_take_away(inbox: Inbox) -> None:
    item, _ = sample("take-away")
    sheet = {"initials": "KO", "fields": {"what-for": "told in confidence"}}
    lesson = inbox.folder / "ada" / "my-mentoring" / "course"
    lesson.mkdir(parents=True)
    Responses(lesson / FILE).put(item.id, {"sheets": {"a": sheet}}, item.digest)
    (lesson / "take-aways").mkdir(exist_ok=True)
    (lesson / "take-aways" / "08-our-agreement-KO.html").write_text("told in confidence", encoding="utf-8")
    inbox.save(f"ada/my-mentoring/exercises/{MODULE}/{FILE}")
    done = inbox.collect()
    assert inbox.submitted() == {"ada"} and done.settled
    assert {row.why for row in done.those(FileState.LEFT)} == {Reason.NO_ANSWERS, FileFault.OTHER}
    everything = [path for path in inbox.cohort.rglob("*") if path.is_file()]
    assert not [path for path in everything if b"told in confidence" in path.read_bytes()]


def test_the_lesson_s_file_alone_is_asked_about(inbox: Inbox) -> None:
    Responses(inbox.folder / "ada.responses.json").put("try-it", {"chosen": ["try-way"]}, "x")
    (row,) = inbox.collect().rows
    assert (row.state, row.why) == (FileState.REFUSED, Reason.NO_ANSWERS)


# --- which of several ---------------------------------------------------------------------------------------


def test_what_was_answered_later_is_taken_whatever_was_saved_later(inbox: Inbox) -> None:
    newer = inbox.save(f"ada/{FILE}", inbox.answers(LATE))
    older = inbox.save(f"ada/{MODULE}.responses (1).json", inbox.answers(EARLY))
    os.utime(newer, (1, 1))  # and the older one is saved later by far
    done = inbox.collect()
    assert inbox.bytes_of("ada") == newer.read_bytes()
    (kept,) = done.those(FileState.KEPT)
    assert kept.why is Reason.OLDER
    assert (inbox.cohort / kept.kept_in / FILE).read_bytes() == older.read_bytes()
    assert handed_in_at(inbox.cohort / "submitted" / "ada" / MODULE) == LATE


def test_a_later_collection_replaces_what_is_there_and_keeps_it(inbox: Inbox) -> None:
    first = inbox.save("ada.responses.json").read_bytes()
    inbox.collect()
    assert [row.why for row in inbox.collect().rows] == [Reason.SAME]
    inbox.save("ada/again.responses.json", inbox.answers(LATE))
    (taken,) = inbox.collect().those(FileState.TAKEN)
    assert (inbox.cohort / taken.replaces / FILE).read_bytes() == first
    again = inbox.collect()
    assert not again.those(FileState.TAKEN) and again.settled
    assert len(list((inbox.cohort / "earlier" / "ada").iterdir())) == 1, "nothing is kept twice"


def test_fewer_answers_than_before_is_asked_about(inbox: Inbox) -> None:
    inbox.save("ada.responses.json")
    inbox.collect()
    fewer = inbox.save("ada.responses.json", inbox.answers(LATE, some=2)).read_bytes()
    done = inbox.collect()
    (row,) = done.rows
    assert (row.why, row.answered) == (Reason.FEWER, 2) and not done.settled
    assert (inbox.cohort / row.kept_in / FILE).read_bytes() == fewer
    asked = []
    done = inbox.collect(ask=lambda question: asked.append(question) is None)
    assert done.settled and inbox.bytes_of("ada") == fewer
    assert (asked[0].answered, asked[0].answered_before) == (2, 10)


@pytest.mark.parametrize(
    ("last", "date", "doubt"),
    [
        (NOW + timedelta(days=400), None, Doubt.AHEAD),
        (LATE + timedelta(days=3), LATE, Doubt.AFTER_MAIL),
        (NOW + timedelta(minutes=5), None, None),
        (LATE + timedelta(hours=2), LATE, None),
    ],
)
def test_a_time_that_cannot_be_is_not_believed(
    last: datetime, date: datetime | None, doubt: Doubt | None, inbox: Inbox
) -> None:
    good = inbox.save("ada/good.eml", mail({FILE: inbox.answers(EARLY)}, date=EARLY))
    inbox.save("ada/odd.eml", mail({FILE: inbox.answers(last)}, date=date))
    done = inbox.collect()
    (odd,) = [row for row in done.rows if row.place.startswith("ada/odd.eml")]
    assert odd.doubt is doubt and good.exists()
    assert odd.state is (FileState.KEPT if doubt else FileState.TAKEN)


def test_a_file_that_does_not_say_when_is_taken_where_it_is_the_only_one(inbox: Inbox) -> None:
    inbox.save("ada.responses.json", inbox.answers().replace(EARLY.isoformat().encode(), b"yesterday"))
    (row,) = inbox.collect().rows
    assert (row.state, row.doubt, row.handed_in) == (FileState.TAKEN, Doubt.NONE, NOW)


def test_lateness_is_the_hand_in_s_own_time_beside_the_deadline(inbox: Inbox) -> None:
    with find_cohort(inbox.cohort).gradebook() as book:
        book.update_or_create_assignment(MODULE, duedate=datetime(2026, 11, 24, 18))
    inbox.save("one.eml", mail({FILE: inbox.answers()}))
    inbox.save("Ben.B.responses.json")
    late = {row.learner: row.late for row in inbox.collect().those(FileState.TAKEN)}
    assert late == {"ada": timedelta(hours=2), "Ben.B": None}


def test_what_replaces_a_marked_one_is_marked_even_if_its_mail_is_older(inbox: Inbox) -> None:
    inbox.save("ada/a.eml", mail({FILE: inbox.answers(EARLY, some=1)}, date=LATE))
    inbox.collect()
    before = handed_in_at(inbox.cohort / "submitted" / "ada" / MODULE)
    shutil.rmtree(inbox.folder / "ada")
    inbox.save("ada/b.responses.json", inbox.answers(EARLY + timedelta(hours=1)))
    inbox.collect()
    after = handed_in_at(inbox.cohort / "submitted" / "ada" / MODULE)
    assert before is not None and after is not None and after > before


def test_an_earlier_submission_is_put_back_and_the_present_one_kept(inbox: Inbox) -> None:
    first = inbox.save("ada.responses.json").read_bytes()
    inbox.collect()
    second = inbox.save("ada.responses.json", inbox.answers(LATE)).read_bytes()
    inbox.collect()
    done = restore_submission(find_cohort(inbox.cohort), "ada", MODULE)
    assert inbox.bytes_of("ada") == first
    assert (inbox.cohort / done.aside / FILE).read_bytes() == second
    assert (inbox.cohort / "submitted" / "ada" / MODULE / f"{MODULE}.ipynb").is_file()
    assert handed_in_at(inbox.cohort / "submitted" / "ada" / MODULE) == LATE + timedelta(seconds=1)
    with pytest.raises(CohortError, match="There are: 2"):
        restore_submission(find_cohort(inbox.cohort), "ada", MODULE, 7)


# --- the command --------------------------------------------------------------------------------------------


def test_the_command_accounts_for_every_file(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    inbox.save("ada.responses.json")
    inbox.save("ada/letter.txt", b"Dear trainer")
    monkeypatch.chdir(inbox.cohort / "source")
    table = tmp_path / "account.csv"
    done = CliRunner().invoke(app, ["collect", str(inbox.folder), "--table", str(table)])
    assert done.exit_code == 0, done.output
    assert "Taken: ada, ada.responses.json, by id: 10 of 11 exercises" in done.output
    assert f"{MODULE}: nothing yet from Ben.B, k7, k8, zoë." in done.output
    assert "2 offered: 1 taken, 1 left alone." in done.output
    assert f"Next: mentorlab cohort mark {MODULE}" in done.output
    with table.open(encoding="utf-8-sig", newline="") as file:
        assert [row["result"] for row in csv.DictReader(file)] == ["left alone", "taken"]
    inbox.save("who.responses.json")
    done = CliRunner().invoke(app, ["collect", str(inbox.folder)])
    assert done.exit_code == 1 and "Refused: who.responses.json: “who” is not in the roster" in done.output
    (tmp_path / "empty").mkdir()
    assert CliRunner().invoke(app, ["collect", str(tmp_path / "empty")]).exit_code == 1
    assert CliRunner().invoke(app, ["collect", str(tmp_path / "nowhere")]).exit_code == 1
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["collect", str(inbox.folder)])
    assert done.exit_code == 1 and "First cd into the folder" in done.output


def test_the_commands_take_fewer_answers_and_put_them_back(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(inbox.cohort)
    inbox.save("ada.responses.json")
    assert CliRunner().invoke(app, ["collect", str(inbox.folder)]).exit_code == 0
    fuller = inbox.bytes_of("ada")
    inbox.save("ada.responses.json", inbox.answers(LATE, some=2))
    done = CliRunner().invoke(app, ["collect", str(inbox.folder)])
    assert done.exit_code == 1 and "--fewer" in done.output
    assert CliRunner().invoke(app, ["collect", "--fewer", str(inbox.folder)]).exit_code == 0
    assert inbox.bytes_of("ada") != fuller
    done = CliRunner().invoke(app, ["restore", "ada", MODULE])
    assert done.exit_code == 0 and inbox.bytes_of("ada") == fuller
    assert CliRunner().invoke(app, ["restore", "ada", MODULE, "9"]).exit_code == 1


def test_a_line_says_the_hour_and_its_zone() -> None:
    from mentorlab.cli.collecting import duration, moment

    text = moment(datetime(2026, 12, 3, 17, 5, tzinfo=UTC))
    assert "2026" in text and "UTC" in text and ":05" in text
    assert duration(timedelta(hours=2, minutes=5)) == "2 h 5 min"
    assert duration(timedelta(days=1, hours=3, minutes=9)) == "1 day 3 h"


def test_a_zip_file_of_a_platform_holds_many_people(inbox: Inbox) -> None:
    files = {
        f"Ada Lovelace_1_assignsubmission_file/{FILE}": inbox.answers(),
        f"Ben Okri_2_assignsubmission_file/{FILE}": inbox.answers(),
        "Ben Okri_2_assignsubmission_file/selfie.png": b"\x89PNG",
        f"Grace Hopper_3_assignsubmission_file/{FILE}": inbox.answers(),
    }
    done = inbox.collect(inbox.save("download.zip", zipped(files)))
    assert inbox.submitted() == {"ada", "Ben.B"}
    assert [row.why for row in done.those(FileState.REFUSED)] == [Nobody.UNKNOWN]
    assert [row.why for row in done.those(FileState.LEFT)] == [FileFault.OTHER]


def test_zip_files_are_read_and_never_unpacked(inbox: Inbox) -> None:
    path = inbox.save(
        "mail.zip", zipped({f"ada/{FILE}": inbox.answers(), f"../../Ben.B/{FILE}": inbox.answers()})
    )
    link = zipfile.ZipInfo("cem.responses.json")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "a") as file:
        file.writestr(link, "gradebook.db")
    done = inbox.collect(path)
    assert inbox.submitted() == {"ada", "Ben.B"}
    assert not list(inbox.folder.parent.glob("Ben.B"))
    assert [row.why for row in done.those(FileState.REFUSED)] == [FileFault.LINK]
