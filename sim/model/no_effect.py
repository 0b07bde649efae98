"""The notes of settings that change nothing in the simulated time, and of acts that were not yet adopted when counting begins."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sim.errors import Note
from sim.model.capacity import Window
from sim.quantities import NOMINAL_DAY, civil
from sim.scenario.all_staff import all_staff
from sim.scenario.coming_and_going import Pace
from sim.scenario.staff import Staff
from sim.schema.yaml_file import Where
from sim.study.study import Study


def no_effect(study: Study, window: Window) -> Iterator[Note]:
    """A note for every absence outside the simulated time, every pace that never changes, and every rise beyond all terms."""
    first, last = civil(window.start).date(), civil(window.run_out_end).date()
    for where, staff in all_staff(study.scenario):
        for number, absence in enumerate(staff.absences, 1):
            if absence.first_day > last or (absence.last_day or last) < first:
                yield _note((*where, f"absences[{number}]"), "outside_the_period", first, last)
        for at, pace in _paces(where, staff):
            if pace.until is not None and not first < pace.until <= last:
                yield _note((*at, "until"), "outside_the_period", first, last)
        if (limit := staff.escalate) is not None:
            days = (limit.working_seconds or 0) / NOMINAL_DAY
            if days >= study.longest_term_days:
                yield _note((*where, "escalate"), "beyond_all_terms", first, last)


def acts_not_adopted(study: Study, window: Window) -> Iterator[Note]:
    """A note for every regulation whose act was adopted after the counted period begins."""
    first = civil(window.warm_up_end).date()
    for service, regulation in study.regulations.items():
        if regulation.act.date > first:
            yield Note(
                "act_not_adopted", {"service": service, "adopted": str(regulation.act.date), "counted_from": str(first)}
            )


def _paces(where: Where, staff: Staff) -> Iterator[tuple[Where, Pace]]:
    """Every pace of a staff, with its path."""
    if staff.pace is not None:
        yield (*where, "pace"), staff.pace
    for name, member in (staff.members or {}).items():
        if member.pace is not None:
            yield (*where, "members", name, "pace"), member.pace


def _note(where: Where, why: str, first: date, last: date) -> Note:
    return Note("no_effect", {"setting": ".".join(where), "why": why, "first": str(first), "last": str(last)})
