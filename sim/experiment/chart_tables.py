"""The tables of the charts of answers and of files, made from the figures of a run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.experiment.chart_cells import cells
from sim.measure.figures import Figures, Key
from sim.measure.in_words import role_name, route_name, several_services
from sim.measure.intervals import ONE_FATE, mean_intervals
from sim.measure.skewed_means import Limits
from sim.measure.time_series import MOST_DAYS, TimeCurves, backlog_days
from sim.model.model import Model
from sim.scenario.office_titles import titles_of_offices

if TYPE_CHECKING:
    import pandas as pd

BAND = (0.05, 0.95)
"""Quantiles over replications that bound the band around a backlog."""


def compliance_table(figures: Figures) -> pd.DataFrame:
    """Columns: service, route, label, mean, low, high [share in time with its interval], replications."""
    import pandas as pd

    several = several_services(figures)
    return pd.DataFrame(
        [
            {"service": key[0], "route": key[1], "label": route_name(key, several=several)} | cells(row["in_time"])
            for key, row in figures.routes.items()
        ]
    )


def elapsed_table(model: Model, figures: Figures, curves: Sequence[TimeCurves]) -> pd.DataFrame:
    """How many working days answers take, day by day, over the counted answers of each replication.

    Columns: service, route, label, days [working days; the last stands for MOST_DAYS and more], share, low, high [share of the
    answers that take exactly so many, with its interval; NaN where none does], within [share within so many], term [working
    days; NaN where the route has none in working days]. What was open when the observation ended is in the whole and on no
    day.
    """
    import pandas as pd

    parts = []
    several = several_services(figures)
    days = np.arange(MOST_DAYS + 1)
    for i, plan in enumerate(model.routes):
        counts = [int(curve.elapsed[i].sum() + curve.unanswered[i].sum()) for curve in curves]
        shares = [curve.elapsed[i] / answers for curve, answers in zip(curves, counts, strict=True) if answers]
        event = min(ONE_FATE / float(np.mean(counts)), 1.0) if counts else 1.0
        of_day = mean_intervals(np.array(shares).reshape(-1, len(days)), Limits.of(0.0, 1.0, event))
        mean = np.array([value.mean for value in of_day])
        answered = mean > 0
        in_days = plan.term is not None and plan.term.unit == "working_days"
        parts.append(
            pd.DataFrame(
                {
                    "service": plan.service,
                    "route": plan.route,
                    "label": route_name(plan.key, several=several),
                    "days": days,
                    "share": mean,
                    "low": np.where(answered, [value.low for value in of_day], np.nan),
                    "high": np.where(answered, [value.high for value in of_day], np.nan),
                    "within": np.cumsum(mean),
                    "term": float(plan.term.value) if plan.term is not None and in_days else np.nan,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def backlog_table(model: Model, curves: Sequence[TimeCurves], route: Key | None) -> pd.DataFrame:
    """Files received and not yet ready at the end of each official working day, warm-up included.

    Columns: day, mean, low, high [files; low and high bound 90 % of the replications]. Over all routes, or of one.
    Raises ValueError for a route that is not in use.
    """
    import pandas as pd

    keys = [plan.key for plan in model.routes]
    if route is not None and route not in keys:
        raise ValueError(f"there is no route {route}; there are {', '.join(map(str, keys))}")
    rows = slice(None) if route is None else [keys.index(route)]
    files = np.array([curve.backlog[rows].sum(axis=0) for curve in curves], dtype=np.float64)
    low, high = np.quantile(files, BAND, axis=0)
    days = pd.to_datetime(list(backlog_days(model)))
    return pd.DataFrame({"day": days, "mean": files.mean(axis=0), "low": low, "high": high})


def sitting_table(model: Model, figures: Figures, lang: str) -> pd.DataFrame:
    """Files per sitting of every commission that sits.

    Columns: office, role, label, files, files_low, files_high, carried, carried_low, carried_high [files per sitting held, with
    their intervals], agenda [files at most; NaN without bound].
    """
    import pandas as pd

    offices, titles, rows = model.capacity.offices, titles_of_offices(model.study.scenario, lang), []
    for pool in model.capacity.pools:
        if pool.sittings is None:
            continue
        office = offices[pool.office].name
        row, agenda = figures.sittings[office, pool.role], pool.sittings.agenda
        label = (
            f"{role_name(model.study.regulations, pool.role, lang)} ({titles.get(office) or office.replace('_', ' ')})"
        )
        rows.append(
            {"office": office, "role": pool.role, "label": label}
            | cells(row["files_per_sitting"], "files")
            | cells(row["carried_over"], "carried")
            | {"agenda": np.nan if agenda is None else float(agenda)}
        )
    names = [
        "office",
        "role",
        "label",
        "files",
        "files_low",
        "files_high",
        "carried",
        "carried_low",
        "carried_high",
        "agenda",
    ]
    return pd.DataFrame(rows, columns=names)
