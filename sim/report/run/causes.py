"""What costs most deadlines: what disturbs the offices, or a step and what files wait for there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.experiment.causes.disturbance import Disturbance, DisturbanceKind
from sim.experiment.overview import Costliest, costliest, split_of_lateness
from sim.experiment.results import Results
from sim.measure.averages import ratio
from sim.measure.figures import Key
from sim.measure.in_words import channel_name, count, percents_of_whole, role_name, route_name, several_services
from sim.report.parts import TextTable
from sim.report.run.names import step_name
from sim.translations.in_use import ORIGINAL, counted, language, localized_day, marked, translated

REASON_WORDS = {
    "blame_people_h": marked("waiting for people"),
    "blame_officer_h": marked("waiting for the officer of the file"),
    "blame_closed_h": marked("nobody on duty"),
    "blame_sitting_h": marked("waiting for a sitting"),
    "blame_applicant_h": marked("waiting for the applicant"),
    "blame_transfer_h": marked("under way"),
    "blame_system_h": marked("the system down"),
    "blame_service_h": marked("work and hold"),
}
"""Why a step takes longer than it may, in words."""
_SHORT: dict[DisturbanceKind, str] = {
    "absences": marked("away"),
    "sickness": marked("ill"),
    "closed": marked("closed"),
    "sittings": marked("sits rarely"),
    "outages": marked("down"),
    "failures": marked("fails"),
}
"""What disturbs, in a word or two behind a name; nothing behind that of a variant."""
_TERM = marked("the term is shorter than the steps")
_LEFT = marked("left to the steps")
"""What the parts of a lateness are called that are no disturbance's and no step's."""


def cause_text(results: Results, cause: Disturbance, lang: str = "en") -> str:
    """What disturbs the offices, in words, with its days where these are stated."""
    who = role_name(results.study.regulations, cause.name, lang)
    match cause.kind:
        case "absences" if cause.first is None:
            return translated("{role} away", role=who)
        case "absences":
            return translated("{role} away {days}", role=who, days=_days(cause))
        case "sickness":
            return translated("sickness of the {role}", role=who)
        case "closed" if cause.first is None:
            return translated("office '{office}' closed", office=cause.office)
        case "closed":
            return translated("office '{office}' closed {days}", office=cause.office, days=_days(cause))
        case "sittings" if cause.detail.startswith("every"):
            return translated("{role} sits only {days}", role=who, days=cause.detail)
        case "sittings":
            return translated("{role} sits only on {days}", role=who, days=cause.detail)
        case "outages" if cause.first is None:
            return translated("system '{system}' down", system=cause.name)
        case "outages":
            return translated("system '{system}' down {days}", system=cause.name, days=_days(cause))
        case "failures":
            return translated("failures of the system '{system}'", system=cause.name)
        case _:
            return translated("what the variant '{variant}' takes out", variant=cause.name)


def _days(cause: Disturbance) -> str:
    """The days of a disturbance, or how many stretches of days there are between the first and the last."""
    assert cause.first is not None  # it is asked for where days are stated
    first = localized_day(cause.first)
    last = translated("the end") if cause.last is None else localized_day(cause.last)
    if cause.times > 1:
        return counted(
            "{count} time from {first} to {last}",
            "{count} times from {first} to {last}",
            cause.times,
            first=first,
            last=last,
        )
    return last if first == last else translated("{first} to {last}", first=first, last=last)


def costliest_on_page(results: Results, key: Key, lang: str) -> str:
    """What costs most deadlines on a route, with its share in the lateness."""
    most = costliest(results, key)
    if most is None:
        return "–"
    named, part = _named(results, key, most, lang), _part(results, key, most)
    return translated("{cause}: {share} of the lateness", cause=named, share=part)


def costliest_on_terminal(results: Results, key: Key) -> str:
    """The same for a narrow column, with the short names of the scenario."""
    most = costliest(results, key)
    if most is None:
        return "–"
    if most.cause is None:
        role, lang = results.model.plan(key).step(most.step).role, language()
        who = role.replace("_", " ") if lang == ORIGINAL else role_name(results.study.regulations, role, lang)
        lender, _, number = most.step.rpartition(".")
        if lender and number.isdecimal():
            what = translated("step {step} of “{route}”\n{role}", step=number, route=channel_name(lender), role=who)
        else:
            what = translated("step {step}\n{role}", step=most.step, role=who)
    else:
        name = (most.cause.name or most.cause.office).replace("_", " ")
        short = _SHORT.get(most.cause.kind)
        what = name if short is None else f"{name}\n{translated(short)}"
    return translated("{cause}\n({share} of lateness)", cause=what, share=_part(results, key, most))


def shown_parts(results: Results, route: Key) -> dict[str, str]:
    """The share of each step and disturbance in the lateness of a route, by their names; the shares sum to the whole."""
    split = split_of_lateness(results, route)
    hours = {_of_cause(cause): amount for cause, amount in split.causes.items()}
    hours |= {step: row["blame_h"] for step, row in split.steps.items()} | {_TERM: split.term_shorter}
    return percents_of_whole({name: ratio(max(amount, 0.0), split.lateness) for name, amount in hours.items()})


def _of_cause(cause: Disturbance) -> str:
    return f"{cause.kind} of {cause.office} / {cause.name}"


def _part(results: Results, key: Key, most: Costliest) -> str:
    return shown_parts(results, key)[most.step if most.cause is None else _of_cause(most.cause)]


def _named(results: Results, key: Key, most: Costliest, lang: str) -> str:
    if most.cause is not None:
        return cause_text(results, most.cause, lang)
    step, reason = step_name(results, (*key, most.step), lang), translated(REASON_WORDS[most.reason])
    return translated("{step}, {reason}", step=step, reason=reason)


def causes_sentence(results: Results, lang: str = "en") -> str:
    """What disturbs the offices and makes most answers late; empty where nothing does."""
    causes = results.causes
    if causes is None or not causes.causes:
        return ""
    shown = _parts_and_left(
        {cause.disturbance: sum(cause.routes.values()) for cause in causes.causes}, sum(causes.lateness.values())
    )
    parts = [
        translated(
            "{cause}, {share} of the lateness",
            cause=cause_text(results, cause.disturbance, lang),
            share=shown[_of_cause(cause.disturbance)],
        )
        for cause in causes.causes
    ]
    apart = any(cause.alone.low > 0 for cause in causes.causes)
    template = _ONE_CAUSE if len(parts) == 1 else _SEVERAL_APART if apart else _SEVERAL
    first = translated(template, causes="; ".join(parts), left=shown[_LEFT])
    second = counted(
        "Files that come all at once afterwards are counted there, and not at the steps where they then queue ({count} paired "
        "replication).",
        "Files that come all at once afterwards are counted there, and not at the steps where they then queue ({count} paired "
        "replications).",
        causes.replications,
    )
    return f"{first} {second}"


_ONE_CAUSE = marked("What makes answers late: {causes}; {left} would be left without it.")
_SEVERAL_APART = marked("What makes answers late: {causes}; {left} would be left without them.")
_SEVERAL = marked(
    "What makes answers late: {causes}; {left} would be left without them, though what each does alone cannot be told."
)


def _parts_and_left(hours: Mapping[Disturbance, float], lateness: float) -> dict[str, str]:
    """The share of each disturbance in a lateness, and under _LEFT that of the steps, which sum to the whole [working hours given]."""
    shares = {_of_cause(cause): amount / lateness for cause, amount in hours.items()}
    return percents_of_whole(shares | {_LEFT: max(1 - sum(shares.values()), 0.0)})


def cause_tables(results: Results, lang: str) -> Iterator[TextTable]:
    """The share of each cause in the lateness of each route, with what is left; none where nothing disturbs."""
    causes = results.causes
    if causes is None or not causes.causes:
        return
    several = several_services(results.figures)
    rows = []
    for key, late in causes.lateness.items():
        if late > 0:
            shown = _parts_and_left({cause.disturbance: cause.routes.get(key, 0.0) for cause in causes.causes}, late)
            rows.append((route_name(key, several=several), *shown.values()))
    alone = (
        translated("without it alone, hours less"),
        *(count(cause.alone, interval=True) for cause in causes.causes),
        "",
    )
    columns = (*(cause_text(results, cause.disturbance, lang) for cause in causes.causes), translated(_LEFT))
    title, labels = translated("What makes answers late: shares of the lateness"), (translated("route"),)
    yield TextTable("causes", title, labels, columns, (*rows, alone), only="page")
