"""What is odd in the cases and events of a register, and what is done with it."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from sim.quantities import DAY, UNSET, Flags, Instants, Integers, civil
from sim.register.events.event_draft import EventDraft
from sim.register.events.event_options import EventOptions
from sim.register.events.event_register import NOBODY, OddRows
from sim.register.events.odd_rows import OddityList
from sim.translations.in_use import localized_day, translated

_APART = 1 << 40
"""More seconds than any register has: what keeps the times of resources apart."""
_SATURDAY = 5


def settle_events(draft: EventDraft, odd: OddityList) -> None:
    """Count what is odd in events, and take the start of an event that ends before it for unknown."""
    table = odd.table
    both = (draft.start != UNSET) & (draft.end != UNSET)
    backward = both & (draft.end < draft.start)
    _settle_backward(draft, backward, int(both.sum()), odd)
    both &= ~backward
    odd.tell("open event", draft.row[draft.end == UNSET], translated("read as not over yet"))
    odd.tell("no length", draft.row[both & (draft.end == draft.start)], translated("read as work of no length"))
    if "resource" in table.columns.position:
        odd.tell("no resource", draft.row[draft.resource == NOBODY], translated("read as done by nobody known"))
    overlapping = np.flatnonzero(both & (draft.resource != NOBODY))
    overlapping = overlapping[
        _overlapping(draft.resource[overlapping], draft.start[overlapping], draft.end[overlapping])
    ]
    done = translated("read as they are: whoever did them had several in hand")
    odd.tell("overlapping work", draft.row[overlapping], done)


def _settle_backward(draft: EventDraft, backward: Flags, total: int, odd: OddityList) -> None:
    """Take the starts after their ends for unknown, or refuse them where they are many."""
    if not backward.any():
        return
    position = odd.table.columns.position.get("end", odd.table.columns.position.get("start"))
    repair = translated("mend the row, or say which column is --start and which is --end")
    if 2 * int(backward.sum()) > total:
        repair = translated("the columns seem to be swapped: say --start and --end the other way round")
    cell = (position, translated("the event ends before it starts"), repair)
    done = translated("the start is taken as unknown, the end is read")
    odd.tell_or_refuse("end before start", draft.row[backward], total, cell, done)
    draft.start[backward] = UNSET


def _overlapping(resource: Integers, start: Instants, end: Instants) -> Flags:
    """Which events begin before an earlier one of the same resource is over."""
    order = np.lexsort((end, start, resource))
    _, rank = np.unique(resource, return_inverse=True)
    base = rank[order].astype(np.int64) * _APART
    latest = np.maximum.accumulate(base + end[order]) if len(order) else base
    found = np.zeros(len(order), dtype=np.bool_)
    found[order[1:]] = (base + start[order])[1:] < latest[:-1]
    return found


def settle_cases(draft: EventDraft, options: EventOptions, odd: OddityList) -> None:
    """Count what is odd in the dates of cases; refuse due dates before receipt, unless they are only to be told."""
    position = odd.table.columns.position
    came = draft.received.at
    known = came != UNSET
    _settle_due(draft, known & (draft.due.at != UNSET) & (draft.due.at < came), options, odd)
    early = known & (draft.ready.at != UNSET) & (draft.ready.at < came)
    cell = (
        position.get("ready"),
        translated("the answer was ready before the case came"),
        translated("mend the row, or say which column is --received and which is --ready"),
    )
    total = int((known & (draft.ready.at != UNSET)).sum())
    done = translated("taken as ready when it came")
    odd.tell_or_refuse("ready before received", draft.ready.row[early], total, cell, done)
    draft.ready.at[early] = came[early]
    begin = np.where(draft.start == UNSET, draft.end, draft.start)
    before = (begin != UNSET) & known[draft.case] & (begin < came[draft.case])
    odd.tell(
        "event before receipt", draft.row[before], translated("read as they are; the case counts from its receipt")
    )
    is_open = np.zeros(draft.size, dtype=np.bool_)
    is_open[draft.case[draft.end == UNSET]] = True
    if "ready" in position:
        is_open = draft.ready.at == UNSET
    odd.tell("open case", draft.first_row[is_open], translated("read as not over yet"))


def _settle_due(draft: EventDraft, early: Flags, options: EventOptions, odd: OddityList) -> None:
    """Refuse due dates before receipt, or count them."""
    rows = draft.due.row[early]
    if options.odd == "told":
        odd.tell("due before received", rows, translated("the due date is taken as unknown"))
    elif len(rows):
        message = translated("the answer is due before the case came")
        repair = translated("mend the row, or say --odd told to read its due date as unknown")
        odd.refuse(rows, odd.table.columns.position.get("due"), message, repair)
    draft.due.at[early] = UNSET


def days_without_events(instants: Instants) -> tuple[OddRows, ...]:
    """The days from Monday to Friday, between the first and the last of some instants, on which there is none."""
    days = np.unique(instants // DAY)
    if not len(days):
        return ()
    every = np.arange(days[0], days[-1] + 1)
    empty = [day for day in np.setdiff1d(every, days).tolist() if _date(day).weekday() < _SATURDAY]
    if not empty:
        return ()
    done = translated("told, for they may be days off")
    return (OddRows("day without events", len(empty), localized_day(_date(empty[0])), done),)


def _date(day: int) -> date:
    return civil(0).date() + timedelta(days=day)
