"""Formgrader's pages, such that no script runs on them but nbgrader's own.

nbgrader fills names into its pages as they are: a learner's folder called `<img onerror=…>` would run as the trainer,
who has a terminal one click away. Its templates are changed as they are loaded, before any value is filled in: every
script in them gets a nonce, a value in a script becomes a value of JavaScript's, and what an event attribute did is
done by a listener. Values in the page are escaped. The policy in the header then names the nonce and nothing else.
"""

from __future__ import annotations

import re
import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, Environment, FileSystemLoader
from markupsafe import Markup

from mentorlab.names import visible_text

OURS = Path(__file__).parent / "templates" / "formgrader"  # pages that stand in the place of nbgrader's

POLICY = (
    "default-src 'self'; script-src 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'self'"
)
# A file that a learner sent, opened at its address: shown, and nothing in it runs or asks for anything.
FILES_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'"
)

_SCRIPT = re.compile(r"(<script\b)([^>]*>)(.*?)(</script>)", re.DOTALL | re.IGNORECASE)
_IN_QUOTES = re.compile(r"([\"'])\{\{\s*([\w.]+)\s*\}\}\1")
_EVENT = re.compile(r"(<[a-z][^<>]*?)\son([a-z]+)\s*=\s*\"(\w+)\(\);?\"", re.IGNORECASE)


def tamed(source: str) -> str:
    """A template of nbgrader's in which every script is known by its nonce, and no value can become one."""
    return _SCRIPT.sub(_with_nonce, _EVENT.sub(_with_listener, source))


def _with_nonce(script: re.Match[str]) -> str:
    begin, attributes, body, end = script.groups()
    # Between quotation marks a name could end the text; as JSON it cannot, whatever stands in it.
    body = _IN_QUOTES.sub(r"{{ (\2) | tojson }}", body)
    return f'{begin} nonce="{{{{ nonce }}}}"{attributes}{body}{end}'


def _with_listener(element: re.Match[str]) -> str:
    tag, event, function = element.groups()
    mark = f'data-calls="{function}"'
    # The function stands by its name, because nbgrader's are not all to be found in `window`.
    listener = (
        f'document.addEventListener("{event.lower()}", function (event) '
        f"{{ if (event.target.closest('[{mark}]')) {{ {function}(); }} }});"
    )
    return f"<script>{listener}</script>{tag} {mark}"


class Tamed(BaseLoader):
    """Loads nbgrader's templates, tamed."""

    def __init__(self, inner: BaseLoader) -> None:
        self.inner = inner

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        """The template's text."""
        source, file, fresh = self.inner.get_source(environment, template)
        return tamed(source), file, fresh

    def list_templates(self) -> list[str]:
        """Their names."""
        return self.inner.list_templates()


def environment(folder: str) -> Environment:
    """An environment for nbgrader's templates in a folder: tamed, every value escaped, and what is not seen spelt out."""
    return Environment(
        loader=Tamed(FileSystemLoader([str(OURS), folder])), autoescape=True, finalize=_made_visible
    )


def _made_visible(value: Any) -> Any:
    return visible_text(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def protect() -> None:
    """Make Formgrader's pages safe in this process, where it is a server's.

    nbgrader has no setting for its templates or headers. Its handlers are changed once, wherever a cohort's
    configuration is read by a server, before the first page is shown.
    """
    base = sys.modules.get("nbgrader.server_extensions.formgrader.base")
    handlers = sys.modules.get("nbgrader.server_extensions.formgrader.handlers")
    if base is None or handlers is None or getattr(base.BaseHandler, "mentorlab", False):
        return
    pages = environment(handlers.template_path)

    def render(self: Any, name: str, **values: Any) -> str:
        nonce = secrets.token_urlsafe(16)
        self.set_header("Content-Security-Policy", POLICY.format(nonce=nonce))
        return pages.get_template(name).render(nonce=nonce, **values)

    base.BaseHandler.render = render
    base.BaseHandler.mentorlab = True
    # nbgrader sends what its pages ask for as if it were a page itself.
    for handler in (handlers.SubmissionFilesHandler, base.BaseApiHandler):
        handler.content_security_policy = property(lambda self: FILES_POLICY)


__all__ = ["FILES_POLICY", "POLICY", "environment", "protect", "tamed"]
