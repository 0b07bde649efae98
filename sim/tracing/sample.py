"""A sample of applications of one replication, each with what it went through, for a chart on the real calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.engine.steplog import StepLog, Truth
from sim.measure.in_words import route_name
from sim.model.model import Model
from sim.quantities import DAY, NEVER, UNSET
from sim.tracing.trace import Trace, trace
from sim.translations.in_use import in_language, translated

if TYPE_CHECKING:
    from sim.quantities import Integers

SIZE_OF_SAMPLE = 8
"""A sample has at most so many applications."""
_DAYS_OF_SAMPLE = 10
"""They are received on so many working days in a row, from the middle of the counted period on."""
_KINDS = {
    "work": "work", "answer": "work", "hold": "hold", "people": "people", "officer": "people", "set_aside": "people", "seat": "people",
    "sitting": "sitting", "applicant": "applicant", "transfer": "transfer", "way": "transfer", "system": "system", "closed": "closed",
}  # fmt: skip
"""What a kind of interval is called in the table."""


@dataclass(frozen=True)
class SampleOfLives:
    """Some applications with their intervals."""

    table: pd.DataFrame
    """A row per interval, the applications in order of receipt: application [number], label, result (text), received, deadline
    [datetime64; NaT without term], what (work, hold, people, sitting, applicant, transfer, system or closed), begin, end."""
    days_off: tuple[date, ...]
    """The days between the first and the last moment that are no official working days."""


def sampled_lives(log: StepLog, model: Model, lang: str = "en") -> SampleOfLives:
    """The sample of a replication, given its log and the model that it was simulated in; an empty table where nothing was received."""
    lives = [trace(log, number, model=model, lang=lang) for number in _sampled(log, model).tolist()]
    several = len({plan.service for plan in model.routes}) > 1
    with in_language(lang):
        rows = [
            (
                one.life.application,
                translated(
                    "{route}; No {number}",
                    route=route_name((one.life.service, one.life.route), several=several),
                    number=one.life.application,
                ),
                _result(one.life.in_time),
            )
            for one in lives
        ]
    applications = pd.DataFrame(rows, columns=["application", "label", "result"])
    for name in ("received", "deadline"):
        known = np.array([getattr(one.life, name) for one in lives], dtype=np.int64)
        missing = np.isin(known, (UNSET, NEVER))
        applications[name] = np.where(missing, np.datetime64("NaT", "s"), known.astype("datetime64[s]"))
    table = _intervals(lives).merge(applications, on="application")
    return SampleOfLives(table, _days_off(model, table))


def _sampled(log: StepLog, model: Model) -> Integers:
    """Applications that are counted, evenly spread over those that are received in some days [numbers in order of receipt]."""
    applications, window = log.applications, model.window
    first = (window.warm_up_end + window.horizon) // 2 // DAY
    days = model.study.days
    offset = first - int(np.datetime64(days.first, "D").astype(np.int64))
    working = offset + np.flatnonzero(days.working[offset:])[:_DAYS_OF_SAMPLE]
    end = (int(working[-1]) - offset + first + 1) * DAY if len(working) else window.horizon
    received = applications.received
    there = applications.counted & ~log.objections & (received >= first * DAY) & (received < end)
    if there.sum() < SIZE_OF_SAMPLE:
        there = applications.counted & ~log.objections
    numbers = np.flatnonzero(there)
    numbers = numbers[np.argsort(received[numbers], kind="stable")]
    places = np.linspace(0, len(numbers) - 1, min(SIZE_OF_SAMPLE, len(numbers))).round().astype(np.int64)
    return np.asarray(numbers[places], dtype=np.int64)


def _intervals(lives: list[Trace]) -> pd.DataFrame:
    parts = [one.intervals.assign(application=one.life.application) for one in lives]
    if not parts:
        return pd.DataFrame(columns=["application", "what", "begin", "end"])
    table = pd.concat(parts, ignore_index=True)
    return table.assign(what=table["what"].map(_KINDS)).drop(columns="row")


def _days_off(model: Model, table: pd.DataFrame) -> tuple[date, ...]:
    moments = pd.concat([table["begin"], table["end"], table["deadline"]]).dropna()
    if moments.empty:
        return ()
    days = [day.date() for day in pd.date_range(moments.min().normalize(), moments.max().normalize())]
    return tuple(day for day in days if not model.study.days.is_working(day))


def _result(in_time: Truth) -> str:
    if in_time == Truth.unknown:
        return translated("no term, or not yet ended")
    return translated("ready in time") if in_time == Truth.yes else translated("ready late, or not at all")
