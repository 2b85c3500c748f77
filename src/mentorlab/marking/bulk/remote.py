"""Submissions that lie at an address and in no folder, such as s3://bucket/spring: read through fsspec.

A submission's few files are fetched into a folder that lives as long as its chunk, and everything after that is as
it always is. Only files with a name that marking knows are fetched, and of each no more than the limit. What cannot be
seen through an address is not checked: links, other files, their number and their size, and a responses file whose
name is nearly right.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from tempfile import TemporaryDirectory
from typing import Any

from mentorlab.marking.bulk.model import Order
from mentorlab.marking.intake.submission import MAX_NOTEBOOK, TIMESTAMP
from mentorlab.responses.place import ENDING
from mentorlab.responses.strict import MAX_BYTES

_SMALL = 64 * 1024  # bytes
INSTALL = "An address for submissions needs fsspec. Install it here and on the workers: pip install 'mentorlab[dask]'"


class NoAddress(Exception):
    """Submissions cannot be read from an address; the message says why."""


def is_address(place: str) -> bool:
    """Says whether this is an address, such as s3://bucket/spring, and no path."""
    return "://" in place


def address_of(submitted: str, *names: str) -> str:
    """Puts names onto the address under which submissions lie: `s3://bucket/spring/ada/08-feedback`.

    In a chain such as zip://::s3://bucket/spring.zip the names belong to its first link. A folder that was written
    as an address is a folder, and its links are seen.
    """
    if "::" not in submitted:
        for scheme in ("file://", "local://"):
            submitted = submitted.removeprefix(scheme)
    first, chained, rest = submitted.partition("::")
    first = first if first.endswith("://") else first.rstrip("/") + "/"
    return f"{first}{'/'.join(names)}{chained}{rest}"


def learners(address: str, assignment: str) -> list[str]:
    """Lists who handed in this assignment at an address, sorted; raises `NoAddress`."""
    files, top = _opened(address)
    try:
        found = files.glob(f"{top}/*/{assignment}/*".lstrip("/" if not top else ""))
    except Exception:  # each store has its own
        raise NoAddress(
            f"{address} cannot be read. Look at the address, and at whether you may read there. Nothing was marked."
        ) from None
    return sorted({path.rstrip("/").split("/")[-3] for path in found})


@contextmanager
def fetched(orders: Sequence[Order], notebooks: Sequence[str]) -> Iterator[Sequence[Order]]:
    """Copies what lies at an address into a temporary folder, and gives orders that point there, until the block ends."""
    if not any(is_address(order.handed) for order in orders):
        yield orders
        return
    limits = {TIMESTAMP: _SMALL, "submission_secret.txt": _SMALL}
    for notebook in notebooks:
        limits |= {f"{notebook}.ipynb": MAX_NOTEBOOK, f"{notebook}{ENDING}": MAX_BYTES}
    with TemporaryDirectory(prefix="mentorlab-") as folder:
        yield [_fetch(order, folder, number, limits) for number, order in enumerate(orders)]


def _fetch(order: Order, folder: str, number: int, limits: dict[str, int]) -> Order:
    if not is_address(order.handed) or order.fault:
        return order
    files, top = _opened(order.handed)
    handed = f"{folder}/{number}/{order.handed.partition('::')[0].rsplit('/', 1)[1]}"
    try:
        os.makedirs(handed)
        for name, limit in limits.items():
            try:
                with files.open(f"{top}/{name}", "rb") as file:
                    data = file.read(limit + 1)  # what is larger is seen to be too large, and refused by name
            except (FileNotFoundError, IsADirectoryError):
                continue
            with open(f"{handed}/{name}", "wb") as copy:
                copy.write(data)
    except Exception as error:  # one that cannot be read is refused by name, and the others are marked
        return replace(order, handed=f"{handed}, {type(error).__name__}")
    return replace(order, handed=handed)


def _opened(address: str) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise NoAddress(INSTALL) from None
    try:
        files, top = url_to_fs(address)
    except ImportError as error:
        raise NoAddress(
            f"{address} needs a package that is not installed: {error.name or 'fsspec says which'}."
        ) from None
    except (ValueError, OSError):
        raise NoAddress(
            f"{address} cannot be opened. Look at how it begins, such as s3://bucket/folder."
        ) from None
    return files, str(top).rstrip("/")
