"""A lever in words, the options that bring it, and what was left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.experiment.levers.lever import Lever, NotTried, Reason
from sim.measure.in_words import channel_name, role_name
from sim.study.study import Study

_ORDERS = {
    "first_come": "first come, first served",
    "priority": "by class",
    "earliest_deadline": "what is due first goes first",
}
"""Orders in a queue, in words."""


def settings_text(levers: Sequence[Lever]) -> str:
    """The options of the command line that bring some levers."""
    return " ".join(f"--set {_quoted(change)}" for lever in levers for change in lever.changes)


def _quoted(change: str) -> str:
    """A setting as a shell takes it."""
    return change if not set(change) & set(" []{}\"'") else "'" + change + "'"


def lever_text(study: Study, lever: Lever, lang: str = "en", *, short: bool = False) -> str:
    """A lever in words, with the short names by which the scenario knows its place, or with these alone."""
    change = f"{lever.before or 'nobody'} -> {lever.after}"
    where = f" in each of {lever.offices} offices" if lever.offices > 1 else ""
    match lever.kind:
        case "courier":
            return f"one round more of the courier [{lever.name}] ({change})"
        case "timetable":
            return f"one collection more at [{lever.office} / {lever.name}] ({change})"
        case "place":
            return f"one place more in the system [{lever.name}] ({change})"
        case "channel":
            before, after = (channel_name(channel) for channel in (lever.before, lever.after))
            return f"a fifth of the applications of [{lever.office} / {lever.name}] by another channel ({before} -> {after})"
    role = _role(study, lever.office, lever.name, lang, short=short)
    return _of_people(study, lever, role, change, where, lang, short)


def _of_people(study: Study, lever: Lever, role: str, change: str, where: str, lang: str, short: bool) -> str:
    """A lever of the people of a role."""
    match lever.kind:
        case "member":
            return f"one more {role} ({change}{where})"
        case "seat":
            return f"one seat more in the sittings of the {role} ({change}{where})"
        case "stand_in":
            other = _other(study, lever.after, lang, short=short)
            return f"let the {other} stand in for the {role}{where}"
        case "hours":
            return f"the {role} at work in all hours of the office ({change}{where})"
        case "caseload":
            return f"one file more in the hands of each {role} ({change}{where})"
        case "order":
            now, then = _ORDERS[lever.before], _ORDERS[lever.after]
            return f"another order in the queue of the {role} ({now} -> {then}{where})"
        case "escalate":
            return f"what is due within {lever.after} goes first at the {role}{where}"
        case "leave":
            return f"leave of the {role} at another time ({change}{where})"
        case "leave_parts":
            return f"leave of the {role} in two parts ({change}{where})"
        case "reception":
            return f"the {role} receives applicants in more hours ({change}{where})"
        case "reception_day":
            return f"the {role} receives applicants on another day ({change}{where})"
        case "sitting":
            return f"one sitting more of the {role} ({change}{where})"
        case "sitting_day":
            return f"sittings of the {role} on another day ({change}{where})"
        case _:
            return f"a larger agenda of the {role} ({change} files{where})"


def _role(study: Study, office: str, role: str, lang: str, *, short: bool) -> str:
    place = f"[{office} / {role}]"
    return place if short else f"{role_name(study.regulations, role, lang)} {place}"


def _other(study: Study, role: str, lang: str, *, short: bool) -> str:
    return f"[{role}]" if short else f"{role_name(study.regulations, role, lang)} [{role}]"


_WHY: dict[Reason, str] = {
    "nothing_late": "late files hardly waited for it",
    "fewer_late": "late files waited longer for the others",
    "outages": "no place is short; it is down at times, which one more does not help",
    "lag": "files are under way for a stated time, which one round more does not shorten",
}


def left_out_texts(study: Study, left_out: Sequence[NotTried], lang: str = "en") -> Iterator[str]:
    """What was not tried, those of one reason together."""

    def name(part: NotTried) -> str:
        return _role(study, part.office, part.name, lang, short=False) if part.office else f"[{part.name}]"

    for reason, why in _WHY.items():
        names = [name(part) for part in left_out if part.reason == reason]
        if names:
            yield f"Not tried: {', '.join(names)}; {why}."
    for part in left_out:
        if part.reason == "fault":
            yield f"Not tried: {name(part)}; {part.detail}."


def why_nothing_tried(
    study: Study, left_out: Sequence[NotTried], *, applications: float, late: float, terms: bool
) -> str:
    """Why no lever was tried, given how many applications and late answers there are on average, and whether there are terms."""
    reasons = {part.reason for part in left_out}
    if applications == 0:
        return "No application was counted in any replication, so there is nothing that could help."
    if not terms:
        return "No route has a term, so there is no deadline that a change would help to keep."
    if late == 0:
        return "No answer was late in any replication, so nothing has to change for the term."
    if "placeholders" in reasons:
        return (
            "Every duration is still a placeholder, so no change is tried; "
            "replace them by what you have measured, and give the source."
        )
    if "no_file" in reasons:
        return "No change was tried, since the scenario was read from no file."
    if "changed_files" in reasons:
        return "No change was tried, since the files of the scenario have changed since they were read; run it again."
    return (
        "Late answers waited for nothing that one change would help: no people, sittings, couriers or places in systems; "
        "look at holds and limits."
    )
