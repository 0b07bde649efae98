"""What the cycle time of applications goes to, visit by visit, so that the parts sum to what the clock shows."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.calendar.duty import everybody
from sim.engine.steplog import StepLog
from sim.measure.duty_tables import DutyTable
from sim.model.model import Model
from sim.model.route import Kind, kinds_of_steps
from sim.quantities import UNSET, Flags, Instants, Integers

PARTS = ("work", "hold", "people", "sitting", "closed", "applicant", "way", "system")
"""What time may go to."""


def cycle_time_parts(log: StepLog, model: Model) -> Mapping[str, Instants]:
    """By visit: how much time went to each of PARTS [s], from the receipt of the application on.

    work: of members, and answers of systems. hold: the file lay with a member in office hours. people: all were busy, or the
    work was set aside for somebody else. sitting: before the first sitting that could take the file, and in the one that took
    it beyond its own part of that. closed: nobody was on duty, nights and days of rest inside work and hold among it.
    applicant: he looked for papers, or had not yet come. way: waiting for the courier and under way. system: down or closed.
    Zero for visits before the receipt; the parts of all visits of an application sum to the time from its receipt until it
    ended, or until the observation did.
    """
    return CycleTimes(log, model, DutyTable(model.capacity.pools)).of(slice(0, len(log.visits)))


class CycleTimes:
    """The parts of cycle times of a log, for the visits that are asked for."""

    def __init__(self, log: StepLog, model: Model, duties: DutyTable) -> None:
        self._log, self._model, self._duties = log, model, duties
        self._kinds = kinds_of_steps(model.routes)
        self._resting, self._rest_s = self._set_aside()
        self._sits = np.array([pool.sittings is not None for pool in model.capacity.pools] + [False])
        """By pool, and at last for none: whether it sits."""

    def of(self, rows: slice) -> Mapping[str, Instants]:
        """The parts of some visits, as :func:`cycle_time_parts` gives them; a slice holds all visits of its applications."""
        log, visits = self._log, self._log.visits
        application, queued, finished = visits.application[rows], visits.queued[rows], visits.finished[rows]
        end = np.where(finished == UNSET, log.observed_until, finished)
        kind = self._kinds[log.applications.route[application], visits.position[rows]]
        waits = {
            "people": visits.wait_people_s[rows].astype(np.int64) + visits.wait_officer_s[rows],
            "sitting": visits.wait_sitting_s[rows].astype(np.int64),
            "closed": visits.wait_closed_s[rows].astype(np.int64),
            "applicant": visits.wait_applicant_s[rows].astype(np.int64),
            "way": visits.wait_transfer_s[rows].astype(np.int64),
            "system": visits.wait_system_s[rows].astype(np.int64),
        }
        rest = end - queued
        for seconds in waits.values():
            rest -= seconds
        work = np.minimum(visits.work_s[rows], rest)
        hold = np.minimum(visits.hold_s[rows], rest - work)
        rest -= work
        rest -= hold
        waits["way"] += np.where(kind == Kind.TRANSFER, rest, 0)
        waits["system"] += np.where(kind == Kind.SYSTEM, rest, 0)
        set_aside = np.minimum(self._set_aside_in(rows), rest)
        waits["people"] += set_aside
        rest -= set_aside
        if self._sits.any():
            in_sitting = np.minimum(self._beside_others(rows, end, work), rest)
            waits["sitting"] += in_sitting
            rest -= in_sitting
        waits["closed"] += np.where((kind == Kind.TRANSFER) | (kind == Kind.SYSTEM), 0, rest)
        received = log.applications.received[application]
        after_receipt = (received != UNSET) & (queued >= received)
        waits["closed"] += self._between_visits(application, queued, end, after_receipt)
        parts = {"work": work, "hold": hold, **waits}
        return {name: np.where(after_receipt, seconds, 0) for name, seconds in parts.items()}

    def _beside_others(self, rows: slice, end: Instants, work: Instants) -> Instants:
        """By visit: how long the sitting that took it was on beyond its own part of it [s]."""
        visits = self._log.visits
        started, work_ended = visits.started[rows], visits.work_ended[rows]
        length = np.where(work_ended == UNSET, end, work_ended) - started
        return np.where(self._sits[visits.pool[rows]] & (started != UNSET), length - work, 0)

    def _set_aside(self) -> tuple[Integers, Instants]:
        """Visits whose work was set aside, in order, and how long their members were on duty then [s]."""
        log = self._log
        parts, work_ended = log.work_parts, log.visits.work_ended
        if not len(parts.visit):
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        order = np.lexsort((parts.begin, parts.visit))
        visit, away = parts.visit[order], parts.end[order]
        last = np.append(visit[1:] != visit[:-1], True)
        back = np.append(parts.begin[order][1:], UNSET)
        back[last] = np.where(work_ended[visit[last]] == UNSET, log.observed_until, away[last])
        gap = (away != UNSET) & (back > away)
        visit, away, back = visit[gap], away[gap], back[gap]
        return visit, self._duty_of_visits(visit, away, back)

    def _set_aside_in(self, rows: slice) -> Instants:
        """By visit of a slice: how long its member was on duty while its work was set aside [s]."""
        seconds = np.zeros(rows.stop - rows.start, dtype=np.int64)
        low, high = np.searchsorted(self._resting, [rows.start, rows.stop])
        np.add.at(seconds, self._resting[low:high] - rows.start, self._rest_s[low:high])
        return seconds

    def _duty_of_visits(self, visit: Integers, begin: Instants, end: Instants) -> Instants:
        """By row: time on duty of whoever does a visit, of several who do it together the common time, between two instants [s]."""
        log, pools = self._log, self._model.capacity.pools
        pool, member = log.visits.served_by[visit], log.visits.member[visit]
        seconds = self._duties.elapsed(pool, member, begin, end)
        if len(log.partners.visit):
            for row in np.flatnonzero(np.isin(visit, log.partners.visit)).tolist():
                everyone = (int(member[row]), *log.partners.of(int(visit[row])))
                common = everybody([pools[pool[row]].duty_of(each) for each in everyone])
                seconds[row] = common.elapsed(int(begin[row]), int(end[row]))
        return seconds

    def _between_visits(self, application: Integers, queued: Instants, end: Instants, after_receipt: Flags) -> Instants:
        """By visit: how long no visit went on before it, and after the last one of an application that has not ended [s].

        Who was turned away at closing comes again at the next opening. Of what lies before the receipt nothing counts.
        """
        seconds = np.zeros(len(end), dtype=np.int64)
        if not len(end):
            return seconds
        goes_on = application[1:] == application[:-1]
        seconds[1:] = np.where(goes_on & after_receipt[:-1], queued[1:] - end[:-1], 0)
        last = np.flatnonzero(np.append(~goes_on, True))
        going_on = last[self._log.applications.ended[application[last]] == UNSET]
        seconds[going_on] += self._log.observed_until - end[going_on]
        return seconds
