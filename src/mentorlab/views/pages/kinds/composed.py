"""`composed`: named fields to write in, then a look at two samples side by side, which nobody marks."""

from __future__ import annotations

from typing import Any

from mentorlab.item.kinds.composed import BeyondRules, FieldsOpen, RulesKept, RulesVerdict
from mentorlab.views.pages.fact_words import fact_words, mean
from mentorlab.views.pages.kinds import Row, texts
from mentorlab.views.pages.text import escape, lines, plain
from mentorlab.wording import plural, quoted

_WORDS = {True: "Yes", False: "No"}


def labels(item: Any, key: Any) -> dict[str, str]:
    """Return the fields."""
    return texts(item.fields)


def answer_rows(item: Any, response: Any) -> tuple[Row, ...]:
    """Return what stands in each field, then what the learner found in comparing."""
    written = tuple(Row(plain(f.text), response.fields.get(f.id, "").strip()) for f in item.fields)
    compared = tuple(
        Row(plain(question), _WORDS[response.compared[question]])
        for question in item.questions
        if question in response.compared
    )
    return (*written, *compared)


def side_by_side(item: Any, samples: Any) -> str:
    """Render the samples in columns, each with every field of the form."""

    def side(title: str, texts: dict[str, str]) -> str:
        body = "".join(
            f'<p><span class="ml-soft">{escape(plain(field.text))}</span><br>{lines(texts.get(field.id, ""))}</p>'
            for field in item.fields
        )
        return f'<div><p class="ml-label">{escape(plain(title))}</p>{body}</div>'

    others = "".join(side(sample.title, sample.fields) for sample in samples)
    return (
        '<p class="ml-label">Compare: two other ways, neither of them the right one</p>'
        f'<div class="ml-sides">{others}</div>'
    )


@fact_words.register
def _(fact: FieldsOpen) -> str:
    return f"Write something for {quoted(fact.labels)}."


@fact_words.register
def _(fact: RulesVerdict) -> str:
    facts = "The facts that a rule can look up"
    if fact.kept == fact.rules:
        return f"{facts} are there"
    return (
        f"{facts} are not there"
        if not fact.kept
        else f"{facts} are there in part: {fact.kept} of {fact.rules}"
    )


@fact_words.register
def _(fact: BeyondRules) -> str:
    return "Whether it can be heard, no rule can tell"


@fact_words.register
def _(how: RulesKept) -> str:
    # What was looked for is said field by field; here only how it was counted.
    each = "" if len(how.shares) == 1 else ", and each field with a rule counts the same"
    return f"{how.kept} of {how.rules} {plural(how.rules, 'rule is', 'rules are')} kept{each}: {mean(how)}"
