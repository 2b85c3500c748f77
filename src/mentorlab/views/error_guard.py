"""Whatever goes wrong, a learner meets one calm sentence: never a traceback, and nothing on stderr.

nbgrader takes all points for one character on stderr, and Run All stops at an error; so everything that a
notebook calls, and every button, is wrapped here. What happened is written to a small file that one can
send us: where it happened and the kind of error, not its message, which might quote a response.
"""

from __future__ import annotations

import contextlib
import functools
import io
import traceback
import warnings
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from mentorlab.responses.place import data_folder

SORRY = (
    "Something went wrong here, and it is not your fault. What you saved is safe. "
    "Reload the page; if it happens again, tell whoever gave you the course."
)
_LOG_BYTES = 200_000


@contextlib.contextmanager
def stderr_silenced() -> Iterator[None]:
    """Let nothing reach stderr, and no warning be shown."""
    with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        yield


def guarded(say: Callable[[str], None]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Wrap what a button does: a fault is written down, and `say` shows the sentence."""

    def wrap(act: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(act)
        def guarded_act(*arguments: Any, **named: Any) -> Any:
            with stderr_silenced():
                try:
                    return act(*arguments, **named)
                except Exception as error:
                    log_fault(error)
                    with contextlib.suppress(Exception):
                        say(SORRY)
                    return None

        return guarded_act

    return wrap


def log_fault(error: BaseException) -> None:
    """Write down where something went wrong; silently nothing where that cannot be done."""
    with contextlib.suppress(Exception):
        file = data_folder() / "faults.log"
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.exists() and file.stat().st_size > _LOG_BYTES:
            file.replace(file.with_suffix(".old.log"))
        steps = traceback.extract_tb(error.__traceback__)
        where = " < ".join(f"{step.name} ({Path(step.filename).name}:{step.lineno})" for step in steps[::-1])
        with file.open("a", encoding="utf-8") as log:
            log.write(f"{datetime.now().isoformat(' ', 'seconds')} {type(error).__name__}: {where}\n")
