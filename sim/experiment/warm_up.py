"""The warm-up: found by MSER-5 from a pilot where the scenario asks for it, held against MSER-5 where a day is stated.

Three series of weekly means are looked at: work in progress, and elapsed working time and share in time of the applications
received in the week; the longest truncation holds, so that what a run is asked for is settled too (Robinson, Simulation: The
Practice of Model Development and Use, 2nd edition (2014), chapter 9: the longest of all outputs of interest). All are taken
over all routes. A series of its own for each route would cut off more the more routes there are, since the longest of many
truncations is long by chance alone; the mean of its route is taken from each application instead, so that no mix of routes moves
the series, and what a slow route still lacks shows in the work in progress.

The share in time is the noisiest of them by far, so that a pilot of few replications does not show how it settles: on the shipped
scenario of West Kazakhstan it falls by two points in the first nine weeks, and one of its weeks varies by fifteen points from
replication to replication.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from sim.calendar.official_days import LEAST_WEEKS
from sim.errors import Fault, InputError
from sim.experiment.replications import Replicated
from sim.experiment.workers import Progress, Workers
from sim.measure.intervals import Estimate, mean_interval
from sim.measure.load_in_words import load_clause
from sim.measure.mser import Series, Truncation, moving_average, mser, smoothing
from sim.measure.offered_load import full_agendas, loads_by_quarter, overloaded
from sim.measure.weekly_series import SeriesName, Weeks, by_replication, days_of_weeks, over_replications, weekly_series
from sim.model.model import Model, build_model
from sim.scenario.scenario import MSER_5
from sim.study.checks.warm_up import STATE_IT, listed, nothing_settles, unsteady, weeks_text
from sim.study.study import Study, pilot_size
from sim.translations.in_use import marked

if TYPE_CHECKING:
    import pandas as pd

FILLING_CONFIDENCE = 0.99
"""Level at which stretches after a stated warm-up have to differ from later, all series together; above that of other intervals,
since MSER-5 chooses them."""


SERIES_NAMES: Mapping[SeriesName, str] = {
    "in_progress": marked("work in progress"),
    "elapsed_h": marked("elapsed working time"),
    "in_time": marked("the share in time"),
}
"""What the series are called in sentences."""


@dataclass(frozen=True)
class Filling:
    """A series that in the weeks after a stated warm-up is nearer to empty offices than later."""

    series: SeriesName
    """The series, as a column of `WarmUp.table`."""
    lacks: Estimate
    """By how much it is lower than later, or higher of the share in time, over replications [files, h, or share]."""
    truncation: Truncation
    """What MSER-5 cuts off of the series."""


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
    in_time: Series
    """Share in time of what was received in each week, likewise [share; NaN where no deadline was observed]."""
    truncations: Mapping[SeriesName, Truncation] | None
    """What MSER-5 cuts off of each series, of the share in time where enough weeks have one; None where the criterion does not
    apply."""
    not_judged: str = ""
    """Why the criterion does not apply, in clauses that the faults of the scenario have too; else empty."""
    filling: tuple[Filling, ...] = ()
    """The series that have not settled by the end of a stated warm-up."""

    @property
    def weeks_before(self) -> int:
        """How many weeks begin before the first day that counts."""
        return sum(week < self.counted_from for week in self.weeks)

    @property
    def truncation(self) -> Truncation | None:
        """The longest of the truncations."""
        return max(self.truncations.values(), key=lambda part: part.weeks) if self.truncations else None

    @property
    def settled_from(self) -> date | None:
        """First day after the longest truncation; None where MSER-5 does not apply, or says that the run is too short."""
        cut = self.truncation
        return None if cut is None or not cut.settled else self.weeks[cut.weeks]

    def table(self) -> pd.DataFrame:
        """The series with their moving averages (Welch 1983), one row a week.

        Columns: week (its first day), in_progress, in_progress_average [files], elapsed_h, elapsed_h_average [h], in_time,
        in_time_average [share].
        """
        import pandas as pd

        half = smoothing(len(self.weeks))
        table = pd.DataFrame({"week": pd.to_datetime(list(self.weeks))})
        for name in SERIES_NAMES:
            table[name] = series = getattr(self, name)
            table[f"{name}_average"] = moving_average(series, half)
        return table


Pilot = Callable[[Model, int], Iterable[Weeks]]
"""Simulates the first replications of a model, as many as are asked for, and gives the weeks of each in order."""


def weekly_pilot(workers: Workers, model: Model, count: int) -> Iterator[Weeks]:
    """A pilot whose replications are shared by workers."""
    return workers.run(Replicated(model, weekly_series), range(1, count + 1))


def one_by_one(model: Model, count: int) -> Iterator[Weeks]:
    """A pilot without further processes."""
    return weekly_pilot(Workers(1), model, count)


def with_found_warm_up(study: Study, progress: Progress, pilot: Pilot = one_by_one) -> tuple[Study, WarmUp | None]:
    """The study with the day on which its warm-up ends, found by a pilot if the study asks for that, and the pilot.

    Without a pilot the study is as it was. The pilot has the first replications of the study itself, MOST_PILOTS at most,
    and all of its applications count. The undisturbed variant gets the same day. Raises InputError where nothing settles,
    or not in the first half of the period.
    """
    if study.scenario.period.warm_up_until != MSER_5:
        return study, None
    model = build_model(study)
    refuse_unsteady(model)
    count = pilot_size(study)
    weeks = []
    progress(0, count, "pilot for the warm-up")
    for number, replication in enumerate(pilot(model, count), 1):
        weeks.append(replication)
        progress(number, count, "pilot for the warm-up")
    warm_up = _judged(model, weeks, tuple(_overloads(model)))
    if warm_up.truncation is None:  # the checks of the file have refused it before
        raise InputError([_fault(study, f"the warm-up cannot be found: {warm_up.not_judged}", STATE_IT)])
    if warm_up.settled_from is None:
        raise InputError([_too_short(model, warm_up, warm_up.truncation)])
    day = warm_up.settled_from
    return with_warm_up(study, day), replace(warm_up, counted_from=day, found=True)


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
    warm_up = _judged(model, weeks, (*disturbed, *map(load_clause, overloaded(model))))
    if warm_up.truncations is None:
        return warm_up
    first = warm_up.weeks_before
    stretches = by_replication(weeks)
    filling = []
    for name, cut in warm_up.truncations.items():
        if cut.weeks <= first:
            continue
        stretch, fuller = stretches[name], -1 if name == "in_time" else 1
        values = [
            fuller * (stretch(i, cut.weeks, cut.weeks_of_series) - stretch(i, first, cut.weeks))
            for i in range(len(weeks))
        ]
        lacks = mean_interval(values, filling_confidence(len(warm_up.truncations)))
        if lacks.low > 0:  # else the truncation may be one of chance
            filling.append(Filling(name, lacks, cut))
    return replace(warm_up, filling=tuple(filling))


def filling_confidence(series: int) -> float:
    """The level of the interval of each of so many series, so that all together have :data:`FILLING_CONFIDENCE` [Bonferroni]."""
    return 1 - (1 - FILLING_CONFIDENCE) / series


def _judged(model: Model, weeks: Sequence[Weeks], disturbed: Sequence[str]) -> WarmUp:
    """The series over all replications and their truncations; `disturbed` says what else speaks against asking for them."""
    study = model.study
    firsts = [day.astype(date) for day in days_of_weeks(model)[:, 0]]
    series = over_replications(weeks)
    with_receipts, with_share = (int((~np.isnan(series[name])).sum()) for name in ("elapsed_h", "in_time"))
    reasons = [*(sentence for _, sentence in unsteady(study.scenario)), *disturbed]
    if len(firsts) < LEAST_WEEKS:
        reasons.append(f"the period has {weeks_text(len(firsts))}, and {LEAST_WEEKS} are needed")
    elif with_receipts < LEAST_WEEKS:
        reasons.append("too few applications come for weekly means")
    judged = [name for name in series if name != "in_time" or with_share >= LEAST_WEEKS]
    return WarmUp(
        counted_from=study.scenario.period.counted_from,
        found=False,
        replications=len(weeks),
        weeks=(study.scenario.period.start, *firsts[1:]),
        in_progress=series["in_progress"],
        elapsed_h=series["elapsed_h"],
        in_time=series["in_time"],
        truncations=None if reasons else {name: mser(series[name]) for name in judged},
        not_judged=listed(reasons),
    )


def _overloads(model: Model) -> Iterator[str]:
    """One clause for every pool with at least as much work as time in a quarter, and every agenda that is too short."""
    for name, quarter, load in loads_by_quarter(model):
        if load >= 1:
            much = f"an expected load of {load:.0%}" if np.isfinite(load) else "work and nobody on duty"
            yield f"{name} has {much} in {quarter}"
    yield from map(load_clause, full_agendas(model))


def _too_short(model: Model, warm_up: WarmUp, cut: Truncation) -> Fault:
    """The fault of a period in whose first half the pilot has not settled."""
    assert warm_up.truncations is not None
    series = SERIES_NAMES[next(name for name, other in warm_up.truncations.items() if other is cut)]
    causes = [load_clause(note) for note in overloaded(model)]
    message = (
        f"the warm-up cannot be found, since the period is too short: in a pilot of {warm_up.replications} replications {series} "
        f"had not settled before week {cut.weeks + 1} of {cut.weeks_of_series}{', with ' if causes else ''}{listed(causes)}"
    )
    return _fault(model.study, message, f"end the period {weeks_text(cut.lacking)} later at least, or {STATE_IT}")


def _fault(study: Study, message: str, repair: str) -> Fault:
    place = study.warm_up_place
    return Fault(
        place.file if place else study.name, place.line if place else 0, place.column if place else 0, message, repair
    )
