"""One gradebook for a whole run: nbgrader opens its own six times for every submission.

Opening looks at every table, and forgets every query that has been prepared; it takes longer than marking.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from nbgrader.api import Gradebook
from nbgrader.converters import autograde
from nbgrader.preprocessors import latesubmissions


@contextmanager
def share_gradebook(gradebook: Gradebook) -> Iterator[None]:
    """Lets nbgrader's own steps use this gradebook wherever they would open one of their own."""
    modules = (autograde, latesubmissions)
    before = [module.Gradebook for module in modules]
    for module in modules:
        module.Gradebook = lambda *_, **__: gradebook
    try:
        yield
    finally:
        for module, own in zip(modules, before, strict=True):
            module.Gradebook = own
