"""Answers in time by route: as it is, with the changes, and the difference, as rows with a drawing each."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sim.measure.estimates import ONLY
from sim.measure.in_words import stated_share
from sim.translations.in_use import translated
from sim.web.simulation.paired_figures import PairedFigures
from sim.web.views.changes import Change, change_of, told_in_words
from sim.web.views.places import Places, RoutePlace


@dataclass(frozen=True)
class AnswerRow:
    """What citizens of one route get, or of all together."""

    title: str
    """The route."""
    term: str
    """Its term in words; empty for all routes together and where there is none."""
    in_time: Change
    """Share of answers in time."""
    late: Change
    """Late answers in the period [applications]."""
    days: Change | None
    """Working day by which 19 in 20 are answered; None where it is not known yet, and for all routes together."""
    verdict: str
    """What can be told of the difference, in a word or two."""
    is_whole: bool = False
    """Whether it is that of all routes together."""


def answer_rows(figures: PairedFigures, places: Places) -> list[AnswerRow]:
    """A row per route, and one for all together where there are several."""
    rows = [_row(figures, place) for place in places.routes]
    if len(rows) < 2:
        return rows
    in_time = change_of(figures, ("whole", ONLY, "in_time"), "share")
    late = change_of(figures, ("whole", ONLY, "late"), "count")
    title = translated("All routes together")
    return [AnswerRow(title, "", in_time, late, None, told_in_words(in_time.told), is_whole=True), *rows]


def answer_sentence(rows: list[AnswerRow], places: Places, is_changed: bool = True) -> str:
    """What has become of the answers in one sentence; `is_changed` tells whether anything differs from the scenario as it is."""
    first = rows[0]
    if math.isnan(first.in_time.was.mean):
        return translated("No answer was due in the time that was looked at.")
    target = "" if places.target is None else stated_share(places.target)
    fields = {"was": first.in_time.before, "now": first.in_time.after}
    if not is_changed:
        return translated("Answers in time: {was}. Change something, and this line says what it does.", **fields)
    if first.in_time.told == "same":
        text = translated("Answers in time: {now}, with the changes as without them.", **fields)
    elif first.in_time.told in ("none", "open"):
        text = translated(
            "Answers in time: {was} as it is, {now} with the changes; a difference is not yet told.", **fields
        )
    elif first.in_time.told == "better":
        text = translated("More answers are in time with the changes: {now}, where {was} are as it is.", **fields)
    else:
        text = translated("Fewer answers are in time with the changes: {now}, where {was} are as it is.", **fields)
    if not target:
        return text
    low, high = first.in_time.then.low, first.in_time.then.high
    goal = places.target or 0.0
    if low >= goal:
        return f"{text} {translated('That reaches the target of {target}.', target=target)}"
    if high < goal:
        return f"{text} {translated('That is below the target of {target}.', target=target)}"
    return f"{text} {translated('Whether that reaches the target of {target} cannot be told yet.', target=target)}"


def _row(figures: PairedFigures, place: RoutePlace) -> AnswerRow:
    in_time = change_of(figures, ("routes", place.key, "in_time"), "share")
    days = change_of(figures, ("routes", place.key, "p95_days"), "days") if figures.whole else None
    return AnswerRow(
        place.title,
        place.term,
        in_time,
        change_of(figures, ("routes", place.key, "late"), "count"),
        days,
        told_in_words(in_time.told),
    )
