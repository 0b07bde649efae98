"""The columns that a workload works out of what is drawn, row by row as their descriptions say, and who stands in when it is drawn."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest

from sim.calendar.duty import open_intervals
from sim.model.build_capacity import draw_capacity
from sim.model.build_roster import draw_roster
from sim.model.capacity import Capacity, with_covers
from sim.model.model import build_model
from sim.model.outcomes import ApplicationOutcome
from sim.model.route import STAFF_KINDS, Kind, StepPlan
from sim.model.transfers import DELIVERED_AT_ONCE
from sim.model.workload import Workload
from sim.quantities import UNSET
from sim.study.loading import load_scenario
from tests.oracle.branches_scenarios import with_branches
from tests.oracle.counters_scenarios import with_counters
from tests.oracle.halls_scenarios import with_halls
from tests.oracle.transfers_visits_systems_scenarios import with_elsewhere

SORTS = (with_branches, with_counters, with_halls, with_elsewhere)


def steps_of(w: Workload, application: int) -> dict[int, StepPlan]:
    """By row of an application: its step."""
    rows = range(int(w.first[application]), int(w.first[application + 1]))
    steps = w.routes[int(w.route[application])].steps
    return {row: steps[k if w.step is None else int(w.step[row])] for k, row in enumerate(rows)}


def stays(w: Workload, application: int) -> set[int]:
    """The rows of an application that go on with the service of the row before them."""
    steps = steps_of(w, application)
    passed = [row for row in steps if w.transfer is None or w.transfer[row] != DELIVERED_AT_ONCE]
    found = set()
    for before, row in pairwise(passed):
        same_pool = w.pool[before] == w.pool[row] and steps[before].same_member == steps[row].same_member
        if steps[before].kind is steps[row].kind is Kind.COUNTER and same_pool and not w.hold[before]:
            found.add(row)
    return found


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("sort", SORTS)
def test_columns_say_what_their_descriptions_say(sort: Callable[[int], tuple[Workload, Capacity]], seed: int) -> None:
    w, _ = sort(seed)
    for number in range(w.size):
        steps = steps_of(w, number)
        staffed = [row for row, step in steps.items() if step.kind in STAFF_KINDS]
        assert [w.kind[row] for row in steps] == [step.kind for step in steps.values()]
        assert [w.people[row] for row in steps] == [step.people for step in steps.values()]
        assert [bool(w.same_member[row]) for row in steps] == [step.same_member for step in steps.values()]
        assert {*w.staffed.nonzero()[0].tolist()} & {*steps} == {*staffed}
        assert {*w.continues_stay.nonzero()[0].tolist()} & {*steps} == stays(w, number)
        received_before = w.inherited is not None and w.inherited[number]
        assert w.door[number] == (staffed[0] if staffed and not received_before else UNSET)
        ending = ApplicationOutcome.assigned if w.ending is None else w.ending[number]
        plan = w.routes[int(w.route[number])]
        last_acts = [row for row, step in steps.items() if step is plan.steps[plan.ready]]
        at_desks = [row for row in staffed if steps[row].kind is Kind.DESK]
        none = ending in (ApplicationOutcome.stopped_before_receipt, ApplicationOutcome.returned)
        assert w.ready[number] == (UNSET if none else (last_acts or at_desks or staffed or [UNSET])[-1])


def test_who_stands_in_is_worked_out_anew_where_members_fall_ill() -> None:
    study = load_scenario("south_kazakhstan_2012")
    model = build_model(study)
    for replication in (1, 2, 3):
        capacity = draw_capacity(model.capacity, study, model.window, replication)
        drawn = [
            draw_roster(pool, capacity.offices[pool.office], study, model.window, replication)
            for pool in model.capacity.pools
        ]
        of_all = with_covers(drawn, model.window)
        assert [pool.covers for pool in capacity.pools] == [pool.covers for pool in of_all]
        for mine, theirs in zip(capacity.pools, of_all, strict=True):
            found, expected = (open_intervals(pool.duty, pool.duty.start, pool.duty.end) for pool in (mine, theirs))
            assert np.array_equal(found, expected)
        assert any(pool.covers for pool in capacity.pools)


def test_where_nothing_is_drawn_the_capacity_stays_as_it_is() -> None:
    study = load_scenario("west_kazakhstan_social_aid")
    model = build_model(study)
    assert draw_capacity(model.capacity, study, model.window, 1) is model.capacity
