"""Every engine and a naive second-by-second simulator give one record on random small scenarios full of ties."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import fields
from functools import cache
from itertools import pairwise, zip_longest

import numpy as np
import pytest

from sim.engine.record import EngineRecord
from sim.engine.simpy.simulation import run as engine_run
from sim.model.capacity import Capacity
from sim.model.route import Kind
from sim.model.workload import Workload
from sim.quantities import DAY, UNSET
from tests.engine.compiled.same_record import (
    run_compiled,
    there_is_a_compiled_engine,
    unsupported,
)
from tests.oracle.branches_events import events_of_branches
from tests.oracle.branches_scenarios import with_branches
from tests.oracle.coming_and_going_scenarios import events_of_coming_and_going, with_coming_and_going
from tests.oracle.counters_scenarios import events_of_counters, with_counters
from tests.oracle.every_rule_scenarios import with_every_rule
from tests.oracle.halls_scenarios import events_of_halls, with_halls
from tests.oracle.hours import Hours
from tests.oracle.nights_scenarios import events_of_nights, with_nights
from tests.oracle.objections_scenarios import events_of_objections, with_objections
from tests.oracle.officers_scenarios import events_of_officers, with_officers
from tests.oracle.scenarios import scenario, with_people
from tests.oracle.simulator import run as naive_run
from tests.oracle.sittings_scenarios import events_of_sittings, with_sittings
from tests.oracle.together_events import events_of_joint_work, events_of_rising
from tests.oracle.together_scenarios import with_together
from tests.oracle.transfers_visits_systems_events import events_elsewhere
from tests.oracle.transfers_visits_systems_scenarios import with_elsewhere

SCENARIOS = {
    "plain": 800,
    "with people": 800,
    "with sittings": 600,
    "elsewhere": 400,
    "branches": 300,
    "coming and going": 240,
    "objections": 200,
    "halls": 220,
    "together": 240,
    "officers": 200,
    "nights": 160,
    "counters": 250,
    "every rule": 264,
}
"""How many of each sort."""
SORTS: dict[str, Callable[[int], tuple[Workload, Capacity]]] = {
    "plain": scenario,
    "with people": with_people,
    "with sittings": with_sittings,
    "elsewhere": with_elsewhere,
    "branches": with_branches,
    "coming and going": with_coming_and_going,
    "objections": with_objections,
    "halls": with_halls,
    "together": with_together,
    "officers": with_officers,
    "nights": with_nights,
    "counters": with_counters,
    "every rule": with_every_rule,
}


def some_of(scenarios: int) -> list[range]:
    """The seeds of a sort, some in a test: a test of its own for each takes as long as the scenario."""
    return [range(first, min(first + 20, scenarios)) for first in range(0, scenarios, 20)]


def in_words(given: object) -> str | None:
    """Seeds as they are called in the name of a test."""
    return f"{given.start} to {given.stop - 1}" if isinstance(given, range) else None


@cache
def drawn(sort: str, seed: int) -> tuple[Workload, Capacity]:
    """A scenario, which takes longer to draw than both simulators need for it."""
    return SORTS[sort](seed)


@cache
def naive(sort: str, seed: int) -> EngineRecord:
    """The naive simulator's record of a scenario."""
    return naive_run(*drawn(sort, seed))


def differences(scenario: str, engine: EngineRecord, oracle: EngineRecord) -> list[str]:
    """The first difference in each field, said with its row and both values."""
    found = []
    for field in fields(EngineRecord):
        left, right = (np.atleast_1d(getattr(record, field.name)).tolist() for record in (engine, oracle))
        for row, (mine, other) in enumerate(zip_longest(left, right, fillvalue="nothing")):
            if mine != other:
                found.append(f"{scenario}, {field.name}, row {row}: engine {mine}, oracle {other}")
                break
    return found


@pytest.mark.parametrize(
    ("sort", "seeds"), [(sort, seeds) for sort, n in SCENARIOS.items() for seeds in some_of(n)], ids=in_words
)
def test_every_engine_and_the_naive_simulator_agree_in_every_field(sort: str, seeds: range) -> None:
    found = []
    for seed in seeds:
        made, oracle = drawn(sort, seed), naive(sort, seed)
        found += differences(f"{sort} {seed}, SimPy", engine_run(*made), oracle)
        if there_is_a_compiled_engine():
            assert unsupported(*made) is None, f"{sort} {seed}"
            found += differences(f"{sort} {seed}, compiled", run_compiled(*made), oracle)
    assert not found, "\n".join(found)


def test_the_plain_scenarios_hold_every_kind_of_tie_and_interruption() -> None:
    assert not never("plain", events)


def test_the_scenarios_with_people_hold_every_rule_of_people_and_its_ties() -> None:
    assert not never("with people", events_of_people)


def test_the_scenarios_with_sittings_hold_every_rule_of_sittings_and_its_ties() -> None:
    assert not never("with sittings", events_of_sittings)


def test_the_scenarios_elsewhere_hold_every_rule_of_ways_visits_and_systems_and_its_ties() -> None:
    assert not never("elsewhere", events_elsewhere)


def test_the_scenarios_with_branches_hold_every_rule_of_ways_papers_backlogs_and_terms_and_its_ties() -> None:
    assert not never("branches", events_of_branches)


def test_the_scenarios_with_coming_and_going_hold_every_rule_of_paces_and_other_duties_and_its_ties() -> None:
    assert not never("coming and going", events_of_coming_and_going)


def test_the_scenarios_with_objections_hold_every_rule_of_them_and_its_ties() -> None:
    assert not never("objections", events_of_objections)


def test_the_scenarios_with_halls_hold_every_rule_of_appointments_and_patience_and_its_ties() -> None:
    assert not never("halls", events_of_halls)


def test_files_rise_and_sittings_need_files_with_every_tie() -> None:
    assert not never("together", events_of_rising)


def test_several_work_together_with_every_tie() -> None:
    assert not never("together", events_of_joint_work)


def test_the_scenarios_with_officers_hold_every_rule_of_them_and_its_ties() -> None:
    assert not never("officers", events_of_officers)


def test_the_scenarios_with_nights_hold_every_rule_of_them_and_its_ties() -> None:
    assert not never("nights", events_of_nights)


def test_the_scenarios_of_counters_hold_every_rule_of_stays_and_hours_and_its_ties() -> None:
    assert not never("counters", events_of_counters)


Events = Callable[[Workload, Capacity, EngineRecord], dict[str, bool]]


def never(sort: str, happened: Events) -> list[str]:
    """What happened in no scenario of a sort."""
    counts: Counter[str] = Counter()
    for seed in range(SCENARIOS[sort]):
        counts.update(happened(*drawn(sort, seed), naive(sort, seed)))
    return [event for event, scenarios in counts.items() if scenarios == 0]


def events(w: Workload, capacity: Capacity, record: EngineRecord) -> dict[str, bool]:
    """What happened in a scenario and what did not, read off its record."""
    kinds = [step.kind for r in w.route.tolist() for step in w.routes[r].steps]
    rows, pools, until = range(len(kinds)), capacity.pools, record.observed_until
    pool, hold, first = w.pool.tolist(), w.hold.tolist(), w.first.tolist()
    queued, started, ended = record.queued.tolist(), record.started.tolist(), record.work_ended.tolist()
    finished, member, visit = record.finished.tolist(), record.member.tolist(), record.visit.tolist()
    away = [visit for visit in record.earlier.tolist() if visit[3] == UNSET]
    work_parts = record.work_parts.tolist()
    counter = [i for i in rows if kinds[i] is Kind.COUNTER and queued[i] != UNSET]
    set_aside = Counter(row for row, *_ in work_parts)
    desk = [i for i in rows if kinds[i] is Kind.DESK and ended[i] != UNSET and i not in set_aside]
    done = [i for i in rows if pool[i] >= 0 and finished[i] != UNSET]
    closes = [Hours(p.duty).closes for p in pools]
    received = record.received.tolist()
    counted = [a for a in range(w.size) if w.window.warm_up_end <= received[a] < w.window.horizon]
    receipts = [first[a] + w.routes[r].receipt for a, r in enumerate(w.route.tolist())]
    arrived = [finished[i - 1] if i > first[a] else int(w.submitted[a]) for a, i in enumerate(receipts)]
    same_line = [(i, j) for i in counter for j in counter if pool[i] == pool[j] and queued[i] == queued[j]]
    same_desk = [(i, j) for i in done for j in done if i != j and (pool[i], member[i]) == (pool[j], member[j])]
    parts = [(a, b) for a, b in pairwise(work_parts) if a[0] == b[0]]
    queues = Counter((pool[i], queued[i]) for i in rows if pool[i] >= 0 and queued[i] != UNSET)
    finishes = Counter((pool[i], finished[i]) for i in done)
    return {
        "a visit was turned away": bool(away),
        "an application was turned away twice": any(number > 1 for _, number, *_ in away),
        "a returner and a newcomer queued in one second": any(visit[i] > 1 == visit[j] for i, j in same_line),
        "an applicant queued in the second of a closing": any(queued[i] in closes[pool[i]] for i in counter),
        "a service went on past a closing": any(started[i] < t < ended[i] for i in counter for t in closes[pool[i]]),
        "desk work was set aside": bool(work_parts),
        "desk work was set aside twice": any(n > 2 for n in set_aside.values()),
        "desk work was resumed a night after it was set aside": any(a[4] // DAY < b[3] // DAY for a, b in parts),
        "an applicant waited for desk work with set_aside off": any(
            pool[i] == pool[j] and started[j] < queued[i] < ended[j] == started[i]
            for i in counter for j in desk if not pools[pool[i]].set_aside
        ),
        "a member held two files": any(ended[i] <= ended[j] < finished[i] for i, j in same_desk if hold[j]),
        "two files queued in one second for one pool": any(n > 1 for n in queues.values()),
        "three files finished in one second in one pool": any(n > 2 for n in finishes.values()),
        "desk work was suspended over a break": any(
            started[i] < t < ended[i] and started[i] // DAY == ended[i] // DAY for i in desk for t in closes[pool[i]]
        ),
        "an application waited at the door": any(
            visit[i] == 1 and queued[i] > at for i, at in zip(receipts, arrived, strict=True)
        ),
        "a system answered in the same instant": any(
            started[i] == finished[i] != UNSET and kinds[i] is Kind.SYSTEM for i in rows
        ),
        "the last counted application ended the simulation": w.window.horizon < until < w.window.run_out_end,
        "the simulation ended at the horizon": until == w.window.horizon < w.window.run_out_end,
        "the run-out cut a counted application": any(finished[first[a + 1] - 1] == UNSET for a in counted),
        "the calendar ended with the run-out": until == w.window.run_out_end == capacity.offices[0].clock.hours.end,
    }  # fmt: skip


def events_of_people(w: Workload, capacity: Capacity, record: EngineRecord) -> dict[str, bool]:
    """What happened to members, absences, caseloads, classes and stand-ins, read off the record of a scenario."""
    kinds = [step.kind for r in w.route.tolist() for step in w.routes[r].steps]
    pools, pool, hold = capacity.pools, w.pool.tolist(), w.hold.tolist()
    queued, started, ended = record.queued.tolist(), record.started.tolist(), record.work_ended.tolist()
    finished, visit = record.finished.tolist(), record.visit.tolist()
    who = list(zip(record.served_by.tolist(), record.member.tolist(), strict=True))
    handed = [row for row in record.earlier.tolist() if row[3] != UNSET]
    away = [row for row in record.earlier.tolist() if row[3] == UNSET]
    first_queued = queued.copy()
    for row, number, at, *_ in record.earlier.tolist():
        if kinds[row] is Kind.DESK and number == 1:
            first_queued[row] = at
    last_part = {(row, number): to for row, number, _, _, to in record.work_parts.tolist()}
    """By row and visit that was set aside: the end of its last part."""
    aside = [row for row in handed if last_part.get((row[0], row[1]), row[4]) != row[4]]
    at_work = [row for row in handed if row not in aside]
    begun = [i for i in range(len(kinds)) if pool[i] >= 0 and started[i] != UNSET]
    desk = [i for i in begun if kinds[i] is Kind.DESK]
    counter = [i for i in begun if kinds[i] is Kind.COUNTER]
    by_others = [i for i in begun if who[i][0] != pool[i]]
    duty = [Hours(p.duty) for p in pools]
    absences = {(p, m): one.absences for p, a in enumerate(pools) for m, one in enumerate(a.roster)}
    absent = {i: absences.get(who[i], ()) for i in begun}
    """By row that was begun: the absences of who did it."""
    stays = [(i, a) for i in begun for a in absent[i]]
    own_hours = {(p, m): Hours(one.duty) for p, a in enumerate(pools) for m, one in enumerate(a.roster)}
    receipts = {int(w.first[a]) + w.routes[r].receipt for a, r in enumerate(w.route.tolist())}
    overtaken = [
        (i, j) for i in begun for j in begun
        if pool[i] == pool[j] and kinds[i] is kinds[j] and first_queued[j] < first_queued[i]
        and queued[j] <= started[i] < started[j]
    ]  # fmt: skip
    """(i, j): i began before j, which had queued before it and waited too; not so by the order of queueing."""
    covers = [(p, cover) for p, a in enumerate(pools) for cover in a.covers]
    during = [(i, c) for i in by_others for p, c in covers if p == pool[i] and c.start <= started[i] < c.end]
    held = [(i, j) for i in desk for j in begun if i != j and who[i] == who[j] and ended[j] < finished[j] == started[i]]
    """(i, j): i was begun in the second in which its member was rid of j, which he had held."""
    full = [
        (i, j) for i, j in held
        if pools[who[i][0]].caseload == 1 and queued[i] < started[i] - 1 and ended[j] < started[i] - 1
        and who[i] in own_hours and own_hours[who[i]].is_open(started[i] - 1)
    ]  # fmt: skip
    discipline = [pools[p].discipline if p >= 0 else "" for p in pool]
    return {
        "a file at work was handed over": bool(at_work),
        "a file set aside was handed over": bool(aside),
        "a file was handed over twice": any(row[1] > 1 for row in handed),
        "a file was handed over while its work was suspended": any(not duty[pool[r[0]]].is_open(r[4] - 1) for r in handed),
        "a file was handed over and taken in one second": any(
            visit[row] == number + 1 and started[row] == at for row, number, _, _, at, *_ in handed
        ),
        "a file came back to the member who had handed it over": any(
            visit[r[0]] == r[1] + 1 and who[r[0]] == (r[5], r[6]) for r in handed
        ),
        "a colleague took a file over": any(
            visit[r[0]] == r[1] + 1 and who[r[0]][0] == r[5] and who[r[0]][1] not in (r[6], UNSET) for r in handed
        ),
        "a file went before others by the place it had before it was handed over": any(
            visit[i] > 1 and first_queued[i] < queued[j] < queued[i] <= started[i] < started[j]
            for i in desk for j in desk if pool[i] == pool[j]
        ),
        "a file was handed over at the step of receipt": any(row[0] in receipts for row in handed),
        "a file was handed over and nobody took it": any(visit[r[0]] == r[1] + 1 and started[r[0]] == UNSET for r in handed),
        "a file was handed over in the second in which other work of its pool ended": any(
            ended[j] == r[4] and pool[j] == pool[r[0]] for r in handed for j in begun
        ),
        "two files were handed over in one second": len({r[4] for r in handed}) < len(handed),
        "desk work ended in the second in which an absence that hands over began": any(
            a.hands_over and ended[i] == a.start for i, a in stays if kinds[i] is Kind.DESK
        ),
        "a service ended in the second in which an absence began": any(
            ended[i] == a.start for i, a in stays if kinds[i] is Kind.COUNTER
        ),
        "an absence began while a service was under way": any(
            started[i] < a.start < ended[i] for i, a in stays if kinds[i] is Kind.COUNTER
        ),
        "a hold ran on in an absence that hands over": any(
            a.hands_over and hold[i] and UNSET != ended[i] <= a.start < finished[i] for i, a in stays
        ),
        "work rested over an absence that hands nothing over": any(
            not a.hands_over and started[i] < a.start and a.end < ended[i] for i, a in stays if kinds[i] is Kind.DESK
        ),
        "work rested over two absences": any(
            sum(not a.hands_over and started[i] < a.start and a.end < ended[i] for a in absent[i]) > 1 for i in desk
        ),
        "work was set aside and rested over an absence": any(
            sum(not a.hands_over and f < a.start and a.end < t for a in absences.get((who[r][0], m), ()))
            for r, v, m, f, t in record.work_parts.tolist() if v == visit[r]
        ),
        "somebody came back from an absence under way at the start": any(
            a.start < w.window.start < a.end <= started[i] for i, a in stays
        ),
        "somebody began in the second in which his absence ended": any(a.end == started[i] for i, a in stays),
        "somebody began in the second of an opening in which his absence ended": any(
            a.end == started[i] and duty[who[i][0]].opens_at(a.end) for i, a in stays
        ),
        "an absence of half a day": any(
            a.end // DAY == a.start // DAY and own_hours[who[i]].opens_at(a.end) for i, a in stays
        ),
        "a file was begun while a colleague on the roster was off duty and idle": any(
            p == who[i][0] and m != who[i][1] and not own_hours[p, m].is_open(started[i])
            for i in begun for p, m in own_hours
        ),
        "an applicant was turned away by a pool with a roster": any(pools[pool[row[0]]].roster for row in away),
        "full hands kept a file waiting": bool(full),
        "full hands served an applicant": any(
            ended[j] <= started[i] < finished[j] and pools[who[i][0]].caseload == 1 and who[i] == who[j]
            for i in counter for j in begun if i != j and hold[j]
        ),
        "a class of priority overtook at the desk": any(
            kinds[i] is Kind.DESK and discipline[i] == "priority" for i, _ in overtaken
        ),
        "a class of priority overtook in the hall": any(
            kinds[i] is Kind.COUNTER and discipline[i] == "priority" for i, _ in overtaken
        ),
        "an earlier deadline overtook at the desk": any(
            kinds[i] is Kind.DESK and discipline[i] == "earliest_deadline" for i, _ in overtaken
        ),
        "an earlier deadline overtook in the hall": any(
            kinds[i] is Kind.COUNTER and discipline[i] == "earliest_deadline" for i, _ in overtaken
        ),
        "a file handed over was overtaken by a better class": any(
            visit[j] > 1 and kinds[j] is Kind.DESK and discipline[j] != "first_come" for _, j in overtaken
        ),
        "a stand-in took a desk file": any(kinds[i] is Kind.DESK for i in by_others),
        "a stand-in served a hall": any(kinds[i] is Kind.COUNTER for i in by_others),
        "a stand-in took a file in the second in which he began to stand in": any(c.start == started[i] for i, c in during),
        "a stand-in found a file that had waited since before": any(queued[i] < c.start for i, c in during),
        "a stand-in went on after the return": any(c.end < ended[i] for i, c in during),
        "a stand-in held a file": any(hold[i] and ended[i] < finished[i] for i in by_others),
        "a stand-in's file was set aside": any(who[r][0] != pool[r] for r, v, *_ in record.work_parts.tolist() if v == visit[r]),
        "a stand-in handed a file over": any(row[5] != pool[row[0]] for row in handed),
        "a pool took back a file that its stand-in had handed over": any(
            r[5] != pool[r[0]] == who[r[0]][0] and visit[r[0]] == r[1] + 1 for r in handed
        ),
        "a stand-in took over what an absent member had begun": any(
            r[5] == pool[r[0]] != who[r[0]][0] != UNSET and visit[r[0]] == r[1] + 1 for r in handed
        ),
        "a stand-in worked for two pools on one day": any(
            who[i][0] == who[j][0] and pool[i] != pool[j] and started[i] // DAY == started[j] // DAY
            for i in by_others for j in by_others
        ),
        "a stand-in did his own file before one that had waited longer": any(
            pool[i] == who[i][0] == who[j][0] != pool[j] and queued[j] < queued[i] <= started[i] < started[j]
            and any(c.start <= started[i] < c.end for k, c in during if k == j)
            for i in desk for j in by_others if kinds[j] is Kind.DESK
        ),
        "the stand-ins of a pool changed": any(
            a.end == b.start for p in pools for a, b in pairwise(p.covers) if b.start < record.observed_until
        ),
    }  # fmt: skip
