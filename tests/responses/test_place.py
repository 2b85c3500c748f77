"""Where responses belong: beside the notebook of a workspace or a cohort, else in a scratch folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from mentorlab.responses.file import Responses, ResponsesError

MODULE = "08-feedback"
NAME = f"{MODULE}.responses.json"


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data"


def made(path: Path, notebook: bool = False) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    if notebook:
        (path / f"{MODULE}.ipynb").write_text("{}")
    return path


def mark(folder: Path, name: str) -> Path:
    made(folder / ".mentorlab")
    (folder / ".mentorlab" / name).write_text('{"id": "00ff00ff00ff00ff"}')
    return folder


def beside(folder: Path) -> bool:
    responses = Responses.open(MODULE, folder)
    if responses.path == folder.resolve() / NAME:
        assert responses.notices == ()
        responses.put("a", {}, "d")
        return True
    assert "scratch" in responses.path.parts
    assert len(responses.notices) == 1
    assert "handed in by nobody" in responses.notices[0]
    before = set(folder.rglob("*"))
    responses.put("a", {}, "d")
    assert set(folder.rglob("*")) == before
    return False


def checkout(tmp_path: Path) -> Path:
    made(tmp_path / "project" / "content")
    return tmp_path / "project"


@pytest.mark.parametrize("inside", [".", "course", f"exercises/{MODULE}"])
def test_a_workspace_keeps_responses_beside_the_notebook(tmp_path: Path, inside: str) -> None:
    workspace = mark(tmp_path / "my-mentoring", "workspace.json")
    assert beside(made(workspace / inside))
    assert Responses.open(MODULE, workspace / inside).workspace == "00ff00ff00ff00ff"


def test_a_workspace_in_a_checkout_is_still_a_workspace(tmp_path: Path) -> None:
    workspace = mark(checkout(tmp_path) / "my-mentoring", "workspace.json")
    assert beside(made(workspace / "course"))


@pytest.mark.parametrize("inside", ["course", f"exercises/{MODULE}", f"solutions/{MODULE}"])
def test_the_generated_folders_of_a_checkout_save_to_scratch(tmp_path: Path, inside: str) -> None:
    assert not beside(made(checkout(tmp_path) / inside, notebook=True))


def test_a_checkout_inside_a_workspace_saves_to_scratch(tmp_path: Path) -> None:
    mark(tmp_path, "workspace.json")
    assert not beside(made(checkout(tmp_path) / "course", notebook=True))


def test_a_fetched_assignment_keeps_responses_beside_the_notebook(tmp_path: Path) -> None:
    assert beside(made(tmp_path / "home" / MODULE, notebook=True))


@pytest.mark.parametrize("folder", ["08-other", "outbound/08-feedback"])
def test_a_folder_that_is_not_a_fetched_assignment_saves_to_scratch(tmp_path: Path, folder: str) -> None:
    assert not beside(made(tmp_path / folder, notebook=True))


def test_a_folder_without_the_notebook_saves_to_scratch(tmp_path: Path) -> None:
    assert not beside(made(tmp_path / MODULE))


@pytest.mark.parametrize("marker", [".mentorlab/cohort.json", "nbgrader_config.py"])
@pytest.mark.parametrize("inside", [f"source/{MODULE}", f"release/{MODULE}"])
def test_a_cohort_keeps_its_own_notebooks_clean(tmp_path: Path, marker: str, inside: str) -> None:
    cohort = made(tmp_path / "spring")
    made((cohort / marker).parent)
    (cohort / marker).write_text("")
    assert not beside(made(cohort / inside, notebook=True))


def test_an_assignment_fetched_into_a_cohort_keeps_responses_beside_the_notebook(tmp_path: Path) -> None:
    assert beside(made(mark(tmp_path / "spring", "cohort.json") / MODULE, notebook=True))


@pytest.mark.parametrize("step", ["submitted", "autograded", "feedback"])
def test_what_somebody_handed_in_can_be_read_and_not_changed(tmp_path: Path, step: str) -> None:
    folder = made(tmp_path / "spring" / step / "ines" / MODULE, notebook=True)
    Responses.open(MODULE, folder).put("a", {"text": "hers"}, "d")
    before = (folder / NAME).read_bytes()
    mark(tmp_path / "spring", "cohort.json")
    responses = Responses.open(MODULE, folder)
    stored = responses.get("a")
    assert stored is not None
    assert stored.response == {"text": "hers"}
    with pytest.raises(ResponsesError, match="learner's work"):
        responses.put("a", {"text": "mine"}, "d")
    assert (folder / NAME).read_bytes() == before


def test_the_working_directory_is_where_a_notebook_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = mark(tmp_path / "my-mentoring", "workspace.json")
    monkeypatch.chdir(workspace)
    assert Responses.open(MODULE).path == workspace / NAME


def test_a_workspace_whose_id_is_lost_still_works(tmp_path: Path) -> None:
    workspace = made(tmp_path / "my-mentoring" / ".mentorlab").parent
    (workspace / ".mentorlab" / "workspace.json").write_text("{broken")
    assert beside(workspace)
    assert len(Responses.open(MODULE, workspace).workspace) == 16
