"""Reading a talk: the authors' guide's own sample, natural lines, and every fault by file, line and mend."""

from __future__ import annotations

import pytest

from mentorlab.dialect.tree import DialectError
from mentorlab.talk import ReplyKey
from mentorlab.talk._speech import split_speech
from tests.helpers.talk_samples import FRONT, guide_talk, short_talk, talk_of, written_talks

CLOSE = "\n# closed {end}\nSam goes.\n"


def test_the_guides_talk_is_read_whole():
    talk, key = guide_talk()
    assert talk.id == key.talk == "deadline"
    assert talk.title == "The second missed deadline"
    assert talk.people == {"Sam": "mentee", "You": "mentor"}
    assert talk.meters == {"trust": 3}
    assert talk.coach == "each"
    assert [scene.id for scene in talk.scenes] == ["opening", "asked", "told", "agreed", "shrug"]
    opening = talk.scene("opening")
    assert [(line.speaker, line.text) for line in opening.lines] == [
        ("", "Sam, six months in, has missed a second deadline. The client noticed."),
        ("Sam", "I missed it again. Sorry."),
    ]
    first = opening.replies[0]
    assert (first.id, first.text, first.to, first.meters) == (
        "what-got-in-the-way",
        '"What got in the way?"',
        "asked",
        {"trust": 1},
    )
    thought, warm, cool = talk.scene("asked").lines
    assert thought.thinks and thought.speaker == "Sam"
    assert (warm.condition, cool.condition) == ("trust >= 4", "trust < 4")
    helped = talk.scene("asked").replies[0]
    assert (helped.to, helped.otherwise, helped.condition) == ("agreed", "shrug", "trust >= 3")
    assert talk.scene("agreed").end and talk.scene("shrug").end


def test_the_key_holds_worth_skills_habits_notes_and_repair_and_the_talk_does_not():
    talk, key = guide_talk()
    assert key.replies["jumped-in"] == ReplyKey(worth="good", skills=("repair",), repair=True)
    assert key.replies["plan-better"].habits == ("advice-first",)
    assert key.replies["plan-better"].note == "It may be true, and it is still not heard."
    public = talk.model_dump_json()
    assert "still not heard" not in public and "advice-first" not in public and key.canary not in public
    assert key.canary.startswith("mentorlab-canary-")


NATURAL = [
    "I missed it: again.",
    "It's #1 -> no, #2",
    "3:30",
    "[looks away]: gone",
    'He wrote "recieve" {sic}',
    "2026. What a year.",
    "«Ça va», „so“, “well”",
    "我错过了。 Я пропустил. لقد فاتني",
    "🙂 fine",
    "Sam: and Sam said so",
]


@pytest.mark.parametrize("said", NATURAL)
def test_natural_speech_survives_untouched(said):
    talk, _ = short_talk(f"# opening\nSam: {said}\n\n- {said} -> closed {{#yes good}}\n{CLOSE}")
    opening = talk.scene("opening")
    assert (opening.lines[0].speaker, opening.lines[0].text) == ("Sam", said)
    assert opening.replies[0].text == said


def test_a_speaker_is_exactly_a_name_in_people():
    people = ["Sam", "Mr. Tan", "You"]
    assert split_speech("Sam: Yes.", people) == ("Sam", False, "", "Yes.")
    assert split_speech("Sam (thinks): No.", people) == ("Sam", True, "", "No.")
    assert split_speech("Mr. Tan: It's 3:30.", people) == ("Mr. Tan", False, "", "It's 3:30.")
    for narration in [
        "Sma: Yes.",
        "sam: Yes.",
        "Samuel: Yes.",
        "Sam (sighs): Yes.",
        "Sam said: yes",
        "Sam:yes",
    ]:
        assert split_speech(narration, people) is None, narration


def test_a_speech_goes_on_over_its_lines_and_a_paragraph_without_speaker_is_narration():
    talk, _ = short_talk(
        f"# opening\nSam: I missed it.\nAnd: the client rang.\n\nThe phone rings.\n\n- Wait. -> closed {{#wait good}}\n{CLOSE}"
    )
    speech, narration = talk.scene("opening").lines
    assert (speech.speaker, speech.text) == ("Sam", "I missed it.\nAnd: the client rang.")
    assert (narration.speaker, narration.text) == ("", "The phone rings.")


def test_lists_and_quotations_above_the_replies_are_read_as_they_stand():
    talk, _ = short_talk(
        "# opening\nOn the board:\n\n- rota\n- client, again\n\n> Dear all,\n> it is late.\n\nSam: So.\n\n"
        f"- Wait. -> closed {{#wait good}}\n{CLOSE}"
    )
    texts = [line.text for line in talk.scene("opening").lines]
    assert texts == ["On the board:", "- rota\n- client, again", "> Dear all,\n> it is late.", "So."]


def test_a_scene_that_ends_may_hold_a_list():
    talk, _ = short_talk(
        "# opening\n- Wait. -> closed {#wait good}\n\n# closed {end}\nSam's list:\n\n1. sleep\n2. ring the client\n"
    )
    assert talk.scene("closed").lines[1].text == "1. sleep\n2. ring the client"


def test_a_scene_may_go_on_by_itself_and_may_be_entered_on_a_condition():
    talk, _ = short_talk(
        "# opening\n- Wait. -> warm {#wait good trust+1}\n\n# warm {else=closed next=closed if trust >= 4}\nSam: Tea?\n"
        + CLOSE
    )
    warm = talk.scene("warm")
    assert (warm.next, warm.otherwise, warm.condition) == ("closed", "closed", "trust >= 4")


def test_the_way_out_may_stand_where_the_replies_would():
    talk, _ = short_talk(
        "# opening\n- Wait. -> warm {#wait good}\n\n# warm\nSam: Tea?\n\n{next=closed}\n\n# closed\nSam goes.\n\n{end}\n"
    )
    assert talk.scene("warm").next == "closed" and len(talk.scene("warm").lines) == 1
    assert talk.scene("closed").end


OPENING = "# opening\nSam: So.\n\n"
GOOD = "- Wait. -> closed {#wait good}\n"

FAULTS = {
    "unknown_scene": (OPENING + "- Wait. -> nowhere {#wait good}\n" + CLOSE, 9, "no scene “nowhere”"),
    "misspelt_scene": (OPENING + "- Wait. -> closd {#wait good}\n" + CLOSE, 9, "Did you mean “closed”?"),
    "unknown_else": (
        OPENING + "- Wait. -> closed {#wait good else=x if trust > 1}\n" + CLOSE,
        9,
        "no scene “x”",
    ),
    "unknown_next": ("# opening {next=x}\nSo.\n" + CLOSE, 6, "no scene “x”"),
    "reply_without_arrow": (OPENING + GOOD + "- Hm. {#hm weak}\n" + CLOSE, 10, "“Hm.” leads nowhere"),
    "no_arrow_at_all": (OPENING + "- Hm.\n" + CLOSE, 9, "“Hm.” leads nowhere"),
    "if_without_else": (
        OPENING + "- Wait. -> closed {#wait good if trust > 1}\n" + CLOSE,
        9,
        "what happens where it fails",
    ),
    "else_without_if": (OPENING + "- Wait. -> closed {#wait good else=closed}\n" + CLOSE, 9, "no condition"),
    "scene_if_without_else": (OPENING + GOOD + "\n# closed {end if trust > 1}\n", 11, "where it fails"),
    "unknown_meter": (OPENING + "- Wait. -> closed {#wait good warmth+1}\n" + CLOSE, 9, "no meter “warmth”"),
    "unknown_meter_in_condition": (
        f"# opening\nSam: So. {{if warmth > 2}}\n\n{GOOD}{CLOSE}",
        7,
        "no meter “warmth”",
    ),
    "unknown_scene_in_condition": (
        f"# opening\nSam: So. {{if forty}}\n\n{GOOD}{CLOSE}",
        7,
        "no scene and no fact “forty”",
    ),
    "meter_never_there": (
        f"# opening\nSam: So. {{if trust >= 7}}\n\n{GOOD}{CLOSE}",
        7,
        "No meter ever stands at 7",
    ),
    "unknown_reply_in_condition": (
        f"# opening\nSam: So. {{if not said wayt}}\n\n{GOOD}{CLOSE}",
        7,
        "Did you mean “said wait”?",
    ),
    "unknown_fact_set": (OPENING + "- Wait. -> closed {#wait good set=told}\n" + CLOSE, 9, "No fact “told”"),
    "meter_moved_too_far": (OPENING + "- Wait. -> closed {#wait good trust+7}\n" + CLOSE, 9, "trust+7"),
    "worth_missing": (OPENING + "- Wait. -> closed {#wait}\n" + CLOSE, 9, "what “wait” is worth"),
    "id_missing": (OPENING + "- Wait. -> closed {good}\n" + CLOSE, 9, "mentorlab ids"),
    "no_good_reply": (
        OPENING + "- Hm. -> closed {#hm weak}\n- Ah. -> closed {#ah fair}\n" + CLOSE,
        9,
        "is good",
    ),
    "reply_twice": (OPENING + GOOD + "- Stay. -> closed {#wait weak}\n" + CLOSE, 10, "line 9"),
    "scene_twice": (OPENING + GOOD + CLOSE + CLOSE, 14, "two scenes “closed”"),
    "scene_without_id": (OPENING + GOOD + "\n# Sam goes {end}\n", 11, "mentorlab ids"),
    "neither_ends_nor_goes_on": (OPENING + GOOD + "\n# closed\nSam goes.\n", 11, "neither ends nor goes on"),
    "ends_and_goes_on": (OPENING + GOOD + "\n# closed {end next=opening}\n", 11, "{end} and next="),
    "ends_with_replies": (f"# opening {{end}}\nSam: So.\n\n{GOOD}{CLOSE}", 6, "{end} and replies"),
    "round_for_ever": (
        OPENING + "- Wait. -> a {#wait good}\n\n# a {next=b}\n\n# b {next=a}\n" + CLOSE,
        11,
        "goes on by itself for ever",
    ),
    "else_to_itself": (OPENING + GOOD + "\n# closed {end else=closed if trust > 1}\n", 11, "leads to itself"),
    "text_after_replies": (OPENING + GOOD + "\nSam: And?\n" + CLOSE, 11, "after the replies"),
    "text_before_scenes": ("Sam: So.\n\n" + OPENING + GOOD + CLOSE, 6, "before the first scene"),
    "smaller_heading": (OPENING + GOOD + "\n## closed {end}\n", 11, "smaller heading"),
    "two_speeches_together": (
        f"# opening\nSam: So.\nYou: Yes.\n\n{GOOD}{CLOSE}",
        8,
        "Two speeches stand together",
    ),
    "nothing_said": (f"# opening\nSam:\n\n{GOOD}{CLOSE}", 7, "Sam says nothing"),
    "worth_on_a_line": (f"# opening\nSam: So. {{good}}\n\n{GOOD}{CLOSE}", 7, "has no worth"),
    "option_on_a_line": (f"# opening\nSam: So. {{else=closed}}\n\n{GOOD}{CLOSE}", 7, "has no else="),
    "id_on_a_line": (f"# opening\nSam: So. {{#so}}\n\n{GOOD}{CLOSE}", 7, "neither id nor kind"),
    "worth_on_a_scene": (OPENING + GOOD + "\n# closed {end weak}\n", 11, "has no worth"),
    "strange_kind_on_a_scene": (OPENING + GOOD + "\n# closed {field}\n", 11, "cannot be “field”"),
    "strange_kind_on_a_reply": (
        OPENING + "- Wait. -> closed {free #wait good}\n" + CLOSE,
        9,
        "cannot be “free”",
    ),
    "strange_option": (OPENING + "- Wait. -> closed {#wait good points=3}\n" + CLOSE, 9, "has no points="),
    "box_on_a_reply": (OPENING + "- [x] Wait. -> closed {#wait good}\n" + CLOSE, 9, "has a box"),
    "nobody_replies": ("# opening {end}\nSam: So.\n", 6, "Nobody can reply"),
    "way_out_twice": (OPENING + GOOD + "\n# closed {end}\nSam goes.\n\n{end}\n", 14, "says already"),
    "attributes_alone": (f"# opening\n{{if trust > 1}}\n\nSam: So.\n\n{GOOD}{CLOSE}", 7, "stands alone"),
    "attributes_on_a_read_list": (
        f"# opening\nSam: So.\n\n- a {{good}}\n\nThen.\n\n{GOOD}{CLOSE}",
        9,
        "takes no attribute list",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_a_scene_is_said_with_file_line_and_mend(fault):
    scenes, line, said = FAULTS[fault]
    with pytest.raises(DialectError) as caught:
        short_talk(scenes)
    error = caught.value
    assert (error.file, error.line) == ("talks/short.md", line), str(error)
    assert said in str(error)
    assert error.what.endswith((".", "?")) and error.mend.endswith((".", "?"))


FRONT_FAULTS = {
    "no_title": ("people: {Sam: mentee, You: mentor}", "no title"),
    "no_people": ("title: T", "who speaks"),
    "people_is_a_word": ("title: T\npeople: Sam", "who speaks"),
    "no_mentor": ("title: T\npeople: {Sam: mentee, Lee: client}", "Nobody is the mentor"),
    "two_mentors": ("title: T\npeople: {Sam: mentor, You: mentor}", "Sam and You are both the mentor"),
    "role_missing": ("title: T\npeople: {Sam: , You: mentor}", "not a name and a role"),
    "meter_too_high": ("title: T\npeople: {You: mentor}\nmeters: {trust: 7}", "trust starts at 7"),
    "meter_below": ("title: T\npeople: {You: mentor}\nmeters: {trust: -1}", "trust starts at -1"),
    "meter_is_a_word": ("title: T\npeople: {You: mentor}\nmeters: {trust: high}", "trust starts at high"),
    "meter_is_a_list": ("title: T\npeople: {You: mentor}\nmeters: [trust]", "does not name any value"),
    "meter_with_capital": ("title: T\npeople: {You: mentor}\nmeters: {Trust: 3}", "not a meter's name"),
    "facts_is_a_word": ("title: T\npeople: {You: mentor}\nfacts: told", "not a list of words"),
    "fact_with_a_space": ("title: T\npeople: {You: mentor}\nfacts: [he told]", "“he told” cannot stand"),
    "fact_twice": ("title: T\npeople: {You: mentor}\nfacts: [told, told]", "“told” stands twice"),
    "fact_is_a_meter": (
        "title: T\npeople: {You: mentor}\nmeters: {trust: 3}\nfacts: [trust]",
        "“trust” is a meter and a fact",
    ),
    "fact_is_a_scene": (
        "title: T\npeople: {Sam: mentee, You: mentor}\nfacts: [closed]",
        "a scene and a fact",
    ),
    "coach_unknown": ("title: T\npeople: {You: mentor}\ncoach: never", "coach: never"),
    "strange_entry": ("title: T\npeople: {You: mentor}\nmetres: {trust: 3}", "no “metres”"),
}


@pytest.mark.parametrize("fault", FRONT_FAULTS)
def test_a_fault_in_the_front_matter_is_said_with_its_line(fault):
    front, said = FRONT_FAULTS[fault]
    with pytest.raises(DialectError) as caught:
        talk_of(f"---\n{front}\n---\n{OPENING}{GOOD}{CLOSE}")
    assert said in str(caught.value)
    assert caught.value.line <= len(front.split("\n")) + 1 or "scene" in said


@pytest.mark.parametrize("facts", ["[told, hers]", "{told, hers}"])
def test_facts_are_declared_and_set_and_asked_about(facts):
    front = FRONT.replace("meters:", f"facts: {facts}\nmeters:")
    talk, _ = talk_of(
        f"{front}# opening\n- Wait. -> closed {{#wait good set=told,hers else=cold if not told}}\n\n"
        "# closed {end else=cold if hers and said wait}\nSam: Well. {if told or not said wait}\n\n# cold {end}\n"
    )
    assert talk.facts == ("told", "hers")
    assert talk.scene("opening").replies[0].sets == ("told", "hers")
    assert talk.scene("closed").lines[0].condition == "told or not said wait"


def test_a_talk_without_scenes_is_refused():
    with pytest.raises(DialectError, match="no scenes"):
        talk_of(FRONT)


def test_a_list_that_does_not_parse_is_pointed_out_where_a_scene_is_meant():
    with pytest.raises(DialectError, match="cannot be read as an attribute list"):
        short_talk(OPENING + "- Wait. -> closed {#wait goood!}\n" + CLOSE)


def test_scenes_whose_conditions_complete_each_other_may_point_at_each_other():
    talk, _ = short_talk(
        OPENING
        + "- Wait. -> warm {#wait good}\n\n# warm {end else=cool if trust > 3}\n\n# cool {end else=warm if trust <= 3}\n"
    )
    assert talk.scene("warm").otherwise == "cool"


@pytest.mark.parametrize("path", written_talks(), ids=lambda path: path.stem)
def test_every_talk_of_the_course_is_read(path):
    talk, key = talk_of(path.read_text(encoding="utf-8"), path.stem, path.name)
    assert {reply.id for scene in talk.scenes for reply in scene.replies} == set(key.replies)
