"""The check of every replication finds what an engine could do wrong: it stops for each law that a log is made to break."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from sim.engine.conservation import check_conservation
from sim.engine.simulate import simulate
from sim.engine.steplog import StepLog, StepOutcome, Visits, WorkParts
from sim.errors import ConservationError
from sim.experiment.replications import simulated
from sim.model.capacity import Capacity
from sim.model.draw_workload import draw_workload
from sim.model.model import build_model
from sim.model.workload import Workload
from sim.study.loading import load_scenario
from tests.conformance.cases import CASES, load_case
from tests.people import study


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[StepLog, Workload, Capacity]:
    """A log in order, with its workload."""
    folder: Path = tmp_path_factory.mktemp("conservation")
    leave = "{count: 2, absences: [{first_day: 2018-04-02, last_day: 2018-04-20}]}"
    model = build_model(study(folder, staff={"executor": leave}))
    workload = draw_workload(model, 1)
    return simulate(workload, model.capacity), workload, model.capacity


def changed(log: StepLog, field: str, row: int, value: int) -> StepLog:
    """The log with one value of one column of its visits changed."""
    column = getattr(log.visits, field).copy()
    column[row] = value
    return replace(log, visits=replace(log.visits, **{field: column}))


def done(log: StepLog, at_least: int = 0) -> int:
    """A row in the middle of a route that was done, with one before it and one behind it."""
    middle = (log.visits.position[1:-1] > 0) & (log.visits.outcome[1:-1] == StepOutcome.done)
    middle &= (log.visits.application[2:] == log.visits.application[1:-1]) & (log.visits.work_s[1:-1] > at_least)
    return int(np.flatnonzero(middle)[5]) + 1


@pytest.mark.parametrize("name", CASES)
def test_no_log_that_follows_the_rules_is_refused(name: str) -> None:
    case = load_case(name)
    check_conservation(simulate(case.workload, case.capacity), case.workload, case.capacity)


def test_a_sound_log_passes(sound: tuple[StepLog, Workload, Capacity]) -> None:
    check_conservation(*sound)


@pytest.mark.parametrize(
    ("field", "shift", "law"),
    [
        ("started", -(10**6), "a visit is not in order"),
        ("finished", 10**9, "a visit is not in order"),
        ("finished", 1, "time is lost between two steps"),
        ("queued", -1, "time is lost between two steps"),
        ("position", 1, "a visit does not follow the one before it"),
        ("number", 1, "a visit does not follow the one before it"),
        ("work_s", -1, "work has vanished or was done twice"),
        ("work_s", 1, "work has vanished or was done twice"),
    ],
)
def test_a_value_out_of_place_is_found(
    sound: tuple[StepLog, Workload, Capacity], field: str, shift: int, law: str
) -> None:
    log, workload, capacity = sound
    row = done(log)
    broken = changed(log, field, row, int(getattr(log.visits, field)[row]) + shift)
    with pytest.raises(ConservationError, match=law):
        check_conservation(broken, workload, capacity)


def test_a_step_that_nobody_began_is_found(sound: tuple[StepLog, Workload, Capacity]) -> None:
    log, workload, capacity = sound
    with pytest.raises(ConservationError, match="a step has ended that nobody began"):
        check_conservation(changed(log, "started", done(log), -1), workload, capacity)


def test_two_files_at_once_in_the_hands_of_one_member_are_found(sound: tuple[StepLog, Workload, Capacity]) -> None:
    log, workload, capacity = sound
    visit, begin, end = log.work_intervals()
    one, other = (np.flatnonzero((log.visits.member[visit] == k) & (log.visits.served_by[visit] == 2)) for k in (0, 1))
    pairs = (begin[one][:, None] < end[other]) & (begin[other] < end[one][:, None])
    second = int(visit[other[np.argwhere(pairs)[0][1]]])
    with pytest.raises(ConservationError, match="a member works on two files at once"):
        check_conservation(changed(log, "member", second, 0), workload, capacity)


def test_a_stay_that_is_interrupted_is_found() -> None:
    case = load_case("150_three_steps_in_one_stay")
    log = simulate(case.workload, case.capacity)
    broken = changed(log, "member", 1, 1)
    with pytest.raises(ConservationError, match="application 0: a stay at a counter was interrupted"):
        check_conservation(broken, case.workload, case.capacity)


def test_whoever_found_nobody_comes_back_when_somebody_is_there() -> None:
    case = load_case("22_nobody_is_let_in_at_the_close")
    log = simulate(case.workload, case.capacity)
    row = int(np.flatnonzero((log.visits.application == 0) & (log.visits.position == 1))[0])
    late = log
    for field in ("queued", "started"):
        late = changed(late, field, row, int(getattr(log.visits, field)[row]) + 60)
    with pytest.raises(ConservationError, match="application 0: time is lost between two steps"):
        check_conservation(late, case.workload, case.capacity)


def test_an_application_that_is_lost_is_found_and_named(sound: tuple[StepLog, Workload, Capacity]) -> None:
    log, workload, capacity = sound
    row = done(log)
    lost = int(log.visits.application[row])
    keep = (log.visits.application != lost) | (log.visits.position < log.visits.position[row])
    visits = Visits(**{field.name: getattr(log.visits, field.name)[keep] for field in fields(Visits)})
    moved = np.where(keep, np.cumsum(keep) - 1, -1)
    columns = vars(log.work_parts) | {"visit": moved[log.work_parts.visit]}
    kept_parts = WorkParts(**{name: column[keep[log.work_parts.visit]] for name, column in columns.items()})
    with pytest.raises(ConservationError, match=f"application {lost}: it came and is nowhere"):
        check_conservation(replace(log, visits=visits, work_parts=kept_parts), workload, capacity)


def test_a_run_stops_where_its_engine_breaks_a_law(
    sound: tuple[StepLog, Workload, Capacity], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import sim.engine.simulate

    model = build_model(study(tmp_path))
    workload = draw_workload(model, 1)
    honest = sim.engine.simulate.complete

    def forgetful(*args: object) -> StepLog:
        log = honest(*args)  # type: ignore[arg-type]  # handed through
        return changed(log, "work_s", done(log), 0)

    monkeypatch.setattr(sim.engine.simulate, "complete", forgetful)
    with pytest.raises(ConservationError, match="the engine has a fault, please report it"):
        simulate(workload, model.capacity)


def month_ends(log: StepLog, workload: Workload) -> list[int]:
    """The midnights that end the months of a simulation, as far as it was observed."""
    first, last = (np.datetime64(t, "s").astype("datetime64[M]") for t in (workload.window.start, log.observed_until))
    return [int(month.astype("datetime64[s]").astype(np.int64)) for month in np.arange(first + 1, last + 1)]


@pytest.mark.parametrize(
    "scenario",
    ["south_kazakhstan_2012", "aktobe_home_schooling", "commission_weekly_vs_daily", "portal_outage", "aktogay_2013"],
)
def test_at_the_end_of_every_month_each_application_has_ended_or_is_in_one_place(scenario: str) -> None:
    """Submitted = ended + in one visit + at the office's door + on the way back to a counter, application by application."""
    model = build_model(load_scenario(scenario))
    drawn, log = next(simulated(model, 1))
    workload = draw_workload(drawn, 1)
    n = len(log.applications.submitted)
    receipts = np.array([route.receipt for route in workload.routes])[workload.route]
    steps = np.diff(workload.first)
    ends = month_ends(log, workload)
    assert len(ends) >= 4
    for end in ends:
        over = (log.visits.finished != -1) & (log.visits.finished <= end)
        here = np.bincount(log.visits.application[(log.visits.queued <= end) & ~over], minlength=n)
        assert here.max() <= 1, "nothing is in two places"
        last = np.full(n, -1, dtype=np.int64)
        last[log.visits.application[over]] = np.flatnonzero(over)
        position = np.where(last < 0, -1, log.visits.position[last])
        ended = (position == steps - 1) & (log.visits.outcome[last] == StepOutcome.done)
        at_the_door = position + 1 == receipts
        on_the_way_back = (last >= 0) & (log.visits.outcome[last] == StepOutcome.turned_away)
        came = log.applications.submitted <= end
        nowhere = came & (here == 0) & ~ended & ~at_the_door & ~on_the_way_back
        assert not nowhere.any(), np.flatnonzero(nowhere)[:5]
        assert not (here[~came]).any()
        assert came.sum() == (ended | (here == 1) | (came & (at_the_door | on_the_way_back))).sum()
