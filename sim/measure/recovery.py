"""How long a disturbance lasts: when backlog and age are back where they would be without it, and how many answers it made late.

The scenario names the variant without the disturbance. Both are simulated with the same random numbers and compared
replication by replication (section 7 of the model).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from sim.engine.steplog import StepLog, Truth
from sim.measure.intervals import Bounds, Estimate, mean_interval
from sim.measure.outcomes import days_late, in_office_until, provider_clocks
from sim.measure.time_series import day_ends, files_at
from sim.model.model import Model
from sim.quantities import DAY, UNSET, Floats, civil

RANGE = 0.95
"""Share of the undisturbed replications that lie within the range of a day."""
STAYS = 5
"""Working days in a row that have to be within the range."""
_MORE_LATE = Bounds(event=1.0)
"""One late answer more or less, by a day, is what no replication has shown."""
NEVER_LEFT = -1
"""In the place of a day: every day was within the range."""


@dataclass(frozen=True)
class DailySeries:
    """One replication day by day, and the answers that were late in it."""

    backlog: Floats
    """Files received and not yet ready at the end of each official working day."""
    age: Floats
    """Age of the oldest of them [working days]."""
    late: float
    """Citizens whose answer was late: counted ones and those of the initial backlog."""
    days_late: float
    """Working days by which their answers were late, together."""


@dataclass(frozen=True)
class Return:
    """When one quantity is back within the range of the undisturbed run."""

    disturbed: Floats
    """Its mean over replications, by day."""
    undisturbed: Floats
    """Its mean over the undisturbed replications, by day."""
    upper: Floats
    """The upper end of the undisturbed range, by day."""
    back: tuple[int | None, ...]
    """By replication: position of the first day from which on it stays within; None where it does not until the horizon;
    NEVER_LEFT where it never left."""

    @property
    def recovered(self) -> int:
        """How many replications come back or never left."""
        return sum(day is not None for day in self.back)

    def day(self, share: float) -> int | None:
        """Position of the day by which it is back in a share of the replications; None if the horizon comes first."""
        days = sorted(len(self.disturbed) if day is None else day for day in self.back)
        day = days[min(int(np.ceil(share * len(days))) - 1, len(days) - 1)]
        return None if day >= len(self.disturbed) else day


@dataclass(frozen=True)
class Recovery:
    """A disturbed and an undisturbed run beside each other."""

    undisturbed: str
    """Name of the undisturbed study."""
    days: tuple[date, ...]
    """Official working days of the period."""
    backlog: Return
    age: Return
    late: Estimate
    """Citizens more whose answers are late, paired by replication."""
    days_late: Estimate
    """Working days more by which answers are late, together, paired by replication."""

    def moment(self, part: Return, share: float) -> date | None:
        """The day by which a part is back in a share of the replications; None where it is not by the end of the period, or
        where it never left in so many of them."""
        day = part.day(share)
        return None if day is None or day == NEVER_LEFT else self.days[day]


def daily_series(log: StepLog, model: Model) -> DailySeries:
    """One replication of a run day by day."""
    ends, applications = day_ends(model), log.applications
    was_received = applications.received != UNSET
    received, until = applications.received[was_received], in_office_until(log)[was_received]
    clock = provider_clocks(model)[0]
    backlog = files_at(ends, received, until)
    order = np.argsort(received, kind="stable")
    received, until = received[order], until[order]
    age = np.zeros(len(ends))
    for i, end in enumerate(ends.tolist()):
        came = int(np.searchsorted(received, end, side="left"))
        pending = np.flatnonzero(until[:came] >= end)
        if len(pending):
            oldest = received[pending[:1]]
            age[i] = float(clock.working_days(oldest, np.array([end], dtype=np.int64))[0])
    concerned = (applications.counted | applications.inherited) & log.due & ~log.objections
    late = concerned & (applications.in_time == Truth.no)
    days = days_late(log, model, concerned)
    return DailySeries(backlog.astype(np.float64), age, float(late.sum()), float(days.sum()))


def recovery(model: Model, name: str, disturbed: Sequence[DailySeries], undisturbed: Sequence[DailySeries]) -> Recovery:
    """Compare the daily series of two runs with the same random numbers."""
    pairs = list(zip(disturbed, undisturbed, strict=True))
    return Recovery(
        undisturbed=name,
        days=tuple(civil(end - DAY).date() for end in day_ends(model).tolist()),
        backlog=_return([series.backlog for series in disturbed], [series.backlog for series in undisturbed]),
        age=_return([series.age for series in disturbed], [series.age for series in undisturbed]),
        late=mean_interval([a.late - b.late for a, b in pairs], bounds=_MORE_LATE),
        days_late=mean_interval([a.days_late - b.days_late for a, b in pairs], bounds=_MORE_LATE),
    )


def _return(disturbed: Sequence[Floats], undisturbed: Sequence[Floats]) -> Return:
    """When each replication of a disturbed run is back within the range of the undisturbed run.

    A day is outside if the disturbed replication has more than the range, and more than the same replication without the
    disturbance: what is beyond the range in both runs is not the disturbance's. The peak is the day outside with the largest
    difference between the two. Back is the first day from the peak on that begins a row of STAYS days, or of all days that
    are left, with no day outside.
    """
    with_it, without = np.array(disturbed), np.array(undisturbed)
    upper = np.quantile(without, RANGE, axis=0)
    back: list[int | None] = []
    for disturbed_days, undisturbed_days in zip(with_it, without, strict=True):
        outside = (disturbed_days > upper) & (disturbed_days > undisturbed_days)
        if not outside.any():
            back.append(NEVER_LEFT)
            continue
        peak = int(np.argmax(np.where(outside, disturbed_days - undisturbed_days, 0)))
        back.append(next((d for d in range(peak, len(outside)) if not outside[d : d + STAYS].any()), None))
    return Return(with_it.mean(axis=0), without.mean(axis=0), upper, tuple(back))
