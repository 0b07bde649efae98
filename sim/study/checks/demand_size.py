"""How many applications one replication may come to, and the fault of a scenario with more than memory can hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from sim.calendar.official_days import OfficialDays
from sim.calendar.opening_hours import OfficeHours, weekly_hours
from sim.calendar.working_time import WorkingTime
from sim.errors import Fault
from sim.law.regulation import Regulation
from sim.quantities import DAY, HOUR, Flags, Floats, Instants, Rate, instant
from sim.scenario.demand import Campaign, Profile, Stream
from sim.schema.size_caps import MOST_APPLICATIONS
from sim.schema.yaml_file import Where
from sim.study.arrival_history.whole_weeks import WEEK, whole_weeks
from sim.study.context import CheckContext
from sim.translations.in_use import translated

_YEAR_DAYS = 365.25
ALWAYS_OPEN = OfficeHours(every_day=((0, DAY),))
"""The hours of a channel that is never closed."""


def too_many(
    context: CheckContext, most_applications: int = MOST_APPLICATIONS, histories: Mapping[str, Instants] | None = None
) -> Iterator[Fault]:
    """More applications than one replication may have, told where most of them come from.

    `histories` are the instants of the streams that have one, as far as they have been read.
    """
    parts = _first_applications(context, histories or {})
    parts |= _objections(context, parts)
    total = sum(parts.values())
    if total > most_applications:
        message = translated(
            "{total} applications could be in one replication, which is too many, and most of them come from here",
            total=f"{total:.0f}",
        )
        repair = translated(
            "at most {most} are possible, unless more are allowed with --max-applications",
            most=most_applications,
        )
        yield context.file.fault(max(parts, key=parts.__getitem__), message, repair)


def applications_of(context: CheckContext, histories: Mapping[str, Instants]) -> dict[str, float]:
    """How many applications each stream may bring to one replication, objections to their answers included; backlogs under ''."""
    parts = _first_applications(context, histories)
    found = dict.fromkeys(("", *context.scenario.arrivals), 0.0)
    for where, count in parts.items():
        name = where[1] if where[0] == "arrivals" else ""
        found[name] += count + sum(_objections(context, {where: count}).values())
    return found


def _first_applications(context: CheckContext, histories: Mapping[str, Instants]) -> dict[Where, float]:
    """The applications that streams and backlogs bring, by their place, without objections to their answers."""
    parts: dict[Where, float] = {}
    span = _Span.of(context)
    for key, stream in context.scenario.arrivals.items():
        parts |= {("arrivals", key, *at): count for at, count in _expected(context, stream, span)}
        if stream.history is not None and key in histories:
            parts["arrivals", key, "history"] = _of_history(stream, histories[key], span)
    for key, backlog in context.scenario.backlog.items():
        for i, entry in enumerate(backlog.files):
            parts["backlog", key, "files", str(i), "count"] = entry.count
    return parts


@dataclass(frozen=True)
class _Span:
    """The days of the calendar on which applications may come, until the run-out has ended."""

    context: CheckContext
    days: OfficialDays
    dates: NDArray[np.datetime64]
    """Every day of the calendar."""
    inside: Flags
    """By such day: whether it is simulated."""
    elapsed: Floats
    """By such day: years since the start of the period."""
    opened: dict[OfficeHours, Floats] = field(default_factory=dict)
    """By hours that were asked for: open hours of each day."""

    @classmethod
    def of(cls, context: CheckContext) -> _Span | None:
        """The days of a scenario; None where its calendar could not be read."""
        if context.days is None:
            return None
        first, period = np.datetime64(context.days.first), context.scenario.period
        dates = first + np.arange(len(context.days.working))
        start = np.datetime64(period.start)
        inside = (dates >= start) & (dates <= np.datetime64(_last_day(context, context.days)))
        elapsed = np.maximum((dates - start).astype(np.float64), 0.0) / _YEAR_DAYS
        return cls(context, context.days, dates, inside, elapsed)

    def open_hours(self, hours: OfficeHours) -> Floats:
        """Open hours of each day."""
        if hours not in self.opened:
            open_time = WorkingTime.from_hours(weekly_hours(hours), self.days)
            midnights = instant(self.days.first) + DAY * np.arange(len(self.dates) + 1, dtype=np.int64)
            self.opened[hours] = np.diff(open_time.worked_many(midnights)) / HOUR
        return self.opened[hours]

    def expected(self, rate: Rate, hours: OfficeHours, profile: Profile | None = None, growth: float = 0.0) -> Floats:
        """Applications of a rate that are expected on each day at an office with these hours.

        A profile counts by its days, not by its hours.
        """
        opened = self.open_hours(hours)
        if rate.unit == "hour":
            expected = rate.value * opened
        elif rate.unit in ("day", "working_day"):
            counts = opened > 0 if rate.unit == "day" else (opened > 0) & self.days.working
            expected = rate.value * counts.astype(np.float64)
        else:
            group = self._group(rate.unit)
            total = np.bincount(group, opened)[group]
            expected = rate.value * np.divide(opened, total, out=np.zeros_like(opened), where=total > 0)
        if profile is not None:
            year = self._group("year")
            shaped = expected * self._weights(profile)
            wanted, shaped_total = np.bincount(year, expected), np.bincount(year, shaped)
            expected = (
                shaped * np.divide(wanted, shaped_total, out=np.zeros_like(shaped_total), where=shaped_total > 0)[year]
            )
        return np.asarray(expected * (1 + growth) ** self.elapsed * self.inside)

    def _group(self, unit: str) -> NDArray[np.int64]:
        """By day: the number of its week, month or year, from 0."""
        if unit == "week":
            number = (self.dates.astype("datetime64[D]").astype(np.int64) + 3) // 7  # 1 January 1970 was a Thursday
        else:
            number = self.dates.astype(f"datetime64[{unit[0].upper()}]").astype(np.int64)
        return np.asarray(number - number[0])

    def _weights(self, profile: Profile) -> Floats:
        month = self.dates.astype("datetime64[M]").astype(np.int64) % 12
        weekday = (self.dates.astype("datetime64[D]").astype(np.int64) + 3) % 7
        of_month = np.array([profile.month_weight(k + 1) for k in range(12)])
        of_weekday = np.array([profile.weekday_weight(k) for k in range(7)])
        return np.asarray(of_month[month] * of_weekday[weekday])

    def during(self, campaign: Campaign) -> Flags:
        """By day: whether a campaign goes on."""
        first, last = np.datetime64(campaign.first_day), np.datetime64(campaign.last_day)
        return np.asarray((self.dates >= first) & (self.dates <= last))


def _expected(context: CheckContext, stream: Stream, span: _Span | None) -> Iterator[tuple[Where, float]]:
    """The applications of a stream that are expected until the run-out has ended, by their place.

    Those of a channel are taken to come to that of its doors at which most are expected.
    """
    if stream.instants is not None:
        yield ("instants",), len(stream.instants)
    if span is None:
        return
    times = len(context.offices.named(stream.office)) if stream.per_office and stream.office is not None else 1
    growth, profile = stream.growth or 0.0, stream.profile

    def most(rate: Rate, campaign: Campaign | None, profile: Profile | None, growth: float) -> float:
        days = span.inside if campaign is None else span.during(campaign)
        return times * sum(
            share * max((float(span.expected(rate, door, profile, growth)[days].sum()) for door in doors), default=0.0)
            for share, doors in doors_of(context, stream)
        )

    if stream.rate is not None:
        yield ("rate",), most(stream.rate, None, profile, growth)
    for name, campaign in stream.campaigns.items():
        at = ("campaigns", name)
        if campaign.rate is not None:
            yield (*at, "rate"), most(campaign.rate, campaign, None, 0.0)
        elif campaign.times is not None and stream.rate is not None:
            yield (*at, "times"), (campaign.times - 1) * most(stream.rate, campaign, profile, growth)


def _objections(context: CheckContext, parts: Mapping[Where, float]) -> dict[Where, float]:
    """The objections that may follow the applications of some parts, by the place of their chance."""
    demand, found = context.scenario, dict[Where, float]()
    for where, count in parts.items():
        if where[0] == "backlog":
            ways = {demand.backlog[where[1]].route: 1.0}
            service = demand.backlog[where[1]].service
        else:
            ways = {channel: way.share for channel, way in demand.arrivals[where[1]].ways_in.items()}
            service = demand.arrivals[where[1]].service
        routes = demand.services[service].routes if service in demand.services else {}
        for channel, share in ways.items():
            use = routes.get(channel)
            if use is None or use.objections is None:
                continue
            chance = max(use.objections.chance, use.objections.chance_if_refused or 0.0)
            at = ("services", service, "routes", channel, "objections", "chance")
            times = sum(chance**n for n in range(1, use.objections.at_most + 1))
            found[at] = found.get(at, 0.0) + count * share * times
    return found


def idle_campaigns(context: CheckContext, stream: Stream) -> Iterator[str]:
    """The campaigns of a stream that meet the period, on days on which no application is taken."""
    span = _Span.of(context)
    for name, campaign in stream.campaigns.items():
        rate = campaign.rate or stream.rate
        if span is None or rate is None:
            continue  # a fault of its own
        days = span.during(campaign) & span.inside & (span.dates < np.datetime64(context.scenario.period.end))
        profile = None if campaign.rate else stream.profile
        doors = [door for _, doors in doors_of(context, stream) for door in doors]
        if days.any() and doors and not any(span.expected(rate, door, profile)[days].any() for door in doors):
            yield name


def doors_of(context: CheckContext, stream: Stream) -> Iterator[tuple[float, tuple[OfficeHours, ...]]]:
    """The channels of a stream: the share of each [0 to 1], and the different hours in which its applications come."""
    for channel, way in stream.ways_in.items():
        path = context.path(stream.service, channel)
        if stream.hours is not None:
            yield way.share, tuple(context.hours[name] for name in (stream.hours,) if name in context.hours)
        elif path and arrives_any_time(context.regulations[stream.service], path[0].role):
            yield way.share, (ALWAYS_OPEN,)
        else:
            role = path[0].role if path and path[0].counter else None
            doors = [context.offices.door_hours(name, role) for name in context.offices.named(way.office)]
            names = dict.fromkeys(name for door in doors for name in door)
            yield way.share, tuple(context.hours[name] for name in names if name in context.hours)


def arrives_any_time(regulation: Regulation, first_role: str) -> bool:
    """Tell whether a route takes applications round the clock: its first step is done by a system or the applicant."""
    return regulation.kind(first_role) in ("system", "applicant")


def _of_history(stream: Stream, instants: Instants, span: _Span | None) -> float:
    """How many applications of a history are expected until the run-out has ended."""
    assert stream.history is not None
    if span is None:
        return 0
    start, end = (instant(day.item()) for day in span.dates[span.inside][[0, -1]])
    if stream.history.use == "replay":
        return int(np.searchsorted(instants, end + DAY))
    weeks = whole_weeks(instants, stream.history.first_day, stream.history.last_day)
    return sum(map(len, weeks)) / len(weeks) * (end + DAY - start) / WEEK


def _last_day(context: CheckContext, days: OfficialDays) -> date:
    """The day on which the run-out has ended, or the calendar; by default it is three times the longest printed term."""
    period = context.scenario.period
    terms = [term.limit for law in context.regulations.values() for term in (*law.terms.values(), *law.extended_terms)]
    terms += [use.term for service in context.scenario.services.values() for use in service.routes.values() if use.term]
    longest = max((limit.value for limit in terms if limit and limit.unit.endswith("days")), default=20)
    followed, working = 3 * longest, True
    if period.run_out is not None:
        followed, working = period.run_out.value, period.run_out.unit == "working_days"
    after = max((period.end - days.first).days, 0)
    if not working:
        return days.first + timedelta(days=min(after + followed, len(days.working)) - 1)
    worked = np.flatnonzero(days.working[after:])
    return days.last if len(worked) < followed else days.first + timedelta(days=after + int(worked[followed - 1]))
