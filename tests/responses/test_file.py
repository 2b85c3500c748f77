"""The responses file: what is saved is there, and what is not ours is kept, told and never believed."""

from __future__ import annotations

import errno
import json
import os
import string
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentorlab import files
from mentorlab.responses.file import MAX_BYTES, MAX_CHARACTERS, Responses, ResponsesError, read_for_marking

MODULE = "08-feedback"
NAME = f"{MODULE}.responses.json"


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace with one module."""
    top = tmp_path / "my-mentoring"
    (top / ".mentorlab").mkdir(parents=True)
    (top / ".mentorlab" / "workspace.json").write_text('{"id": "0123456789abcdef"}')
    (top / "course").mkdir()
    return top / "course"


def entry(**changes: Any) -> dict[str, Any]:
    now = "2026-11-22T09:30:00+00:00"
    plain = {"response": {}, "attempts": 1, "confidence": None, "first": now, "last": now, "digest": "ab"}
    return plain | changes


def whole(**items: Any) -> dict[str, Any]:
    return {"version": 1, "workspace": "0123456789abcdef", "items": items}


def listing(folder: Path) -> set[str]:
    return {found.name for found in folder.iterdir()}


def test_opening_writes_nothing(folder: Path) -> None:
    responses = Responses.open(MODULE, folder)
    assert responses.get("say-first") is None
    assert responses.notices == ()
    assert listing(folder) == set()


def test_what_was_saved_is_there_for_the_next_tab(folder: Path) -> None:
    first, second = Responses.open(MODULE, folder), Responses.open(MODULE, folder)
    first.put("say-first", {"chosen": ["a"]}, "d1", confidence=60, attempt=True)
    second.put("hear-it", {"placed": {"x": "y"}}, "d2")
    again = second.put("say-first", {"chosen": ("b", "c")}, "d3")

    assert first.get("hear-it") is not None
    assert first.get("say-first") == again
    assert again.response == {"chosen": ["b", "c"]}
    assert (again.attempts, again.confidence, again.digest) == (1, 60, "d3")
    assert again.first <= again.last
    assert dict(read_for_marking(folder / NAME)) == {"say-first": again, "hear-it": first.get("hear-it")}
    assert listing(folder) == {NAME}


def test_the_file_bears_the_id_of_its_workspace_and_its_format(folder: Path) -> None:
    Responses.open(MODULE, folder).put("say-first", {}, "d")
    stored = json.loads((folder / NAME).read_text("utf-8"))
    assert (stored["version"], stored["workspace"]) == (1, "0123456789abcdef")
    assert read_for_marking(folder / NAME).workspace == "0123456789abcdef"


def test_two_tabs_of_a_fetched_assignment_agree_on_one_random_id(tmp_path: Path) -> None:
    fetched = tmp_path / MODULE
    fetched.mkdir()
    (fetched / f"{MODULE}.ipynb").write_text("{}")
    one, two = Responses.open(MODULE, fetched), Responses.open(MODULE, fetched)
    one.put("a", {}, "d")
    two.put("b", {}, "d")
    assert one.workspace == two.workspace == read_for_marking(fetched / NAME).workspace
    assert len(one.workspace) == 16


def test_no_file_is_an_empty_one_at_marking(folder: Path) -> None:
    assert dict(read_for_marking(folder / NAME)) == {}


@pytest.mark.parametrize("module", ["", "..", "../08-feedback", "a/b", "A", "x" * 65, "c:", "a\n"])
def test_a_module_that_is_no_folder_name_has_no_file(module: str, folder: Path) -> None:
    with pytest.raises(ResponsesError, match="not the name of a module"):
        Responses.open(module, folder)


DAMAGED = {
    "empty": b"",
    "cut off": json.dumps(whole(a=entry(response={"text": "hello"}))).encode()[:-20],
    "not an object": b"[]",
    "nothing in it": b"{}",
    "no items": b'{"version": 1, "workspace": "a"}',
    "not text": b"\xff\xfe\x00{",
    "not a number": json.dumps(whole(a=entry(response={"low": float("nan")}))).encode(),
    "infinite": json.dumps(whole(a=entry(response={"low": 1}))).replace('"low": 1', '"low": 1e999').encode(),
    "a number too large": json.dumps(whole(a=entry(response={"low": 10**400}))).encode(),
    "a number without end": json.dumps(whole(a=entry())).replace("null", "9" * 5000).encode(),
    "twice": b'{"version": 1, "version": 1, "workspace": "a", "items": {}}',
    "twice, deep": json.dumps(whole(a=entry())).replace("{}", '{"b": 1, "b": 2}').encode(),
    "too deep": json.dumps(whole(a=entry())).replace("{}", '{"b":' + "[" * 40 + "]" * 40 + "}").encode(),
    "far too deep": b"[" * 100_000,
    "half a character": json.dumps(whole(a=entry(response={"text": "\ud83d"}))).encode(),
    "half a character in a name": json.dumps(whole(a=entry(response={"\ud83d": 1}))).encode(),
    "a text too long": json.dumps(whole(a=entry(response={"text": "x" * (MAX_CHARACTERS + 1)}))).encode(),
    "too big": json.dumps(whole(a=entry(response={"texts": ["x" * 9000] * 120}))).encode(),
    "attempts in words": json.dumps(whole(a=entry(attempts="1"))).encode(),
    "attempts true": json.dumps(whole(a=entry(attempts=True))).encode(),
    "attempts below none": json.dumps(whole(a=entry(attempts=-1))).encode(),
    "confidence past all": json.dumps(whole(a=entry(confidence=101))).encode(),
    "response a list": json.dumps(whole(a=entry(response=[]))).encode(),
    "no time": json.dumps(whole(a={"response": {}, "digest": "d", "last": "x"})).encode(),
    "one field more": json.dumps(whole(a=entry(mark=4.0))).encode(),
    "version true": json.dumps(whole() | {"version": True}).encode(),
    "version nought": json.dumps(whole() | {"version": 0}).encode(),
    "workspace a number": json.dumps(whole() | {"workspace": 4}).encode(),
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_file_is_refused_at_marking_and_kept_aside_at_the_next_save(
    data: bytes, folder: Path
) -> None:
    (folder / NAME).write_bytes(data)
    with pytest.raises(ResponsesError) as refusal:
        read_for_marking(folder / NAME)
    assert str(refusal.value).startswith(NAME)
    assert str(refusal.value).endswith(".")

    responses = Responses.open(MODULE, folder)
    aside = f"{MODULE}.responses.damaged-1.json"
    assert len(responses.notices) == 1
    assert aside in responses.notices[0]
    assert responses.get("a") is None
    assert listing(folder) == {NAME}  # opening writes nothing

    responses.put("b", {"text": "anew"}, "d")
    assert (folder / aside).read_bytes() == data
    assert "not read when your work is marked" in responses.notices[-1]
    assert set(read_for_marking(folder / NAME)) == {"b"}


def test_the_samples_of_damage_differ_from_a_good_file_in_their_damage_alone(folder: Path) -> None:
    (folder / NAME).write_text(json.dumps(whole(a=entry(response={"text": "x" * MAX_CHARACTERS}))))
    assert read_for_marking(folder / NAME)["a"].attempts == 1


def test_each_damaged_file_gets_the_next_free_number_and_none_is_written_over(folder: Path) -> None:
    taken = folder / f"{MODULE}.responses.damaged-2.json"
    taken.symlink_to("nowhere")
    for number, name in enumerate([1, 3, 4]):
        (folder / NAME).write_text(f"broken {number}")
        Responses.open(MODULE, folder).put("a", {}, "d")
        assert (folder / f"{MODULE}.responses.damaged-{name}.json").read_text() == f"broken {number}"
    assert taken.is_symlink()


def test_a_file_of_a_newer_version_is_said_and_never_written_over(folder: Path) -> None:
    text = json.dumps({"version": 2, "people": "unheard of"})
    (folder / NAME).write_text(text)
    responses = Responses.open(MODULE, folder)
    assert "newer version" in responses.notices[0]
    with pytest.raises(ResponsesError, match="newer version"):
        responses.put("a", {}, "d")
    with pytest.raises(ResponsesError, match="newer version"):
        read_for_marking(folder / NAME)
    assert (folder / NAME).read_text() == text
    assert listing(folder) == {NAME}


def test_a_link_is_neither_followed_nor_written_over(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere.json"
    target.write_text(json.dumps(whole(a=entry())))
    (folder / NAME).symlink_to(target)
    with pytest.raises(ResponsesError, match=f"{NAME} is a link"):
        read_for_marking(folder / NAME)
    responses = Responses.open(MODULE, folder)
    assert responses.get("a") is None
    with pytest.raises(ResponsesError, match="is a link"):
        responses.put("a", {}, "d")
    assert (folder / NAME).is_symlink()


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo], ids=["a folder", "a pipe"])
def test_what_is_not_a_file_is_refused_at_once(make: Any, folder: Path) -> None:
    make(folder / NAME)
    with pytest.raises(ResponsesError, match=f"{NAME} is not a file"):
        read_for_marking(folder / NAME)
    with pytest.raises(ResponsesError, match="is not a file"):
        Responses.open(MODULE, folder).put("a", {}, "d")


def test_a_byte_order_mark_of_some_editor_does_no_harm(folder: Path) -> None:
    (folder / NAME).write_bytes(b"\xef\xbb\xbf" + json.dumps(whole(a=entry())).encode())
    assert set(read_for_marking(folder / NAME)) == {"a"}


REFUSED: dict[str, Any] = {
    "a text too long": {"text": "x" * (MAX_CHARACTERS + 1)},
    "half a character": {"text": "\udc00"},
    "not a number": {"low": float("nan")},
    "infinite": {"low": float("inf")},
    "a number too large": {"low": 10**400},
    "no plain data": {"low": {1, 2}},
    "a name that is no text": {"fields": {1: "x"}},
    "not an object": ["x"],
}


@pytest.mark.parametrize("response", REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_stored_is_refused_and_the_old_stays(response: Any, folder: Path) -> None:
    responses = Responses.open(MODULE, folder)
    old = responses.put("a", {"text": "x" * MAX_CHARACTERS}, "d")
    before = (folder / NAME).read_bytes()
    with pytest.raises(ResponsesError, match="What was saved before is still there"):
        responses.put("a", response, "d")
    assert (folder / NAME).read_bytes() == before
    assert responses.get("a") == old


def test_a_file_that_would_pass_one_mebibyte_is_refused_and_the_old_stays(folder: Path) -> None:
    responses = Responses.open(MODULE, folder)
    with pytest.raises(ResponsesError, match="larger than 1 MiB"):
        for number in range(200):
            responses.put(f"item-{number}", {"text": "x" * MAX_CHARACTERS}, "d")
    kept = read_for_marking(folder / NAME)
    assert 100 <= len(kept) < 110
    assert (folder / NAME).stat().st_size <= MAX_BYTES
    assert listing(folder) == {NAME}


@pytest.mark.parametrize("confidence", [-1, 101])
def test_confidence_outside_its_scale_is_refused(confidence: int, folder: Path) -> None:
    with pytest.raises(ResponsesError, match="0 to 100"):
        Responses.open(MODULE, folder).put("a", {}, "d", confidence=confidence)
    assert listing(folder) == set()


@pytest.mark.parametrize("item_id", ["", "x" * 201, "\ud800"])
def test_an_item_needs_an_id(item_id: str, folder: Path) -> None:
    with pytest.raises(ResponsesError, match="no proper id"):
        Responses.open(MODULE, folder).put(item_id, {}, "d")


def test_a_full_disk_is_said_and_loses_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    responses = Responses.open(MODULE, folder)
    responses.put("a", {"text": "kept"}, "d")

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(ResponsesError, match=r"No space left on device.*still there"):
        responses.put("b", {}, "d")
    monkeypatch.undo()
    assert set(read_for_marking(folder / NAME)) == {"a"}
    assert listing(folder) == {NAME}


def test_what_a_killed_writer_left_is_ignored_and_cleared_away(folder: Path) -> None:
    left = folder / f".{NAME}.0123456789ab.tmp"
    left.write_text('{"half')
    strange = folder / ".notes.tmp"
    strange.write_text("mine")
    responses = Responses.open(MODULE, folder)
    assert responses.notices == ()
    assert left.exists()
    responses.put("a", {}, "d")
    assert listing(folder) == {NAME, strange.name}


def test_a_window_that_never_lets_go_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from mentorlab.responses import lock

    monkeypatch.setattr(lock, "PATIENCE", 0.05)
    responses = Responses.open(MODULE, folder)
    with lock.locked(folder), pytest.raises(ResponsesError, match="Another window"):
        responses.put("a", {}, "d")
    responses.put("a", {}, "d")


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)
item_ids = st.text(string.ascii_lowercase + "-", min_size=1, max_size=4)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    puts=st.lists(st.tuples(item_ids, st.dictionaries(texts, plain, max_size=4), st.booleans()), max_size=8)
)
def test_whatever_is_saved_comes_back_as_it_was(
    puts: list[tuple[str, dict[str, Any], bool]], folder: Path
) -> None:
    (folder / NAME).unlink(missing_ok=True)
    tabs = [Responses.open(MODULE, folder), Responses.open(MODULE, folder)]
    latest: dict[str, dict[str, Any]] = {}
    attempts: dict[str, int] = {}
    for turn, (item_id, response, attempt) in enumerate(puts):
        tabs[turn % 2].put(item_id, response, "d", attempt=attempt)
        latest[item_id] = response
        attempts[item_id] = attempts.get(item_id, 0) + attempt
    found = read_for_marking(folder / NAME)
    assert {item_id: stored.response for item_id, stored in found.items()} == latest
    assert {item_id: stored.attempts for item_id, stored in found.items()} == attempts


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=200)
@given(data=st.binary(max_size=200) | plain.map(lambda value: json.dumps(value).encode()))
def test_whatever_stands_in_a_file_the_answer_is_entries_or_a_sentence(data: bytes, folder: Path) -> None:
    (folder / NAME).write_bytes(data)
    with pytest.raises(ResponsesError, match=NAME):
        read_for_marking(folder / NAME)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=100)
@given(cut=st.integers(min_value=0), junk=st.binary(min_size=1, max_size=3))
def test_a_byte_changed_anywhere_is_read_or_refused_and_never_a_traceback(
    cut: int, junk: bytes, folder: Path
) -> None:
    good = json.dumps(whole(a=entry(response={"chosen": ["x"]}), b=entry())).encode()
    at = cut % len(good)
    (folder / NAME).write_bytes(good[:at] + junk + good[at + len(junk) :])
    try:
        found = read_for_marking(folder / NAME)
    except ResponsesError as error:
        assert NAME in str(error)
    else:
        assert all(isinstance(stored.response, dict) for stored in found.values())
