"""The results of a run as plain data: the content of `summary.json`."""

from __future__ import annotations

from typing import Any

from sim.experiment.causes.disturbance import Disturbance
from sim.experiment.causes.find_causes import Causes
from sim.experiment.late_by_month import late_by_month
from sim.experiment.overview import costliest
from sim.experiment.pooling import Pooled
from sim.experiment.results import Results
from sim.experiment.uncertainty import Uncertainty
from sim.experiment.warm_up import WarmUp
from sim.export.levers import gains_data, not_tried_data, tried_data
from sim.export.plain_data import estimate_data, figures_data, note_data, number_data
from sim.export.uncertainty import uncertainty_data
from sim.measure.figures import Figures, Key
from sim.measure.intervals import CONFIDENCE
from sim.measure.recovery import Recovery, Return
from sim.study.assumption_list import Assumption, assumptions
from sim.study.study import Study
from sim.translations.in_use import ORIGINAL, in_language


def summary(results: Results, uncertain: Uncertainty | None = None) -> dict[str, Any]:
    """The results of a run as plain data: the content of `summary.json`.

    `uncertain` is what drawing the uncertain numbers showed, where that was asked for.
    The summary can be recomputed from the two tables where these have all replications, and holds no clock time, path or version.
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
        "whole": figures_data(figures.whole),
        **_tables(results),
        "late_by_month": [
            {
                "office": row.office,
                "month": f"{row.month:%Y-%m}",
                "due": estimate_data(row.due),
                "late": estimate_data(row.late),
            }
            for row in late_by_month(results.model, results.over_time)
            if row.late.mean
        ],
        "recovery": None if results.recovery is None else _recovery(results.recovery),
        "uncertain": None if uncertain is None else uncertainty_data(uncertain),
        "levers": None if results.tried is None else [tried_data(tried) for tried in results.tried],
        "causes": None if results.causes is None else _causes(results.causes),
        "not_tried": [not_tried_data(part) for part in results.not_tried],
        **({} if results.pooled is None else {"pooling": _pooled(results.pooled)}),
        "assumptions": [
            {"where": a.where, "numbers": a.numbers, "reason": a.reason} for a in _assumptions_as_data(study)
        ],
        "warnings": [note_data(note) for note in results.warnings],
    }


def _assumptions_as_data(study: Study) -> tuple[Assumption, ...]:
    """The assumptions of a study in English, since data are the same in every language."""
    with in_language(ORIGINAL):
        return assumptions(study)


def _in_english(warm_up: WarmUp) -> str:
    """Why MSER-5 says nothing of a warm-up, in English, since data are the same in every language."""
    with in_language(ORIGINAL):
        return warm_up.not_judged


def _tables(results: Results) -> dict[str, list[dict[str, Any]]]:
    """The tables of figures, each as rows of keys and estimates."""
    figures = results.figures
    return {
        "routes": [
            {"service": service, "route": route} | _route_facts(results, (service, route)) | figures_data(row)
            for (service, route), row in figures.routes.items()
        ],
        "steps": [
            {
                "service": service,
                "route": route,
                "step": step,
                "role": results.model.plan((service, route)).step(step).role,
            }
            | figures_data(row)
            for (service, route, step), row in figures.steps.items()
        ],
        "pools": [
            {"office": office, "role": role} | figures_data(row) for (office, role), row in figures.pools.items()
        ],
        **_officers(figures),
        "streams": [{"stream": name} | figures_data(row) for (name,), row in figures.streams.items()],
        "classes": [{"class": int(number)} | figures_data(row) for (number,), row in figures.classes.items()],
        "sittings": [
            {"office": office, "role": role} | figures_data(row) for (office, role), row in figures.sittings.items()
        ],
        "halls": [
            {"office": office, "role": role} | figures_data(row) for (office, role), row in figures.halls.items()
        ],
        "home_visits": [
            {"office": office, "role": role} | figures_data(row) for (office, role), row in figures.home_visits.items()
        ],
        "transfers": [
            {"service": service, "route": route, "steps": steps} | figures_data(row)
            for (service, route, steps), row in figures.transfers.items()
        ],
        "systems": [{"system": name} | figures_data(row) for (name,), row in figures.systems.items()],
        "endings": [
            {"service": service, "route": route} | figures_data(row)
            for (service, route), row in figures.endings.items()
        ],
        "backlogs": [{"backlog": name} | figures_data(row) for (name,), row in figures.inherited.items()],
    }


def _officers(figures: Figures) -> dict[str, list[dict[str, Any]]]:
    """The table of the officers of files, where there are any."""
    rows = [
        {"office": office, "role": role, "member": member} | figures_data(row)
        for (office, role, member), row in figures.officers.items()
    ]
    return {"officers": rows} if rows else {}


def _route_facts(results: Results, route: Key) -> dict[str, Any]:
    plan = results.model.plan(route)
    most = costliest(results, route)
    reading = results.study.scenario.services[plan.service].routes[plan.route].reading
    join = results.study.regulations[plan.service].routes[plan.route].join
    return {
        "term": str(plan.term) if plan.term else None,
        "term_kind": plan.term_kind,
        "reading": (reading or join.used) if join else None,
        "costs_most": None
        if most is None
        else {
            "cause": None if most.cause is None else _disturbance(most.cause),
            "step": most.step or None,
            "reason": most.reason or None,
            "share_of_lateness": number_data(most.part),
        },
    }


def _warm_up(warm_up: WarmUp | None) -> dict[str, Any] | None:
    """Where applications begin to count, and how many weeks MSER-5 cuts off of each series; null where a backlog stands for it."""
    if warm_up is None:
        return None
    cuts = {name: cut.weeks for name, cut in (warm_up.truncations or {}).items()}
    return {
        "counted_from": str(warm_up.counted_from),
        "found_by": "mser_5" if warm_up.found else None,
        "replications": warm_up.replications,
        "weeks": len(warm_up.weeks),
        "weeks_before": warm_up.weeks_before,
        "settled_from": str(warm_up.settled_from) if warm_up.settled_from else None,
        "cut_off_in_progress": cuts.get("in_progress"),
        "cut_off_elapsed": cuts.get("elapsed_h"),
        "cut_off_in_time": cuts.get("in_time"),
        "not_judged": _in_english(warm_up) or None,
    }


def _recovery(recovery: Recovery) -> dict[str, Any]:
    """The recovery as plain data; days are the first on which a quantity is back, null where it is not by the end."""

    def day_text(day: int | None) -> str | None:
        return None if day is None else "never left" if day < 0 else str(recovery.days[day])

    def return_data(part: Return) -> dict[str, Any]:
        return {
            "back_in_half": day_text(part.day(0.5)),
            "back_in_19_of_20": day_text(part.day(0.95)),
            "recovered": part.recovered,
            "by_replication": [day_text(day) for day in part.back],
        }

    return {
        "undisturbed": recovery.undisturbed,
        "backlog": return_data(recovery.backlog),
        "age_of_the_oldest": return_data(recovery.age),
        "more_late": estimate_data(recovery.late),
        "more_days_late": estimate_data(recovery.days_late),
    }


def _pooled(pooled: Pooled) -> dict[str, Any]:
    return {"roles": list(pooled.roles), **gains_data(pooled.whole, pooled.routes)}


def _disturbance(cause: Disturbance) -> dict[str, Any]:
    return {
        "kind": cause.kind,
        "at": cause.office,
        "of": cause.name,
        "first_day": None if cause.first is None else str(cause.first),
        "last_day": None if cause.last is None else str(cause.last),
    }


def _causes(causes: Causes) -> dict[str, Any]:
    """The split of the lateness over disturbances and steps, in working hours."""
    return {
        "replications": causes.replications,
        "disturbances": [
            _disturbance(cause.disturbance)
            | {
                "settings": list(cause.disturbance.changes),
                "lateness_h_less_without_it_alone": estimate_data(cause.alone),
            }
            for cause in causes.causes
        ],
        "routes": [
            {
                "service": key[0],
                "route": key[1],
                "lateness_h": number_data(late),
                "of_disturbances_h": [number_data(cause.routes.get(key, 0.0)) for cause in causes.causes],
                "of_steps_h": {
                    step[2]: number_data(row["blame_h"]) for step, row in causes.steps.items() if step[:2] == key
                },
                "term_shorter_h": number_data(causes.term_shorter[key]),
            }
            for key, late in causes.lateness.items()
        ],
    }
