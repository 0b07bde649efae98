"""The ranges of fitted numbers, as the block `assumptions` of a scenario."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sim.fitting.fitted import FittedArrivals, FittedMove, FittedNumber, FittedOffice, FittedRoute
from sim.fitting.scenario_files.demand import opening_span
from sim.fitting.scenario_files.durations import duration_block, scales
from sim.fitting.scenario_files.regulation import FITTED_CHANNEL, number_in_scenario

_Z90, _Z975 = 1.2815515655446004, 1.959963984540054
_LEAST_SPREAD = 0.002
"""Numbers that are known better than this are given no range [share of the number]."""
_LEAST_PROBABILITY_WIDTH = 0.005
_MOST_MOVES = 20
"""Probabilities of ways that are given a range, the widest first."""


def fitted_ranges(office: FittedOffice) -> dict[str, Any]:
    """The ranges of the numbers of an office that are known too little, by short name."""
    result: dict[str, Any] = {}
    for route in office.routes:
        if (factor := factor_of(_by_chance(route.arrivals))) is not None:
            result[f"rate_{route.name}"] = _block([f"arrivals.{route.name}.rate"], factor, route.arrivals.rate)
        for step in route.steps:
            if step.role is None:
                continue
            where = f"services.{route.name}.routes.{FITTED_CHANNEL}.steps.{number_in_scenario(step.number)}"
            for what, duration in (("work", step.work), ("hold", step.hold)):
                if duration is None or not scales(duration) or (factor := factor_of(duration.mean)) is None:
                    continue
                written = duration_block(duration)
                keys = [f".{key}" for key in ("mean", "p90") if key in written] if isinstance(written, dict) else [""]
                paths = [f"{where}.{what}{key}" for key in keys]
                result[f"{what}_{route.name}_{step.number}"] = _block(paths, factor, duration.mean)
        result |= _ways(route)
    return result


def _by_chance(arrivals: FittedArrivals) -> FittedNumber:
    """The rate, as far as it is a matter of chance: of those who come at each opening there is one, whatever the others are."""
    rate, left = arrivals.rate, 1.0 if opening_span(arrivals) is None else 1 - arrivals.regular
    low, high = (rate.value * (end / rate.value) ** (1 / left) for end in (rate.low, rate.high))
    return replace(rate, low=low, high=high)


def factor_of(number: FittedNumber) -> dict[str, Any] | None:
    """The factor by which a positive number may lie off, lognormal by its interval; None where it is known well enough."""
    if number.value <= 0 or number.high <= number.low:
        return None
    low, high = max(number.low, number.value / 1_000) / number.value, number.high / number.value
    middle, spread = math.log(low * high) / 2, math.log(high / low) / (2 * _Z975)
    if spread < _LEAST_SPREAD:
        return None
    ends = (math.exp(middle - _Z90 * spread), math.exp(middle + _Z90 * spread))
    return {"distribution": "lognormal", "p10": round(max(ends[0], 0.001), 4), "p90": round(min(ends[1], 1_000), 4)}


def _ways(route: FittedRoute) -> dict[str, Any]:
    wide = sorted(_open_moves(route), key=lambda move: move.probability.low - move.probability.high)[:_MOST_MOVES]
    result = {}
    for move in sorted(wide, key=lambda move: (move.after, move.to or 0)):
        others = sum(m.probability.value for m in route.moves if m.after == move.after and m is not move)
        # All at once may be at their ends: each gets so much of what is left as it has of the whole.
        left = max(1 - others, 0.0)
        high = min(move.probability.high, left)
        to = "end" if move.to is None else number_in_scenario(move.to)
        path = f"services.{route.name}.routes.{FITTED_CHANNEL}.routing.{number_in_scenario(move.after)}.{to}"
        span = [f"{100 * end:.4g} %" for end in (min(move.probability.low, high), high)]
        name = f"way_{route.name}_{move.after}_{move.to or 'end'}"
        result[name] = {"paths": [path], "range": span, "source": _why(move.probability)}
    return result


def _open_moves(route: FittedRoute) -> Iterator[FittedMove]:
    """The moves whose probability is uncertain, of each step the most uncertain one, so that none exceeds 100 % together."""
    found: dict[int, FittedMove] = {}
    for move in route.moves:
        width = move.probability.high - move.probability.low
        if move.after == 0 or width < _LEAST_PROBABILITY_WIDTH:
            continue
        if move.after not in found or width > found[move.after].probability.high - found[move.after].probability.low:
            found[move.after] = move
    yield from found.values()


def _block(paths: list[str], factor: dict[str, Any], number: FittedNumber) -> dict[str, Any]:
    return {"paths": paths, "factor": factor, "source": _why(number)}


def _why(number: FittedNumber) -> str:
    return f"{number.count} observations; {number.method}"
