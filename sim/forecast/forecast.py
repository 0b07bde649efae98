"""What an office will do as it is and changed, with intervals from chance and from ignorance of its numbers.

All cases share the draws of the assumptions and the random numbers, so that a change is told far better than the levels of both
(common random numbers: Law, Simulation Modeling and Analysis, 5th edition (2015), section 11.2). Each draw has replications of its
own, whose chance so averages out over the draws.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

import numpy as np

from sim.engine.simulate import simulate
from sim.errors import Fault, InputError
from sim.experiment.changed_studies import ChangedStudies
from sim.experiment.warm_up import with_found_warm_up
from sim.experiment.workers import Machines, Progress, Workers, no_progress
from sim.forecast.drawn_assumptions import AssumptionDraws
from sim.forecast.first_cases import first_cases
from sim.forecast.forecast_cases import ForecastCase
from sim.forecast.nested_intervals import ForecastEstimate, Scale, nested_estimate
from sim.forecast.register_figures import WITHIN_DAYS, CountRegister, RegisterFigure, register_figures
from sim.model.build_capacity import draw_capacity
from sim.model.draw_workload import draw_workload
from sim.model.model import Model, build_model
from sim.model.workload import Workload
from sim.planning.points import readable
from sim.quantities import DAY, Floats, Limit
from sim.study.study import Study
from sim.study.uncertain_inputs import drawables
from sim.translations.in_use import localized_day, translated

DRAWS, REPLICATIONS = 100, 10
"""Draws of the assumptions, and replications of each, where nothing else is asked for."""
_MARGIN, _DEVIATIONS, _WEEK = 1.15, 5.0, 7
"""So many times the time in which the wanted cases come on average is simulated, as many standard deviations of their number, and a week."""
_RUN_OUT = 60
"""Working days for which cases are followed after the last of the first cases came, at least."""


@dataclass(frozen=True)
class ForecastOptions:
    """What is foretold, and how exactly."""

    cases: int | None = None
    """The first so many cases, from empty offices; None: what comes in the period."""
    start: date | None = None
    """First day whose cases count, or with `cases` first day at all; None: the scenario's."""
    end: date | None = None
    """First day whose cases do not count any more; None: the scenario's."""
    within: tuple[int, ...] = WITHIN_DAYS
    """Shares of the cases that are over within so many days of 24 hours are told."""
    draws: int = DRAWS
    """Draws of the assumptions."""
    replications: int = REPLICATIONS
    """Replications of each draw."""
    workers: Machines = None
    """Where they are simulated."""
    progress: Progress = no_progress
    """Told as it goes on."""


@dataclass(frozen=True)
class Forecast:
    """What an office will do, as it is and changed."""

    study: Study
    """The scenario, with the period that is foretold."""
    options: ForecastOptions
    """What was asked for."""
    cases: tuple[ForecastCase, ...]
    """The office as it is first, then the changed ones."""
    model: Model
    """The office as it is."""
    figures: tuple[RegisterFigure, ...]
    """What is told of each."""
    draws: AssumptionDraws
    """The draws of the assumptions."""
    values: Floats
    """Every figure of every replication [unit of the figure; shape (draws, cases, replications, figures)]."""

    def estimate(self, case: int, figure: int) -> ForecastEstimate:
        """A figure of a case, both by their position."""
        scale: Scale = "share" if self.figures[figure].share else "times"
        return self._estimate(self.values[:, case, :, figure], scale)

    def difference(self, case: int, figure: int) -> ForecastEstimate:
        """What a figure of a changed case has more than the office as it is."""
        return self._estimate(self.values[:, case, :, figure] - self.values[:, 0, :, figure], "difference")

    def _estimate(self, values: Floats, scale: Scale) -> ForecastEstimate:
        weight = float((self.options.cases or 100) * values.shape[1])
        return nested_estimate(values, self.draws.scores, scale, weight, self.study.scenario.seed)


def run_forecast(
    study: Study, base: ForecastCase, cases: Sequence[ForecastCase], options: ForecastOptions | None = None
) -> Forecast:
    """Foretell a scenario and its changed cases.

    Raises InputError for a scenario that was read from no file, for changes that cannot be, and for a period outside of the calendar.
    """
    options = options or ForecastOptions()
    study = _in_period(study, options)
    if options.cases is None:
        study, _ = with_found_warm_up(study, options.progress)
    studies = readable(study)
    draws = AssumptionDraws.of(drawables(studies.file, study.scenario), options.draws, study.scenario.seed)
    every = (base, *(_over(base, case) for case in cases))
    # The first cases come to empty offices.
    own = () if options.cases is None else tuple(f"backlog.{name}=null" for name in study.scenario.backlog)
    model = every[0].applied(build_model(_changed(studies, (*own, *every[0].settings), every[0])))
    if options.cases is not None:
        study, own = _long_enough(model, every, options.cases), ()
        studies = readable(study)
        model = replace(model, study=study)
    for case in every[1:]:
        build_model(_changed(studies, (*own, *case.settings), case))
    figures = register_figures(model, options.within)
    task = ForecastDraws(study, every, own, draws, CountRegister(figures, options.cases), options.replications)
    rows = []
    with Workers(options.workers) as shared:
        for row in shared.run(task, range(len(draws))):
            rows.append(row)
            options.progress(len(rows), len(draws), translated("draws of the assumptions"))
    return Forecast(study, options, every, model, figures, draws, np.array(rows))


@dataclass(frozen=True)
class ForecastDraws:
    """A task for workers: all cases with one draw of the assumptions, by its number from 0."""

    study: Study
    """The scenario, with the period that is foretold."""
    cases: tuple[ForecastCase, ...]
    """The cases."""
    own: tuple[str, ...]
    """Settings of all cases."""
    draws: AssumptionDraws
    """The draws."""
    count: CountRegister
    """What is kept of a replication."""
    replications: int
    """Replications of each case."""

    def prepared(self) -> Callable[[int], Floats]:
        """The function of a draw's number; the files are read once for all of them."""
        return partial(self.figures, readable(self.study))

    def figures(self, studies: ChangedStudies, draw: int) -> Floats:
        """The figures of a draw [shape (cases, replications, figures)]."""
        drawn = self.draws.settings(draw)
        result = []
        kept: dict[int, Workload] = {}
        for case in self.cases:
            model = case.applied(build_model(_changed(studies, (*self.own, *drawn, *case.settings), case)))
            numbers = range(draw * self.replications + 1, (draw + 1) * self.replications + 1)
            alike = case.headcounts_alone_over(self.cases[0])
            result.append([self._replication(model, number, kept if alike else {}) for number in numbers])
        return np.array(result)

    def _replication(self, model: Model, number: int, kept: dict[int, Workload]) -> Floats:
        """The figures of a replication; `kept` has the workloads of offices that differ in their headcounts alone."""
        capacity = draw_capacity(model.capacity, model.study, model.window, number)
        drawn = replace(model, capacity=capacity)
        workload = kept.get(number)
        if workload is None:
            workload = self._workload(drawn, number)
            if workload.bookings is None:  # slots are booked by how many people there are
                kept[number] = workload
        elif workload.routes is not drawn.routes:
            workload = replace(workload, routes=drawn.routes)
        return self.count(simulate(workload, capacity, model.study.engine), drawn)

    def _workload(self, drawn: Model, number: int) -> Workload:
        """What comes in a replication; of the first cases alone nothing is drawn that comes behind the horizon."""
        if self.count.cases is None:
            return draw_workload(drawn, number)
        until_horizon = replace(drawn.window, run_out_end=drawn.window.horizon)
        workload = draw_workload(replace(drawn, window=until_horizon), number)
        return first_cases(replace(workload, window=drawn.window), self.count.cases)


def _over(base: ForecastCase, case: ForecastCase) -> ForecastCase:
    """A case over what is changed for all of them."""
    return replace(case, settings=(*base.settings, *case.settings), scaled=(*base.scaled, *case.scaled))


def _changed(studies: ChangedStudies, settings: Sequence[str], case: ForecastCase) -> Study:
    """The study of a case; raises InputError where it cannot be, with the name of the case."""
    try:
        return studies.with_settings(settings)
    except InputError as error:
        if not case.name:
            raise
        named = [
            replace(fault, message=translated("in case '{name}': {message}", name=case.name, message=fault.message))
            for fault in error.faults
        ]
        raise InputError(named) from None


def _in_period(study: Study, options: ForecastOptions) -> Study:
    """The study with the period that is asked for."""
    period = study.scenario.period
    start, end = options.start or period.start, options.end or period.end
    if options.cases is not None:
        return _with_period(study, {"start": start, "warm_up_until": start, "end": max(end, start + timedelta(days=7))})
    if options.start is not None and options.start < period.start:
        return _with_period(study, {"start": start, "warm_up_until": start, "end": end})
    if end <= (options.start or period.counted_from):
        message = translated("the period ends on {end}, before it begins", end=localized_day(end))
        raise InputError([Fault("--end", 0, 0, message, translated("name a later day"))])
    if options.start is not None:
        return _with_period(study, {"warm_up_until": start, "end": end})
    return _with_period(study, {"end": end}) if options.end is not None else study


def _long_enough(model: Model, cases: Sequence[ForecastCase], count: int) -> Study:
    """The study with a period in which so many cases come even where demand is lowest, and are followed to their ends."""
    study, window = model.study, model.window
    start = study.scenario.period.start
    last = study.days.last
    expected = sum(
        plan.process.expected(window.start, window.horizon, door)
        * (float(np.mean(plan.doors == door)) if len(plan.doors_in_use) > 1 else 1.0)
        for plan in model.streams
        for door in plan.doors_in_use
    )
    days = (window.horizon - window.start) / DAY
    least = min([1.0, *(c.times for case in cases for c in case.scaled if hasattr(c, "streams"))])
    if expected <= 0:
        message = translated("nothing comes in the period, so that no cases can be counted")
        raise InputError([Fault("--cases", 0, 0, message, translated("name a later --start"))])
    margin = _MARGIN + _DEVIATIONS / math.sqrt(count)
    wanted = timedelta(days=int(count / expected / least * days * margin) + _WEEK)
    run_out = max(_RUN_OUT, int(wanted.days / 3))
    if start + wanted + timedelta(days=2 * run_out) > last:
        message = translated(
            "so many cases come until {day} or so, and the calendar ends on {last}",
            day=localized_day(start + wanted),
            last=localized_day(last),
        )
        raise InputError(
            [Fault("--cases", 0, 0, message, translated("ask about fewer cases, or name an earlier --start"))]
        )
    return _with_period(study, {"end": start + wanted, "run_out": Limit(run_out, "working_days")})


def _with_period(study: Study, update: dict[str, object]) -> Study:
    period = study.scenario.period.model_copy(update=update)
    return replace(study, scenario=study.scenario.model_copy(update={"period": period}))
