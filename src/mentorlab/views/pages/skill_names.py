"""Skills and habits of a talk in plain words; an author's new one is shown as its own words.

Each is how a sentence goes on that begins with "You".
"""

from __future__ import annotations

SKILLS = {
    "advice": "gave advice when it was wanted",
    "candour": "said openly what you thought",
    "closed-question": "asked a small question that has an answer",
    "effect": "said what it led to",
    "humour": "answered with a light touch",
    "if-then": "helped to plan what to do when it happens again",
    "know-how": "passed on something you know",
    "noticing": "said what you had noticed",
    "open-question": "asked a question that leaves room",
    "receiving": "took in what you were told",
    "reflection": "said back what you had heard",
    "repair": "put something right",
    "limit": "said where your own knowledge ends",
    "privacy": "kept to what was yours to ask",
    "rehearsal": "had the next talk tried out loud",
    "silence": "waited",
    "story": "told something of your own",
    "task": "gave them something to do",
    "trust-shown": "showed trust by what you left to them",
    "wish": "said what you would like",
}

HABITS = {
    "advice-first": "advised before you had asked",
    "clever-question": "asked a question with the answer in it",
    "defending": "defended yourself",
    "false-choice": "offered a choice that was none",
    "fixing": "went for a solution early",
    "guessing": "guessed at a reason",
    "hinting": "hinted instead of saying it",
    "hurried-comfort": "comforted before you had heard",
    "hurrying-comfort": "comforted before you had heard",
    "interrogating": "asked as in a hearing",
    "leading": "asked so that only one answer was polite",
    "joking": "joked where it was not light for them",
    "lecturing": "said what was true and already known",
    "me-too": "turned to a story of your own",
    "over-apology": "took back more than was wrong",
    "prying": "asked for more than was your business",
    "rescuing": "took the problem over",
    "sandwich": "wrapped the point in praise",
    "softening": "made it smaller than it was",
    "vague-offer": "offered something without a when",
    "vague-praise": "praised without saying what",
    "warning": "warned of what might happen",
    "withholding": "kept back what you knew",
}


def skill(id: str) -> str:
    """Word a skill, such as `open-question`."""
    return SKILLS.get(id) or f"showed: {id.replace('-', ' ')}"


def habit(id: str) -> str:
    """Word a habit, such as `advice-first`."""
    return HABITS.get(id) or f"slipped into: {id.replace('-', ' ')}"


def times(count: int) -> str:
    """Word how often: `, twice` or `, 3 times` for the end of a sentence; "" for once, which needs no word."""
    return "" if count < 2 else f", {'twice' if count == 2 else f'{count} times'}"
