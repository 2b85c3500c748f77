"""The house keeps its own rules: versions in one place, a front door whose commands are true."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import hypothesis
import pytest
import yaml

import mentorlab
from tests.helpers.minutes import group, table
from tests.helpers.places import PROJECT

SOURCE = PROJECT / "src" / "mentorlab"


def modules() -> list[Path]:
    return [path for path in SOURCE.rglob("*.py") if path.stem != "__main__"]


def test_every_file_is_small_enough_to_read() -> None:
    long = {
        str(path.relative_to(PROJECT)): count
        for path in modules()
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 500
    }
    assert not long


def test_versions_agree() -> None:
    citation = yaml.safe_load((PROJECT / "CITATION.cff").read_text(encoding="utf-8"))
    changelog = (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (\d+\.\d+\.\d+)", changelog, re.MULTILINE)
    assert newest is not None
    assert mentorlab.__version__ == citation["version"] == newest[1]


def test_environment_yml_agrees_with_pyproject() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    environment = yaml.safe_load((PROJECT / "environment.yml").read_text(encoding="utf-8"))
    python = next(entry for entry in environment["dependencies"] if str(entry).startswith("python "))
    assert python.removeprefix("python ") == project["requires-python"]
    pip = next(entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict))
    assert pip == ["-c constraints.txt", "-e ."]
    assert environment["name"] == project["name"]


def test_every_dependency_is_locked_to_a_version_and_to_no_address() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = (PROJECT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    locked = {line.partition("==")[0] for line in lines if "==" in line}
    wanted = project["dependencies"] + project["optional-dependencies"]["dev"]
    names = {re.split(r"[<>=\[; ]", wish)[0].lower().replace("_", "-") for wish in wanted}
    assert names <= locked
    assert all(line.startswith("#") or re.fullmatch(r"[a-z0-9.-]+==[\w.+!-]+", line) for line in lines)


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=PROJECT,
        capture_output=True,
        check=True,
        text=True,
    )
    return [PROJECT / name for name in listed.stdout.split("\0") if name and (PROJECT / name).is_file()]


def test_no_file_names_a_registry_or_a_path_of_some_machine() -> None:
    # Written in pieces, so that this file does not name them either.
    hosts = [
        "py" + "pi.org",
        "pythonhosted" + ".org",
        "npm" + "js.org",
        "registry" + ".npm",
        "deb" + "ian.org",
    ]
    paths = ["/ro" + "ot/", "/wo" + "rk/", "/ho" + "me/", "/Us" + "ers/"]
    for path in tracked():
        if path.suffix in {".png", ".woff2", ".xz"} or path.name.startswith("axe"):
            continue
        text = path.read_text(encoding="utf-8")
        for needle in hosts + paths:
            assert needle not in text, f"{path.relative_to(PROJECT)} holds {needle}"


def test_readme_names_only_what_exists() -> None:
    text = (PROJECT / "README.md").read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        if "://" not in target:
            assert (PROJECT / target).exists(), f"README links to {target}"
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`?make ([a-z-]+)", text):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"README names make {target}"
    assert all(alt.strip() for alt in re.findall(r"!\[([^\]]*)\]", text))


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "docs/authors.md", "docs/architecture.md"])
def test_prose_for_people_leaves_out_the_words_that_talk_down(name: str) -> None:
    text = (PROJECT / name).read_text(encoding="utf-8")
    prose = re.sub(r"```.*?```|`[^`]*`|“[^”]*”", "", text, flags=re.DOTALL)
    assert not re.findall(r"\b(just|simply|obviously|of course|easy|easily)\b", prose, re.IGNORECASE)


def test_nbgrader_config_is_two_lines_that_call_ours() -> None:
    lines = (PROJECT / "nbgrader_config.py").read_text(encoding="utf-8").splitlines()
    code = [line for line in lines if line and not line.startswith("#")]
    assert len(code) == 2
    assert code[1] == "configure(get_config())  # noqa: F821 - Jupyter defines it"


def test_make_help_lists_the_main_targets() -> None:
    said = subprocess.run(["make", "help"], cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    for target in ("study", "check", "test", "build", "lint", "bench"):
        assert f"make {target}" in said


def test_readme_opens_with_a_promise_a_picture_and_a_command() -> None:
    first = (PROJECT / "README.md").read_text(encoding="utf-8").splitlines()[:14]
    assert any(line.startswith("![") for line in first)
    assert "make study" in first


@pytest.mark.xdist_group("house")
def test_tests_that_share_a_cohort_stay_together(request: pytest.FixtureRequest) -> None:
    """Where workers do not honour groups, each of them makes every shared cohort, and the run takes twice as long."""
    if hasattr(request.config, "workerinput"):
        assert request.node.nodeid.endswith("@house")


def test_no_property_test_has_a_deadline() -> None:
    """How long one example takes says how busy the machine is."""
    assert hypothesis.settings.default is not None and hypothesis.settings.default.deadline is None
    for path in (PROJECT / "tests").rglob("*.py"):
        assert not re.search(r"deadline=(?!None)\w", path.read_text(encoding="utf-8")), path


def test_the_minutes_of_a_group_are_added_up() -> None:
    assert group("tests/item/test_read.py::test_x", {"slow": 1}) == "item"
    assert group("tests/browser/test_page.py::test_x", {"browser": 1, "kernel": 1}) == "browser"
    assert group("course/08-feedback.ipynb::cell 3", {}) == "notebooks"
    lines = table({"item": [3, 90.0, 60.0], "browser": [1, 120.0, 30.0]})
    assert [line.split() for line in lines[1:]] == [
        ["browser", "1", "2.0", "0.5"],
        ["item", "3", "1.5", "1.0"],
        ["all", "4", "3.5", "1.5"],
    ]
