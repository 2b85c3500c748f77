"""A class that is found by its name is found once."""

from __future__ import annotations

import ast
from collections import defaultdict

from tests.helpers.places import PROJECT

SOURCE = PROJECT / "src" / "mentorlab"
# What every kind calls alike, because `item.kinds.Kind` asks for it; `item/model.py` has what they derive from.
PROTOCOL = {"Item", "Key", "Response"}
# Names that two classes still share. A name is taken out when one of them gets another; none is added.
SHARED = {"Choice", "Gone"}


def classes() -> dict[str, set[str]]:
    """Where each public class is defined, by its name."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in SOURCE.rglob("*.py"):
        place = path.relative_to(SOURCE).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                if place.startswith("item/kinds/") and node.name in PROTOCOL:
                    continue
                found[node.name].add(f"{place}:{node.lineno}")
    return found


def test_no_two_public_classes_share_a_name() -> None:
    shared = {name: sorted(where) for name, where in classes().items() if len(where) > 1}
    assert {name: where for name, where in shared.items() if name not in SHARED} == {}


def test_nothing_is_called_said() -> None:
    """The word tells nobody what is held: a sentence, a page's body, a comment, lines."""
    found = []
    for folder in (SOURCE, PROJECT / "tools", PROJECT / "benchmarks"):
        for path in folder.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                named = (
                    node.id
                    if isinstance(node, ast.Name)
                    else node.arg
                    if isinstance(node, ast.arg)
                    else node.name
                    if isinstance(node, ast.FunctionDef)
                    else ""
                )
                if named == "said":
                    found.append(f"{path.relative_to(PROJECT)}:{getattr(node, 'lineno', 0)}")
    assert found == []
