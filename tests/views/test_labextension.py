"""The extension as it lies in the package: whole, stamped, and found by JupyterLab."""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from pathlib import Path

import pytest
from jupyterlab_server.config import get_federated_extensions

import mentorlab
from mentorlab.views.labextensions.stamp import EXTENSION, digest, stamped
from tests.helpers.places import PROJECT as ROOT

STATIC = EXTENSION / "static"
PACKAGE = json.loads((EXTENSION / "package.json").read_text(encoding="utf-8"))


def test_the_stamp_is_that_of_the_files() -> None:
    mend = "run: python src/mentorlab/views/labextensions/stamp.py"
    assert (EXTENSION / "package.json").read_text(encoding="utf-8") == stamped(), mend


@pytest.mark.parametrize("change", ["a byte", "a name"])
def test_every_change_changes_the_stamp(tmp_path: Path, change: str) -> None:
    static = Path(shutil.copytree(STATIC, tmp_path / "static"))
    before = digest(static)
    assert before == digest(STATIC)
    if change == "a byte":
        (static / "style.css").write_bytes((static / "style.css").read_bytes() + b"\n")
    else:
        (static / "style.css").rename(static / "styles.css")
    assert digest(static) != before


def test_jupyterlab_finds_it_in_the_folder_that_it_is_told_of() -> None:
    found = get_federated_extensions([str(EXTENSION.parent)])
    assert list(found) == ["mentorlab"]
    build = found["mentorlab"]["jupyterlab"]["_build"]
    assert (EXTENSION / build["load"].split("?")[0]).is_file()
    assert {"./extension", "./style"} == {build["extension"], build["style"]}


def test_it_has_the_packages_version() -> None:
    assert PACKAGE["version"] == mentorlab.__version__


def test_the_wheel_puts_it_where_jupyter_looks() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    [(source, target)] = project["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"].items()
    assert (ROOT / source).resolve() == EXTENSION.resolve()
    assert target == f"share/jupyter/labextensions/{PACKAGE['name']}"


def test_all_that_it_takes_from_jupyterlab_is_named_as_a_dependency() -> None:
    text = (STATIC / "extension.js").read_text(encoding="utf-8")
    assert set(re.findall(r'"(@(?:jupyterlab|lumino)/[a-z-]+)"', text)) == set(PACKAGE["dependencies"])


@pytest.mark.parametrize("file", sorted(STATIC.iterdir()), ids=lambda file: file.name)
def test_no_file_names_an_address_or_holds_what_a_machine_wrote(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert not re.search(r"(https?:)?//[a-z0-9-]+\.[a-z]", text)
    assert max(map(len, text.splitlines())) <= 120
    assert len(text.splitlines()) <= 300
