"""The fixed shapes of our code cells: written, recognised, and cut by nbgrader as we mean it."""

from __future__ import annotations

import ast
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell

from mentorlab.item import dump, kinds
from mentorlab.item.cells import BEGIN, CALLS, END, literal, parse_cell, render_cell
from tests.helpers import samples

TEXTS = st.text()
AWKWARD = [
    'a "quoted" text',
    "back\\slash, \\n, \\u0041",
    "two\nlines\r\nand three",
    "\u2028\u2029\x85\x0b\x0c\x1c\ufeff",
    "\ud800",
    "### BEGIN HIDDEN TESTS",
    "\\BEGIN SOLUTION and END MARK SCHEME, AUTOTEST",
    "😀 क्ष ش",
    '",\n)\nprint("run")\n(',
    "",
]


def shapes(text: str) -> list[str]:
    """A cell of every shape that holds this text wherever a text can stand."""
    return [render_cell(call, (text,) * count) for call, counts in CALLS.items() for count in sorted(counts)]


def test_a_mark_cell_looks_as_the_contract_says() -> None:
    assert render_cell("mark", ('{"id":"a"}', '{"item":"a"}')) == (
        "from mentorlab.views import mark\n"
        "mark(\n"
        '    "{\\"id\\":\\"a\\"}",\n'
        "### BEGIN HIDDEN TESTS\n"
        '    "{\\"item\\":\\"a\\"}",\n'
        "### END HIDDEN TESTS\n"
        ")"
    )


def test_a_practice_cell_a_form_and_home_look_as_the_contract_says() -> None:
    assert (
        render_cell("practice", ("1", "2"))
        == 'from mentorlab.views import practice\npractice(\n    "1",\n    "2",\n)'
    )
    assert render_cell("exercise", ("1",)) == 'from mentorlab.views import exercise\nexercise(\n    "1",\n)'
    assert render_cell("home") == "from mentorlab.views import home\nhome()"


@given(TEXTS, TEXTS)
def test_what_is_written_is_recognised(one: str, two: str) -> None:
    for call, counts in CALLS.items():
        for count in counts:
            arguments = (one, two)[:count]
            assert parse_cell(render_cell(call, arguments)) == (call, arguments)


@pytest.mark.parametrize("text", AWKWARD)
def test_awkward_texts_come_back(text: str) -> None:
    for source in shapes(text):
        found = parse_cell(source)
        assert found is not None
        assert set(found[1]) <= {text}


@given(st.one_of(TEXTS, st.sampled_from(AWKWARD)))
def test_a_literal_is_one_line_that_python_and_json_read_alike(text: str) -> None:
    written = literal(text)
    assert ast.literal_eval(written) == text
    assert json.loads(written) == text
    assert written.splitlines() == [written]
    assert not any("\ud800" <= character <= "\udfff" for character in written)


@given(st.one_of(TEXTS, st.sampled_from(AWKWARD)))
def test_a_cell_is_python_that_imports_and_calls_and_does_nothing_else(text: str) -> None:
    for source in shapes(text):
        first, second = ast.parse(source).body
        assert isinstance(first, ast.ImportFrom)
        assert isinstance(second, ast.Expr)
        assert isinstance(second.value, ast.Call)
        assert all(isinstance(argument, ast.Constant) for argument in second.value.args)


@pytest.mark.parametrize("text", AWKWARD)
def test_nbgrader_cuts_the_key_out_of_a_mark_cell_and_nothing_else(text: str) -> None:
    from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, ClearSolutions

    cell = new_code_cell(render_cell("mark", (text, "the key")), metadata={"nbgrader": {
        "schema_version": 3, "grade": True, "solution": False, "locked": True, "task": False,
        "points": 1, "grade_id": "a", "cell_type": "code"}})  # fmt: skip
    resources: dict[str, object] = {"language": "python"}
    ClearHiddenTests().preprocess_cell(cell, resources, 0)
    assert cell.source == render_cell("mark", (text,))
    assert parse_cell(cell.source) == ("mark", (text,))
    for cutter in (ClearSolutions(), ClearMarkScheme()):
        for source in shapes(text):
            plain = new_code_cell(source)
            assert not (
                getattr(cutter, "_replace_solution_region", None) or cutter._remove_mark_scheme_region
            )(*([plain, "python"] if isinstance(cutter, ClearSolutions) else [plain]))


@pytest.mark.parametrize("name", sorted(kinds()))
def test_a_samples_cells_are_recognised_and_the_release_says_nothing_of_the_key(name: str) -> None:
    item, key = samples.sample(name)
    source = render_cell("mark", (dump(item), dump(key)))
    assert parse_cell(source) == ("mark", (dump(item), dump(key)))
    release = source[: source.index(BEGIN)] + source[source.index(END) + len(END) + 1 :]
    assert parse_cell(release) == ("mark", (dump(item),))
    assert key.canary not in release


@pytest.mark.parametrize(
    "source",
    {
        "nothing": "",
        "a stranger": "print('hello')",
        "a space at the end": render_cell("home") + " ",
        "a line at the end": render_cell("home") + "\n",
        "a line before": "\n" + render_cell("home"),
        "carriage returns": render_cell("exercise", ("a",)).replace("\n", "\r\n"),
        "a second statement": render_cell("home") + "\nprint(1)",
        "a statement on the line": render_cell("home") + "; print(1)",
        "a comment": render_cell("home") + "  # hello",
        "an argument too many": 'from mentorlab.views import exercise\nexercise(\n    "a",\n    "b",\n)',
        "an argument too few": "from mentorlab.views import exercise\nexercise(\n)",
        "another function": render_cell("home").replace("home", "hello"),
        "two functions": "from mentorlab.views import home\nmark()",
        "another module": render_cell("home").replace("views", "view"),
        "single quotation marks": render_cell("exercise", ("a",)).replace('"', "'"),
        "a number": 'from mentorlab.views import exercise\nexercise(\n    1,\n)',
        "an expression": 'from mentorlab.views import exercise\nexercise(\n    "a" + "b",\n)',
        "a call in the argument": 'from mentorlab.views import exercise\nexercise(\n    "a", print(1), "b",\n)',
        "an f-string": 'from mentorlab.views import exercise\nexercise(\n    f"a",\n)',
        "a literal written otherwise": 'from mentorlab.views import exercise\nexercise(\n    "\\u0061",\n)',
        "tabs": render_cell("exercise", ("a",)).replace("    ", "\t"),
        "a key outside the hidden tests": 'from mentorlab.views import mark\nmark(\n    "a",\n    "b",\n)',
        "hidden tests around the item": render_cell("mark", ("a", "b")).replace('    "a",\n', ""),
        "a deep literal": 'from mentorlab.views import exercise\nexercise(\n    "' + "[" * 100_000 + '",\n)extra',
        "half of it": render_cell("mark", ("a", "b"))[:-1],
        "magic": "%run x.py\n" + render_cell("home"),
        "too long": render_cell("exercise", ("a" * 9_000_000,)),
    }.items(),
    ids=lambda case: case[0],
)  # fmt: skip
def test_what_is_not_exactly_a_shape_is_none(source: tuple[str, str]) -> None:
    assert parse_cell(source[1]) is None


@given(st.sampled_from(shapes("a text")), st.data())
def test_any_change_of_one_character_outside_the_literals_is_noticed(
    source: str, data: st.DataObject
) -> None:
    places = [place for place in range(len(source)) if source[place : place + 6] not in "a text"]
    place = data.draw(st.sampled_from(places))
    other = source[:place] + data.draw(st.sampled_from(["x", "(", '"', "\n", " ", ""])) + source[place + 1 :]
    found = parse_cell(other)
    assert found is None or render_cell(*found) == other


@given(st.text())
def test_no_text_makes_the_parser_stumble(text: str) -> None:
    assert parse_cell(text) is None
    assert parse_cell("from mentorlab.views import mark\n" + text) is None or text.startswith("mark(")


@pytest.mark.parametrize(
    ("call", "count"), [("mark", 0), ("mark", 3), ("home", 1), ("exercise", 2), ("print", 1)]
)
def test_a_shape_that_does_not_exist_is_not_written(call: str, count: int) -> None:
    with pytest.raises(ValueError, match=f"no cell of ours calls {call} with {count} arguments"):
        render_cell(call, ("a",) * count)
