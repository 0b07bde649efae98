"""The figure by which somebody wants runs to be judged, read from words such as `late answers of social_aid/provider`."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.errors import did_you_mean, refusal
from sim.measure.day_quantiles import DAY_QUANTILES, answered_within, day_quantile
from sim.measure.estimates import ONLY, TablesOfFigures
from sim.measure.figure_units import FIGURE_UNITS, FigureTable, Unit, bounds_of, unit_of
from sim.measure.figures import Key, ReplicationFigures
from sim.measure.halls import halls_in_question
from sim.measure.intervals import CONFIDENCE, Bounds, Estimate, difference_bounds, mean_interval
from sim.measure.measures import MEASURES, Better, addable, measured
from sim.model.model import Model
from sim.model.objection_names import answers_of
from sim.quantities import Floats
from sim.translations.in_use import translated

_WORDS = {words: figure for figure, about in MEASURES.items() for words in (about.name, *about.also)}
"""What people call figures, by these words."""


@dataclass(frozen=True)
class ChosenMeasure:
    """One figure at one place, which every replication has; two with the same text are the same."""

    text: str
    """As it is read again: the figure, and where it is taken unless that is over all routes, as `late of social_aid`."""
    figure: str
    """The figure, one of :data:`sim.measure.measures.MEASURES`."""
    table: FigureTable
    """The table of figures that has it."""
    place: str = ""
    """Where it is taken: a service, a route, a step, a role of an office, a stream; empty over all routes."""
    keys: tuple[Key, ...] = ()
    """The rows of the table, of offices of which a kind may have more or fewer only those of the scenario that was read."""
    kind: tuple[str, str] | None = None
    """Of pools and halls: the kind of offices and the role, so that further offices of the kind are found."""

    @property
    def label(self) -> str:
        """What it is called in tables, without its unit: `share in time, social aid/provider`."""
        name = MEASURES[self.figure].shown_name
        return f"{name}, {self.place.replace('_', ' ')}" if self.place else name

    @property
    def unit(self) -> Unit:
        """The unit of its values; a share is between 0 and 1."""
        return unit_of(self.table, self.figure)

    @property
    def shown_unit(self) -> str:
        """The unit in which it is shown, of a share that of its hundredfold; empty for what is counted."""
        return MEASURES[self.figure].shown_unit

    @property
    def scale(self) -> float:
        """What a value is multiplied with where it is shown: 100 for a share, else 1."""
        return 100.0 if self.unit == "share" else 1.0

    @property
    def better(self) -> Better:
        """Which way it is better for citizens."""
        return MEASURES[self.figure].better

    def value(self, figures: TablesOfFigures) -> float:
        """The measure in one replication [its unit]; NaN where the replication has none."""
        return self.value_and_size(figures)[0]

    def value_and_size(self, figures: TablesOfFigures) -> tuple[float, float]:
        """The measure in one replication, and of how many applications, visits, files or hours it is a quotient; NaN for none."""
        return measured(list(self._rows(figures)), self.table, self.figure)

    def bounds(self, size: float = math.nan) -> Bounds:
        """What is possible for its values, given the mean of what it is a quotient of."""
        return bounds_of(self.table, self.figure, size)

    def estimate(
        self, values: Sequence[float] | Floats, size: float = math.nan, *, level: float = CONFIDENCE
    ) -> Estimate:
        """The mean of its values, one per replication, with its interval."""
        return mean_interval(values, level, self.bounds(size))

    def difference(
        self, values: Sequence[float] | Floats, size: float = math.nan, *, level: float = CONFIDENCE
    ) -> Estimate:
        """The mean of differences of its values, paired by replication, with its interval."""
        return mean_interval(values, level, difference_bounds(self.bounds(size)))

    def of_run(self, replications: Sequence[ReplicationFigures], routes: Sequence[Key]) -> Estimate:
        """The estimate that the page of a run shows: quantiles of terms are days of the mean distribution.

        `routes` are the keys of all routes in the order of the model.
        """
        found = [self.value_and_size(figures) for figures in replications]
        values, sizes = np.array(found, dtype=np.float64).reshape(-1, 2).T
        share = DAY_QUANTILES.get(self.figure)
        if self.table == "routes" and share is not None:
            within = answered_within([one.over_time for one in replications], list(routes).index(self.keys[0]))
            applications = [one.routes[self.keys[0]]["applications"] for one in replications]
            return day_quantile(within, values, share, sum(applications) / len(applications))
        known = sizes[~np.isnan(sizes)]
        return self.estimate(values, float(known.mean()) if len(known) else math.nan)

    def _rows(self, figures: TablesOfFigures) -> Iterator[Mapping[str, float]]:
        rows = figures.table(self.table)
        if self.kind is None:
            yield from (rows[key] for key in self.keys if key in rows)
            return
        kind, role = self.kind
        known = set(self.keys)
        for key, row in rows.items():
            # Offices that are only counted are called by their kind and a number; no other name has a space.
            if key in known or (key[1] == role and key[0].split(" ")[0] == kind):
                yield row


def read_measure(text: str, model: Model, option: str = "--measure") -> ChosenMeasure:
    """The measure that a text names: `MEASURE`, or `MEASURE of PLACE`.

    A measure is a figure's name, as in `summary.json`, or what pages call it. A place is `SERVICE`, `SERVICE/ROUTE`,
    `SERVICE/ROUTE/STEP`, `OFFICE.ROLE` (one office, or all of a kind), or a stream. Raises InputError, named by the option
    that has the text, for what is not known, and for a figure that the place does not have.
    """
    name, _, place = (part.strip() for part in text.partition(" of "))
    figure = _figure(name, option)
    if not place:
        return _somewhere(figure, model, option)
    for table, keys, kind in _places(place, model):
        found = ChosenMeasure(f"{figure} of {place}", figure, table, place, keys, kind)
        if figure in FIGURE_UNITS[table] and (len(keys) == 1 or addable(figure)):
            return found
    if has := [text.partition(" of ")[0] for text in _measures_at(place, model)]:
        raise refusal(
            option,
            translated("'{place}' has no '{figure}'", place=place, figure=figure),
            translated("it has: {figures}", figures=", ".join(has)),
        )
    raise refusal(
        option, translated("there is no place '{place}'", place=place), did_you_mean(place, _known_places(model))
    )


def usual_measures(model: Model) -> list[ChosenMeasure]:
    """What is looked at where nobody has chosen: over all routes, of each route, and of each role in all offices of a kind.

    Over all routes share in time, late answers and lateness; of a route share in time, median and 95th percentile of the
    elapsed term, and median queue time; of a role its utilisation and, where people wait in a hall, the mean wait.
    """
    texts: list[str] = []
    timed = [plan.key for plan in model.routes if plan.term]
    if any(answers_of(key[1]) is None for key in timed):
        texts += ["in_time", "late", "lateness_h"]
    for plan in model.routes:
        names = (
            *(["in_time"] if plan.term and len(model.routes) > 1 else []),
            "median_days",
            "p95_days",
            "queue_median_h",
        )
        texts += [f"{name} of {'/'.join(plan.key)}" for name in names]
    halls = {_office_and_role(model, p) for p in halls_in_question(model)}
    on_duty = [p for p, pool in enumerate(model.capacity.pools) if not pool.only_seats]
    for kind, role in dict.fromkeys(_office_and_role(model, p) for p in on_duty):
        texts += [f"utilisation of {kind}.{role}", *([f"wait_min of {kind}.{role}"] if (kind, role) in halls else [])]
    return [read_measure(text, model) for text in texts]


def _figure(words: str, option: str) -> str:
    """The figure that words name."""
    plain = " ".join(words.casefold().replace("_", " ").split())
    name = plain.replace(" ", "_")
    if name in MEASURES:
        return name
    if plain in _WORDS:
        return _WORDS[plain]
    raise refusal(
        option,
        translated("there is no measure '{words}'", words=words),
        did_you_mean(name, MEASURES.keys() | _WORDS.keys()),
    )


def _somewhere(figure: str, model: Model, option: str) -> ChosenMeasure:
    """A figure without a place: over all routes of first applications, or where only one place has it."""
    routes = tuple(plan.key for plan in model.routes if answers_of(plan.key[1]) is None)
    if figure in FIGURE_UNITS["whole"]:
        return ChosenMeasure(figure, figure, "whole", "", (ONLY,))
    if figure in FIGURE_UNITS["routes"] and (addable(figure) or len(routes) == 1):
        return ChosenMeasure(figure, figure, "routes", "", routes)
    known = [text for place in _known_places(model) for text in _measures_at(place, model) if _is_of(figure, text)]
    if len(known) == 1:
        return read_measure(known[0], model, option)
    if not known:
        raise refusal(option, translated("nothing in this scenario has '{figure}'", figure=figure), "")
    listed = ", ".join(known[:5])
    repair = translated("write one of: {measures}", measures=listed)
    if len(known) > 5:
        repair = translated("write one of: {measures} and {more} more", measures=listed, more=len(known) - 5)
    raise refusal(option, translated("'{figure}' is taken at one place", figure=figure), repair)


def _is_of(figure: str, text: str) -> bool:
    return text.partition(" of ")[0] == figure


def _places(place: str, model: Model) -> list[tuple[FigureTable, tuple[Key, ...], tuple[str, str] | None]]:
    """The tables that have rows for a place, with their rows; none where it is not known."""
    found: list[tuple[FigureTable, tuple[Key, ...], tuple[str, str] | None]] = []
    of_service = [plan.key for plan in model.routes if plan.service == place and answers_of(plan.key[1]) is None]
    exactly = [plan.key for plan in model.routes if "/".join(plan.key) == place]
    steps = [
        (*plan.key, step.key)
        for plan in model.routes
        for step in plan.steps
        if "/".join((*plan.key, step.key)) == place
    ]
    if of_service or exactly:
        found.append(("routes", tuple(exactly or of_service), None))
    if steps:
        found.append(("steps", tuple(steps), None))
    office, _, role = place.rpartition(".")
    offices = model.capacity.offices
    halls = set(halls_in_question(model)) if office else set()
    pools: list[tuple[int, Key]] = []
    for p, pool in enumerate(model.capacity.pools):
        if pool.role == role and office in (offices[pool.office].name, offices[pool.office].kind):
            pools.append((p, (offices[pool.office].name, role)))
    kind = (office, role) if office in {one.kind for one in offices} else None
    if pools:
        found.append(("pools", tuple(key for _, key in pools), kind))
    if in_halls := tuple(key for p, key in pools if p in halls):
        found.append(("halls", in_halls, kind))
    if place in model.stream_names:
        found.append(("streams", ((place,),), None))
    return found


def _known_places(model: Model) -> list[str]:
    """The places that can be named, without steps and single offices of a kind."""
    places = [text for plan in model.routes for text in (plan.service, "/".join(plan.key))]
    places += [".".join(_office_and_role(model, p)) for p in range(len(model.capacity.pools))]
    return list(dict.fromkeys([*places, *model.stream_names]))


def _measures_at(place: str, model: Model) -> Iterator[str]:
    """The measures of a place, as texts that are read again."""
    for table, keys, _ in _places(place, model):
        for figure in MEASURES:
            if figure in FIGURE_UNITS[table] and (len(keys) == 1 or addable(figure)):
                yield f"{figure} of {place}"


def _office_and_role(model: Model, pool: int) -> tuple[str, str]:
    """The kind of offices and the role of a pool."""
    one = model.capacity.pools[pool]
    return model.capacity.offices[one.office].kind, one.role
