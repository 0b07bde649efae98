"""Notes of runs in words: what a study asks of a model that it cannot give, and what a run did not reach."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sim.errors import Facts
from sim.measure.load_in_words import pool_of
from sim.quantities import Limit
from sim.schema.in_words import duration_text, limit_text
from sim.study.checks.warm_up import weeks_text
from sim.translations.in_use import counted, localized_iso, localized_signs, of_hundred, translated

_MOST_OFFICES = 4
"""A sentence names at most this many offices."""


def _run_out_cut(facts: Facts) -> str:
    """A calendar that ends before the run-out."""
    return translated(
        "the calendar ends on {calendar_ends}, before the run-out of {run_out} after {period_ends} is over; deadlines behind it "
        "are unknown and stand empty",
        calendar_ends=localized_iso(facts["calendar_ends"]),
        run_out=limit_text(Limit(facts["run_out"], facts["unit"])),
        period_ends=localized_iso(facts["period_ends"]),
    )


def _counter_unattended(facts: Facts) -> str:
    """A counter that is open while nobody is there."""
    days, others = facts["days"], facts["offices"] - 1
    pool = pool_of(facts)
    if others:
        pool = counted(
            "{pool} (and so {count} other office)", "{pool} (and so {count} other offices)", others, pool=pool
        )
    if days == 1:
        return translated(
            "{pool}: on {first_day} the counter is open and nobody is there; who comes then is not received, and comes back when "
            "somebody is",
            pool=pool,
            first_day=localized_iso(facts["first_day"]),
        )
    return translated(
        "{pool}: on {days} days, the first of them {first_day}, the counter is open and nobody is there; who comes then is not "
        "received, and comes back when somebody is",
        pool=pool,
        days=days,
        first_day=localized_iso(facts["first_day"]),
    )


def _same_names(facts: Facts) -> str:
    """Names that stand on the staff of several offices."""
    names, offices = facts["names"], facts["offices"]
    who, where = ", ".join(f"'{name}'" for name in names), ", ".join(offices[:_MOST_OFFICES])
    if len(offices) > _MOST_OFFICES:
        where = translated("{offices} and others", offices=where)
    return counted(
        "{who} is on the staff of several offices ({where}) and taken for another person in each of them",
        "{who} are on the staff of several offices ({where}) and taken for another person in each of them",
        len(names),
        who=who,
        where=where,
    )


def _slots_too_short(facts: Facts) -> str:
    """Slots in which nobody can be served."""
    return translated(
        "{pool}: slots are {slot} long, and serving one of those who book takes {service} on average, so they wait longer and "
        "longer in a row of slots",
        pool=pool_of(facts),
        slot=duration_text(facts["every_s"]),
        service=duration_text(facts["service_s"]),
    )


def _outside_the_office(facts: Facts) -> str:
    """Members who are there only while their office is closed."""
    return counted(
        "{pool}: {count} of {of} members is only there while the office is closed; check the hours",
        "{pool}: {count} of {of} members are only there while the office is closed; check the hours",
        len(facts["members"]),
        pool=pool_of(facts),
        of=facts["of"],
    )


def _no_effect(facts: Facts) -> str:
    """A setting that changes nothing."""
    if facts["why"] == "beyond_all_terms":
        return translated(
            "{setting} is as long as the longest term or longer: every file rises at once, so none goes before another",
            setting=facts["setting"],
        )
    return translated(
        "{setting} lies outside the simulated time, {first} to {last}, and changes nothing",
        setting=facts["setting"],
        first=localized_iso(facts["first"]),
        last=localized_iso(facts["last"]),
    )


def _timetable_passed_over(facts: Facts) -> str:
    """Timetables of an act that transfers of the scenario replace."""
    names = [f"'{name}'" for name in facts["transfers"]]
    text = names[0]
    for name in names[1:]:
        text = translated("{first} and {second}", first=text, second=name)
    return counted(
        "{setting} changes nothing: between these offices {transfers} under 'transfers' carries the files",
        "{setting} changes nothing: between these offices {transfers} under 'transfers' carry the files",
        len(names),
        setting=facts["setting"],
        transfers=text,
    )


def _act_not_adopted(facts: Facts) -> str:
    """An act that is younger than the days that are counted."""
    return translated(
        "the act that regulates '{service}' was adopted on {adopted}, after counting begins on {counted_from}: its rules are "
        "simulated for days on which they were not in force",
        service=facts["service"],
        adopted=localized_iso(facts["adopted"]),
        counted_from=localized_iso(facts["counted_from"]),
    )


def _many_unfinished(facts: Facts) -> str:
    """A route with many applications that were not finished."""
    return translated(
        "{service} / {route}: {share} of the applications were not finished when the run-out ended; their elapsed terms and queue "
        "times are Kaplan-Meier estimates, marked by a star",
        service=facts["service"],
        route=facts["route"],
        share=localized_signs(f"{facts['unfinished']:.0%}"),
    )


def _never_begun(facts: Facts) -> str:
    """Applications to which nobody has come."""
    offices, kind = facts["offices"], facts["kind"]
    where = offices[0]
    if len(offices) > 1:
        where = counted("{kind} ({count} office)", "{kind} ({count} offices)", len(offices), kind=kind)
    groups = facts["groups"]
    told = [_group(group) for group in groups[:_MOST_OFFICES]]
    if len(groups) > len(told):
        told.append(counted("{count} other", "{count} others", len(groups) - len(told)))
    return translated(
        "{where} / {role}: {applications} applications a replication were never begun there; they still wait when the observation "
        "ends ({groups})",
        where=where,
        role=facts["role"],
        applications=_whole(facts["applications"]),
        groups="; ".join(told),
    )


def _group(group: Facts) -> str:
    """A stream or a class, and how many of it wait."""
    waiting, of = _whole(group["waiting"]), _whole(group["of"])
    if "class" in group:
        return translated("class {name}: {waiting} of {of}", name=group["class"], waiting=waiting, of=of)
    return translated("{name}: {waiting} of {of}", name=group["stream"], waiting=waiting, of=of)


def _whole(count: float) -> str:
    """A mean number of applications that is not nothing, as a whole number."""
    return f"{max(count, 1):.0f}"


def _turned_away_for_good(facts: Facts) -> str:
    """Applicants who do not come again."""
    return translated(
        "{pool}: {applications} applicants a replication were turned away {times} times and do not come again; they were never "
        "received, so no share in time knows of them",
        pool=pool_of(facts),
        applications=_whole(facts["applications"]),
        times=facts["times"],
    )


def _deadlines_behind(facts: Facts) -> str:
    """Deadlines that lie behind the observation."""
    return translated(
        "{service} / {route}: the deadlines of {left_out} applications a replication lie behind the end of the observation, so "
        "they are in no share in time ({open} of all were not finished); make the run-out longer",
        service=facts["service"],
        route=facts["route"],
        left_out=_whole(facts["left_out"]),
        open=localized_signs(f"{facts['open']:.0f}"),
    )


def _precision_missed(facts: Facts) -> str:
    """A precision that the allowed replications did not bring."""
    known = {
        "half_width": localized_signs(f"{100 * facts['half_width']:g}"),
        "on": translated(facts["on"]),
        "replications": facts["replications"],
    }
    if facts["reached"] is None:
        return translated(
            "the precision of {half_width} points on {on} was not reached with {replications} replications, the most that are "
            "allowed; reached were no interval",
            **known,
        )
    return translated(
        "the precision of {half_width} points on {on} was not reached with {replications} replications, the most that are allowed; "
        "reached were {reached} points",
        reached=localized_signs(f"{100 * facts['reached']:.2g}"),
        **known,
    )


def _queues_still_filling(facts: Facts) -> str:
    """A warm-up that is too short."""
    texts = [_nearer_to_empty(series, facts["confidence"]) for series in facts["series"]]
    lower = texts[0]
    for text in texts[1:]:
        lower = translated("{first} and {second}", first=lower, second=text)
    longer, begins = weeks_text(facts["weeks_longer"]), localized_iso(facts["counted_from"])
    if facts["until"] is None:
        return translated(
            "queues are still filling at the end of the warm-up, {counted_from}: {lower}; make it {longer} longer at least, and the "
            "period {period}",
            counted_from=begins,
            lower=lower,
            longer=longer,
            period=weeks_text(facts["period_weeks_longer"]),
        )
    return translated(
        "queues are still filling at the end of the warm-up, {counted_from}: {lower}; make it {longer} longer, until {until}",
        counted_from=begins,
        lower=lower,
        longer=longer,
        until=localized_iso(facts["until"]),
    )


def _nearer_to_empty(series: Facts, confidence: float) -> str:
    """How a series of a warm-up differs from later."""
    name = series["name"]
    by, scale = ("higher_by", 100) if name == "in_time" else ("lower_by", 1)
    texts = {
        end: localized_signs(f"{scale * series[key]:.1f}")
        for end, key in (("by", by), ("low", "low"), ("high", "high"))
    }
    known = texts | {"confidence": of_hundred(localized_signs(f"{100 * confidence:.3g}"))}
    if name == "in_progress":
        return translated(
            "work in progress is lower just after it than later by {by} files ({confidence} interval {low} to {high})",
            **known,
        )
    if name == "elapsed_h":
        return translated(
            "elapsed working time is lower just after it than later by {by} hours ({confidence} interval {low} to {high})",
            **known,
        )
    return translated(
        "the share in time is higher just after it than later by {by} points ({confidence} interval {low} to {high})",
        **known,
    )


def _counted_period_short(facts: Facts) -> str:
    """A counted period that is shorter than the warm-up, or than the longest term."""
    days, before, term = facts["working_days"], facts["warm_up_working_days"], facts["longest_term_days"]
    known = {
        "counted_from": localized_iso(facts["counted_from"]),
        "end": localized_iso(facts["end"]),
        "days": days,
        "than": max(before, term),
        "later": max(before, term) - days,
    }
    if before > term:
        return translated(
            "the counted period is short: {counted_from} to {end} has {days} working days, fewer than the warm-up before it "
            "({than}); end it {later} working days later at least",
            **known,
        )
    return translated(
        "the counted period is short: {counted_from} to {end} has {days} working days, fewer than the longest term ({than}); end it "
        "{later} working days later at least",
        **known,
    )


def _steps_not_there(facts: Facts) -> str:
    """Steps of a route that another act does not have."""
    return counted(
        "Under '{regulation}' nobody does step {steps} of the route '{route}' ({roles}): its work and time fall away",
        "Under '{regulation}' nobody does steps {steps} of the route '{route}' ({roles}): their work and time fall away",
        len(facts["steps"]),
        regulation=facts["regulation"],
        steps=", ".join(facts["steps"]),
        route=facts["route"],
        roles=", ".join(f"'{role}'" for role in facts["roles"]),
    )


RUN_SENTENCES: Mapping[str, Callable[[Facts], str]] = {
    "run_out_cut": _run_out_cut,
    "counter_unattended": _counter_unattended,
    "same_names": _same_names,
    "slots_too_short": _slots_too_short,
    "outside_the_office": _outside_the_office,
    "no_effect": _no_effect,
    "timetable_passed_over": _timetable_passed_over,
    "act_not_adopted": _act_not_adopted,
    "many_unfinished": _many_unfinished,
    "never_begun": _never_begun,
    "turned_away_for_good": _turned_away_for_good,
    "deadlines_behind": _deadlines_behind,
    "precision_missed": _precision_missed,
    "queues_still_filling": _queues_still_filling,
    "counted_period_short": _counted_period_short,
    "steps_not_there": _steps_not_there,
}
"""By key of a note: what makes a sentence of its facts."""
