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
from sim.errors import Fault, InputError, Note
from sim.experiment.replications import Replicated
from sim.experiment.workers import Progress, Workers
from sim.measure.intervals import Estimate, mean_interval
from sim.measure.load_in_words import load_clause
from sim.measure.mser import Series, Truncation, moving_average, mser, smoothing
from sim.measure.offered_load import full_agendas, loads_by_quarter, overloaded
from sim.measure.weekly_series import SeriesName, Weeks, by_replication, days_of_weeks, over_replications, weekly_series
from sim.model.model import Model, build_model
from sim.scenario.scenario import MSER_5, Scenario
from sim.study.checks.warm_up import STATE_IT, listed, nothing_settles, unsteady, weeks_text
from sim.study.study import Study, pilot_size
from sim.translations.in_use import ORIGINAL, language, marked, of_hundred, translated

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
class WhyNotJudged:
    """Why the criterion does not apply to a run, as data, so that pages in several languages can say it."""

    scenario: Scenario
    """The scenario, which may have what never settles."""
    disturbed: bool = False
    """Whether the scenario is one with a disturbance."""
    overloads: tuple[tuple[str, str, float], ...] = ()
    """Pools with at least as much work as time in a quarter: name, quarter, expected load [share]."""
    loads: tuple[Note, ...] = ()
    """Notes of `sim.measure.offered_load` on pools and agendas."""
    weeks: int | None = None
    """The weeks of the period, where they are too few."""
    few_receipts: bool = False
    """Whether too few applications come."""

    @property
    def holds(self) -> bool:
        """Whether there is any reason."""
        return bool(self.clauses())

    def clauses(self) -> list[str]:
        """The reasons, each as a clause in the language in use."""
        clauses = [sentence for _, sentence in unsteady(self.scenario)]
        clauses += [translated("the scenario is one with a disturbance")] if self.disturbed else []
        clauses += [_overload_clause(*overload) for overload in self.overloads]
        clauses += map(load_clause, self.loads)
        if self.weeks is not None:
            clauses.append(
                translated(
                    "the period has {weeks}, and {least} are needed", weeks=weeks_text(self.weeks), least=LEAST_WEEKS
                )
            )
        clauses += [translated("too few applications come for weekly means")] if self.few_receipts else []
        return clauses


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
    why_not: WhyNotJudged | None = None
    """Why the criterion does not apply; None where it does."""
    filling: tuple[Filling, ...] = ()
    """The series that have not settled by the end of a stated warm-up."""

    @property
    def not_judged(self) -> str:
        """Why the criterion does not apply, in clauses that the faults of the scenario have too; else empty."""
        return "" if self.why_not is None else listed(self.why_not.clauses())

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
    progress(0, count, translated("pilot for the warm-up"))
    for number, replication in enumerate(pilot(model, count), 1):
        weeks.append(replication)
        progress(number, count, translated("pilot for the warm-up"))
    warm_up = _judged(model, weeks, _overloads(model))
    if warm_up.truncation is None:  # the checks of the file have refused it before
        raise InputError(
            [
                _fault(
                    study,
                    translated("the warm-up cannot be found: {why}", why=warm_up.not_judged),
                    translated(STATE_IT),
                )
            ]
        )
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
    if model.study.scenario.period.warm_up_until != MSER_5:
        return
    why = _overloads(model)
    if reasons := (*(_overload_clause(*overload) for overload in why.overloads), *map(load_clause, why.loads)):
        raise InputError([_fault(model.study, nothing_settles(reasons), translated(STATE_IT))])


def stated_warm_up(model: Model, weeks: Sequence[Weeks]) -> WarmUp | None:
    """What the replications of a run say of its stated warm-up; None where a backlog stands for it, or in less than a week."""
    if model.study.scenario.backlog or not len(days_of_weeks(model)):
        return None
    # A month without anybody at a desk, or a disturbance, is no start that is still felt.
    disturbed = model.study.undisturbed is not None
    why = WhyNotJudged(model.study.scenario, disturbed=disturbed, loads=tuple(overloaded(model)))
    warm_up = _judged(model, weeks, why)
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


def _judged(model: Model, weeks: Sequence[Weeks], why: WhyNotJudged) -> WarmUp:
    """The series over all replications and their truncations; `why` says what speaks against asking for them already."""
    study = model.study
    firsts = [day.astype(date) for day in days_of_weeks(model)[:, 0]]
    series = over_replications(weeks)
    with_receipts, with_share = (int((~np.isnan(series[name])).sum()) for name in ("elapsed_h", "in_time"))
    if len(firsts) < LEAST_WEEKS:
        why = replace(why, weeks=len(firsts))
    elif with_receipts < LEAST_WEEKS:
        why = replace(why, few_receipts=True)
    judged = [name for name in series if name != "in_time" or with_share >= LEAST_WEEKS]
    return WarmUp(
        counted_from=study.scenario.period.counted_from,
        found=False,
        replications=len(weeks),
        weeks=(study.scenario.period.start, *firsts[1:]),
        in_progress=series["in_progress"],
        elapsed_h=series["elapsed_h"],
        in_time=series["in_time"],
        truncations=None if why.holds else {name: mser(series[name]) for name in judged},
        why_not=why if why.holds else None,
    )


def _overloads(model: Model) -> WhyNotJudged:
    """Every pool with at least as much work as time in a quarter, and every agenda that is too short."""
    overloads = tuple((name, quarter, load) for name, quarter, load in loads_by_quarter(model) if load >= 1)
    return WhyNotJudged(model.study.scenario, overloads=overloads, loads=tuple(full_agendas(model)))


def _overload_clause(pool: str, quarter: str, load: float) -> str:
    """What a pool with at least as much work as time in a quarter has there."""
    if not np.isfinite(load):
        return translated("{pool} has work and nobody on duty in {quarter}", pool=pool, quarter=quarter)
    return translated(
        "{pool} has an expected load of {load} in {quarter}",
        pool=pool,
        load=f"{load:.0%}" if language() == ORIGINAL else of_hundred(f"{100 * load:.0f}"),
        quarter=quarter,
    )


def _too_short(model: Model, warm_up: WarmUp, cut: Truncation) -> Fault:
    """The fault of a period in whose first half the pilot has not settled."""
    assert warm_up.truncations is not None
    series = SERIES_NAMES[next(name for name, other in warm_up.truncations.items() if other is cut)]
    causes = [load_clause(note) for note in overloaded(model)]
    template = marked(
        "the warm-up cannot be found, since the period is too short: in a pilot of {replications} replications {series} "
        "had not settled before week {week} of {weeks}"
    )
    with_causes = marked(
        "the warm-up cannot be found, since the period is too short: in a pilot of {replications} replications {series} "
        "had not settled before week {week} of {weeks}, with {causes}"
    )
    message = translated(
        with_causes if causes else template,
        replications=warm_up.replications,
        series=translated(series),
        week=cut.weeks + 1,
        weeks=cut.weeks_of_series,
        causes=listed(causes),
    )
    repair = translated(
        "end the period {weeks} later at least, or state the day on which it ends, or a backlog instead of a warm-up",
        weeks=weeks_text(cut.lacking),
    )
    return _fault(model.study, message, repair)


def _fault(study: Study, message: str, repair: str) -> Fault:
    place = study.warm_up_place
    return Fault(
        place.file if place else study.name, place.line if place else 0, place.column if place else 0, message, repair
    )
