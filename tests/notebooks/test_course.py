"""What `mentorlab build` writes, what it leaves alone, and what it refuses."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import nbformat
import pytest

from mentorlab.dialect.tree import DialectError
from mentorlab.item.cells import parse_cell
from mentorlab.notebooks.course import BuildError, build_course
from mentorlab.notebooks.notebook import cell_id, text
from tests.helpers.course_samples import MODULE

LESSON, SOURCE = f"course/{MODULE}.ipynb", f"solutions/{MODULE}/{MODULE}.ipynb"
RELEASE = f"exercises/{MODULE}/{MODULE}.ipynb"


def cells(notebook: Path) -> list[dict]:
    return json.loads(notebook.read_text(encoding="utf-8"))["cells"]


def source(cell: dict) -> str:
    return "".join(cell["source"])


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "content" not in path.parts
    }


def change(file: Path, old: str, new: str) -> None:
    before = file.read_text(encoding="utf-8")
    assert old in before
    file.write_text(before.replace(old, new, 1), encoding="utf-8")


def test_building_twice_changes_no_byte_and_takes_seconds(content: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    first = build_course(content, project)
    before = snapshot(project)
    start = time.monotonic()
    second = build_course(content, project)
    assert time.monotonic() - start < 20
    assert snapshot(project) == before
    assert first.differs and not second.differs
    assert {LESSON, SOURCE, RELEASE, "course/home.ipynb", "course/README.md"} <= set(first.written)


def test_one_changed_word_changes_one_line_of_the_lesson(content: Path, tmp_path: Path) -> None:
    build_course(content, tmp_path)
    before = (tmp_path / LESSON).read_text(encoding="utf-8").splitlines()
    change(content / MODULE / "lesson.md", "second deadline", "third deadline")
    report = build_course(content, tmp_path)
    after = (tmp_path / LESSON).read_text(encoding="utf-8").splitlines()
    assert len(before) == len(after)
    assert sum(old != new for old, new in zip(before, after, strict=True)) == 1
    assert set(report.written) == {LESSON, ".generated.json"}


def test_one_changed_word_of_a_practice_changes_one_line_of_the_lesson(content: Path, tmp_path: Path) -> None:
    build_course(content, tmp_path)
    before = (tmp_path / LESSON).read_text(encoding="utf-8").splitlines()
    change(content / MODULE / "lesson.md", "You need to plan better.", "You must plan better.")
    build_course(content, tmp_path)
    after = (tmp_path / LESSON).read_text(encoding="utf-8").splitlines()
    assert sum(old != new for old, new in zip(before, after, strict=True)) == 1


@pytest.mark.parametrize(
    ("name", "file"),
    [(LESSON, "lesson.md"), (SOURCE, "exercises.md"), (RELEASE, "exercises.md")],
)
def test_a_notebook_edited_by_hand_is_refused_by_name(
    name: str, file: str, content: Path, tmp_path: Path
) -> None:
    build_course(content, tmp_path)
    document = json.loads((tmp_path / name).read_text(encoding="utf-8"))
    document["cells"][0]["source"].append("\nEdited.")
    (tmp_path / name).write_text(json.dumps(document), encoding="utf-8")
    change(content / MODULE / "lesson.md", "second deadline", "third deadline")
    before = snapshot(tmp_path)
    with pytest.raises(BuildError) as refused:
        build_course(content, tmp_path)
    assert name in str(refused.value)
    assert f"content/{MODULE}/{file}" in str(refused.value)
    assert snapshot(tmp_path) == before


def test_running_a_notebook_is_not_editing_it(content: Path, tmp_path: Path) -> None:
    build_course(content, tmp_path)
    clean = (tmp_path / LESSON).read_bytes()
    document = json.loads(clean)
    for cell in document["cells"]:
        if cell["cell_type"] == "code":
            cell["execution_count"] = 3
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["hello"]}]
            cell["metadata"]["trusted"] = True
    document["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {}}}
    (tmp_path / LESSON).write_text(json.dumps(document), encoding="utf-8")
    assert build_course(content, tmp_path).written == (LESSON,)
    assert (tmp_path / LESSON).read_bytes() == clean


def test_a_conflict_of_two_branches_is_mended_by_building(content: Path, tmp_path: Path) -> None:
    build_course(content, tmp_path)
    clean = snapshot(tmp_path)
    for name in (LESSON, ".generated.json"):
        lines = (tmp_path / name).read_text(encoding="utf-8").splitlines(keepends=True)
        lines[4:5] = ["<<<<<<< ours\n", lines[4], "=======\n", lines[4], ">>>>>>> theirs\n"]
        (tmp_path / name).write_text("".join(lines), encoding="utf-8")
    build_course(content, tmp_path)
    assert snapshot(tmp_path) == clean


def test_what_has_no_source_any_more_is_deleted(content: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    build_course(content, project)
    (content / MODULE).rename(content / "09-renamed")
    report = build_course(content, project)
    assert set(report.removed) == {LESSON, SOURCE, RELEASE}
    assert not (project / LESSON).exists() and not (project / "solutions" / MODULE).exists()
    assert (project / "course" / "09-renamed.ipynb").exists()


@pytest.mark.parametrize("name", ["course/mine.ipynb", f"solutions/{MODULE}/data.csv", "exercises/notes.txt"])
def test_a_file_that_was_never_generated_is_refused_and_kept(
    name: str, content: Path, tmp_path: Path
) -> None:
    build_course(content, tmp_path)
    (tmp_path / name).write_text("mine", encoding="utf-8")
    with pytest.raises(BuildError, match=re.escape(name)):
        build_course(content, tmp_path)
    assert (tmp_path / name).read_text(encoding="utf-8") == "mine"


def test_checking_reports_and_writes_nothing(content: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    assert LESSON in build_course(content, project, check=True).written
    assert not project.exists()
    build_course(content, project)
    assert not build_course(content, project, check=True).differs
    with (project / RELEASE).open("a", encoding="utf-8") as file:
        file.write(" ")
    before = snapshot(project)
    assert build_course(content, project, check=True).written == (RELEASE,)
    assert snapshot(project) == before


def test_every_notebook_is_valid_quiet_and_neutral(built: Path) -> None:
    notebooks = sorted(path for path in built.rglob("*.ipynb"))
    assert len(notebooks) == 4
    for path in notebooks:
        written = path.read_text(encoding="utf-8")
        document = json.loads(written)
        nbformat.validate(nbformat.read(path, as_version=4))
        for cell in document["cells"]:
            cell["source"] = source(cell)
            assert cell.get("outputs", []) == [] and cell.get("execution_count") is None
        assert text(document) == written, "sorted keys, indent 1, a newline at the end"
        assert document["metadata"]["kernelspec"]["name"] == "python3"
        ids = [cell["id"] for cell in document["cells"]]
        assert len(set(ids)) == len(ids)
        assert all(re.fullmatch(r"[a-z0-9-]{1,64}", id) for id in ids)


def test_notebooks_say_which_they_are(built: Path) -> None:
    said = {
        path.name: json.loads(path.read_text())["metadata"]["mentorlab"] for path in built.rglob("*.ipynb")
    }
    assert said["home.ipynb"] == {"kind": "home"}
    kinds = {
        str(path.relative_to(built)): json.loads(path.read_text())["metadata"]["mentorlab"]
        for path in built.rglob(f"{MODULE}.ipynb")
    }
    assert kinds == {
        LESSON: {"kind": "lesson", "module": MODULE, "minutes": 30},
        SOURCE: {"kind": "assignment", "module": MODULE, "minutes": 40},
        RELEASE: {"kind": "assignment", "module": MODULE, "minutes": 40},
    }


def test_every_code_cell_has_one_of_our_shapes_and_no_words_of_nbgraders(built: Path) -> None:
    for path in built.rglob("*.ipynb"):
        for cell in cells(path):
            if cell["cell_type"] == "code":
                assert parse_cell(source(cell)) is not None, path
                assert cell["metadata"]["jupyter"]["source_hidden"] is True
            assert cell["metadata"]["editable"] is False and cell["metadata"]["deletable"] is False
            assert "YOUR CODE HERE" not in source(cell) and "YOUR ANSWER HERE" not in source(cell)


def test_a_lesson_opens_with_title_minutes_and_what_one_will_be_able_to_do(built: Path) -> None:
    first = source(cells(built / LESSON)[0])
    assert first.startswith("# Give feedback that is heard and used\n")
    assert "About 30 minutes" in first and "stop where you like" in first
    assert "- say what someone in the room noticed" in first
    assert "one sentence to begin with" in first


def test_citations_are_in_words_and_only_what_is_cited_is_listed(built: Path) -> None:
    sources = [source(cell) for cell in cells(built / LESSON)]
    whole = "\n".join(sources)
    assert "made people do worse (Kluger & DeNisi, 1996)." in whole
    assert "`[@not-a-citation]`" in whole
    assert sources[-1].startswith("## References\n\n- Kluger")
    assert "Timperley" not in whole
    assert "[@kluger" not in whole


def test_an_unknown_citation_names_file_and_line(content: Path, tmp_path: Path) -> None:
    change(content / MODULE / "lesson.md", "[@kluger1996effects]", "[@nobody2001]")
    with pytest.raises(DialectError) as fault:
        build_course(content, tmp_path / "project")
    lines = (content / MODULE / "lesson.md").read_text(encoding="utf-8").splitlines()
    line = next(at for at, one in enumerate(lines, 1) if "@nobody2001" in one)
    assert fault.value.line == line
    assert "lesson.md" in str(fault.value) and "references.bib" in str(fault.value)


def test_a_command_of_nbgraders_in_the_text_is_refused(content: Path, tmp_path: Path) -> None:
    change(
        content / MODULE / "exercises.md", "You have fifteen minutes", "### END MARK SCHEME You have fifteen"
    )
    with pytest.raises(DialectError, match="END MARK SCHEME"):
        build_course(content, tmp_path / "project")


def test_ids_of_cells_come_from_ids_alone(content: Path, tmp_path: Path) -> None:
    build_course(content, tmp_path)
    before = {cell["id"] for cell in cells(tmp_path / SOURCE)}
    file = content / MODULE / "exercises.md"
    words = file.read_text(encoding="utf-8")
    head, *exercises = words.split("\n## ")
    file.write_text("\n## ".join([head, *reversed(exercises)]).replace("Sam", "Kim"), encoding="utf-8")
    build_course(content, tmp_path)
    after = [cell["id"] for cell in cells(tmp_path / SOURCE)]
    assert set(after) == before
    assert f"{MODULE}-hear-it-mark" in after


def test_long_ids_stay_different_within_sixty_four_characters() -> None:
    long = "a-very-long-identifier-that-somebody-made-of-a-whole-sentence-and-more"
    ids = {cell_id("08-feedback", long, part) for part in ("text", "form", "mark")}
    assert len(ids) == 3
    assert all(len(id) <= 64 for id in ids)


def test_a_lesson_s_practice_has_its_key_and_no_mark(built: Path) -> None:
    shapes = [parse_cell(source(cell)) for cell in cells(built / LESSON) if cell["cell_type"] == "code"]
    assert [shape[0] for shape in shapes if shape] == ["practice", "practice"]
    assert all("nbgrader" not in cell["metadata"] for cell in cells(built / LESSON))


def test_a_talk_carries_the_places_of_its_map(built: Path) -> None:
    shapes = [parse_cell(source(cell)) for cell in cells(built / LESSON) if cell["cell_type"] == "code"]
    items = [json.loads(shape[1][0]) for shape in shapes if shape]
    (talk,) = [item for item in items if item["kind"] == "talk"]
    assert {scene["id"] for scene in talk["talk"]["scenes"]} <= talk["layout"].keys()


def test_an_exercise_is_a_question_a_form_and_a_mark(built: Path) -> None:
    nbgrader = {
        cell["metadata"]["nbgrader"]["grade_id"]: (cell["cell_type"], cell["metadata"]["nbgrader"])
        for cell in cells(built / SOURCE)
    }
    assert all(settings["locked"] and not settings["solution"] for _, settings in nbgrader.values())
    for id, points in (("say-first", 1), ("hear-it", 4), ("deadline", 6)):
        kind, settings = nbgrader[id]
        assert kind == "code" and settings["grade"] and settings["points"] == points
        assert nbgrader[f"{id}-form"][0] == "code" and not nbgrader[f"{id}-form"][1]["grade"]
        assert nbgrader[f"{id}-text"][0] == "markdown"
    kind, settings = nbgrader["look-back"]
    assert kind == "markdown" and settings["task"] and not settings["grade"] and settings["points"] == 4


def test_the_question_stands_before_the_form_and_the_form_before_the_mark(built: Path) -> None:
    order = [cell["metadata"]["nbgrader"]["grade_id"] for cell in cells(built / SOURCE)]
    at = order.index("hear-it")
    assert order[at - 2 : at + 1] == ["hear-it-text", "hear-it-form", "hear-it"]
    assert source(cells(built / SOURCE)[at - 2]).startswith(
        "## What did you just hear?\n\nSort each sentence."
    )


def test_a_reflection_s_rubric_is_public_and_its_samples_are_not(built: Path) -> None:
    def task(name: str) -> str:
        (found,) = [
            cell for cell in cells(built / name) if cell["metadata"]["nbgrader"]["grade_id"] == "look-back"
        ]
        return source(found)

    assert "Ready: a moment, the other person's side, and a next act." in task(RELEASE)
    assert "in the lift, with two others there" in task(SOURCE)
    assert "in the lift" not in task(RELEASE) and "MARK SCHEME" not in task(RELEASE)


def test_generated_readmes_say_where_to_edit(built: Path) -> None:
    for folder in ("course", "exercises", "solutions"):
        assert "edit `content/`" in (built / folder / "README.md").read_text(encoding="utf-8")


def test_a_folder_of_solutions_holds_one_file(built: Path) -> None:
    assert [path.name for path in (built / "solutions" / MODULE).iterdir()] == [f"{MODULE}.ipynb"]
