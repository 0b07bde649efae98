"""How many digits a figure is shown with, and how shown figures are made to add up: the one rule for pages, terminal and charts.

A figure has as many decimals as the half-width of its interval bears: the half-width keeps two significant digits where they
are at most 35, else one (the rule of the Particle Data Group, Review of Particle Physics, Introduction, section 5.3). It never
has more decimals than its unit wants.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim.translations.in_use import localized_signs

_MOST_TWO_DIGITS = 3.55
"""A half-width keeps a second significant digit where its first two make less than this."""


def decimals(half_width: float, most: int) -> int:
    """Decimals of a figure with an interval of this half-width; `most` of its unit where there is none, or one without width."""
    if not half_width > 0 or math.isinf(half_width):
        return most
    exponent = math.floor(math.log10(half_width) + 1e-9)
    two = half_width / 10**exponent < _MOST_TWO_DIGITS
    return min(max(-exponent + (1 if two else 0), 0), most)


def plain(value: float, digits: int) -> str:
    """A number in the signs of the language in use, without a minus before nothing but zeros; thousands are told apart from five digits on."""
    text = f"{value:,.{digits}f}" if abs(value) >= 9999.5 else f"{value:.{digits}f}"
    return localized_signs(text.removeprefix("-") if not any(c in "123456789" for c in text) else text)


def part_of_hundred(value: float, digits: int) -> str:
    """A share as a number of 100; what is neither nothing nor all is not shown as 0 or 100, but as `< 1` or `> 99`."""
    step, rounded = 10.0**-digits, round(100 * value, digits)
    if value > 0 >= rounded:
        return f"< {plain(step, digits)}"
    return f"> {plain(100 - step, digits)}" if value < 1 and rounded >= 100 else plain(100 * value, digits)


def ends(low: float, high: float, shown: str, digits: int) -> tuple[str, str] | None:
    """The ends of an interval as texts, as `plain`; None where they cannot be told from the figure as it is shown."""
    texts = plain(low, digits), plain(high, digits)
    return None if math.isnan(low) or texts == (shown, shown) or texts[0] == texts[1] else texts


def before_and_after(before: float, change: float, digits: int, most: float = math.inf) -> tuple[float, float, float]:
    """A figure before, after, and the change, rounded so that the shown numbers add up; what is after does not exceed `most`."""
    shown, gain = round(before, digits), round(change, digits)
    if shown + gain > most:
        gain = round(most - shown, digits)
    return shown, round(shown + gain, digits), gain


def parts_of_whole(parts: Sequence[float], digits: int = 0) -> list[float]:
    """Shares of a whole in percent, rounded so that they sum to what all of them together are shown as.

    The method of the largest remainder (Hamilton); parts that are not numbers stay so.
    """
    scale = 10**digits
    known = [100 * scale * part for part in parts if not math.isnan(part)]
    floors = [math.floor(part + 1e-9) for part in known]
    missing = round(sum(known)) - sum(floors)
    largest = sorted(range(len(known)), key=lambda i: floors[i] - known[i])[: max(missing, 0)]
    rounded = iter([(floor + (i in largest)) / scale for i, floor in enumerate(floors)])
    return [math.nan if math.isnan(part) else next(rounded) for part in parts]
