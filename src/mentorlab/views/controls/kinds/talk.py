"""`talk`: a conversation that is played; the player draws it."""

from __future__ import annotations

from typing import Any

from mentorlab.talk.series import begun_after
from mentorlab.views.controls.kinds import Fields, FormLink
from mentorlab.views.controls.player import Player
from mentorlab.views.controls.toolkit import Toolkit

CHECKS, ASKS_CONFIDENCE = "", False


def fields(toolkit: Toolkit, item: Any, response: Any, form: FormLink) -> Fields:
    """Make the player."""
    player = Player(
        toolkit,
        item,
        response,
        form.clicked,
        key=form.key.talk_key if form.key is not None else None,
        assessed=not form.practice,
        finished=form.finished,
        begun=lambda: begun_after(item.talk, form.answered(), counting=not form.practice),
    )
    return Fields(player.control, player.read, shows_standing=True)
