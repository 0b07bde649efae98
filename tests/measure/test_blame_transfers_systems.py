"""Blame for time that no member of the staff takes: the applicant's, the way between offices, a system that is down."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.steplog import Truth
from sim.measure.blame import REASONS, blame, blame_route
from sim.model.capacity import Capacity
from sim.quantities import HOUR, UNSET, instant
from tests.conformance.cases import _capacity as capacity_of
from tests.measure.by_hand import Counted, of_data, simulated_case

H = HOUR
PEOPLE, CLOSED, SITTING, APPLICANT, TRANSFER, SYSTEM, SERVICE = REASONS
# February 2018 has no day off but the weekends; Monday is the 5th. The department is open for 8 h a day.
HEAD = """
hours:
  department: {weekdays: "09:00-13:00, 14:30-18:30"}
offices:
  department: {hours: department, provider: department}
  archive: {hours: department, provider: department}
pools:
  - {office: department, role: clerk, members: 2}
  - {office: department, role: head, members: 2}
  - {office: archive, role: keeper, members: 1}
window: {start: "2018-02-05 00:00:00", warm_up_until: "2018-02-05 00:00:00", horizon: "2018-02-17 00:00:00", run_out_end: "2018-02-28 00:00:00"}
"""
WITH_PAPERS = """
routes:
  provider:
    term: {term}
    extended_term: 2 working days
    steps:
      - {{step: "1", office: department, role: clerk, kind: desk, limit: {limit}}}
      - {{step: papers, role: applicant, kind: applicant, clock: {clock}}}
      - {{step: "2", office: department, role: head, kind: desk, limit: {limit}}}
applications:
"""


def with_papers(clock: str, *applications: str, term: str = "1 working day", limit: str = "4 hours") -> Counted:
    """Applications of Monday 9:00 on a route with missing papers."""
    listed = "".join(
        f'  - {{submitted: "2018-02-05 09:00:00", route: provider, office: department, {text}}}\n'
        for text in applications
    )
    return simulated_case(HEAD + WITH_PAPERS.format(clock=clock, term=term, limit=limit) + listed)


def split(found: Counted) -> tuple[list[int], list[list[int]]]:
    """Lateness of the late answers, and its shares by step, the last of a term that is shorter than the steps [s]."""
    late, shares = blame_route(found.log, found.model, 0)
    return late.tolist(), shares.tolist()


def reasons(found: Counted, step: int) -> dict[str, float]:
    """The reasons that have a share in the blame of a step [s]."""
    row = blame(found.log, found.model)[1][0][step]
    return {name: value for name, value in row.items() if value and name != "blame_h"}


def test_while_the_clock_runs_the_applicants_time_has_its_share() -> None:
    # Step 1 till 11:00, within its 4 h. Asked; 24 h later, on Tuesday 11:00, the papers are there: 2 + 4 + 2 = 8 h of
    # working time, for which nobody has an allowance. Step 2: 10 h till Wednesday 13:00, 6 h above its limit. The term
    # ended on Tuesday 18:30, 4 h before: 8/14 and 6/14 of 14400 s are 8228.57 and 6171.43.
    found = with_papers("runs", "work: [2 hours, 86400, 10 hours]")
    assert split(found) == ([4 * H], [[0, 8229, 6171, 0]])
    assert reasons(found, 1) == {APPLICANT: 8229}
    assert reasons(found, 2) == {SERVICE: 6171}


def test_while_the_clock_stops_the_applicants_time_has_none() -> None:
    # The same till Tuesday 11:00, and step 2 takes 18 h: 6 + 8 + 4 till Thursday 13:00. Tuesday is not counted, so that the
    # term ends on Wednesday 18:30, 4 h before; all of it belongs to step 2.
    found = with_papers("stops", "work: [2 hours, 86400, 18 hours]")
    assert split(found) == ([4 * H], [[0, 0, 4 * H, 0]])
    assert reasons(found, 1) == {}
    assert reasons(found, 2) == {SERVICE: 4 * H}


def test_a_clock_does_not_stand_still_for_papers_that_are_asked_for_after_the_term() -> None:
    # Step 1: 18 h till Wednesday 11:00. The term ended on Tuesday 18:30 and is not prolonged, so the clock does not stand
    # still: 8 h of working time till Thursday 11:00. Step 2 till 12:00, 11 h late: 14 h of step 1 and 8 h of papers above.
    found = with_papers("stops", "work: [18 hours, 86400, 1 hour]")
    assert found.log.applications.not_counted.tolist() == [0]
    assert split(found) == ([11 * H], [[7 * H, 4 * H, 0, 0]])
    assert reasons(found, 1) == {APPLICANT: 4 * H}


def test_steps_before_and_after_a_stop_are_held_against_the_limits_without_it() -> None:
    # Limits of 1000 minutes are scaled down to 4 h each. Step 1: 5 h till 15:30; papers for a minute, on the day of asking:
    # no day more. Step 2: 2 h 59 min from 15:31, 8 h on Tuesday, 1 h 1 min on Wednesday: 61 min late. 1 h and 8 h above:
    # 1/9 and 8/9 of 3660 s are 406.67 and 3253.33.
    found = with_papers("stops", "work: [5 hours, 60, 12 hours]", limit="1000 minutes")
    assert split(found) == ([3660], [[407, 0, 3253, 0]])
    # The clock runs: the minute of the papers has its share, 60 of 3600 + 60 + 28800 s.
    found = with_papers("runs", "work: [5 hours, 60, 12 hours]", limit="1000 minutes")
    assert split(found) == ([3660], [[406, 7, 3247, 0]])


def test_with_the_extended_term_steps_may_take_what_it_leaves_them() -> None:
    # Limits of 8 h each. Of the extended term of 16 h they keep all, of the ordinary one 4 h each.
    # 0, papers missing: step 1 takes 6 h till 16:30, the papers an hour till 17:30, step 2 20 h: 1 + 8 + 8 + 3 h till
    # Thursday 12:00. Due on Wednesday 18:30: 3 h late. 1 h of the papers and 12 h of step 2 above: 1/13 and 12/13 of 10800 s.
    # 1, none missing: step 1 till 16:30, step 2 2 + 8 + 8 + 2 h till Thursday 11:00; due on Tuesday 18:30: 10 h late, and
    # 2 h and 16 h above 4 h each.
    found = with_papers(
        "extended",
        "work: [6 hours, 1 hour, 20 hours]",
        'way: ["1", "2"], work: [6 hours, 20 hours]',
        limit="1 working day",
    )
    assert split(found) == ([3 * H, 10 * H], [[0, 831, 9969, 0], [4000, 0, 32000, 0]])
    assert reasons(found, 1) == {APPLICANT: 831}


def test_waiting_for_the_door_when_the_papers_are_there_is_not_the_applicants() -> None:
    # Papers come on Monday at 20:00 and wait for Tuesday 9:00. The working time from 11:00 to 18:30 is 6 h, all of it before
    # they are there; the night is nobody's working time.
    found = with_papers("runs", "work: [2 hours, 9 hours, 10 hours]")
    # Step 2: 8 h on Tuesday, 2 h on Wednesday till 11:00: 2 h late, 6 h of the papers and 6 h of step 2 above.
    assert split(found) == ([2 * H], [[0, H, H, 0]])
    assert found.log.visits.wait_closed_s.tolist() == [0, 13 * H, 0]
    assert reasons(found, 1) == {APPLICANT: H}


def test_a_courier_who_comes_late_is_blamed_and_the_way_back_costs_nothing() -> None:
    # Step 1 till 10:00; the courier leaves on Wednesday 11:00 and arrives 11:30: 7 h on Monday, 8 h, 2 h 30 min. Step 2
    # till 12:30: ready; due on Tuesday 18:30, 3 h 30 min before. The way back of a day comes after the answer.
    found = simulated_case(f"""{HEAD}
transfers:
  - {{name: there, sender: department, receiver: archive, departures: ["2018-02-07 11:00:00"], travel: 30 minutes}}
  - {{name: back, sender: archive, receiver: department, departures: ["2018-02-08 12:00:00"], travel: 30 minutes}}
routes:
  provider:
    term: 1 working day
    ready: "2"
    steps:
      - {{step: "1", office: department, role: clerk, kind: desk, limit: 4 hours}}
      - {{step: 1 to 2, kind: transfer, way: there}}
      - {{step: "2", office: archive, role: keeper, kind: desk, limit: 4 hours}}
      - {{step: 2 to 3, kind: transfer, way: back}}
      - {{step: "3", office: department, role: clerk, kind: counter}}
applications:
  - {{submitted: "2018-02-05 09:00:00", route: provider, office: department, work: [1 hour, 0, 1 hour, 0, 5 minutes]}}
""")
    assert split(found) == ([7 * H // 2], [[0, 7 * H // 2, 0, 0, 0, 0]])
    assert reasons(found, 1) == {TRANSFER: 7 * H // 2}
    assert reasons(found, 3) == {}


def test_a_system_that_is_down_is_blamed_for_the_working_time_that_it_costs() -> None:
    # Step 1 till 11:00; the registry is down till Wednesday 10:00: 47 h on the clock, 6 + 8 + 1 = 15 h of working time, and
    # answers 10 s later. Step 2 till 11:00:10; due on Tuesday 18:30, 2 h 10 s before. All is the registry's, which may take
    # its usual 10 s: 54000 of its 54010 s it was down.
    found = simulated_case(f"""{HEAD}
systems:
  registry: {{outages: [{{from: "2018-02-05 10:30:00", to: "2018-02-07 10:00:00"}}]}}
routes:
  provider:
    term: 1 working day
    steps:
      - {{step: "1", office: department, role: clerk, kind: desk, limit: 4 hours}}
      - {{step: s, role: registry, kind: system, system: registry}}
      - {{step: "2", office: department, role: head, kind: desk, limit: 4 hours}}
applications:
  - {{submitted: "2018-02-05 09:00:00", route: provider, office: department, work: [2 hours, 10, 1 hour]}}
""")
    assert found.log.visits.wait_system_s.tolist() == [0, 47 * H, 0]
    assert split(found) == ([2 * H + 10], [[0, 2 * H + 10, 0, 0]])
    assert reasons(found, 1) == pytest.approx({SYSTEM: 7210 * 54000 / 54010, SERVICE: 7210 * 10 / 54010})


def test_a_step_that_is_passed_twice_is_blamed_for_both() -> None:
    # Sent back once: step 1 takes 3 h and 4 h, step 2 2 h and 4 h: 13 h from Monday 9:00 till Tuesday 15:30, in time.
    way = 'way: ["1", "2", "1", "2"]'
    assert split(with_papers("runs", f"{way}, work: [3 hours, 2 hours, 4 hours, 4 hours]")) == ([], [])
    found = with_papers("runs", f"{way}, work: [3 hours, 2 hours, 4 hours, 9 hours]")
    # 18 h: Wednesday 11:00, 2 h late; 7 - 4 = 3 h and 11 - 4 = 7 h above: 3/10 and 7/10 of 7200 s.
    assert split(found) == ([2 * H], [[2160, 0, 5040, 0]])


def test_a_file_that_its_applicant_ended_is_blamed_on_nobody() -> None:
    text = HEAD + WITH_PAPERS.format(clock="runs", term="1 working day", limit="4 hours")
    text = text.replace("clock: runs", "clock: runs, applicant_deadline: 2 working days")
    found = simulated_case(
        text + '  - {submitted: "2018-02-05 09:00:00", route: provider, office: department, '
        "work: [2 hours, 8640000, 1 hour]}\n"
    )
    assert found.log.applications.ready.tolist() == [UNSET]
    assert split(found) == ([], [])


# Ways with steps passed several times, transfers, outages and papers under each rule of the clock.

LIMITS = ("", "30 minutes", "4 hours", "1 working day", "3 working days")
WORKS = (1, 60, 1800, H, 3 * H, 5 * H, 9 * H)
TAKES = {
    "1": WORKS,
    "2": WORKS,
    "3": WORKS,
    "s": (5, 600),
    "papers": (0, 1, 1800, 5 * H, 24 * H, 100 * H),
    "2 to 3": (0,),
}
DAYS = [date(2018, 2, 5) + timedelta(days=k) for k in range(23)]
PLACES: dict[str, Any] = {
    "calendar": "kz",
    "hours": {"department": {"weekdays": "09:00-13:00, 14:30-18:30"}, "archive": {"weekdays": "10:00-16:00"}},
    "offices": {name: {"hours": name, "provider": "department"} for name in ("department", "archive")},
    "pools": [
        {"office": "department", "role": "clerk", "members": 1},
        {"office": "department", "role": "head", "members": 1},
        {"office": "archive", "role": "keeper", "members": 1},
    ],
    "transfers": [
        {"name": "there", "sender": "department", "receiver": "archive", "departures": [], "travel": "2 hours"}
    ],
    "systems": {"registry": {"outages": [{"from": "2018-02-05 12:00:00", "to": "2018-02-07 15:00:00"}]}},
}


@cache
def places() -> Capacity:
    return capacity_of(PLACES)


def random_case(rng: Random, clock: str) -> Counted:
    """Some applications on a route of two desks, a registry, papers and an archive, each with a way of its own."""

    def limited() -> dict[str, str]:
        limit = rng.choice(LIMITS)
        return {"limit": limit} if limit else {}

    papers: dict[str, Any] = {"step": "papers", "role": "applicant", "kind": "applicant", "clock": clock}
    if rng.random() < 0.3:
        papers["applicant_deadline"] = "2 working days"
    steps: list[dict[str, Any]] = [
        {"step": "1", "office": "department", "role": "clerk", "kind": "desk"} | limited(),
        {"step": "s", "role": "registry", "kind": "system", "system": "registry"},
        papers,
        {"step": "2", "office": "department", "role": "head", "kind": "desk"} | limited(),
        {"step": "2 to 3", "kind": "transfer", "way": "there"},
        {"step": "3", "office": "archive", "role": "keeper", "kind": "desk"} | limited(),
    ]
    applications = []
    for number in range(rng.randint(3, 9)):
        way = ["1"]
        while len(way) < 8 and rng.random() < 0.75:
            way.append(rng.choice(("1", "2", "papers", "s")))
        way += ["2", "2 to 3", "3"]
        applications.append(
            {
                "submitted": f"{DAYS[number % 10]} {rng.randint(8, 17):02}:{rng.randint(0, 59):02}:00",
                "route": "provider",
                "office": rng.choice(("department", "archive")),
                "way": way,
                "ending": rng.choice(("assigned", "assigned", "refused")),
                "work": [rng.choice(TAKES[key]) for key in way],
                "hold": [rng.choice((0, 0, 2 * H)) if key in "123" else 0 for key in way],
            }
        )
    term = rng.choice(("2 hours", "1 working day", "2 working days", "4 calendar days"))
    days = ("2018-02-05", "2018-02-05", "2018-02-17", "2018-02-28")
    names = ("start", "warm_up_until", "horizon", "run_out_end")
    data = PLACES | {
        "title": "ways with repeated steps",
        "routes": {"provider": {"term": term, "extended_term": "3 working days", "steps": steps}},
        "window": {name: f"{day} 00:00:00" for name, day in zip(names, days, strict=True)},
        "applications": sorted(applications, key=lambda application: str(application["submitted"])),
    }
    leaves = [instant(day) + 12 * H for day in DAYS if rng.random() < 0.5]
    (there,) = places().transfers
    capacity = replace(places(), transfers=(replace(there, departures=np.array(leaves, dtype=np.int64)),))
    return of_data(data, capacity=capacity)


@settings(max_examples=100)
@given(seed=st.integers(0, 10**6), clock=st.sampled_from(("runs", "stops", "extended")))
def test_shares_sum_to_the_lateness_to_the_second_whatever_the_way(seed: int, clock: str) -> None:
    found = random_case(Random(seed), clock)
    log, model = found.log, found.model
    late, shares = blame_route(log, model, 0)
    numbers = np.flatnonzero(log.cohort & (log.applications.in_time == Truth.no))
    end = np.where(log.applications.ready[numbers] == UNSET, log.observed_until, log.applications.ready[numbers])
    working = model.capacity.offices[0].clock.hours
    pairs = zip(log.applications.deadline[numbers].tolist(), end.tolist(), strict=True)
    assert late.tolist() == [working.elapsed(due, at) for due, at in pairs]
    assert shares.sum(axis=1).tolist() == late.tolist()
    assert (shares >= 0).all()
    assert all(row[-1] in (0, sum(row)) for row in shares.tolist())
    lateness, by_step = blame(log, model)
    assert lateness == [late.sum()]
    for k, row in enumerate(by_step[0]):
        assert row["blame_h"] == shares[:, k].sum()
        assert sum(row[reason] for reason in REASONS) == pytest.approx(row["blame_h"], rel=1e-9, abs=1e-6)
        assert all(row[reason] >= 0 for reason in REASONS), (k, row)
    papers = [plan.key for plan in model.routes[0].steps].index("papers")
    reasons_of_papers = by_step[0][papers]
    assert reasons_of_papers["blame_h"] == pytest.approx(reasons_of_papers[APPLICANT] + reasons_of_papers[CLOSED])
    if clock == "stops":
        late_asked = set(log.visits.application[(log.visits.position == papers) & ~log.visits.stands_still].tolist())
        assert not shares[[number not in late_asked for number in numbers.tolist()], papers].any()
    others = [row for k, row in enumerate(by_step[0]) if k != papers]
    assert not any(row[APPLICANT] for row in others)
    assert [bool(row[TRANSFER]) for row in by_step[0]] == [bool(shares[:, k].any()) and k == 4 for k in range(6)]
