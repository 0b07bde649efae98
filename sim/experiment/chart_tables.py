"""The tables of the charts of `sim.report.charts`, made from the figures of a run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import did_you_mean
from sim.measure.figure_units import bounds_of
from sim.measure.figures import Figures, Key
from sim.measure.in_words import role_name, route_name, several_services
from sim.measure.intervals import ONE_FATE, Estimate, mean_intervals
from sim.measure.skewed_means import Limits
from sim.measure.time_series import MOST_DAYS, TimeCurves, backlog_days, counted_months
from sim.measure.work import WEEK_HOURS
from sim.model.capacity import pools_alike
from sim.model.model import Model
from sim.model.route import Kind
from sim.quantities import Floats

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
            {"service": key[0], "route": key[1], "label": route_name(key, several=several)} | _cells(row["in_time"])
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


def queue_table(model: Model, figures: Figures, lang: str) -> pd.DataFrame:
    """Queue time while people are on duty, per step of staff.

    Columns: service, route, step, role, label, median, median_low, median_high, p95, p95_low, p95_high [working hours].
    """
    import pandas as pd

    several = several_services(figures)
    rows = []
    for key, row in figures.steps.items():
        step = model.plan(key).step(key[2])
        if step.kind not in (Kind.SYSTEM, Kind.TRANSFER, Kind.APPLICANT):
            name = role_name(model.study.regulations, step.role, lang)
            label = f"{route_name(key, several=several)} {key[2]}: {name}"
            median, p95 = row["queue_median_h"], row["queue_p95_h"]
            rows.append(
                {"service": key[0], "route": key[1], "step": key[2], "role": step.role, "label": label}
                | {"median": median.mean, "median_low": median.low, "median_high": median.high}
                | {"p95": p95.mean, "p95_low": p95.low, "p95_high": p95.high}
            )
    return pd.DataFrame(rows)


def month_table(model: Model, curves: Sequence[TimeCurves], lang: str) -> pd.DataFrame:
    """Utilisation by month of the counted period, offices alike together.

    Columns: office (kind), offices (how many), role, members (of each), label, month [first day], mean, low, high [work over
    time on duty, with its interval], replications.
    """
    import pandas as pd

    months = pd.to_datetime(list(counted_months(model)))
    work, duty = (np.array([getattr(c, name) for c in curves]) for name in ("month_work_h", "month_duty_h"))
    labels = pool_labels(model, lang)
    groups = pools_alike(model.capacity)
    by_month = {
        group: _utilisation(work[:, places].sum(axis=1), duty[:, places].sum(axis=1))
        for group, places in groups.items()
    }
    return pd.DataFrame(
        [
            {
                "office": kind,
                "offices": len(groups[kind, role, members]),
                "role": role,
                "members": members,
                "label": labels[kind, role, members],
            }
            | {"month": month}
            | _cells(value)
            for (kind, role, members), values in by_month.items()
            for month, value in zip(months, values, strict=True)
        ]
    )


def hour_table(
    model: Model, curves: Sequence[TimeCurves], role: str | None, office: str | None, lang: str
) -> pd.DataFrame:
    """Utilisation of one role by hour of the week, over all offices that have it or in one of them.

    Columns: role, label, weekday [0: Monday], hour [of the day], mean, low, high [work over time on duty, with its interval;
    NaN where nobody is on duty], replications, on_duty_h [mean time on duty over the counted period, h].
    `office` is the name of an office or of its kind; without a `role` it is that with most work for its time on duty.
    Raises ValueError for a role or office that there is not.
    """
    import pandas as pd

    places, name = _pools_of(model, curves, role, office)
    work, duty = np.zeros((2, len(curves), WEEK_HOURS))
    for r, curve in enumerate(curves):
        work[r, curve.week_hours] = curve.week_work_h[places].sum(axis=0)
        duty[r, curve.week_hours] = curve.week_duty_h[places].sum(axis=0)
    label = role_name(model.study.regulations, name, lang) + (f" ({office.replace('_', ' ')})" if office else "")
    return pd.DataFrame(
        [
            {"role": name, "label": label, "weekday": hour // 24, "hour": hour % 24}
            | _cells(value)
            | {"on_duty_h": float(duty[:, hour].mean())}
            for hour, value in enumerate(_utilisation(work, duty))
        ]
    )


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


def pool_labels(model: Model, lang: str) -> dict[tuple[str, str, int], str]:
    """Names of roles for charts, by kind of office, role and members; with what tells those of one name apart."""
    groups = list(pools_alike(model.capacity))
    labels = {}
    for kind, role, members in groups:
        label = role_name(model.study.regulations, role, lang).replace("_", " ")
        others = [group for group in groups if group[1] == role]
        if len({group[0] for group in others}) > 1:
            label += f" ({kind.replace('_', ' ')})"
        if len([group for group in others if group[0] == kind]) > 1:
            label += f" [{members}]"
        labels[kind, role, members] = label
    return labels


def _pools_of(
    model: Model, curves: Sequence[TimeCurves], role: str | None, office: str | None
) -> tuple[list[int], str]:
    """Positions of the pools that are meant, and their role."""
    offices, pools = model.capacity.offices, model.capacity.pools
    positions = [
        i for i, p in enumerate(pools) if office is None or office in (offices[p.office].name, offices[p.office].kind)
    ]
    if not positions:
        names = sorted({name for o in offices for name in (o.name, o.kind)})
        raise ValueError(f"there is no office '{office}'; {did_you_mean(str(office), names)}")
    roles = sorted({pools[i].role for i in positions})
    if role is None:
        work, duty = (
            np.mean([getattr(c, n).sum(axis=1) for c in curves], axis=0) for n in ("month_work_h", "month_duty_h")
        )
        of_role = {name: [i for i in positions if pools[i].role == name] for name in roles}
        busy = {name: float(np.nan_to_num(_ratios(work[i].sum(), duty[i].sum()))) for name, i in of_role.items()}
        role = max(roles, key=lambda name: busy[name])
    elif role not in roles:
        raise ValueError(f"there is no role '{role}' there; {did_you_mean(role, roles)}")
    return [i for i in positions if pools[i].role == role], role


def _utilisation(work: Floats, duty: Floats) -> list[Estimate]:
    """Work over time on duty, by column [h; shape (replications, columns)]."""
    on_duty = duty.mean(axis=0).tolist()
    event = np.array([bounds_of("pools", "utilisation", hours).event for hours in on_duty])
    ones = np.ones(len(event))
    return mean_intervals(_ratios(work, duty), Limits(0 * ones, ones, event, np.zeros(len(event), dtype=np.bool_)))


def _ratios(part: Floats, whole: Floats) -> Floats:
    """Quotients element by element; NaN where the divisor is zero."""
    part, whole = np.asarray(part, dtype=np.float64), np.asarray(whole, dtype=np.float64)
    return np.asarray(np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole > 0), dtype=np.float64)


def _cells(value: Estimate) -> dict[str, Any]:
    return {"mean": value.mean, "low": value.low, "high": value.high, "replications": value.replications}
