"""The commands that README and the trainers' page tell a trainer to type, typed, in their order."""

from __future__ import annotations

import csv
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from mentorlab.marking.nbgrader.feedback_page import LEVELS
from tests.helpers.course_samples import answer, model
from tests.helpers.places import PROJECT

MODULE = "08-feedback"
BIN = Path(sys.executable).parent


def blocks(file: str, heading: str = "") -> list[str]:
    text = (PROJECT / file).read_text(encoding="utf-8")
    if heading:
        text = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(r"^```\w*\n(.*?)^```$", text, re.M | re.S)


def commands(file: str, heading: str = "") -> list[list[str]]:
    """What stands in the fenced blocks, without the remarks."""
    return [words for block in blocks(file, heading) for words in commands_of(block)]


def commands_of(block: str) -> list[list[str]]:
    lines = [line.split("  #")[0].strip() for line in block.splitlines()]
    return [shlex.split(line) for line in lines if line.startswith(("mentorlab", "nbgrader"))]


class Trainer:
    """Somebody with a shell in which the course's Python is activated, and a home folder."""

    def __init__(self, home: Path) -> None:
        self.home, self.cohort = home, home / "spring"
        self.said: list[str] = []

    def type(self, words: list[str], folder: Path) -> None:
        words = [word.replace("~", str(self.home)) for word in words]
        if words[0] == "mentorlab" and words[2] == "new":
            words += ["--course", str(PROJECT)]
        environment = {
            **os.environ,
            "HOME": str(self.home),
            "JUPYTER_CONFIG_DIR": str(self.home / "none"),
            "PATH": os.pathsep.join([str(BIN), "/usr/bin", "/bin"]),
        }
        done = subprocess.run(
            [sys.executable, str(BIN / words[0]), *words[1:]],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        said = done.stdout + done.stderr
        assert done.returncode == 0, (words, said)
        assert "Traceback" not in said and "not recognized" not in said, said
        self.said.append(said)


@pytest.mark.slow
def test_what_the_readme_and_the_trainers_page_say_works_in_their_order(tmp_path: Path) -> None:
    trainer = Trainer(tmp_path)
    people = next(block for block in blocks("README.md", "For trainers") if block.startswith("id,"))
    (tmp_path / "people.csv").write_text(people, encoding="utf-8")
    mail = tmp_path / "Downloads" / "mail"
    for learner in ("ada", "ben"):
        (mail / learner).mkdir(parents=True)
        answer(
            mail / learner,
            PROJECT / "solutions" / MODULE / f"{MODULE}.ipynb",
            model,
            reflection="I asked Nadia on Tuesday.",
        )
    readme = commands("README.md", "For trainers")
    # The last block is the way through an exchange: test_cohort.py types it, with learners who fetch and submit.
    readme = readme[: -len(commands_of(blocks("README.md", "For trainers")[-1]))]
    assert [words[:3] for words in readme[:2]] == [
        ["mentorlab", "cohort", "new"],
        ["mentorlab", "cohort", "collect"],
    ]
    page = commands("docs/trainers.md")
    assert len(readme) >= 5 and len(page) >= 5
    for words in (*readme, *page):
        if words == ["mentorlab", "cohort", "lab"]:
            words = [*words, "--stop"]  # it would stay open: tests/cohort/test_lab.py opens it
        if words[:3] == ["mentorlab", "cohort", "add"]:
            (trainer.cohort / "people.csv").write_text(people + "cem,Cem,Kaya,\n", encoding="utf-8")
        trainer.type(words, trainer.cohort if trainer.cohort.exists() else tmp_path)
        if words[:3] == ["mentorlab", "cohort", "restore"]:  # an older gradebook knows nobody who came later
            trainer.type(
                next(one for one in page if one[:3] == ["mentorlab", "cohort", "add"]), trainer.cohort
            )
    assert (trainer.cohort / "feedback" / "ben" / MODULE / f"{MODULE}.html").is_file()
    with (trainer.cohort / "grades.csv").open(encoding="utf-8", newline="") as file:
        found = {row["student_id"]: row["status"] for row in csv.DictReader(file)}
    assert found == {"ada": "waiting for a person", "ben": "waiting for a person", "cem": "nothing handed in"}


def test_readme_shows_the_plain_nbgrader_way_whole() -> None:
    steps = [
        words[-1 if "lab" in words else 1] for words in commands_of(blocks("README.md", "For trainers")[-1])
    ]
    assert steps == [
        "generate_assignment",
        "release_assignment",
        "collect",
        "autograde",
        "lab",
        "generate_feedback",
        "release_feedback",
        "export",
    ]


def test_the_trainers_page_names_what_there_is() -> None:
    from mentorlab.marking.nbgrader import export

    text = (PROJECT / "docs" / "trainers.md").read_text(encoding="utf-8")
    for word in (*export.OURS, *LEVELS):
        assert f"`{word}`" in text
    for status in (
        export.MARKED,
        export.WAITING,
        export.NOT_YET,
        export.NOTHING,
        export.MISSING,
        export.DAMAGED,
        export.NO_ANSWER,
    ):
        assert status in text
    (level,) = re.findall(r'c\.Explain\.level = "(\w+)"', text)
    assert level == "explanations" and level in LEVELS


def test_the_trainers_page_names_every_option_and_exit_code_of_marking() -> None:
    import typer

    from mentorlab.cli import cohort, marking

    text = (PROJECT / "docs" / "trainers.md").read_text(encoding="utf-8")
    section = text.partition("\n## Marking\n")[2].partition("\n## ")[0]
    command = typer.main.get_command(cohort.app).commands["mark"]  # type: ignore[attr-defined]
    options = {option for one in command.params for option in one.opts if option.startswith("--")}
    here = {"--force", "--student", "--dry-run", "--jobs", "--cohort"}
    assert options == here | {"--scheduler", "--submitted"}
    for option in options - {"--cohort"}:
        assert f"`{option}" in section
    for code in (marking.DONE, marking.REFUSED, marking.NOT_STARTED):
        assert re.search(rf"\bwith {code} if", section)


def test_the_trainers_section_stays_one_screen() -> None:
    text = (PROJECT / "README.md").read_text(encoding="utf-8")
    section = text.partition("\n## For trainers\n")[2].partition("\n## ")[0]
    assert len(section.splitlines()) <= 54
