"""Every rule fires on its fault sample, at the right file and line; the good sample is silent."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from mentorlab.lint import Finding, lint_course
from mentorlab.lint.memory import REPLIES
from mentorlab.lint.rules import RULES
from tests.helpers.places import FAULTS

MODULE = "01-sample"
LESSON, EXERCISES = "lesson.md", "exercises.md"
TALK, OTHER_TALK = "talks/first-shift.md", "talks/a-third-talk.md"

# Sample -> the file whose place it takes, the rule that must fire, whether it is an error, and the beginning
# of the line at which it fires (without one: the first line).
EXPECTED: dict[str, tuple[str, str, bool, tuple[str, ...]]] = {
    "unknown_scene": (TALK, "notation", True, ('- "Which bus?"',)),
    "unknown_meter": (TALK, "notation", True, ('- "Which bus?"',)),
    "unreachable_scene": (TALK, "ways", True, ("# attic",)),
    "dead_end": (TALK, "notation", True, ("# stuck",)),
    "loop_without_way_out": (TALK, "ways", True, ("# round", "# and-round")),
    "condition_that_never_holds": (TALK, "ways", True, ("# closed",)),
    "fact_that_nobody_sets": (TALK, "facts", True, ("facts:",)),
    "fact_that_nothing_asks_about": (TALK, "facts", True, ("facts:",)),
    "too_much_that_steers": (TALK, "steering", True, ("# day-9",)),
    "weak_reply_without_a_trace": (TALK, "traces", True, ('- "It is ten past."',)),
    "replies_that_do_the_same": (TALK, "alike", True, ('- "Which bus?"',)),
    "moment_without_a_word": (TALK, "silent", True, ("# story",)),
    "replies_with_the_same_words": (TALK, "same-words", True, ('- "Which  bus?"',)),
    "replies_that_lead_to_one_place": (TALK, "one-place", True, ("# opening",)),
    "near_miss_of_a_speaker": (TALK, "speakers", False, ("Rvai: The bus.", "Ravi thinks: That will do.")),
    "unknown_speaker": (TALK, "speakers", False, ("Priya: Late again.",)),
    "no_good_reply": (TALK, "notation", True, ("- Wait.",)),
    "no_repair_after_a_weak_reply": (TALK, "repair", False, ('- "That one."',)),
    "talk_that_nobody_plays": (OTHER_TALK, "placed-talks", False, ("---",)),
    "give_away_longest": (TALK, "giveaways", True, ('- "Come in, and',)),
    "give_away_shortest": (TALK, "giveaways", True, ('- "Hm."',)),
    "give_away_first": (TALK, "giveaways", True, ('- "Come in now."',)),
    "give_away_question": (TALK, "giveaways", True, ('- "Which bus?"',)),
    "give_away_feeling_word": (TALK, "giveaways", True, ('- "You look worried."',)),
    "give_away_apology": (TALK, "giveaways", True, ('- "Sorry about that."',)),
    "heading_without_an_id": (LESSON, "notation", True, ("## The empty chair",)),
    "id_taken_in_the_same_file": (LESSON, "notation", True, ("## Where this would be",)),
    "unknown_objective": (LESSON, "notation", True, ("### What do you say first?",)),
    "lesson_without_its_parts": (LESSON, "parts", True, ("---",) * 6),
    "key_point_without_an_exception": (LESSON, "parts", False, ("- When somebody is late",)),
    "objective_without_a_judgement": (LESSON, "objectives", True, ("objectives:",) * 2),
    "objective_that_nothing_teaches": (LESSON, "taught", True, ("objectives:",)),
    "move_that_no_talk_shows": (LESSON, "taught", True, ("## The empty chair",)),
    "heading_with_a_strange_option": (LESSON, "notation", True, ("## The empty chair",)),
    "lesson_that_takes_longer": (LESSON, "minutes", True, ("minutes: 5",)),
    "exercises_without_minutes": (EXERCISES, "minutes", True, ("---",)),
    "claim_without_a_source": (LESSON, "claims", True, ("In an experiment", "Nobody asked him.")),
    "figure_without_a_source": (LESSON, "claims", True, ("Two minutes. Of all", "The effect is d")),
    "unknown_citation": (LESSON, "citations", True, ("In an experiment",)),
    "key_outside_a_citation": (LESSON, "citations", True, ("In an experiment",)),
    "word_to_leave_out": (LESSON, "words", False, ("Just two minutes", "Where nobody asks")),
    "exclamation_mark": (LESSON, "words", False, ("Ask one person!",)),
    "american_spelling": (LESSON, "spelling", False, ("Where this behavior",)),
    "typing_error": (LESSON, "spelling", False, ("Two minutes: whom",)),
    "almost_attributes": (LESSON, "almost-attributes", False, ("Two minutes: whom",)),
    "option_without_an_explanation": (LESSON, "explanations", True, ('- [ ] "We all begin',)),
    "passage_without_an_explanation": (EXERCISES, "explanations", True, ("- [x] Mentor: The client rang",)),
    "exercise_id_used_twice": (LESSON, "unique-ids", True, ()),
    "talk_practised_and_assessed": (EXERCISES, "placed-talks", True, ("## The late report",)),
    "too_few_judgements": (EXERCISES, "objectives", True, ()),
    "assignment_without_a_reflection": (EXERCISES, "parts", True, ("---",)),
    "rating_in_an_assignment": (EXERCISES, "notation", True, ("## How often did you wait?",)),
    "finding_in_a_question_without_a_source": (EXERCISES, "claims", False, ("Mira's report",)),
    "give_away_longest_option": (EXERCISES, "giveaways", True, ("## Question 1",)),
    "give_away_shortest_option": (EXERCISES, "giveaways", True, ("## Question 1",)),
    "give_away_first_option": (EXERCISES, "giveaways", True, ("## Question 1",)),
    "give_away_question_option": (EXERCISES, "giveaways", True, ("## Question 1",)),
    "give_away_feeling_word_option": (EXERCISES, "giveaways", True, ("## Question 1",)),
    "give_away_apology_option": (EXERCISES, "giveaways", True, ("## Question 1",)),
}
# What the bot is called that must be blamed.
BOTS = {
    "longest": "Always the longest",
    "shortest": "Always the shortest",
    "first": "Always the first",
    "question": "Always the question",
    "feeling_word": "Always the feeling word",
    "apology": "Always the apology",
}


@pytest.fixture
def content(tmp_path: Path) -> Path:
    shutil.copytree(FAULTS / "good", tmp_path / "content")
    return tmp_path / "content"


def with_sample(content: Path, sample: str, file: str) -> list[Finding]:
    shutil.copy(FAULTS / f"{sample}.md", content / MODULE / file)
    return lint_course(content)


def second_edition(content: Path) -> None:
    lesson = content / MODULE / LESSON
    text = lesson.read_text(encoding="utf-8")
    lesson.write_text(text.replace("minutes: 10\n", "minutes: 10\nedition: 2\n", 1), encoding="utf-8")


def test_the_good_sample_is_silent(content: Path) -> None:
    assert lint_course(content) == []


@pytest.mark.parametrize("sample", [name for name, expected in EXPECTED.items() if expected[3]])
def test_a_rule_fires_at_its_fault(content: Path, sample: str) -> None:
    file, rule, is_error, starts = EXPECTED[sample]
    if rule in REPLIES:
        assert rule not in {one.rule for one in with_sample(content, sample, file)}, "held in no older module"
        second_edition(content)
    found = with_sample(content, sample, file)
    findings = [
        one for one in found if one.rule == rule and one.file.endswith(file) and one.is_error == is_error
    ]
    lines = (content / MODULE / file).read_text(encoding="utf-8").splitlines()
    assert findings
    assert {one.file for one in findings} == {f"content/{MODULE}/{file}"}
    assert len({one.line for one in findings}) == len(set(starts))
    assert all(any(lines[one.line - 1].startswith(start) for start in starts) for one in findings), findings
    if len(set(starts)) < len(starts):
        assert len(findings) == len(starts)


@pytest.mark.parametrize("sample", [name for name in EXPECTED if name.startswith("give_away")])
def test_the_bot_that_wins_is_named_and_no_other(content: Path, sample: str) -> None:
    findings = with_sample(content, sample, EXPECTED[sample][0])
    blamed = [one.what for one in findings if one.rule == "giveaways" and one.is_error]
    name = BOTS[sample.removeprefix("give_away_").removesuffix("_option")]
    assert len(blamed) == 1
    assert blamed[0].startswith(f"“{name}” earns ")


def test_an_id_used_in_two_files_names_both(content: Path) -> None:
    (finding,) = [
        one for one in with_sample(content, "exercise_id_used_twice", EXERCISES) if one.rule == "unique-ids"
    ]
    assert (finding.file, finding.line) == (f"content/{MODULE}/{EXERCISES}", 6)
    assert f"content/{MODULE}/{LESSON}, line 18" in finding.what


def test_too_few_judgements_are_said_at_the_objectives(content: Path) -> None:
    (finding,) = [
        one for one in with_sample(content, "too_few_judgements", EXERCISES) if one.rule == "objectives"
    ]
    assert (finding.file, finding.line) == (f"content/{MODULE}/{LESSON}", 4)
    assert "1 judgement in exercises.md" in finding.what


def test_every_sample_is_expected_and_every_rule_has_one() -> None:
    assert {path.stem for path in FAULTS.glob("*.md")} == set(EXPECTED)
    # The last is tested in tests/lint/test_released_cell.py: it needs a talk of some length.
    tested_below = {"published-ids", "unused-references", "released-cell"}
    assert set(RULES) | {"notation"} == {rule for _, rule, _, _ in EXPECTED.values()} | tested_below


def test_a_finding_reads_as_a_sentence_with_file_line_mend_and_rule(content: Path) -> None:
    finding = next(one for one in with_sample(content, "american_spelling", LESSON) if one.rule == "spelling")
    assert str(finding) == (
        "content/01-sample/lesson.md, line 35: warning: “behavior” is not British spelling. "
        "Write behaviour; a true use is excused in content/excuses.yaml. (spelling)"
    )


def test_several_faults_are_said_at_once(content: Path) -> None:
    shutil.copy(FAULTS / "unknown_scene.md", content / MODULE / TALK)
    shutil.copy(FAULTS / "heading_without_an_id.md", content / MODULE / LESSON)
    notation = [one for one in lint_course(content) if one.rule == "notation"]
    assert {one.file.rpartition("/")[2] for one in notation} == {"first-shift.md", "lesson.md"}


def test_a_record_that_nothing_cites_is_said(content: Path) -> None:
    with (content / "references.bib").open("a", encoding="utf-8") as file:
        file.write("\n@book{nobody2000reads,\n  title = {Unread}\n}\n")
    (finding,) = lint_course(content)
    assert (finding.rule, finding.file, finding.line) == ("unused-references", "content/references.bib", 12)


# -- published ids ----------------------------------------------------------------------------------------


def publish(content: Path, lines: str) -> list[Finding]:
    (content / "published-ids.txt").write_text(lines, encoding="utf-8")
    return lint_course(content)


def test_published_ids_that_are_there_are_no_finding(content: Path) -> None:
    assert publish(content, "choice 01-sample/first-words\npart 01-sample/first-words/at-home\n") == []


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("choice 01-sample/second-words", "The choice “01-sample/second-words” is published, and is gone."),
        ("reply 01-sample/talks/first-shift/hum", "is published, and is gone."),
        ("match 01-sample/first-words", "was published as match, and is now choice."),
        ("choice 01-sample/first-words gone", "was given up, and is used again."),
    ],
)
def test_a_published_id_that_is_gone_or_used_again_is_an_error(content: Path, line: str, what: str) -> None:
    (finding,) = publish(content, f"# ids\n{line}\n")
    assert (finding.rule, finding.file, finding.line) == ("published-ids", "content/published-ids.txt", 2)
    assert what in finding.what
    assert finding.is_error


def test_an_id_given_up_stays_silent_while_nobody_uses_it(content: Path) -> None:
    assert publish(content, "choice 01-sample/second-words gone\n") == []


def test_what_cannot_be_read_is_not_called_gone(content: Path) -> None:
    shutil.copy(FAULTS / "unknown_objective.md", content / MODULE / LESSON)
    findings = publish(content, "choice 01-sample/first-words\n")
    assert "published-ids" not in {one.rule for one in findings}


# -- excuses ----------------------------------------------------------------------------------------------

EXCUSE = "- rule: words\n  file: 01-sample/lesson.md\n  text: {text}\n  reason: she says it so\n"


def excuse(content: Path, text: str) -> list[Finding]:
    (content / "excuses.yaml").write_text(text, encoding="utf-8")
    return with_sample(content, "word_to_leave_out", LESSON)


def test_an_excuse_silences_the_finding_it_means_and_no_other(content: Path) -> None:
    findings = excuse(content, EXCUSE.format(text="Just two minutes"))
    assert [one.what.split()[0] for one in findings] == ["“of"]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (EXCUSE.format(text="Just three minutes"), "excuses nothing any more"),
        ("- rule: words\n  file: 01-sample/lesson.md\n  text: Just\n", "Excuse 1 has no good “reason”."),
        ("a: {", "cannot be read"),
    ],
)
def test_an_excuse_that_is_no_good_is_said(content: Path, text: str, what: str) -> None:
    findings = [one for one in excuse(content, text) if one.rule == "excuses"]
    assert len(findings) == 1
    assert what in findings[0].what
    assert findings[0].file == "content/excuses.yaml"


def test_quoted_speech_keeps_its_words(content: Path) -> None:
    lesson = content / MODULE / LESSON
    text = lesson.read_text(encoding="utf-8")
    assert '"I just knew it,"' in text
    lesson.write_text(text.replace('"I just knew it,"', "I just knew it,"), encoding="utf-8")
    assert [one.rule for one in lint_course(content)] == ["words"]
