"""Appointments shorten the wait of the booked, and whoever loses his patience lengthens nobody's: without exception in a
hall that is open round the clock, where a theorem says so."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.calendar.working_time import WorkingTime
from sim.engine.simulate import simulate
from sim.law.legal_clock import OfficeClock
from sim.measure.intervals import mean_interval
from sim.model.capacity import Capacity, OfficePlan, Pool, Window
from sim.model.route import Kind, RoutePlan, StepPlan
from sim.model.workload import Workload
from sim.quantities import DAY, MINUTE, UNSET, Instants

START, END = 100 * DAY, 160 * DAY


def hall(members: int) -> Capacity:
    """One counter that never closes."""
    hours = WorkingTime.from_intervals(START, END, [(START, END)])
    none = np.zeros(0, dtype=np.int64)
    return Capacity((OfficePlan("o", "o", OfficeClock(hours, none, none), 0),), (Pool(0, "clerk", members, hours),))


def visitors(submitted: Instants, work: Instants) -> Workload:
    """Applicants with one visit each."""
    n = len(submitted)
    zeros = np.zeros(n, dtype=np.int64)
    plan = RoutePlan("s", "provider", (StepPlan("1", "clerk", Kind.COUNTER, None, ""),), 0, 0, None)
    return Workload(
        replication=1, window=Window(START, START, START + 30 * DAY, END), streams=("all",), routes=(plan,),
        submitted=START + submitted, stream=zeros, route=zeros, office=zeros, first=np.arange(n + 1, dtype=np.int64),
        pool=zeros, work=work, hold=zeros,
    )  # fmt: skip


def crowd(seed: int, n: int = 400) -> Workload:
    """Applicants who come by chance and keep a counter of two nearly busy."""
    rng = np.random.default_rng(seed)
    gaps = rng.exponential(5.5 * MINUTE, n)
    work = np.maximum(rng.exponential(10 * MINUTE, n), 1)
    return visitors(np.cumsum(gaps).astype(np.int64), work.astype(np.int64))


def waits(workload: Workload, members: int = 2) -> Instants:
    """By applicant: how long he waits until he is served, UNSET if he is not [s]."""
    visits = simulate(workload, hall(members)).visits
    return np.where(visits.started == UNSET, UNSET, visits.started - visits.queued)


def test_an_appointment_shortens_the_wait_of_the_booked_and_lengthens_that_of_the_others() -> None:
    """On the same arrivals, one half being booked or not: paired differences over crowds."""
    shorter, longer = [], []
    for seed in range(12):
        workload = crowd(seed)
        booked = np.random.default_rng(seed + 1000).random(workload.size) < 0.5
        slots = np.where(booked, workload.submitted, UNSET)
        without, with_slots = waits(workload), waits(replace(workload, appointment=slots))
        shorter.append(float((without - with_slots)[booked].mean()))
        longer.append(float((with_slots - without)[~booked].mean()))
        assert with_slots[booked].mean() <= without[booked].mean()
    assert mean_interval(shorter).low > 0
    assert mean_interval(longer).low > 0


@settings(max_examples=100)
@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30), st.integers(1, 40)), min_size=2, max_size=40),
    st.integers(1, 3),
)
def test_patience_lengthens_nobodys_wait(people: list[tuple[int, int, int]], members: int) -> None:
    """One visit each, first come first served: whoever leaves takes no service (Kiefer and Wolfowitz as for less work)."""
    people = sorted(people)
    submitted, work, patience = (np.array(column, dtype=np.int64) * MINUTE for column in zip(*people, strict=True))
    workload = visitors(submitted, work)
    patient = waits(workload, members)
    never = np.full((len(people), 1), UNSET, dtype=np.int64)
    impatient = waits(replace(workload, patience=patience, returns_after=never), members)
    served = impatient != UNSET
    assert (impatient[served] <= patient[served]).all()
    assert (impatient[served] < patience[served]).all()
