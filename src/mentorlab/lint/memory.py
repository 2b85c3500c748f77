"""What talks remember, and what replies do: facts, steering, traces of weak replies, replies that do the same.

`REPLIES` holds what `mentorlab talk fuzz` says of one talk; as rules, they hold for modules of the second edition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mentorlab.content.load import Course
from mentorlab.lint.finding import Finding, error
from mentorlab.lint.places import PlacedTalk, talks
from mentorlab.talk import effects
from mentorlab.talk.explore import Complaint
from mentorlab.talk.model import TalkKey
from mentorlab.talk.moments import Graph, Steering, TooMany, facts_asked
from mentorlab.wording import listed

STEERING = 8  # things alive together that steer, other than meters: each may double the moments


def facts(course: Course) -> Iterator[Finding]:
    """Check that every fact of a talk is set by some reply, and something asks about it."""
    for placed in talks(course):
        line = placed.document.meta_lines.get("facts", 1)
        sets = {fact for scene in placed.talk.scenes for reply in scene.replies for fact in reply.sets}
        asked = facts_asked(placed.talk)
        for fact in placed.talk.facts:
            if fact not in sets and not placed.talk.follows:
                yield error(
                    placed.document,
                    line,
                    f"No reply sets the fact “{fact}”.",
                    f"Write set={fact} at the end of a reply, or take it out.",
                )
            elif fact not in asked and fact not in placed.talk.keeps:
                yield error(
                    placed.document,
                    line,
                    f"Nothing asks about the fact “{fact}”.",
                    f"Write {{if {fact}}} where it shows, or take it out.",
                )


def steering(course: Course) -> Iterator[Finding]:
    """Check that at no scene more things steer than the talk can be explored with."""
    for placed in talks(course):
        yield from _steering(placed)


def _steering(placed: PlacedTalk) -> Iterator[Finding]:
    together = Steering(placed.talk).together
    most = max(placed.talk.scenes, key=lambda scene: len(together[scene.id]))
    words = sorted(together[most.id])
    if len(words) > STEERING:
        yield error(
            placed.document,
            placed.scenes[most.id],
            f"At “{most.id}” {len(words)} things steer that may be so or not ({', '.join(words)}), "
            f"and {STEERING} may.",
            "Let lines remember some of them, for those are free, and fewer replies and scenes.",
        )


# --- what replies do --------------------------------------------------------------------------------------


def traceless(key: TalkKey, graph: Graph) -> Iterator[Complaint]:
    """A weak reply after which everything later is as it is after a better one."""
    for one in effects.traceless(key, graph):
        yield Complaint(
            one.scene,
            f"The weak reply #{one.reply} leaves no trace: what comes later is as after #{one.better}.",
            f"Let a line, a reply or an ending know of it, with {{if said {one.reply}}} or a fact.",
            one.reply,
        )


def alike(key: TalkKey, graph: Graph) -> Iterator[Complaint]:
    """Replies of one scene of which nothing can tell which one was given."""
    for one in effects.same_effect(graph.talk):
        worths = [key.replies[reply].worth for reply in one.replies]
        worse = f", and yet they are {', '.join(worths)}" if len(set(worths)) > 1 else ""
        yield Complaint(
            one.scene,
            f"{listed([f'#{reply}' for reply in one.replies])} do the same{worse}.",
            "Let something later tell them apart, or offer one of them.",
            one.replies[-1],
        )


def silent(key: TalkKey, graph: Graph) -> Iterator[Complaint]:
    """Moments in which nothing is said."""
    for one in effects.silences(graph):
        way = " → ".join(one.way) or "at once"
        yield Complaint(
            one.scene,
            f"In “{one.scene}” nothing may be said at all (you come here by {way}).",
            "Let its conditions leave no case out, or write a line without one.",
        )


def same_words(key: TalkKey, graph: Graph) -> Iterator[Complaint]:
    """Replies of one scene with the same words."""
    for one in effects.same_words(graph.talk):
        yield Complaint(
            one.scene,
            f"{listed([f'#{reply}' for reply in one.replies])} have the same words.",
            "Write one of them otherwise.",
            one.replies[-1],
        )


def one_place(key: TalkKey, graph: Graph) -> Iterator[Complaint]:
    """Scenes from which every reply leads to one place that answers all of them alike."""
    for id in effects.one_place(graph.talk):
        yield Complaint(
            id,
            f"Every reply in “{id}” leads to one place, and what is said there is the same.",
            "Let the answer depend on the reply, with {if said …}, or lead them apart.",
        )


Look = Callable[[TalkKey, Graph], Iterator[Complaint]]
REPLIES: dict[str, Look] = {
    "traces": traceless,
    "alike": alike,
    "silent": silent,
    "same-words": same_words,
    "one-place": one_place,
}


def replies(key: TalkKey, graph: Graph) -> list[Complaint]:
    """All that is to be said of what the replies of a talk do."""
    return [complaint for look in REPLIES.values() for complaint in look(key, graph)]


def rule(look: Look) -> Callable[[Course], Iterator[Finding]]:
    """Make a rule of it, for modules that say `edition: 2`."""

    def looked_at(course: Course) -> Iterator[Finding]:
        for placed in talks(course):
            if placed.module.edition < 2:
                continue
            try:
                complaints = list(look(placed.key, placed.graph))
            except TooMany:
                continue  # that it cannot be explored is said by itself
            for complaint in complaints:
                line = placed.replies.get(complaint.reply) or placed.scenes[complaint.scene]
                yield error(placed.document, line, complaint.what, complaint.mend)

    return looked_at
