"""Which of the files that lie in an office will be late, each with a probability, and how many by week of their due dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from sim.errors import Fault, InputError
from sim.fitting.flow.endings import chance_open
from sim.forecast.lateness.foretell_lateness import LEAST_ANSWERS, LatenessForecast, LatenessModel, fit_lateness
from sim.forecast.lateness.known_terms import answered
from sim.quantities import DAY, NEVER, UNSET, Flags, Integers
from sim.register.events.event_register import NOBODY, EventRegister
from sim.translations.in_use import translated

_LIKELY: Final = 0.5
_EPOCH: Final = date(1970, 1, 1).toordinal()
_MONDAY: Final = 3
"""Weekday of the first day of the clock, 1970-01-01, counted from Monday [days]."""


@dataclass(frozen=True)
class OpenFileRisk:
    """A file that lies in the office, and how likely its answer is late."""

    case: str
    """Its name in the register."""
    group: str
    """Its value of the column that tells cases apart; empty where none does."""
    received: int
    """When it came [instant]."""
    due: int
    """When its answer is due [instant]."""
    probability: float
    """How likely its answer is late [probability]."""
    low: float
    """Lower end of the 95 % interval of that probability."""
    high: float
    """Upper end of it."""


@dataclass(frozen=True)
class LateCount:
    """How many of some files will be late."""

    files: int
    """How many files there are."""
    late: float
    """How many of them are expected to be late [files]."""
    low: float
    """Lower end of the 95 % interval of the number that will be seen [files]."""
    high: float
    """Upper end of it [files]."""


@dataclass(frozen=True)
class OpenFilesForecast:
    """What will become of the files that lie in an office at an instant."""

    at: int
    """The instant [instant]."""
    files: tuple[OpenFileRisk, ...]
    """The files whose due date lies ahead, the riskiest first."""
    weeks: tuple[tuple[date, LateCount], ...]
    """By week of the due dates [its Monday]: how many will be late."""
    total: LateCount
    """How many of all files whose due date lies ahead will be late."""
    overdue: int
    """Files that are late already, since their due date has passed."""
    without_due: int
    """Files of which the register does not say when they are due."""
    model: LatenessModel
    """What the probabilities rest on."""


def forecast_open_files(register: EventRegister, at: int | None = None, seed: int = 1) -> OpenFilesForecast:
    """Foretell the files that lie in the office at an instant, by default at the end of the register.

    Raises InputError where nothing lies there, or where too few cases have been answered to foretell others.
    """
    at = register.seen_until + 1 if at is None else at
    came, due = register.came, register.due
    here = (came != UNSET) & (came < at) & _lies_there(register, at)
    model = _model(register, at, seed)
    ahead = here & (due >= at)
    forecast = model.foretell(register, np.flatnonzero(ahead))
    return OpenFilesForecast(
        at,
        _riskiest_first(register, model, forecast),
        _by_week(register, forecast),
        late_count(forecast, np.ones(len(forecast.case), dtype=bool)),
        int((here & (due != UNSET) & (due < at)).sum()),
        int((here & (due == UNSET)).sum()),
        model,
    )


def late_count(forecast: LatenessForecast, which: Flags) -> LateCount:
    """How many of some rows of a forecast will be late."""
    share = forecast.share(which)
    return LateCount(share.cases, share.cases * share.share, share.cases * share.low, share.cases * share.high)


def _lies_there(register: EventRegister, at: int) -> Flags:
    """By case: whether it is not over at an instant; at the end of the register, whether it is more likely open than over."""
    ended = answered(register)
    if at > register.seen_until:
        return np.asarray(chance_open(register) >= _LIKELY)
    return np.asarray((ended == UNSET) | (ended >= at))


def _model(register: EventRegister, at: int, seed: int) -> LatenessModel:
    """The model of lateness, where enough is known; raises InputError elsewhere."""
    came, due, ended = register.came, register.due, answered(register)
    end = np.where(ended == UNSET, NEVER, ended)
    settled = (came != UNSET) & (came < at) & (due > came) & (np.minimum(end, due) < at)
    if (known := int(settled.sum())) < LEAST_ANSWERS:
        message = translated("only {count} cases with a due date are known to be in time or late by then", count=known)
        repair = translated("at least {least} are needed: give a longer register, or a later day", least=LEAST_ANSWERS)
        raise InputError([Fault(register.account.file, 0, 0, message, repair)])
    return fit_lateness(register, at, seed)


def _riskiest_first(
    register: EventRegister, model: LatenessModel, forecast: LatenessForecast
) -> tuple[OpenFileRisk, ...]:
    low, high = forecast.bounds if len(forecast.case) else (np.zeros(0), np.zeros(0))
    order = np.lexsort((register.due[forecast.case], -forecast.probability))
    return tuple(
        OpenFileRisk(
            register.cases[case],
            _group(register, model.column, case),
            int(register.came[case]),
            int(register.due[case]),
            float(forecast.probability[row]),
            float(low[row]),
            float(high[row]),
        )
        for row, case in ((row, int(forecast.case[row])) for row in order.tolist())
    )


def _group(register: EventRegister, column: str | None, case: int) -> str:
    if column is None or (code := int(register.columns[column].code[case])) == NOBODY:
        return ""
    return register.columns[column].values[code]


def _by_week(register: EventRegister, forecast: LatenessForecast) -> tuple[tuple[date, LateCount], ...]:
    monday = _mondays(register.due[forecast.case])
    return tuple(
        (date.fromordinal(_EPOCH + int(day)), late_count(forecast, monday == day)) for day in np.unique(monday)
    )


def _mondays(instants: Integers) -> Integers:
    """The Mondays of the weeks in which instants lie [days since the epoch]."""
    day = instants // DAY
    return np.asarray(day - (day + _MONDAY) % 7)
