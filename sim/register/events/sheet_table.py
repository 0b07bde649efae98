"""The rows of a register of events that is a CSV file or a sheet of a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np

from sim.errors import MOST_LISTED, Fault, InputError, did_you_mean
from sim.quantities import shown
from sim.register.column_names import is_total
from sim.register.csv_sheet import SEPARATORS, csv_sheet
from sim.register.events.event_columns import EventColumns, count_usual, find_event_columns
from sim.register.events.event_options import EventHolding, EventOptions
from sim.register.events.event_table import IN_LINE, IN_ROW, EventTable, GrowingColumn
from sim.register.sheet import Sheet, SheetRow, UnreadableRowError, cell_text, is_blank
from sim.register.workbook import workbook_sheets
from sim.schema.text_encoding import codec_of, decoded, encoding_name
from sim.translations.in_use import translated

_LOOKED_AT = 30
"""The names of the columns are looked for in this many rows from the top."""
_CHUNK = 50_000
"""Rows are laid out as columns in pieces of this many."""
_MAY_BE_TOTALS = frozenset("ивбжқtsgИВБЖҚTSG-–— ") | {""}
"""How a row with totals may begin."""
_TIMES: tuple[EventHolding, ...] = ("end", "start", "received", "ready", "due")
MOST_EVENT_ROWS = 20_000_000
"""Rows of a register at most; so many fill some three gigabytes of memory."""


def csv_event_table(raw: bytes, file: str, options: EventOptions) -> EventTable:
    """The rows of a CSV file; raises InputError where it is no table or lacks columns."""
    if options.sheet is not None:
        message = translated("a CSV file has no sheets, such as {given}", given=shown(options.sheet))
        raise InputError([Fault(file, 0, 0, message, translated("take --sheet out"))])
    _, encoding = decoded(raw, file, options.encoding)  # a fault for what is not in it
    names = [name for _, name in options.stated()]
    sheet, separator = csv_sheet(raw, codec_of(raw, encoding), file, names)
    known = SEPARATORS.get(separator)
    between = translated(known) if known else shown(separator)
    layout = translated(
        "CSV in {encoding}, {between} between columns", encoding=encoding_name(encoding), between=between
    )
    return _table(sheet, *_header(sheet, options), layout)


def workbook_event_table(raw: bytes, file: str, options: EventOptions) -> EventTable:
    """The rows of the sheet of a workbook that is stated or has the columns."""
    if options.encoding is not None:
        message = translated("a workbook has no encoding of its own")
        raise InputError([Fault(file, 0, 0, message, translated("take --encoding out"))])
    sheets = workbook_sheets(raw, file)
    if options.sheet is not None:
        known = {sheet.name: sheet for sheet, _ in sheets}
        if options.sheet not in known:
            message = translated("there is no sheet {given}", given=shown(options.sheet))
            raise InputError([Fault(file, 0, 0, message, did_you_mean(options.sheet, filter(None, known)))])
        found = [(known[options.sheet], _header(known[options.sheet], options))]
    else:
        found = _sheets_with_columns([sheet for sheet, visible in sheets if visible], file, options)
    found = [
        each for each in found if not each[1][1].dates_alone
    ] or found  # a sheet of events beside one of their cases
    if len(found) > 1:
        names = ", ".join(shown(sheet.name) for sheet, _ in found[:MOST_LISTED])
        message = translated("several sheets have such columns: {names}", names=names)
        repair = translated("say which one, such as --sheet {name}", name=shown(found[0][0].name))
        raise InputError([Fault(file, 0, 0, message, repair)])
    sheet, header = found[0]
    return _table(sheet, *header, translated("workbook, sheet {name}", name=shown(sheet.name)))


def _sheets_with_columns(
    sheets: Sequence[Sheet], file: str, options: EventOptions
) -> list[tuple[Sheet, tuple[int, EventColumns]]]:
    """The sheets that have the columns; raises InputError with the faults of those that hold something where none has."""
    found: list[tuple[Sheet, tuple[int, EventColumns]]] = []
    faults: list[Fault] = []
    for sheet in sheets:
        if all(is_blank(row) for _, row in islice(sheet.rows(), _LOOKED_AT)):
            continue
        try:
            found.append((sheet, _header(sheet, options)))
        except InputError as error:
            faults += error.faults
    if not found:
        nothing = translated("no sheet of the workbook has anything")
        raise InputError(faults or [Fault(file, 0, 0, nothing, translated("give one with a header"))])
    return found


def _header(sheet: Sheet, options: EventOptions) -> tuple[int, EventColumns]:
    """The line of the header, and what its columns hold."""
    rows: list[tuple[int, list[str]]] = []
    try:
        for line, row in islice(sheet.rows(), _LOOKED_AT):
            if not is_blank(row):
                rows.append((line, [cell_text(cell) for cell in row]))
    except UnreadableRowError:
        if not rows:
            raise
    if not rows:
        message = translated("the file is empty")
        raise InputError([sheet.fault(1, None, message, translated("give a header and one row per event"))])
    line, names = max(rows, key=lambda row: (count_usual(row[1], options), sum(map(bool, row[1])) > 1, -row[0]))

    def fault(position: int | None, message: str, repair: str) -> InputError:
        return InputError([sheet.fault(line, position, message, repair)])

    return line, find_event_columns(names, options, fault)


def _table(sheet: Sheet, header: int, columns: EventColumns, layout: str) -> EventTable:
    """The rows below a header, as columns."""
    width = len(columns.names)
    content = [GrowingColumn() for _ in range(width)]
    lines: list[int] = []
    left_out: dict[str, list[int]] = {}
    rows = _below(sheet, header, columns, left_out)
    while piece := list(islice(rows, _CHUNK)):
        lines += [line for line, _ in piece]
        full = [row if len(row) == width else [*row[:width], *[None] * (width - len(row))] for _, row in piece]
        for column, cells in zip(content, zip(*full, strict=True), strict=True):
            column.add(cells)
        if len(lines) > MOST_EVENT_ROWS:
            message = translated("the register has more than {most} rows", most=MOST_EVENT_ROWS)
            raise InputError([sheet.fault(lines[-1], None, message, translated("give a shorter stretch of time"))])

    def fault(row: int | None, position: int | None, message: str, repair: str = "", others: int = 0) -> Fault:
        return sheet.fault(header if row is None else int(of_rows[row]), position, message, repair, others)

    def place(row: int) -> str:
        return translated(IN_LINE if sheet.name is None else IN_ROW, line=int(of_rows[row]))

    of_rows = np.array(lines, dtype=np.int64)
    coded = [column.coded() for column in content]
    return EventTable(
        sheet.file, layout, columns, coded, len(lines), fault, place, of_rows, sheet.epoch, left_out=left_out
    )  # fmt: skip


def _below(
    sheet: Sheet, header: int, columns: EventColumns, left_out: dict[str, list[int]]
) -> Iterator[tuple[int, SheetRow]]:
    """The rows below a header that may be of the register; sums and repeated headers are left out."""
    position = next(columns.position[what] for what in _TIMES if what in columns.position)
    head, names, first = columns.names[position], list(columns.names), True
    for line, row in sheet.rows():
        if line <= header or (not any(row) and is_blank(row)):
            continue
        cell, begin = (row[position] if position < len(row) else None), row[0]
        if first or not cell or cell == head or not isinstance(begin, str) or begin[:1] in _MAY_BE_TOTALS:
            texts = [cell_text(other) for other in row]
            if first and len(row) > 1 and texts == [str(i) for i in range(1, len(row) + 1)]:
                continue  # the columns numbered: 1, 2, 3, ...
            if texts == names or (is_total(texts) and _no_times(columns, texts)):
                left_out.setdefault("header" if texts == names else "totals", []).append(line)
                continue
            first = False
        yield line, row


def _no_times(columns: EventColumns, texts: Sequence[str]) -> bool:
    """Tell whether a row has none of the instants of a register; sums are none."""
    places = (columns.position[what] for what in _TIMES if what in columns.position)
    cells = (texts[place] for place in places if place < len(texts))
    return not any(cell for cell in cells if not cell.replace(" ", "").isdigit())
