"""Nothing outside of the kinds' own rooms asks for an exercise kind by its name: a kind declares what it is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from mentorlab.item.kinds import kinds
from tests.helpers.places import PROJECT

SOURCE = PROJECT / "src" / "mentorlab"
ROOMS = ("item/kinds/", "views/pages/kinds/", "views/controls/kinds/")


def named(tree: ast.AST) -> Iterator[int]:
    """The lines where something is compared with the name of a kind, or looked up by one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            asked = [node.left, *node.comparators]
        elif isinstance(node, ast.MatchValue):
            asked = [node.value]
        elif isinstance(node, ast.Subscript) and isinstance(node.value, ast.Dict):
            asked = [key for key in node.value.keys if key is not None]
        else:
            continue
        for part in asked:
            elements = part.elts if isinstance(part, ast.Set | ast.List | ast.Tuple) else [part]
            if any(isinstance(one, ast.Constant) and one.value in kinds() for one in elements):
                yield node.lineno if hasattr(node, "lineno") else asked[0].lineno


def outside() -> list[Path]:
    return [
        path
        for path in sorted(SOURCE.rglob("*.py"))
        if not path.relative_to(SOURCE).as_posix().startswith(ROOMS)
    ]


def test_no_kind_is_asked_for_by_its_name() -> None:
    found = [
        f"{path.relative_to(SOURCE)}:{line}"
        for path in outside()
        for line in named(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        'if item.kind == "talk": pass',
        'if "order" != kind: pass',
        'x = item.kind in {"match", "gap-match"}',
        'x = item.kind not in ("choice",)',
        'match item.kind:\n    case "rating": pass',
        'x = {"choice": 1, "match": 2}[item.kind]',
    ],
)
def test_each_way_of_asking_is_seen(source: str) -> None:
    assert list(named(ast.parse(source)))
