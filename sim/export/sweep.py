"""A sweep as plain data: the content of `sweep.json`."""

from __future__ import annotations

from typing import Any

from sim.export.plain_data import estimate_data
from sim.measure.intervals import CONFIDENCE
from sim.planning.sweep.sweep import Sweep


def sweep_data(sweep: Sweep) -> dict[str, Any]:
    """A whole sweep: its plan, and of every point the estimate of each measure.

    It holds no clock time and no path: the same seed gives the same bytes.
    """
    plan = sweep.plan
    return {
        "plan": plan.data,
        "confidence": CONFIDENCE,
        "measures": [
            {"name": chosen.text, "label": chosen.label, "unit": chosen.unit, "better": chosen.better}
            for chosen in plan.measures
        ],
        "points": [
            {
                "point": point + 1,
                "values": {axis.name: value for axis, value in zip(plan.axes, values, strict=True)},
                "settings": list(plan.points[point].changes),
                "measures": {
                    chosen.text: estimate_data(sweep.estimate(point, i)) for i, chosen in enumerate(plan.measures)
                },
            }
            for point, values in enumerate(plan.values)
        ],
    }
