"""Every digest of 0.1.0 stays: answers and plays that learners keep name the wording they were made on.

`0.1.0.json` holds the digests of all talks and items of that release, with the sum of the file they stand in.
A file that was written anew since has other digests, and is passed over.
"""

from __future__ import annotations

import hashlib
import json

import pytest

from mentorlab.content.load import Exercise, load_module
from mentorlab.talk import Talk
from tests.helpers.places import CONTENT, PROJECT

PINNED = json.loads((PROJECT / "tests" / "examples" / "digests" / "0.1.0.json").read_text(encoding="utf-8"))
MODULES = sorted({name.split("/")[0] for name in PINNED})
SMALL = Talk.model_validate(
    {
        "id": "small",
        "title": "Small",
        "people": {"Sam": "mentee", "You": "mentor"},
        "meters": {"trust": 3},
        "scenes": [
            {
                "id": "opening",
                "title": "opening",
                "lines": [{"text": "So.", "speaker": "Sam"}],
                "replies": [{"id": "wait", "text": "Wait.", "to": "closed", "meters": {"trust": 1}}],
            },
            {"id": "closed", "title": "closed", "end": True},
        ],
    }
)


def test_all_thirteen_talks_and_all_items_of_the_release_are_pinned():
    names = [name for file in PINNED.values() for name in file["digests"]]
    assert sum(name.startswith("talk ") for name in names) == 13
    assert len(names) == 128


@pytest.mark.parametrize("module", MODULES)
def test_what_has_not_been_written_anew_has_the_digest_of_0_1_0(module):
    folder = CONTENT / module
    same = {
        name.split("/", 1)[1]: file["digests"]
        for name, file in PINNED.items()
        if name.startswith(f"{module}/") and _sum(name) == file["sha256"]
    }
    if not same:
        pytest.skip("all of it has been written anew")
    loaded = load_module(folder)
    found = {f"talk {talk.id}": talk.digest for talk, _ in loaded.talks.values()}
    for piece in (*loaded.lesson, *loaded.assignment):
        if isinstance(piece, Exercise):
            found[piece.item.id] = piece.item.digest
    # An item that plays a talk holds all of it, so it is another where the talk is.
    written_anew = {
        f"talk {talk.id}" for name, (talk, _) in loaded.talks.items() if f"talks/{name}.md" not in same
    }
    plays = {
        piece.item.id: f"talk {piece.item.talk.id}"
        for piece in (*loaded.lesson, *loaded.assignment)
        if isinstance(piece, Exercise) and piece.item.kind == "talk"
    }
    for digests in same.values():
        for name, digest in digests.items():
            if plays.get(name) not in written_anew:
                assert found[name] == digest, name


def test_a_field_at_its_default_is_neither_written_nor_hashed():
    assert SMALL.digest == "4c29f026346ed093"
    assert set(SMALL.model_dump()) == {"id", "title", "people", "meters", "coach", "scenes"}
    assert Talk.model_validate_json(SMALL.model_dump_json()) == SMALL
    with_fact = SMALL.model_copy(update={"facts": ("told",)})
    assert with_fact.digest != SMALL.digest
    assert Talk.model_validate_json(with_fact.model_dump_json()) == with_fact


def _sum(name: str) -> str:
    path = CONTENT / name
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16] if path.is_file() else ""
