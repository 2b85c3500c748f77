"""All rules, in the order in which they are looked at: each has a name, which excuses use, and a function."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mentorlab.content.load import Course
from mentorlab.lint import (
    evidence,
    giveaways,
    memory,
    minutes,
    modules,
    names,
    options,
    released_cell,
    talks,
    words,
)
from mentorlab.lint.finding import Finding

Rule = Callable[[Course], Iterator[Finding]]

RULES: dict[str, Rule] = {
    # Notation: what looks like an attribute list and is none.
    "almost-attributes": names.almost,
    # Ids: unique, and once published for ever.
    "unique-ids": names.unique,
    "published-ids": names.published,
    # Modules: their parts, and enough to judge for each objective.
    "parts": modules.parts,
    "taught": modules.taught,
    "objectives": modules.objectives,
    "minutes": minutes.minutes,
    # Talks: scenes, speakers, replies.
    "ways": talks.ways,
    "speakers": talks.speakers,
    "repair": talks.repair,
    "facts": memory.facts,
    "steering": memory.steering,
    **{name: memory.rule(look) for name, look in memory.REPLIES.items()},
    "placed-talks": talks.placed_talks,
    "released-cell": released_cell.released_cell,
    # Exercises: explained, and not to be answered from their form.
    "explanations": options.explained,
    "giveaways": giveaways.giveaways,
    # Evidence: no key, no claim.
    "claims": evidence.claims,
    "citations": evidence.citations,
    "unused-references": evidence.unused,
    # Words.
    "words": words.left_out,
    "spelling": words.spelling,
}
