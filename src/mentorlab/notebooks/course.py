"""The whole build: `content/` to `course/`, `solutions/`, and through nbgrader `exercises/`.

Everything is made in memory first. Then what is on the disk is looked at, and only if nothing there belongs
to a person is anything written, changed files only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from mentorlab.content.load import Course, load_course
from mentorlab.notebooks.assignment import assignment
from mentorlab.notebooks.generated import RECORD, is_ours, known, record
from mentorlab.notebooks.home import home
from mentorlab.notebooks.lesson import lesson
from mentorlab.notebooks.notebook import text
from mentorlab.notebooks.readme import with_table
from mentorlab.notebooks.release import release

FOLDERS = ("course", "exercises", "solutions")
_NEVER_OURS = {".ipynb_checkpoints", ".DS_Store"}
_ABOUT = {
    "course": "The lessons. Learners open copies of them with `make study`.",
    "exercises": "The assignments as learners receive them: nbgrader's release. No key is in here.",
    "solutions": "The assignments with their keys: nbgrader's source. Each folder holds one file, its notebook, "
    "because nbgrader hands every other file to learners.",
}


@dataclass(frozen=True)
class BuildReport:
    """What a build did, or with `check` would have done; paths as seen from the project."""

    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0

    @property
    def differs(self) -> bool:
        """Tell whether the disk was, or is, not as `content/` says."""
        return bool(self.written or self.removed)


class BuildError(Exception):
    """Files that are not the builder's to touch; one sentence each in `sentences`."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self.sentences = tuple(sentences)
        super().__init__("\n".join(self.sentences))


def build_course(content: Path, project: Path, check: bool = False) -> BuildReport:
    """Make everything that is generated.

    Parameters
    ----------
    check : write nothing, and report what differs by a byte

    Raises
    ------
    DialectError : a fault in `content/`, with file and line
    BuildError : a file that somebody edited or added by hand stands where the builder writes
    ReleaseError : nbgrader refused a notebook
    """
    course = load_course(content)
    files = made(course)
    readme = project / "README.md"
    if readme.exists() and (content / "plan.yaml").exists():
        table = {"README.md": with_table(readme.read_text(encoding="utf-8"), course)}
    else:
        table = {}
    stale = _stale(project, files)
    refused = _refused(project, files, stale)
    if refused:
        raise BuildError(refused)
    outputs = {**files, **table, RECORD: record(files)}
    changed = [name for name, new in outputs.items() if _read(project / name) != new.encode("utf-8")]
    if not check:
        for name in changed:
            _write(project / name, outputs[name])
        for name in stale:
            (project / name).unlink()
            _remove_if_empty((project / name).parent)
    return BuildReport(tuple(sorted(changed)), tuple(stale), len(outputs) - len(changed))


def made(course: Course) -> dict[str, str]:
    """Make every generated file of the course: path from the project -> text."""
    files = {f"{folder}/README.md": _readme(folder) for folder in FOLDERS}
    files["course/home.ipynb"] = text(home())
    sources = {}
    for module in course.modules:
        files[f"course/{module.id}.ipynb"] = text(lesson(module, course.references))
        if module.assignment:
            sources[module.id] = text(assignment(module, course.references))
    files |= {f"solutions/{id}/{id}.ipynb": source for id, source in sources.items()}
    files |= {f"exercises/{id}/{id}.ipynb": released for id, released in release(sources).items()}
    return files


def _readme(folder: str) -> str:
    return f"# {folder}/ is generated\n\n{_ABOUT[folder]}\n\nTo change the course, edit `content/`, then run `make build`.\n"


def _stale(project: Path, files: dict[str, str]) -> list[str]:
    """Files in generated folders that have no source any more, or never had one."""
    found = []
    for folder in FOLDERS:
        for path in sorted((project / folder).rglob("*")):
            name = path.relative_to(project).as_posix()
            if path.is_dir() and not path.is_symlink():
                continue
            if name not in files and not _NEVER_OURS & set(path.parts):
                found.append(name)
    return found


def _refused(project: Path, files: dict[str, str], stale: list[str]) -> list[str]:
    prints = known(project)
    sentences = []
    for name, new in files.items():
        old = _read(project / name)
        if old is None or old == new.encode("utf-8"):
            continue
        if not is_ours(old.decode("utf-8", "replace"), prints.get(name, set())):
            sentences.append(
                f"{name} was edited by hand, and the build would undo that. Make the change in {_source(name)}, "
                f"then delete {name} and build again."
            )
    for name in stale:
        old = _read(project / name) or b""
        if not is_ours(old.decode("utf-8", "replace"), prints.get(name, set())):
            sentences.append(
                f"{name} was not built from content/, and {name.split('/')[0]}/ holds nothing else. "
                "Move it to another folder."
            )
    return sentences


def _source(name: str) -> str:
    """The content file that a generated file is made from."""
    folder, _, rest = name.partition("/")
    module = rest.split("/")[0].removesuffix(".ipynb")
    if rest in ("README.md", "home.ipynb"):
        return "src/mentorlab/notebooks/"
    return f"content/{module}/{'lesson.md' if folder == 'course' else 'exercises.md'}"


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _write(path: Path, new: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(new, encoding="utf-8", newline="\n")


def _remove_if_empty(folder: Path) -> None:
    if not any(folder.iterdir()):
        folder.rmdir()
