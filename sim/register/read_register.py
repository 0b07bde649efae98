"""A register as an office keeps it, read whole: the instants of its applications, and an account of what was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from sim.errors import MOST_LISTED, MOST_TOLD, Fault, InputError, did_you_mean
from sim.quantities import DAY, Flags, Instants, civil, shown
from sim.register.csv_sheet import SEPARATORS, csv_sheet
from sim.register.header import Header, find_header
from sim.register.moments import WrittenMoments, Wrong, add_times, into_local_time, read_moments, settle_days
from sim.register.options import DayOrder, RegisterOptions
from sim.register.sheet import Sheet, is_blank
from sim.register.table import LeftOut, TableRows, read_table
from sim.register.workbook import is_workbook, workbook_sheets
from sim.schema.size_caps import MOST_HISTORY_BYTES
from sim.schema.text_encoding import codec_of, decoded, encoding_name
from sim.schema.text_file import read_bytes
from sim.translations.in_use import ORIGINAL, counted, in_language, localized_day, translated

_LEAST_DOUBLED = 20
"""From this many different instants on it is no chance that each stands there an even number of times."""


@dataclass(frozen=True)
class ReadingAccount:
    """What was read of a register, and what became of it."""

    encoding: str
    """Encoding of a CSV file, as people call it; empty of a workbook."""
    separator: str
    """What stands between the columns of a CSV file; empty of a workbook."""
    sheets: tuple[str, ...]
    """Names of the sheets that were read; none of a CSV file."""
    columns: dict[str, str]
    """By what it holds: the name of each column that was taken."""
    rows: int
    """Rows that are applications."""
    first: int
    """The first one [instant]."""
    last: int
    """The last one [instant]."""
    left_out: dict[LeftOut, int]
    """How many rows were left out, and why."""
    unsorted: int
    """Rows that stood right below a later one, before all were put in order."""
    timeless: int
    """Days without a time."""
    midnights: int
    """Those among them that stood at 00:00."""
    zoned: int
    """Instants with a time zone, turned into local time."""
    zone: str
    """Which local time that is, and where it comes from."""
    date_order: DayOrder | None
    """What stands first in days such as 03/04/2018; None: there are none."""
    values: dict[str, dict[str, int]] = field(default_factory=dict)
    """By name of the columns of channels and services: how many rows have each value."""

    @property
    def kind(self) -> str:
        """Kind of the file in words, such as `CSV in windows-1251, semicolons between columns`."""
        if not self.encoding:
            return translated("workbook")
        known = SEPARATORS.get(self.separator)
        between = translated(known) if known else shown(self.separator)
        return translated("CSV in {encoding}, {between} between columns", encoding=self.encoding, between=between)

    def as_data(self) -> dict[str, Any]:
        """The account as plain data, in English."""
        with in_language(ORIGINAL):
            kind = self.kind
        return {
            "kind": kind,
            "sheets": list(self.sheets),
            "columns": dict(self.columns),
            "rows": self.rows,
            "first": str(civil(self.first)),
            "last": str(civil(self.last)),
            "left_out": {why.replace(" ", "_"): count for why, count in self.left_out.items()},
            "unsorted": self.unsorted,
            "days_without_time": self.timeless,
            "at_midnight": self.midnights,
            "with_time_zone": self.zoned,
            "time_zone": self.zone if self.zoned else None,
            "date_order": self.date_order,
            "values": {name: dict(counts) for name, counts in self.values.items()},
        }


@dataclass(frozen=True)
class ReadRegister:
    """The applications of a register, in order."""

    instants: Instants
    """When each came; of a day without a time its midnight [instants]."""
    timeless: Flags
    """Which are days without a time."""
    account: ReadingAccount


def read_register(path: Path, name: str, options: RegisterOptions, first: int, end: int) -> ReadRegister:
    """The applications of a register in a CSV file or a workbook; all lie from the instant `first` on and before `end`.

    Raises InputError with every row that cannot be read or is out of range, at most MOST_TOLD of them one by one; for a file that
    is too large, empty, no table or without the columns; and for one with several rows for an application.
    """
    sheets, kind = _sheets(path, name, options)
    tables = [read_table(sheet, header) for sheet, header in sheets]
    columns = [_moments(table, options) for table in tables]
    order = _common_order(tables, columns)
    together = _together(columns)
    settle_days(together, options.midnight)
    midnights = int(together.timeless.sum()) - sum(int(moments.timeless.sum()) for moments in columns)
    zoned = into_local_time(together, options.zone)
    _mark_out_of_range(together, tables, first, end)
    if faults := _faults(tables, together.wrong):
        raise InputError(faults)
    sorting = (
        np.lexsort((~together.timeless, together.at))
        if together.timeless.any()
        else np.argsort(together.at, kind="stable")
    )
    instants, timeless = together.at[sorting], together.timeless[sorting]
    if not len(instants):
        raise InputError([_no_rows(tables)])
    if doubled := _all_doubled(tables, instants):
        raise InputError([doubled])
    left_out: Counter[LeftOut] = sum((table.left_out for table in tables), Counter())
    values: dict[str, Counter[str]] = {}
    for table in tables:
        for column, counts in table.values.items():
            values.setdefault(column, Counter()).update(counts)
    account = ReadingAccount(
        encoding=kind[0],
        separator=kind[1],
        sheets=tuple(sheet.name for sheet, _ in sheets if sheet.name is not None),
        columns=_columns(tables, columns, options),
        rows=len(instants),
        first=int(instants[0]),
        last=int(instants[-1]),
        left_out=dict(left_out),
        unsorted=int((np.diff(together.at) < 0).sum()),
        timeless=int(timeless.sum()),
        midnights=midnights,
        zoned=zoned,
        zone=f"{options.zone}{f' ({options.zone_from})' if options.zone_from else ''}",
        date_order=order,
        values={column: dict(counts.most_common()) for column, counts in values.items()},
    )
    return ReadRegister(instants, timeless, account)


def _sheets(path: Path, name: str, options: RegisterOptions) -> tuple[list[tuple[Sheet, Header]], tuple[str, str]]:
    """The sheets that are read, each with its header; encoding and separator of a CSV file."""
    raw = read_bytes(path, name, MOST_HISTORY_BYTES)
    if not is_workbook(raw):
        if options.sheets:
            message = translated("a CSV file has no sheets, such as {given}", given=shown(options.sheets[0]))
            raise InputError([Fault(name, 0, 0, message, translated("take 'sheet' out"))])
        _, encoding = decoded(raw, name, options.encoding)  # a fault for what is not in it
        sheet, separator = csv_sheet(raw, codec_of(raw, encoding), name, options.names)
        kind = encoding_name(encoding), separator
        return [(sheet, find_header(sheet, options))], kind
    if options.encoding is not None:
        repair = translated("take 'encoding' out")
        raise InputError([Fault(name, 0, 0, translated("a workbook has no encoding of its own"), repair)])
    return _of_workbook(workbook_sheets(raw, name), name, options), ("", "")


def _of_workbook(
    sheets: Sequence[tuple[Sheet, bool]], name: str, options: RegisterOptions
) -> list[tuple[Sheet, Header]]:
    """The sheets that are stated, or the visible one that has the columns."""
    if options.sheets:
        known = {sheet.name: sheet for sheet, _ in sheets}
        if missing := [sheet for sheet in options.sheets if sheet not in known]:
            repair = did_you_mean(missing[0], filter(None, known))
            raise InputError(
                [Fault(name, 0, 0, translated("there is no sheet {given}", given=shown(missing[0])), repair)]
            )
        return [(known[sheet], find_header(known[sheet], options)) for sheet in options.sheets]
    found: list[tuple[Sheet, Header]] = []
    faults: list[Fault] = []
    visible = [sheet for sheet, is_visible in sheets if is_visible]
    for sheet in visible:
        try:
            found.append((sheet, find_header(sheet, options)))
        except InputError as error:
            if len(visible) == 1 or not all(map(is_blank, (row for _, row in sheet.rows()))):
                faults += error.faults
    if by_name := [(sheet, header) for sheet, header in found if header.by_name]:
        found = by_name
    if not found:
        raise InputError(
            faults
            or [
                Fault(
                    name,
                    0,
                    0,
                    translated("no sheet of the workbook has anything"),
                    translated("give one with a header"),
                )
            ]
        )
    if len(found) > 1:
        names = ", ".join(shown(sheet.name) for sheet, _ in found[:MOST_LISTED])
        more = len(found) - MOST_LISTED
        message = translated("several sheets have such columns: {names}", names=names)
        if more > 0:
            message = translated("several sheets have such columns: {names} and {more} more", names=names, more=more)
        repair = translated("say which one, 'sheet: {name}', or which ones, as a list", name=found[0][0].name)
        raise InputError([Fault(name, 0, 0, message, repair)])
    return found


def _moments(table: TableRows, options: RegisterOptions) -> WrittenMoments:
    """The moments of a sheet's rows, with the times of a column of their own."""
    moments = read_moments(table.received, table.sheet.epoch, options.date_order, table.lines)
    known = moments.known
    if table.times and bool((moments.timeless | (moments.at % DAY == 0) | ~known).all()):
        add_times(moments, table.times)
    elif table.times and options.time_column is not None:
        i = int(np.flatnonzero(known & ~moments.timeless & (moments.at % DAY != 0))[0])
        message = translated(
            "{given} has a time already, beside the column {column}",
            given=shown(table.received[i]),
            column=shown(options.time_column),
        )
        moments.wrong[i] = (message, translated("take 'time_column' out"))
    else:
        table.times = []
    return moments


def _common_order(tables: Sequence[TableRows], columns: Sequence[WrittenMoments]) -> DayOrder | None:
    """What stands first in the days of all sheets; raises InputError where sheets contradict each other."""
    orders = [
        (table, moments.order) for table, moments in zip(tables, columns, strict=True) if moments.order is not None
    ]
    for table, order in orders[1:]:
        if order != orders[0][1]:
            message = translated(
                "the sheet {given} has day and month in another order", given=shown(orders[0][0].sheet.name)
            )
            fault = table.sheet.fault(
                table.header.line, table.header.received, message, translated("state 'date_order', or read one of them")
            )
            raise InputError([fault])
    return orders[0][1] if orders else None


def _together(columns: Sequence[WrittenMoments]) -> WrittenMoments:
    """The moments of all sheets, one after the other."""
    if len(columns) == 1:
        (moments,) = columns
        return WrittenMoments(moments.at, moments.timeless.copy(), moments.zone, moments.wrong, moments.order)
    wrong: Wrong = {}
    before = 0
    for moments in columns:
        wrong |= {before + i: what for i, what in moments.wrong.items()}
        before += len(moments.at)
    arrays = ([getattr(moments, name) for moments in columns] for name in ("at", "timeless", "zone"))
    at, timeless, zone = (np.concatenate(parts) for parts in arrays)
    return WrittenMoments(at, timeless, zone, wrong)


def _mark_out_of_range(moments: WrittenMoments, tables: Sequence[TableRows], first: int, end: int) -> None:
    """Mark the instants as wrong that lie before `first`, or at `end` and later."""
    cells = [cell for table in tables for cell in table.received]
    for i in np.flatnonzero(moments.known & ((moments.at < first) | (moments.at >= end))).tolist():
        text = cells[i] if isinstance(cells[i], str) else civil(int(moments.at[i])).strftime("%Y-%m-%d %H:%M")
        repair = translated(
            "it has to lie between {first} and {last}",
            first=localized_day(civil(first)),
            last=localized_day(civil(end - 1)),
        )
        moments.wrong[i] = (translated("{given} is out of range", given=shown(text)), repair)


def _faults(tables: Sequence[TableRows], wrong: Wrong) -> list[Fault]:
    """The faults of all rows, in the order of the file; where they are many, the first ones and the number of the rest."""
    placed = [((number, fault.line), fault) for number, table in enumerate(tables) for fault in table.faults]
    if not placed and not wrong:
        return []
    places = [(number, line) for number, table in enumerate(tables) for line in table.lines]

    def fault_at(place: tuple[int, int], message: str, repair: str, others: int = 0) -> Fault:
        number, line = place
        return tables[number].sheet.fault(line, tables[number].header.received, message, repair, others)

    count = len(placed) + len(wrong)
    placed += [(places[i], fault_at(places[i], *wrong[i])) for i in sorted(wrong)[: MOST_TOLD + 1]]
    placed.sort(key=lambda entry: entry[0])
    faults = [fault for _, fault in placed[:MOST_TOLD]]
    if more := count - len(faults):
        message = counted(
            "{count} more rows from here on have faults", "{count} more rows from here on have faults", more
        )
        faults.append(fault_at(placed[MOST_TOLD][0], message, translated("mend those above first"), more))
    return faults


def _no_rows(tables: Sequence[TableRows]) -> Fault:
    """The fault of a register without any application, or of which no row is taken."""
    table = tables[0]
    if others := sum(table.left_out["other rows"] for table in tables):
        message = translated("none of the {others} rows has the values that 'only' names", others=others)
        return table.sheet.fault(
            table.header.line, table.header.only[0][0], message, translated("look at the values of that column")
        )
    message = translated("no row below the header has an application")
    return table.sheet.fault(table.header.line, None, message, translated("give one row per application"))


def _all_doubled(tables: Sequence[TableRows], instants: Instants) -> Fault | None:
    """The fault of a register in which every instant stands an even number of times, as if it had been put behind itself."""
    if any(table.header.number is not None for table in tables):
        return None  # what is doubled is told by the numbers
    _, counts = np.unique(instants, return_counts=True)
    if len(counts) < _LEAST_DOUBLED or (counts % 2).any():
        return None
    message = translated(
        "each of the {count} instants stands there twice or an even number of times: the rows are doubled",
        count=len(counts),
    )
    table = next(table for table in tables if table.lines)
    return table.sheet.fault(table.lines[:2][-1], None, message, translated("take one row of each pair out"))


def _columns(
    tables: Sequence[TableRows], columns: Sequence[WrittenMoments], options: RegisterOptions
) -> dict[str, str]:
    """By what it holds: the name of each column that was taken, as the first sheet has it."""
    table, header = tables[0], tables[0].header
    timeless = all(bool(moments.timeless.all()) for moments in columns)
    places = {
        "days" if table.times or timeless else "instants": header.received,
        "times": header.time if table.times else None,
        "numbers": header.number,
        "channels": header.channel,
        "services": header.service,
    }
    taken = {what: header.names[place] for what, place in places.items() if place is not None}
    stated = zip(header.only, options.only, strict=True)
    return taken | {f"rows by {header.names[place]}": ", ".join(values) for (place, _), (_, values) in stated}
