"""The author's commands, as an author meets them: at the terminal."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mentorlab.cli import COMMANDS, application, main
from tests.helpers.places import FAULTS


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(FAULTS / "good", tmp_path / "content")
    (tmp_path / "pyproject.toml").touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def mentorlab(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command line: its arguments give the exit code, and what was printed and complained of."""

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["mentorlab", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return (ended.value.code if isinstance(ended.value.code, int) else 0), out, err

    return run


def test_the_help_lists_every_command(mentorlab: Command) -> None:
    code, out, _ = mentorlab("--help")
    assert code == 0
    assert all(f" {name} " in out for name in COMMANDS)


def test_python_m_mentorlab_is_mentorlab(project: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mentorlab", "lint"], cwd=project, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "0 errors, 0 warnings.\n", "")


def test_lint_says_each_finding_on_a_line_and_fails_for_errors(project: Path, mentorlab: Command) -> None:
    shutil.copy(FAULTS / "unknown_citation.md", project / "content" / "01-sample" / "lesson.md")
    code, out, err = mentorlab("lint")
    first, *_, last = out.splitlines()
    assert code == 1
    assert first.startswith(
        "content/01-sample/lesson.md, line 16: There is no reference “weger2041relative”."
    )
    assert last == "1 error, 1 warning."
    assert err == ""


def test_lint_does_not_fail_for_warnings(project: Path, mentorlab: Command) -> None:
    shutil.copy(FAULTS / "exclamation_mark.md", project / "content" / "01-sample" / "lesson.md")
    code, out, _ = mentorlab("lint")
    assert (code, out.splitlines()[-1]) == (0, "0 errors, 1 warning.")


def test_ids_writes_what_is_missing_and_says_it(project: Path, mentorlab: Command) -> None:
    lesson = project / "content" / "01-sample" / "lesson.md"
    whole = lesson.read_text(encoding="utf-8")
    lesson.write_text(whole.replace("{#moment ", "{"), encoding="utf-8")
    assert mentorlab("ids") == (0, "content/01-sample/lesson.md, line 12: #empty-chair\n", "")
    assert lesson.read_text(encoding="utf-8") == whole.replace("{#moment ", "{#empty-chair ")
    assert mentorlab("ids") == (0, "No id is missing.\n", "")


def test_ids_says_what_keeps_it_from_seeing_the_rest(project: Path, mentorlab: Command) -> None:
    shutil.copy(FAULTS / "unknown_scene.md", project / "content" / "01-sample" / "talks" / "first-shift.md")
    code, _, err = mentorlab("ids")
    assert code == 1
    assert err.startswith("content/01-sample/talks/first-shift.md, line 11: There is no scene “nowhere”.")
    assert "Traceback" not in err


def test_ids_publish_writes_the_list(project: Path, mentorlab: Command) -> None:
    code, out, _ = mentorlab("ids", "--publish")
    assert code == 0
    assert out.endswith("ids added to content/published-ids.txt.\n")
    assert "choice 01-sample/first-words\n" in (project / "content" / "published-ids.txt").read_text(
        encoding="utf-8"
    )
    assert mentorlab("lint")[:2] == (0, "0 errors, 0 warnings.\n")


def test_build_writes_and_checks(project: Path, mentorlab: Command) -> None:
    code, _, err = mentorlab("build", "--check")
    assert (code, err) == (1, "What is committed is not what content/ says. Run `make build`.\n")
    code, out, err = mentorlab("build")
    assert (code, err) == (0, "")
    assert "wrote  course/01-sample.ipynb\n" in out
    assert json.loads((project / "course" / "01-sample.ipynb").read_text(encoding="utf-8"))["cells"]
    code, out, err = mentorlab("build", "--check")
    assert (code, err) == (0, "")
    assert out.endswith("all as they should be.\n")


def test_build_stops_with_a_sentence_at_a_fault_and_at_a_notebook_edited_by_hand(
    project: Path, mentorlab
) -> None:
    mentorlab("build")
    notebook = project / "course" / "01-sample.ipynb"
    notebook.write_text(
        notebook.read_text(encoding="utf-8").replace("The empty chair", "The full chair"), encoding="utf-8"
    )
    code, out, err = mentorlab("build")
    assert (code, out) == (1, "")
    assert "course/01-sample.ipynb" in err
    assert "content/01-sample/lesson.md" in err
    shutil.copy(FAULTS / "heading_without_an_id.md", project / "content" / "01-sample" / "lesson.md")
    code, out, err = mentorlab("build")
    assert (code, out) == (1, "")
    assert err.startswith("content/01-sample/lesson.md, line 12: ")
    assert "`mentorlab ids`" in err


@pytest.mark.parametrize("command", ["lint", "ids", "build"])
def test_a_folder_that_is_not_there_is_said_in_a_sentence(
    project: Path, mentorlab: Command, command: str
) -> None:
    code, out, err = mentorlab(command, "--content", "nowhere")
    assert (code, out) == (1, "")
    assert err == "There is no folder nowhere. Say where the modules are: --content FOLDER.\n"


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_a_file_that_may_not_be_read_is_said_in_a_sentence(project: Path, mentorlab: Command) -> None:
    (project / "content" / "01-sample" / "lesson.md").chmod(0)
    code, _, err = mentorlab("lint")
    assert code == 1
    assert err.count("\n") == 1


def test_what_nobody_foresaw_is_a_sentence_too(
    project: Path, mentorlab: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mentorlab.lint.lint_course", lambda content: 1 / 0)
    code, _, err = mentorlab("lint")
    assert code == 1
    assert "ZeroDivisionError" in err and "MENTORLAB_DEBUG=1" in err and err.count("\n") == 1
    assert "division by zero" not in err  # a library's own words are for programmers


@pytest.mark.parametrize("first", ["lint", "ids", "build"])
def test_a_command_imports_no_other_owner_s_modules(first: str) -> None:
    code = f"import sys; from mentorlab.cli import application; application(['{first}']); print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "mentorlab.cli.author" in loaded
    assert not {"nbgrader", "mentorlab.cli.cohort", "mentorlab.cli.talk", "mentorlab.cli.learner"} & set(
        loaded
    )


def test_every_command_of_the_table_is_there() -> None:
    app = application()
    names = {command.name or command.callback.__name__ for command in app.registered_commands}
    groups = {group.name for group in app.registered_groups}
    assert names | groups == set(COMMANDS)


def test_lint_tells_prints_the_reader_s_lead_and_fails_nobody(project: Path, mentorlab: Command) -> None:
    code, out, _ = mentorlab("lint", "--tells")
    assert code == 0
    assert "Talks: the reader earns" in out and "Options: the reader earns" in out
    assert "late-report" in out and not (project / "docs").exists()


def test_the_second_reader_names_nothing_and_adds_to_its_record(project: Path, mentorlab: Command) -> None:
    for rows in (1, 2):
        code, out, _ = mentorlab("lint", "--second-reader")
        assert code == 0 and "late" not in out
        kept = (project / "docs" / "second-reader.md").read_text(encoding="utf-8")
        assert kept.count("| talks | 2 |") == rows


def test_lint_tells_says_what_to_install(
    project: Path, mentorlab: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sklearn.feature_extraction", None)
    code, _, err = mentorlab("lint", "--tells")
    assert code == 1 and "pip install scikit-learn" in err
