"""A replication's log read back from its two tables, `steps.parquet` and `applications.parquet`.

The log has what the tables hold, and what follows from it and from the model by a rule: the passings of steps, the documents
that stopped the clock, when each application had ended, and how long the run was observed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.engine.log_columns import TOGETHER
from sim.engine.steplog import LogNames, Partners, RecordedApplications, RecordedLog, RecordedVisits, StepOutcome, Truth
from sim.model.model import Model
from sim.model.outcomes import ApplicationOutcome
from sim.model.route import Kind, kinds_of_steps
from sim.quantities import NEVER, UNSET, Flags, Instants
from sim.tracing.running_term import RunningTerm

_Columns = dict[str, Any]


def log_from_tables(steps: pd.DataFrame, applications: pd.DataFrame, model: Model) -> RecordedLog:
    """The log of one replication, given its rows of both tables and the model that it was simulated in.

    Tables have the columns of STEP_COLUMNS and APPLICATION_COLUMNS. Raises KeyError or ValueError where a table names a
    route, step, office, role or member that the model has not.
    """
    names = LogNames.of(model.stream_names, model.routes, model.capacity)
    of_applications = _application_columns(applications, names)
    _restore_deadlines_behind_the_calendar(of_applications, model)
    of_visits = _visit_columns(steps, of_applications["route"], names, model)
    ended = ends_of_applications(of_visits, of_applications)
    last_to_end = ended[of_applications["counted"] | of_applications["inherited"]]
    observed_until = end_of_observation(last_to_end, model)
    stands_still, not_counted = stops_of_the_clock(of_visits, of_applications, model, observed_until)
    return RecordedLog(
        replication=int(applications["replication"].iloc[0]) if len(applications) else 0,
        observed_until=observed_until,
        followed_until=model.window.run_out_end,
        visits=RecordedVisits(**of_visits, row=passings(of_visits), stands_still=stands_still),
        applications=RecordedApplications(**of_applications, ended=ended, not_counted=not_counted),
        names=names,
        partners=_partners(steps, of_visits["served_by"], names),
    )


def _application_columns(table: pd.DataFrame, names: LogNames) -> _Columns:
    """The columns of RecordedApplications that the table of applications holds."""
    routes = {key: i for i, key in enumerate(names.routes)}
    route = [routes[key] for key in zip(table["service"], table["route"], strict=True)]
    return {
        "stream": _places(table["stream"], names.streams),
        "route": np.array(route, dtype=np.int64),
        "office": _places(table["office"], names.offices),
        "in_time": _answers(table["in_time"]),
        "outcome": _codes(table["outcome"], ApplicationOutcome),
        "counted": table["counted"].to_numpy(dtype=bool),
        "inherited": table["inherited"].to_numpy(dtype=bool),
        "parent": table["parent"].fillna(UNSET).to_numpy(dtype=np.int64),
    } | {
        name: _instants(table[name])
        for name in (
            "submitted",
            "appointment",
            "received",
            "ready",
            "handed_out",
            "deadline",
            "delivered",
            "delivery_deadline",
        )
    }


def _restore_deadlines_behind_the_calendar(columns: _Columns, model: Model) -> None:
    """Mark the deadlines that the tables leave out, since no calendar knows them: of received applications with a term."""
    with_term = np.array([plan.term is not None for plan in model.routes], dtype=bool)[columns["route"]]
    delivered_before = np.array([plan.delivered_before for plan in model.routes], dtype=np.int64)[columns["route"]]
    unknown = with_term & (columns["received"] != UNSET) & (columns["deadline"] == UNSET)
    columns["deadline"][unknown] = NEVER
    columns["delivery_deadline"][unknown & (delivered_before > 0)] = NEVER


def _visit_columns(table: pd.DataFrame, route: Instants, names: LogNames, model: Model) -> _Columns:
    """The columns of RecordedVisits that the table of steps holds, given the route of each application."""
    application = _whole(table["application"])
    positions = [{key: k for k, (key, _) in enumerate(steps)} for steps in names.steps]
    keys = zip(route[application].tolist(), table["step"], strict=True)
    position = np.array([positions[i][key] for i, key in keys], dtype=np.int64)
    kind = kinds_of_steps(model.routes)[route[application], position]
    pool, served_by, member = _who(table, np.isin(kind, (Kind.COUNTER, Kind.DESK)).tolist(), names)
    lengths = [name for name in table if str(name).endswith("_s")]
    return (
        {
            "application": application,
            "position": position,
            "number": _whole(table["visit"]),
            "pool": pool,
            "served_by": served_by,
            "member": member,
            "in_time": _answers(table["in_time"]),
            "outcome": _codes(table["outcome"], StepOutcome),
        }
        | {name: _instants(table[name]) for name in ("queued", "started", "finished", "deadline")}
        | {str(name): _whole(table[name]) for name in lengths}
    )


def _who(table: pd.DataFrame, staffed: Sequence[bool], names: LogNames) -> tuple[Instants, Instants, Instants]:
    """By visit: the pool that does the step, the pool of whoever did it, and his number in it."""
    offices = [names.offices[office] for office in names.pool_offices.tolist()]
    pools = {place: i for i, place in enumerate(zip(offices, names.pool_roles, strict=True))}
    columns = np.full((3, len(table)), UNSET, dtype=np.int64)
    rows = zip(staffed, table["office"], table["role"], table["member"], strict=True)
    for i, (by_staff, office, role, who) in enumerate(rows):
        if not by_staff:
            continue
        columns[0, i] = pools[office, role]
        if pd.isna(who):
            continue
        role_of_stand_in, _, members = str(who).rpartition("/")
        served_by = columns[1, i] = pools[office, role_of_stand_in or role]
        columns[2, i] = _numbers(members, served_by, names)[0]
    return columns[0], columns[1], columns[2]


def _numbers(members: str, pool: int, names: LogNames) -> list[int]:
    """The numbers in a pool of those who did a visit, by their names or numbers as the table has them."""
    known = names.members[pool]
    return [known.index(name) if known else int(name) for name in members.split(TOGETHER)]


def _partners(table: pd.DataFrame, served_by: Instants, names: LogNames) -> Partners:
    """Those who did visits together with others, by position of the visit."""
    visits, numbers = [], []
    for i in np.flatnonzero(table["member"].astype("str").str.contains(TOGETHER, regex=False)).tolist():
        _, *others = _numbers(str(table["member"].iloc[i]).rpartition("/")[2], int(served_by[i]), names)
        visits += [i] * len(others)
        numbers += others
    return Partners(np.array(visits, dtype=np.int64), np.array(numbers, dtype=np.int64))


def passings(visits: Mapping[str, Any]) -> Instants:
    """By visit: the passing of a step that it belongs to, numbered in order [from 0].

    Rule: a visit goes on with the passing of the visit before it, if that was one of the same application to the same step
    and was handed over, turned away or given up for a while.
    """
    application, position = visits["application"], visits["position"]
    unfinished = (StepOutcome.handed_over, StepOutcome.turned_away, StepOutcome.gave_up)
    goes_on = np.isin(visits["outcome"][:-1], unfinished)
    goes_on &= (application[1:] == application[:-1]) & (position[1:] == position[:-1])
    return np.cumsum(np.concatenate([np.zeros(len(application[:1]), dtype=np.int64), ~goes_on]), dtype=np.int64)


def ends_of_applications(visits: Mapping[str, Any], applications: Mapping[str, Any]) -> Instants:
    """By application: when there was nothing more to be done about it; UNSET for one that is open [instants].

    Rule: an answer is over when it is handed out; what ends without an answer, and what its applicant has left for good, is
    over with its last visit.
    """
    outcome = applications["outcome"]
    last = np.full(len(outcome), UNSET, dtype=np.int64)
    np.maximum.at(last, visits["application"], visits["finished"])
    without_answer = (
        ApplicationOutcome.stopped_before_receipt,
        ApplicationOutcome.returned,
        ApplicationOutcome.ended_by_applicant,
        ApplicationOutcome.lost,
    )
    left = np.isin(outcome, without_answer)
    left[visits["application"][visits["outcome"] == StepOutcome.lost]] = True
    return np.where(left, last, applications["handed_out"])


def end_of_observation(ended: Instants, model: Model) -> int:
    """The last instant that was simulated, given when each counted or inherited application ended [instant].

    Rule: the observation ends with the last of them, not before the horizon; with the run-out where one is open.
    """
    if (ended == UNSET).any():
        return model.window.run_out_end
    return max(model.window.horizon, int(ended.max(initial=UNSET)))


def stops_of_the_clock(
    visits: Mapping[str, Any], applications: Mapping[str, Any], model: Model, observed_until: int
) -> tuple[Flags, Instants]:
    """By visit: whether the clock of the term stood still in it; by application: working days for which it did.

    Rule: that of the route's term, search by search as :class:`RunningTerm` applies it; an application's documents are there
    when the visit is begun, or was over without that, or at the end of the observation.
    """
    application, position = visits["application"], visits["position"]
    stands_still = np.zeros(len(application), dtype=bool)
    days = np.zeros(len(applications["route"]), dtype=np.int64)
    concerned = [[step.clock != "runs" for step in plan.steps] for plan in model.routes]
    route, offices = applications["route"][application], model.capacity.offices
    terms: dict[int, RunningTerm] = {}
    for row, (i, k) in enumerate(zip(route.tolist(), position.tolist(), strict=True)):
        if not concerned[i][k]:
            continue
        number = int(application[row])
        if number not in terms:
            office = offices[int(applications["office"][number])]
            clock, received = offices[office.provider].clock, int(applications["received"][number])
            terms[number] = RunningTerm(model.routes[i], office, clock, received)
        back = int(visits["finished" if visits["started"][row] == UNSET else "started"][row])
        search = terms[number].search(
            model.routes[i].steps[k], int(visits["queued"][row]), observed_until if back == UNSET else back
        )
        stands_still[row], days[number] = search.stood, terms[number].days_stopped
    return stands_still, days


def _places(column: pd.Series[Any], names: Sequence[str]) -> Instants:
    numbers = {name: i for i, name in enumerate(names)}
    return np.array([numbers[name] for name in column], dtype=np.int64)


def _instants(column: pd.Series[Any]) -> Instants:
    moments = column.to_numpy(dtype="datetime64[s]")
    return np.where(np.isnat(moments), UNSET, moments.astype(np.int64))


def _whole(column: pd.Series[Any]) -> Instants:
    return column.to_numpy(dtype=np.int64)


def _answers(column: pd.Series[Any]) -> NDArray[np.int8]:
    return np.array([Truth.unknown if pd.isna(v) else Truth.yes if v else Truth.no for v in column], dtype=np.int8)


def _codes(column: pd.Series[Any], names: type[IntEnum]) -> NDArray[np.int8]:
    return np.array([names[name] for name in column], dtype=np.int8)
