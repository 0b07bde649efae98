"""The log that completes a record says of branches, papers and backlogs what the naive simulator works out row by row."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from sim.engine.complete import complete
from sim.engine.steplog import StepLog, StepOutcome, Truth
from sim.model.outcomes import ApplicationOutcome
from sim.model.route import Kind
from sim.quantities import NEVER, UNSET
from tests.oracle.branches import NO_TERM
from tests.oracle.branches_events import STAFF, Course
from tests.oracle.test_oracle import drawn
from tests.oracle.trial import trial

SEEDS = 150
WITH_RESULT = (ApplicationOutcome.assigned, ApplicationOutcome.refused)


def last_act(c: Course, number: int) -> int | None:
    """The last row that makes the result ready: the last act of the plan, or else the last at a desk, or of staff."""
    positions = [position for _, position in c.walk.positions()]
    plan, mine = c.w.routes[c.w.route[number]], range(c.first[number], c.first[number + 1])
    staffed = [row for row in mine if c.kinds[row] in STAFF]
    at_desks = [row for row in staffed if c.kinds[row] is Kind.DESK]
    planned = [row for row in mine if positions[row] == plan.ready]
    return next((rows[-1] for rows in (planned, at_desks, staffed) if rows), None)


def application(c: Course, number: int) -> dict[str, int]:
    """What the log says of an application, by the rules of endings and terms."""
    window, until, plan = c.w.window, c.record.observed_until, c.w.routes[c.w.route[number]]
    received, ending = int(c.record.received[number]), c.endings[number]
    end, row = c.first[number + 1], last_act(c, number)
    # What is lost after the result lay ready, such as one that nobody collects, has been answered all the same.
    lost = any(c.application[i] == number for i in c.lost)
    gave_up = [i for i in range(c.first[number], end) if c.kinds[i] is Kind.COUNTER and c.gone(i)]
    answered = ending in WITH_RESULT and row is not None and c.finished[row] != UNSET and row not in gave_up
    deadline = c.walk.term_deadline(number, end, until)
    deadline = UNSET if deadline == NO_TERM else deadline
    lost = lost or bool(gave_up)
    ready = c.finished[row] if answered and row is not None else UNSET
    outcome = ApplicationOutcome.open
    if gave_up and not answered:
        outcome = ApplicationOutcome.lost
    elif lost and not answered:
        outcome = ApplicationOutcome.ended_by_applicant
    elif ready != UNSET or (ending not in WITH_RESULT and c.finished[end - 1] != UNSET):
        outcome = ending
    in_time = Truth.unknown
    if outcome in WITH_RESULT and deadline != UNSET:
        in_time = Truth.yes if ready <= deadline else Truth.no
    elif outcome is ApplicationOutcome.open and ending in WITH_RESULT and UNSET != deadline <= until:
        in_time = Truth.no
    delivered = UNSET
    if plan.delivered_before and deadline != UNSET and row is not None and ready != UNSET:
        carried = row + 1 < end and c.kinds[row + 1] is Kind.TRANSFER and c.walk.way_of(row + 1) >= 0
        delivered = c.finished[row + 1] if carried else ready
    return {
        "received": received,
        "ready": ready,
        "handed_out": c.finished[end - 1] if ending in WITH_RESULT and not lost else UNSET,
        "deadline": told(c, deadline),
        "outcome": outcome,
        "in_time": in_time,
        "counted": window.warm_up_end <= received < window.horizon and not c.inherited[number],
        "inherited": c.inherited[number],
        "delivered": delivered,
    }


def delivery_deadline(c: Course, number: int, deadline: int) -> int | None:
    """Close of business so many working days before the day of the deadline; None where the calendar does not tell."""
    plan = c.w.routes[c.w.route[number]]
    clock = c.walk.offices[c.walk.offices[c.w.office[number]].provider].clock
    if not plan.delivered_before:
        return UNSET
    closes = clock.closes.tolist()
    if deadline not in closes or closes.index(deadline) < plan.delivered_before:
        return None
    return int(closes[closes.index(deadline) - plan.delivered_before])


def told(c: Course, deadline: int) -> int:
    """The deadline that the log tells: NEVER for one behind the calendar, which nobody knows."""
    return NEVER if deadline > c.walk.offices[0].clock.hours.end else deadline


def visits(c: Course, log: StepLog) -> list[str]:
    """What is wrong with the order and the numbers of visits, with applicants' waits and with limits from other steps."""
    wrong, counts, until = list[str](), Counter[tuple[int, int]](), c.record.observed_until
    positions = [position for _, position in c.walk.positions()]
    last_visit = {row: at for at, row in enumerate(log.visits.row.tolist())}
    if log.visits.row.tolist() != sorted(log.visits.row.tolist()):
        wrong.append("the order of passing")
    for at, row in enumerate(log.visits.row.tolist()):
        key = c.application[row], positions[row]
        counts[key] += 1
        if log.visits.number[at] != counts[key] or log.visits.position[at] != positions[row]:
            wrong.append(f"row {row}: visit {log.visits.number[at]} of step {log.visits.position[at]}")
        step, queued = c.steps[row], c.queued[row]
        if step.kind is Kind.APPLICANT:
            brought, lost = queued + c.work[row], row in c.lost
            ended = c.finished[row] if c.finished[row] != UNSET else until
            looked = (ended if lost else min(brought, ended)) - queued
            outcome = (
                StepOutcome.not_brought if lost else StepOutcome.done if c.finished[row] != UNSET else StepOutcome.open
            )
            expected = [looked, ended - queued - looked, 0, 0, 0, UNSET, Truth.unknown, outcome]
            found = (
                log.visits.wait_applicant_s,
                log.visits.wait_closed_s,
                log.visits.wait_people_s,
                log.visits.work_s,
                log.visits.hold_s,
                log.visits.deadline,
            )
            mine = [int(column[at]) for column in (*found, log.visits.in_time, log.visits.outcome)]
            if mine != expected:
                wrong.append(f"row {row}: papers {mine}, not {expected}")
        elif log.visits.wait_applicant_s[at]:
            wrong.append(f"row {row}: an applicant's wait")
        elif step.kind in STAFF and step.limit_from is not None and step.limit is not None and queued != UNSET:
            if last_visit[row] != at:
                continue
            before = [i for i in range(c.first[c.application[row]], row) if positions[i] == step.limit_from]
            since = [c.finished[i] for i in before if c.finished[i] != UNSET]
            clock = c.walk.offices[c.capacity.pools[c.pool[row]].office].clock
            due = int(clock.deadlines(np.array(since[-1:]), step.limit)[0]) if since else UNSET
            due = told(c, due)
            if log.visits.deadline[at] != due:
                wrong.append(f"row {row}: deadline {log.visits.deadline[at]}, not {due}")
    return wrong


@pytest.mark.parametrize(
    ("sort", "seed"), [(sort, seed) for sort in ("branches", "every rule") for seed in range(SEEDS)]
)
def test_the_log_follows_the_rules_of_branches(sort: str, seed: int) -> None:
    w, capacity = drawn(sort, seed)
    record = trial(w, capacity)
    course, log = Course(w, capacity, record), complete(record, w, capacity)
    wrong = visits(course, log)
    for number in range(w.size):
        expected = application(course, number)
        found = {name: int(getattr(log.applications, name)[number]) for name in expected}
        wrong += [f"application {number}: {k} {found[k]}, not {int(v)}" for k, v in expected.items() if found[k] != v]
        due, told = (
            delivery_deadline(course, number, expected["deadline"]),
            int(log.applications.delivery_deadline[number]),
        )
        if due is not None and told != due:
            wrong.append(f"application {number}: delivery deadline {told}, not {due}")
    assert not wrong, "\n".join(wrong)
