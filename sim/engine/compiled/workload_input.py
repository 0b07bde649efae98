"""The applications of a replication as the plain arrays of `WorkloadInput` in `kernel/input.h`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.engine.compiled.capacity_input import limit_fields
from sim.engine.compiled.numbers import Kept
from sim.model.attended_hours import MOST_VISITS
from sim.model.outcomes import ApplicationOutcome
from sim.model.route import Kind, RoutePlan, StepPlan
from sim.model.workload import Workload
from sim.quantities import UNSET

_SEARCHES = {"runs": 0, "stops": 1, "extended": 2}
"""`SEARCH_NONE` and so on of the kernel by the rule of the clock."""
_AFTER_THE_ROUTE = StepPlan("", "", Kind.SYSTEM, None, "")
"""What stands in the table of steps after the end of a shorter route."""


class WorkloadInput:
    """A workload for the kernel."""

    def __init__(self, workload: Workload) -> None:
        kept = self._kept = Kept()
        window, address = workload.window, kept.address
        longest = max((len(plan.steps) for plan in workload.routes), default=0)
        stopped = None
        if workload.ending is not None:
            stopped = workload.ending == ApplicationOutcome.stopped_before_receipt
        returns = workload.returns_after
        self.fields = np.array(
            [
                *(workload.size, len(workload.work), workload.first_objection),
                *(window.start, window.warm_up_end, window.horizon, window.run_out_end),
                longest,
                kept.of_rows(_steps(workload.routes, longest), 8),
                kept.of_rows([_route_fields(plan) for plan in workload.routes], 6),
                address(workload.submitted),
                *(address(workload.office, np.int32), address(workload.route, np.int32)),
                *(address(stopped, np.uint8), address(workload.inherited, np.uint8)),
                *(address(workload.settlement), address(workload.priority), address(workload.appointment)),
                *(address(workload.parent, np.int32), address(workload.objects_after)),
                *(address(workload.first), address(workload.pool, np.int32)),
                *(address(workload.transfer, np.int32), address(workload.step, np.int32)),
                *(address(workload.work), address(workload.hold), address(workload.patience)),
                *(0 if returns is None else returns.shape[1], address(returns), MOST_VISITS),
            ],
            dtype=np.int64,
        )
        """The structure, field by field."""


def _steps(routes: Sequence[RoutePlan], longest: int) -> list[Sequence[int]]:
    """The fields of the `StepPlan` of every step, route after route, each as long as the longest."""
    return [
        _step_fields(step)
        for plan in routes
        for step in (*plan.steps, *[_AFTER_THE_ROUTE] * (longest - len(plan.steps)))
    ]


def _step_fields(step: StepPlan) -> Sequence[int]:
    return (
        *(step.kind, UNSET if step.system is None else step.system),
        *(step.same_member, step.assign == "at_once", step.people),
        _SEARCHES[step.clock] if step.kind is Kind.APPLICANT else 0,
        *limit_fields(step.applicant_deadline),
    )


def _route_fields(plan: RoutePlan) -> Sequence[int]:
    until = UNSET if plan.received_until is None else plan.received_until
    return *limit_fields(plan.term), *limit_fields(plan.extended_term), plan.day_of_receipt_included, until
