"""What a register would show of a simulated office: times on the clock of the wall, as the office itself counts them.

A register knows when a case came, when each of its steps began and ended, and nothing of terms. Its figures are times from the
arrival to the last end, shares of the cases that were over within some days of 24 hours, and waits from the end of the step
before, or from the arrival, to the beginning of a step (sojourn and waiting times of the event log: van der Aalst, Process Mining,
2nd edition (2016), section 9.2).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.engine.steplog import StepLog, StepOutcome
from sim.model.model import Model
from sim.model.route import STAFF_KINDS
from sim.quantities import DAY, HOUR, UNSET, Flags, Floats, Instants, Integers

WITHIN_DAYS = (3, 7)
"""Within how many days of 24 hours cases are over, where nothing else is asked for."""


@dataclass(frozen=True)
class RegisterFigure:
    """One figure of a register."""

    name: str
    """`cycle_mean`, `cycle_median`, `cycle_p90`, `within` or `wait`."""
    route: tuple[str, ...] = ()
    """Service and route; empty for all cases."""
    step: str = ""
    """Of a wait: key of the step that is waited for."""
    days: int = 0
    """Of a share: within how many days of 24 hours."""

    @property
    def share(self) -> bool:
        """Whether it is a share; all others are times [h]."""
        return self.name == "within"

    @property
    def key(self) -> str:
        """Its name in data: `cycle_mean_h`, `within_3_days`, `wait_2_h` with the route before it where it is of one."""
        own = f"within_{self.days}_days" if self.share else f"{self.name}{f'_{self.step}' if self.step else ''}_h"
        return "/".join((*self.route, own))


def register_figures(model: Model, within: tuple[int, ...] = WITHIN_DAYS) -> tuple[RegisterFigure, ...]:
    """The figures of a model's register: those of all cases, of each route where there are several, and the waits of its steps."""
    several = len(model.routes) > 1
    found: list[RegisterFigure] = []
    for place in ((), *(tuple(plan.key) for plan in model.routes if several)):
        found += [RegisterFigure(name, place) for name in ("cycle_mean", "cycle_median", "cycle_p90")]
        found += [RegisterFigure("within", place, days=days) for days in within]
    for plan in model.routes:
        place = tuple(plan.key) if several else ()
        found += [RegisterFigure("wait", place, step.key) for step in plan.steps if step.kind in STAFF_KINDS]
    return tuple(found)


@dataclass(frozen=True)
class CountRegister:
    """A function of a replication that gives its figures as its register would show them; it can be pickled."""

    figures: tuple[RegisterFigure, ...]
    """Which figures."""
    cases: int | None = None
    """Of the first so many cases; None: of those that are counted, which came within the period that is asked about."""

    def __call__(self, log: StepLog, model: Model) -> Floats:
        """The figures; NaN for one of which there is no case [shape (figures,)]."""
        chosen = self._chosen(log)
        passes = _Passes.of(log)
        hours = _last_ends(log, passes) - log.applications.submitted
        cycle = np.where(chosen & log_over(log), hours / HOUR, np.nan)
        routes = {tuple(key): number for number, key in enumerate(log.names.routes)}
        return np.array([self._figure(f, log, chosen, cycle, passes, routes) for f in self.figures], dtype=np.float64)

    def _chosen(self, log: StepLog) -> Flags:
        applications = log.applications
        mine = ~applications.inherited & ~log.objections & (applications.submitted != UNSET)
        if self.cases is None:
            return np.asarray(mine & applications.counted, dtype=np.bool_)
        result = np.zeros(len(mine), dtype=np.bool_)
        first = np.flatnonzero(mine)
        result[first[np.argsort(applications.submitted[first], kind="stable")[: self.cases]]] = True
        return result

    @staticmethod
    def _figure(
        figure: RegisterFigure,
        log: StepLog,
        chosen: Flags,
        cycle: Floats,
        passes: _Passes,
        routes: dict[tuple[str, ...], int],
    ) -> float:
        if figure.name == "wait":
            number = routes[figure.route] if figure.route else 0
            position = [key for key, _ in log.names.steps[number]].index(figure.step)
            mine = chosen[passes.application] & (passes.position == position) & (passes.waited >= 0)
            mine &= log.applications.route[passes.application] == number
            return float(passes.waited[mine].mean() / HOUR) if mine.any() else np.nan
        of_route = chosen if not figure.route else chosen & (log.applications.route == routes[figure.route])
        if figure.share:  # what is not over is not over within so many days
            within = np.nan_to_num(cycle[of_route], nan=np.inf) <= figure.days * DAY / HOUR
            return float(within.mean()) if of_route.any() else np.nan
        values = cycle[of_route & ~np.isnan(cycle)]
        if not len(values):
            return np.nan
        if figure.name == "cycle_mean":
            return float(values.mean())
        return float(np.quantile(values, 0.5 if figure.name == "cycle_median" else 0.9))


def log_over(log: StepLog) -> Flags:
    """By application: whether nothing more is to be done about it."""
    return np.asarray(log.applications.ended != UNSET, dtype=np.bool_)


@dataclass(frozen=True)
class _Passes:
    """Passes of applications through steps, each from its first beginning to its last end, in order of application and time."""

    application: Integers
    """Whose pass it is [number of the application]."""
    position: Integers
    """Position of the step in its route."""
    waited: Instants
    """From the end of the step before, or from the arrival, to its beginning; UNSET where it was not begun [s]."""
    finished: Instants
    """When it was over; UNSET where it is not [instants]."""

    @classmethod
    def of(cls, log: StepLog) -> _Passes:
        """The passes of a log: visits that go on with the work of the one before, as after a hand-over, are one pass."""
        visits = log.visits
        begun = np.flatnonzero(visits.started != UNSET)
        served = begun[
            ~np.isin(visits.outcome[begun], [StepOutcome.turned_away, StepOutcome.gave_up, StepOutcome.lost])
        ]
        row = visits.row[served]
        first = np.flatnonzero(np.concatenate([[True], row[1:] != row[:-1]])) if len(row) else served
        last = np.concatenate([first[1:], [len(served)]]) - 1 if len(row) else served
        application, started = visits.application[served[first]], visits.started[served[first]]
        finished = visits.finished[served[last]] if len(row) else served
        before = np.concatenate([[UNSET], finished[:-1]]) if len(row) else finished
        new = np.concatenate([[True], application[1:] != application[:-1]]) if len(row) else np.zeros(0, dtype=np.bool_)
        ready = np.where(new, log.applications.submitted[application], before)
        waited = np.where(ready == UNSET, UNSET, started - ready)
        return cls(application, visits.position[served[first]], waited, finished)


def _last_ends(log: StepLog, passes: _Passes) -> Instants:
    """By application: the last end of one of its steps [instants]."""
    ends = np.full(len(log.applications), UNSET, dtype=np.int64)
    np.maximum.at(ends, passes.application, passes.finished)
    return ends
