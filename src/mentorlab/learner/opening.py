"""What a JupyterLab of ours can do beyond JupyterLab: prove that it is ours, open by a ticket, and end with its window.

A Jupyter server extension. It holds three promises:

- A token never stands on a command line. The browser is given a page, readable by its user alone, with a *ticket*
  that opens the course once.
- Nobody is sent the token before they have proved that they know it.
- The server ends when the process that started it has ended, however that came about.
"""

from __future__ import annotations

import hmac
import os
import secrets
import signal
import sys
import threading
import time
from contextlib import suppress
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any

NAME = "mentorlab.learner.opening"
LANDING = "MENTORLAB_LANDING"  # what a ticket opens, relative to the server: doc/tree/home.ipynb
PAGE = "MENTORLAB_OPENING_PAGE"  # the page with the ticket, to be taken away once it is used
ONCE = "This page works once. To come back, type the command again with which you opened it."
PROOF, TICKET, OPEN = "mentorlab/proof", "mentorlab/ticket", "mentorlab/open"
_NONCE_LENGTH = 64
_LAST_PATIENCE = 20.0  # seconds that a server has to close its kernels once its window is gone


def new_nonce() -> str:
    """Returns a number that was never used before, for a proof."""
    return secrets.token_hex(_NONCE_LENGTH // 2)


def proof(token: str, port: int, nonce: str) -> str:
    """Returns what only somebody who knows the token can answer to a nonce, for the server on this port."""
    return hmac.new(token.encode(), f"mentorlab server on {port}: {nonce}".encode(), sha256).hexdigest()


def opening_page(address: str) -> bytes:
    """Returns a page that leads a browser to the address at once."""
    link = escape(address, quote=True)
    return (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<meta name="referrer" content="no-referrer">\n'
        f'<meta http-equiv="refresh" content="0; url={link}">\n<title>Open in JupyterLab</title>\n'
        f'<p><a href="{link}">Open in JupyterLab</a></p>\n'
        f"<p>{ONCE}</p>\n</html>\n"
    ).encode()


class Tickets:
    """One ticket at a time, which opens the course once."""

    def __init__(self) -> None:
        self._ticket = ""

    def issue(self) -> str:
        """Returns a new ticket; the one before is worth nothing from now on."""
        self._ticket = secrets.token_hex(32)
        return self._ticket

    def redeem(self, ticket: str) -> bool:
        """Tells whether this is the ticket that was issued last, and takes it."""
        good = bool(self._ticket) and hmac.compare_digest(ticket.encode(), self._ticket.encode())
        if good:
            self._ticket = ""
        return good


def _load_jupyter_server_extension(server: Any) -> None:
    """Adds our three addresses to a Jupyter server, and watches the window that started it."""
    from jupyter_server.auth.decorator import allow_unauthenticated
    from jupyter_server.base.handlers import JupyterHandler
    from jupyter_server.utils import url_path_join
    from tornado import web

    tickets = Tickets()

    class ProofHandler(JupyterHandler):  # type: ignore[misc]
        """Proves that this server knows the token, without saying it."""

        @allow_unauthenticated  # type: ignore[untyped-decorator, unused-ignore]
        def get(self) -> None:
            nonce = self.get_argument("nonce", "")
            if len(nonce) != _NONCE_LENGTH or not nonce.isalnum() or not server.identity_provider.token:
                raise web.HTTPError(400)
            self.finish({"proof": proof(server.identity_provider.token, server.port, nonce)})

    class TicketHandler(JupyterHandler):  # type: ignore[misc]
        """Issues a ticket to whoever has the token."""

        @web.authenticated  # type: ignore[untyped-decorator, unused-ignore]
        def post(self) -> None:
            self.finish({"ticket": tickets.issue()})

    class OpenHandler(JupyterHandler):  # type: ignore[misc]
        """Lets a browser in that has a ticket, and leads it to the first page."""

        @allow_unauthenticated  # type: ignore[untyped-decorator, unused-ignore]
        def get(self) -> None:
            self.set_header("Cache-Control", "no-store")
            self.set_header("Referrer-Policy", "no-referrer")
            if not tickets.redeem(self.get_argument("ticket", "")):
                raise web.HTTPError(403, ONCE)
            identity = server.identity_provider
            identity.set_login_cookie(self, identity.generate_anonymous_user(self))
            if os.environ.get(PAGE):
                with suppress(OSError):
                    Path(os.environ[PAGE]).unlink()
            self.redirect(url_path_join(self.base_url, os.environ.get(LANDING, "lab")))

    base = server.web_app.settings["base_url"]
    handlers = {PROOF: ProofHandler, TICKET: TicketHandler, OPEN: OpenHandler}
    server.web_app.add_handlers(
        ".*$", [(url_path_join(base, path), handler) for path, handler in handlers.items()]
    )
    threading.Thread(target=_end_with_the_window, daemon=True).start()


def _end_with_the_window() -> None:
    """Waits until nobody holds the other end of our input any more, then ends the server."""
    if sys.stdin is None or sys.stdin.isatty():
        return  # somebody started it by hand
    with suppress(OSError, ValueError):
        while os.read(sys.stdin.fileno(), 1024):
            pass
    if os.name == "nt":
        os._exit(0)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_LAST_PATIENCE)
    os._exit(1)
