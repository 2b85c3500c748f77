"""JSON is read more strictly than Python reads it, and bounded before anything looks at it."""

from __future__ import annotations

from typing import Any

import pytest

from mentorlab.json_guard import MAX_DEPTH, NotStrict, find_fault, read_strict

LIMITS = {"longest": 10, "largest": 100, "most": 30}


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize("text", ['{"a": 1, "a": 2}', "[NaN]", "[-Infinity]"])
def test_what_python_reads_and_json_forbids_is_refused(text: str) -> None:
    with pytest.raises(NotStrict):
        read_strict(text)


@pytest.mark.parametrize(
    "value",
    [
        nested(MAX_DEPTH + 1),
        list(range(30)),
        "x" * 11,
        {"x" * 11: 1},
        "\ud800",
        {"a": ["\udfff"]},
        float("nan"),
        101,
        -101,
        {1: "a name that is a number"},
        {1, 2},
    ],
    ids=str,
)
def test_what_no_answer_can_hold_is_found(value: Any) -> None:
    assert find_fault(value, **LIMITS)


@pytest.mark.parametrize("value", [nested(MAX_DEPTH), list(range(29)), "é" * 10, {"a": (1, 2.5, None, True)}])
def test_what_an_answer_may_hold_is_no_fault(value: Any) -> None:
    assert find_fault(value, **LIMITS) == ""
