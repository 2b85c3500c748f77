"""Every case twice: nbgrader's shipped way lets it, ours does not, and everybody else is marked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.security import in_files, in_notebooks
from tests.security.case import RESPONSES, Case, Scene
from tests.security.hostile_cohort import FULL, HONEST, cohort_of
from tests.security.in_notebooks import TIMEOUT
from tests.security.shipped import shipped
from tests.security.tree import tree
from tests.security.ways import WAYS

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("security"),
    pytest.mark.kernel,
]  # they share the marked cohorts

CASES = {case.name: case for case in (*in_notebooks.CASES, *in_files.CASES)}
TOGETHER = [case for case in CASES.values() if case.shipped is not None and not case.alone]
ALONE = [case for case in CASES.values() if case.alone]
COMPARED = [case for case in CASES.values() if case.careless]


def named(cases: list[Case]) -> list[pytest.param]:
    return [pytest.param(case, id=case.name) for case in cases]


# --- the shipped way ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shipped_together(hostile_cohort: Path, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    cohort = cohort_of(TOGETHER, hostile_cohort, tmp_path_factory.mktemp("shipped") / "spring", smaller=True)
    return shipped(cohort, steps="autograde generate_feedback")


@pytest.mark.parametrize("case", named(TOGETHER))
def test_the_shipped_way(case: Case, shipped_together: Scene) -> None:
    assert case.happened(shipped_together, case.name) is case.shipped


@pytest.mark.parametrize("case", named(ALONE))
def test_the_shipped_way_alone(case: Case, hostile_cohort: Path, tmp_path: Path) -> None:
    cohort = cohort_of([case], hostile_cohort, tmp_path / "spring", smaller=True)
    scene = shipped(cohort, patience=45, settings=f"c.Execute.timeout = {TIMEOUT}\n")
    assert case.happened(scene, case.name) is case.shipped


@pytest.mark.parametrize("case", named(COMPARED))
def test_a_careless_reader(case: Case, tmp_path: Path) -> None:
    case.make(tmp_path)
    assert case.careless is not None and case.careless((tmp_path / RESPONSES).read_bytes())


# --- our ways -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=list(WAYS))
def ours(
    request: pytest.FixtureRequest, hostile_cohort: Path, tmp_path_factory: pytest.TempPathFactory
) -> Scene:
    cohort = cohort_of(CASES.values(), hostile_cohort, tmp_path_factory.mktemp("ours") / "spring")
    before = tree(cohort.parent, without=cohort)
    scene = WAYS[request.param](cohort)
    assert tree(cohort.parent, without=cohort) == before
    return scene


@pytest.mark.parametrize("case", named(list(CASES.values())))
def test_our_way(case: Case, ours: Scene) -> None:
    assert not case.happened(ours, case.name)
    assert ours.points(case.name) == case.points
    said = ours.about(case.name)
    assert case.says in said
    if case.points is None:
        assert in_files.NOT_MARKED in said


def test_the_others_are_marked(ours: Scene) -> None:
    for student in HONEST:
        assert ours.points(student) == FULL


def test_a_person_can_read_all_that_is_said(ours: Scene) -> None:
    assert ours.code == 1, "some were refused"
    assert not [line for line in ours.said if "Traceback" in line or "Error" in line]


def test_there_are_enough() -> None:
    assert len(CASES) >= 25
    assert {case.shipped for case in CASES.values()} == {True, False, None}
