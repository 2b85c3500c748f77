"""A card, gestures, pauses, mail, chat, calls and time that passes: read, written, played and shown."""

from __future__ import annotations

import pytest

from mentorlab.dialect.read import read
from mentorlab.dialect.tree import DialectError
from mentorlab.dialect.write import write
from mentorlab.item.kinds.talk import Item, Response
from mentorlab.talk import Line, Play, Talk, choose, read_talk, replay, start, transcript
from mentorlab.talk.explore import explore
from mentorlab.views.pages import talk_lines, talk_media
from mentorlab.views.pages.kinds.talk import answer_rows
from tests.helpers.places import AUTHORS
from tests.helpers.talk_samples import guide_sample, guide_source, short_talk

ROTA, KEY = guide_sample("Media and time")


def played(*replies: str, talk: Talk = ROTA) -> Play:
    play = start(talk)
    for reply in replies:
        play = choose(talk, play, reply)
    return play


def test_the_guides_talk_is_read_with_its_media():
    scenes = {scene.id: scene for scene in ROTA.scenes}
    assert {id: scene.medium for id, scene in scenes.items()} == {
        "opening": "chat",
        "ring": "call",
        "quiet": "chat",
        "letter": "mail",
        "closed": "",
        "swap": "mail",
    }
    assert (scenes["letter"].subject, scenes["letter"].later) == ("the 12th", "2-days")
    assert scenes["swap"].end and scenes["closed"].later == "3-weeks"
    assert [line.at for line in scenes["opening"].lines] == ["21:40", "21:41", "21:41"]
    assert explore(ROTA).complaints() == ()


def test_a_card_is_no_scene_and_comes_before_the_opening():
    assert ROTA.scenes[0].id == "opening"
    (card,) = replay(ROTA, start(ROTA)).card
    assert card.text.startswith("You have mentored Jonas") and card.speaker == ""
    assert transcript(ROTA, KEY, start(ROTA)).card == (card,)


def test_a_gesture_may_stand_without_words():
    ring, closed = ROTA.scene("ring"), ROTA.scene("closed")
    assert ring.lines[5].gesture == "blows out his breath" and ring.lines[5].text.startswith("Right.")
    assert closed.lines[0] == Line(text="", speaker="Jonas", gesture="holds up his telephone")


def test_a_pause_stands_alone_or_at_the_end_of_a_line_and_a_call_is_cut_off():
    assert [line.then for line in ROTA.scene("ring").lines][2:] == ["", "", "beat", "", "cut"]
    talk, _ = short_talk(
        "# opening\nSam: So. {beat if trust > 2}\n\n- A. -> b {#a1 good}\n\n# b {end}\nYes.\n"
    )
    assert talk.scene("opening").lines[0] == Line(
        text="So.", speaker="Sam", condition="trust > 2", then="beat"
    )


def test_paragraphs_of_a_mail_go_on_with_it():
    letter = ROTA.scene("letter").lines
    assert [(line.speaker, line.thinks) for line in letter] == [("Jonas", True)] + [("Jonas", False)] * 3
    assert [line.speaker for line in ROTA.scene("swap").lines] == ["Jonas", "Jonas"]


def test_the_writer_gives_the_same_talk_back():
    document = read(guide_source("Media and time"), "talks/rota.md")
    again = read(write(document), "talks/rota.md")
    assert read_talk(again, "rota") == read_talk(document, "rota")
    assert Talk.model_validate_json(ROTA.model_dump_json()) == ROTA


FAULTS = {
    "mail_without_subject": ("# opening {mail}\nSam: Hello.\n\n", 6 + 1, "no subject"),
    "subject_with_condition": ("# opening {mail}\nSubject: x {if trust > 2}\n\nSam: Hello.\n\n", 7, "no attribute list"),
    "two_media": ("# opening {mail chat}\nSam: Hello.\n\n", 6, "is mail and chat"),
    "no_time": ("# opening {later=a-while}\nSam: Hello.\n\n", 6, "no time that passes"),
    "time_outside_a_chat": ("# opening\nSam [21:40]: Hello.\n\n", 7, "in a chat alone"),
    "cut_outside_a_call": ("# opening\nSam: Hel {cut}\n\n", 7, "Only a call"),
    "thought_with_gesture": ("# opening\nSam (thinks) [nods]: Hm.\n\n", 7, "no gesture"),
    "card_later": ("# before\nSam: So.\n\n- A. -> opening {#a1 good}\n\n# you {card}\nYou know.\n\n# opening\nSam: So.\n\n", 11, "after a scene"),
    "card_that_asks": ("# you {card}\nYou know. {if opening}\n\n# opening\nSam: So.\n\n", 6, "before anything was said"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_said_with_its_line(fault):
    scenes, line, what = FAULTS[fault]
    with pytest.raises(DialectError, match=what) as caught:
        short_talk(scenes + "- Wait. -> closed {#wait good}\n\n# closed {end}\nYes.\n")
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("later", "words"),
    [
        ("3-weeks", "Three weeks later"),
        ("1-day", "One day later"),
        ("45-minutes", "45 minutes later"),
        ("", ""),
    ],
)
def test_time_that_passes_is_said_in_words(later, words):
    assert talk_media.time_passed(later) == words


def test_a_page_shows_the_medium_once_and_the_writer_of_a_mail_once():
    state = replay(ROTA, played("ring-me", "ask-twelfth"))
    page, _ = talk_lines.render_turns(ROTA, state.turns, None, thoughts=True)
    assert page.count("In the chat") == page.count("On the telephone") == page.count("By mail") == 1
    assert "Two days later" in page and "Subject: the 12th" in page and "Jonas, 21:40:" in page
    mail = page.split("Subject: the 12th")[1]
    assert mail.count("Jonas:") == 1 and "I put you in copy" in mail
    assert page.count(talk_media.CUT_OFF) == 1 and "Jonas [blows out his breath]:" in page
    assert "You have mentored Jonas" in talk_lines.render_card(ROTA, state.card)


def test_the_turns_stop_at_a_pause_until_somebody_ends_it():
    turns = replay(ROTA, played("ring-me")).turns[1:]
    told, waits = talk_lines.before_pause(turns, 0)
    assert waits and [line.text for turn in told for line in turn.lines][-1] == ""
    assert len(told[0].lines) == 4
    told, waits = talk_lines.before_pause(turns, 1)
    assert not waits and told == turns


def test_what_is_printed_of_a_play_tells_the_media_too():
    item = Item(id="rota", title="Rota", talk=ROTA)
    play = played("ring-me", "wait-ring", "to-marit")
    rows = answer_rows(item, Response(plays=(play,)))
    asked = [row.asked for row in rows]
    given = [row.given for row in rows]
    assert "In the chat" in given and "Subject: the 12th" in given and talk_media.CUT_OFF in given
    assert "Jonas, 21:40" in asked and "[holds up his telephone]" in given
    assert "" not in given


def test_the_guide_shows_every_power_of_this_part():
    source = guide_source("Media and time")
    assert source in AUTHORS.read_text(encoding="utf-8")
    for power in ("{card}", "{beat}", "{cut}", "{chat}", "{call}", "{mail", "later=", "Subject:", "[21:40]"):
        assert power in source
