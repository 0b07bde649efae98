"""Limits, terms and timetables as timers: an ISO 8601 duration where one says the same, words where none does."""

from __future__ import annotations

from sim.export.bpmn.flow_graph import Fact, Timer
from sim.export.bpmn.wording import how_limit_counts
from sim.law.regulation import PathStep, Term, Timetable
from sim.quantities import Limit
from sim.schema.in_words import limit_text
from sim.translations.in_use import translated
from sim.visible_text import visible

_DURATIONS = {"minutes": "PT{}M", "hours": "PT{}H", "working_days": "P{}D", "calendar_days": "P{}D"}


def iso_duration(limit: Limit) -> str:
    """A limit as an ISO 8601 duration: `PT15M`, `PT2H`, `P3D`; working days are written as days."""
    return _DURATIONS[limit.unit].format(limit.value)


def step_timer(step: PathStep, counted_from: str | None) -> Timer | None:
    """The limit of a step, from its own receipt or from the end of another step; None where the text sets none.

    `counted_from` names that other step. A timer on a task begins with the task, so no duration says a limit from elsewhere.
    """
    limit = step.limit
    if limit is None:
        return None
    words = limit_text(limit)
    facts = (Fact("limit", (*_amount(limit), *((("from", counted_from),) if counted_from else ()))),)
    if counted_from:
        name = translated("{limit} from step {step}", limit=words, step=counted_from)
        sentence = translated("{limit} after the end of step {step}", limit=words, step=counted_from)
        return Timer(name, None, sentence, how_limit_counts(limit, None), facts)
    duration = iso_duration(limit)
    return Timer(words, duration, words, how_limit_counts(limit, duration), facts)


def term_timer(term: Term, *, from_start: bool) -> Timer:
    """The overall term; with `from_start` it counts from the start of the process, else from the receipt inside it."""
    limit = term.limit
    words = limit_text(limit)
    facts = (Fact("term", (*_amount(limit), ("countedFrom", visible(term.counted_from)))),)
    if from_start:
        duration = iso_duration(limit)
        return Timer(words, duration, words, how_limit_counts(limit, duration), facts)
    sentence = translated("{limit} after receipt", limit=words)
    return Timer(sentence, None, sentence, how_limit_counts(limit, None), facts)


def round_timer(timetable: Timetable) -> Timer:
    """A timetable: files wait for the next round."""
    words = timetable.text
    attributes = [("timesPerDay", str(timetable.times_per_day)), ("way", timetable.way)]
    if timetable.at_least:
        attributes.append(("minimum", "true"))
    documentation = translated("The text names no times of the day, and a timetable is no limit.")
    return Timer(words, None, words, documentation, (Fact("timetable", tuple(attributes)),))


def _amount(limit: Limit) -> tuple[tuple[str, str], ...]:
    return ("value", str(limit.value)), ("unit", limit.unit)
