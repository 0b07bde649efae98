"""A scenario to begin with: a copy of a shipped one, or a minimal one made from a regulation alone, ready to be run.

Everything in the latter that a regulation cannot know (people, volumes, working times) is a placeholder and says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from sim.errors import Fault, InputError, did_you_mean
from sim.law.act import OfficeKind
from sim.law.load import load_regulation
from sim.law.regulation import Channel, PathStep, Regulation
from sim.law.timeline import LawfulOffices
from sim.quantities import Limit, shown
from sim.scenario.scenario import Scenario
from sim.schema.in_words import limit_text
from sim.schema.text_file import read_text
from sim.shipped import shipped_folder, shipped_regulations, shipped_scenarios
from sim.translations.in_use import LANGUAGES, ORIGINAL, counted, in_language, language, marked, translated

_OFFICES: dict[OfficeKind, str] = {
    "provider": "department",
    "akim": "rural_akim",
    "state_corporation": "state_corporation",
    "service_centre": "service_centre",
    "employment_centre": "employment_centre",
}
_ARRIVES: dict[Channel, OfficeKind] = {
    "provider": "provider",
    "akim": "akim",
    "state_corporation": "state_corporation",
    "psc": "service_centre",
    "employment_centre": "employment_centre",
}


_NOT_MEASURED = marked("Placeholder, not measured yet")
"""The assumption of a duration that nobody has looked at."""


class Placeholders:
    """What a first scenario says where its regulation knows nothing: placeholders, each of which says that it is one."""

    def __init__(
        self, regulation: Regulation, channels: Iterable[Channel] | None = None, name: str | None = None
    ) -> None:
        """Take a regulation, those of its routes that are used, None for all, and the file that has it, None for a shipped one."""
        self.regulation, self.name = regulation, name or regulation.regulation
        self.year = regulation.year
        """The year whose office hours hold; the period lies in the following one."""
        self.routes = {channel: regulation.path(channel) for channel in channels or regulation.routes}

    def heading(self) -> Iterator[str]:
        """Comments at the top of the file."""
        text = translated(
            "A first scenario for the service '{regulation}', made from its regulation alone.\n"
            "The regulation knows who acts in which order; it does not know how many people there are, how much comes in, or how\n"
            "long the work takes. Those numbers are placeholders: replace them by what you have counted, and give the source.",
            regulation=self.regulation.regulation,
        )
        yield from comment_lines(text)

    def period(self) -> Iterator[str]:
        """The period, and how often it is simulated."""
        year = self.year + 1  # acts come into force in the course of their year
        yield f"  start: {year}-02-15          # {translated('offices are empty then')}"
        yield f"  warm_up_until: {year}-03-01  # {translated('applications received from here on count')}"
        yield f"  end: {year}-04-01            # {translated('and up to here')}"
        yield f"replications: 5              # {translated('more replications make the intervals narrower')}"

    def term(self, channel: Channel) -> Iterator[str]:
        """What is said of the term of a route."""
        return iter(())

    def work(self, channel: Channel, step: PathStep) -> Iterator[str]:
        """What a step of staff takes."""
        yield f"work: {_work(step.limit)}"
        if self.regulation.kind(step.role) == "commission":
            yield "hold: {distribution: triangular, minimum: 1 hour, mode: 3 hours, maximum: 8 hours}"
        yield f"assumption: {as_value(translated(_NOT_MEASURED))}"

    def staff(self, role: str) -> str:
        """How many people a role has."""
        return f"{{count: 1, assumption: {as_value(translated('Placeholder'))}}}"

    def demand(self) -> Iterator[str]:
        """How many applications come by a route."""
        yield f"rate: 1 per working day  # {translated('the total over all offices of the kind')}"
        yield f"assumption: {as_value(translated('Placeholder, not counted yet'))}"


def begun(*, scenario: str | None, service: str | None) -> tuple[str, str]:
    """The text of a scenario to begin with and the name that suits its file, from a shipped scenario or a regulation.

    A copy keeps all comments. What it refers to by name (regulations, calendars, a shipped scenario that it extends) is
    found from anywhere. Raises InputError for the name of nothing that is shipped.
    """
    if scenario is None:
        regulation = load_regulation(service or "")
        file = None if service in shipped_regulations() else Path(service or "").name
        return scenario_text(regulation, Placeholders(regulation, name=file)), regulation.regulation
    if scenario not in shipped_scenarios():
        message, hint = (
            translated("there is no shipped scenario {name}", name=shown(scenario)),
            did_you_mean(scenario, shipped_scenarios()),
        )
        raise InputError([Fault("--scenario", 0, 0, message, hint)])
    return read_text(shipped_folder("scenarios") / f"{scenario}.yaml", scenario), scenario


def begun_pair(service: str, neighbour: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """The texts of two scenarios of one service under the regulations of two regions, with the names that suit their files.

    They have the routes that both regulations have, the same period and the same demand, so that they can be compared. Raises
    InputError for the name of nothing that is shipped, and for regulations of other services or without a route in common.
    """
    regulations = [load_regulation(name) for name in (service, neighbour)]
    first, second = regulations
    if first.service != second.service or first.regulation == second.regulation:
        fit = [
            name for name in shipped_regulations() if name.endswith(f"_{first.service}") and name != first.regulation
        ]
        message = translated(
            "'{regulation}' is no other regulation of '{service}'", regulation=second.regulation, service=first.service
        )
        repair = (
            translated("there is: {known}", known=", ".join(fit)) if fit else translated("no other region's is shipped")
        )
        raise InputError([Fault("--neighbour", 0, 0, message, repair)])
    common = [channel for channel in first.routes if channel in second.routes]
    if not common:
        message = translated(
            "'{regulation}' has no route in common with '{other}'",
            regulation=second.regulation,
            other=first.regulation,
        )
        raise InputError([Fault("--neighbour", 0, 0, message, translated("name another"))])
    texts = []
    for regulation in regulations:
        numbers = Placeholders(regulation, common)
        numbers.year = max(law.year for law in regulations)
        texts.append((scenario_text(regulation, numbers), regulation.regulation))
    return texts[0], texts[1]


def shipped_choices() -> Iterator[str]:
    """What a scenario can be begun with, line by line."""
    yield translated("Shipped scenarios, copied by: {command}", command="sim new FILE --scenario NAME")
    yield from (f"  {name}" for name in shipped_scenarios())
    yield translated("Regulations, made into a first scenario by: {command}", command="sim new FILE --service ID")
    yield from (f"  {name}" for name in shipped_regulations())


def scenario_text(regulation: Regulation, numbers: Placeholders | None = None) -> str:
    """The scenario as YAML, with comments in the language in use; it passes `sim check` and runs within seconds.

    `numbers` says what the regulation does not know; default placeholders on all of its routes.
    """
    return "\n".join(_lines(numbers or Placeholders(regulation))) + "\n"


def as_value(text: str) -> str:
    """A text in the language in use as the value of a key; in quotation marks where signs of it would mean something there."""
    return _quoted(text) if language() != ORIGINAL and re.search(r"[,:#'\"{}\[\]]", text) else text


def comment_lines(text: str) -> Iterator[str]:
    """The lines of a text as comments of a file."""
    return (f"# {line}" for line in text.splitlines())


def only_placeholders(scenario: Scenario) -> bool:
    """Tell whether every duration of a scenario is still one of those that a new scenario begins with."""
    stated = [
        work.assumption
        for service in scenario.services.values()
        for route in service.routes.values()
        for work in route.steps.values()
    ]
    placeholders = set()
    for lang in LANGUAGES:  # of whoever began it
        with in_language(lang):
            placeholders.add(translated(_NOT_MEASURED))
    return bool(stated) and all(assumption in placeholders for assumption in stated)


def _lines(numbers: Placeholders) -> Iterator[str]:
    regulation, routes = numbers.regulation, numbers.routes
    yield from numbers.heading()
    yield f"scenario: {_quoted(regulation.region.text(language()) + ': ' + regulation.title.text(language()))}"
    yield "calendar: kz"
    yield "period:"
    yield from numbers.period()
    yield "seed: 1"
    yield ""
    yield "services:"
    yield f"  {regulation.service}:"
    yield f"    regulation: {numbers.name}"
    yield "    routes:"
    for channel in routes:
        yield from _route(numbers, channel)
    yield from _systems(regulation, routes)
    yield from _staff(numbers)
    yield ""
    yield "arrivals:"
    for channel, path in routes.items():
        yield f"  by_{channel}:"
        yield f"    service: {regulation.service}"
        yield f"    route: {channel}"
        yield f"    office: {_OFFICES[_arrives_at(regulation, channel, path)]}"
        yield from (f"    {line}" for line in numbers.demand())


def _route(numbers: Placeholders, channel: Channel) -> Iterator[str]:
    regulation, routes = numbers.regulation, numbers.routes
    path = routes[channel]
    steps = [step for step in path if _staffed(regulation, step)]
    steps = [step for step in steps if step.borrowed is None or step.borrowed[0] not in routes]
    yield f"      {channel}:  # {counted('{count} step', '{count} steps', len(path))}"
    join = regulation.routes[channel].join
    if join is not None:
        note = translated(
            "of {readings}; how the front part meets '{route}' is an interpretation",
            readings=", ".join(join.readings),
            route=join.route,
        )
        yield f"        reading: {join.used}  # {note}"
    yield from (f"        {line}" for line in numbers.term(channel))
    if not steps:
        yield f"        steps: {{}}  # {translated('all durations are those of the route that it meets')}"
        return
    yield "        steps:"
    for step in steps:
        limit = translated("no limit in the text")
        if step.limit:
            limit = translated("limit {limit}", limit=limit_text(step.limit))
        yield f"          {step.key}:  # {regulation.roles[step.role].text(language())}; {limit}"
        yield from (f"            {line}" for line in numbers.work(channel, step))


def _systems(regulation: Regulation, routes: dict[Channel, tuple[PathStep, ...]]) -> Iterator[str]:
    systems = sorted({s.role for path in routes.values() for s in path if regulation.kind(s.role) == "system"})
    if not systems:
        return
    yield ""
    yield "systems:"
    for role in systems:
        assumption = as_value(translated("An information system answers within seconds"))
        yield f"  {role}: {{response: 5 seconds, assumption: {assumption}}}"


def _staff(numbers: Placeholders) -> Iterator[str]:
    regulation, routes = numbers.regulation, numbers.routes
    hours = LawfulOffices.of_year(numbers.year).hours
    staff: dict[OfficeKind, list[str]] = {"provider": []}
    for path in routes.values():
        for step in path:
            if _staffed(regulation, step):
                roles = staff.setdefault(regulation.office_of(step.role), [])
                if step.role not in roles:
                    roles.append(step.role)
    for channel, path in routes.items():
        staff.setdefault(_arrives_at(regulation, channel, path), [])
    yield ""
    yield "offices:"
    for kind, roles in staff.items():
        yield f"  {_OFFICES[kind]}:"
        yield f"    hours: {hours[kind]}"
        yield f"    assumption: {as_value(translated('One office of the kind'))}"
        if kind != "provider":
            yield f"    sends_to: department  # {translated('does the steps for which this office has nobody')}"
        yield "    staff:" + ("" if roles else " {}")
        for role in roles:
            yield f"      {role}: {numbers.staff(role)}  # {regulation.roles[role].text(language())}"


def _arrives_at(regulation: Regulation, channel: Channel, path: tuple[PathStep, ...]) -> OfficeKind:
    """The office that takes in the applications of a route: that of the first member of staff on it."""
    first = next(step for step in path if _staffed(regulation, step))
    kind = regulation.office_of(first.role)
    wanted = _ARRIVES.get(channel, kind)
    return wanted if any(regulation.office_of(s.role) == wanted for s in path if _staffed(regulation, s)) else kind


def _staffed(regulation: Regulation, step: PathStep) -> bool:
    return regulation.kind(step.role) in ("staff", "commission")


def _work(limit: Limit | None) -> str:
    """A placeholder well below the limit: a third of minutes and hours, half an hour where the limit is in days."""
    seconds = limit.working_seconds if limit and limit.unit in ("minutes", "hours") else None
    mean = 1800 if seconds is None else max(seconds // 3, 30)
    if limit is None:
        mean = 900
    return f"{{distribution: lognormal, mean: {_amount(mean)}, p90: {_amount(mean * 17 // 10)}}}"


def _amount(seconds: int) -> str:
    return f"{seconds // 60} minutes" if seconds % 60 == 0 else f"{seconds} seconds"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
