"""What the reader of a run ought to know beside its figures; what no figure shows comes first."""

from __future__ import annotations

from collections.abc import Iterator

from sim.errors import Note
from sim.experiment.figure_store import FigureStore
from sim.experiment.precision import missed
from sim.experiment.warm_up import WarmUp
from sim.experiment.warm_up_warnings import warm_up_warnings
from sim.measure.censoring import MOST_CENSORED
from sim.measure.figures import Figures
from sim.measure.group_figures import classes_of_streams
from sim.measure.never_begun import TOLD_FROM, never_begun
from sim.measure.offered_load import overloaded
from sim.model.attended_hours import MOST_VISITS
from sim.model.model import Model


def run_notes(model: Model, replications: FigureStore, figures: Figures, warm_up: WarmUp | None) -> tuple[Note, ...]:
    """The notes of a run, in the order in which they are told.

    `figures` are the estimates of the `replications`; `warm_up` is None where a backlog stands for it.
    """
    return (
        *_never_begun(model, replications, figures),
        *_stayed_away(figures),
        *model.warnings,
        *overloaded(model),
        *_unfinished(figures),
        *_deadlines_behind(figures),
        *missed(model.study.scenario, replications),
        *warm_up_warnings(model, warm_up),
    )


def _never_begun(model: Model, replications: FigureStore, figures: Figures) -> Iterator[Note]:
    """A note of every role for which applications wait for good."""
    came = {
        "class": {number: row["applications"].mean for (number,), row in figures.classes.items()},
        "stream": {name: row["arrivals"].mean for (name,), row in figures.streams.items()},
    }
    return never_begun(model, replications.never_begun, classes_of_streams(model), came)


def _stayed_away(figures: Figures) -> Iterator[Note]:
    """A note of every counter at which applicants were turned away so often that they stay away."""
    for (office, role), row in figures.pools.items():
        if (applicants := row["stayed_away"].mean) >= TOLD_FROM:
            facts = {"office": office, "role": role, "applications": applicants, "times": MOST_VISITS}
            yield Note("turned_away_for_good", facts)


def _deadlines_behind(figures: Figures) -> Iterator[Note]:
    """A note of every route with applications that are in no share in time, as their deadlines lie behind the run-out."""
    for (service, route), row in figures.routes.items():
        if row["left_out"].mean >= TOLD_FROM:
            facts = {"service": service, "route": route, "left_out": row["left_out"].mean, "open": row["open"].mean}
            yield Note("deadlines_behind", facts)


def _unfinished(figures: Figures) -> Iterator[Note]:
    """A note of every route with many applications that were not finished when the run-out ended."""
    for (service, route), row in figures.routes.items():
        applications, unfinished = row["applications"].mean, row["open"].mean
        if unfinished > MOST_CENSORED * applications:
            facts = {"service": service, "route": route, "unfinished": unfinished / applications}
            yield Note("many_unfinished", facts)
