"""The trial of foretelling: a register is fitted once, and the worlds that somebody made of its office are foretold by changing what changed.

Of each figure it is told whether its 95 % interval holds the truth, how wide the interval is against what one needs to tell the changed
world from the office as it is, and whether the change goes in the right direction.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import NormalDist

from sim.forecast.forecast import Forecast, ForecastOptions, run_forecast
from sim.forecast.forecast_cases import ForecastCase, stated_cases
from sim.forecast.register_figures import RegisterFigure
from sim.study.loading import load_scenario
from sim.study.study import Study
from sim.tracing.names import Names
from tests.worlds.office import MadeOffice
from tests.worlds.truth import PERIOD_CASES, Known, truth_of, write_register

Truth = Mapping[str, Mapping[str, Known]]
"""By world and figure: mean, standard error, standard deviation of one replication."""
Fit = Callable[[Path, Path], Path]
"""Fits a register, and writes the scenario and whatever belongs to it into a folder; gives the file of the scenario."""
JUDGED = ("cycle_mean_h", "within_3_days", "within_7_days")
"""Figures that are judged beside the waits."""
GIVEN_ROLES = {"specialist": "check_papers", "team": "visit", "window": "take_in", "head": "sign"}
"""Of the given office: a step of each role, by which the fitted role is found."""
_MOVED = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True)
class World:
    """An office whose register is fitted, and what is true of it and of its changes."""

    name: str
    register: Path
    truth: Truth
    changes: Mapping[str, Mapping[str, float]]
    """By changed world: new headcounts by role, and `demand` times what it was."""
    step_of: Mapping[str, str]
    """By role: a step that it does."""


@dataclass(frozen=True)
class Judged:
    """One figure of one world."""

    world: str
    case: str
    figure: str
    true: float
    error: float
    """Standard error of the truth."""
    low: float
    high: float
    need: float
    """Twice what the changed world differs by, of the office as it is the largest such difference; NaN where nothing is moved."""
    change: float
    """What a changed world truly differs by; NaN of the office as it is."""
    moved: bool
    """Whether the truth itself tells the change from none."""
    foretold: float
    """The foretold change."""
    change_low: float
    change_high: float

    @property
    def held(self) -> bool:
        """Whether the interval holds the truth."""
        return self.low <= self.true <= self.high

    @property
    def narrow(self) -> bool:
        """Whether the interval is at most twice as wide as the change."""
        return self.high - self.low <= self.need

    @property
    def change_held(self) -> bool:
        """Whether the interval of the change holds the true one."""
        return self.change_low <= self.change <= self.change_high

    @property
    def change_narrow(self) -> bool:
        """Whether the interval of the change is at most twice as wide as the change."""
        return self.change_high - self.change_low <= 2 * abs(self.change)

    @property
    def right_way(self) -> bool:
        """Whether the change is foretold in the right direction."""
        return self.foretold * self.change > 0


def given_world(folder: Path) -> World:
    """The office whose register and truth lie in a folder."""
    known = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    truth = {
        world: {figure: (values[0], values[1], values[2]) for figure, values in figures.items()}
        for world, figures in known["truth"].items()
    }
    return World("given", folder / "train.csv.gz", truth, known["changes"], GIVEN_ROLES)


def made_world(office: MadeOffice, folder: Path, replications: int) -> World:
    """A made-up office with its register in a folder."""
    register = folder / "train.csv.gz"
    write_register(office, register)
    step_of = {role: next(step.name for step in office.steps if step.role == role) for role in office.staff}
    return World(office.name, register, truth_of(office, replications), office.changes, step_of)


def foretold(world: World, fit: Fit, folder: Path, options: ForecastOptions) -> tuple[Forecast, list[Judged]]:
    """The forecast of a world whose register is fitted once, and how it is judged."""
    study = load_scenario(fit(world.register, folder))
    names = [name for name in world.changes if name != "base"]
    cases = stated_cases(study.scenario, [f"{name}: {_said(study, world, name)}" for name in names])
    forecast = run_forecast(study, ForecastCase(""), cases, options)
    return forecast, list(judged(world, forecast, ["base", *names]))


def options_of(register_end: date, draws: int = 100, replications: int = 10) -> ForecastOptions:
    """The truth is of cases from empty offices on a Monday; the first one after the register is taken."""
    monday = register_end + timedelta(days=7 - register_end.weekday())
    return ForecastOptions(cases=PERIOD_CASES, start=monday, draws=draws, replications=replications)


def _said(study: Study, world: World, name: str) -> str:
    return ", ".join(
        f"{key if key == 'demand' else _role(study, world.step_of[key])}={value:g}"
        for key, value in world.changes[name].items()
    )


def _role(study: Study, activity: str) -> str:
    """The role of the scenario that does an activity of the register."""
    for regulation in study.regulations.values():
        for route in regulation.routes.values():
            for step in route.steps:
                if _same(step.action.text("en"), activity):
                    return step.role
    raise KeyError(activity)


def _same(action: str, activity: str) -> bool:
    return action.replace("_", " ").strip().lower() == activity.replace("_", " ").strip().lower()


def judged(world: World, forecast: Forecast, order: list[str]) -> Iterator[Judged]:
    """How each figure of each world is foretold."""
    names = Names.of(forecast.study)
    for position, figure in enumerate(forecast.figures):
        key = _key(forecast, figure, names)
        known = next((name for name in world.truth["base"] if _same(name, key)), None)
        if known is None or figure.route:
            continue
        base = world.truth["base"][known]
        changes = {name: world.truth[name][known][0] - base[0] for name in order[1:]}
        for case, name in enumerate(order):
            true, error, _ = world.truth[name][known]
            found, change = forecast.estimate(case, position), forecast.difference(case, position)
            moved = case > 0 and abs(changes[name]) > _MOVED * math.hypot(error, base[1])
            largest = max(abs(value) for value in changes.values())
            need = 2 * (abs(changes[name]) if moved else largest if case == 0 else math.nan)
            yield Judged(
                world.name, name, known, true, error, found.low, found.high, need,
                changes.get(name, math.nan), moved, change.value, change.low, change.high,
            )  # fmt: skip


def _key(forecast: Forecast, figure: RegisterFigure, names: Names) -> str:
    if figure.name != "wait":
        return figure.key
    service, route = forecast.model.routes[0].key
    return f"wait_{names.action(service, route, figure.step)}_h"


def is_judged(row: Judged) -> bool:
    """Whether a figure counts: mean time, shares within 3 and 7 days, and mean waits."""
    return row.figure in JUDGED or row.figure.startswith("wait_")
