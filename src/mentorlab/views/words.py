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
    "silence": "waited",
    "story": "told something of your own",
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
    "lecturing": "said what was true and already known",
    "me-too": "turned to a story of your own",
    "over-apology": "took back more than was wrong",
    "prying": "asked for more than was your business",
    "rescuing": "took the problem over",
    "vague-offer": "offered something without a when",
    "vague-praise": "praised without saying what",
    "withholding": "kept back what you knew",
}


def skill(id: str) -> str:
    """`open-question` in plain words."""
    return SKILLS.get(id) or f"showed: {id.replace('-', ' ')}"


def habit(id: str) -> str:
    """`advice-first` in plain words."""
    return HABITS.get(id) or f"slipped into: {id.replace('-', ' ')}"


def times(count: int) -> str:
    """`once`, `twice`, `3 times`."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
