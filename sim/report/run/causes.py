"""What costs most deadlines: what disturbs the offices, or a step and what files wait for there."""

from __future__ import annotations

from collections.abc import Iterator

from sim.experiment.causes.disturbance import Disturbance
from sim.experiment.overview import Costliest, costliest
from sim.experiment.results import Results
from sim.measure.figures import Key
from sim.measure.in_words import number, percent, role_name, route_name, several_services
from sim.report.parts import TextTable

_REASONS = {
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


def step_name(results: Results, key: Key, lang: str) -> str:
    """A step with its role; a way between offices has no role."""
    role = results.model.plan(key).step(key[2]).role
    return f"{key[2]} {role_name(dict(results.study.regulations), role, lang) if role else 'under way'}"


def cause_text(results: Results, cause: Disturbance, lang: str = "en") -> str:
    """What disturbs the offices, in words, with its days where these are stated."""
    who = role_name(dict(results.study.regulations), cause.name, lang)
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
    return "–" if most is None else f"{_named(results, key, most, lang)}: {percent(most.part, 0)} of the lateness"


def costliest_on_terminal(results: Results, key: Key) -> str:
    """The same for a narrow column, with the short names of the scenario."""
    most = costliest(results, key)
    if most is None:
        return "–"
    if most.cause is None:
        role = results.model.plan(key).step(most.step).role
        what = f"step {most.step}\n{role.replace('_', ' ')}"
    else:
        short = {
            "absences": "away",
            "sickness": "ill",
            "sittings": "sits rarely",
            "outages": "down",
            "failures": "fails",
        }
        name = most.cause.name or most.cause.office
        what = f"{name.replace('_', ' ')}\n{short.get(most.cause.kind, '')}".strip()
    return f"{what}\n({percent(most.part, 0)} of lateness)"


def _named(results: Results, key: Key, most: Costliest, lang: str) -> str:
    if most.cause is not None:
        return cause_text(results, most.cause, lang)
    return f"{step_name(results, (*key, most.step), lang)}, {_REASONS[most.reason]}"


def causes_sentence(results: Results, lang: str = "en") -> str:
    """What disturbs the offices and makes most answers late; empty where nothing does."""
    causes = results.causes
    if causes is None or not causes.causes:
        return ""
    late = sum(causes.lateness.values())
    parts = [
        f"{cause_text(results, cause.disturbance, lang)}, {percent(sum(cause.routes.values()) / late, 0)} of the lateness"
        for cause in causes.causes
    ]
    left = sum(row["blame_h"] for row in causes.steps.values()) + sum(causes.term_shorter.values())
    return (
        f"What makes answers late: {'; '.join(parts)}; {percent(left / late, 0)} would be left without "
        f"{'it' if len(parts) == 1 else 'them'}. Files that come all at once afterwards are counted there, and not at the steps "
        f"where they then queue ({causes.replications} paired replications)."
    )


def cause_tables(results: Results, lang: str) -> Iterator[TextTable]:
    """The share of each cause in the lateness of each route, with what is left; none where nothing disturbs."""
    causes = results.causes
    if causes is None or not causes.causes:
        return
    several = several_services(results.figures)
    rows = [
        (
            route_name(key, several=several),
            *(percent(cause.routes.get(key, 0.0) / late, 0) for cause in causes.causes),
            percent(1 - sum(cause.routes.get(key, 0.0) for cause in causes.causes) / late, 0),
        )
        for key, late in causes.lateness.items()
        if late > 0
    ]
    alone = ("without it alone, hours less", *(number(cause.alone, 0, interval=True) for cause in causes.causes), "")
    columns = (*(cause_text(results, cause.disturbance, lang) for cause in causes.causes), "left to the steps")
    yield TextTable(
        "causes", "What makes answers late: shares of the lateness", ("route",), columns, (*rows, alone), only="page"
    )
