"""Levers as plain data, for `summary.json` and for the list of `sim levers`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.experiment.levers.effect import Effect
from sim.experiment.levers.find_levers import Levers
from sim.experiment.levers.lever import Lever, NotTried
from sim.experiment.levers.pairs import Pair
from sim.experiment.levers.race import Tried
from sim.export.plain_data import estimate_data
from sim.measure.figures import Key
from sim.measure.intervals import CONFIDENCE, Estimate


def levers_data(found: Levers) -> dict[str, Any]:
    """The list of `sim levers`: single changes and pairs, each part by what they bring, and what was left out."""
    study, rounds = found.study, found.rounds
    return {
        "scenario": study.name,
        "seed": study.scenario.seed,
        "target": study.scenario.target,
        "confidence": CONFIDENCE,
        "replications": {
            "chosen_by": [rounds.chosen.start, rounds.chosen.stop - 1],
            "judged_by": [rounds.judged.start, rounds.judged.stop - 1],
        },
        "levers": [tried_data(one) for one in found.tried],
        "pairs": [_pair(pair) for pair in found.pairs],
        "not_tried": [not_tried_data(part) for part in found.not_tried],
    }


def tried_data(tried: Tried) -> dict[str, Any]:
    """A lever with what it brings."""
    return {
        **_lever(tried.lever),
        "judged": tried.finalist,
        "as_good_as_the_best": tried.as_good,
        **_effect(tried.effect),
    }


def not_tried_data(part: NotTried) -> dict[str, Any]:
    """What was left out, with the reason."""
    return {"at": part.office, "of": part.name, "reason": part.reason, "detail": part.detail}


def gains_data(whole: Estimate, routes: Mapping[Key, Estimate]) -> dict[str, Any]:
    """A gain in the share in time over all routes, and on each."""
    return {
        "gain_in_time": estimate_data(whole),
        "routes": [
            {"service": key[0], "route": key[1], "gain_in_time": estimate_data(value)} for key, value in routes.items()
        ],
    }


def _lever(lever: Lever) -> dict[str, Any]:
    return {
        "lever": lever.kind,
        "at": lever.office,
        "of": lever.name,
        "before": lever.before,
        "after": lever.after,
        "offices": lever.offices,
        "costs_nothing": lever.free,
        "settings": list(lever.changes),
    }


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "levers": [_lever(lever) for lever in pair.levers],
        "costs_nothing": pair.free,
        "fewer_late_than_sum": estimate_data(pair.beyond_sum),
        "fewer_late_than_best_alone": estimate_data(pair.beyond_best),
        **_effect(pair.effect),
    }


def _effect(effect: Effect) -> dict[str, Any]:
    before, after = effect.missed_before, effect.missed_after
    return {
        "late_before": estimate_data(effect.late_before),
        "late_after": estimate_data(effect.late_after),
        "fewer_late": estimate_data(effect.fewer),
        "target_missed_before": None if before is None else estimate_data(before),
        "target_missed_after": None if after is None else estimate_data(after),
        **gains_data(effect.whole, effect.routes),
    }
