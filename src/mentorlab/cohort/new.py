"""A cohort folder: an nbgrader course folder of its own, the only place with a gradebook and learners' work."""

from __future__ import annotations

import json
import re
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mentorlab import private
from mentorlab.cohort.groups import note_groups
from mentorlab.cohort.roster import Learner
from mentorlab.marking.intake.roster_ids import add_ids
from mentorlab.notebooks.release import Listening
from mentorlab.responses.place import COHORT, MARKER

CONFIG = """\
from mentorlab.marking import configure
configure(c, __file__)
"""
_SLUG = re.compile(r"[^a-z0-9]+")


class CohortError(Exception):
    """A sentence for the trainer: why no cohort was made, and what to do."""


@dataclass(frozen=True)
class Cohort:
    """A cohort that was made."""

    folder: Path
    course: str
    modules: tuple[str, ...]
    learners: int


def new_cohort(
    folder: Path, project: Path, modules: Sequence[str] = (), roster: Sequence[Learner] = ()
) -> Cohort:
    """Makes a cohort folder with its assignments generated.

    Parameters
    ----------
    folder : where; it may exist if it is empty
    project : the checkout of the course, whose `solutions/` holds the assignments
    modules : which assignments; all that there are, if none is named

    Raises
    ------
    CohortError : nothing was made
    """
    folder, project = folder.resolve(), project.resolve()
    sources = _sources(project / "solutions", modules)
    _refuse(folder, project)
    existed = folder.exists()
    try:
        return _make(folder, sources, roster)
    except BaseException:
        _unmake(folder, existed)
        raise


def course_name(folder: Path) -> str:
    """Makes nbgrader's course id of the folder's name; it names a folder in the exchange."""
    return _SLUG.sub("-", folder.name.casefold()).strip("-") or "cohort"


def _sources(solutions: Path, modules: Sequence[str]) -> dict[str, Path]:
    found = {
        path.parent.name: path
        for path in sorted(solutions.glob("*/*.ipynb"))
        if path.stem == path.parent.name
    }
    if not found:
        raise CohortError(
            f"There are no assignments in {solutions}. Run “make build” in the folder of the course first."
        )
    unknown = [module for module in modules if module not in found]
    if unknown:
        raise CohortError(
            f"There is no module “{unknown[0]}” with an assignment. There are: {', '.join(found)}."
        )
    return {module: found[module] for module in dict.fromkeys(modules)} if modules else found


def _refuse(folder: Path, project: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise CohortError(f"{folder} is a file. Name a folder that does not exist yet, or an empty one.")
    if folder.is_dir() and any(folder.iterdir()):
        raise CohortError(
            f"{folder} is not empty, and a cohort wants a folder of its own. Name one that does not exist yet."
        )
    if folder == project or folder.is_relative_to(project):
        raise CohortError(
            f"{folder} lies inside the course's own folder, where learners' work could be published with it. "
            "Name a folder somewhere else."
        )


def _make(folder: Path, sources: dict[str, Path], roster: Sequence[Learner]) -> Cohort:
    private.make_folder(folder)
    private.close([folder])  # it may have been there, empty
    private.make_folder(folder / MARKER)
    course = course_name(folder)
    marker = {"course": course, "id": secrets.token_hex(8), "modules": list(sources)}
    _write(folder / MARKER / COHORT, json.dumps(marker, indent=1) + "\n")
    _write(folder / "nbgrader_config.py", CONFIG)
    _write(folder / "README.md", _readme(folder, sources))
    _write(folder / ".gitignore", _IGNORE)
    for module, source in sources.items():
        (folder / "source" / module).mkdir(parents=True)
        shutil.copyfile(source, folder / "source" / module / source.name)
    _generate(folder, course, roster)
    private.close(path for path in (*folder.iterdir(), *(folder / "source").rglob("*")))
    return Cohort(folder, course, tuple(sources), len(roster))


def _generate(folder: Path, course: str, roster: Sequence[Learner]) -> None:
    """The gradebook with its learners, and `release/`, by nbgrader itself."""
    from nbgrader.api import Gradebook
    from nbgrader.converters import GenerateAssignment, NbGraderException
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config

    from mentorlab.marking import configure

    config = Config()
    configure(config, str(folder / "nbgrader_config.py"))
    log = Listening()
    coursedir = CourseDirectory(config=config, log=log.logger, root=str(folder), assignment_id="*")
    with Gradebook(coursedir.db_url, course) as gradebook:
        for learner in roster:
            gradebook.add_student(learner.id, **learner.names())
    add_ids(folder, [learner.id for learner in roster])
    note_groups(folder, roster)
    try:
        GenerateAssignment(coursedir=coursedir, config=config, log=log.logger).start()
    except (NbGraderException, SystemExit) as error:
        raise CohortError(f"nbgrader did not accept the assignments: {log.reasons() or error}") from error


def _unmake(folder: Path, existed: bool) -> None:
    """Leave no half cohort behind."""
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    if not existed:
        folder.rmdir()


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


_IGNORE = """\
# Learners' work and marks belong to them and to you; they are nothing to publish.
*
"""


def _steps(steps: dict[str, str]) -> str:
    """Commands in a column, with what each is for beside it."""
    width = max(map(len, steps)) + 2
    return "\n".join(f"    {step:<{width}}# {why}" if why else f"    {step}" for step, why in steps.items())


def _readme(folder: Path, sources: dict[str, Path]) -> str:
    first = next(iter(sources))
    marking = {
        f"mentorlab cohort mark {first}": "newer work is marked again; nbgrader autograde does the same, slowly",
        "mentorlab cohort lab": "menu Nbgrader, Formgrader: read the reflections and give each its band",
        f"nbgrader generate_feedback {first} --force": "again after every change of a mark or comment",
    }
    last = {"nbgrader export": "grades.csv"}
    shared = {
        f"nbgrader generate_assignment {first} --force": "again, if source/ has changed",
        f"nbgrader release_assignment {first}": "learners fetch, answer and submit",
        f"nbgrader collect {first} --update": "",
        **marking,
        f"nbgrader release_feedback {first}": "after the last deadline",
        **last,
    }
    mail = {
        "mentorlab cohort collect ~/Downloads/mail": "one folder a learner, or LEARNER.responses.json",
        **marking,
        **last,
    }
    return f"""\
# {folder.name}

An nbgrader course folder, made by mentorlab. Keep it to yourself: `source/` and `gradebook.db` hold the keys.
First `cd` into this folder, every time, with the course's Python activated, so that `nbgrader` is found.

## With a folder that everybody can write to

Name it in `nbgrader_config.py`: `c.Exchange.root = "/some/shared/folder"`.

{_steps(shared)}

## By e-mail, without a server

Learners send you `my-mentoring/exercises/{first}/{first}.responses.json`, the one beside the assignment.
Leave `release_assignment`, `collect` and `release_feedback` out.

{_steps(mail)}

Then send each learner `feedback/LEARNER/{first}/{first}.html`.

## Good to know

- Marks come from what learners answered (`*.responses.json`); nothing that they send is run.
- A submission that cannot be marked is named with the reason, and the others are marked.
- Why a mark is what it is: `mentorlab cohort explain LEARNER EXERCISE`.
- Late comers and slips: `mentorlab cohort add . --roster people.csv`.
- How much feedback says: add `c.Explain.level = "marks"` (or `"explanations"`, `"model"`) to
  `nbgrader_config.py`, then generate it again with `--force`.
- One assignment is one folder in `source/`, with one file. nbgrader gives every other file there to learners.
"""


__all__ = ["Cohort", "CohortError", "course_name", "new_cohort"]
