"""README's table of modules: written from `content/plan.yaml` and from what is really there."""

from __future__ import annotations

from pathlib import Path

import yaml

from mentorlab.content.load import Course, Exercise, Module
from mentorlab.dialect.tree import DialectError
from mentorlab.wording import plural

BEGIN = "<!-- modules: written by `make build` -->"
END = "<!-- end of modules -->"


def with_table(readme: str, course: Course) -> str:
    """Write README's text with a fresh table between its two comments; raises `DialectError` where they are missing."""
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise DialectError(
            "README.md",
            1,
            "The place for the table of modules is missing.",
            f"Put back “{BEGIN}” and “{END}”.",
        )
    return f"{before}{BEGIN}\n{table(course)}\n{END}{after}"


def table(course: Course) -> str:
    """Write the Markdown table, a row a module of the plan; a module outside the plan is an error of its author."""
    plan_file = course.folder / "plan.yaml"
    plan = yaml.safe_load(plan_file.read_text(encoding="utf-8"))
    modules = {module.id: module for module in course.modules}
    strangers = modules.keys() - {entry["id"] for entry in plan}
    if strangers:
        raise DialectError(
            _name(plan_file), 1, f"{', '.join(sorted(strangers))} is not in the plan.", "Add a line for it."
        )
    rows = ["| module | you will be able to | status |", "|---|---|---|"]
    for entry in plan:
        core = " (core)" if entry.get("core") else ""
        module = modules.get(entry["id"])
        name = f"[`{entry['id']}`](course/{entry['id']}.ipynb)" if module else f"`{entry['id']}`"
        rows.append(
            f"| {name}{core} | {module.title if module else entry['title']} | {_status(module, bool(entry.get('draft')))} |"
        )
    return "\n".join(rows)


def _status(module: Module | None, draft: bool) -> str:
    if module is None:
        return "planned"
    exercises = sum(isinstance(piece, Exercise) for piece in module.assignment)
    guide = "facilitate.md" in module.documents
    parts = [f"lesson of {module.minutes} minutes", _count(len(module.talks), "talk")]
    parts += [_count(exercises, "exercise"), "session guide" if guide else ""]
    return f"{'draft' if draft else 'finished'}: {', '.join(filter(None, parts))}"


def _count(number: int, what: str) -> str:
    """`one talk`, `12 exercises`; "" for none."""
    return plural(number, f"one {what}", f"{number} {what}s") if number else ""


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"
