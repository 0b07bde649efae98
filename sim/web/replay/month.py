"""A month of one replication of a case, simulated and read off its log."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

import numpy as np

from sim.engine.steplog import StepLog
from sim.errors import Fault, InputError
from sim.measure.time_series import counted_months
from sim.model.model import Model
from sim.quantities import DAY, UNSET, Instants, civil
from sim.translations.in_use import translated
from sim.web.cases import ScenarioCase
from sim.web.replay.desks import desk_places, desks_in_order, titles_by_language
from sim.web.replay.open_hours import OpenHours
from sim.web.replay.replay import BEFORE, CalendarDay, DrawnFiles, Replay
from sim.web.replay.stretches import FileStretches, stretches_between
from sim.web.simulation.kept_cases import kept_cases

MOST_FILES_DRAWN = 3000
"""So many files are drawn at most."""
MOST_STRETCHES_DRAWN = 36_000
"""So many stretches of them at most: a message of about half a megabyte."""


def replay_month(case: ScenarioCase, number: int, month: str = "") -> Replay:
    """A month of a replication of a case, by its number, such as `2018-07`; without one the first counted month.

    Raises InputError for a case that is none, and for a month of which nothing counts.
    """
    drawn, log = kept_cases().replicated(case, number)
    return replay_of(drawn, log, month)


def replay_text(case: ScenarioCase, number: int, month: str, lang: str) -> str:
    """What :func:`replay_month` gives as JSON for the browser, with its words in a language (`kk`, `ru` or `en`)."""
    return json.dumps(replay_month(case, number, month).as_json(lang), ensure_ascii=False, separators=(",", ":"))


def replay_of(model: Model, log: StepLog, month: str = "") -> Replay:
    """A month of a log, as :func:`replay_month` gives it; `model` is that of the replication, with its random absences drawn."""
    months = {f"{first:%Y-%m}": first for first in counted_months(model)}
    if month and month not in months:
        message = translated("'{month}' is no month of the counted period", month=month[:20])
        raise InputError([Fault("-", 0, 0, message, translated("take one of {months}", months=", ".join(months)))])
    name = month or next(iter(months))
    begin, end = _borders(months[name])
    return _replay(log, model, _Span(name, tuple(months), begin, max(min(end, log.observed_until), begin + DAY)))


def _borders(first: date) -> tuple[int, int]:
    """The first instant of a month, given by its first day, and the first one behind it."""
    behind = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    begin, end = (int(np.datetime64(day, "s").astype(np.int64)) for day in (first, behind))
    return begin, end


@dataclass(frozen=True)
class _Span:
    """The month that is asked for."""

    name: str
    months: tuple[str, ...]
    begin: int
    end: int

    def relative(self, at: Instants) -> Instants:
        """Instants as seconds of the month: BEFORE for earlier ones, its length for later ones and those that never come."""
        inside = np.minimum(np.maximum(at - self.begin, BEFORE), self.end - self.begin)
        return np.where(at == UNSET, self.end - self.begin, inside)


def _replay(log: StepLog, model: Model, span: _Span) -> Replay:
    hours = OpenHours(span.begin, span.end)
    places = desk_places(log, model, hours)
    desks = desks_in_order(log, model, places)
    whole = stretches_between(log, model, places, span.begin, span.end)
    every, found = _sample(whole)
    stretches = whole if every == 1 else whole.only(whole.application % every == 0)
    file, first = np.unique(stretches.application, return_index=True)
    applications = log.applications
    late_after = np.where(log.late[file], applications.deadline[file], UNSET)
    return Replay(
        number=log.replication,
        month=span.name,
        months=span.months,
        length=span.end - span.begin,
        days=tuple(_days(model, span)),
        open_time=hours.any_open,
        hours=hours.all,
        desks=desks,
        places=places.all,
        titles=titles_by_language(model, desks, places),
        routes=tuple((service, channel) for service, channel in log.names.routes),
        found=found,
        every=every,
        files=DrawnFiles(
            number=file,
            route=applications.route[file].astype(np.int64),
            begin=stretches.begin[first] - span.begin,
            stretches=np.diff(np.append(first, len(stretches))),
            received=span.relative(applications.received[file]),
            ready=span.relative(applications.ready[file]),
            deadline=span.relative(applications.deadline[file]),
            late_after=span.relative(late_after),
        ),
        place=stretches.place,
        what=stretches.what,
        lasts=stretches.end - stretches.begin,
    )


def _sample(stretches: FileStretches) -> tuple[int, int]:
    """Every how many files are drawn, and how many there are."""
    found = int((np.diff(stretches.application) != 0).sum()) + bool(len(stretches))
    return max(-(-found // MOST_FILES_DRAWN), -(-len(stretches) // MOST_STRETCHES_DRAWN), 1), found


def _days(model: Model, span: _Span) -> list[CalendarDay]:
    """The days of the month in order."""
    official = model.study.days
    days = (civil(at).date() for at in range(span.begin, span.end, DAY))
    return [CalendarDay(day, official.is_working(day)) for day in days]
