"""A share with its interval."""

from __future__ import annotations

from sim.fitting.fitted import FittedNumber, Knowledge
from sim.translations.in_use import marked, translated

_JEFFREYS = marked("share of what the register shows; interval by Jeffreys' prior (Brown, Cai and DasGupta 2001)")


def share_with_interval(
    part: float, whole: float, known: Knowledge = "measured", value: float | None = None
) -> FittedNumber:
    """A share of so many, with the interval of Jeffreys' prior; `value` where the estimate is not the plain share.

    L. D. Brown, T. T. Cai, A. DasGupta: Interval estimation for a binomial proportion, Statistical Science 16 (2001).
    """
    from scipy.special import betaincinv

    low = float(betaincinv(part + 0.5, whole - part + 0.5, 0.025)) if part > 0 else 0.0
    high = float(betaincinv(part + 0.5, whole - part + 0.5, 0.975)) if part < whole else 1.0
    at = part / whole if value is None else value
    return FittedNumber(at, min(low, at), max(high, at), round(whole), translated(_JEFFREYS), known)
