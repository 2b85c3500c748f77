"""What a learner sees: forms, the player, marks and the first page. Thin: every rule is in a layer below."""

from __future__ import annotations

# No module in this folder may be called like one of these: importing it would put it in the function's place.
from mentorlab.views.notebook import exercise, home, mark, practice

__all__ = ["exercise", "home", "mark", "practice"]
