"""Whether a fit foretells a part of its register that it has not seen, beside two floors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np

from sim.engine.simulate import simulate
from sim.errors import Fault, InputError
from sim.experiment.workers import Progress, no_progress
from sim.fitting.fit_office import fit_office
from sim.fitting.fit_options import FitOptions
from sim.fitting.fitted import FittedOffice
from sim.fitting.scenario_files.regulation import number_in_scenario
from sim.fitting.scenario_files.scenario_files import files_of_office
from sim.forecast.drawn_assumptions import AssumptionDraws
from sim.forecast.hold_out.distances import LOG_DISTANCES, LogDistance, log_distances
from sim.forecast.hold_out.event_times import EventTimes, register_times, simulated_times
from sim.forecast.hold_out.floors import copied_past, redrawn
from sim.model.build_capacity import draw_capacity
from sim.model.draw_workload import draw_workload
from sim.model.model import build_model
from sim.planning.points import readable
from sim.quantities import DAY, Floats, civil
from sim.register.events.event_register import EventRegister
from sim.study.loading import load_scenario
from sim.study.study import Study
from sim.study.uncertain_inputs import drawables
from sim.translations.in_use import translated

HOLD_OUT_REPLICATIONS: Final = 30
"""Replications of the forecast and of each floor."""
FEWEST_HELD: Final = 20
"""Cases that must come in the held part, and before it, at least."""
_TAILS: Final = (2.5, 97.5)
_TOLD: Final = 1.96


@dataclass(frozen=True)
class DistanceScore:
    """How far something lies from the held part."""

    mean: float
    """Mean over replications [unit of the distance]."""
    low: float
    """Lower end of what 95 in 100 replications lie between."""
    high: float
    """Upper end of it."""

    @classmethod
    def of(cls, values: Floats) -> DistanceScore:
        """The score of some replications."""
        low, high = np.percentile(values, _TAILS)
        return cls(float(values.mean()), float(low), float(high))


@dataclass(frozen=True)
class HeldDistance:
    """One distance of the forecast beside the two floors."""

    which: LogDistance
    """Which distance."""
    model: DistanceScore
    """Of the forecast."""
    copying: DistanceScore
    """Of copies of the past."""
    noise: DistanceScore
    """Of the held part drawn anew from itself."""
    worse: bool
    """Whether copying is nearer than the forecast by more than chance, and the forecast is farther away than chance alone."""


@dataclass(frozen=True)
class HoldOut:
    """What a fit foretold of the part that it had not seen."""

    cut: int
    """Beginning of the held part [instant]."""
    until: int
    """Its end [instant]."""
    fitted_cases: int
    """Cases that came before it."""
    held_cases: int
    """Cases whose first event lies in it."""
    distances: tuple[HeldDistance, ...]
    """The distances, in their order."""
    replications: int
    """Replications of the forecast and of each floor."""
    office: FittedOffice
    """What was fitted to the first part."""

    @property
    def is_forecast(self) -> bool:
        """Whether copying the past is nowhere better."""
        return not any(distance.worse for distance in self.distances)


def cut_for_share(register: EventRegister, share: float) -> int:
    """The midnight behind which about a share of the cases of a register comes; raises InputError where one part is too small."""
    came = np.sort(register_times(register).arrivals)
    cut = int(came[min(len(came) - 1, int(len(came) * (1 - share)))]) // DAY * DAY if len(came) else 0
    if (least := int(min((came < cut).sum(), (came >= cut).sum()))) < FEWEST_HELD:
        message = translated("{count} cases are too few for one of both parts", count=least)
        repair = translated("{least} have to come in each; give a longer register", least=FEWEST_HELD)
        raise InputError([Fault(register.account.file, 0, 0, message, repair)])
    return cut


def hold_out(
    register: EventRegister,
    share: float,
    options: FitOptions | None = None,
    replications: int = HOLD_OUT_REPLICATIONS,
    progress: Progress = no_progress,
) -> HoldOut:
    """Fit what was known before the last share of a register, foretell the rest, and measure it beside both floors."""
    options = options or FitOptions()
    cut = cut_for_share(register, share)
    until = (register.seen_until // DAY + 1) * DAY
    times = register_times(register)
    held = times.arrived(cut, until)
    office = fit_office(register.cut(cut), options)
    rows: list[list[Floats]] = [[], [], []]
    with _written(office, cut, until) as study:
        foretell = _foretelling(study, register, office, replications)
        for k in range(replications):
            simulated = foretell(k).seen_until(until).arrived(cut, until)
            rows[0].append(log_distances(held, simulated))
            rows[1].append(log_distances(held, copied_past(times, cut, until, options.seed, k)))
            rows[2].append(log_distances(held, redrawn(held, cut, until, options.seed, k)))
            progress(k + 1, replications, translated("replications"))
    model, copying, noise = (np.array(row) for row in rows)
    distances = tuple(_beside(which, model[:, i], copying[:, i], noise[:, i]) for i, which in enumerate(LOG_DISTANCES))
    return HoldOut(cut, until, int((times.arrivals < cut).sum()), len(held.heads), distances, replications, office)


def _beside(which: LogDistance, model: Floats, copying: Floats, noise: Floats) -> HeldDistance:
    """A distance of the forecast beside both floors, with the verdict on it (two samples, unequal variances; Welch 1947)."""
    own, copied, chance = DistanceScore.of(model), DistanceScore.of(copying), DistanceScore.of(noise)
    spread = float(np.sqrt(model.var(ddof=1) / len(model) + copying.var(ddof=1) / len(copying)))
    farther = own.mean - copied.mean > _TOLD * spread
    return HeldDistance(which, own, copied, chance, bool(farther and own.mean > chance.high))


@contextmanager
def _written(office: FittedOffice, cut: int, until: int) -> Iterator[Study]:
    """The study of a fitted office over the held part, with the files that lay there at its beginning."""
    day, end = civil(cut).date(), civil(until).date()
    first = f"period.start={day}", f"period.warm_up_until={day}", f"period.end={end}"
    with TemporaryDirectory() as folder:
        files = files_of_office(office, "held")
        for name, text in {**files.beside, "held.yaml": files.scenario}.items():
            (Path(folder) / name).write_text(text, "utf-8")
        yield load_scenario(Path(folder) / "held.yaml", changes=first)


def _foretelling(
    study: Study, register: EventRegister, office: FittedOffice, replications: int
) -> Callable[[int], EventTimes]:
    """A function of the number of a replication: what it shows; each draws anew what is not known of the office."""
    studies = readable(study)
    draws = AssumptionDraws.of(drawables(studies.file, study.scenario), replications, study.scenario.seed)
    activities = {name: code for code, name in enumerate(register.activities)}
    codes = {
        (route, str(number_in_scenario(step.number))): activities.get(step.activity, 0)
        for route, fitted in enumerate(office.routes)
        for step in fitted.steps
    }
    starts = register.form != "ends"

    def replication(number: int) -> EventTimes:
        model = build_model(studies.with_settings(draws.settings(number)))
        capacity = draw_capacity(model.capacity, model.study, model.window, number + 1)
        workload = draw_workload(replace(model, capacity=capacity), number + 1)
        return simulated_times(simulate(workload, capacity, study.engine), codes, starts=starts)

    return replication
