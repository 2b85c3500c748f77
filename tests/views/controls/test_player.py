"""The player: what is shown when, what is kept, and what an assessed talk does not show."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ipywidgets
import pytest

from mentorlab.item import keys
from mentorlab.item.kinds import kind
from mentorlab.item.model import as_json, canary
from mentorlab.responses.file import Responses
from mentorlab.talk.explore import best_play
from mentorlab.talk.play import Play, choose, start
from mentorlab.views.controls.forms import Form
from mentorlab.views.controls.ipywidgets_toolkit import IpywidgetsToolkit
from mentorlab.views.controls.player import BEGIN_ANEW, GO_BACK, GO_ON_PLAYING
from mentorlab.views.pages.debrief import debrief
from mentorlab.views.pages.kinds import kind_page
from mentorlab.views.pages.talk_map import shown_map
from mentorlab.views.pages.talk_media import GO_ON
from tests.helpers.samples import MODULE, sample
from tests.helpers.talk_samples import guide_sample, guide_series, short_talk

OPEN = '"What got in the way?"'
TOLD = '"You need to plan better."'
DATES = '"Good. Let us put the dates in the calendar."'
THANKS = '"Thank you for telling me. What would help this week?"'
WEEK = '"Take the week off from the report. I will tell the client today."'
SORRY = '"Sorry, I jumped in. What were you going to say?"'


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "my-mentoring"
    (folder / ".mentorlab").mkdir(parents=True)
    (folder / ".mentorlab" / "workspace.json").write_text('{"id": "0123456789abcdef"}')
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return folder


def practice() -> Form:
    item, key = sample("talk")
    return Form(IpywidgetsToolkit(), item, key, Responses.open(MODULE), practice=True)


def assessed(*, found: bool = False) -> Form:
    item, key = sample("talk")
    return Form(IpywidgetsToolkit(), item, key if found else None, Responses.open(MODULE), practice=False)


def walk(widget: Any) -> Iterator[Any]:
    if widget.layout.display == "none":
        return
    yield widget
    for child in getattr(widget, "children", ()):
        yield from walk(child)


def page(form: Form) -> str:
    """All that a form shows, without our style."""
    shown = [one.value for one in walk(form.control) if isinstance(one, ipywidgets.HTML | ipywidgets.Label)]
    return "\n".join(one for one in shown if not one.startswith("<style>"))


def player(form: Form) -> Any:
    """The player in a talk's form."""
    return form.fields.read.__self__


def offered(form: Form) -> list[str]:
    return [button.description for button in player(form).replies]


def say(form: Form, *replies: str) -> None:
    for reply in replies:
        player(form).replies[offered(form).index(reply)].click()


def press(form: Form, text: str) -> None:
    next(
        one for one in walk(form.control) if isinstance(one, ipywidgets.Button) and one.description == text
    ).click()


def can_press(form: Form) -> list[str]:
    said = [one.description for one in walk(form.control) if isinstance(one, ipywidgets.Button)]
    return [text for text in said if text not in offered(form)]


def saved() -> list[dict[str, Any]]:
    entry = Responses.open(MODULE).get(sample("talk")[0].id)
    return [] if entry is None else entry.response["plays"]


def now(form: Form) -> str:
    return player(form)._now.value


def test_the_first_scene_is_there_with_its_replies_and_nothing_before_it() -> None:
    form = practice()
    assert "I missed it again. Sorry." in now(form)
    assert sorted(offered(form)) == sorted([OPEN, TOLD, "Wait."])
    assert player(form)._past.value == ""
    assert can_press(form) == []


def test_a_reply_is_written_above_and_the_reaction_comes_before_the_coach() -> None:
    form = practice()
    say(form, OPEN)
    assert "What got in the way?" in player(form)._past.value
    assert "I missed it again" in player(form)._past.value
    reaction, note = now(form).index("My mother is ill"), now(form).index("You asked before judging")
    assert now(form).index("I was ready for a telling-off") < reaction < note


def test_a_reply_that_lands_badly_shows_the_other_reaction() -> None:
    form = practice()
    say(form, "Wait.")
    assert "A lot on." in now(form)
    assert "My mother is ill" not in page(form)


def test_thoughts_say_that_they_are_thoughts() -> None:
    form = practice()
    say(form, OPEN)
    assert '<p class="ml-thought"><span class="ml-who">Sam thinks:</span>' in now(form)


def test_new_lines_are_announced_and_the_focus_is_sent_to_them(monkeypatch: pytest.MonkeyPatch) -> None:
    form = practice()
    sent: list[str] = []
    monkeypatch.setattr(
        player(form)._here, "focus", lambda: sent.append(player(form)._here.value), raising=False
    )
    assert 'aria-live="polite"' in now(form)
    say(form, OPEN)
    assert sent == ["Turn 2"]
    assert player(form)._here.tabbable is False


def test_buttons_say_what_is_said_and_silence_is_one_of_them() -> None:
    assert "Wait." in offered(practice())


def test_every_reply_is_saved_and_a_page_opened_again_goes_on_there() -> None:
    form = practice()
    say(form, TOLD)
    assert [play["replies"] for play in saved()] == [["plan-better"]]
    again = practice()
    assert sorted(offered(again)) == sorted([SORRY, DATES])
    assert "You need to plan better." in player(again)._past.value
    assert offered(again) == offered(form)


def test_the_last_reply_can_be_taken_back_in_practice() -> None:
    form = practice()
    say(form, TOLD)
    press(form, "Take back my last reply")
    assert OPEN in offered(form)
    assert [play["replies"] for play in saved()] == [[]]
    assert "Take back my last reply" not in can_press(form)


def test_to_start_again_in_the_middle_is_asked_about_and_can_be_taken_back() -> None:
    form = practice()
    say(form, TOLD, SORRY)
    press(form, "Start again")
    assert OPEN not in offered(form), "it was a question"
    press(form, GO_ON_PLAYING)
    assert BEGIN_ANEW not in can_press(form)
    press(form, "Start again")
    press(form, BEGIN_ANEW)
    assert OPEN in offered(form) and [len(play["replies"]) for play in saved()] == [2], "nothing is lost"
    press(form, GO_BACK)
    assert OPEN not in offered(form) and GO_BACK not in can_press(form)
    press(form, "Start again")
    press(form, BEGIN_ANEW)
    say(form, OPEN)
    assert GO_BACK not in can_press(form)
    assert [len(play["replies"]) for play in saved()] == [2, 1]


def test_an_ending_is_kept_when_the_last_reply_is_taken_back() -> None:
    form = practice()
    say(form, TOLD, DATES)
    press(form, "Take back my last reply")
    assert [play["replies"] for play in saved()] == [["plan-better", "dates"], ["plan-better"]]
    say(form, SORRY, WEEK)
    assert "You have now seen 2 of 2 endings. Earlier: shrug." in page(form)


def test_the_debrief_tells_the_ending_the_thoughts_the_notes_the_skills_and_the_other_ways() -> None:
    form = practice()
    say(form, OPEN, THANKS)
    said = player(form)._end.value
    for part in (
        "How it ended",
        "agreed",
        "You have now seen 1 of 2 endings.",
        "You asked a question that leaves room, twice.",
        "What else could you have said?",
        "You need to plan better.",
        "What would have come of it:",
        "Yes. You are right.",
        "It may be true, and it is still not heard.",
        "I was ready for a telling-off.",
        "The map of this talk",
        "<svg",
        "The map in words",
    ):
        assert part in said, part


def test_meters_are_told_in_the_debrief_alone() -> None:
    form = practice()
    say(form, OPEN)
    assert "trust" not in page(form).lower()
    say(form, THANKS)
    assert "3 at the start, 4 at the end; between 3 and 4, of 6" in player(form)._end.value


def test_the_map_names_no_scene_that_was_not_seen() -> None:
    item, _ = sample("talk")
    talk = item.talk
    seen = Play(talk=talk.id, digest=talk.digest, replies=("what-got-in-the-way", "what-would-help"))
    drawn = shown_map(talk, {}, [seen])
    assert "I missed it" in drawn and "shrug" not in drawn and "You are right" not in drawn
    assert ">asked<" not in drawn  # a scene's name is the author's: a learner knows what was said there
    assert "<title>My mother is ill. I have been writing at night.</title>" in drawn
    assert "I was ready for" not in drawn and "A lot on." not in drawn  # thought, and not said in this play
    assert "You have been in 3 of 5 scenes." in drawn
    assert "→ My mother is ill. I have been writing at night." in drawn


def test_an_assessed_talk_shows_no_thought_no_coach_and_takes_nothing_back() -> None:
    form = assessed(found=True)
    assert "The first play that you bring to an ending counts." in page(form)
    say(form, TOLD, SORRY)
    assert "telling-off" not in page(form)
    assert "ml-coach" not in page(form)
    assert can_press(form) == []


def test_thoughts_of_an_assessed_talk_come_in_the_debrief_and_worth_only_with_the_key() -> None:
    form = assessed()
    say(form, OPEN, THANKS)
    said = player(form)._end.value
    assert "I was ready for a telling-off." in said
    assert "You asked before judging" not in said
    assert "points for this play" not in said and "What you did" not in said
    assert "Yes. You are right." in said

    with_key = assessed(found=True)
    assert "6 of 6 points for this play." in player(with_key)._end.value
    assert "You asked before judging" in player(with_key)._end.value


def test_the_first_complete_play_counts_and_later_ones_are_practice_and_say_so() -> None:
    item, key = sample("talk")
    form = assessed(found=True)
    say(form, TOLD, DATES)
    assert "This is the play that counts." in player(form)._end.value
    press(form, "Play it again, for practice")
    assert "Practice: your first complete play is the one that counts." in page(form)
    say(form, OPEN, THANKS)
    assert "This was practice." in player(form)._end.value
    response = keys.parse_response(item, {"plays": saved()})
    assert [play.replies[0] for play in response.plays] == ["plan-better", "what-got-in-the-way"]
    assert keys.score(item, key, response).value == 0.0


def test_playing_again_keeps_nothing_until_something_is_said() -> None:
    form = practice()
    say(form, OPEN, THANKS)
    press(form, "Start again")
    assert len(saved()) == 1
    say(form, "Wait.")
    assert [len(play["replies"]) for play in saved()] == [2, 1]


def test_each_finished_play_is_one_attempt() -> None:
    form = practice()
    say(form, OPEN)
    entry = Responses.open(MODULE).get(form.item.id)
    assert entry is not None and entry.attempts == 0
    say(form, THANKS)
    entry = Responses.open(MODULE).get(form.item.id)
    assert entry is not None and entry.attempts == 1


def test_a_play_whose_replies_no_longer_exist_is_kept_and_said() -> None:
    item, _ = sample("talk")
    old = {"talk": item.talk.id, "digest": "0" * 16, "seed": 1, "replies": ["was-here-once"]}
    Responses.open(MODULE).put(item.id, {"plays": [old]}, item.digest)
    form = practice()
    assert "It is kept. Here you begin anew." in page(form)
    say(form, OPEN)
    assert [play["replies"] for play in saved()] == [["was-here-once"], ["what-got-in-the-way"]]


def test_a_play_survives_a_mended_typo_and_the_page_says_that_the_wording_changed() -> None:
    item, _ = sample("talk")
    old = {"talk": item.talk.id, "digest": "0" * 16, "seed": 1, "replies": ["plan-better"]}
    Responses.open(MODULE).put(item.id, {"plays": [old]}, item.digest)
    form = practice()
    assert "The wording of this talk has changed since you played it." in page(form)
    say(form, SORRY)
    assert saved()[0]["replies"] == ["plan-better", "jumped-in"]


def test_the_play_that_counts_is_kept_however_often_one_plays() -> None:
    item, key = sample("talk")
    weak = {"talk": item.talk.id, "digest": item.talk.digest, "seed": 1, "replies": ["plan-better", "dates"]}
    good = {**weak, "replies": ["what-got-in-the-way", "what-would-help"]}
    Responses.open(MODULE).put(item.id, {"plays": [weak, *[good] * 150]}, item.digest)
    form = assessed()
    press(form, "Play it again, for practice")
    say(form, OPEN, THANKS)
    assert len(saved()) <= 40
    assert saved()[0]["replies"] == ["plan-better", "dates"]
    assert keys.score(item, key, keys.parse_response(item, {"plays": saved()})).value == 0.0


def test_the_coach_is_silent_until_the_debrief_where_the_talk_says_so() -> None:
    item, key = sample("talk")
    quiet = item.model_copy(update={"talk": item.talk.model_copy(update={"coach": "end"})})
    form = Form(IpywidgetsToolkit(), quiet, key, Responses.open(MODULE), practice=True)
    say(form, OPEN)
    assert "ml-coach" not in page(form)
    say(form, THANKS)
    assert "You asked before judging" in player(form)._end.value


def test_a_scene_that_goes_on_by_itself_waits_with_the_coach_until_the_reaction_is_whole() -> None:
    talk, talk_key = short_talk(
        '# one\nSam: Hm.\n\n- "Why?" -> two {#why good}\n  > The note.\n\n'
        "# two {next=three}\nSam: First.\n\n# three\nSam: Second.\n\n"
        '- "Bye." -> four {#bye good}\n\n# four {end}\nIt is over.\n'
    )
    base, key = sample("talk")
    item = base.model_copy(update={"id": "chain", "talk": talk})
    key = key.model_copy(update={"item": "chain", "canary": canary("chain"), "talk_key": talk_key})
    form = Form(IpywidgetsToolkit(), item, key, Responses.open(MODULE), practice=True)
    say(form, '"Why?"')
    assert now(form).index("First.") < now(form).index("Second.") < now(form).index("The note.")
    say(form, '"Bye."')
    past = player(form)._past.value
    assert past.index("Second.") < past.index("The note.") < past.index("Bye.")


def test_the_best_play_has_a_debrief_of_its_own_in_plain_html() -> None:
    item, key = sample("talk")
    play = best_play(item.talk, key.talk_key)
    said = debrief(item.talk, key.talk_key, play, [play], {}, 6)
    assert "6 of 6 points for this play." in said
    assert "<script" not in said


def test_a_talk_is_rendered_line_by_line_for_whoever_marks() -> None:
    item, key = sample("talk")
    rows = kind_page(item).answer_rows(item, kind("talk").model(item, key))
    assert rows[-1].asked == "Ending" and rows[-1].given == "agreed"
    assert any(row.asked == "Sam (thinks)" for row in rows)
    unfinished = keys.parse_response(
        item, {"plays": [{**as_json(best_play(item.talk, key.talk_key)), "replies": ["wait"]}]}
    )
    assert not any(row.asked == "Sam (thinks)" for row in kind_page(item).answer_rows(item, unfinished))


def test_a_talk_that_goes_round_for_ever_is_a_sentence_and_the_play_stays() -> None:
    item, key = sample("talk")
    data = json.loads(keys.dump(item))
    for scene in data["talk"]["scenes"]:
        if scene["id"] == "told":
            scene["replies"], scene["next"] = [], "told"
    broken = keys.parse_item(json.dumps(data))
    form = Form(IpywidgetsToolkit(), broken, key, Responses.open(MODULE), practice=True)
    say(form, TOLD)
    assert 'role="alert"' in page(form)
    assert OPEN in offered(form)


def rota(item_id: str = "rota") -> Form:
    """The guide's talk with a card, a chat, a call and a pause in it."""
    talk, talk_key = guide_sample("Media and time")
    item = kind("talk").Item(module=MODULE, id=item_id, title="Rota", talk=talk)
    key = kind("talk").Key(item=item_id, canary=canary(item_id), talk_key=talk_key)
    return Form(IpywidgetsToolkit(), item, key, Responses.open(MODULE), practice=True)


def go_on(form: Form) -> Any | None:
    buttons = [one for one in walk(form.control) if isinstance(one, ipywidgets.Button)]
    return next((one for one in buttons if one.description == GO_ON), None)


def test_the_card_is_shown_before_the_opening_and_media_are_named() -> None:
    shown = page(rota())
    assert shown.index("You have mentored Jonas") < shown.index("In the chat") < shown.index("Jonas, 21:40:")


def test_a_pause_is_ended_by_a_button_and_only_then_comes_what_follows() -> None:
    form = rota()
    assert go_on(form) is None
    say(form, next(text for text in offered(form) if "Ring me" in text))
    assert "first birthday" in page(form) and "I\u2019m going to lose" not in page(form).replace(
        "'", "\u2019"
    )
    assert offered(form) == [] and "What do you say or do?" not in page(form)
    button = go_on(form)
    assert button is not None
    button.click()
    assert "The call is cut off." in page(form)
    assert len(offered(form)) == 3 and go_on(form) is None


def test_a_pause_that_was_ended_is_not_asked_for_again_when_the_talk_is_opened_again() -> None:
    form = rota()
    say(form, next(text for text in offered(form) if "Ring me" in text))
    again = rota()
    assert go_on(again) is None and len(offered(again)) == 3


def meeting(place: int, *, counts: bool = False) -> Form:
    """One of the two meetings of the guide's series."""
    talk, talk_key = guide_series()[place]
    item = kind("talk").Item(module=MODULE, id=f"meeting-{place}", title=talk.title, talk=talk)
    key = kind("talk").Key(item=item.id, canary=canary(item.id), talk_key=talk_key)
    return Form(IpywidgetsToolkit(), item, key, Responses.open(MODULE), practice=not counts)


def say_holding(form: Form, *parts: str) -> None:
    for part in parts:
        say(form, next(text for text in offered(form) if part in text))


def test_a_meeting_begins_with_what_the_one_before_kept_and_keeps_it_when_that_is_played_again() -> None:
    say_holding(meeting(0), "write to the ward", "By Friday")
    later = meeting(1)
    assert "Did they answer you?" in page(later) and "You have promised her a letter" in page(later)
    say_holding(later, "What do you want")
    stored = Responses.open(MODULE).get("meeting-1").response["plays"][0]
    assert stored["began"] == {"facts": ["letter-promised"], "meters": {"trust": 3}}
    talk, _ = guide_series()[0]
    better = start(talk)
    for reply in ("a-tuesday", "first-line"):
        better = choose(talk, better, reply)
    responses = Responses.open(MODULE)
    earlier = responses.get("meeting-0").response["plays"]
    responses.put("meeting-0", {"plays": [*earlier, as_json(better)]}, "x")
    again = meeting(1)
    assert "Did they answer you?" in page(again), "what was played stays as it was"


def test_where_the_meeting_before_was_not_played_it_begins_by_itself() -> None:
    assert "Nothing came of it, did it?" in page(meeting(1))
