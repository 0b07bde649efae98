"""What a counted period is called, so that means over replications can be told as what one such period brings."""

from __future__ import annotations

from sim.scenario.scenario import Period


def period_name(period: Period, *, several: bool) -> str:
    """What the counted period is called, such as `half-year`; `such period` where it is none that has a name."""
    days = (period.end - period.counted_from).days
    name = next((name for name, least, most in _PERIODS if least <= days <= most), "such period")
    return f"{name}s" if several else name


_PERIODS = (("month", 27, 32), ("quarter", 85, 95), ("half-year", 174, 190), ("year", 355, 371))
"""Names of periods, and how many days they have at least and at most: those that end with the last working day count too."""
