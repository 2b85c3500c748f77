"""Saying it first, and the other seat: what is kept of them, and that no mark knows of it."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from mentorlab.dialect.read import read
from mentorlab.dialect.tree import DialectError
from mentorlab.dialect.write import write
from mentorlab.item.kinds.talk import Item, Key, Response, score
from mentorlab.item.model import canary
from mentorlab.talk import Play, choose, replay, restart, start, transcript, undo
from mentorlab.talk.other_seat import agreement, coded, guessed, moves, observed, thoughts
from mentorlab.talk.own_words import MAX_WORDS, OwnWords, nearest, quotable
from mentorlab.talk.play import own_words, say_first
from mentorlab.talk.read import read_talk
from mentorlab.views.pages.debrief import debrief
from mentorlab.views.pages.kinds.talk import answer_rows
from tests.helpers.talk_samples import guide_source, guide_talk, short_talk

SOURCE = guide_source("Say it first, and the other seat")
TALK, KEY = read_talk(read(SOURCE, "talks/bag.md"), "bag")
WAY = ("careful", "from-the-tying")


def played(*replies: str, play: Play | None = None) -> Play:
    play = play or start(TALK)
    for reply in replies:
        play = choose(TALK, play, reply)
    return play


def test_the_scene_says_that_one_speaks_first_and_holds_the_questions() -> None:
    opening = TALK.scene("opening")
    assert opening.say and not TALK.scene("counted").say
    assert opening.questions == (
        "Does it name something that Ivo could go and look at?",
        "Could he answer it with more than yes?",
    )
    assert [line.speaker for line in opening.lines] == ["", "Ivo"]
    assert read_talk(read(write(read(SOURCE, "a.md")), "a.md"), "bag") == (TALK, KEY)


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ("# opening {say}", "# opening", "in a scene without say"),
        ("? Could he", "Could he", "Not every line here begins"),
        ("# home {#home end}", "# home {#home end say}", "nothing to say first"),
    ],
)
def test_what_could_not_be_asked_is_refused(before: str, after: str, what: str) -> None:
    with pytest.raises(DialectError, match=what):
        read_talk(read(SOURCE.replace(before, after, 1), "talks/bag.md"), "bag")


def test_a_talk_without_it_is_written_and_hashed_as_before() -> None:
    talk, _ = guide_talk()
    assert not any({"say", "questions"} & set(scene) for scene in talk.model_dump(mode="json")["scenes"])
    assert set(start(talk).model_dump(mode="json")) == {"talk", "digest", "seed", "replies"}


def test_what_was_said_first_belongs_to_its_turn_and_may_be_said_again() -> None:
    play = say_first(start(TALK), "Three in November.")
    play = say_first(play, "Three in November, Ivo.", unlike=True)
    assert play.own == (OwnWords(turn=0, text="Three in November, Ivo.", unlike=True),)
    play = say_first(played(*WAY[:1], play=play), "")
    assert own_words(play, 1) == OwnWords(turn=1) and own_words(play, 2) is None
    assert undo(play).own == play.own[:1]  # it was said before the reply that is taken back
    assert restart(play).own == ()
    with pytest.raises(ValidationError):
        OwnWords(turn=0, text="a" * (MAX_WORDS + 1))


def test_the_nearest_reply_is_a_guess_and_may_be_none() -> None:
    replies = TALK.scene("opening").replies
    near = nearest(replies, "That was the third in November, and I signed for three of them")
    assert near is not None and near.id == "three"
    assert (
        nearest(replies, "Good evening") is None and nearest(replies, "") is None and nearest((), "a") is None
    )


def test_no_mark_knows_of_one_s_own_words() -> None:
    item = Item(id="bag", title="The bag", talk=TALK)
    key = Key(item="bag", canary=canary("bag"), talk_key=KEY)
    bare = played(*WAY)
    full = coded(
        guessed(played(*WAY, play=say_first(start(TALK), "Hm.", unlike=True)), 1, "Cold"), 0, ["effect"]
    )
    assert full != bare
    assert score(item, key, Response(plays=(full,))) == score(item, key, Response(plays=(bare,)))
    assert replay(TALK, full) == replay(TALK, bare)
    assert Response.model_validate(Response(plays=(full,)).model_dump(mode="json")) == Response(plays=(full,))


def test_it_stands_beside_what_was_chosen() -> None:
    play = played(*WAY, play=say_first(start(TALK), "Three <b>this</b> month."))
    first, second, *_ = [one for one in transcript(TALK, None, play).passages if one.reply]
    assert first.own is not None and first.own.text.startswith("Three") and second.own is None
    page = debrief(TALK, None, play, [play], {})
    assert "Three &lt;b&gt;this&lt;/b&gt; month." in page and "Does it name something" in page
    rows = answer_rows(Item(id="bag", title="The bag", talk=TALK), Response(plays=(play,)))
    told = [row.given for row in rows]
    assert told.index("Three <b>this</b> month.") + 1 == told.index('"You could be more careful."')


def test_three_moments_are_asked_after_a_choice_and_spread_over_the_play() -> None:
    found = thoughts(TALK, played(*WAY))
    assert [(one.turn, one.reply.id) for one in found] == [(1, "careful"), (2, "from-the-tying")]
    assert found[0].thoughts[0].text == "Here it comes."
    assert [line.text for line in found[0].heard] == ["Sure."]
    scenes = "".join(f"# s{n}\nSam (thinks): {n}\n\n- A. -> s{n + 1} {{#a{n} good}}\n\n" for n in range(7))
    talk, _ = short_talk(f"{scenes}# s7 {{end}}\nSo.\n")
    play = start(talk)
    for n in range(7):
        play = choose(talk, play, f"a{n}")
    assert [one.turn for one in thoughts(talk, play)] == [1, 3, 6]
    assert thoughts(talk, start(talk)) == ()


def test_a_guess_takes_the_place_of_an_older_one() -> None:
    play = guessed(guessed(played(*WAY), 1, "No"), 1, "Tired")
    assert [(one.turn, one.text) for one in play.guesses] == [(1, "Tired")]


def test_an_observer_s_moves_stand_beside_the_author_s() -> None:
    assert moves(KEY) == ("effect", "hurrying-comfort", "joking", "open-question", "vague-praise")
    play = coded(coded(played(*WAY), 0, ["vague-praise"]), 1, ["effect"])
    seen = observed(TALK, KEY, play)
    assert [(one.coded, one.author) for one in seen] == [
        (("vague-praise",), ("vague-praise",)),
        (("effect",), ("open-question",)),
    ]
    assert agreement(seen) == (1, 2)
    assert agreement(observed(TALK, KEY, coded(played(*WAY), 1, []))) == (0, 1)
    assert agreement(observed(TALK, KEY, played(*WAY))) == (0, 0)


def test_what_was_typed_can_be_quoted_and_strange_data_is_passed_over() -> None:
    play = say_first(played(*WAY[:1], play=say_first(start(TALK), " Three. ")), "")
    response = Response(plays=(play, play)).model_dump(mode="json")
    strange = [{"plays": 1}, {"plays": [None, {"own": [{"text": 3}, {}, 4]}]}, {"text": "own"}]
    assert quotable([response, *strange]) == ("Three.",)
