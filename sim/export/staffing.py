"""The answer to how many people are enough as plain data."""

from __future__ import annotations

from typing import Any

from sim.export.plain_data import estimate_data, number_data
from sim.planning.staffing.delays import Delay
from sim.planning.staffing.find_staffing import StaffingAnswer, StaffingFigures
from sim.planning.staffing.roster import CounterWait, RosterAnswer
from sim.planning.staffing.variables import StaffingSpace


def staffing_data(answer: StaffingAnswer) -> dict[str, Any]:
    """The answer as `sim staff --format json` has it: targets, floor, winner, what does not do, cost front, how it was found.

    Costs are in `unit`; `settings` of a staffing are what `--set` takes.
    """
    space = answer.space
    return {
        "scenario": answer.study.name,
        "targets": [str(target) for target in answer.targets],
        "unit": space.unit,
        "replications": answer.replications,
        "floor": _figures(answer.floor, space),
        "now": None if answer.present is None else _figures(answer.present, space),
        "winner": None if answer.winner is None else _figures(answer.winner, space),
        "proven": answer.proven,
        "forbidden_by": _delay(answer.forbids),
        "one_less": [
            {"less_of": _name(space, one.variable)} | _figures(one.figures, space) | {"held_up_by": _delay(one.delay)}
            for one in answer.one_less
        ],
        "front": [
            _figures(point.figures, space)
            | {"fewer_late": None if point.fewer is None else estimate_data(point.fewer), "sure": point.sure}
            for point in answer.front
        ],
        "dropped": [_levels(space, staffing) for staffing in answer.dropped],
        "simulated": {"staffings": answer.simulated[0], "replications": answer.simulated[1]},
    }


def roster_data(answer: RosterAnswer) -> dict[str, Any]:
    """The answer as `sim staff --roster --format json` has it: the present roster and the best, and the waits at counters."""
    return {
        "scenario": answer.study.name,
        "targets": [str(target) for target in answer.targets],
        "replications": answer.replications,
        "now": _roster(answer.now, answer.space),
        "best": _roster(answer.best, answer.space),
        "fewer_late": estimate_data(answer.fewer),
        "counters": [
            {
                "office": now.estimate.office,
                "role": now.estimate.role,
                "now": _wait(now),
                "best": _wait(best),
            }
            for now, best in answer.counters
        ],
        "simulated": {"rosters": answer.simulated[0], "replications": answer.simulated[1]},
    }


def _roster(figures: StaffingFigures, space: StaffingSpace) -> dict[str, Any]:
    """A roster with what it brings."""
    found = _figures(figures, space)
    found["roster"] = [
        {"office": variable.office, "role": variable.role, "what": variable.kind, "choice": level.text}
        for variable, level in zip(space.variables, figures.levels, strict=True)
    ]
    return {key: value for key, value in found.items() if key not in ("cost", "staffing")}


def _wait(wait: CounterWait) -> dict[str, Any]:
    """The wait at a counter, simulated and by Erlang's formula."""
    estimate = wait.estimate
    return {
        "people": estimate.people,
        "per_hour": number_data(estimate.per_hour),
        "service_min": number_data(estimate.service_min),
        "erlang_wait_min": number_data(estimate.wait_min),
        "erlang_share_waiting": number_data(estimate.waits),
        "wait_min": estimate_data(wait.simulated),
    }


def _figures(figures: StaffingFigures, space: StaffingSpace) -> dict[str, Any]:
    """A staffing with what it brings."""
    return {
        "cost": number_data(figures.cost),
        "staffing": [
            {"office": variable.office, "role": variable.role, variable.kind: level.value}
            for variable, level in zip(space.variables, figures.levels, strict=True)
        ],
        "settings": [change for level in figures.levels for change in level.changes],
        "replications": len(figures.outcomes),
        "met": figures.met,
        "targets": [
            {
                "target": one.condition.name,
                "mean": number_data(one.estimate.mean),
                "bound": number_data(one.bound),
                "met": one.met,
            }
            for one in figures.judged
        ],
        "late": estimate_data(figures.late),
    }


def _levels(space: StaffingSpace, staffing: tuple[int, ...]) -> list[dict[str, Any]]:
    return [
        {"office": variable.office, "role": variable.role, variable.kind: level.value}
        for variable, level in zip(space.variables, space.levels(staffing), strict=True)
    ]


def _name(space: StaffingSpace, variable: int) -> str:
    """What a variable counts, as `posts of department.executor`."""
    one = space.variables[variable]
    return f"{one.kind} of {one.office}.{one.role}"


def _delay(delay: Delay | None) -> dict[str, Any] | None:
    """What holds answers up."""
    if delay is None:
        return None
    return {
        "step": None if delay.step is None else "/".join(delay.step),
        "role": delay.role,
        "reason": delay.reason,
        "share_of_lateness": number_data(delay.share),
    }
