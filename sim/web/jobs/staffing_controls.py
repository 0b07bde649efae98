"""From a staffing that was found to the values of the page's controls that bring it."""

from __future__ import annotations

from collections.abc import Sequence

from sim.planning.staffing.find_staffing import StaffingAnswer
from sim.planning.staffing.variables import Variable
from sim.report.staffing.words import how_many
from sim.web.controls.control import Control
from sim.web.jobs.outcome import FoundControls
from sim.web.jobs.request import StaffingRequest

_NEAR = 1e-9


def controls_for(answer: StaffingAnswer, request: StaffingRequest) -> FoundControls:
    """The values of all controls with the staffing that was found, and what of it none can have, such as half a post.

    Raises ValueError where no staffing was found.
    """
    if answer.winner is None:
        raise ValueError("there is no staffing that does")
    values, beyond = dict(request.values), []
    for variable, level in zip(answer.space.variables, answer.winner.levels, strict=True):
        if not level.changes:
            continue
        control = _control_of(variable, request.controls)
        if control is None or not _has(control, level.value):
            beyond.append(how_many(answer, variable, level.value, "page"))
            continue
        values[control.key] = level.value
    stated = {control.key: control.stated for control in request.controls}
    kept = {key: value for key, value in values.items() if value != stated.get(key)}
    order = [control.key for control in request.controls]
    return FoundControls(tuple((key, kept[key]) for key in order if key in kept), tuple(beyond))


def _control_of(variable: Variable, controls: Sequence[Control]) -> Control | None:
    """The control of posts or sittings of a role; None where the page has none."""
    key = f"{variable.kind}.{variable.office}.{variable.role}"
    return next((control for control in controls if control.key == key), None)


def _has(control: Control, value: float) -> bool:
    """Whether a control can have a value."""
    steps = (value - control.least) / control.step
    return control.least - _NEAR <= value <= control.most + _NEAR and abs(steps - round(steps)) < _NEAR
