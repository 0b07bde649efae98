"""The tables of the charts of staff: how busy its pools are, by month, by hour of the week, and in all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.errors import did_you_mean
from sim.experiment.chart_cells import cells
from sim.measure.figure_units import bounds_of
from sim.measure.in_words import role_name
from sim.measure.intervals import Estimate, mean_intervals
from sim.measure.skewed_means import Limits
from sim.measure.time_series import TimeCurves, counted_months
from sim.measure.work import WEEK_HOURS
from sim.model.capacity import pools_alike
from sim.model.model import Model
from sim.quantities import Floats
from sim.translations.in_use import translated

if TYPE_CHECKING:
    import pandas as pd


def pool_table(model: Model, curves: Sequence[TimeCurves], lang: str) -> pd.DataFrame:
    """Utilisation of every pool over the counted period, offices alike together.

    Columns: office (kind), offices (how many), role, members (of each), label, mean, low, high [work over time on duty, with its
    interval; NaN without time on duty], highest [that of the busiest of them], replications.
    """
    import pandas as pd

    work, duty = (np.array([getattr(c, name).sum(axis=1) for c in curves]) for name in ("month_work_h", "month_duty_h"))
    labels, single = pool_labels(model, lang), _mean_over_replications(_ratios(work, duty))
    rows = []
    for group, places in pools_alike(model.capacity).items():
        (value,) = _utilisation(work[:, places].sum(axis=1, keepdims=True), duty[:, places].sum(axis=1, keepdims=True))
        kind, role, members = group
        rows.append(
            {"office": kind, "offices": len(places), "role": role, "members": members, "label": labels[group]}
            | cells(value)
            | {"highest": float(single[places].max())}
        )
    return pd.DataFrame(rows)


def week_table(model: Model, curves: Sequence[TimeCurves], lang: str) -> pd.DataFrame:
    """Utilisation of every pool by hour of the week, offices alike together.

    Columns: office (kind), offices (how many), role, members (of each), label, weekday [0: Monday], hour [of the day], mean
    [share: mean over replications of work over time on duty in that hour; NaN where nobody is on duty], on_duty_h [mean time on
    duty over the counted period, h].
    """
    import pandas as pd

    labels, hours = pool_labels(model, lang), np.arange(WEEK_HOURS)
    parts = []
    for (kind, role, members), places in pools_alike(model.capacity).items():
        work, duty = _by_week(curves, places)
        parts.append(
            pd.DataFrame(
                {
                    "office": kind,
                    "offices": len(places),
                    "role": role,
                    "members": members,
                    "label": labels[kind, role, members],
                    "weekday": hours // 24,
                    "hour": hours % 24,
                    "mean": _mean_over_replications(_ratios(work, duty)),
                    "on_duty_h": duty.mean(axis=0),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _by_week(curves: Sequence[TimeCurves], places: Sequence[int]) -> tuple[Floats, Floats]:
    """Work and time on duty of some pools together by hour of the week [h; shape (replications, hours)]."""
    work, duty = np.zeros((2, len(curves), WEEK_HOURS))
    for r, curve in enumerate(curves):
        work[r, curve.week_hours] = curve.week_work_h[places].sum(axis=0)
        duty[r, curve.week_hours] = curve.week_duty_h[places].sum(axis=0)
    return work, duty


def _mean_over_replications(values: Floats) -> Floats:
    """Means of columns over the rows that have a value; NaN where none has."""
    known = ~np.isnan(values)
    counts = known.sum(axis=0)
    sums = np.where(known, values, 0.0).sum(axis=0)
    return np.asarray(np.divide(sums, counts, out=np.full(len(sums), np.nan), where=counts > 0), dtype=np.float64)


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
            | cells(value)
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
    work, duty = _by_week(curves, places)
    label = role_name(model.study.regulations, name, lang) + (f" ({office.replace('_', ' ')})" if office else "")
    return pd.DataFrame(
        [
            {"role": name, "label": label, "weekday": hour // 24, "hour": hour % 24}
            | cells(value)
            | {"on_duty_h": float(duty[:, hour].mean())}
            for hour, value in enumerate(_utilisation(work, duty))
        ]
    )


def pool_labels(model: Model, lang: str) -> dict[tuple[str, str, int], str]:
    """Names of roles for charts, by kind of office, role and members; with what tells those of one name apart."""
    groups, offices = list(pools_alike(model.capacity)), model.study.scenario.offices
    names = {group: role_name(model.study.regulations, group[1], lang).replace("_", " ") for group in groups}
    labels = {}
    for kind, role, members in groups:
        label = names[kind, role, members]
        others = [group for group in groups if names[group] == label]
        if len({group[0] for group in others}) > 1:
            label += f" ({offices[kind].title.text(lang) or kind.replace('_', ' ')})"
        if len([group for group in others if group[0] == kind]) > 1:
            label += f" [{members}]"
        labels[kind, role, members] = label
    return {
        group: label if list(labels.values()).count(label) == 1 else f"{label}, {group[1]}"
        for group, label in labels.items()
    }


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
        raise ValueError(
            translated("there is no office '{office}'; {names}", office=office, names=did_you_mean(str(office), names))
        )
    roles = sorted({pools[i].role for i in positions})
    if role is None:
        work, duty = (
            np.mean([getattr(c, n).sum(axis=1) for c in curves], axis=0) for n in ("month_work_h", "month_duty_h")
        )
        of_role = {name: [i for i in positions if pools[i].role == name] for name in roles}
        busy = {name: float(np.nan_to_num(_ratios(work[i].sum(), duty[i].sum()))) for name, i in of_role.items()}
        role = max(roles, key=lambda name: busy[name])
    elif role not in roles:
        raise ValueError(
            translated("there is no role '{role}' there; {roles}", role=role, roles=did_you_mean(role, roles))
        )
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
