"""What no replication may break: no application is lost or in two places, no work vanishes, nobody works on two files at once.

Checked on the log of every replication, so that a slip in an engine stops the run instead of bending its figures.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.engine.assigned import pairs
from sim.engine.steplog import StepLog, StepOutcome, Visits
from sim.engine.visits_in_bulk import Suspicion, suspicions, works_twice
from sim.errors import ConservationError
from sim.model.attended_hours import joins_the_hall
from sim.model.capacity import Capacity
from sim.model.pace import pace_at, time_needed
from sim.model.route import Kind
from sim.model.transfers import DELIVERED_AT_ONCE
from sim.model.workload import Workload
from sim.quantities import UNSET, Flags, Integers
from sim.scenario.coming_and_going import STANDARD_PACE
from sim.translations.in_use import marked, translated


def check_conservation(log: StepLog, workload: Workload, capacity: Capacity) -> None:
    """Raise ConservationError, naming an application concerned, where a log breaks a law of conservation."""
    visits, found = log.visits, suspicions(log, workload)
    doubts = Suspicion(~0) if found is None or found & Suspicion.breaks_a_law else found
    for law, concerned in _laws(log, workload, capacity, doubts):
        if concerned.any():
            application = int(visits.application[np.argmax(concerned)])
            raise _broken(law, log, application)
    if doubts & Suspicion.nowhere:
        _check_accounts(log, workload, capacity)


def _laws(log: StepLog, workload: Workload, capacity: Capacity, doubts: Suspicion) -> Iterator[tuple[str, Flags]]:
    """The laws that there are doubts about, with the visits that break them."""
    visits = log.visits
    everything = bool(doubts & Suspicion.breaks_a_law)
    if everything:
        yield from _order(log)
    if doubts & (Suspicion.breaks_a_law | Suspicion.late_at_a_counter):
        yield from _succession(visits, workload, capacity)
    if everything:
        yield from _stays(visits, workload)
        yield from _objections(log)
        yield from _work(visits, workload)
    if doubts & (Suspicion.breaks_a_law | Suspicion.at_a_pace):
        yield from _time_of_work(log, capacity)
    if works_twice(log, capacity) is not False:
        yield from _members(log)
    yield from _officers(log, workload)
    yield from _patience(log, workload)


def _check_accounts(log: StepLog, workload: Workload, capacity: Capacity) -> None:
    """Raise ConservationError where an application came and is nowhere."""
    for application in _unaccounted(log, workload, capacity):
        raise _broken(marked("it came and is nowhere"), log, application)


def _broken(law: str, log: StepLog, application: int) -> ConservationError:
    """The error of a law that does not hold, named by its template."""
    return ConservationError(
        translated(
            "replication {replication}, application {application}: {law}; the engine has a fault, please report it",
            replication=log.replication,
            application=application,
            law=translated(law),
        )
    )


def _order(log: StepLog) -> Iterator[tuple[str, Flags]]:
    """What happens in a visit happens in order, and before the end of the observation."""
    visits = log.visits
    latest = visits.queued
    for instants in (visits.started, visits.work_ended, visits.finished):
        known = instants != UNSET
        yield marked("a visit is not in order"), known & ((instants < latest) | (instants > log.observed_until))
        latest = np.where(known, instants, latest)
    served = (visits.outcome == StepOutcome.done) | (visits.outcome == StepOutcome.handed_over)
    yield marked("a step has ended that nobody began"), served & (visits.started == UNSET)


def _succession(visits: Visits, workload: Workload, capacity: Capacity) -> Iterator[tuple[str, Flags]]:
    """Each visit follows the one before it, with nothing in between but the office's door and the way back to it.

    The way back is that of somebody who was turned away, found nobody at a counter, or gave up.
    """
    n = len(visits)
    new = np.ones(n, dtype=bool)
    new[1:] = visits.application[1:] != visits.application[:-1]
    before = np.maximum(np.arange(n) - 1, 0)
    done, over = visits.outcome[before] == StepOutcome.done, visits.outcome[before] != StepOutcome.open
    ordinal = _ordinal(workload)[visits.row]
    next_step = (ordinal == ordinal[before] + 1) & done
    next_visit = (visits.row == visits.row[before]) & ~done & over
    yield marked("a route does not begin with its first step"), new & (visits.row != workload.first[visits.application])
    right_step = (visits.position == workload.position[visits.row]) & (visits.number == _visits_so_far(visits))
    yield marked("a visit does not follow the one before it"), ~new & ~((next_step | next_visit) & right_step)
    comes_back = np.isin(visits.outcome[before], (StepOutcome.turned_away, StepOutcome.gave_up))
    waits = (visits.row == workload.door[visits.application]) | comes_back
    gap = visits.queued - visits.finished[before]
    lost = ~new & ((gap < 0) | ((gap > 0) & ~waits))
    came_later = lost & (gap > 0) & (visits.finished[before] != UNSET)
    for visit in np.flatnonzero(came_later & (workload.kind[visits.row] == Kind.COUNTER)).tolist():
        attended = capacity.pools[workload.pool[visits.row[visit]]].attended.without_end
        lost[visit] = joins_the_hall(attended, int(visits.finished[visit - 1])) != visits.queued[visit]
    yield marked("time is lost between two steps"), lost


def _stays(visits: Visits, workload: Workload) -> Iterator[tuple[str, Flags]]:
    """The steps of one stay at a counter follow each other without a wait, and one member does them."""
    goes_on = workload.continues_stay[visits.row]
    before = np.maximum(np.arange(len(visits)) - 1, 0)
    waited = visits.started != visits.queued
    other = (visits.member != visits.member[before]) | (visits.served_by != visits.served_by[before])
    yield marked("a stay at a counter was interrupted"), goes_on & (waited | other)


def _objections(log: StepLog) -> Iterator[tuple[str, Flags]]:
    """An objection comes only when the answer to which it objects has been given."""
    visits, applications = log.visits, log.applications
    submitted = applications.submitted[visits.application]
    objects = applications.parent[visits.application] != UNSET
    yield (
        marked("an answer was objected to before it was given"),
        objects & ((submitted == UNSET) | (visits.queued < submitted)),
    )


def _visits_so_far(visits: Visits) -> Integers:
    """By visit: how many its application has made to the step, this one among them."""
    key = visits.application.astype(np.int64) * (int(visits.position.max(initial=0)) + 1) + visits.position
    order = np.argsort(key, kind="stable")
    result = np.empty(len(key), dtype=np.int64)
    result[order] = np.arange(len(key)) - np.searchsorted(key[order], key[order], side="left") + 1
    return result


def _ordinal(workload: Workload) -> Integers:
    """By row: its place among all that are passed, transfers that fall away left out."""
    if workload.transfer is None:
        return np.arange(len(workload.work), dtype=np.int64)
    passed = np.cumsum(workload.transfer != DELIVERED_AT_ONCE)
    return np.asarray(passed, dtype=np.int64)


def _work(visits: Visits, workload: Workload) -> Iterator[tuple[str, Flags]]:
    """The visits to a step that is done have done its whole work, as it is stated."""
    total = np.bincount(visits.row, weights=visits.stated_work_s, minlength=len(workload.work))
    done = (visits.outcome == StepOutcome.done) & (workload.kind[visits.row] != Kind.APPLICANT)
    yield marked("work has vanished or was done twice"), done & (total[visits.row] != workload.work[visits.row])


def _time_of_work(log: StepLog, capacity: Capacity) -> Iterator[tuple[str, Flags]]:
    """Work takes as long as is stated, or as long as the pace of whoever does it lets it take; of a visit that is open a part
    of it may be done. What is done together by nobody in particular has no stated work."""
    visits = log.visits
    under_way = visits.outcome == StepOutcome.open
    together = (visits.member == UNSET) & (visits.pool != UNSET)
    wrong = (visits.work_s != visits.stated_work_s) & ~together
    wrong &= ~(under_way & (visits.member == UNSET) & (visits.work_s <= visits.stated_work_s))
    for visit in np.flatnonzero(wrong & (visits.member != UNSET)).tolist():
        roster, started = capacity.pools[visits.served_by[visit]].roster, int(visits.started[visit])
        paces = [roster[who].paces for who in (visits.member[visit], *log.partners.of(visit)) if who < len(roster)]
        pace = max((pace_at(each, started) for each in paces), default=STANDARD_PACE)
        needed = time_needed(int(visits.stated_work_s[visit]), pace)
        handed_over = any(paces) and visits.outcome[visit] == StepOutcome.handed_over  # what is left was rounded
        so_far = under_way[visit] and visits.work_s[visit] < needed
        wrong[visit] = not handed_over and not so_far and needed != visits.work_s[visit]
    yield marked("work has vanished or was done twice"), wrong


def _members(log: StepLog) -> Iterator[tuple[str, Flags]]:
    """No member works on two files at once."""
    visits = log.visits
    visit, member, begin, end = log.work_by_member()
    order = np.lexsort((end, begin, member, visits.served_by[visit]))
    visit, member, begin, end = visit[order], member[order], begin[order], end[order]
    pool = visits.served_by[visit]
    same = (pool[1:] == pool[:-1]) & (member[1:] == member[:-1])
    twice = np.zeros(len(visits), dtype=bool)
    twice[visit[1:][same & (begin[1:] < end[:-1])]] = True
    yield marked("a member works on two files at once"), twice


def _officers(log: StepLog, workload: Workload) -> Iterator[tuple[str, Flags]]:
    """An application has one officer in a pool at a time, and only he begins its visits there; others may stand in.

    A stay at a counter is gone on with by whoever has begun it.
    """
    visits, held = log.visits, log.assignments
    if not workload.same_member.any():
        return
    wrong = np.zeros(len(visits), dtype=bool)
    asked_for = np.flatnonzero(
        workload.same_member[visits.row]
        & ~workload.continues_stay[visits.row]
        & (visits.started != UNSET)
        & (visits.served_by == visits.pool)
    )
    which, assignment = pairs(visits.application[asked_for], visits.pool[asked_for], held)
    started, until = visits.started[asked_for[which]], held.until[assignment]
    holds = (held.since[assignment] <= started) & ((started < until) | (until == UNSET))
    is_officer = holds & (held.member[assignment] == visits.member[asked_for[which]])
    officers, himself = (np.bincount(which[given], minlength=len(asked_for)) for given in (holds, is_officer))
    wrong[asked_for] = (officers != 1) | (himself != 1)
    yield marked("somebody took a file whose officer he is not"), wrong


def _patience(log: StepLog, workload: Workload) -> Iterator[tuple[str, Flags]]:
    """Nobody waits in a hall beyond his patience."""
    visits = log.visits
    if workload.patience is None:
        return
    patience = workload.patience[visits.row]
    over = np.where(visits.finished == UNSET, log.observed_until, visits.finished)
    waited = np.where(visits.started == UNSET, over, visits.started) - visits.queued
    stays = (patience != UNSET) & ~np.isin(visits.outcome, (StepOutcome.gave_up, StepOutcome.lost))
    yield marked("an applicant waited beyond his patience"), stays & (waited >= patience)


def _unaccounted(log: StepLog, workload: Workload, capacity: Capacity) -> Iterator[int]:
    """Applications that came and have neither ended nor are anywhere: in a queue, at work, on the way or at the door.

    Whoever found nobody at a counter is on the way back to it.
    """
    visits = log.visits
    last = np.full(workload.size, UNSET, dtype=np.int64)
    last[visits.application] = np.arange(len(visits))
    # Behind the last visit stands one for those who have made none.
    row = np.where(last == UNSET, workload.first[:-1] - 1, np.append(visits.row, UNSET)[last])
    done = np.append(visits.outcome == StepOutcome.done, True)[last]
    submitted = log.applications.submitted
    came = (submitted != UNSET) & (submitted <= log.observed_until)
    somewhere = ~done | (row == workload.first[1:] - 1) | (row + 1 == workload.door)
    for application in np.flatnonzero(came & ~somewhere).tolist():
        following = _next_row(workload, int(row[application]))
        found_nobody = following is not None and workload.kind[following] == Kind.COUNTER
        if found_nobody:
            at = workload.window.start if last[application] == UNSET else int(visits.finished[last[application]])
            attended = capacity.pools[workload.pool[following]].attended.without_end
            found_nobody = joins_the_hall(attended, at) > log.observed_until
        if not found_nobody:
            yield application


def _next_row(workload: Workload, row: int) -> int | None:
    """The row that is passed after another one; None where none is."""
    following = row + 1
    while following < len(workload.work):
        if workload.transfer is None or workload.transfer[following] != DELIVERED_AT_ONCE:
            return following
        following += 1
    return None
