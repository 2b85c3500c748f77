"""What talks remember: facts that are set and asked about, and few enough of them at a time to be explored."""

from __future__ import annotations

from collections.abc import Iterator

from mentorlab.content.load import Course
from mentorlab.lint.finding import Finding, error
from mentorlab.lint.places import PlacedTalk, talks
from mentorlab.talk.moments import Steering, facts_asked

STEERING = 8  # things alive together that steer, other than meters: each may double the moments


def facts(course: Course) -> Iterator[Finding]:
    """Check that every fact of a talk is set by some reply, and something asks about it."""
    for placed in talks(course):
        line = placed.document.meta_lines.get("facts", 1)
        sets = {fact for scene in placed.talk.scenes for reply in scene.replies for fact in reply.sets}
        asked = facts_asked(placed.talk)
        for fact in placed.talk.facts:
            if fact not in sets:
                yield error(
                    placed.document,
                    line,
                    f"No reply sets the fact “{fact}”.",
                    f"Write set={fact} at the end of a reply, or take it out.",
                )
            elif fact not in asked:
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
