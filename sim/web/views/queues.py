"""Queue time by step: as it is, with the changes, and the difference; the steps at which files wait longest first on their own."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from sim.web.simulation.paired_figures import PairedFigures
from sim.web.views.changes import Change, change_of, told_in_words
from sim.web.views.places import Places

_MOST_AT_ONCE = 12
"""Of more steps the others are folded."""
_WORTH_SHOWING = 0.05
"""Queue times that are shorter in both cases are no more than the digits that are shown [working hours]."""


@dataclass(frozen=True)
class QueueRow:
    """One step."""

    route: str
    """The route that it belongs to."""
    title: str
    """Its number and who does it."""
    queue: Change
    """Mean queue time of a visit [working hours]."""
    verdict: str
    """What can be told of the difference, in a word or two."""
    before_part: float
    """Queue time as it is, as a part of the longest on the page [0 to 1]."""
    after_part: float
    """Queue time with the changes, likewise."""


@dataclass(frozen=True)
class QueueRows:
    """The steps of all routes."""

    first: tuple[QueueRow, ...]
    """Those at which files wait longest, in the order of their routes."""
    others: tuple[QueueRow, ...]
    """All others."""


def queue_rows(figures: PairedFigures, places: Places) -> QueueRows:
    """The steps at which anybody waits, those of the longest waits apart from the others."""
    changes = list(_changes(figures, places))
    longest = max((_longer(change) for _, _, change in changes), default=0.0) or 1.0
    rows = [
        QueueRow(
            route,
            title,
            change,
            told_in_words(change.told),
            _part(change.was.mean, longest),
            _part(change.then.mean, longest),
        )
        for route, title, change in changes
    ]
    order = sorted(range(len(rows)), key=lambda i: -_longer(changes[i][2]))
    shown = {i for i in order[:_MOST_AT_ONCE] if _longer(changes[i][2]) >= _WORTH_SHOWING}
    return QueueRows(
        tuple(row for i, row in enumerate(rows) if i in shown),
        tuple(row for i, row in enumerate(rows) if i not in shown),
    )


def _changes(figures: PairedFigures, places: Places) -> Iterator[tuple[str, str, Change]]:
    """Route, step and change of every step that anybody came to."""
    for route in places.routes:
        for step in route.steps:
            change = change_of(figures, ("steps", step.key, "queue_mean_h"), "hours")
            if not (math.isnan(change.was.mean) and math.isnan(change.then.mean)):
                yield route.title, step.title, change


def _longer(change: Change) -> float:
    """The longer of both queue times that is finite."""
    return max((v for v in (change.was.mean, change.then.mean) if math.isfinite(v)), default=0.0)


def _part(value: float, longest: float) -> float:
    return min(value / longest, 1.0) if value > 0 else 0.0
