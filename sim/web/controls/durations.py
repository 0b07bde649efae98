"""What each step of each route takes: its work and its hold, as so many times what the scenario states."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sim.law.regulation import Channel, PathStep
from sim.quantities import HOUR, MINUTE
from sim.scenario.all_staff import staff_of_role
from sim.scenario.amounts import Amount
from sim.scenario.distributions import Distribution
from sim.scenario.route_use import Work
from sim.scenario.step_durations import is_staffed, takes_whole_limit
from sim.schema.yaml_file import YamlFile
from sim.study.study import Study
from sim.web.controls.adjustable import Adjustable, Unchangeable, WhyNot
from sim.web.controls.control import ControlKind
from sim.web.controls.multiplied import PERCENT_STEP, Multiplied, MultipliedSetting, duration_range

_LEAST, _MOST = 0.5, 2.0
_Place = tuple[str, Channel, str]


def durations_of(study: Study, file: YamlFile) -> Iterator[Adjustable | Unchangeable]:
    """Work and hold of every step for which the scenario states them, in the order of the routes.

    A step that stands for one of another route has what is stated there, and changes with it.
    """
    for service, use in study.scenario.services.items():
        law = study.regulations[service]
        for channel, route in use.routes.items():
            steps = {step.key: step for step in law.path(channel, route.reading)} | law.branch_steps(channel)
            for key in [key for key in steps if key in route.steps]:
                yield from _of_step(study, file, (service, channel, key), steps[key], route.steps[key])


def _of_step(
    study: Study, file: YamlFile, place: _Place, step: PathStep, block: Work
) -> Iterator[Adjustable | Unchangeable]:
    staffed = is_staffed(study.regulations[place[0]], step)
    if staffed and takes_whole_limit(study.scenario, step, block):
        yield Unchangeable("work", place, "regulated")
        return
    if block.work is not None:
        elsewhere = _said_elsewhere(study, step) if staffed else None
        yield _scaled(file, "work", place, block.work) if elsewhere is None else Unchangeable("work", place, elsewhere)
    if block.model == "lead_time":
        yield Unchangeable("hold", place, "lead_time")
    elif block.hold is not None:
        yield _scaled(file, "hold", place, block.hold)


def _said_elsewhere(study: Study, step: PathStep) -> WhyNot | None:
    """Why the work of a step changes nothing: all who do it take files together, in sittings or on visits."""
    staff = staff_of_role(study.scenario, step.role)
    if staff and all(each.sittings is not None for each in staff):
        return "sittings"
    if staff and all(each.visits_per_day is not None or each.sittings is not None for each in staff):
        return "visits"
    return None


def _scaled(file: YamlFile, kind: ControlKind, place: _Place, takes: Distribution) -> Adjustable | Unchangeable:
    service, channel, step = place
    where = ("services", service, "routes", channel, "steps", step, kind)
    written = json.dumps(file.at(where), ensure_ascii=False)
    ends = duration_range(written, _LEAST, _MOST) if takes.mean_seconds else None
    if ends is None:
        return Unchangeable(kind, place, "nothing" if not takes.mean_seconds else "fixed")
    return Adjustable(
        key=f"{kind}.{service}.{channel}.{step}",
        kind=kind,
        where=place,
        form="mean",
        stated=1.0,
        least=ends[0],
        most=ends[1],
        step=PERCENT_STEP,
        writer=Multiplied((MultipliedSetting(".".join(where), written),)),
        amount=_amount(takes.mean_seconds),
    )


def _amount(seconds: float) -> Amount:
    """A duration in hours from an hour on, else in minutes."""
    return Amount(seconds / HOUR, "hour") if seconds >= HOUR else Amount(seconds / MINUTE, "minute")
