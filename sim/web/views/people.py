"""How busy people are, as it is and with the changes, and for whom files wait most."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from sim.measure.figures import Key
from sim.measure.in_words import number
from sim.measure.intervals import Estimate
from sim.translations.in_use import translated
from sim.web.simulation.paired_figures import CaseFigures, FigureName, PairedFigures
from sim.web.views.changes import Change, change_of, told_in_words
from sim.web.views.places import Places, PoolPlace

_WORTH_NAMING = 0.5
"""Where files wait less in all in the period nobody is a bottleneck [working hours]."""


@dataclass(frozen=True)
class PeopleRow:
    """A role in the offices of one kind; of several offices the one that is busiest as it is."""

    title: str
    """What the people are called."""
    offices: int
    """How many offices there are."""
    utilisation: Change
    """Share of the time on duty in which they work."""
    verdict: str
    """What can be told of the difference, in a word or two."""
    is_bottleneck: bool
    """Whether files wait most for them with the changes."""


@dataclass(frozen=True)
class PeopleRows:
    """All people, and who is the bottleneck."""

    rows: tuple[PeopleRow, ...]
    """A row per role and kind of offices."""
    sentence: str
    """Whom files wait for most, as it is and with the changes."""


def people_rows(figures: PairedFigures, places: Places, is_changed: bool = True) -> PeopleRows:
    """The people that have anything to do with the routes, and for whom files wait most in both cases.

    `is_changed` tells whether anything is set otherwise than as it is.
    """
    before, after = (_bottleneck(case, places) for case in (figures.base, figures.alternative))
    rows = []
    for pool in places.pools:
        key = _busiest(figures.base, pool) or _busiest(figures.alternative, pool)
        if key is None:
            continue
        change = change_of(figures, ("pools", key, "utilisation"), "share")
        rows.append(PeopleRow(pool.title, len(pool.keys), change, told_in_words(change.told), pool is after))
    named = next((row for row in rows if row.is_bottleneck), None)
    return PeopleRows(tuple(rows), _sentence(before, after, _waits(figures, after, named, is_changed) if after else ""))


def _waits(figures: PairedFigures, pool: PoolPlace, row: PeopleRow | None, is_changed: bool) -> str:
    """How long files wait for people, who are as busy as their row says, so far as they have one."""
    fields = {"people": pool.title, "hours": number(_queued(figures.alternative, pool), 0)}
    if row is not None and not math.isnan(row.utilisation.then.mean):
        fields["share"] = row.utilisation.after
        if not is_changed:
            return translated(
                "Bottleneck: {people}, busy {share} of the time; files wait for them {hours} working hours in all.",
                **fields,
            )
        return translated(
            "Bottleneck with the changes: {people}, busy {share} of the time; files wait for them {hours} working hours in all.",
            **fields,
        )
    return translated("Bottleneck: {people}; files wait for them {hours} working hours in all.", **fields)


def _sentence(before: PoolPlace | None, after: PoolPlace | None, text: str) -> str:
    """Whom files wait for most, as it is and with the changes, of which `text` says the latter."""
    if after is None:
        if before is None:
            return translated("Files hardly wait for anybody.")
        return translated("With the changes files hardly wait for anybody.")
    if before is None or before is after:
        return text
    return f"{text} {translated('As it is they are: {people}.', people=before.title)}"


def _bottleneck(case: CaseFigures, places: Places) -> PoolPlace | None:
    """The people for whom files wait most in all; None where they hardly wait."""
    waits = {id(pool): _queued(case, pool).mean for pool in places.pools}
    longest = max(places.pools, key=lambda pool: waits[id(pool)], default=None)
    return longest if longest is not None and waits[id(longest)] >= _WORTH_NAMING else None


def _queued(case: CaseFigures, pool: PoolPlace) -> Estimate:
    """How long files wait for people of a role in all offices together [working hours in the period]."""
    hours = [_of(case.estimates, key, "queued_h").mean for key in pool.keys]
    total = sum(value for value in hours if math.isfinite(value))
    return Estimate(total, math.nan, math.nan, 0)


def _busiest(case: CaseFigures, pool: PoolPlace) -> Key | None:
    """The office of a kind whose people are busiest; None where none of them is there."""
    known = {key: _of(case.estimates, key, "utilisation").mean for key in pool.keys}
    return max((key for key, value in known.items() if not math.isnan(value)), key=lambda key: known[key], default=None)


_NONE = Estimate(math.nan, math.nan, math.nan, 0)


def _of(estimates: Mapping[FigureName, Estimate], key: Key, figure: str) -> Estimate:
    return estimates.get(("pools", key, figure), _NONE)
