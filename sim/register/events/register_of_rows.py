"""A register of events out of the rows of a file: cases in order, their events in order, and an account of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from sim.errors import InputError
from sim.quantities import NEVER, UNSET, Instants, Integers
from sim.register.events.case_columns import case_columns
from sim.register.events.draft_of_rows import MomentsByHolding, draft_of_rows
from sim.register.events.event_draft import EventDraft
from sim.register.events.event_options import EventOptions
from sim.register.events.event_register import NOBODY, CaseColumn, EventRegister, OddRows, RegisterAccount
from sim.register.events.event_table import EventTable
from sim.register.events.odd_rows import OddityList
from sim.register.events.oddities import days_without_events, settle_cases, settle_events
from sim.register.events.refusals import all_instants, refuse_implausible
from sim.translations.in_use import translated


def register_of_rows(
    table: EventTable, moments: MomentsByHolding, options: EventOptions, zones: Sequence[OddRows]
) -> EventRegister:
    """The register that some rows tell of; raises InputError with everything in it that cannot be."""
    odd = OddityList(table, list(zones))
    for why, lines in table.left_out.items():
        done = translated("left out: sums") if why == "totals" else translated("left out: the header again")
        odd.told.append(OddRows("no row", len(lines), translated("line {line}", line=lines[0]), done))
    draft, case_of_row = draft_of_rows(table, moments, odd)
    instants = all_instants(draft)
    refuse_implausible(draft, instants, odd)
    settle_events(draft, odd)
    settle_cases(draft, options, odd)
    _tell_timeless(draft, len(instants) > 0, odd)
    if odd.faults:
        raise InputError(odd.faults)
    odd.told += days_without_events(instants)
    account = RegisterAccount(table.file, table.layout, table.columns.as_names(), table.rows, tuple(odd.told))
    columns = case_columns(table, case_of_row, draft.size)
    return _in_order(draft, columns, account, int(instants.max()))


def _tell_timeless(draft: EventDraft, any_instant: bool, odd: OddityList) -> None:
    """Count the cases of which no instant is known, or refuse them where they are many."""
    if not any_instant:
        return
    timeless = np.flatnonzero(_first_instants(draft) == NEVER)
    cell = (
        None,
        translated("no instant of the case is known"),
        translated("write when it came, or when something was done"),
    )
    odd.tell_or_refuse("no instant", draft.first_row[timeless], draft.size, cell, translated("left out"))


def _first_instants(draft: EventDraft) -> Instants:
    """By case: the first instant that is known of it; NEVER where none is."""
    first = np.where(draft.received.at == UNSET, NEVER, draft.received.at)
    begin = np.where(draft.start == UNSET, draft.end, draft.start)
    known = begin != UNSET
    np.minimum.at(first, draft.case[known], begin[known])
    only_ready = (first == NEVER) & (draft.ready.at != UNSET)
    first[only_ready] = draft.ready.at[only_ready]
    return first


def _in_order(
    draft: EventDraft, columns: Mapping[str, CaseColumn], account: RegisterAccount, seen_until: int
) -> EventRegister:
    """The register with its cases by first instant and name, and their events by instant."""
    first, names = _first_instants(draft), draft.names
    kept = np.flatnonzero(first != NEVER).tolist()
    order = np.array(sorted(kept, key=lambda case: (first[case], names[case])), dtype=np.int64)
    rank = np.full(draft.size, UNSET, dtype=np.int64)
    rank[order] = np.arange(len(order))
    begin = np.where(draft.start == UNSET, draft.end, draft.start)
    begin, end = (np.where(at == UNSET, NEVER, at) for at in (begin, draft.end))
    events = np.lexsort((draft.row, end, begin, rank[draft.case]))
    events = events[rank[draft.case[events]] != UNSET]
    activities, activity = _by_appearance(draft.activities, draft.activity[events])
    resources, resource = _by_appearance(draft.resources, draft.resource[events])
    return EventRegister(
        form=draft.form,
        cases=tuple(names[case] for case in order.tolist()),
        received=draft.received.at[order],
        ready=draft.ready.at[order],
        due=draft.due.at[order],
        first=np.searchsorted(rank[draft.case[events]], np.arange(len(order) + 1)),
        activity=activity,
        resource=resource,
        start=draft.start[events],
        end=draft.end[events],
        activities=activities,
        resources=resources,
        seen_until=seen_until,
        account=account,
        columns={name: CaseColumn(column.values, column.code[order]) for name, column in columns.items()},
    )


def _by_appearance(names: Sequence[str], codes: Integers) -> tuple[tuple[str, ...], Integers]:
    """Names in the order in which they first appear, and the codes in that order."""
    used, first = np.unique(codes[codes != NOBODY], return_index=True)
    order = used[np.argsort(first, kind="stable")]
    place = np.full(len(names) + 1, NOBODY, dtype=np.int64)
    place[order] = np.arange(len(order))
    return tuple(names[code] for code in order.tolist()), place[codes]
