"""Without a server: taking in what learners sent by mail, and what nbgrader says where there is no exchange."""

from __future__ import annotations

import json
import logging
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeError
from typer.testing import CliRunner

from mentorlab.cli.cohort import app
from mentorlab.cohort.folder import find_cohort
from mentorlab.cohort.mail import Report, collect_mail
from mentorlab.cohort.new import CohortError
from mentorlab.cohort.people import add_people
from mentorlab.cohort.roster import Learner
from mentorlab.marking.nbgrader.collect import Collect
from mentorlab.marking.nbgrader.exchange import Release, ReleaseFeedback
from mentorlab.names import visible
from mentorlab.responses.file import Responses
from tests.helpers.course_samples import MODULE, answer, model
from tests.helpers.nbgrader_runs import autograde, configuration, gradebook, marks
from tests.helpers.samples import sample

SOURCE = f"solutions/{MODULE}/{MODULE}.ipynb"
FILE = f"{MODULE}.responses.json"
EARLY, LATE = 1_790_000_000, 1_790_100_000  # seconds: two days of 2026


class Mail:
    """A cohort of Ada and Ben, and a folder into which mail is saved."""

    def __init__(self, cohort: Path, built: Path, inbox: Path) -> None:
        self.cohort, self.inbox, self._built = cohort, inbox, built
        inbox.mkdir()
        add_people(find_cohort(cohort), [Learner("ada"), Learner("Ben.B")])

    def save(self, place: str, *, time: int = EARLY, some: int = 99) -> Path:
        """Somebody's answers, saved under this name."""
        file = self.inbox / place
        file.parent.mkdir(parents=True, exist_ok=True)
        left = iter(range(some))

        def respond(item: Any, key: Any) -> Any:
            return model(item, key) if next(left, None) is not None else None

        answer(file.parent, self._built / SOURCE, respond)
        (file.parent / FILE).rename(file)
        os.utime(file, (time, time))
        return file

    def collect(self, *paths: Path, add: bool = False) -> Report:
        return collect_mail(find_cohort(self.cohort), paths or (self.inbox,), add=add)

    def submitted(self) -> set[str]:
        return {path.parent.parent.name for path in self.cohort.glob(f"submitted/*/{MODULE}/{FILE}")}


@pytest.fixture
def mail(cohort: Path, built: Path, tmp_path: Path) -> Mail:
    return Mail(cohort, built, tmp_path / "inbox")


def test_what_arrived_by_mail_is_taken_in_and_marked(mail: Mail) -> None:
    mail.save("ada.responses.json")
    mail.save(f"ben.b/{MODULE}.responses (1).json", some=2)
    report = mail.collect()
    assert mail.submitted() == {"ada", "Ben.B"} and not report.refused
    assert [said.split(":")[0] for said in report.taken] == ["Ben.B", "ada"]
    folder = mail.cohort / "submitted" / "ada" / MODULE
    assert {path.name for path in folder.iterdir()} == {FILE, f"{MODULE}.ipynb", "timestamp.txt"}
    assert (folder / "timestamp.txt").read_text(encoding="utf-8").startswith("2026-09-21 14:13:20.000000 UTC")
    run = autograde(mail.cohort)
    assert not run.failed and run.about("ada") == ""
    assert sum(points or 0 for points in marks(mail.cohort)["ada"].values()) == 24


@pytest.mark.parametrize(
    "place",
    [
        f"ada/{FILE}",
        f"ADA/my-mentoring/exercises/{MODULE}/{FILE}",
        f"ada/{MODULE}.responses (1).json",
        f"week 3/ada/{MODULE}.responses-1.json",
        "ada.responses.json",
    ],
)
def test_a_file_is_somebody_s_by_its_name_or_a_folder_s(place: str, mail: Mail) -> None:
    mail.save(place)
    assert not mail.collect().refused
    assert mail.submitted() == {"ada"}


def test_a_file_or_a_folder_may_be_named_alone(mail: Mail) -> None:
    mail.collect(mail.save(f"ada/{FILE}"))
    assert mail.submitted() == {"ada"}
    mail.collect(mail.save(f"Ben.B/{FILE}").parent)
    assert mail.submitted() == {"ada", "Ben.B"}


def test_a_zip_file_is_read_and_never_unpacked(mail: Mail, tmp_path: Path) -> None:
    data = mail.save(f"ada/{FILE}").read_bytes()
    with zipfile.ZipFile(tmp_path / "mail.zip", "w") as file:
        file.writestr(f"ada/{FILE}", data)
        file.writestr(f"../../Ben.B/{FILE}", data)
        link = zipfile.ZipInfo("cem.responses.json")
        link.external_attr = 0o120777 << 16
        file.writestr(link, str(mail.cohort / "gradebook.db"))
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 and no more")
    report = mail.collect(tmp_path / "mail.zip", tmp_path / "broken.zip")
    assert mail.submitted() == {"ada", "Ben.B"}
    assert not list(tmp_path.parent.glob("Ben.B"))
    assert len(report.refused) == 2
    assert "cannot be read" in report.refused[1]


def test_somebody_unknown_is_refused_by_name_unless_told_otherwise(mail: Mail) -> None:
    mail.save("aada.responses.json")
    report = mail.collect()
    assert not mail.submitted()
    assert "“aada” is not in the roster" in report.refused[0] and "--add" in report.refused[0]
    assert mail.collect(add=True).taken
    assert mail.submitted() == {"aada"}
    mail.save("a+b.responses.json")
    assert "letters, digits, points" in mail.collect(add=True).refused[0]


def test_what_says_nobody_s_name_is_refused(mail: Mail) -> None:
    mail.save(FILE)
    for add in (False, True):
        (said,) = mail.collect(add=add).refused
        assert "says whose it is" in said


def test_of_a_whole_workspace_the_exercises_are_taken_and_no_word_of_a_take_away(mail: Mail) -> None:
    item, _ = sample("take-away")
    sheet = {"initials": "KO", "fields": {"what-for": "told in confidence"}}
    lesson = mail.inbox / "ada" / "my-mentoring" / "course"
    Responses(lesson / FILE).put(item.id, {"sheets": {"a": sheet}}, item.digest)
    (lesson / "take-aways").mkdir()
    (lesson / "take-aways" / "08-our-agreement-KO.html").write_text("told in confidence", encoding="utf-8")
    mail.save(f"ada/my-mentoring/exercises/{MODULE}/{FILE}")
    report = mail.collect()
    assert mail.submitted() == {"ada"} and len(report.refused) == 1
    everything = [path for path in mail.cohort.rglob("*") if path.is_file()]
    assert not [path for path in everything if b"told in confidence" in path.read_bytes()]


def test_what_holds_no_answer_or_cannot_be_read_is_refused_and_the_rest_taken(mail: Mail) -> None:
    Responses(mail.inbox / "ada.responses.json").put("try-it", {"chosen": ["try-way"]}, "x")
    (mail.inbox / "Ben.B.responses.json").write_text("{", encoding="utf-8")
    add_people(find_cohort(mail.cohort), [Learner("cem"), Learner("dan"), Learner("eva")])
    (mail.inbox / "cem.responses.json").symlink_to(mail.cohort / "gradebook.db")
    with (mail.inbox / "dan.responses.json").open("wb") as file:
        file.truncate(2 * 1024 * 1024)
    mail.save("eva.responses.json")
    refused = "\n".join(mail.collect().refused)
    assert mail.submitted() == {"eva"}
    assert "ada.responses.json: it holds no answer to this assignment" in refused
    assert "Ben.B.responses.json: " in refused and "dan.responses.json: " in refused
    assert "cem.responses.json: it is a link" in refused


def test_a_newer_one_takes_the_place_of_the_older_which_is_kept(mail: Mail) -> None:
    first = mail.save("ada.responses.json", some=1).read_bytes()
    mail.collect()
    again = mail.collect()
    assert not again.taken and "in submitted/ already" in again.kept[0]
    mail.save("ada/again.responses.json", time=LATE)
    report = mail.collect()
    assert f"earlier/ada/{MODULE}-1" in report.taken[0]
    assert (mail.cohort / "earlier" / "ada" / f"{MODULE}-1" / FILE).read_bytes() == first
    (mail.inbox / "ada" / "again.responses.json").unlink()
    older = mail.collect()
    assert "is older than what is in submitted/" in older.kept[0] and not older.taken


def test_of_two_from_one_learner_the_newer_is_taken_and_the_other_named(mail: Mail) -> None:
    newer = mail.save(f"ada/{MODULE}.responses (1).json", time=LATE)
    mail.save(f"ada/{FILE}", some=1)
    report = mail.collect()
    there = mail.cohort / "submitted" / "ada" / MODULE / FILE
    assert there.read_bytes() == newer.read_bytes()
    assert FILE in report.kept[0] and "sent a newer one" in report.kept[0]


def test_the_command_says_what_it_took_what_not_and_who_is_missing(
    mail: Mail, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    mail.save("ada.responses.json")
    monkeypatch.chdir(mail.cohort / "source")
    done = CliRunner().invoke(app, ["collect", str(mail.inbox)])
    assert done.exit_code == 0, done.output
    assert "ada: took ada.responses.json" in done.output
    assert f"{MODULE}: nothing yet from Ben.B." in done.output
    assert f"Next: mentorlab cohort mark {MODULE}" in done.output
    mail.save("who.responses.json")
    done = CliRunner().invoke(app, ["collect", str(mail.inbox)])
    assert done.exit_code == 1 and "Not taken: who.responses.json: “who”" in done.output
    (tmp_path / "empty").mkdir()
    done = CliRunner().invoke(app, ["collect", str(tmp_path / "empty")])
    assert done.exit_code == 1 and "No responses file was found" in done.output
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["collect", str(mail.inbox)])
    assert done.exit_code == 1 and "First cd into the folder" in done.output


def test_a_path_that_is_not_there_is_said(mail: Mail) -> None:
    with pytest.raises(CohortError, match="is not there"):
        mail.collect(mail.inbox / "nothing")


# --- where there is no exchange -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "instead"),
    [
        (Release, "whoever has the course has the assignment"),
        (Collect, "mentorlab cohort collect FOLDER"),
        (ReleaseFeedback, "send each learner the page in feedback/"),
    ],
)
def test_without_an_exchange_a_sentence_names_both_ways_on(step: Any, instead: str, cohort: Path) -> None:
    (cohort / "a file").write_text("", encoding="utf-8")
    config = configuration(cohort)
    config.Exchange.root = str(cohort / "a file" / "exchange")
    said: list[str] = []
    log = logging.Logger("exchange")
    handler = logging.Handler()
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    log.addHandler(handler)
    course = CourseDirectory(config=config, log=log, root=str(cohort), assignment_id=MODULE)
    with pytest.raises(ExchangeError):
        step(coursedir=course, config=config, log=log).start()
    (sentence,) = said
    assert "c.Exchange.root" in sentence and instead in sentence and "by e-mail" in sentence
    assert step.__name__ in "".join(map(str, configuration(cohort).ExchangeFactory.values()))


# --- people ---------------------------------------------------------------------------------------------------


def test_late_comers_are_added_and_names_mended(mail: Mail, tmp_path: Path) -> None:
    roster = tmp_path / "people.csv"
    roster.write_text("id,first_name\nada,Ada\ncem,Cem\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["add", str(mail.cohort), "--roster", str(roster)])
    assert done.exit_code == 0, done.output
    assert "Added: cem." in done.output and "Names mended: ada." in done.output
    done = CliRunner().invoke(app, ["add", str(mail.cohort), "--roster", str(roster)])
    assert "Everybody was there already." in done.output
    with find_cohort(mail.cohort).gradebook() as book:
        assert {student.id for student in book.students} == {"ada", "Ben.B", "cem"}
    assert json.loads((mail.cohort / ".mentorlab" / "roster.json").read_text()) == ["Ben.B", "ada", "cem"]


def test_a_submission_of_somebody_not_in_the_roster_is_marked_and_said(mail: Mail) -> None:
    mail.save("ada.responses.json")
    mail.collect()
    (mail.cohort / "submitted" / "ada").rename(mail.cohort / "submitted" / "aada")
    run = autograde(mail.cohort)
    assert "nobody of this id is in the roster" in run.about("aada")
    assert "aada" in marks(mail.cohort)


def test_a_cohort_without_a_roster_asks_for_none(cohort: Path, built: Path) -> None:
    from tests.helpers.nbgrader_runs import submission

    answer(submission(cohort, "ada"), built / SOURCE, model)
    assert "roster" not in autograde(cohort).about("ada")


# --- names ---------------------------------------------------------------------------------------------------


def test_a_name_is_found_however_its_letters_are_composed(mail: Mail) -> None:
    add_people(find_cohort(mail.cohort), [Learner("José")])
    mail.save(f"Jose\u0301/{FILE}")
    assert not mail.collect().refused and mail.submitted() == {"José"}


@pytest.mark.parametrize("name", ["a\u200bda", "аda"], ids=["unseen", "cyrillic"])
def test_nobody_is_added_who_looks_like_somebody(name: str, mail: Mail) -> None:
    mail.save(f"{name}/{FILE}")
    (said,) = mail.collect(add=True).refused
    assert visible(name) in said and mail.submitted() == set()


def test_nothing_chooses_between_two_ids_of_an_earlier_version(mail: Mail) -> None:
    with gradebook(mail.cohort) as book:
        book.add_student("ADA")
    mail.save(f"Ada/{FILE}")
    mail.save(f"ADA/{FILE}")
    (said,) = mail.collect().refused
    assert "ADA or ada" in said and mail.submitted() == {"ADA"}
