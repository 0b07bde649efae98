"""What a browser needs for the drawing in which files move through one month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sim.measure.in_words import channel_name, route_name
from sim.model.objection_names import answers_of
from sim.quantities import Instants, Integers
from sim.translations.in_use import counted, in_language, localized_date, localized_number, translated
from sim.web.replay.desks import DeskKey, DeskPlace, DeskTitles

BEFORE = -1
"""In the place of the seconds of a month: something was earlier."""
_MOST_COLOURS = 7
"""So many colours can be told apart."""


@dataclass(frozen=True)
class CalendarDay:
    """A day of the month."""

    day: date
    """Which one."""
    working: bool
    """Whether it is an official working day."""


@dataclass(frozen=True)
class DrawnFiles:
    """The files that are drawn, one entry each; seconds are those of the month, BEFORE for what was earlier, the month's length for
    what comes later or never."""

    number: Integers
    """Which application it is [number]."""
    route: Integers
    """Its route [position in `Replay.routes`]."""
    begin: Instants
    """When its first stretch in the month begins [s]."""
    stretches: Integers
    """How many stretches it has in the month."""
    received: Instants
    """When the office received it [s]."""
    ready: Instants
    """When the last act of the office was done [s]."""
    deadline: Instants
    """Last lawful second of its result [s]."""
    late_after: Instants
    """The same of a file whose result misses it; the length of the month for one that is in time [s]."""


@dataclass(frozen=True)
class Replay:
    """A month of one replication: which file is where at which moment."""

    number: int
    """Number of the replication [from 1]."""
    month: str
    """Which month, such as `2018-07`."""
    months: tuple[str, ...]
    """The months that can be asked for."""
    length: int
    """How long it is, or was observed [s]."""
    days: tuple[CalendarDay, ...]
    """Its days in order."""
    open_time: Instants
    """When any desk is open: opening, closing, opening, closing [s]."""
    hours: tuple[Instants, ...]
    """Hours of desks by their number, likewise [s]."""
    desks: tuple[DeskKey, ...]
    """The desks in the order in which files come to them."""
    places: tuple[DeskPlace, ...]
    """The desks office by office; those that are not among `desks` are never used."""
    titles: Mapping[str, DeskTitles]
    """What they are called, by language."""
    routes: tuple[tuple[str, str], ...]
    """Service and channel of each route."""
    found: int
    """How many files there are in the month."""
    every: int
    """One in so many of them is drawn."""
    files: DrawnFiles
    """Those that are drawn, by their numbers."""
    place: Integers
    """By stretch, those of a file together and in order: where it is [position in `places`]."""
    what: Integers
    """By stretch: what happens to it [:class:`sim.web.replay.stretches.What`]."""
    lasts: Instants
    """By stretch: how long that is; the next one of the file follows without a gap [s]."""

    def as_json(self, lang: str) -> dict[str, Any]:
        """The replay as plain data, with its words in a language (`kk`, `ru` or `en`)."""
        with in_language(lang):
            titles = self.titles[lang]
            desk_number = {desk: i for i, desk in enumerate(self.desks)}
            used = [place for place in self.places if place.key in desk_number]
            # DeskPlaces are numbered anew, those that nothing ever comes to left out.
            number = {id(place): i for i, place in enumerate(used)}
            renumbered = [number.get(id(place), 0) for place in self.places]
            office = {id(place): title for place, title in zip(self.places, titles.offices, strict=True)}
            return {
                "month": self.month,
                "months": [{"value": one, "text": _month(one)} for one in self.months],
                "length": self.length,
                "days": [_day(one.day) for one in self.days],
                "working": [int(one.working) for one in self.days],
                "open": self.open_time.tolist(),
                "hours": [one.tolist() for one in self.hours],
                "desks": [self._desk(i, titles) for i in range(len(self.desks))],
                "places": {
                    "desk": [desk_number[place.key] for place in used],
                    "office": [office[id(place)] for place in used],
                    "hours": [place.hours for place in used],
                    "counter": [place.counter for place in used],
                },
                **self._routes(),
                "note": self._note(),
                "files": {
                    name: getattr(self.files, name).tolist()
                    for name in ("number", "route", "begin", "stretches", "received", "ready", "late_after")
                },
                "place": [renumbered[i] for i in self.place.tolist()],
                "what": self.what.tolist(),
                "lasts": self.lasts.tolist(),
            }

    def _desk(self, i: int, titles: DeskTitles) -> dict[str, Any]:
        desk = self.desks[i]
        places = [place for place in self.places if place.key == desk]
        people, offices = sum(place.people for place in places), len({place.office for place in places} - {""})
        if desk.kind == "teams":
            size = counted("{count} team", "{count} teams", people)
        else:
            size = counted("{count} person", "{count} people", people) if people else ""
        return {
            "key": "/".join(desk),
            "kind": desk.kind,
            "title": titles.desks[i],
            "office": titles.kinds[i],
            "offices": counted("{count} office", "{count} offices", offices) if offices > 1 else "",
            "size": size,
        }

    def _routes(self) -> dict[str, Any]:
        """By route its colour, and the colours with what they stand for: routes, or their channels where routes are too many."""
        used = sorted(set(self.files.route.tolist()))
        several = len({self.routes[i][0] for i in used}) > 1
        names = {i: route_name(self.routes[i], several=several) for i in used}
        if len(used) > _MOST_COLOURS:
            names = {i: channel_name(answers_of(self.routes[i][1]) or self.routes[i][1]) for i in used}
        colours = list(dict.fromkeys(names[i] for i in used))
        return {
            "colours": colours,
            "colour": [colours.index(names[i]) if i in names else 0 for i in range(len(self.routes))],
        }

    def _note(self) -> str:
        """That only some of the files are drawn; empty where all of them are."""
        if self.every == 1:
            return ""
        return translated(
            "There are {found} files in this month: one in {every} is drawn, {drawn} in all, and all counts are of these.",
            found=localized_number(self.found),
            every=self.every,
            drawn=localized_number(len(self.files.number)),
        )


def _month(name: str) -> str:
    """A month in words, such as `July 2018`."""
    year, month = name.split("-")
    return localized_date(date(int(year), int(month), 1), "month_and_year")


def _day(day: date) -> str:
    """A day in words with its weekday."""
    return translated("{weekday} {date}", weekday=localized_date(day, "weekday"), date=localized_date(day, "long"))
