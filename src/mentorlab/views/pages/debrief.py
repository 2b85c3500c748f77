"""What a learner reads once a talk has ended: how, what they did, what else could have been said, the map.

HTML alone; meters are told here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence

from mentorlab.item.model import to_points
from mentorlab.talk.estimate import estimate
from mentorlab.talk.model import Talk, TalkKey
from mentorlab.talk.numbered import meters_told
from mentorlab.talk.play import (
    Passage,
    Play,
    State,
    Transcript,
    endings_reached,
    replay,
    transcript,
)
from mentorlab.talk.score import Decision, score_play, shares_by_scene
from mentorlab.views.pages import skill_names, talk_lines
from mentorlab.views.pages.feedback import count_points, margin_words
from mentorlab.views.pages.own_words import render_own_words
from mentorlab.views.pages.talk_map import shown_map
from mentorlab.views.pages.text import escape, inline, items, plain
from mentorlab.wording import number

Layout = dict[str, tuple[float, float]]


def debrief(
    talk: Talk,
    key: TalkKey | None,
    play: Play,
    plays: Sequence[Play],
    layout: Layout,
    points: float | None = None,
) -> str:
    """Render the debrief of a complete play.

    Parameters
    ----------
    key : without it, nothing is said of what a reply is worth, of skills or of the coach's view
    plays : all that this learner played, for the endings and the map
    points : what the exercise is worth, where it is worth anything
    """
    told = transcript(talk, key, play)
    state = replay(talk, play)
    sections = [
        _earned(talk, key, play, points) if key is not None and points is not None else "",
        _folded("What you did", _shown(told)) if key is not None else "",
        _folded("The talk again, and what else you could have said", _again(talk, told)),
        _folded("How things stood between you", _meters(talk, key, state)),
        _folded("The map of this talk", shown_map(talk, layout, plays)),
    ]
    return f'<div class="ml-debrief">{_ending(talk, told, plays)}{"".join(sections)}</div>'


def _ending(talk: Talk, told: Transcript, plays: Sequence[Play]) -> str:
    title = told.ending.title if told.ending else told.title
    reached = endings_reached(talk, plays)
    endings = [scene for scene in talk.scenes if scene.end]
    others = [scene.title for scene in endings if scene.id in reached and scene is not told.ending]
    count = f"You have now seen {len(reached)} of {len(endings)} endings."
    if others:
        count += f" Earlier: {talk_lines.joined(others)}."
    return (
        f'<div class="ml-ending"><p class="ml-soft">How it ended</p>{talk_lines.ending_title(title)}'
        f"<p>{escape(count)}</p></div>"
    )


def _shown(told: Transcript) -> str:
    did = [
        f"You {escape(skill_names.skill(skill))}{skill_names.times(count)}."
        for skill, count in told.skills.most_common()
    ]
    slipped = [
        f"You {escape(skill_names.habit(habit))}{skill_names.times(count)}."
        for habit, count in told.habits.most_common()
    ]
    html = f"<ul>{items(did)}</ul>" if did else "<p>None of the skills that this talk looks for.</p>"
    if slipped:
        html += f'<p class="ml-label">Habits that good people have</p><ul>{items(slipped)}</ul>'
    return html


def _again(talk: Talk, told: Transcript) -> str:
    parts: list[str] = [talk_lines.render_card(talk, told.card)]
    waiting = ""
    for passage in told.passages:
        parts.append(talk_lines.render_scene(talk, passage.scene, passage.lines))
        if passage.reply is None:
            continue
        own = render_own_words(passage.own, passage.scene.questions)
        parts += [waiting, own, talk_lines.render_reply(talk, passage.reply), _others(talk, passage)]
        waiting = talk_lines.coach_note(passage.note)
    parts.append(waiting)
    return "".join(parts)


def _others(talk: Talk, passage: Passage) -> str:
    if not passage.others:
        return ""
    entries = []
    for other in passage.others:
        html = f"<p>{inline(other.reply.text)}</p>"
        if other.line is not None:
            html += f'<p class="ml-soft">What would have come of it:</p>{talk_lines.render_line(talk, other.line)}'
        if other.key is not None and other.key.note:
            html += talk_lines.coach_note(other.key.note)
        entries.append(html)
    return (
        "<details><summary>What else could you have said?</summary>"
        f'<ul class="ml-parts">{items(entries)}</ul></details>'
    )


def _meters(talk: Talk, key: TalkKey | None, state: State) -> str:
    rows = []
    for name, values in meters_told(talk, key, state).items():
        rows.append(
            f'<tr><th scope="row">{escape(plain(name).capitalize())}</th>'
            f"<td>{values[0]} at the start, {values[-1]} at the end; between {min(values)} and {max(values)}, of 6</td></tr>"
        )
    if not rows:
        return ""
    return (
        f"<table><tbody>{''.join(rows)}</tbody></table>"
        '<p class="ml-soft">These numbers steer the talk. They are not a mark.</p>'
    )


def _earned(talk: Talk, key: TalkKey, play: Play, points: float) -> str:
    decisions, total = score_play(talk, key, play)
    earned = number(to_points(total, points))
    rows = "".join(_decision(talk, decision) for decision in decisions)
    near = margin_words(estimate(list(shares_by_scene(decisions).values())), points)
    html = f'<p class="ml-verdict">{earned} of {count_points(points)} for this play.</p>'
    html += f'<p class="ml-soft">{escape(near)}</p>' if near else ""
    return html + _folded(
        "Decision by decision",
        '<table><thead><tr><th scope="col">You said</th><th scope="col">It counts</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>",
    )


def _decision(talk: Talk, decision: Decision) -> str:
    text = next(
        (reply.text for scene in talk.scenes for reply in scene.replies if reply.id == decision.reply),
        decision.reply,
    )
    counts = {1.0: "in full", 0.0: "not here"}.get(decision.share, "in part")
    if decision.repaired:
        counts += "; you mended half of what it cost"
    return f"<tr><td>{inline(text)}</td><td>{counts}</td></tr>"


def _folded(title: str, body: str) -> str:
    return f"<details><summary>{escape(title)}</summary>{body}</details>" if body else ""
