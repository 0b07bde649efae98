"""A log as the two tables that a run writes: one row per visit to a step, and one per application."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.engine.steplog import LogNames, RecordedLog, RecordedVisits, StepOutcome, Truth
from sim.model.outcomes import ApplicationOutcome
from sim.quantities import NEVER, UNSET, Instants

if TYPE_CHECKING:  # slow to import, and only tables need it
    import pandas as pd


STEP_COLUMNS = (
    "replication", "application", "stream", "service", "route", "step", "visit", "office", "role", "member",
    "queued", "started", "finished", "deadline", "in_time", "outcome", "work_s", "hold_s",
    "wait_people_s", "wait_officer_s", "wait_closed_s", "wait_sitting_s", "wait_applicant_s", "wait_transfer_s", "wait_system_s",
)  # fmt: skip
"""Columns of the step table, in order."""
APPLICATION_COLUMNS = (
    "replication", "application", "stream", "service", "route", "office", "submitted", "received", "ready",
    "handed_out", "deadline", "in_time", "outcome", "counted", "inherited", "delivered", "delivery_deadline",
    "parent", "appointment",
)  # fmt: skip
"""Columns of the application table, in order."""
TOGETHER = " + "
"""Between the members who did a visit together; no name has that sign."""
_MISSING = -1
"""Code of a missing value in a column of names."""


def steps_frame(log: RecordedLog) -> pd.DataFrame:
    """The step table.

    Columns: those of STEP_COLUMNS; instants are datetime64[s] in local civil time, NaT where there is none, and for a
    deadline behind the calendar, which nobody knows; durations whole seconds; `in_time` is missing for a step without limit
    or with an unknown answer; `member` is a name or a number in the pool, and `ROLE/MEMBER` where somebody of another role
    stood in; several who did it together stand as `A + B`.
    """
    import pandas as pd

    visits, names, route = log.visits, log.names, log.route_of_visit
    keys = [key for steps in names.steps for key, _ in steps]
    roles = [role for steps in names.steps for _, role in steps]
    offset = np.cumsum([0] + [len(steps) for steps in names.steps])[:-1]
    step = offset[route] + visits.position
    without_role = np.array([role == "" for role in roles])
    columns = {
        "replication": np.full(len(step), log.replication, dtype=np.int64),
        "application": visits.application,
        "stream": _named(log.applications.stream[visits.application], names.streams),
        "service": _named(route, [service for service, _ in names.routes]),
        "route": _named(route, [channel for _, channel in names.routes]),
        "step": _named(step, keys),
        "visit": visits.number,
        "office": _named(_offices(visits, names), names.offices),
        "role": _named(np.where(without_role[step], _MISSING, step), roles),
        "member": _members(log),
        "queued": _moments(visits.queued),
        "started": _moments(visits.started),
        "finished": _moments(visits.finished),
        "deadline": _moments(visits.deadline),
        "in_time": _answers(visits.in_time),
        "outcome": _named(visits.outcome, [outcome.name for outcome in StepOutcome]),
        "work_s": visits.work_s,
        "hold_s": visits.hold_s,
        "wait_people_s": visits.wait_people_s,
        "wait_officer_s": visits.wait_officer_s,
        "wait_closed_s": visits.wait_closed_s,
        "wait_sitting_s": visits.wait_sitting_s,
        "wait_applicant_s": visits.wait_applicant_s,
        "wait_transfer_s": visits.wait_transfer_s,
        "wait_system_s": visits.wait_system_s,
    }
    return pd.DataFrame(columns, columns=list(STEP_COLUMNS))


def applications_frame(log: RecordedLog) -> pd.DataFrame:
    """The application table.

    Columns: those of APPLICATION_COLUMNS; instants are datetime64[s] in local civil time, NaT where there is none, and for
    a deadline behind the calendar;
    `in_time` is missing while the answer is unknown or where there is no term.
    """
    import pandas as pd

    applications, names = log.applications, log.names
    n = len(applications)
    columns = {
        "replication": np.full(n, log.replication, dtype=np.int64),
        "application": np.arange(n, dtype=np.int64),
        "stream": _named(applications.stream, names.streams),
        "service": _named(applications.route, [service for service, _ in names.routes]),
        "route": _named(applications.route, [channel for _, channel in names.routes]),
        "office": _named(applications.office, names.offices),
        "submitted": _moments(applications.submitted),
        "received": _moments(applications.received),
        "ready": _moments(applications.ready),
        "handed_out": _moments(applications.handed_out),
        "deadline": _moments(applications.deadline),
        "in_time": _answers(applications.in_time),
        "outcome": _named(applications.outcome, [outcome.name for outcome in ApplicationOutcome]),
        "counted": applications.counted,
        "inherited": applications.inherited,
        "delivered": _moments(applications.delivered),
        "delivery_deadline": _moments(applications.delivery_deadline),
        "parent": _numbers(applications.parent),
        "appointment": _moments(applications.appointment),
    }
    return pd.DataFrame(columns, columns=list(APPLICATION_COLUMNS))


def _offices(visits: RecordedVisits, names: LogNames) -> Instants:
    """By visit: the office of its pool; a step of a system, a way or the applicant is done in none."""
    if not len(names.pool_offices):
        return np.full(len(visits), _MISSING, dtype=np.int64)
    staffed = visits.pool != UNSET
    return np.where(staffed, names.pool_offices[np.where(staffed, visits.pool, 0)], _MISSING)


def _members(log: RecordedLog) -> pd.Categorical[str]:
    """Who did each visit: a name, or a number in the pool; with the role before it where somebody stood in."""
    visits, names = log.visits, log.names
    somebody = visits.member != UNSET
    most = int(visits.member.max(initial=0)) + 1
    of_pool = visits.served_by == visits.pool
    key = np.where(somebody, (visits.served_by * most + visits.member) * 2 + of_pool, _MISSING)
    keys, codes = np.unique(key, return_inverse=True)
    labels = []
    for pool_and_member, is_of_pool in (divmod(k, 2) for k in keys.tolist() if k != _MISSING):
        pool, member = divmod(pool_and_member, most)
        name = names.member(pool, member)
        labels.append(name if is_of_pool else f"{names.pool_roles[pool]}/{name}")
    codes = codes.reshape(-1) - (len(keys) - len(labels))
    for visit in np.unique(log.partners.visit).tolist():
        others = [names.member(int(visits.served_by[visit]), number) for number in log.partners.of(visit)]
        labels.append(TOGETHER.join([labels[codes[visit]], *others]))
        codes[visit] = len(labels) - 1
    return _named(codes, labels)


def _named(codes: Instants | NDArray[np.int8], names: Sequence[str]) -> pd.Categorical[str]:
    """Codes as names; equal names share one category."""
    import pandas as pd

    unique = {name: i for i, name in enumerate(dict.fromkeys(names))}
    table = np.array([unique[name] for name in names] + [_MISSING], dtype=np.int32)  # the last place is that of -1
    return pd.Categorical.from_codes(
        table[np.asarray(codes, dtype=np.int64)], categories=pd.Index(list(unique), dtype="str")
    )


def _moments(instants: Instants) -> NDArray[np.datetime64]:
    moments = instants.astype("datetime64[s]")
    moments[(instants == UNSET) | (instants == NEVER)] = np.datetime64("NaT")
    return moments


def _numbers(numbers: Instants) -> pd.arrays.IntegerArray:
    import pandas as pd

    return pd.arrays.IntegerArray(numbers.astype(np.int64), numbers == UNSET)


def _answers(answers: NDArray[np.int8]) -> pd.arrays.BooleanArray:
    import pandas as pd

    return pd.arrays.BooleanArray(answers == Truth.yes, answers == Truth.unknown)
