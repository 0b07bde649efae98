"""A replication's log read back from its two tables, `steps.parquet` and `applications.parquet`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import IntEnum
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.engine.steplog import StepLog, StepOutcome, Truth
from sim.model.model import Model
from sim.model.outcomes import ApplicationOutcome
from sim.model.route import Kind
from sim.quantities import UNSET, Instants
from sim.tracing.running_term import RunningTerm


def log_from_tables(steps: pd.DataFrame, applications: pd.DataFrame, model: Model) -> StepLog:
    """The log of one replication, given its rows of both tables and the model that it was simulated in.

    Tables have the columns of STEP_COLUMNS and APPLICATION_COLUMNS. What they do not hold is left empty in the log: parts
    of work that was set aside, sittings, outings, and `work_ended` of visits with a hold. `row` numbers the passings that began, and `a_answerable` takes an open application for one that will be answered
    where its table does not tell. Raises KeyError or ValueError where a table names a route, step, office, role or member that the model has not.
    """
    capacity = model.capacity
    routes = {plan.key: i for i, plan in enumerate(model.routes)}
    a_route = np.array(
        [routes[key] for key in zip(applications["service"], applications["route"], strict=True)], dtype=np.int64
    )
    offices = tuple(office.name for office in capacity.offices)
    positions = [{step.key: k for k, step in enumerate(plan.steps)} for plan in model.routes]
    application = steps["application"].to_numpy(dtype=np.int64)
    route = a_route[application]
    position = np.array(
        [positions[r][key] for r, key in zip(route.tolist(), steps["step"], strict=True)], dtype=np.int64
    )
    pools = {(offices[pool.office], pool.role): i for i, pool in enumerate(capacity.pools)}
    staffed = [model.routes[r].steps[k].kind in (Kind.COUNTER, Kind.DESK) for r, k in zip(route, position, strict=True)]
    names = tuple(tuple(member.name for member in pool.roster) for pool in capacity.pools)
    pool, served_by, member = _who(steps, staffed, pools, names)
    started, finished, hold = _instants(steps["started"]), _instants(steps["finished"]), _whole(steps["hold_s"])
    handed_out, inherited = _instants(applications["handed_out"]), applications["inherited"].to_numpy(dtype=bool)
    outcome = _codes(applications["outcome"], ApplicationOutcome)
    counted = applications["counted"].to_numpy(dtype=bool)
    ended = _ended(application, finished, outcome, handed_out)
    observed_until = _observed_until(ended[counted | inherited], model)
    deadline, in_time = _instants(applications["deadline"]), _truths(applications["in_time"])
    visit_outcome = _codes(steps["outcome"], StepOutcome)
    log = StepLog(
        replication=int(applications["replication"].iloc[0]) if len(applications) else 0,
        observed_until=observed_until,
        followed_until=model.window.run_out_end,
        application=application,
        position=position,
        visit=_whole(steps["visit"]),
        row=_passings(application, position, visit_outcome),
        pool=pool,
        served_by=served_by,
        member=member,
        queued=_instants(steps["queued"]),
        started=started,
        work_ended=np.where(hold == 0, finished, UNSET),
        finished=finished,
        deadline=_instants(steps["deadline"]),
        in_time=_truths(steps["in_time"]),
        outcome=visit_outcome,
        stands_still=np.zeros(len(steps), dtype=bool),
        work_s=_whole(steps["work_s"]),
        hold_s=hold,
        wait_people_s=_whole(steps["wait_people_s"]),
        wait_closed_s=_whole(steps["wait_closed_s"]),
        wait_sitting_s=_whole(steps["wait_sitting_s"]),
        wait_applicant_s=_whole(steps["wait_applicant_s"]),
        wait_transfer_s=_whole(steps["wait_transfer_s"]),
        wait_system_s=_whole(steps["wait_system_s"]),
        outings=np.zeros((0, 5), dtype=np.int64),
        sittings=np.zeros((0, 7), dtype=np.int64),
        spells=np.zeros((0, 4), dtype=np.int64),
        a_received=_instants(applications["received"]),
        a_ready=_instants(applications["ready"]),
        a_handed_out=handed_out,
        a_deadline=deadline,
        a_in_time=in_time,
        a_answerable=_answerable(outcome, in_time, deadline, observed_until),
        a_outcome=outcome,
        a_counted=counted,
        a_inherited=inherited,
        a_ended=ended,
        a_delivered=_instants(applications["delivered"]),
        a_delivery_deadline=_instants(applications["delivery_deadline"]),
        a_not_counted=np.zeros(len(applications), dtype=np.int64),
        a_stream=_places(applications["stream"], model.stream_names),
        a_route=a_route,
        a_office=_places(applications["office"], offices),
        a_submitted=_instants(applications["submitted"]),
        streams=model.stream_names,
        routes=tuple(plan.key for plan in model.routes),
        steps=tuple(tuple((step.key, step.role) for step in plan.steps) for plan in model.routes),
        offices=offices,
        pool_offices=np.array([one.office for one in capacity.pools], dtype=np.int64),
        pool_roles=tuple(one.role for one in capacity.pools),
        member_names=names,
    )
    return _with_stops(log, model)


def _with_stops(log: StepLog, model: Model) -> StepLog:
    """The log with what follows from documents that stopped the clock of the term."""
    concerned = [[step.clock != "runs" for step in plan.steps] for plan in model.routes]
    route = log.a_route[log.application]
    rows = [
        row for row, (r, k) in enumerate(zip(route.tolist(), log.position.tolist(), strict=True)) if concerned[r][k]
    ]
    still, days = np.zeros(len(route), dtype=bool), np.zeros(len(log.a_route), dtype=np.int64)
    offices = model.capacity.offices
    terms: dict[int, RunningTerm] = {}
    for row in rows:
        number = int(log.application[row])
        plan, office = model.routes[int(log.a_route[number])], offices[int(log.a_office[number])]
        if number not in terms:
            clock = offices[office.provider].clock
            terms[number] = RunningTerm(plan, office, clock, int(log.a_received[number]))
        back = int(log.finished[row]) if log.started[row] == UNSET else int(log.started[row])
        back = log.observed_until if back == UNSET else back
        still[row] = terms[number].search(plan.steps[int(log.position[row])], int(log.queued[row]), back).stood
        days[number] = terms[number].days_stopped
    return replace(log, stands_still=still, a_not_counted=days)


def _who(
    steps: pd.DataFrame,
    staffed: Sequence[bool],
    pools: Mapping[tuple[str, str], int],
    names: Sequence[Sequence[str]],
) -> tuple[Instants, Instants, Instants]:
    """By visit: the pool that does the step, the pool of whoever did it, and his number in it."""
    columns = np.full((3, len(steps)), UNSET, dtype=np.int64)
    rows = zip(staffed, steps["office"], steps["role"], steps["member"], strict=True)
    for i, (by_staff, office, role, who) in enumerate(rows):
        if not by_staff:
            continue
        columns[0, i] = pools[office, role]
        if pd.isna(who):
            continue
        other, _, name = str(who).rpartition("/")
        there = pools[office, other or role]
        columns[1, i] = there
        columns[2, i] = names[there].index(name) if names[there] else int(name)
    return columns[0], columns[1], columns[2]


def _passings(application: Instants, position: Instants, outcome: NDArray[np.int8]) -> Instants:
    """By visit: the passing of a step that it belongs to; of one that was handed over or turned away the next goes on."""
    goes_on = np.isin(outcome[:-1], (StepOutcome.handed_over, StepOutcome.turned_away))
    same = goes_on & (application[1:] == application[:-1]) & (position[1:] == position[:-1])
    return np.cumsum(np.concatenate([np.zeros(len(application[:1]), dtype=np.int64), ~same]), dtype=np.int64)


def _answerable(
    outcome: NDArray[np.int8], in_time: NDArray[np.int8], deadline: Instants, observed_until: int
) -> NDArray[np.bool_]:
    """By application: whether an answer is due; an open one whose deadline has passed without a verdict gets none."""
    answered = np.isin(outcome, (ApplicationOutcome.assigned, ApplicationOutcome.refused))
    passed = (deadline != UNSET) & (deadline <= observed_until)
    is_open = (outcome == ApplicationOutcome.open) & ~(passed & (in_time == Truth.unknown))
    return np.asarray(answered | is_open, dtype=np.bool_)


def _ended(application: Instants, finished: Instants, outcome: NDArray[np.int8], handed_out: Instants) -> Instants:
    """By application: when there was nothing more to be done about it; an answer is over when it is handed out."""
    last = np.full(len(outcome), UNSET, dtype=np.int64)
    np.maximum.at(last, application, finished)
    otherwise = (
        ApplicationOutcome.stopped_before_receipt,
        ApplicationOutcome.returned,
        ApplicationOutcome.ended_by_applicant,
    )
    return np.where(np.isin(outcome, otherwise), last, handed_out)


def _observed_until(ended: Instants, model: Model) -> int:
    """The observation ends with the last file that counts or is from before the start, or with the run-out."""
    if (ended == UNSET).any():
        return model.window.run_out_end
    return max(model.window.horizon, int(ended.max(initial=UNSET)))


def _places(column: pd.Series[Any], known: Sequence[str]) -> Instants:
    numbers = {name: i for i, name in enumerate(known)}
    return np.array([numbers[name] for name in column], dtype=np.int64)


def _instants(column: pd.Series[Any]) -> Instants:
    moments = column.to_numpy(dtype="datetime64[s]")
    return np.where(np.isnat(moments), UNSET, moments.astype(np.int64))


def _whole(column: pd.Series[Any]) -> Instants:
    return column.to_numpy(dtype=np.int64)


def _truths(column: pd.Series[Any]) -> NDArray[np.int8]:
    return np.array([Truth.unknown if pd.isna(v) else Truth.yes if v else Truth.no for v in column], dtype=np.int8)


def _codes(column: pd.Series[Any], names: type[IntEnum]) -> NDArray[np.int8]:
    return np.array([names[name] for name in column], dtype=np.int8)
