"""What is said about an answer once it was checked: every part, every explanation, and one good answer.

Standard library only: marking prints the same page.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from mentorlab.item.facts import Placed, Typed, Written
from mentorlab.item.kinds import kind, traits
from mentorlab.item.model import Item, Key, Part, Score, to_points
from mentorlab.talk.estimate import Estimate
from mentorlab.views.pages import score_words, skill_names
from mentorlab.views.pages.kinds import Row, kind_page
from mentorlab.views.pages.score_words import looked_for
from mentorlab.views.pages.text import Page, blocks, escape, inline, lines, plain
from mentorlab.wording import count, number, percent, plural

MODEL_ANSWER = "One answer that earns everything"
NOT_ANSWERED = '<span class="ml-soft">not answered yet</span>'
FINALLY_NOT_ANSWERED = '<span class="ml-soft">not answered</span>'


def table(rows: tuple[Row, ...], *, final: bool = False) -> Page:
    """Render an answer as a table, row by row, or as paragraphs where nothing was asked by name.

    Parameters
    ----------
    final : it was handed in, and nothing is "not answered yet" any more
    """
    nothing = FINALLY_NOT_ANSWERED if final else NOT_ANSWERED
    if not any(row.given for row in rows):
        return Page((f"<p>{nothing}</p>",))
    if not any(row.asked for row in rows):
        return Page((), tuple([f"<p>{lines(row.given)}</p>" for row in rows if row.given]))
    body = [_row(row, nothing) if len(row.given) <= 200 else _row.__wrapped__(row, nothing) for row in rows]
    return Page(("<table><tbody>",), tuple(body), ("</tbody></table>",))


@lru_cache(maxsize=4096)
def _row(row: Row, nothing: str) -> str:
    return f"<tr>{_asked(row.asked)}<td>{lines(row.given) if row.given else nothing}</td></tr>"


def _asked(asked: str) -> str:
    return f'<th scope="row">{inline(asked)}</th>' if asked else "<td></td>"


def verdict(score: Score, points: float | None, *, final: bool = False, reasons: bool = True) -> str:
    """Word the outcome in one sentence; with points where there are any.

    Parameters
    ----------
    final : it was handed in, and there is nothing to try again
    reasons : whether anything is said below of why
    """
    if score.value is None and score.verdict:
        return f"{score_words.in_words(score.verdict)}."
    if score.value is None:
        return "A person reads this" + (f" and gives up to {count_points(points)}." if points else ".")
    if score.verdict:
        earned = (
            "" if points is None else f" ({number(to_points(score.value, points))} of {count_points(points)})"
        )
        compare = "" if final else ": compare below"
        beyond = f" {score_words.in_words(score.beyond)}{compare}." if score.beyond else ""
        return f"{score_words.in_words(score.verdict)}{earned}.{beyond}"
    judged = [part for part in score.parts if part.right is not None]
    right = sum(bool(part.right) for part in judged)
    if score.value >= 1:
        sentence = "All of it is right." if len(judged) > 1 else "That works here."
    elif score.value <= 0 and right:
        sentence = (
            f"{right} of {len(judged)} {plural(right, 'is', 'are')} right, no more than guessing would give."
        )
    elif score.value <= 0:
        told = [*(["read why below"] if reasons else []), *(["try again"] if not final else [])]
        sentence = f"Not this time{': ' if told else ''}{', and '.join(told)}."
    elif len(judged) > 1:
        sentence = f"Part of it is right: {right} of {len(judged)}."
    else:
        sentence = "Partly: read why below." if reasons else "Partly."
    if points is None:
        return sentence
    earned = f"{number(to_points(score.value, points))} of {count_points(points)}."
    return " ".join(filter(None, (earned, margin_words(score.margin, points), sentence)))


def count_points(points: float) -> str:
    """Word an amount of points: `1 point`, `2.5 points`."""
    return count(points, "point")


def margin_words(found: Estimate | None, points: float) -> str:
    """`Give or take 0.8 points: the standard error over 7 decisions.`; "" where a score rests on no decisions."""
    if found is None:
        return ""
    if found.margin is None:
        return "It rests on one decision, which is too few to say how far off it may be."
    if found.margin == 0:
        return f"All {found.decisions} decisions counted the same, so they do not say how far off it may be."
    return f"Give or take {count_points(found.margin * points)}: the standard error over {found.decisions} decisions."


def skills(score: Score) -> str:
    """What was earned where each skill was called for, in percent; "" where no skill has decisions enough."""
    entries = []
    for id, found in score.skills:
        near = f", give or take {number(100 * found.margin, 0)}" if found.margin else ""
        earned = f"{percent(found.value)}{near}, over {found.decisions} decisions"
        entries.append(f"<li>You {escape(skill_names.skill(id))}, where that was called for: {earned}.</li>")
    return f"<ul>{''.join(entries)}</ul>" if entries else ""


def how(score: Score, points: float | None = None) -> str:
    """Render `score_words.counted` as a paragraph; "" where a score does not say it."""
    words = score_words.counted(score.how, points)
    return f'<p class="ml-soft">{inline(words)}</p>' if words else ""


def explained(
    item: Item,
    key: Key,
    score: Score,
    points: float | None = None,
    *,
    final: bool = False,
    outcome: bool = True,
) -> Page:
    """Render the verdict, how it was counted, every part with right or not, every explanation, chosen or not, and the note.

    Parameters
    ----------
    final : it was handed in, and there is nothing to try again
    outcome : whether the verdict stands at the top; without it, somebody has said it already
    """
    told = verdict(score, points, final=final, reasons=_reasons(score, key))
    head = [f'<p class="ml-verdict">{escape(told)}</p>'] if outcome else []
    head += [how(score, item.points if final else points), skills(score)]
    left = dict(key.explanations)
    listed = _listed([_part(part, left.pop(part.id, "")) for part in _ordered(score.parts)])
    rest: tuple[str, ...] = ()
    if left:
        others = [(id, why) for id, why in left.items() if why.strip()]
        labels = kind_page(item).labels(item, key) if others else {}
        entries = [_other(labels[id], why) for id, why in others if id in labels]
        if entries:
            rest = ('<p class="ml-label">About the rest</p>', *_listed(entries).pieces)
    return listed.within(tuple(head), (*rest, _note(key.note)))


@lru_cache(maxsize=1024)  # our authors' texts alone, the same for everybody
def _other(label: str, why: str) -> str:
    return f"<li><p>{inline(label)}</p>{blocks(why)}</li>"


@lru_cache(maxsize=256)
def _note(note: str) -> str:
    return f'<div class="ml-note">{blocks(note)}</div>' if note.strip() else ""


def outcome(key: Key, score: Score, points: float | None) -> str:
    """Word the verdict in plain text, for an answer that can be tried again."""
    return verdict(score, points, reasons=_reasons(score, key))


def _reasons(score: Score, key: Key) -> bool:
    return any(part.why.strip() or part.notes for part in score.parts) or any(
        map(str.strip, key.explanations.values())
    )


def parts(score: Score) -> Page:
    """Render every part with right or not, and no word of why."""
    return _listed([_part(part._replace(why="", notes=()), "") for part in _ordered(score.parts)])


def model_answer(item: Item, key: Key) -> str:
    """Render one answer that earns everything, folded away until somebody opens it; "" where no rule marks."""
    if not traits(item).by_rule:
        return ""
    rows = kind_page(item).answer_rows(item, kind(item.kind).model(item, key))
    return f"<details><summary>{MODEL_ANSWER}</summary>{table(rows).html}</details>"


def samples(item: Item, key: Key) -> str:
    """Render the marked samples of a reflection; "" for other kinds."""
    if traits(item).marked_by != "person":
        return ""
    bands = kind_page(item).labels(item, key)
    shown = ""
    for sample in getattr(key, "samples", ()):
        band = bands.get(sample.band, "")
        why = key.explanations.get(sample.id, "")
        shown += (
            f'<div><p class="ml-label">{escape(plain(sample.title))}</p>{blocks(sample.text)}'
            f'<p class="ml-soft">{inline(band)}</p>{blocks(why)}</div>'
        )
    return f'<div class="ml-sides">{shown}</div>' if shown else ""


def _ordered(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Steps in the order in which the learner put them; anything else as it is."""
    places = [part.given.place for part in parts if isinstance(part.given, Placed)]
    if not parts or len(places) < len(parts):
        return parts
    return tuple(part for _, part in sorted(zip(places, parts, strict=True), key=lambda pair: pair[0]))


def _listed(entries: Sequence[str]) -> Page:
    return Page(('<ul class="ml-parts">',), tuple(entries), ("</ul>",)) if entries else Page(())


def _part(part: Part, why: str) -> str:
    """One part; of short answers the same few come again and again, from many learners."""
    long = isinstance(part.given, (Typed, Written)) and len(part.given.text) > 200
    return _part_made.__wrapped__(part, why) if long else _part_made(part, why)


@lru_cache(maxsize=4096)
def _part_made(part: Part, why: str) -> str:
    look, word = tone(part)
    badge = f'<span class="ml-badge">{word}</span>' if word and not (part.found or part.lacking) else ""
    facts = "".join(
        f'<p class="ml-badge">✓ Found: {escape(plain(looked_for(one)))}</p>' for one in part.found
    )
    facts += "".join(
        f'<p class="ml-badge">✗ Not found: {escape(plain(looked_for(one)))}</p>' for one in part.lacking
    )
    given = f'<p class="ml-soft">{lines(score_words.in_words(part.given))}</p>'
    told = score_words.reasons(part)
    reasons = [told] if told else []
    if why.strip() and why.strip() not in part.why:
        reasons.append(why)
    return f'<li class="{look}"><p>{badge}{inline(score_words.label(part))}</p>{given}{facts}{"".join(map(blocks, reasons))}</li>'


def tone(part: Part) -> tuple[str, str]:
    """Return the class of its look, and right or not in a word with its sign; "" where nobody judges it."""
    if part.right is None:
        return "", ""
    if part.right:
        return "ml-good", "✓ Right"
    if part.share > 0:
        return "ml-part", "◐ Partly"
    return "ml-not", "✗ Not right"
