"""Registers from which nothing can be learnt, and those whose columns hold something else than they seem to."""

from __future__ import annotations

import numpy as np

from sim.quantities import DAY, UNSET, Instants, civil, shown
from sim.register.events.event_draft import EventDraft
from sim.register.events.event_register import NOBODY
from sim.register.events.odd_rows import OddityList
from sim.translations.in_use import localized_day, translated

LEAST_RESOURCES = 100
"""From this many different resources on, those that act once each are judged."""
MOST_STEP_REPEATS = 1000
"""How many times one case may come to one step: once each working day of four years."""
MOST_USUAL_STEP_REPEATS = 20
"""How many times half of the cases may come to one step: so many times a file of a scenario may go back."""


def refuse_implausible(draft: EventDraft, instants: Instants, odd: OddityList) -> None:
    """Refuse a register without instants, of one case, of one day, of resources that act once each, of steps without end."""
    table = odd.table
    position = table.columns.position
    if not len(instants):
        column = position.get("end", position.get("start", position.get("received")))
        message = translated("no row has an instant")
        odd.faults.append(
            table.fault(None, column, message, translated("name the column of times by --end or --start"))
        )
        return
    first, last = int(instants.min()), int(instants.max())
    if first // DAY == last // DAY:
        message = translated("all of the register lies on one day, {day}", day=localized_day(civil(first)))
        repair = translated("give a register of some weeks at least")
        odd.faults.append(table.fault(None, position.get("end", position.get("received")), message, repair))
    if draft.size == 1:
        message = translated("the register has one case, {given}", given=shown(draft.names[0]))
        repair = translated("give a register of many cases, or name the column of cases by --case")
        odd.faults.append(table.fault(None, position.get("case"), message, repair))
    _refuse_rows_as_resources(draft, odd)
    _refuse_endless(draft, odd)


def _refuse_rows_as_resources(draft: EventDraft, odd: OddityList) -> None:
    """Refuse resources of which most act once: numbers of rows, or names of applicants."""
    acting = draft.resource[draft.resource != NOBODY]
    counts = np.bincount(acting) if len(acting) else np.zeros(0, dtype=np.int64)
    different = int((counts > 0).sum())
    if different < LEAST_RESOURCES or 2 * different <= len(acting):
        return
    column = odd.table.columns.position["resource"]
    message = translated(
        "the column {name} has {different} different resources in {rows} rows: it seems to number rows",
        name=shown(odd.table.columns.names[column]),
        different=different,
        rows=len(acting),
    )
    repair = translated("name the column of people by --resource, or say --resource none")
    odd.faults.append(odd.table.fault(None, column, message, repair))


def _refuse_endless(draft: EventDraft, odd: OddityList) -> None:
    """Refuse cases that come to a step again without end."""
    if not len(draft.case):
        return
    kinds = len(draft.activities)
    pair, first, counts = np.unique(draft.case * kinds + draft.activity, return_index=True, return_counts=True)
    most = np.zeros(draft.size, dtype=np.int64)
    np.maximum.at(most, pair // kinds, counts)
    usual = int(np.median(most[np.unique(draft.case)]))
    worst = int(np.argmax(counts))
    if counts[worst] <= MOST_STEP_REPEATS and usual <= MOST_USUAL_STEP_REPEATS:
        return
    case, activity = divmod(int(pair[worst]), kinds)
    message = translated(
        "the steps of case {name} go round without end: {activity} stands there {count} times",
        name=shown(draft.names[case]),
        activity=shown(draft.activities[activity]),
        count=int(counts[worst]),
    )
    repair = translated(
        "name the column of cases by --case; one case comes to a step at most {most} times, and half of them at most {usual} times",
        most=MOST_STEP_REPEATS,
        usual=MOST_USUAL_STEP_REPEATS,
    )
    row = int(draft.row[first[worst]])
    odd.faults.append(odd.table.fault(row, odd.table.columns.position["activity"], message, repair))


def all_instants(draft: EventDraft) -> Instants:
    """Every instant that tells of something that has happened: of due dates none."""
    parts = (draft.start, draft.end, draft.received.at, draft.ready.at)
    return np.concatenate([part[part != UNSET] for part in parts])
