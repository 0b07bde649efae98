"""Deadlines of the term: from receipt, by the ordinary or the extended term, without the time that the clock stands still.

Section 1 of the model. While the applicant looks for documents the term runs on, stops, or gives way to an extended one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.grouping import by_value, first_positions, numbered
from sim.law.legal_clock import DeadlineRule, OfficeClock, deadlines_by_rule
from sim.model.capacity import Capacity
from sim.model.route import Kind, RoutePlan
from sim.model.workload import Workload
from sim.quantities import UNSET, Flags, Instants, Integers, Limit


@dataclass(frozen=True)
class Searches:
    """Times in which applicants look for documents and the term is stopped or extended, in the order of the rows."""

    row: Integers
    """Row of the workload."""
    application: Integers
    """Whose application it is [number]."""
    extended: Flags
    """Whether the extended term takes the place of the ordinary one; else the clock stops."""
    asked: Instants
    """When the documents were asked for [instants]."""
    back: Instants
    """When the office had them, or how far that was observed [instants]."""

    @classmethod
    def none(cls) -> Searches:
        """No search at all."""
        nobody = np.zeros(0, dtype=np.int64)
        return cls(nobody, nobody, np.zeros(0, dtype=bool), nobody, nobody)

    @cached_property
    def turn(self) -> Integers:
        """Which search of its application each is [from 0]."""
        first = np.searchsorted(self.application, self.application, side="left")
        return np.asarray(np.arange(len(self.application)) - first, dtype=np.int64)

    def some(self, which: Integers) -> Searches:
        """Some of the searches, by their positions in order."""
        return Searches(
            self.row[which],
            self.application[which],
            self.extended[which],
            self.asked[which],
            self.back[which],
        )

    def of(self, numbers: Integers) -> tuple[Instants, Instants]:
        """The searches of some applications, given in order of their numbers, and by search the place in `numbers`."""
        if not len(numbers):
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        place = np.minimum(np.searchsorted(numbers, self.application), len(numbers) - 1)
        which = np.flatnonzero(numbers[place] == self.application)
        return which, place[which]


def rows_of_searches(workload: Workload) -> Instants:
    """Rows in which an applicant looks for documents and the term does not simply run on [rows, in order]."""
    special = [
        (i, k)
        for i, plan in enumerate(workload.routes)
        for k, step in enumerate(plan.steps)
        if step.kind is Kind.APPLICANT and step.clock != "runs"
    ]
    if not special:
        return np.zeros(0, dtype=np.int64)
    route = workload.route[workload.application]
    rows = [np.flatnonzero((route == i) & (workload.position == k)) for i, k in special]
    return np.sort(np.concatenate(rows))


def searches(workload: Workload, rows: Integers, asked: Instants, back: Instants, until: int) -> Searches:
    """The searches that began, given by row when the documents were asked for and when the office had them."""
    begun = asked != UNSET
    rows, asked, back = rows[begun], asked[begun], back[begun]
    application = workload.application[rows]
    steps = zip(workload.route[application].tolist(), workload.position[rows].tolist(), strict=True)
    extended = [workload.routes[route].steps[position].clock == "extended" for route, position in steps]
    return Searches(rows, application, np.array(extended, dtype=bool), asked, np.where(back == UNSET, until, back))


def term_deadlines(
    workload: Workload,
    capacity: Capacity,
    numbers: Integers,
    received: Instants,
    searches_of_all: Searches | None = None,
) -> Instants:
    """Last lawful instant of the result of applications received at given instants; UNSET without a term.

    `numbers` are in order. Terms in days end at the provider's close; those in minutes or hours run while the receiving
    office is open.
    """
    return deadlines_and_stops(workload, capacity, numbers, received, searches_of_all or Searches.none())[0]


def deadlines_and_stops(
    workload: Workload, capacity: Capacity, numbers: Integers, received: Instants, searches_of_all: Searches
) -> tuple[Instants, Searches]:
    """The deadlines as :func:`term_deadlines` gives them, and the searches for which the clock stands still."""
    extended = np.zeros(len(numbers), dtype=bool)
    standing = Searches.none()
    deadline = _deadlines(workload, capacity, numbers, received, extended, standing)
    which, place = searches_of_all.of(numbers)
    turns, extends, asked = (
        column[which] for column in (searches_of_all.turn, searches_of_all.extended, searches_of_all.asked)
    )
    stops = np.zeros(len(which), dtype=bool)
    for turn in np.unique(turns).tolist():  # each is judged by the deadline as it then is
        in_turn = turns == turn
        extended[place[in_turn & extends]] = True
        stops |= in_turn & ~extends & (asked <= deadline[place])
        standing = searches_of_all.some(which[stops])
        anew = place[in_turn]  # of one application there is one in a turn
        deadline[anew] = _deadlines(workload, capacity, numbers[anew], received[anew], extended[anew], standing)
    return deadline, standing


def _deadlines(
    workload: Workload, capacity: Capacity, numbers: Integers, received: Instants, extended: Flags, standing: Searches
) -> Instants:
    """Deadlines by the term that holds, without the times in which the clock stands still."""
    terms = [(plan, limit) for plan in workload.routes for limit in (plan.term, plan.extended_term or plan.term)]
    offices = len(capacity.offices)
    ends_at_the_provider = np.array([limit is not None and limit.unit.endswith("days") for _, limit in terms])
    has_term = np.array([limit is not None for _, limit in terms])
    provider = np.array([office.provider for office in capacity.offices], dtype=np.int64)
    term = workload.route[numbers] * 2 + extended
    owner = np.where(ends_at_the_provider[term], provider[workload.office[numbers]], workload.office[numbers])
    clocks = [office.clock for office in capacity.offices]
    key = np.where(has_term[term], term * offices + first_positions(clocks)[owner], UNSET)
    rule, keys = numbered(key, len(terms) * offices)
    rules = [_rule(*terms[key // offices], clocks[key % offices]) for key in keys]
    received = _counted_receipts(received, rule, rules, [terms[key // offices][0].received_until for key in keys])
    which, place = standing.of(numbers)
    if not len(which):
        return deadlines_by_rule(received, rule, rules)
    left_out = np.zeros(len(numbers), dtype=np.int64)
    for k, stopped in by_value(rule[place]):
        if k != UNSET:
            asked, back = standing.asked[which[stopped]], standing.back[which[stopped]]
            np.add.at(left_out, place[stopped], not_counted(rules[k].clock, rules[k].limit, asked, back))
    return deadlines_by_rule(received, rule, rules, left_out)


def _counted_receipts(
    received: Instants, rule: Integers, rules: Sequence[DeadlineRule], until: Sequence[int | None]
) -> Instants:
    """From when the terms count: those in days may count a late receipt on the next working day [instants]."""
    if all(each is None for each in until):
        return received
    counted = received.copy()
    for k, rows in by_value(rule):
        if k != UNSET and rules[k].limit.unit.endswith("days"):
            counted[rows] = rules[k].clock.counted_receipts(received[rows], until[k])
    return counted


def _rule(plan: RoutePlan, term: Limit | None, clock: OfficeClock) -> DeadlineRule:
    """The rule by which a term of a route counts."""
    assert term is not None
    return DeadlineRule(clock, term, plan.day_of_receipt_included)


def not_counted(clock: OfficeClock, limit: Limit, asked: Instants, back: Instants) -> Instants:
    """What a stopped clock leaves out [working days, calendar days or open seconds, as the limit counts]."""
    if limit.unit == "working_days":
        return clock.working_days(asked, back)
    if limit.unit == "calendar_days":
        return clock.civil_day(back) - clock.civil_day(asked)
    return clock.hours.elapsed_many(asked, back)
