"""The desks between which files move: pools by office and role, systems, the applicant and the way between offices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from sim.engine.steplog import StepLog, StepOutcome
from sim.model.model import Model
from sim.model.route import Kind, table_of_steps
from sim.quantities import UNSET, Integers
from sim.report.people_names import office_words, role_words
from sim.scenario.office_titles import titles_of_offices
from sim.translations.in_use import LANGUAGES, in_language, translated
from sim.web.replay.open_hours import ALWAYS, OpenHours

DeskKind = Literal["staff", "commission", "teams", "system", "way", "applicant"]
"""Who has the files: people at desks, a commission that sits, teams that visit households or commissions that deal with one file
after the other, an information system, a courier or the post between two offices, the applicant."""


class DeskKey(NamedTuple):
    """The name of a desk, by which two replays share it."""

    kind: DeskKind
    """Who has the files."""
    office: str = ""
    """Short name of the kind of offices; empty for a desk that stands in none."""
    role: str = ""
    """Short name of the role; empty on the way and of the applicant."""


APPLICANT_DESK, WAY_DESK = DeskKey("applicant"), DeskKey("way")


@dataclass(frozen=True)
class DeskPlace:
    """A desk in one office, or one that stands in none."""

    key: DeskKey
    """Which desk it is."""
    office: str
    """Name of the office; empty for a desk that stands in none."""
    people: int
    """How many people, or teams, have it; 0 where nobody of an office has."""
    hours: int
    """When somebody is there for files [number of the hours, or ALWAYS]."""
    counter: int
    """When the hall before it is served, likewise."""


@dataclass(frozen=True)
class DeskPlaces:
    """Every place that there is in a replication."""

    all: tuple[DeskPlace, ...]
    """Those of the pools first, in their order."""
    of_step: Integers
    """By route and position of the step: the place of what no pool does [position in `all`; UNSET for what a pool does]."""
    applicant: int
    """The place of what the applicant has [position in `all`]."""

    def of_visits(self, log: StepLog) -> Integers:
        """By visit of a log: where its file is [position in `all`]."""
        pool = log.visits.pool
        return np.where(pool == UNSET, self.of_step[log.route_of_visit, log.visits.position], pool)


def desk_places(log: StepLog, model: Model, hours: OpenHours) -> DeskPlaces:
    """The places of a replication, whose hours are added to others; `model` is that of the replication."""
    places = [_of_pool(log, model, number, hours) for number in range(len(model.capacity.pools))]
    known: dict[DeskKey, int] = {}
    of_step = table_of_steps(model.routes, lambda step: None)
    for row, plan in zip(of_step, model.routes, strict=True):
        for position, step in enumerate(plan.steps):
            key = {
                Kind.TRANSFER: WAY_DESK,
                Kind.APPLICANT: APPLICANT_DESK,
                Kind.SYSTEM: DeskKey("system", role=step.role),
            }.get(step.kind)
            if key is not None and key not in known:
                system = None if step.system is None else model.capacity.systems[step.system]
                when = ALWAYS if system is None else hours.of_duty(system.up)
                known[key] = len(places)
                places.append(DeskPlace(key, "", 0, when, when))
            row[position] = UNSET if key is None else known[key]
    # Whoever gives up in a hall or is turned away has his papers again, though no step be the applicant's.
    if APPLICANT_DESK not in known:
        known[APPLICANT_DESK] = len(places)
        places.append(DeskPlace(APPLICANT_DESK, "", 0, ALWAYS, ALWAYS))
    return DeskPlaces(tuple(places), of_step, known[APPLICANT_DESK])


def _of_pool(log: StepLog, model: Model, number: int, hours: OpenHours) -> DeskPlace:
    pool = model.capacity.pools[number]
    office = model.capacity.offices[pool.office]
    if pool.sittings is not None:
        due = log.sittings
        held = (due.pool == number) & (due.held != 0)
        when = hours.of_stretches(due.begin[held], due.end[held])
        return DeskPlace(DeskKey("commission", office.kind, pool.role), office.name, 0, when, when)
    when = hours.of_duty(pool.duty)
    counter = when if pool.counter is None else hours.of_duty(pool.attended)
    laws = model.study.regulations.values()
    in_teams = any(pool.role in law.roles and law.kind(pool.role) == "commission" for law in laws)
    kind: DeskKind = "teams" if in_teams or pool.visits_per_day is not None else "staff"
    return DeskPlace(DeskKey(kind, office.kind, pool.role), office.name, pool.members, when, counter)


def desks_in_order(log: StepLog, model: Model, places: DeskPlaces) -> tuple[DeskKey, ...]:
    """The desks at which a file of the replication stays for any time, by how far on their routes files first come to them.

    The applicant stands at the end where no step is his, and some only come again.
    """
    visits, keys = log.visits, list(dict.fromkeys(place.key for place in places.all))
    stays = np.flatnonzero((visits.finished > visits.queued) | (visits.finished == UNSET))
    desk_of_place = np.array([keys.index(place.key) for place in places.all], dtype=np.int64)
    desk = desk_of_place[places.of_visits(log)[stays]]
    route, position = log.route_of_visit[stays], visits.position[stays]
    shape = len(model.routes), len(keys)
    times = np.bincount(route * shape[1] + desk, minlength=shape[0] * shape[1]).reshape(shape)
    first = np.full(shape, places.of_step.shape[1], dtype=np.int64)
    np.minimum.at(first, (route, desk), position)
    steps = np.array([[max(len(plan.steps), 1)] for plan in model.routes])
    together = times.sum(axis=0)
    share = (times * (first / steps)).sum(axis=0) / np.maximum(together, 1)
    order = [keys[i] for i in sorted(np.flatnonzero(together).tolist(), key=lambda i: (share[i], i))]
    comes_again = np.isin(visits.outcome, (StepOutcome.turned_away, StepOutcome.gave_up)).any()
    return (*order, APPLICANT_DESK) if comes_again and APPLICANT_DESK not in order else tuple(order)


@dataclass(frozen=True)
class DeskTitles:
    """What desks and offices are called in a language."""

    desks: tuple[str, ...]
    """By desk."""
    kinds: tuple[str, ...]
    """By desk: what its kind of offices is called; empty for a desk that stands in none."""
    offices: tuple[str, ...]
    """By place: what its office is called; empty for one that stands in none."""


def titles_by_language(model: Model, desks: Sequence[DeskKey], places: DeskPlaces) -> Mapping[str, DeskTitles]:
    """What desks and the offices of places are called, in every language."""
    return dict(_titles(model, desks, places))


def _titles(model: Model, desks: Sequence[DeskKey], places: DeskPlaces) -> Iterator[tuple[str, DeskTitles]]:
    study = model.study
    for lang in LANGUAGES:
        with in_language(lang):
            offices = titles_of_offices(study.scenario, lang)
            kinds = {kind: office_words(study, kind, short=False) for kind in {desk.office for desk in desks} - {""}}
            yield (
                lang,
                DeskTitles(
                    tuple(_title(model, desk) for desk in desks),
                    tuple(kinds.get(desk.office, "") for desk in desks),
                    tuple(offices.get(place.office, place.office) for place in places.all),
                ),
            )


def _title(model: Model, desk: DeskKey) -> str:
    if desk.kind == "way":
        return translated("on the way")
    if desk.kind == "applicant":
        return translated("applicant")
    return role_words(model.study, desk.role, short=False)
