"""How an estimate stands in the tables of charts."""

from __future__ import annotations

from typing import Any

from sim.measure.intervals import Estimate


def cells(value: Estimate, name: str = "", scale: float = 1.0) -> dict[str, Any]:
    """The cells of an estimate: `mean`, `low`, `high` and replications; with a `name` that, and the name before `_low` and `_high`."""
    numbers = scale * value.mean, scale * value.low, scale * value.high
    if name:
        return dict(zip((name, f"{name}_low", f"{name}_high"), numbers, strict=True))
    return dict(zip(("mean", "low", "high"), numbers, strict=True)) | {"replications": value.replications}
