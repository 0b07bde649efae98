"""Faults of files that rise as their deadline comes near: staff none of whose files can."""

from __future__ import annotations

from collections.abc import Iterator

from sim.errors import Fault
from sim.study.context import CheckContext
from sim.translations.in_use import translated


def check_rising(context: CheckContext) -> Iterator[Fault]:
    """Staff whose files are to rise, and that has no step at a desk; those who stand at its counter are served in their turn."""
    if not context.all_regulations_read:
        return
    at_desks = {
        step.role
        for key, service in context.scenario.services.items()
        for channel in service.routes
        for step in context.steps(key, channel)
        if not step.counter
    }
    for where, staff in context.all_staff:
        if staff.escalate is not None and at_desks.isdisjoint(context.roles_done_by(where[-1])):
            message = translated("no step of '{role}' is at a desk, so none of its files can rise", role=where[-1])
            yield context.file.fault((*where, "escalate"), message, translated("take 'escalate' out"), at_key=True)
