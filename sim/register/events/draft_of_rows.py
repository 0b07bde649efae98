"""The cases and events that the rows of a file tell of, as they are written."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.errors import InputError
from sim.quantities import DAY, UNSET, Integers
from sim.register.events.doubled_rows import doubled_rows
from sim.register.events.event_draft import CaseDates, EventDraft
from sim.register.events.event_moments import ColumnMoments
from sim.register.events.event_options import EventHolding
from sim.register.events.event_register import NOBODY, RegisterForm
from sim.register.events.event_rows import EventRows, rows_of_events
from sim.register.events.event_table import EMPTY, CodedColumn, EventTable, MomentColumn
from sim.register.events.odd_rows import OddityList
from sim.translations.in_use import translated

MomentsByHolding = Mapping[EventHolding, ColumnMoments]
"""The instants of a register's rows by what they are."""


def draft_of_rows(table: EventTable, moments: MomentsByHolding, odd: OddityList) -> tuple[EventDraft, Integers]:
    """The cases and events of a register, and the case of each row; EMPTY where a row counts for none.

    Raises InputError where there is no row at all.
    """
    doubled = doubled_rows(table.content, table.rows)
    odd.tell("doubled row", np.flatnonzero(doubled), translated("left out, the first of each is read"))
    names, case_of_row = _cases(table, doubled, odd)
    counting = np.flatnonzero(case_of_row != EMPTY)
    if not len(counting):
        message = translated("no row below the header tells of a case")
        raise InputError([*odd.faults, table.fault(None, None, message, translated("give one row per event"))])
    first_row = np.zeros(len(names), dtype=np.int64)
    first_row[case_of_row[counting[::-1]]] = counting[::-1]
    received, ready, due = (
        _dates(moments.get(what), case_of_row, first_row, odd) for what in ("received", "ready", "due")
    )
    if "due" in moments:  # a day without a time lasts until its end
        whole_day = moments["due"].timeless[due.row] & (due.at != UNSET)
        due.at[whole_day] += DAY - 1
    events = _events(table, moments, case_of_row, odd)
    activities, activity = _named(table.column("activity"), events.row)
    resources, resource = _named(table.column("resource"), events.row, events.end_row)
    draft = EventDraft(
        form=_form(table, events), names=names, first_row=first_row, received=received, ready=ready, due=due,
        case=case_of_row[events.row], activity=activity, resource=resource, start=events.start, end=events.end,
        row=events.row, end_row=events.end_row, activities=activities, resources=resources,
    )  # fmt: skip
    return draft, case_of_row


def text_codes(column: CodedColumn) -> tuple[list[str], Integers]:
    """The different texts of a column, and by row the position of its own; EMPTY where the cell is empty."""
    known: dict[str, int] = {}
    places = np.array([known.setdefault(text, len(known)) for text in column.texts()] + [EMPTY], dtype=np.int64)
    return list(known), places[column.codes]


def _cases(table: EventTable, doubled: np.ndarray, odd: OddityList) -> tuple[list[str], Integers]:
    """The names of the cases in the order of their rows, and the case of each row."""
    column = table.column("case")
    if column is None:  # of dates alone: each row is a case
        rows = np.flatnonzero(~doubled)
        of_row = np.full(table.rows, EMPTY, dtype=np.int64)
        of_row[rows] = np.arange(len(rows))
        return [str(row + 1 if table.lines is None else table.lines[row]) for row in rows.tolist()], of_row
    assert isinstance(column, CodedColumn)
    texts, codes = text_codes(column)
    nameless = np.flatnonzero((codes == EMPTY) & ~doubled)
    cell = (
        table.columns.position["case"],
        translated("the name of the case is missing"),
        translated("write it in each row"),
    )
    odd.tell_or_refuse("no case", nameless, table.rows, cell, translated("left out"))
    codes = np.where(doubled, EMPTY, codes)
    used, first = np.unique(codes[codes != EMPTY], return_index=True)
    order = np.argsort(first, kind="stable")
    renumber = np.full(len(texts) + 1, EMPTY, dtype=np.int64)
    renumber[used[order]] = np.arange(len(used))
    return [texts[code] for code in used[order].tolist()], renumber[codes]


def _dates(moments: ColumnMoments | None, case_of_row: Integers, first_row: Integers, odd: OddityList) -> CaseDates:
    """The dates of cases, each the first that stands in the rows of the case."""
    found = CaseDates(np.full(len(first_row), UNSET, dtype=np.int64), first_row.copy())
    if moments is None:
        return found
    rows = np.flatnonzero((case_of_row != EMPTY) & moments.known)
    case = case_of_row[rows]
    found.at[case[::-1]], found.row[case[::-1]] = moments.at[rows[::-1]], rows[::-1]
    others = rows[moments.at[rows] != found.at[case]]
    odd.tell("several dates", others, translated("the first one of the case is read"))
    return found


def _events(table: EventTable, moments: MomentsByHolding, case_of_row: Integers, odd: OddityList) -> EventRows:
    """The events of the rows that have one."""
    column = table.column("activity")
    none = np.zeros(0, dtype=np.int64)
    if column is None:
        return EventRows(none, none, none, none, none)
    assert isinstance(column, CodedColumn)
    has_time = np.zeros(table.rows, dtype=np.bool_)
    for what in ("start", "end"):
        if what in moments:
            has_time |= moments[what].known
    counts = case_of_row != EMPTY
    nameless = np.flatnonzero(counts & (column.codes == EMPTY) & has_time)
    cell = (
        table.columns.position["activity"],
        translated("it is missing what was done"),
        translated("write it in each row"),
    )
    odd.tell_or_refuse("no activity", nameless, table.rows, cell, translated("left out"))
    rows = np.flatnonzero(counts & (column.codes != EMPTY))
    lifecycle = table.column("lifecycle")
    key = _keys(table, rows, case_of_row)
    events = rows_of_events(rows, moments.get("start"), moments.get("end"), lifecycle, key)  # type: ignore[arg-type]
    odd.tell("other transition", events.passed_over, translated("not read: neither a start nor an end"))
    return events


def _keys(table: EventTable, rows: Integers, case_of_row: Integers) -> Integers:
    """By row: a number that those share that may be start and end of one piece of work."""
    activity, instance = table.column("activity"), table.column("instance")
    assert isinstance(activity, CodedColumn)
    key = case_of_row[rows] * (len(activity.values) + 1) + activity.codes[rows]
    if isinstance(instance, CodedColumn):
        _, small = np.unique(key, return_inverse=True)
        with_instance = small * (len(instance.values) + 1) + instance.codes[rows] + 1
        _, small = np.unique(with_instance, return_inverse=True)
        if len(small) and small.max() + 1 < len(rows):  # else each row has a number of its own, which pairs nothing
            return small.astype(np.int64)
    return key


def _named(
    column: CodedColumn | MomentColumn | None, rows: Integers, else_rows: Integers | None = None
) -> tuple[list[str], Integers]:
    """The names of a column, and by event the position of its own; where a row has none, that of another row counts."""
    if not isinstance(column, CodedColumn):
        return [], np.full(len(rows), NOBODY, dtype=np.int64)
    texts, codes = text_codes(column)
    own = codes[rows]
    return texts, own if else_rows is None else np.where(own == EMPTY, codes[else_rows], own)


def _form(table: EventTable, events: EventRows) -> RegisterForm:
    if table.columns.dates_alone:
        return "dates"
    return "starts and ends" if bool((events.start != UNSET).any()) else "ends"
