"""The late applications of one replication, one by one: by how much each is late, and which step that is to be blamed on.

An application is late here where it counts, and missed a deadline that lies within the time for which outcomes are known:
those that the figure `late` counts. What is to be blamed follows section 7.6 of the model.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np

from sim.engine.steplog import RecordedLog
from sim.measure.blame import OFFICER, REASONS, BlameOfApplications, blame_by_application
from sim.model.model import Model
from sim.model.outcomes import ApplicationOutcome
from sim.quantities import DAY, UNSET, LimitUnit, civil

LateOrder = Literal["lateness", "month", "office", "step"]
"""What late applications are sorted by: the latest first, or together by the month in which the term ended, by office, or by
the step that cost most."""
_SECONDS: dict[LimitUnit, int] = {"minutes": 60, "hours": 3600}


@dataclass(frozen=True)
class LateApplication:
    """One late application."""

    replication: int
    """Number of the replication [from 1]."""
    application: int
    """Its number in the tables of the replication."""
    stream: str
    """Where it came from."""
    service: str
    """Short name of the service."""
    route: str
    """The route: its channel, or the objections to its answers."""
    office: str
    """Name of the office where it was handed in."""
    received: int
    """When it was received [instant]."""
    due: int
    """Its deadline [instant]."""
    ready: int
    """When its answer was ready; UNSET for one that was still open when the observation ended [instant]."""
    refused: bool
    """Whether the answer is a reasoned refusal."""
    late_by: float
    """How late the answer was, or was so far, in the unit of the term: whole days, or minutes or hours of working time."""
    unit: LimitUnit
    """The unit of the term."""
    lateness_s: int
    """The same as working time of the provider [s]."""
    step: str
    """Name of the step that cost most; empty where the term is shorter than the steps, or no step was to blame."""
    role: str
    """Short name of the role that does that step; empty for none."""
    step_s: int
    """Its share of the lateness [s of working time]."""
    reasons_s: dict[str, int]
    """That share by what the step's time went to, most first: `people`, `officer`, `closed`, `sitting`, `applicant`,
    `transfer`, `system` and `service`; without those of less than a second [s]."""

    @property
    def month(self) -> date:
        """The first day of the month in which the term ended."""
        return civil(self.due - 1).date().replace(day=1)  # what ends at midnight ends on the day before


def late_applications(log: RecordedLog, model: Model) -> list[LateApplication]:
    """The late applications of a replication, the latest first; of equally late ones in the order of their numbers."""
    found = []
    for route, blamed in enumerate(blame_by_application(log, model)):
        found += _of_route(log, model, route, blamed)
    return sorted(found, key=lambda one: (-one.lateness_s, one.application))


def late_groups(late: Sequence[LateApplication], by: LateOrder) -> list[tuple[tuple[str, ...], list[LateApplication]]]:
    """Late applications together by what they are sorted by, each group the latest first.

    The key of a group is the month (`2018-03`), the office, or service, route and step; by lateness there is one group with an
    empty key. Months come in order, other groups by their lateness together, most first.
    """
    keys: dict[LateOrder, Callable[[LateApplication], tuple[str, ...]]] = {
        "lateness": lambda one: (),
        "month": lambda one: (f"{one.month:%Y-%m}",),
        "office": lambda one: (one.office,),
        "step": lambda one: (one.service, one.route, one.step),
    }
    groups: dict[tuple[str, ...], list[LateApplication]] = defaultdict(list)
    for one in sorted(late, key=lambda one: (-one.lateness_s, one.application)):
        groups[keys[by](one)].append(one)

    def place(group: tuple[tuple[str, ...], list[LateApplication]]) -> Any:
        return group[0] if by == "month" else (-sum(one.lateness_s for one in group[1]), group[0])

    return sorted(groups.items(), key=place)


def _of_route(log: RecordedLog, model: Model, route: int, blamed: BlameOfApplications) -> list[LateApplication]:
    """The late applications of one route, given their blame."""
    plan, applications = model.routes[route], log.applications
    if plan.term is None:
        return []
    found = []
    for i, number in enumerate(blamed.numbers.tolist()):
        due, ready = int(applications.deadline[number]), int(applications.ready[number])
        office = model.capacity.offices[int(applications.office[number])]
        lateness, shares = int(blamed.lateness_s[i]), blamed.shares_s[i]
        # Of equal shares the first; one that no step is to blame for belongs to the term.
        most = int(shares.argmax()) if shares.any() else len(plan.steps)
        step = plan.steps[most] if most < len(plan.steps) else None
        end = log.observed_until if ready == UNSET else ready
        found.append(
            LateApplication(
                replication=log.replication,
                application=number,
                stream=log.names.streams[int(applications.stream[number])],
                service=plan.service,
                route=plan.key[1],
                office=office.name,
                received=int(applications.received[number]),
                due=due,
                ready=ready,
                refused=bool(applications.outcome[number] == ApplicationOutcome.refused),
                late_by=_in_unit(model, int(applications.office[number]), plan.term.unit, due, end),
                unit=plan.term.unit,
                lateness_s=lateness,
                step="" if step is None else step.key,
                role="" if step is None else step.role,
                step_s=int(shares[most]),
                reasons_s={} if step is None else _reasons(blamed, i, most),
            )
        )
    return found


def _in_unit(model: Model, number: int, unit: LimitUnit, due: int, end: int) -> float:
    """The time from a deadline to an instant after it, as a term in that unit counts it for an office of arrival."""
    office = model.capacity.offices[number]
    if unit == "calendar_days":
        return float((end - 1) // DAY - (due - 1) // DAY)
    if unit == "working_days":
        clock = model.capacity.offices[office.provider].clock
        return float(clock.working_days(np.array([due], dtype=np.int64), np.array([end], dtype=np.int64))[0])
    return office.clock.hours.elapsed(due, end) / _SECONDS[unit]


def _reasons(blamed: BlameOfApplications, which: int, step: int) -> dict[str, int]:
    """The share of a step in the lateness of one application by reason, most first [s]."""
    shares = {name.split("_")[1]: round(float(blamed.by_reason_s[name][which, step])) for name in (*REASONS, OFFICER)}
    return {name: seconds for name, seconds in sorted(shares.items(), key=lambda one: -one[1]) if seconds}
