"""A table of people as spreadsheets and learning platforms write it: cells by line, whatever the file's form.

CSV in any of Excel's ways (commas, semicolons, tabs, a line `sep=;`, UTF-8 with or without a mark, UTF-16,
Windows-1252), and xlsx. What was guessed of a file's form is a note, for the trainer to look at.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path

LARGEST = 10 * 1024 * 1024  # bytes of a file: a hundred thousand learners
_MOST_UNPACKED = 200 * 1024 * 1024  # bytes of an xlsx file, unpacked
_MOST_ROWS, _MOST_COLUMNS = 200_000, 200


class Unreadable(Enum):
    """Why a file is no table."""

    CANNOT_BE_READ = "cannot be read"
    TOO_LARGE = "too large"
    NOT_TEXT = "not text"
    NOT_A_SHEET = "not a sheet"
    BROKEN_LINE = "broken line"


class TableError(ValueError):
    """A file that is no table: why, in which line, and what the operating system or the reader says of it."""

    def __init__(self, why: Unreadable, line: int = 1, detail: str = "") -> None:
        super().__init__(why.value)
        self.why, self.line, self.detail = why, line, detail


@dataclass(frozen=True)
class Table:
    """The first row with anything in it, and the rows after it.

    Attributes
    ----------
    header : the names of the columns, as they stand
    rows : line number and cells; empty rows are left out
    windows : whether the text was read as Windows-1252, which is a guess
    """

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    windows: bool = False


def read_table(file: Path) -> Table:
    """Reads the table in a CSV or xlsx file; raises `TableError`."""
    try:
        with file.open("rb") as opened:
            data = opened.read(LARGEST + 1)
    except OSError as error:
        raise TableError(Unreadable.CANNOT_BE_READ, detail=error.strerror or "") from None
    if len(data) > LARGEST:
        raise TableError(Unreadable.TOO_LARGE)
    windows = False
    if data.startswith(b"PK\x03\x04"):
        rows = list(_sheet(data))
    else:
        text, windows = _text(data)
        rows = list(_lines(text))
    filled = [(line, cells) for line, cells in rows if any(cells)]
    if not filled:
        return Table((), (), windows)
    header = filled[0][1]
    while header and not header[-1]:  # Excel's empty columns at the end
        header = header[:-1]
    return Table(header, tuple((line, _cut(cells, len(header))) for line, cells in filled[1:]), windows)


def _cut(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    """The cells without empty ones beyond the last named column."""
    while len(cells) > width and not cells[-1]:
        cells = cells[:-1]
    return cells


def _text(data: bytes) -> tuple[str, bool]:
    """The text of a CSV file, and whether its encoding had to be guessed."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif data[1:2] == b"\0":
        encodings = ["utf-16-le"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            if encoding is encodings[-1]:
                line = data[: error.start].count(b"\n") + 1
                raise TableError(Unreadable.NOT_TEXT, line) from None
            continue
        if "\0" in text:
            raise TableError(Unreadable.NOT_TEXT, text[: text.index("\0")].count("\n") + 1)
        return text, encoding == "cp1252"
    raise AssertionError("the last encoding returns or raises")


def _lines(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    first, _, rest = text.partition("\n")
    skipped = 0
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        separator, text, skipped = first.strip()[4], rest, 1
    else:
        named = next((line for line in text.splitlines() if line.strip()), "")
        separator = max(",;\t", key=named.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for cells in reader:
            yield reader.line_num + skipped, tuple(cell.strip() for cell in cells)
    except csv.Error:
        raise TableError(Unreadable.BROKEN_LINE, reader.line_num + skipped) from None


def _sheet(data: bytes) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The rows of an xlsx file's first sheet that holds anything."""
    from openpyxl import load_workbook  # not before it is needed: it takes a while

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(info.file_size for info in packed.infolist()) > _MOST_UNPACKED:
                raise TableError(Unreadable.TOO_LARGE)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        try:
            for sheet in book.worksheets:
                rows = sheet.iter_rows(max_row=_MOST_ROWS, max_col=_MOST_COLUMNS, values_only=True)
                found = [(line, tuple(map(_cell, cells))) for line, cells in enumerate(rows, start=1)]
                if any(any(cells) for _, cells in found):
                    yield from found
                    return
        finally:
            book.close()
    except TableError:
        raise
    except Exception:  # a damaged sheet fails in many places of the library
        raise TableError(Unreadable.NOT_A_SHEET) from None


def _cell(value: object) -> str:
    """A cell as it is shown: whole numbers without a point, days as year, month and day."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()
