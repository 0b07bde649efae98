"""Writing results: tables as Parquet, the summary and the provenance as JSON; what lay there before is kept on failure.

Everything is first written beside its place under a hidden name and moved in at the end, so that a run that fails or is
interrupted leaves an earlier result as it was.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from sim.errors import Note
from sim.experiment.one_more import OneMore
from sim.experiment.overview import costliest_step
from sim.experiment.results import Results
from sim.experiment.spread import Spread
from sim.experiment.uncertainty import Uncertainty
from sim.experiment.warm_up import WarmUp
from sim.measure.figures import Key
from sim.measure.intervals import CONFIDENCE, Estimate
from sim.measure.recovery import Recovery, Return
from sim.study.assumption_list import assumptions

TABLES = ("applications.parquet", "steps.parquet")
"""What a single replication writes."""


def summary(results: Results, uncertain: Uncertainty | None = None) -> dict[str, Any]:
    """Everything that a run found, as plain data: the content of `summary.json`.

    `uncertain` is what drawing the uncertain numbers showed, where that was asked for.
    It can be recomputed from the two tables and holds no clock time, path or version.
    """
    study, figures = results.study, results.figures
    scenario = study.scenario
    return {
        "scenario": study.name,
        "title": scenario.scenario.model_dump(),
        "period": {
            "start": str(scenario.period.start),
            "warm_up_until": str(scenario.period.warm_up_until),
            "end": str(scenario.period.end),
        },
        "warm_up": _warm_up(results.warm_up),
        "replications": len(results.replications),
        "seed": scenario.seed,
        "confidence": CONFIDENCE,
        "target": scenario.target,
        "whole": _figures(figures.whole),
        "routes": [
            {"service": service, "route": route} | _route_facts(results, (service, route)) | _figures(row)
            for (service, route), row in figures.routes.items()
        ],
        "steps": [
            {
                "service": service,
                "route": route,
                "step": step,
                "role": results.model.plan((service, route)).step(step).role,
            }
            | _figures(row)
            for (service, route, step), row in figures.steps.items()
        ],
        "pools": [{"office": office, "role": role} | _figures(row) for (office, role), row in figures.pools.items()],
        "streams": [{"stream": name} | _figures(row) for (name,), row in figures.streams.items()],
        "sittings": [
            {"office": office, "role": role} | _figures(row) for (office, role), row in figures.sittings.items()
        ],
        "visits": [{"office": office, "role": role} | _figures(row) for (office, role), row in figures.visits.items()],
        "transfers": [
            {"service": service, "route": route, "steps": steps} | _figures(row)
            for (service, route, steps), row in figures.transfers.items()
        ],
        "systems": [{"system": name} | _figures(row) for (name,), row in figures.systems.items()],
        "endings": [
            {"service": service, "route": route} | _figures(row) for (service, route), row in figures.endings.items()
        ],
        "backlogs": [{"backlog": name} | _figures(row) for (name,), row in figures.inherited.items()],
        "recovery": None if results.recovery is None else _recovery(results.recovery),
        "uncertain": None if uncertain is None else _uncertain(uncertain),
        "strengthen": None if results.tried is None else [_gain(gain) for gain in results.tried],
        "assumptions": [{"where": a.where, "numbers": a.numbers, "reason": a.reason} for a in assumptions(study)],
        "warnings": [note_data(note) for note in results.warnings],
    }


def as_json(data: Mapping[str, Any]) -> str:
    """Plain data as JSON text, keys in their order, letters as they are."""
    return json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _route_facts(results: Results, route: Key) -> dict[str, Any]:
    plan = results.model.plan(route)
    costliest = costliest_step(results, route)
    reading = results.study.scenario.services[plan.service].routes[plan.route].reading
    join = results.study.regulations[plan.service].routes[plan.route].join
    return {
        "term": str(plan.term) if plan.term else None,
        "term_kind": plan.term_kind,
        "reading": (reading or join.used) if join else None,
        "costliest_step": None
        if costliest is None
        else {"step": costliest[0], "share_of_lateness": number_data(costliest[1])},
    }


def _warm_up(seen: WarmUp | None) -> dict[str, Any] | None:
    """Where applications begin to count, and how many weeks MSER-5 cuts off of each series; null where it is not asked."""
    if seen is None:
        return None
    in_progress, elapsed = seen.truncations or (None, None)
    return {
        "counted_from": str(seen.counted_from),
        "found_by": "mser_5" if seen.found else None,
        "replications": seen.replications,
        "weeks": len(seen.weeks),
        "weeks_before": seen.weeks_before,
        "settled_from": str(seen.settled_from) if seen.settled_from else None,
        "cut_off_in_progress": in_progress.weeks if in_progress else None,
        "cut_off_elapsed": elapsed.weeks if elapsed else None,
        "not_judged": seen.not_judged or None,
    }


def _recovery(found: Recovery) -> dict[str, Any]:
    """The recovery as plain data; days are the first on which a quantity is back, null where it is not by the end."""

    def part(of: Return) -> dict[str, Any]:
        def told(day: int | None) -> str | None:
            return None if day is None else "never left" if day < 0 else str(found.days[day])

        return {
            "back_in_half": told(of.day(0.5)),
            "back_in_19_of_20": told(of.day(0.95)),
            "recovered": of.recovered,
            "by_replication": [told(day) for day in of.back],
        }

    return {
        "undisturbed": found.undisturbed,
        "backlog": part(found.backlog),
        "age_of_the_oldest": part(found.age),
        "more_late": estimate_data(found.late),
        "more_days_late": estimate_data(found.days_late),
    }


def _uncertain(found: Uncertainty) -> dict[str, Any]:
    """Both kinds of not knowing as plain data; places are service and route, both null over all routes."""

    def spread(of: Spread) -> dict[str, Any]:
        return {
            "standard_deviation": estimate_data(of.deviation),
            "p5": number_data(of.low),
            "p95": number_data(of.high),
        }

    return {
        "assumptions": [
            {
                "name": one.name,
                "paths": [setting.path for setting in one.settings],
                "how_uncertain": one.uncertain.in_words,
                "unit": one.uncertain.unit or None,
                "drawn": [number_data(numbers[one.name]) for numbers in found.numbers],
            }
            for one in found.assumptions
        ],
        "measures": [
            {
                "service": one.place[0] if one.place else None,
                "route": one.place[1] if one.place else None,
                "measure": one.measure,
                "stated": estimate_data(one.stated),
                "drawn": estimate_data(one.drawn),
                "shift": estimate_data(one.shift),
                "chance": spread(one.chance),
                "ignorance": spread(one.ignorance),
                "both": spread(one.both),
                "rank_correlations": [
                    {
                        "name": influence.name,
                        "correlation": number_data(influence.correlation),
                        "low": number_data(influence.low),
                        "high": number_data(influence.high),
                    }
                    for influence in one.influences
                ],
            }
            for one in found.measures
        ],
    }


def _gain(gain: OneMore) -> dict[str, Any]:
    return {
        "offices": gain.kind,
        "role": gain.role,
        "members": gain.members,
        "members_then": gain.members + 1,
        "pools": gain.offices,
        "gain_in_time": estimate_data(gain.whole),
        "routes": [
            {"service": key[0], "route": key[1], "gain_in_time": estimate_data(value)}
            for key, value in gain.routes.items()
        ],
    }


def _figures(row: Mapping[str, Estimate]) -> dict[str, Any]:
    return {name: estimate_data(value) for name, value in row.items()}


def estimate_data(value: Estimate) -> dict[str, Any]:
    """An estimate as plain data: mean, low, high and the number of replications; of a quantile that rests on unfinished
    applications also `censored`, and `more_than` where it is not reached."""
    data: dict[str, Any] = {
        "mean": number_data(value.mean),
        "low": number_data(value.low),
        "high": number_data(value.high),
        "replications": value.replications,
    }
    if value.censored:
        data["censored"] = True
    if value.more_than is not None:
        data["more_than"] = number_data(value.more_than)
    return data


def note_data(note: Note) -> dict[str, Any]:
    """A note as one flat block: its key and its facts, numbers with ten significant digits."""

    def rounded(value: Any) -> Any:
        if isinstance(value, float):
            return number_data(value)
        if isinstance(value, Mapping):
            return {key: rounded(part) for key, part in value.items()}
        return [rounded(part) for part in value] if isinstance(value, list) else value

    return {key: rounded(value) for key, value in note.as_data().items()}


def number_data(value: float) -> float | str | None:
    """A number with ten significant digits, None for a missing one, `not reached` for an unbounded one."""
    if math.isnan(value):
        return None
    return "not reached" if math.isinf(value) else float(f"{value:.10g}")
