"""Properties of the parts that a stranger's data reaches first, for any data at all (hypothesis)."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mentorlab.item.keys import ResponseError, parse_response, score
from mentorlab.item.kinds import kinds
from mentorlab.item.model import to_points
from mentorlab.marking.intake.submission import look, read_notebook
from mentorlab.marking.intake.workspaces import Workspaces
from mentorlab.names import can_be_stored, id_fault, visible
from mentorlab.responses.strict import ResponsesError, parse
from tests.helpers.samples import sample
from tests.security.case import NOTEBOOK
from tests.security.in_files import entry

fast = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

ANY_TEXT = st.text(st.characters(codec=None), max_size=20)  # half characters too
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT
ANY_DATA = st.recursive(LEAVES, lambda part: st.lists(part) | st.dictionaries(ANY_TEXT, part), max_leaves=20)


def words_of(value: Any) -> list[str]:
    """All names and texts in plain data: what a stranger would play with."""
    if isinstance(value, dict):
        return [word for name, part in value.items() for word in (name, *words_of(part))]
    if isinstance(value, (list, tuple)):
        return [word for part in value for word in words_of(part)]
    return [value] if isinstance(value, str) else []


def like(kind: str) -> st.SearchStrategy[Any]:
    """Data made of an item's own words: names and ids in the wrong places."""
    item, key = sample(kind)
    words = sorted({*words_of(item.model_dump(mode="json")), *words_of(key.model_dump(mode="json"))})
    names = sorted({name for found in kinds() for name in _fields(found)})
    leaf = st.sampled_from(words) | LEAVES
    value = st.recursive(
        leaf,
        lambda part: st.lists(part, max_size=6) | st.dictionaries(st.sampled_from(words), part, max_size=6),
    )
    return st.dictionaries(st.sampled_from(names), value, max_size=3)


def _fields(kind: str) -> Sequence[str]:
    from mentorlab.item.kinds import kind as found

    return list(found(kind).Response.model_fields)


@fast
@given(data=st.binary(max_size=300) | ANY_DATA.map(lambda data: json.dumps(data).encode()))
def test_a_responses_file_is_read_or_refused_in_a_sentence(data: bytes) -> None:
    try:
        parse(data, "x.responses.json")
    except ResponsesError as error:
        assert str(error).startswith("x.responses.json") and str(error).isprintable()


@fast
@given(items=st.dictionaries(ANY_TEXT, st.builds(entry, ANY_DATA) | ANY_DATA, max_size=4))
def test_so_is_one_that_looks_like_ours(items: dict[str, Any]) -> None:
    data = json.dumps({"version": 1, "workspace": "x", "items": items}).encode()
    try:
        parse(data, "x.responses.json")
    except ResponsesError as error:
        assert str(error).startswith("x.responses.json") and str(error).isprintable()


@pytest.mark.parametrize("kind", sorted(kinds()))
@settings(fast, max_examples=50)
@given(data=st.data())
def test_whatever_is_answered_earns_between_nothing_and_everything(kind: str, data: st.DataObject) -> None:
    item, key = sample(kind)
    drawn = data.draw(like(kind) | ANY_DATA)
    try:
        response = parse_response(item, drawn)
    except ResponseError as error:
        assert str(error).isprintable()
        return
    earned = to_points(score(item, key, response).value, item.points)
    assert type(earned) is float and math.isfinite(earned) and 0.0 <= earned <= item.points


@fast
@given(data=st.binary(max_size=300) | ANY_DATA.map(lambda data: json.dumps({"cells": data}).encode()))
def test_a_notebook_is_never_a_reason_to_stop(data: bytes, tmp_path: Path) -> None:
    (tmp_path / NOTEBOOK).write_bytes(data)
    handed = read_notebook(tmp_path / NOTEBOOK)
    assert all(isinstance(text, str) for text in (*handed.added, *handed.grade_ids))


@fast
@given(
    data=st.binary(max_size=60) | st.text(st.sampled_from("0123456789-: .+UTCZ"), max_size=40).map(str.encode)
)
@example(data=b"0:0B")
@example(data=b"2026-12-01 10:00:00 CET")
def test_a_time_is_read_or_refused(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "timestamp.txt").write_bytes(data)
    looked = look(tmp_path)
    assert looked.fault[1] in ("", "it does not say a time.")


@fast
@given(name=ANY_TEXT)
def test_a_learner_s_name_is_one_that_can_be_stored(name: str) -> None:
    assert visible(name).isprintable()
    if can_be_stored(name) or not id_fault(name):
        assert name.encode("utf-8") and Path(name).parts == (name,) and name not in (".", "..")


@fast
@given(notes=st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from(["", "one", "two", "three"]))))
def test_the_index_of_workspaces_is_what_was_noted_last(notes: list[tuple[str, str]]) -> None:
    index, last = Workspaces(), dict(notes)
    for student, workspace in notes:
        index.note(student, workspace)
    for student, workspace in last.items():
        others = sorted(one for one, its in last.items() if its and its == workspace and one != student)
        assert index.others(student) == others
