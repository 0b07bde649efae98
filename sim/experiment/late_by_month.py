"""Late answers by office and by the month in which their term ended, over replications."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from sim.measure.intervals import ONE_FATE, Estimate, mean_intervals
from sim.measure.skewed_means import Limits
from sim.measure.time_series import TimeCurves, due_months
from sim.model.model import Model
from sim.quantities import Floats
from sim.scenario.office_titles import titles_of_offices

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class LateInMonth:
    """How many answers of one office were due in a month, and how many of them were late."""

    office: str
    """Name of the office where they were handed in: an akim, or the provider itself."""
    month: date
    """First day of the month in which their terms ended."""
    due: Estimate
    """First applications of the cohort whose term ended in it [applications]."""
    late: Estimate
    """Those of them whose answer was late [applications]."""


def late_by_month(model: Model, curves: Sequence[TimeCurves]) -> list[LateInMonth]:
    """Late answers by office in the order of the model, and by month in the order of time.

    Every office with any answer due has each month from the first counted one to the last in which any answer was due in any
    replication. Over offices and months the means sum to `late` over all routes.
    """
    due, late = (np.array([getattr(c, name) for c in curves], dtype=np.float64) for name in ("month_due", "month_late"))
    with_any = due.sum(axis=0) > 0
    months = due_months(model)[: int(np.flatnonzero(with_any.any(axis=0)).max(initial=-1)) + 1]
    rows = []
    for place, office in enumerate(model.capacity.offices):
        if not with_any[place].any():
            continue
        due_estimates = _estimates(due[:, place, : len(months)], event=1.0)
        late_estimates = _estimates(late[:, place, : len(months)], event=float(ONE_FATE))
        for month, of_due, of_late in zip(months, due_estimates, late_estimates, strict=True):
            high = of_late.high if np.isnan(of_late.high) else max(min(of_late.high, of_due.high), of_late.mean)
            rows.append(LateInMonth(office.name, month, of_due, replace(of_late, high=high)))
    return rows


def late_month_table(model: Model, curves: Sequence[TimeCurves], lang: str) -> pd.DataFrame:
    """Late answers by office and month, as :func:`late_by_month` finds them.

    Columns: office, label (title of the office in `lang`: kk, ru or en), month [first day], due [mean answers due in it], mean, low, high [late
    ones with the interval of their mean], tenth_low, tenth_high [between them lie at least eight in ten replications; NaN with
    fewer than ten], replications.
    """
    import pandas as pd

    titles = titles_of_offices(model.study.scenario, lang)
    columns = ("office", "label", "month", "due", "mean", "low", "high", "tenth_low", "tenth_high", "replications")
    rows = [
        {
            "office": row.office,
            "label": titles.get(row.office, row.office),
            "month": pd.Timestamp(row.month),
            "due": row.due.mean,
        }
        | {name: getattr(row.late, name) for name in columns[4:]}
        for row in late_by_month(model, curves)
    ]
    return pd.DataFrame(rows, columns=list(columns))


def _estimates(values: Floats, event: float) -> list[Estimate]:
    """Means of numbers of applications with their intervals [shape (replications, months)]."""
    return mean_intervals(values, Limits.of(0.0, np.inf, event))
