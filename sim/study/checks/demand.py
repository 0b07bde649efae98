"""Faults of the demand: channels that take nothing, shares of unknown offices, steps that nobody does."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence

from sim.calendar.opening_hours import OfficeHours
from sim.calendar.working_time import DayHours
from sim.errors import Fault, did_you_mean
from sim.law.regulation import Channel
from sim.quantities import DAY, Rate, civil, instant, shown
from sim.scenario.demand import Profile, Stream, Weights
from sim.schema.size_caps import MOST_WAYS
from sim.schema.yaml_file import Where
from sim.study.checks.backlog import check_backlog
from sim.study.checks.demand_size import ALWAYS_OPEN, arrives_any_time, idle_campaigns, too_many
from sim.study.checks.people import is_no_office
from sim.study.checks.profile import idle_weights
from sim.study.context import STAFFED, CheckContext
from sim.translations.in_use import counted, translated


def check_names(context: CheckContext) -> Iterator[Fault]:
    """Unknown names in the demand, rates that are unclear, and times outside the period."""
    for key, stream in context.scenario.arrivals.items():
        where: Where = ("arrivals", key)
        yield from _service(context, stream.service, where)
        for channel, way in stream.ways_in.items():
            several = stream.channels is not None
            inside = (*where, "channels", channel) if several else where
            yield from _route(
                context, stream.service, channel, inside if several else (*where, "route"), at_key=several
            )
            for first in context.path(stream.service, channel)[:1]:
                if not _every_day(context, stream, first.role):
                    yield from _rates_per_day(context, stream, where)
            yield from _office(context, way.office, way.weights, inside)
        yield from _hours(context, stream, where)
        yield from _campaigns(context, stream, where)
        yield from _instants(context, stream, where)
    for key, backlog in context.scenario.backlog.items():
        where = ("backlog", key)
        yield from _service(context, backlog.service, where)
        yield from _route(context, backlog.service, backlog.route, (*where, "route"), at_key=False)
        yield from _office(context, backlog.office, backlog.weights, where)
        yield from check_backlog(context, key, backlog)
    undisturbed = context.scenario.undisturbed
    if undisturbed is not None and undisturbed not in context.names("variants"):
        message = translated("there is no variant {variant}", variant=shown(undisturbed))
        hint = (
            did_you_mean(undisturbed, context.names("variants"))
            if context.names("variants")
            else translated("describe one")
        )
        yield context.file.fault(("undisturbed",), message, hint)


def check_demand(context: CheckContext, most_applications: int) -> Iterator[Fault]:
    """Demand that is too large, meets nobody, or has classes that change nothing."""
    yield from _sizes(context)
    yield from too_many(context, most_applications)
    yield from _ways(context)
    for key, stream in context.scenario.arrivals.items():
        if shapeless := list(_shape(context, stream, ("arrivals", key, "profile"))):
            yield from shapeless
            continue  # on no day anybody comes
        for name in idle_campaigns(context, stream):
            message = translated("no application is taken on the days of the campaign, so it changes nothing")
            yield context.file.fault(
                ("arrivals", key, "campaigns", name), message, translated("move its days, or take it out"), at_key=True
            )
    yield from _priorities(context)


def _service(context: CheckContext, service: str, where: Where) -> Iterator[Fault]:
    if context.unknown(service, "services"):
        hint = did_you_mean(service, context.names("services"))
        yield context.file.fault(
            (*where, "service"), translated("there is no service '{service}'", service=service), hint
        )


def _route(context: CheckContext, service: str, channel: Channel, where: Where, *, at_key: bool) -> Iterator[Fault]:
    known = context.scenario.services.get(service)
    if known is not None and channel not in known.routes:
        hint = did_you_mean(channel, known.routes)
        yield context.file.fault(
            where,
            translated("'{service}' does not use the route '{channel}'", service=service, channel=channel),
            hint,
            at_key=at_key,
        )


def _hours(context: CheckContext, stream: Stream, where: Where) -> Iterator[Fault]:
    """Hours that have no such name."""
    if stream.hours is not None and context.unknown(stream.hours, "hours", context.hours):
        message = translated("no hours are called '{name}'", name=stream.hours)
        yield context.file.fault((*where, "hours"), message, did_you_mean(stream.hours, context.hours))


def _every_day(context: CheckContext, stream: Stream, first_role: str) -> bool:
    """Tell whether applications of a stream, whose route begins with a role, may come on every civil day."""
    if stream.hours is None:
        return arrives_any_time(context.regulations[stream.service], first_role)
    return stream.hours not in context.hours or context.hours[stream.hours].every_day is not None


def _rates_per_day(context: CheckContext, stream: Stream, where: Where) -> Iterator[Fault]:
    """A rate per day of a channel that is not open every day can mean two things."""
    rates: list[tuple[Where, Rate | None]] = [((*where, "rate"), stream.rate)]
    rates += [((*where, "campaigns", name, "rate"), campaign.rate) for name, campaign in stream.campaigns.items()]
    for at, rate in rates:
        if rate is not None and rate.unit == "day":
            message = translated("'per day' is unclear for a channel that is not open every day")
            repair = translated("write 'per working day', or 'per month' for a count that is spread over open time")
            yield context.file.fault(at, message, repair)


def _office(context: CheckContext, office: str, weights: Weights, where: Where) -> Iterator[Fault]:
    if not context.offices.named(office) and is_no_office(context, office):
        known = [*context.names("offices"), *context.offices.sites]
        yield context.file.fault(
            (*where, "office"), translated("there is no office '{office}'", office=office), did_you_mean(office, known)
        )
    else:
        yield from _weights(context, office, weights, (*where, "weights"))


def _weights(context: CheckContext, office: str, weights: Weights, where: Where) -> Iterator[Fault]:
    """Weights in their order are as many as the offices; weights by name are those of offices that have one."""
    offices = context.offices.named(office)
    if not offices or weights is None:
        return
    if isinstance(weights, dict):
        yield from _weights_by_name(context, office, weights, where)
    elif len(weights) != len(offices):
        message = counted(
            "{weights} weights for one office of '{office}'",
            "{weights} weights for {count} offices of '{office}'",
            len(offices),
            weights=len(weights),
            office=office,
            count=len(offices),
        )
        yield context.file.fault(where, message, translated("give one per office"))


def _weights_by_name(context: CheckContext, office: str, weights: Mapping[str, float], where: Where) -> Iterator[Fault]:
    offices, kind = context.offices.named(office), context.scenario.offices.get(office)
    if kind is not None and kind.names is None and kind.size > 1:
        message = translated("the offices of '{office}' are only counted, so none has a name", office=office)
        yield context.file.fault(
            where, message, translated("write a list with one weight per office, or give the offices 'names'")
        )
        return
    unknown = [name for name in weights if name not in offices]
    for name in unknown:
        message = translated("no office of '{office}' is called {name}", office=office, name=shown(name))
        yield context.file.fault((*where, name), message, did_you_mean(name, offices), at_key=True)
    if not unknown and not any(weights.values()):
        message = (
            translated("all weights are zero, so nobody comes") if weights else translated("no office has a weight")
        )
        yield context.file.fault(where, message, translated("give one office a weight above zero"))


def _campaigns(context: CheckContext, stream: Stream, where: Where) -> Iterator[Fault]:
    """Campaigns that multiply nothing, lie outside the period, or cannot be told from the growth of their stream."""
    period = context.scenario.period
    for name, campaign in stream.campaigns.items():
        inside = (*where, "campaigns", name)
        if name == "growth" and stream.growth:
            message = translated("'growth' stands for what the growth of the stream adds")
            yield context.file.fault(inside, message, translated("give the campaign another name"), at_key=True)
        if campaign.times is not None and stream.rate is None:
            message = translated("campaign '{name}' multiplies a rate that is not there", name=name)
            yield context.file.fault((*inside, "times"), message, translated("give its 'rate'"), at_key=True)
        if period is not None and (campaign.last_day < period.start or campaign.first_day >= period.end):
            message = translated(
                "the campaign lies outside the period, {start} to {end}, so it changes nothing",
                start=period.start,
                end=period.end,
            )
            yield context.file.fault(inside, message, translated("move its days, or take it out"), at_key=True)


def _instants(context: CheckContext, stream: Stream, where: Where) -> Iterator[Fault]:
    """Instants at which nothing is simulated, or that are not in order."""
    instants, period, days = stream.instants or (), context.scenario.period, context.days
    for i, at in enumerate(instants):
        message = translated("{at} is out of range", at=f"{civil(at):%Y-%m-%d %H:%M}")
        if period is not None and days is not None and not instant(period.start) <= at < instant(days.last) + DAY:
            repair = translated("it has to lie between {start} and {last}", start=period.start, last=days.last)
        elif i and at < instants[i - 1]:
            message = translated(
                "{at} is earlier than {earlier} before it",
                at=f"{civil(at):%Y-%m-%d %H:%M}",
                earlier=f"{civil(instants[i - 1]):%Y-%m-%d %H:%M}",
            )
            repair = translated("write the earlier ones first")
        else:
            continue
        yield context.file.fault((*where, "instants", str(i)), message, repair)


def _priorities(context: CheckContext) -> Iterator[Fault]:
    """A class that changes nothing is a slip."""
    used = any(
        staff.discipline == "priority" for site in context.offices.sites.values() for staff in site.staff.values()
    )
    for section in ("arrivals", "backlog"):
        for key, stream in getattr(context.scenario, section).items():
            if not used and "priority" in stream.model_fields_set:
                message = translated("no staff takes files by priority, so the class changes nothing")
                repair = translated("add 'discipline: priority' to a staff, or take it out")
                yield context.file.fault((section, key, "priority"), message, repair)


def _ways(context: CheckContext) -> Iterator[Fault]:
    """Somebody has to be there for every step of every stream and backlog."""
    missed: set[tuple[str, str]] = set()
    for where, service, channel, office in ways_in(context):
        regulation = context.regulations.get(service)
        if regulation is None:
            continue  # a fault of its own
        for chain in chains(context, office):
            staff = {role for name in chain for role in context.offices.sites[name].staff}
            for step in context.steps(service, channel):
                misspelt = difflib.get_close_matches(step.role, staff - regulation.roles.keys())
                known = regulation.kind(step.role) not in STAFFED or step.role in staff or misspelt
                if not known and (chain[0], step.role) not in missed:
                    missed.add((chain[0], step.role))
                    sites = [context.offices.sites[name] for name in chain]
                    names = [site.name if len(site.where) > 2 else site.kind for site in sites]
                    message = translated(
                        "step {key} needs the role '{role}', which nobody has in {names}",
                        key=step.key,
                        role=step.role,
                        names=translated(" or ").join(names),
                    )
                    yield context.file.fault(
                        (*where, "office"), message, translated("add '{role}' under 'staff'", role=step.role)
                    )


def ways_in(context: CheckContext) -> Iterator[tuple[Where, str, Channel, str]]:
    """Place, service, channel and office of all that comes, streams and backlogs."""
    for key, stream in context.scenario.arrivals.items():
        for channel, way in stream.ways_in.items():
            inside = ("channels", channel) if stream.channels is not None else ()
            yield ("arrivals", key, *inside), stream.service, channel, way.office
    for key, backlog in context.scenario.backlog.items():
        yield ("backlog", key), backlog.service, backlog.route, backlog.office


def chains(context: CheckContext, office: str) -> Iterator[tuple[str, ...]]:
    """Where applications at an office go, office by office; offices that are only counted are all alike."""
    offices, known = context.offices, set()
    for name in offices.named(office):
        chain = offices.chain(name)
        last = offices.sites[chain[-1]] if chain else None
        if last is None or last.sends_to is not None:
            continue  # a circle, or it is open who helps out, which is a fault of its own
        like = (*chain[1:], *sorted(offices.sites[name].staff))
        if like not in known:
            known.add(like)
            yield chain


def _sizes(context: CheckContext) -> Iterator[Fault]:
    """A slip in a number must not fill the memory."""
    ways = sum(
        len(context.offices.named(office)) * len(context.path(service, channel))
        for _, service, channel, office in ways_in(context)
    )
    if ways > MOST_WAYS:
        message = translated("{ways} steps, counted by stream and office, are too many to be simulated", ways=ways)
        yield context.file.fault(
            ("arrivals",), message, translated("at most {most} are possible", most=MOST_WAYS), at_key=True
        )


def _shape(context: CheckContext, stream: Stream, where: Where) -> Iterator[Fault]:
    """A profile that leaves nobody a time at which applications are taken."""
    if stream.profile is None:
        return
    for channel, way in stream.ways_in.items():
        path = context.path(stream.service, channel)
        if stream.hours is not None:
            ordinary = {context.hours[name]: "" for name in (stream.hours,) if name in context.hours}
        elif not path or arrives_any_time(context.regulations[stream.service], path[0].role):
            ordinary = {ALWAYS_OPEN: ""} if path else {}
        else:
            role = path[0].role if path[0].counter else None
            doors = [(name, context.offices.door_hours(name, role)) for name in context.offices.named(way.office)]
            known = [(name, hours) for name, door in doors for hours in door if hours in context.hours]
            ordinary = {context.hours[hours]: name for name, hours in known}
        for hours, office in ordinary.items():
            if not _meets(stream.profile, hours):
                message = translated("the profile gives no weight to any time at which applications are taken")
                if office:
                    message = translated(
                        "the profile gives no weight to any time at which '{office}' takes applications", office=office
                    )
                yield context.file.fault(
                    where, message, translated("give an open hour a weight above zero"), at_key=True
                )
                return
    yield from idle_weights(context, stream, where)


def _meets(profile: Profile, hours: OfficeHours) -> bool:
    """Tell whether some hours of an ordinary week have a weight above zero."""
    nobody = [(begin, end) for begin, end, weight in profile.hour_weights if not weight]
    for weekday, at, close in (span for week in hours.weeks for span in _spans_within_days(week)):
        if not profile.weekday_weight(weekday):
            continue
        for begin, end in nobody:
            at = end if begin <= at < end else at  # the hours are in order
        if at < close:
            return True
    return False


def _spans_within_days(week: Sequence[DayHours]) -> Iterator[tuple[int, int, int]]:
    """The hours of a week by weekday, those over midnight cut at it, as (weekday, open, close) [seconds of the day]."""
    for weekday, spans in enumerate(week):
        for opens, closes in spans:
            if opens < DAY:
                yield weekday, opens, min(closes, DAY)
            if closes > DAY:
                yield (weekday + 1) % 7, max(opens, DAY) - DAY, closes - DAY
