"""Reading exercises: what the notation gives, and what an author is told where it is at fault."""

from __future__ import annotations

import re

import pytest

from mentorlab.dialect.tree import DialectError
from mentorlab.item import canary, dump
from mentorlab.item.kinds import choice, gap_match, match, order, pairing, slider, talk
from mentorlab.item.text_match import word_of
from tests.helpers import samples


def changed(kind: str, *swaps: tuple[str, str]) -> str:
    """A kind's sample with some of its text replaced; each must be there."""
    text = samples.sources()[kind]
    for old, new in swaps:
        assert old in text, f"the sample of {kind} does not hold {old!r}"
        text = text.replace(old, new)
    return text


def fault(source: str) -> DialectError:
    """What the author of this exercise is told."""
    with pytest.raises(DialectError) as raised:
        samples.item_of(source)
    return raised.value


OPTION_X = "- [ ] Something else. {#else}\n"
FAULTS: dict[str, tuple[str, str, int]] = {
    # what is wrong -> the source, what is said, and the line
    "no id": (changed("choice", ("choice #say-first", "choice")), "“What do you say first?” has no id", 1),
    "an option without an id": (changed("choice", (" {#plan-better}", "")), "The option “\"You need to plan better.\"” has no id", 8),
    "an id twice": (changed("choice", ("#plan-better", "#next-one")), "#next-one is already taken in line 6", 8),
    "no option right": (changed("choice", ("[x]", "[ ]")), "No option is right", 1),
    "every option right": (changed("choice", (" fair", ""), ("[ ]", "[x]")), "Every option is right", 1),
    "no box": (changed("choice", ("- [x] ", "- ")), "has no box", 4),
    "fair on the good one": (changed("choice", ("{#what-got-in-the-way}", "{#what-got-in-the-way fair}")), "“fair” stands on a ticked option", 4),
    "good on a weak one": (changed("choice", ("#next-one fair", "#next-one good")), "The attribute list says “good”", 6),
    "many with one right": (changed("choice", ("points=1", "pick=many"), (" fair", "")), "1 of 4 options are right", 1),
    "many with one wrong": (
        changed("choice", ("points=1", "pick=many"), (" fair", ""), ('[ ] "You', '[x] "You'), ('[ ] "How', '[x] "How')),
        "3 of 4 options are right",
        1,
    ),
    "many with a fair one": (changed("choice", ("points=1", "pick=many")), "means nothing with pick=many", 6),
    "an unknown pick": (changed("choice", ("points=1", "pick=two")), "“pick=two” is unknown", 1),
    "points that are none": (changed("choice", ("points=1", "points=0")), "“points=0” is not a number of points", 1),
    "points that are words": (changed("choice", ("points=1", "points=two")), "“points=two” is not a number", 1),
    "an unknown key": (changed("choice", ("points=1", "minutes=1")), "The attribute list says “minutes=”", 1),
    "a skill on an option": (changed("choice", ("{#plan-better}", "{#plan-better +planning}")), "“+planning”", 8),
    "a meter on an option": (changed("choice", ("{#plan-better}", "{#plan-better trust+1}")), "a meter (“trust”)", 8),
    "a condition on an option": (changed("choice", ("{#plan-better}", "{#plan-better if asked}")), "“if asked”", 8),
    "a kind on an option": (changed("choice", ("{#plan-better}", "{free #plan-better}")), "“free”", 8),
    "a paragraph after the list": (samples.sources()["choice"] + "\nAnd so on.\n", "A paragraph stands after the list", 13),
    "an attribute list on a paragraph": (changed("choice", ("noticed.\n", "noticed. {#noticed}\n")), "An attribute list stands at the end of a paragraph", 2),
    "a heading beneath": (samples.sources()["choice"] + "\n### More {rubric}\n", "“More” has no place", 13),
    "no options": ("## Which? {choice #which}\nNone.\n", "No option is right", 1),
    "one category": (changed("match", ("-> judgement", "-> behaviour")), "There is one category", 1),
    "no entry": ("## Sort {match #sort}\n\n- a {#a}\n- b {#b}\n", "There are no entries", 1),
    "a spare category that is used": (samples.sources()["match"] + "- Judgement {#x}\n", "“Judgement” is there already", 12),
    "a spare category twice": (samples.sources()["match"] + "- wish {#x}\n- wish {#y}\n", "“wish” is there already", 13),
    "a box in match": (changed("match", ("- You rushed", "- [x] You rushed")), "A box means nothing in match", 10),
    "a category written two ways": (changed("match", ("judgement {#rushed}", "Judgement {#rushed}")), "written “judgement” elsewhere", 10),
    "an entry of match without an id": (changed("match", (" {#rushed}", "")), "has no id", 10),
    "a list without numbers": (re.sub(r"(?m)^\d\.", "-", samples.sources()["order"]), "not a numbered list", 1),
    "two fixed steps": (changed("order", ("{#ask}", "{free #ask}"), ("{#agree}", "{free #agree}")), "The order of 2 steps is fixed", 1),
    "a step without an id": (changed("order", (" {#agree}", "")), "has no id", 10),
    "a gap without its phrase": (changed("gap-match", (" -> rang me twice to ask for it", "")), "Nothing belongs in this gap", 6),
    "a phrase without its gap": (changed("gap-match", ("The client ___.", "The client.")), "a phrase and no gap", 6),
    "two gaps a line": (changed("gap-match", ("The client ___.", "___ client ___.")), "more than one gap", 6),
    "no gap": ("## Fill {gap-match #fill}\nNow.\n\n- a phrase {#phrase}\n", "There is no gap", 1),
    "one gap": ("## Fill {gap-match #fill}\n- A ___. -> b {#one}\n- c {#two}\n", "fewer than two gaps", 1),
    "a phrase twice": (changed("gap-match", ("lost all confidence in us", "rang me twice to ask for it")), "is there already", 10),
    "nothing to mark": (changed("hottext", ("[x]", "[ ]")), "No passage is to be marked", 1),
    "nothing to leave": (changed("hottext", ("[ ]", "[x]")), "Every passage with a box is to be marked", 1),
    "a passage without an id": (changed("hottext", (" {#tired}", "")), "has no id", 4),
    "an explanation nobody sees": (changed("hottext", ("- Ines: It was a long week.", "- Ines: It was.\n  > So.")), "nobody would see", 6),
    "no answer": (changed("slider", (" answer=38", "")), "does not say “answer=”", 1),
    "no width": (changed("slider", (" width=20", "")), "does not say “width=”", 1),
    "no scale": (changed("slider", (" low=0", "")), "does not say “low=”", 1),
    "an answer in words": (changed("slider", ("answer=38", "answer=many")), "“answer=many” is not a number", 1),
    "an answer off the scale": (changed("slider", ("answer=38", "answer=138")), "“answer=138” is not on the scale", 1),
    "a width of the whole scale": (changed("slider", ("width=20", "width=100")), "not a part of the scale", 1),
    "a scale upside down": (changed("slider", ("low=0", "low=200")), "not below", 1),
    "no form accepted": (changed("text-entry", ("[x]", "[ ]")), "No form is accepted", 1),
    "a form twice": (changed("text-entry", ("a sandwich", "Sandwích ")), "is there already", 5),
    "a form without a box": (changed("text-entry", ("- [ ] burger", "- burger")), "has no box", 6),
    "a form without an id": (changed("text-entry", (" {#burger}", "")), "has no id", 6),
    "an unknown rule": (changed("composed", ("rule=date", "rule=polite")), "There is no rule “polite”", 4),
    "no rule at all": (re.sub(r" rule=\w+", "", samples.sources()["composed"]), "No field has a rule", 1),
    "one sample": (re.sub(r"(?s)### Warmer.*?(?=### Compare)", "", samples.sources()["composed"]), "There is one sample", 1),
    "a sample without an id": (changed("composed", ("{sample #warm}", "{sample}")), "The sample “Warmer” has no id", 15),
    "a sample with too few fields": (changed("composed", ("- The client rang me twice.\n", "")), "has 2 paragraphs for 3 fields", 10),
    "a sample with too many fields": (changed("composed", ("- The client rang", "- More.\n- The client rang")), "has 4 paragraphs for 3 fields", 10),
    "a sample that breaks a rule": (changed("composed", ("On Tuesday the report came at six; we had said noon", "The report came late")), "does not hold a day, a date or a time", 11),
    "two questions": (changed("composed", ("- Could Sam say no to what you ask?\n", "")), "There are 2 questions", 1),
    "a field without an id": (changed("composed", ("{field #effect", "{field")), "The field “What did it lead to?” has no id", 6),
    "a field that is not marked so": (changed("composed", ("{field #effect rule=filled}", "{sample #effect}")), "The attribute list says “sample”", 6),
    "an unknown heading in composed": (changed("composed", ("{compare}", "{rubric}")), "“Compare” has no place", 20),
    "a heading without an attribute list": (changed("composed", (" {compare}", "")), "“Compare” has no place", 20),
    "no talk named": (changed("talk", (" file=second-missed-deadline", "")), "does not say which talk", 1),
    "a talk that is not there": (changed("talk", ("file=second", "file=third")), "There is no talks/third-missed-deadline.md", 1),
    "one list of people": (changed("pairing", ("### Mentees {people}", "### Mentees {wish}")), "There are 1 lists of people", 1),
    "an unknown mentee": (changed("pairing", ("tom -> aylin", "tim -> aylin")), "“tim” is not the id of a mentee", 15),
    "an unknown mentor": (changed("pairing", ("ada -> rosa", "ada -> rose")), "“rose” is not the id of a mentor", 21),
    "two of one sort": (changed("pairing", ("tom -> aylin", "tom -> wei")), "“wei” is not the id of a mentor", 15),
    "one person alone": (changed("pairing", ("tom -> aylin", "tom")), "names one person", 15),
    "a person in both lists": (changed("pairing", ("newly qualified {#ada}", "newly qualified {#rosa}")), "#rosa is already taken", 12),
    "no never": (re.sub(r"(?s)### Must not be.*?(?=### Hopes)", "", samples.sources()["pairing"]), "Nothing is forbidden", 1),
    "a pairing that cannot be": (
        changed("pairing", ("  > She is his line manager.", "- tom -> dmitri {#t-d}\n- tom -> rosa {#t-r}")),
        "No pairing keeps all that must not be",
        1,
    ),
    "too few places": (changed("pairing", ("points=2", "places=0")), "“places=0” is not a number", 1),
    "a line without an id": (changed("pairing", (" {#tom-aylin}", "")), "has no id", 15),
    "no rubric": (re.sub(r"(?s)### What we look for.*?(?=### One that says)", "", samples.sources()["extended-text"]), "There is no rubric", 1),
    "a rubric of one band": (re.sub(r"- (Beginning|Ready|Rich).*\n", "", samples.sources()["extended-text"]), "one band", 4),
    "a band without an id": (changed("extended-text", (" {#ready}", "")), "has no id", 7),
    "an unknown band": (changed("extended-text", ("band=rich", "band=poor")), "“band=poor” is not a band", 10),
    "a sample without a band": (changed("extended-text", (" band=rich", "")), "This sample has no band", 10),
    "an empty sample": (re.sub(r"I told Ben.*\n", "", samples.sources()["extended-text"]), "This sample is empty", 10),
    "one marked sample": (re.sub(r"(?s)### One that needs.*", "", samples.sources()["extended-text"]), "There is one sample", 1),
    "a rating with points": (changed("rating", ("objective=notice", "points=1")), "A rating has no points", 1),
    "no steps": (re.sub(r"(?s)### Steps.*?(?=> Which)", "", samples.sources()["rating"]), "There is no scale", 1),
    "two scales": (samples.sources()["rating"] + "\n### More {scale}\n- a {#a}\n- b {#b}\n", "There are 2 scales", 1),
    "a scale of one step": (re.sub(r"- (sometimes|most times|no occasion) .*\n", "", samples.sources()["rating"]), "one step", 8),
    "a rating of one thing": (changed("rating", ("- I waited until they had spoken. {#waited}\n", "")), "too few statements", 1),
    "a statement that is right": (changed("rating", ("- I waited", "- [x] I waited")), "A box means nothing in rating", 6),
    "a step of a scale without an id": (changed("rating", (" {#never}", "")), "The step “never” has no id", 9),
    "an unknown kind": (changed("talk", ("{talk #", "{end #")), "“end” is not a kind of exercise", 1),
    "no kind": (changed("talk", ("{talk #", "{#")), "No kind is said", 1),
}  # fmt: skip


@pytest.mark.parametrize("what", FAULTS)
def test_a_fault_is_said_with_its_line_and_its_mend(what: str) -> None:
    source, said, line = FAULTS[what]
    found = fault(source)
    assert said in found.what
    assert found.line == line, f"the fault is in line {line}: {source.splitlines()[line - 1]}"
    assert found.file == "exercises.md"
    for sentence in (found.what, found.mend):
        assert sentence[0].isupper() or sentence[0] in "“`"
        assert sentence.endswith((".", "…", "]."))


@pytest.mark.parametrize("what", [what for what, (_, said, _) in FAULTS.items() if "has no id" in said])
def test_a_missing_id_names_the_command_that_writes_it(what: str) -> None:
    assert "`mentorlab ids`" in fault(FAULTS[what][0]).mend


def test_what_all_kinds_share_is_read() -> None:
    item, key = samples.sample("match")
    assert (item.module, item.id, item.title) == ("08-feedback", "hear-it", "What did you just hear?")
    assert (item.points, item.objective) == (4.0, "notice")
    assert item.stem == "Sort each sentence. Which of them could Sam act on?"
    assert (key.item, key.canary) == ("hear-it", canary("hear-it"))
    assert key.explanations["respect"] == "A guess at a motive: Sam can only deny it."


def test_an_entry_of_match_without_an_arrow_is_a_category_into_which_nothing_belongs() -> None:
    item, key = samples.item_of(samples.spare_categories())
    assert isinstance(item, match.Item) and isinstance(key, match.Key)
    assert [entry.id for entry in item.entries] == ["hana", "ivo"]
    (spare,) = {category.id for category in item.categories} - set(key.right.values())
    assert (
        spare == "next-time-close-them-in"
    )  # of its own words: #in-order might say that nothing belongs there
    assert key.explanations[spare].startswith("It may be right.")
    assert "in-order" not in dump(item)


def test_a_spare_category_named_as_an_entry_keeps_an_id_and_an_explanation_of_its_own() -> None:
    source = "## Sort {match #sort}\n\n- a -> one {#spare}\n  > Of a.\n- b -> two {#b}\n- spare {#x}\n  > Of none.\n"
    item, key = samples.item_of(source)
    assert isinstance(item, match.Item)
    ids = {category.text: category.id for category in item.categories}
    assert key.explanations == {"spare": "Of a.", ids["spare"]: "Of none."}
    assert ids["spare"] != "spare"


def test_the_note_is_what_stands_after_the_list_or_at_the_end_where_there_is_none() -> None:
    assert samples.sample("slider")[1].note == "It was more than a third."
    item, key = samples.item_of(samples.sources()["choice"] + "\n> Sam waits\n> for you.\n")
    assert key.note == "Sam waits for you."
    assert "Sam waits" not in dump(item)


def test_a_stem_keeps_its_paragraphs_quotations_and_lists() -> None:
    stem = "Before.\n\n> A quotation\n> of two lines.\n\n- one\n- two\n\n1. first\n2. second\n\nWhich?"
    item, _ = samples.item_of(f"## Which? {{choice #which}}\n{stem}\n\n- [x] a {{#a}}\n- [ ] b {{#b}}\n")
    assert item.stem == stem


def test_a_quotation_before_the_list_is_part_of_the_question() -> None:
    source = "## Which? {choice #which}\n> Sam: I missed it.\n\n- [x] a {#a}\n- [ ] b {#b}\n"
    item, key = samples.item_of(source)
    assert item.stem == "> Sam: I missed it."
    assert key.note == ""


def test_arrows_are_text_where_they_mean_nothing() -> None:
    source = "## Which? {choice #which}\n\n- [x] Monday -> Friday {#a}\n- [ ] It's #1 -> no, #2 {#b}\n"
    item, _ = samples.item_of(source)
    assert isinstance(item, choice.Item)
    assert [option.text for option in item.options] == ["Monday -> Friday", "It's #1 -> no, #2"]


def test_steps_and_phrases_are_shown_in_an_order_that_is_not_the_right_one() -> None:
    item, key = samples.sample("order")
    assert isinstance(item, order.Item)
    assert isinstance(key, order.Key)
    shown = [step.id for step in item.steps]
    assert [id for id in shown if id not in key.free] != [id for id in key.order if id not in key.free]
    assert sorted(shown) == sorted(key.order)
    gaps, gap_key = samples.sample("gap-match")
    assert isinstance(gaps, gap_match.Item)
    assert isinstance(gap_key, gap_match.Key)
    right = [gap_key.right[gap.id] for gap in gaps.gaps]
    assert [phrase.id for phrase in gaps.phrases if phrase.id in right] != right


@pytest.mark.parametrize("number", range(40))
def test_no_hash_shows_the_right_order(number: int) -> None:
    steps = "".join(f"1. Step {n} {{#s{n}}}\n" for n in range(3))
    item, key = samples.item_of(f"## Order {{order #order-{number}}}\n\n{steps}")
    assert isinstance(item, order.Item)
    assert isinstance(key, order.Key)
    assert tuple(step.id for step in item.steps) != key.order
    gaps = "- a ___. -> one {#a}\n- b ___. -> two {#b}\n"
    filled, filled_key = samples.item_of(f"## Fill {{gap-match #fill-{number}}}\n\n{gaps}")
    assert isinstance(filled, gap_match.Item)
    assert isinstance(filled_key, gap_match.Key)
    assert [phrase.text for phrase in filled.phrases] == ["two", "one"]


def test_the_order_shown_does_not_change_with_the_wording() -> None:
    item, _ = samples.sample("order")
    mended, _ = samples.item_of(changed("order", ("Say what you noticed.", "Say what you have noticed.")))
    assert isinstance(item, order.Item)
    assert isinstance(mended, order.Item)
    assert [step.id for step in item.steps] == [step.id for step in mended.steps]


def test_a_phrase_is_called_by_its_own_words_whatever_gap_it_belongs_to() -> None:
    item, key = samples.sample("gap-match")
    assert isinstance(item, gap_match.Item)
    assert isinstance(key, gap_match.Key)
    assert {phrase.id: phrase.text for phrase in item.phrases} == {
        word_of(phrase.text): phrase.text for phrase in item.phrases
    }
    assert not {gap.id for gap in item.gaps} & {phrase.id for phrase in item.phrases}
    assert "confidence" not in {phrase.id for phrase in item.phrases}, (
        "its author's id says that it has no gap"
    )
    assert key.explanations["lost-all-confidence-in-us"] == "A guess about what the client feels."


def test_a_phrase_and_a_gap_that_are_called_alike_are_told_apart() -> None:
    source = "## Fill {gap-match #fill}\n\n- a ___. -> one {#one}\n- b ___. -> two {#b}\n- three {#two}\n"
    item, key = samples.item_of(source)
    assert isinstance(item, gap_match.Item)
    assert isinstance(key, gap_match.Key)
    ids = [phrase.id for phrase in item.phrases] + [gap.id for gap in item.gaps]
    assert len(set(ids)) == len(ids)
    assert {phrase.text for phrase in item.phrases} == {"one", "two", "three"}


def test_two_gaps_may_take_one_phrase() -> None:
    source = "## Fill {gap-match #fill}\n\n- a ___. -> one {#a}\n- b ___. -> one {#b}\n- c ___. -> two {#c}\n"
    item, key = samples.item_of(source)
    assert isinstance(item, gap_match.Item)
    assert isinstance(key, gap_match.Key)
    assert len(item.phrases) == 2
    assert key.right["a"] == key.right["b"]


def test_categories_stand_by_alphabet() -> None:
    item, _ = samples.item_of(
        "## Sort {match #sort}\n\n- a -> zebra {#a}\n- b -> Ärger {#b}\n- c -> mouse {#c}\n- d -> 言葉 {#d}\n"
    )
    assert isinstance(item, match.Item)
    assert [category.text for category in item.categories] == ["Ärger", "mouse", "zebra", "言葉"]
    assert item.categories[3].id.startswith("words-")


def test_a_slider_reads_numbers_below_nothing_and_with_a_point() -> None:
    item, key = samples.item_of(
        "## How cold? {slider #cold low=-10 high=2.5 unit=° width=1.5 answer=-0.5}\nGuess.\n"
    )
    assert isinstance(item, slider.Item)
    assert isinstance(key, slider.Key)
    assert (item.low, item.high, item.width, item.unit, key.answer) == (-10.0, 2.5, 1.5, "°", -0.5)


def test_a_map_drawn_otherwise_is_no_other_wording() -> None:
    item, _ = samples.sample("talk")
    assert isinstance(item, talk.Item)
    assert item.model_copy(update={"layout": {"opening": (0.0, 1.0)}}).digest == item.digest


def test_a_talk_s_public_part_says_nothing_of_worth_skills_or_notes() -> None:
    item, key = samples.sample("talk")
    assert isinstance(key, talk.Key)
    text = dump(item)
    for reply in key.talk_key.replies.values():
        assert not reply.note or reply.note not in text
        assert not any(skill in text for skill in (*reply.skills, *reply.habits))
    assert key.talk_key.canary == key.canary


def test_constraints_are_said_in_words_and_their_reasons_are_not() -> None:
    item, key = samples.sample("pairing")
    assert isinstance(item, pairing.Item)
    assert isinstance(key, pairing.Key)
    assert [tie.text for tie in item.nevers] == [
        "Tom must not be paired with Aylin.",
        "Wei must not be paired with Dmitri.",
    ]
    assert item.wishes[0].text == "Ada hopes for Rosa."
    assert "line manager" not in dump(item)
    assert key.pairs["ada"] == "rosa"


def test_people_may_stand_either_way_round_the_arrow() -> None:
    item, key = samples.item_of(changed("pairing", ("tom -> aylin", "aylin -> tom")))
    assert (item, key) == samples.sample("pairing")


def test_mentors_take_as_many_as_it_needs_to_seat_everybody() -> None:
    more = "- Ada, newly qualified {#ada}\n- Ben, nurse {#ben}"
    item, key = samples.item_of(changed("pairing", ("- Ada, newly qualified {#ada}", more)))
    assert isinstance(item, pairing.Item)
    assert isinstance(key, pairing.Key)
    assert item.places == 2
    assert set(key.pairs) == {"tom", "wei", "ada", "ben"}


def test_several_rules_may_stand_on_one_field() -> None:
    source = changed("composed", ("rule=date", "rule=date,filled names=report"))
    source = source.replace("On Tuesday the report", "On Tuesday the report")
    _, key = samples.item_of(source)
    assert key.rules["noticed"] == ("date", "filled", "names=report")  # type: ignore[attr-defined]
