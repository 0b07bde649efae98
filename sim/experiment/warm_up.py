"""The warm-up: found by MSER-5 from a pilot where the scenario asks for it, held against MSER-5 where a day is stated.

Two series of weekly means are looked at: work in progress, and elapsed working time of the applications received in the
week; the longer truncation holds. Both are taken over all routes. A series of its own for each route would cut off more
the more routes there are, since the longest of many truncations is long by chance alone; the mean time of its route is
taken from each application instead, so that no mix of routes moves the series, and what a slow route still lacks shows in
the work in progress.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from sim.calendar.official_days import LEAST_WEEKS
from sim.errors import Fault, InputError
from sim.experiment.replications import replicate
from sim.measure.intervals import Estimate, mean_interval
from sim.measure.mser import Series, Truncation, moving_average, mser, smoothing
from sim.measure.offered_load import full_agendas, loads_by_quarter, overloaded
from sim.measure.weekly_series import Weeks, by_replication, days_of_weeks, over_replications, weekly_series
from sim.model.model import Model, build_model
from sim.scenario.scenario import MSER_5
from sim.study.checks.warm_up import STATE_IT, listed, nothing_settles, unsteady, weeks_text
from sim.study.study import Study, pilot_size

Progress = Callable[[int, int, str], None]
"""Called with work done, work in all, and what is being done."""
FILLING_CONFIDENCE = 0.99
"""Level at which a stretch behind a stated warm-up has to be lower; above that of other intervals, since MSER-5 chooses it."""


@dataclass(frozen=True)
class Filling:
    """What is lower in the weeks after a stated warm-up than later, by replication."""

    what: str
    """Name of the series."""
    unit: str
    """Its unit."""
    lacks: Estimate
    """By how much it is lower [unit]."""
    truncation: Truncation
    """What MSER-5 cuts off of it."""


@dataclass(frozen=True)
class WarmUp:
    """The beginning of a run week by week, what MSER-5 says of it, and the day from which applications count."""

    counted_from: date
    """First day whose applications count."""
    found: bool
    """Whether that day was found by a pilot; else it was stated."""
    replications: int
    """Replications over which the means are taken."""
    weeks: tuple[date, ...]
    """First day of each week."""
    in_progress: Series
    """Files in progress, by week."""
    elapsed_h: Series
    """Elapsed working time of what was received in each week, as if all weeks had the same mix of routes [h; NaN where
    nothing was received]."""
    truncations: tuple[Truncation, Truncation] | None
    """What MSER-5 cuts off of the one and of the other; None where it cannot be asked."""
    not_judged: str = ""
    """Why it cannot be asked."""
    filling: tuple[Filling, ...] = ()
    """What has not settled by the end of a stated warm-up."""

    @property
    def weeks_before(self) -> int:
        """How many weeks begin before the first day that counts."""
        return sum(week < self.counted_from for week in self.weeks)

    @property
    def truncation(self) -> Truncation | None:
        """The longer of the two truncations."""
        return max(self.truncations, key=lambda part: part.weeks) if self.truncations else None

    @property
    def settled_from(self) -> date | None:
        """First day after the longer truncation; None where MSER-5 cannot be asked, or says that the run is too short."""
        cut = self.truncation
        return None if cut is None or not cut.settled else self.weeks[cut.weeks]

    def table(self) -> pd.DataFrame:
        """The series with their moving averages (Welch 1983), one row a week.

        Columns: week (its first day), in_progress, in_progress_average [files], elapsed_h, elapsed_h_average [h].
        """
        half = smoothing(len(self.weeks))
        return pd.DataFrame(
            {
                "week": pd.to_datetime(list(self.weeks)),
                "in_progress": self.in_progress,
                "in_progress_average": moving_average(self.in_progress, half),
                "elapsed_h": self.elapsed_h,
                "elapsed_h_average": moving_average(self.elapsed_h, half),
            }
        )


Pilot = Callable[[Model, int], Iterable[Weeks]]
"""Simulates the first replications of a model, so many, and gives each week by week, in order."""


def one_by_one(model: Model, count: int) -> Iterator[Weeks]:
    """A pilot without further processes."""
    for number in range(1, count + 1):
        drawn, log = replicate(model, number)
        yield weekly_series(log, drawn)


def with_found_warm_up(study: Study, tell: Progress, pilot: Pilot = one_by_one) -> tuple[Study, WarmUp | None]:
    """The study with the day on which its warm-up ends, found by a pilot if it asks for that, and the pilot; else as it is.

    The pilot has the first replications of the study itself, MOST_PILOTS at most, and all of its applications count. Its
    undisturbed variant gets the same day. Raises InputError where nothing settles, or not in the first half of the period.
    """
    if study.scenario.period.warm_up_until != MSER_5:
        return study, None
    model = build_model(study)
    refuse_unsteady(model)
    count = pilot_size(study)
    weeks = []
    tell(0, count, "pilot for the warm-up")
    for number, one in enumerate(pilot(model, count), 1):
        weeks.append(one)
        tell(number, count, "pilot for the warm-up")
    found = _judged(model, weeks, tuple(_overloads(model)))
    cut = found.truncation
    if cut is None:  # the checks of the file have refused it before
        raise InputError([_fault(study, f"the warm-up cannot be found: {found.not_judged}", STATE_IT)])
    if found.settled_from is None:
        causes = overloaded(model)
        message = (
            f"the warm-up cannot be found, since the period is too short: in a pilot of {count} replications {_what(found)} "
            f"had not settled before week {cut.weeks + 1} of {cut.weeks_of_series}{', with ' if causes else ''}{listed(causes)}"
        )
        raise InputError(
            [_fault(study, message, f"end the period {weeks_text(cut.lacking)} later at least, or {STATE_IT}")]
        )
    day = found.settled_from
    return with_warm_up(study, day), replace(found, counted_from=day, found=True)


def with_warm_up(study: Study, day: date) -> Study:
    """The study, and its undisturbed variant, with a day on which the warm-up ends where that was to be found."""
    if study.undisturbed is not None:
        study = replace(study, undisturbed=with_warm_up(study.undisturbed, day))
    period = study.scenario.period
    if period.warm_up_until != MSER_5:
        return study
    period = period.model_copy(update={"warm_up_until": day})
    return replace(study, scenario=study.scenario.model_copy(update={"period": period}))


def refuse_unsteady(model: Model) -> None:
    """Raise InputError where a warm-up is to be found and a pool gets more work than it has time, in any quarter."""
    if model.study.scenario.period.warm_up_until == MSER_5 and (reasons := tuple(_overloads(model))):
        raise InputError([_fault(model.study, nothing_settles(reasons), STATE_IT)])


def stated_warm_up(model: Model, weeks: Sequence[Weeks]) -> WarmUp | None:
    """What the replications of a run say of its stated warm-up; None where a backlog stands for it, or in less than a week."""
    if model.study.scenario.backlog or not len(days_of_weeks(model)):
        return None
    # A month without anybody at a desk, or a disturbance, is no start that is still felt.
    disturbed = ("the scenario is one with a disturbance",) if model.study.undisturbed is not None else ()
    seen = _judged(model, weeks, (*disturbed, *overloaded(model)))
    if seen.truncations is None:
        return seen
    first = seen.weeks_before
    parts = by_replication(weeks)
    series = (("work in progress", "files"), ("elapsed working time", "hours"))
    filling = []
    for (what, unit), cut, stretch in zip(series, seen.truncations, parts, strict=True):
        if cut.weeks <= first:
            continue
        values = [stretch(i, cut.weeks, cut.weeks_of_series) - stretch(i, first, cut.weeks) for i in range(len(weeks))]
        lacks = mean_interval(values, FILLING_CONFIDENCE)
        if lacks.low > 0:  # else the truncation may be one of chance
            filling.append(Filling(what, unit, lacks, cut))
    return replace(seen, filling=tuple(filling))


def _judged(model: Model, weeks: Sequence[Weeks], disturbed: Sequence[str]) -> WarmUp:
    """The series over all replications and their truncations; `disturbed` says what else speaks against asking for them."""
    study = model.study
    firsts = [day.astype(date) for day in days_of_weeks(model)[:, 0]]
    in_progress, elapsed_h = over_replications(weeks)
    reasons = [*(sentence for _, sentence in unsteady(study.scenario)), *disturbed]
    if len(firsts) < LEAST_WEEKS:
        reasons.append(f"the period has {weeks_text(len(firsts))}, and {LEAST_WEEKS} are needed")
    elif np.isnan(elapsed_h).sum() > len(firsts) - LEAST_WEEKS:
        reasons.append("too few applications come for weekly means")
    return WarmUp(
        counted_from=study.scenario.period.counted_from,
        found=False,
        replications=len(weeks),
        weeks=(study.scenario.period.start, *firsts[1:]),
        in_progress=in_progress,
        elapsed_h=elapsed_h,
        truncations=None if reasons else (mser(in_progress), mser(elapsed_h)),
        not_judged=listed(reasons),
    )


def _overloads(model: Model) -> Iterator[str]:
    """One clause for every pool with at least as much work as time in a quarter, and every agenda that is too short."""
    for name, quarter, load in loads_by_quarter(model):
        if load >= 1:
            much = f"an expected load of {load:.0%}" if np.isfinite(load) else "work and nobody on duty"
            yield f"{name} has {much} in {quarter}"
    yield from full_agendas(model)


def _what(seen: WarmUp) -> str:
    """The series whose truncation holds."""
    assert seen.truncations is not None
    first, second = seen.truncations
    return "work in progress" if first.weeks >= second.weeks else "elapsed working time"


def _fault(study: Study, message: str, repair: str) -> Fault:
    place = study.warm_up_place
    return Fault(
        place.file if place else study.name, place.line if place else 0, place.column if place else 0, message, repair
    )
