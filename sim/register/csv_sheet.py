"""A CSV file as a table of cells: its separator found, its quotes taken apart."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from sim.register.column_names import plain_name
from sim.register.sheet import Sheet, SheetRow, UnreadableRowError
from sim.schema.size_caps import MOST_SHEET_COLUMNS
from sim.translations.in_use import marked, translated

SEPARATORS = {",": marked("commas"), ";": marked("semicolons"), "\t": marked("tabs"), "|": marked("bars")}
"""What may stand between columns, and what that is called."""
_SAMPLE = 60
"""The separator is told from this many rows at most."""
_LONGEST = 10_000
"""So many signs of each of them."""


def csv_sheet(raw: bytes, codec: str, file: str, names: Collection[str] = ()) -> tuple[Sheet, str]:
    """The table of a CSV file, read by a codec, and the separator of its columns.

    The separator is said by a first line such as `sep=;`, or is the one that makes columns of the stated names, or rows of one
    width most often.
    """
    first = [line[:_LONGEST] for line in islice(_lines(raw, codec), 10 * _SAMPLE) if line.strip()][:_SAMPLE]
    said = re.fullmatch(r'"?sep=([^"\w]|\t)"?\n?', first[0], re.IGNORECASE) if first else None
    separator = said[1] if said else _separator(first, names)

    def rows() -> Iterator[tuple[int, SheetRow]]:
        return _rows(_lines(raw, codec), separator, sheet, without_first=said is not None)

    def column_at(line: int, position: int) -> int:
        return _column_at(next(islice(_lines(raw, codec), line - 1, None)), separator, position)

    sheet = Sheet(file, None, rows, column_at)
    return sheet, separator


def _lines(raw: bytes, codec: str) -> Iterator[str]:
    """The lines of a file, each with a line feed at its end; read anew, so that no text of them all lies in memory."""
    return io.TextIOWrapper(io.BytesIO(raw), encoding=codec, newline=None)


def _separator(sample: Sequence[str], names: Collection[str]) -> str:
    """The sign that stands between the columns of some lines."""
    wanted = {plain_name(name) for name in names}

    def score(sign: str) -> tuple[int, int, int]:
        try:
            rows = list(csv.reader(sample, delimiter=sign))
        except csv.Error:
            rows = [line.split(sign) for line in sample]
        found = max((len(wanted & {plain_name(cell) for cell in row}) for row in rows), default=0)
        widths = Counter(len(row) for row in rows if sum(1 for cell in row if cell.strip()) > 1)
        width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
        return found, count, width

    return max(SEPARATORS, key=score)


def _rows(lines: Iterator[str], separator: str, sheet: Sheet, *, without_first: bool) -> Iterator[tuple[int, SheetRow]]:
    """The rows, each with the line in which it begins; the first line that holds something may only say the separator."""
    reader = csv.reader(lines, delimiter=separator, strict=True)
    line = 1
    try:
        for row in reader:
            if without_first and row:
                without_first, row = False, []
            yield line, row[:MOST_SHEET_COLUMNS]
            line = reader.line_num + 1
    except csv.Error:
        message = translated("the quotes of this row do not fit together, or a cell is far too long")
        fault = sheet.fault(line, None, message, translated("close each quote at the end of its cell"))
        raise UnreadableRowError([fault]) from None


def _column_at(line: str, separator: str, position: int) -> int:
    """The column of a line in which a cell begins [from 1]; separators in quotes end none."""
    at, quoted = 0, False
    for i, sign in enumerate(line):
        if not position:
            break
        quoted ^= sign == '"'
        if sign == separator and not quoted:
            at, position = i + 1, position - 1
    return at + 1
