"""What costs most deadlines: what disturbs the offices, or a step and what files wait for there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.experiment.causes.disturbance import Disturbance, DisturbanceKind
from sim.experiment.overview import Costliest, costliest, split_of_lateness
from sim.experiment.results import Results
from sim.measure.averages import ratio
from sim.measure.figures import Key
from sim.measure.in_words import count, percents_of_whole, role_name, route_name, several_services
from sim.report.parts import TextTable
from sim.report.run.names import step_name

REASON_WORDS = {
    "blame_people_h": "waiting for people",
    "blame_officer_h": "waiting for the officer of the file",
    "blame_closed_h": "nobody on duty",
    "blame_sitting_h": "waiting for a sitting",
    "blame_applicant_h": "waiting for the applicant",
    "blame_transfer_h": "under way",
    "blame_system_h": "the system down",
    "blame_service_h": "work and hold",
}
"""Why a step takes longer than it may, in words."""
_SHORT: dict[DisturbanceKind, str] = {
    "absences": "away",
    "sickness": "ill",
    "closed": "closed",
    "sittings": "sits rarely",
    "outages": "down",
    "failures": "fails",
}
"""What disturbs, in a word or two behind a name; nothing behind that of a variant."""
_TERM = "the term is shorter than the steps"
_LEFT = "left to the steps"
"""What the parts of a lateness are called that are no disturbance's and no step's."""


def cause_text(results: Results, cause: Disturbance, lang: str = "en") -> str:
    """What disturbs the offices, in words, with its days where these are stated."""
    who = role_name(results.study.regulations, cause.name, lang)
    days = "" if cause.first is None else f" {_days(cause)}"
    texts = {
        "absences": f"{who} away{days}",
        "sickness": f"sickness of the {who}",
        "closed": f"office '{cause.office}' closed{days}",
        "sittings": f"{who} sits only {'' if cause.detail.startswith('every') else 'on '}{cause.detail}",
        "outages": f"system '{cause.name}' down{days}",
        "failures": f"failures of the system '{cause.name}'",
        "variant": f"what the variant '{cause.name}' takes out",
    }
    return texts[cause.kind]


def _days(cause: Disturbance) -> str:
    """The days of a disturbance, or how many stretches of days there are between the first and the last."""
    last = "the end" if cause.last is None else str(cause.last)
    if cause.times > 1:
        return f"{cause.times} times from {cause.first} to {last}"
    return f"{cause.first} to {last}" if str(cause.first) != last else last


def costliest_on_page(results: Results, key: Key, lang: str) -> str:
    """What costs most deadlines on a route, with its share in the lateness."""
    most = costliest(results, key)
    return "–" if most is None else f"{_named(results, key, most, lang)}: {_part(results, key, most)} of the lateness"


def costliest_on_terminal(results: Results, key: Key) -> str:
    """The same for a narrow column, with the short names of the scenario."""
    most = costliest(results, key)
    if most is None:
        return "–"
    if most.cause is None:
        role = results.model.plan(key).step(most.step).role
        what = f"step {most.step}\n{role.replace('_', ' ')}"
    else:
        name = (most.cause.name or most.cause.office).replace("_", " ")
        what = f"{name}\n{_SHORT.get(most.cause.kind, '')}".strip()
    return f"{what}\n({_part(results, key, most)} of lateness)"


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
    return f"{step_name(results, (*key, most.step), lang)}, {REASON_WORDS[most.reason]}"


def causes_sentence(results: Results, lang: str = "en") -> str:
    """What disturbs the offices and makes most answers late; empty where nothing does."""
    causes = results.causes
    if causes is None or not causes.causes:
        return ""
    shown = _parts_and_left(
        {cause.disturbance: sum(cause.routes.values()) for cause in causes.causes}, sum(causes.lateness.values())
    )
    parts = [
        f"{cause_text(results, cause.disturbance, lang)}, {shown[_of_cause(cause.disturbance)]} of the lateness"
        for cause in causes.causes
    ]
    apart = any(cause.alone.low > 0 for cause in causes.causes)
    untold = "" if apart or len(parts) == 1 else ", though what each does alone cannot be told"
    return (
        f"What makes answers late: {'; '.join(parts)}; {shown[_LEFT]} would be left without "
        f"{'it' if len(parts) == 1 else 'them'}{untold}. Files that come all at once afterwards are counted there, and not at the steps "
        f"where they then queue ({causes.replications} paired replications)."
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
    alone = ("without it alone, hours less", *(count(cause.alone, interval=True) for cause in causes.causes), "")
    columns = (*(cause_text(results, cause.disturbance, lang) for cause in causes.causes), _LEFT)
    yield TextTable(
        "causes", "What makes answers late: shares of the lateness", ("route",), columns, (*rows, alone), only="page"
    )
