"""What the reader ought to know of a warm-up: queues that still fill after it, and a counted period that is short."""

from __future__ import annotations

from collections.abc import Iterator

from sim.errors import Note
from sim.experiment.warm_up import WarmUp, filling_confidence
from sim.model.model import Model


def warm_up_warnings(model: Model, warm_up: WarmUp | None) -> tuple[Note, ...]:
    """Notes of queues that still fill after a stated warm-up, and of a counted period that is short."""
    return (*(_still_filling(warm_up) if warm_up is not None else ()), *_short(model))


def _still_filling(warm_up: WarmUp) -> Iterator[Note]:
    """A note of the series that have not settled by the end of a stated warm-up, and of how much longer it should be."""
    if not warm_up.filling or warm_up.truncations is None:
        return
    cut = max((part.truncation for part in warm_up.filling), key=lambda truncation: truncation.weeks)
    series = [
        {
            "name": part.series,
            "higher_by" if part.series == "in_time" else "lower_by": part.lacks.mean,
            "low": part.lacks.low,
            "high": part.lacks.high,
        }
        for part in warm_up.filling
    ]
    facts = {
        "counted_from": str(warm_up.counted_from),
        "confidence": filling_confidence(len(warm_up.truncations)),
        "series": series,
        "weeks_longer": cut.weeks - warm_up.weeks_before,
        "until": str(warm_up.weeks[cut.weeks]) if cut.settled else None,
        "period_weeks_longer": None if cut.settled else cut.lacking,
    }
    yield Note("queues_still_filling", facts)


def _short(model: Model) -> Iterator[Note]:
    """A note of a counted period in which the start, or what is under way at its ends, weighs much."""
    study = model.study
    period, days = study.scenario.period, study.days
    before = int(days.working[(period.start - days.first).days : (period.counted_from - days.first).days].sum())
    counted = int(days.working[(period.counted_from - days.first).days : (period.end - days.first).days].sum())
    term = study.longest_term_days
    if counted < max(before, term):
        facts = {
            "counted_from": str(period.counted_from),
            "end": str(period.end),
            "working_days": counted,
            "warm_up_working_days": before,
            "longest_term_days": term,
        }
        yield Note("counted_period_short", facts)
