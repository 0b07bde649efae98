"""Where files are from moment to moment: the visits of a log as stretches that follow one another without a gap."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import IntEnum

import numpy as np

from sim.engine.steplog import StepLog, StepOutcome
from sim.model.model import Model
from sim.model.route import Kind, kinds_of_steps
from sim.quantities import UNSET, Flags, Instants, Integers
from sim.web.replay.desks import DeskPlaces


class What(IntEnum):
    """What happens to a file in a stretch."""

    waiting = 0
    """It waits for people, or, while the desk is closed, for the office to open; at a system until that is up."""
    hall = 1
    """Its applicant waits in the hall, likewise."""
    sitting = 2
    """It waits for the first sitting that can take it."""
    work = 3
    """It is worked on, nights and breaks included; a system answers."""
    set_aside = 4
    """Its work was begun and is interrupted for an applicant at the counter or for a sitting."""
    hold = 5
    """Its work is done and it lies until it goes on."""
    courier = 6
    """It waits for the courier."""
    way = 7
    """It is on the way."""
    applicant = 8
    """Its applicant has to do something: to bring documents, to collect the result, to come again."""


@dataclass(frozen=True)
class FileStretches:
    """Stretches by application and time, one entry each; each begins as the one of its application before it ends."""

    application: Integers
    """Whose it is [number of the application]."""
    place: Integers
    """Where the file is [position of the place]."""
    what: Integers
    """What happens to it [What]."""
    begin: Instants
    """Its first second [instants]."""
    end: Instants
    """The first second after it [instants]."""

    def __len__(self) -> int:
        return len(self.begin)

    def only(self, which: Flags | Integers) -> FileStretches:
        """Some of them."""
        return FileStretches(*(getattr(self, field.name)[which] for field in fields(self)))


def stretches_between(log: StepLog, model: Model, places: DeskPlaces, begin: int, end: int) -> FileStretches:
    """The stretches of all files between two instants, cut to them; `model` is that of the replication."""
    visits = log.visits
    over = np.where(visits.finished == UNSET, log.observed_until, visits.finished)
    goes_on = np.append(visits.application[1:] == visits.application[:-1], False)
    left = np.where(goes_on, np.append(visits.queued[1:], 0), over)
    rows = np.flatnonzero((visits.queued != UNSET) & (visits.queued < end) & (left > begin))
    parts = _Parts(log, model, places, rows, over[rows], left[rows])
    found = parts.waits + parts.works + parts.afterwards
    row, place, what, begins, ends = (np.concatenate(column) for column in zip(*found, strict=True))
    begins, ends = np.maximum(begins, begin), np.minimum(ends, end)
    kept = np.flatnonzero(begins < ends)
    kept = kept[np.lexsort((begins[kept], row[kept]))]
    return FileStretches(visits.application[row[kept]], place[kept], what[kept], begins[kept], ends[kept])


_Part = tuple[Integers, Integers, Integers, Instants, Instants]
"""Stretches by the position of their visit in the log, with the other columns of FileStretches; some of them have no length."""


class _Parts:
    """The stretches of some visits of a log, given by their positions, by when each was over and when its file left it."""

    def __init__(
        self, log: StepLog, model: Model, places: DeskPlaces, rows: Integers, over: Instants, left: Instants
    ) -> None:
        visits = log.visits
        self._log, self._places, self._rows, self._over, self._left = log, places, rows, over, left
        self._queued, self._started, self._work_ended = (
            column[rows] for column in (visits.queued, visits.started, visits.work_ended)
        )
        self._place = places.of_visits(log)[rows]
        self._kind = kinds_of_steps(model.routes)[log.route_of_visit[rows], visits.position[rows]]

    @property
    def waits(self) -> list[_Part]:
        """Until the visit is begun: for a sitting, and for whatever is waited for beyond it."""
        until = np.where(self._started == UNSET, self._over, self._started)
        sitting = self._queued + self._log.visits.wait_sitting_s[self._rows]
        what = np.select(
            [self._kind == Kind.COUNTER, self._kind == Kind.TRANSFER, self._kind == Kind.APPLICANT],
            [What.hall, What.courier, What.applicant],
            What.waiting,
        )
        return [
            (self._rows, self._place, np.full_like(what, What.sitting), self._queued, sitting),
            (self._rows, self._place, what, sitting, until),
        ]

    @property
    def works(self) -> list[_Part]:
        """From the beginning of the visit to the end of its work."""
        begun = np.flatnonzero(self._started != UNSET)
        ended = np.where(self._work_ended == UNSET, self._over, self._work_ended)[begun]
        what = np.select(
            [self._kind == Kind.TRANSFER, self._kind == Kind.APPLICANT], [What.way, What.applicant], What.work
        )[begun]
        whole = (self._rows[begun], self._place[begun], what, self._started[begun], ended)
        in_parts = np.isin(whole[0], self._log.work_parts.visit)
        return [tuple(column[~in_parts] for column in whole), *self._parts_of_work(ended, begun)]  # type: ignore[list-item]

    def _parts_of_work(self, ended: Instants, begun: Integers) -> list[_Part]:
        """Work that was set aside, and the stretches between its parts."""
        parts = self._log.work_parts
        number = np.searchsorted(self._rows[begun], parts.visit)
        number = np.minimum(number, max(len(begun) - 1, 0))
        here = np.flatnonzero(self._rows[begun][number] == parts.visit) if len(begun) else np.zeros(0, dtype=np.int64)
        row, begins, until = parts.visit[here], parts.begin[here], ended[number[here]]
        ends = np.where(parts.end[here] == UNSET, until, parts.end[here])
        place = self._place[begun][number[here]]
        same = np.append(row[1:] == row[:-1], False)
        again = np.where(same, np.append(begins[1:], 0), until)
        return [
            (row, place, np.full(len(row), What.work), begins, ends),
            (row, place, np.full(len(row), What.set_aside), ends, again),
        ]

    @property
    def afterwards(self) -> list[_Part]:
        """Hold after the work; and, where the next visit does not begin at once, what lies between.

        What was handed in to a portal lies there until the office opens; else it is the applicant who comes again.
        """
        held = np.flatnonzero((self._started != UNSET) & (self._work_ended != UNSET))
        ended = np.where(self._work_ended[held] > self._over[held], self._over[held], self._work_ended[held])
        again = np.isin(self._log.visits.outcome[self._rows], (StepOutcome.turned_away, StepOutcome.gave_up))
        place = np.where(again, self._places.applicant, self._place)
        what = np.where(again, What.applicant, What.waiting)
        return [
            (self._rows[held], self._place[held], np.full(len(held), What.hold), ended, self._over[held]),
            (self._rows, place, what, self._over, self._left),
        ]
