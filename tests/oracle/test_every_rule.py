"""Several rules at once: the log of every such scenario keeps the laws of conservation, and every two rules meet in one."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
import pytest

from sim.engine.simulate import simulate
from sim.engine.steplog import StepLog, Visits
from sim.model.capacity import Capacity
from sim.model.route import Kind
from sim.model.workload import Workload
from sim.quantities import UNSET
from tests.oracle.every_rule_events import met
from tests.oracle.hours import Hours
from tests.oracle.simulator import Walk
from tests.oracle.test_oracle import SCENARIOS, drawn, in_words, some_of
from tests.oracle.trial import trial

SORT = "every rule"
BEFORE = {
    "a sitting",
    "a hand-over",
    "a stand-in",
    "work set aside",
    "being turned away",
    "a way",
    "a system",
    "a visit to the household",
    "the applicant's papers",
    "a second passing",
    "a backlog",
}
"""Rules that other sorts of scenarios bring together with each other."""
ELSEWHERE = {("too few for a sitting", "the applicant's papers")}
"""Two that meet only where scenarios with commissions get branches, which few of these do."""


def waits(visits: Visits) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """The seconds of every visit's wait by their seven reasons, one row per reason."""
    return np.array(
        [
            visits.wait_people_s,
            visits.wait_officer_s,
            visits.wait_closed_s,
            visits.wait_sitting_s,
            visits.wait_applicant_s,
            visits.wait_transfer_s,
            visits.wait_system_s,
        ]
    )


def wrong_waits(w: Workload, capacity: Capacity, log: StepLog) -> list[str]:
    """Visits whose reasons do not sum to the wait, or that wait for people at other times than in the hours of their pool."""
    visits, walk, wrong = log.visits, Walk(w, capacity), list[str]()
    by_reason = waits(visits)
    duty = [Hours(pool.duty) for pool in capacity.pools]
    for at, row in enumerate(visits.row.tolist()):
        queued, started, finished = (int(each[at]) for each in (visits.queued, visits.started, visits.finished))
        until = next((t for t in (started, finished) if t != UNSET), log.observed_until)
        if by_reason[:, at].sum() != until - queued or by_reason[:, at].min() < 0:
            wrong.append(f"visit {at}: {by_reason[:, at].tolist()} of {until - queued}")
        pool = int(w.pool[row])
        if pool >= 0 and capacity.pools[pool].sittings is None:
            hours = walk.counter[pool] if walk.kind[row] is Kind.COUNTER else duty[pool]
            there, people = hours.seconds(queued, until), int(by_reason[:2, at].sum())
            if people != there:
                wrong.append(f"visit {at}: {people} s for people, not {there}")
    return wrong


@pytest.mark.parametrize("seeds", some_of(SCENARIOS[SORT]), ids=in_words)
def test_the_log_is_complete_and_keeps_the_laws_of_conservation(seeds: range) -> None:
    for seed in seeds:
        w, capacity = drawn(SORT, seed)
        wrong = wrong_waits(w, capacity, simulate(w, capacity))
        assert not wrong, "\n".join([f"{SORT} {seed}", *wrong])


def test_every_two_rules_meet_in_one_scenario() -> None:
    together: Counter[tuple[str, str]] = Counter()
    rules: list[str] = []
    for seed in range(SCENARIOS[SORT]):
        made = drawn(SORT, seed)
        found = met(*made, trial(*made))
        rules = [*found]
        together.update(combinations([rule for rule in rules if found[rule]], 2))
    never = {(a, b) for a, b in combinations(rules, 2) if not together[a, b] and not (a in BEFORE and b in BEFORE)}
    assert never <= ELSEWHERE
