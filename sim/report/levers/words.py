"""A lever in words, the options that bring it, and what was left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.experiment.levers.lever import Lever, NotTried, Reason
from sim.measure.in_words import channel_name, role_name
from sim.report.levers.values import before_and_after_text, limit_of
from sim.report.people_names import people_title
from sim.study.study import Study
from sim.translations.in_use import in_language, marked, translated

_PEOPLE = {
    "member": marked("one more {role} ({change})"),
    "seat": marked("one seat more in the sittings ({role}: {change})"),
    "hours": marked("the {role} at work in all hours of the office ({change})"),
    "caseload": marked("one file more in the hands of each {role} ({change})"),
    "order": marked("another order in the queue of the {role} ({change})"),
    "leave": marked("leave of the {role} at another time ({change})"),
    "leave_parts": marked("leave of the {role} in two parts ({change})"),
    "reception": marked("the {role} receives applicants in more hours ({change})"),
    "reception_day": marked("the {role} receives applicants on another day ({change})"),
    "sitting": marked("one sitting more of the {role} ({change})"),
    "sitting_day": marked("sittings of the {role} on another day ({change})"),
    "agenda": marked("a larger agenda of the {role} ({change} files)"),
}
"""By kind of a lever of people: what is changed."""


def settings_text(levers: Sequence[Lever]) -> str:
    """The options of the command line that bring some levers."""
    return " ".join(f"--set {_quoted(change)}" for lever in levers for change in lever.changes)


def _quoted(change: str) -> str:
    """A setting as a shell takes it."""
    return change if not set(change) & set(" []{}\"'") else "'" + change + "'"


def lever_text(study: Study, lever: Lever, lang: str = "en") -> str:
    """A lever in words, in the language of the reader; of a role with its office where several kinds of offices have it."""
    with in_language(lang):
        change = before_and_after_text(lever)
        match lever.kind:
            case "courier":
                return translated("one round more of the courier '{name}' ({change})", name=lever.name, change=change)
            case "timetable":
                route, _, step = lever.name.rpartition(" ")
                return translated(
                    "one collection more a day at step {step} of the route '{route}' of '{service}' ({change})",
                    step=step.rpartition(".")[2],
                    route=channel_name(route),
                    service=_service(study, lever.office, lang),
                    change=change,
                )
            case "place":
                return translated("one place more in the system '{name}' ({change})", name=lever.name, change=change)
            case "channel":
                return translated(
                    "a fifth of the applications of '{stream}' by another channel ({before} -> {after})",
                    stream=lever.name.replace("_", " "),
                    before=channel_name(lever.before),
                    after=channel_name(lever.after),
                )
        return _of_people(study, lever, change, lang)


def _of_people(study: Study, lever: Lever, change: str, lang: str) -> str:
    """A lever of the people of a role."""
    role = people_title(study, lever.office, lever.name, lang)
    if lever.kind == "stand_in":
        known = {"other": role_name(study.regulations, lever.after, lang), "role": role}
        if lever.offices > 1:
            return translated(
                "let the {other} stand in for the {role} in each of {offices} offices", offices=lever.offices, **known
            )
        return translated("let the {other} stand in for the {role}", **known)
    if lever.kind == "escalate":
        limit = limit_of(lever.after)
        if lever.offices > 1:
            return translated(
                "what is due within {limit} goes first at the {role} in each of {offices} offices",
                limit=limit,
                role=role,
                offices=lever.offices,
            )
        return translated("what is due within {limit} goes first at the {role}", limit=limit, role=role)
    if lever.offices > 1:
        change = translated("{change} in each of {offices} offices", change=change, offices=lever.offices)
    return translated(_PEOPLE[lever.kind], role=role, change=change)


def _service(study: Study, service: str, lang: str) -> str:
    regulation = study.regulations.get(service)
    return service.replace("_", " ") if regulation is None else regulation.title.text(lang)


_WHY: dict[Reason, str] = {
    "nothing_late": marked("late files hardly waited for it"),
    "fewer_late": marked("late files waited longer for the others"),
    "outages": marked("no place is short; it is down at times, which one more does not help"),
    "lag": marked("files are under way for a stated time, which one round more does not shorten"),
}


def left_out_texts(study: Study, left_out: Sequence[NotTried], lang: str = "en") -> Iterator[str]:
    """What was not tried, those of one reason together."""

    def name(part: NotTried) -> str:
        return people_title(study, part.office, part.name, lang) if part.office else f"'{part.name}'"

    with in_language(lang):
        texts = []
        for reason, why in _WHY.items():
            names = [name(part) for part in left_out if part.reason == reason]
            if names:
                texts.append(translated("Not tried: {names}; {why}.", names=", ".join(names), why=translated(why)))
        texts += [
            translated("Not tried: {names}; {why}.", names=name(part), why=part.detail)
            for part in left_out
            if part.reason == "fault"
        ]
    yield from texts


def why_nothing_tried(
    study: Study, left_out: Sequence[NotTried], *, applications: float, late: float, terms: bool
) -> str:
    """Why no lever was tried, given how many applications and late answers there are on average, and whether there are terms."""
    reasons = {part.reason for part in left_out}
    if applications == 0:
        return translated("No application was counted in any replication, so there is nothing that could help.")
    if not terms:
        return translated("No route has a term, so there is no deadline that a change would help to keep.")
    if late == 0:
        return translated("No answer was late in any replication, so nothing has to change for the term.")
    if "placeholders" in reasons:
        return translated(
            "Every duration is still a placeholder, so no change is tried; "
            "replace them by what you have measured, and give the source."
        )
    if "no_file" in reasons:
        return translated("No change was tried, since the scenario was read from no file.")
    if "changed_files" in reasons:
        return translated(
            "No change was tried, since the files of the scenario have changed since they were read; run it again."
        )
    return translated(
        "Late answers waited for nothing that one change would help: no people, sittings, couriers or places in systems; "
        "look at holds and limits."
    )
