"""Items, keys and responses as text that anybody may have written, and the one function that finds a key."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlab.item import (
    ResponseError,
    dump,
    find_key,
    kind,
    kinds,
    parse_item,
    parse_key,
    parse_response,
    score,
)
from mentorlab.item.cells import render_cell
from mentorlab.item.model import MAX_TEXT, Item, Key, Response
from tests.helpers import samples

NAMES = sorted(kinds())


def notebook(*pairs: tuple[Item, Key], release: bool = False) -> str:
    """A source notebook with a mark cell for each; or the release of it."""
    cells: list[dict[str, Any]] = [{"cell_type": "markdown", "metadata": {}, "source": "# Exercises"}]
    for item, key in pairs:
        source = render_cell("mark", (dump(item),) if release else (dump(item), dump(key)))
        cells.append({"cell_type": "code", "metadata": {}, "outputs": [], "source": source.splitlines(True)})
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def write(folder: Path, text: str, module: str = "08-feedback") -> Path:
    """Put a notebook where nbgrader has one."""
    path = folder / module / f"{module}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which keys are looked for."""
    monkeypatch.setenv("MENTORLAB_KEYS", str(tmp_path))
    return tmp_path


# --- finding a key ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_key_is_found_by_its_items_id(keys: Path, name: str) -> None:
    item, key = samples.sample(name)
    write(keys, notebook(samples.sample("choice"), (item, key)))
    assert find_key(item.id) == key


def test_a_source_in_one_piece_is_read_as_one_in_lines(keys: Path) -> None:
    item, key = samples.sample("match")
    data = json.loads(notebook((item, key)))
    for cell in data["cells"]:
        cell["source"] = "".join(cell["source"])
    write(keys, json.dumps(data))
    assert find_key(item.id) == key


def test_keys_are_looked_for_in_every_folder_that_the_variable_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = samples.sample("choice"), samples.sample("match")
    write(tmp_path / "a", notebook(one), "08-feedback")
    write(tmp_path / "b", notebook(two), "09-support")
    folders = [str(tmp_path / "a"), "", str(tmp_path / "nowhere"), str(tmp_path / "b")]
    monkeypatch.setenv("MENTORLAB_KEYS", os.pathsep.join(folders))
    assert find_key(one[0].id) == one[1]
    assert find_key(two[0].id) == two[1]


def test_without_the_variable_no_key_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MENTORLAB_KEYS", raising=False)
    assert find_key(samples.sample("choice")[0].id) is None


def test_a_release_holds_no_key(keys: Path) -> None:
    item, key = samples.sample("choice")
    write(keys, notebook((item, key), release=True))
    assert find_key(item.id) is None


def test_a_notebook_that_has_changed_is_read_again(keys: Path) -> None:
    item, key = samples.sample("choice")
    path = write(keys, notebook((item, key)))
    assert find_key(item.id) == key
    mended = key.model_copy(update={"note": "Mended."})
    path.write_text(notebook((item, mended)), encoding="utf-8")
    assert find_key(item.id) == mended
    path.unlink()
    assert find_key(item.id) is None


def test_a_notebook_that_has_not_changed_is_read_once(keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    item, key = samples.sample("choice")
    write(keys, notebook((item, key)))
    assert find_key(item.id) == key
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: pytest.fail("it was read again"))
    assert find_key(item.id) == key


DAMAGED = {
    "empty": "",
    "cut off": '{"cells": [',
    "a list": "[]",
    "no cells": "{}",
    "cells that are none": '{"cells": 3}',
    "a cell that is none": '{"cells": [3, null, "x", {"source": 3}, {"source": [3]}]}',
    "deep": "[" * 200_000,
    "a number without end": '{"cells": ' + "9" * 10_000 + "}",
    "an item that is none": json.dumps({"cells": [{"source": render_cell("mark", ("{}", "{}"))}]}),
    "an item that is no text of ours": json.dumps(
        {"cells": [{"source": render_cell("mark", ("[" * 9999, "x"))}]}
    ),
}


@pytest.mark.parametrize("fault", DAMAGED)
def test_a_damaged_notebook_is_passed_over(keys: Path, fault: str) -> None:
    item, key = samples.sample("choice")
    write(keys, DAMAGED[fault], "01-damaged")
    write(keys, notebook((item, key)))
    assert find_key(item.id) == key
    assert find_key("unknown") is None


def test_what_is_not_a_readable_file_is_passed_over(keys: Path) -> None:
    item, key = samples.sample("choice")
    (keys / "01-bytes").mkdir()
    (keys / "01-bytes" / "01-bytes.ipynb").write_bytes(b"\xff\xfe\x00")
    (keys / "02-folder" / "02-folder.ipynb").mkdir(parents=True)
    (keys / "03-link").mkdir()
    (keys / "03-link" / "03-link.ipynb").symlink_to(keys / "nowhere")
    write(keys, notebook((item, key)))
    assert find_key(item.id) == key


def test_a_key_of_another_item_is_not_taken(keys: Path) -> None:
    item, _ = samples.sample("choice")
    _, other = samples.sample("match")
    write(keys, notebook((item, other)))
    assert find_key(item.id) is None


# --- what a stranger may have written -----------------------------------------------------------------------

SENTENCE = r"^(The item|The key|What was saved for “.+”) .+\.$"
BAD_JSON = {
    "nothing": "",
    "not JSON": "{",
    "a list": "[]",
    "null": "null",
    "a number": "1",
    "NaN": '{"low": NaN, "high": 3}',
    "infinity": '{"low": Infinity}',
    "a number out of range": '{"low": 1e999}',
    "a huge integer": '{"low": 1' + "0" * 4000 + "}",
    "an integer without end": '{"low": 1' + "0" * 10_000 + "}",
    "a name twice": '{"low": 1, "low": 2}',
    "too deep": '{"low": ' + "[" * 50 + "]" * 50 + "}",
    "far too deep": "[" * 100_000,
    "half a character": '{"text": "\\ud800"}',
    "half a character as a name": '{"\\udc00": 1}',
    "too long": '{"text": "' + "a" * (MAX_TEXT + 1) + '"}',
    "far too long": '"' + "a" * 2_000_000 + '"',
    "too much": '{"chosen": [' + '"a",' * 60_000 + '"a"]}',
    "an unknown field": '{"hello": 1}',
}


@pytest.mark.parametrize("fault", BAD_JSON)
@pytest.mark.parametrize("name", NAMES)
def test_bad_json_is_refused_with_a_sentence(name: str, fault: str) -> None:
    item, _ = samples.sample(name)
    for parse in (parse_item, lambda text: parse_key(item, text), lambda text: parse_response(item, text)):
        with pytest.raises(ResponseError, match=SENTENCE):
            parse(BAD_JSON[fault])


WRONG = {
    "choice": [
        {"chosen": "a"},
        {"chosen": [1]},
        {"chosen": {"a": 1}},
        {"chosen": None},
        {"chosen": ["a"] * 501},
    ],
    "match": [{"placed": []}, {"placed": {"a": 1}}, {"placed": {"a": "x" * 201}}],
    "order": [{"order": "ab"}, {"order": [["a"]]}],
    "gap-match": [{"filled": {"a": None}}],
    "hottext": [{"marked": True}],
    "slider": [{"low": "3"}, {"low": True}, {"low": [1]}, {"high": 1e16}],
    "text-entry": [{"text": 3}, {"text": None}, {"text": ["a"]}],
    "composed": [{"fields": {"a": 1}}, {"compared": {"a": "yes"}}, {"compared": {"a": 1}}],
    "talk": [{"plays": [{}]}, {"plays": [{"talk": "a", "digest": "b", "seed": -1}]}, {"plays": {"a": "b"}}],
    "pairing": [{"pairs": {"a": ["b"]}}, {"argument": 1}],
    "extended-text": [{"text": {"a": "b"}}],
    "take-away": [
        {"sheets": ["a"]},
        {"sheets": {"a": {"initials": "Kofi Mensah"}}},
        {"sheets": {"a": {"initials": "K/O"}}},
        {"sheets": {"a": {"fields": {"what-for": 1}}}},
        {"sheets": {"a": {"name": "x"}}},
    ],
    "rating": [{"rated": ["a"]}, {"rated": {"a": 1}}, {"rated": {"a": "x" * 201}}],
}


@pytest.mark.parametrize("name", NAMES)
def test_data_of_the_wrong_form_is_refused_with_a_sentence(name: str) -> None:
    item, _ = samples.sample(name)
    for data in [
        *WRONG[name],
        {"extra": 1},
        [],
        None,
        3,
        object(),
        {"low": object()},
        {"low": 10**400},
        {1: "a"},
    ]:
        with pytest.raises(ResponseError, match=SENTENCE):
            parse_response(item, data)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", NAMES)
def test_a_response_is_taken_as_text_as_data_and_as_it_is(name: str) -> None:
    item, key = samples.sample(name)
    response = kind(name).model(item, key)
    plain = response.model_dump(mode="python")
    for data in (dump(response), response.model_dump(mode="json"), plain, response):
        assert parse_response(item, data) == response
    assert parse_response(item, {}) == kind(name).Response()


json_data = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=10)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=10,
)


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
def test_any_data_is_refused_or_scored_and_nothing_else(name: str, data: st.DataObject) -> None:
    item, key = samples.sample(name)
    fields = list(kind(name).Response.model_fields)
    drawn = data.draw(st.dictionaries(st.sampled_from(fields), json_data, max_size=len(fields)))
    try:
        response = parse_response(item, drawn)
    except ResponseError as error:
        assert str(error).endswith(".")
        return
    found = score(item, key, response)
    assert found.value is None or 0.0 <= found.value <= 1.0


@pytest.mark.parametrize("name", NAMES)
def test_a_stranger_s_item_and_key_are_refused_or_scored(name: str) -> None:
    """Every field in turn is taken out or replaced: nothing but `ResponseError` comes of it."""
    item, key = samples.sample(name)
    responses = [kind(name).Response(), kind(name).model(item, key)]
    strange: list[Any] = [
        None,
        0,
        -1,
        1e9,
        "",
        "x",
        [],
        {},
        ["x"],
        {"x": "y"},
        True,
        [{"id": "x", "text": "y"}] * 2,
    ]
    for part in (item, key):
        for field in type(part).model_fields:
            for value in [*strange, ...]:
                data = part.model_dump(mode="json")
                if value is ...:
                    data.pop(field, None)  # at its default it is not written
                else:
                    data[field] = value
                try:
                    if part is item:
                        check(parse_item(json.dumps(data)), key, responses)
                    else:
                        check(item, parse_key(item, json.dumps(data)), responses)
                except ResponseError as error:
                    assert str(error).startswith("The ")


def check(item: Item, key: Key, responses: list[Response]) -> None:
    for response in responses:
        if isinstance(response, kind(item.kind).Response) and isinstance(key, kind(item.kind).Key):
            found = score(item, key, response)
            assert found.value is None or 0.0 <= found.value <= 1.0


def test_an_item_of_a_kind_that_does_not_exist_is_refused_with_a_sentence() -> None:
    for text in ('{"kind": "riddle"}', '{"kind": 3}', '{"kind": ["choice"]}', "{}"):
        with pytest.raises(ResponseError, match="of no kind that this course knows"):
            parse_item(text)


def test_a_key_without_its_canary_is_refused_with_a_sentence() -> None:
    item, key = samples.sample("choice")
    with pytest.raises(ResponseError, match="belongs to another item"):
        parse_key(item, dump(key.model_copy(update={"canary": ""})))


def test_the_same_model_is_the_same_text_with_letters_as_they_are() -> None:
    item, _ = samples.sample("choice")
    named = item.model_copy(update={"title": "Wörter, 言葉"})
    assert "Wörter, 言葉" in dump(named)
    assert dump(named) == dump(parse_item(dump(named)))
