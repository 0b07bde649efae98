"""Figures of halls with slots or hours of their own, or where applicants may lose their patience: waits, who gives up, slots."""

from __future__ import annotations

import numpy as np

from sim.calendar.working_time import WorkingTime
from sim.engine.steplog import StepLog, StepOutcome
from sim.grouping import by_value
from sim.measure.averages import NAN, Rows, mean, ratio
from sim.measure.censoring import mean_so_far, quantile
from sim.measure.find_visits import of_steps, visits_where, within
from sim.model.model import Model
from sim.model.route import Kind, kinds_of_steps
from sim.model.slots import SlotGrid
from sim.quantities import DAY, MINUTE, UNSET, Flags, Floats, Instants, Integers

SERVED_WITHIN = {f"served_{minutes}_min": minutes for minutes in (5, 10, 15, 20, 30, 60)}
"""Shares of visits served within a time, by figure: the time [min]."""
SLOT_FIGURES = (
    "slots",
    "booked_share",
    "no_show_share",
    "empty_share",
    "days_to_slot",
    "days_to_next_free",
    "without_slot",
)
"""Figures of counters with slots alone."""


def hall_figures(log: StepLog, model: Model) -> Rows:
    """The figures of the halls that are in question, see :func:`halls_in_question`, by office and role.

    Over visits that begin in the counted period, of all applications: visits; not_served (of these); wait_min, wait_p95_min and
    wait_longest_min (mean, 95th percentile and longest of the waits, which are censored where a visit was not served),
    booked_wait_min (mean of those who came with a slot, to their first visit) and unbooked_wait_min (mean of all others) [min
    on the clock]; served_5_min and others, see SERVED_WITHIN (shares of visits that are served within so many minutes, without
    those that wait for less as the observation ends); turned_away; gave_up (share of visits that the
    applicant gave up), came_back (share of these after which he comes back), lost (applicants who do not).

    Over slots that begin in the counted period: slots; booked_share; no_show_share (of the booked, those whose applicant does
    not come); empty_share (to which nobody comes, booked or not). Over bookings that are made in it: days_to_slot (mean days
    from booking to slot), days_to_next_free (mean days to the first free slot as they were made) [calendar days], without_slot
    (bookings for which none was free before the end).
    """
    capacity, window, visits = model.capacity, model.window, log.visits
    rows: Rows = {}
    halls = halls_in_question(model)
    if not halls:
        return rows
    kinds = kinds_of_steps(model.routes)

    def in_period(some: slice) -> Flags:
        at_counter = of_steps(log, kinds, some) == Kind.COUNTER
        return np.asarray(at_counter & within(visits.queued[some], window), dtype=np.bool_)

    found = visits_where(log, in_period)
    of_pool = dict(by_value(visits.pool[found]))
    for p in halls:
        pool = capacity.pools[p]
        here = found[of_pool.get(p, found[:0])]
        rows[(capacity.offices[pool.office].name, pool.role)] = _of_visits(log, here) | (
            dict.fromkeys(SLOT_FIGURES, NAN) if pool.slots is None else _of_slots(log, model, p, pool.slots)
        )
    return rows


def halls_in_question(model: Model) -> list[int]:
    """Pools with slots or a counter with hours of its own, or to which applicants come who may give up [positions, in order]."""
    offices = model.capacity.offices
    pools = {
        p
        for p, pool in enumerate(model.capacity.pools)
        if pool.slots is not None
        or (pool.counter is not None and _unlike(pool.counter, offices[pool.office].clock.hours))
    }
    for stream in model.streams:
        if stream.patience is None:
            continue
        counters = [k for k, step in enumerate(model.routes[stream.route].steps) if step.kind is Kind.COUNTER]
        pools |= {int(of_office[k]) for of_office in stream.pools.values() for k in counters}
    return sorted(pools)


def _unlike(counter: WorkingTime, office: WorkingTime) -> bool:
    """Tell whether a counter opens or closes at other times than its office."""
    if counter is office:
        return False
    return not (np.array_equal(counter.opens, office.opens) and np.array_equal(counter.closes, office.closes))


def _of_visits(log: StepLog, here: Integers) -> dict[str, float]:
    """The figures of some visits to a hall."""
    visits = log.visits
    served = visits.started[here] != UNSET
    open_yet = (visits.finished[here] == UNSET) & ~served
    over = np.where(visits.finished[here] == UNSET, log.observed_until, visits.finished[here])
    waits = (np.where(served, visits.started[here], over) - visits.queued[here]) / MINUTE
    application = visits.application[here]
    first = (here == 0) | (visits.application[np.maximum(here - 1, 0)] != application)
    booked = (log.applications.appointment[application] != UNSET) & first
    outcome = visits.outcome[here]
    gave_up, lost = ((outcome == ended).sum() for ended in (StepOutcome.gave_up, StepOutcome.lost))
    return {
        "visits": float(len(here)),
        "not_served": float((~served).sum()),
        "wait_min": mean_so_far(waits, served),
        "wait_p95_min": quantile(waits, served, 0.95),
        "wait_longest_min": float(waits.max()) if len(waits) else NAN,
        "booked_wait_min": mean_so_far(waits[booked], served[booked]),
        "unbooked_wait_min": mean_so_far(waits[~booked], served[~booked]),
        **{name: _served_within(minutes, waits, served, open_yet) for name, minutes in SERVED_WITHIN.items()},
        "turned_away": float((outcome == StepOutcome.turned_away).sum()),
        "gave_up": ratio(float(gave_up + lost), float(len(here))) if len(here) else NAN,
        "came_back": ratio(float(gave_up), float(gave_up + lost)) if gave_up + lost else NAN,
        "lost": float(lost),
    }


def _served_within(minutes: int, waits: Floats, served: Flags, open_yet: Flags) -> float:
    """The share of visits that are served within so many minutes; left out is who has waited for less as the observation ends."""
    known = ~open_yet | (waits >= minutes)
    return ratio(float((served & (waits <= minutes)).sum()), float(known.sum())) if known.any() else NAN


def _of_slots(log: StepLog, model: Model, pool: int, grid: SlotGrid) -> dict[str, float]:
    since, until = model.window.warm_up_end, model.window.horizon
    places = float(grid.windows[(grid.begin >= since) & (grid.begin < until)].sum())
    bookings = log.bookings
    if bookings is None:
        return dict.fromkeys(SLOT_FIGURES, NAN) | {"slots": places, "booked_share": 0.0, "empty_share": 1.0}
    mine = bookings.pool == pool
    taken = mine & (bookings.slot >= since) & (bookings.slot < until)
    made = mine & (bookings.made >= since) & (bookings.made < until)
    got, saw = made & (bookings.slot != UNSET), made & (bookings.next_free != UNSET)
    return {
        "slots": places,
        "booked_share": ratio(float(taken.sum()), places) if places else NAN,
        "no_show_share": mean(~bookings.comes[taken]),
        "empty_share": 1.0 - ratio(float((taken & bookings.comes).sum()), places) if places else NAN,
        "days_to_slot": mean(_days(bookings.made[got], bookings.slot[got])),
        "days_to_next_free": mean(_days(bookings.made[saw], bookings.next_free[saw])),
        "without_slot": float((made & ~got).sum()),
    }


def _days(since: Instants, until: Instants) -> Instants:
    """Civil days between instants."""
    return until // DAY - since // DAY
