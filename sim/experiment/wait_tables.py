"""The tables of the charts of waits and of lost time, a row for every step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.experiment.chart_cells import cells
from sim.measure.figures import Figures, Key
from sim.measure.in_words import role_name, route_name, several_services, step_in_words
from sim.measure.intervals import Estimate
from sim.model.model import Model
from sim.model.route import Kind, StepPlan
from sim.quantities import HOUR, MINUTE
from sim.translations.in_use import translated

if TYPE_CHECKING:
    import pandas as pd

_FIGURES = {
    "people": "queue_mean_h",
    "closed": "wait_closed_h",
    "sitting": "wait_sitting_h",
    "applicant": "wait_applicant_h",
    "transfer": "wait_transfer_h",
    "system": "wait_system_h",
}
"""What is waited for, and the figure of a step that says how long."""
_LOST = {
    "people": "blame_people_h",
    "officer": "blame_officer_h",
    "closed": "blame_closed_h",
    "sitting": "blame_sitting_h",
    "applicant": "blame_applicant_h",
    "transfer": "blame_transfer_h",
    "system": "blame_system_h",
    "work": "blame_service_h",
}
"""What the time of late answers went to, and the figure of a step that says how much; `work` is work and hold."""
_OF_STEP = ("service", "route", "step", "role", "label", "route_label", "step_label")
_QUANTILES = ("median", "median_low", "median_high", "p95", "p95_low", "p95_high")


def queue_table(model: Model, figures: Figures, lang: str) -> pd.DataFrame:
    """Queue time while people are on duty, per step of staff.

    Columns: service, route, step, role, label, route_label, step_label, median, median_low, median_high, p95, p95_low, p95_high
    [working hours].
    """
    import pandas as pd

    rows = [
        name | cells(row["queue_median_h"], "median") | cells(row["queue_p95_h"], "p95")
        for name, step, row in _steps(model, figures, lang)
        if step.kind not in (Kind.SYSTEM, Kind.TRANSFER, Kind.APPLICANT)
    ]
    return pd.DataFrame(rows, columns=[*_OF_STEP, *_QUANTILES])


def front_desk_table(model: Model, figures: Figures, lang: str) -> pd.DataFrame:
    """Waits of applicants in the hall while people are on duty, per step at a counter.

    Columns: service, route, step, role, label, route_label, step_label, median, median_low, median_high, p95, p95_low, p95_high
    [minutes], lawful [the longest lawful wait in the hall, minutes; NaN where the regulation prints none].
    """
    import pandas as pd

    rows = [
        name
        | cells(row["queue_median_h"], "median", HOUR / MINUTE)
        | cells(row["queue_p95_h"], "p95", HOUR / MINUTE)
        | {"lawful": _lawful_wait(model, name["service"])}
        for name, step, row in _steps(model, figures, lang)
        if step.kind is Kind.COUNTER
    ]
    return pd.DataFrame(rows, columns=[*_OF_STEP, *_QUANTILES, "lawful"])


def wait_table(model: Model, figures: Figures, lang: str) -> pd.DataFrame:
    """Mean wait of a visit by what it waits for, per step.

    Columns: service, route, step, role, label, route_label, step_label, people, closed, sitting, applicant, transfer, system [h].
    """
    import pandas as pd

    rows = [
        name | {reason: float(np.nan_to_num(row[figure].mean)) for reason, figure in _FIGURES.items()}
        for name, _, row in _steps(model, figures, lang)
    ]
    return pd.DataFrame(rows, columns=[*_OF_STEP, *_FIGURES])


def lost_table(model: Model, figures: Figures, lang: str) -> pd.DataFrame:
    """Lateness that is laid to each step, by what its time went to.

    Columns: service, route, step, role, label, route_label, step_label, mean, low, high [working hours in one counted period, with
    the interval], replications, people, officer, closed, sitting, applicant, transfer, system, work [parts of the mean].
    """
    import pandas as pd

    rows = [
        name
        | cells(row["blame_h"])
        | {reason: row[figure].mean if figure in row else 0.0 for reason, figure in _LOST.items()}
        for name, _, row in _steps(model, figures, lang)
    ]
    return pd.DataFrame(rows, columns=[*_OF_STEP, "mean", "low", "high", "replications", *_LOST])


def _steps(model: Model, figures: Figures, lang: str) -> Iterator[tuple[dict[str, Any], StepPlan, dict[str, Estimate]]]:
    """Every step with its names and its figures."""
    several = several_services(figures)
    for key, row in figures.steps.items():
        step = model.plan(key).step(key[2])
        of_route, of_step = route_name(key, several=several), _step_name(model, key, step, lang)
        names = (*key, step.role, f"{of_route} {of_step}", of_route, of_step)
        yield dict(zip(_OF_STEP, names, strict=True)), step, row


def _step_name(model: Model, key: Key, step: StepPlan, lang: str) -> str:
    """A step with its role; a way between offices has no role."""
    who = role_name(model.study.regulations, step.role, lang) if step.role else translated("under way")
    return step_in_words(key[2], who)


def _lawful_wait(model: Model, service: str) -> float:
    """The longest lawful wait in the hall of a service [min]; NaN where none is printed."""
    limit = model.study.regulations[service].front_desk.queue_wait
    seconds = None if limit is None else limit.working_seconds
    return float("nan") if seconds is None else seconds / MINUTE
