"""What a file went through at counters: whether it went on in one stay, and whether its applicant found nobody there."""

from __future__ import annotations

from sim.engine.stays import visits_that_go_on
from sim.engine.steplog import RecordedLog
from sim.model.attended_hours import joins_the_hall
from sim.model.model import Model
from sim.model.route import STAFF_KINDS, Kind, StepPlan
from sim.quantities import UNSET


def goes_on(log: RecordedLog, model: Model, row: int) -> bool:
    """Whether a visit, given by its position in the log, goes on with a stay at a counter."""
    return bool(visits_that_go_on(log, model.routes)[row])


def found_nobody(log: RecordedLog, model: Model, row: int) -> int:
    """When an applicant came to a counter at which nobody was for the rest of the day; UNSET for every other visit [instant]."""
    visits = log.visits
    application = int(visits.application[row])
    before = row - 1 if row and visits.application[row - 1] == application else UNSET
    if _step(log, model, row).kind is not Kind.COUNTER or (before != UNSET and visits.row[before] == visits.row[row]):
        return UNSET
    came = int(log.applications.submitted[application] if before == UNSET else visits.finished[before])
    came = max(came, model.window.start)
    if not log.applications.inherited[application] and _is_the_door(log, model, row, application):
        office = model.capacity.offices[int(log.applications.office[application])]
        if log.applications.parent[application] != UNSET:
            office = model.capacity.offices[office.provider]
        came = office.clock.hours.without_end.next_open(came)
    attended = model.capacity.pools[int(visits.pool[row])].attended.without_end
    return came if joins_the_hall(attended, came) > came else UNSET


def _is_the_door(log: RecordedLog, model: Model, row: int, application: int) -> bool:
    """Whether no visit of the application before this one was to somebody on the staff."""
    at = row - 1
    while at >= 0 and log.visits.application[at] == application:
        if _step(log, model, at).kind in STAFF_KINDS:
            return False
        at -= 1
    return True


def _step(log: RecordedLog, model: Model, row: int) -> StepPlan:
    return model.routes[int(log.route_of_visit[row])].steps[int(log.visits.position[row])]
