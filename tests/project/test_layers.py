"""Who imports whom: the contracts in pyproject.toml, held by import-linter, and what they cannot say."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from pkgutil import resolve_name

import pytest

from tests.helpers.places import PROJECT

SOURCE = PROJECT / "src" / "mentorlab"
CONTRACTS = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--config", "pyproject.toml"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_every_contract_is_kept() -> None:
    done = lint_imports(PROJECT)
    assert done.returncode == 0, done.stdout


def test_a_contract_like_ours_can_be_broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    house = tmp_path / "house"
    for room in ("upper", "lower"):
        (house / room).mkdir(parents=True)
        (house / room / "__init__.py").write_text("", encoding="utf-8")
    (house / "__init__.py").write_text("", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(
        '[tool.importlinter]\nroot_package = "house"\n[[tool.importlinter.contracts]]\nname = "layers"\n'
        'type = "layers"\ncontainers = ["house"]\nlayers = ["upper", "lower"]\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert lint_imports(tmp_path).returncode == 0
    (house / "lower" / "__init__.py").write_text("import house.upper\n", encoding="utf-8")
    assert lint_imports(tmp_path).returncode == 1


def test_architecture_prints_the_layers_as_they_are() -> None:
    [layers] = [one["layers"] for one in CONTRACTS["contracts"] if one["id"] == "layers"]
    rows = [re.findall(r"\w+", layer) for layer in reversed(layers) if layer != "__main__"]
    there = list(filter(None, ("|".join(room for room in row if (SOURCE / room).is_dir()) for row in rows)))
    ground = [module for row in rows for module in row if (SOURCE / f"{module}.py").is_file()]
    text = (PROJECT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert " → ".join(there) in text
    assert all(f"`{module}.py`" in text for module in ground)


@pytest.mark.parametrize("way", ["an answer, from file to mark", "a lesson, from content to notebook"])
def test_the_ways_in_architecture_are_made_of_calls_that_exist(way: str) -> None:
    text = (PROJECT / "docs" / "architecture.md").read_text(encoding="utf-8")
    listed = text.split(f"### The way of {way}\n", 1)[1].split("\n#", 1)[0]
    steps = re.findall(r"^\d+\. (.*?):", listed, re.MULTILINE)
    assert len(steps) > 5
    for name in re.findall(r"`([\w.]+)`", " ".join(steps)):
        assert callable(resolve_name(f"mentorlab.{name}")), name


# import-linter can forbid packages by name; "nothing but these" it cannot say.
@pytest.mark.parametrize(
    "layer",
    [
        "dialect/tree.py",
        "talk",
        "item",
        "responses",
        "digest.py",
        "files.py",
        "json_guard.py",
        "names.py",
        "wording.py",
    ],
)
def test_the_core_needs_only_the_standard_library_and_pydantic(layer: str) -> None:
    place = SOURCE / layer
    for path in [place] if place.is_file() else place.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{path}: relative imports hide the layer; write the whole name"
                names = [str(node.module)]
            for name in names:
                top = name.split(".")[0]
                # Pairs are matched when a notation is read, where the course is written, and nowhere else.
                if (layer, path.name, top) == ("item", "pairs.py", "networkx"):
                    continue
                assert top in sys.stdlib_module_names or top in {"pydantic", "pydantic_core", "mentorlab"}, (
                    f"{path.name} imports {name}"
                )
