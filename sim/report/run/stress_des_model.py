"""What the STRESS-DES checklist asks of a model: its objectives, its logic and its data, out of the scenario and the regulations."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from sim.experiment.results import Results
from sim.law.regulation import Channel, Regulation
from sim.measure.in_words import role_name, stated_share
from sim.model.route import Kind
from sim.report.run.names import channel_title, office_title
from sim.scenario.demand import Stream
from sim.study.assumption_list import assumptions
from sim.translations.in_use import counted, localized_day, marked, translated

_Item = tuple[str, str]
"""What the checklist asks, and what holds here."""
_ORDERS = {
    "first_come": marked("first come, first served"),
    "priority": marked("by class, then first come, first served"),
    "earliest_deadline": marked("what is due first goes first"),
}


def objective_items(results: Results, lang: str) -> Iterator[_Item]:
    """Section 1: purpose, outputs, aims of experimentation."""
    scenario = results.study.scenario
    title, description = scenario.scenario.text(lang), scenario.description.text(lang)
    yield translated("1.1 Purpose of the model"), f"{title}. {description}".rstrip()
    yield (
        translated("1.2 Model outputs"),
        translated(
            "By route: late answers, share of answers in time, elapsed term as the law counts it (median, 95th percentile), queue time. "
            "By step: limit kept, work, queue, share of the lateness. By role: utilisation, overtime, queue. Files in progress day by day."
        ),
    )
    aims = [translated("How many answers are late, and how sure is that.")]
    if scenario.target is not None:
        aims.append(
            translated("Whether the target of {target} in time is reached.", target=stated_share(scenario.target))
        )
    if results.tried:
        aims.append(
            counted(
                "Whether a change of the scenario helps: one was tried in paired runs.",
                "Which change of the scenario helps most: {count} were tried in paired runs.",
                len(results.tried),
            )
        )
    yield translated("1.3 Aims of experimentation"), " ".join(aims)


def logic_items(results: Results, lang: str) -> Iterator[_Item]:
    """Section 2: diagram, logic of the base model and of scenarios, algorithms, components."""
    study = results.study
    routes = [(service, channel) for service, stated in study.scenario.services.items() for channel in stated.routes]
    chains = "; ".join(_chain(results, service, channel, lang) for service, channel in routes[:_MOST_ROUTES])
    if len(routes) > _MOST_ROUTES:
        chains = translated("{routes}; and {more} more routes", routes=chains, more=len(routes) - _MOST_ROUTES)
    yield translated("2.1 Base model overview diagram"), chains
    yield (
        translated("2.2 Base model logic"),
        translated(
            "Each application passes the steps of its route one after the other. A step waits in the queue of the role that does it, "
            "takes its work from a member on duty, and may then lie as a hold. Work is suspended at breaks and closings; service at the "
            "counter is finished. The legal clock runs on the official calendar."
        ),
    )
    yield translated("2.3 Scenario logic"), _scenario_logic(results)
    yield (
        translated("2.4 Algorithms"),
        translated(
            "Deadlines: working days after the day of receipt, transferred days of rest included. Lateness is split over steps in "
            "proportion to what each took above its limit. Changes are chosen in few paired replications and judged in others."
        ),
    )
    yield translated("2.5.1 Entities"), _entities(results, lang)
    yield translated("2.5.2 Activities"), _activities(results)
    yield translated("2.5.3 Resources"), _resources(results, lang)
    yield translated("2.5.4 Queues"), _queues(results)
    yield (
        translated("2.5.5 Entry and exit points"),
        translated(
            "In: receipt at the counter of an office in its opening hours, on the portal at any time. Out: the result is ready; or a refusal, "
            "papers given back, the applicant gives up, where the scenario has them; or open at the end of the observation."
        ),
    )


_MOST_ROUTES = 4
"""Of so many routes the steps are told one by one."""


def _chain(results: Results, service: str, channel: Channel, lang: str) -> str:
    """The steps of a route in order, those of one role in a row together."""
    study = results.study
    regulation: Regulation = study.regulations[service]
    path = regulation.path(channel, study.scenario.services[service].routes[channel].reading)
    parts = []
    for role, steps in groupby(path, key=lambda step: step.role):
        keys = [step.key.rpartition(".")[2] for step in steps]
        parts.append(
            f"{keys[0] if len(keys) == 1 else f'{keys[0]}-{keys[-1]}'} {role_name({service: regulation}, role, lang)}"
        )
    return f"{channel_title(study, service, channel, lang)}: {' → '.join(parts)}"


def _scenario_logic(results: Results) -> str:
    study = results.study
    texts = []
    if study.variant is not None:
        texts.append(translated("Variant: {variant}.", variant=study.variant.replace("_", " ")))
    if study.changes:
        texts.append(translated("Settings changed for this run: {changes}.", changes="; ".join(study.changes)))
    if not texts:
        texts.append(translated("The scenario as its file states it; nothing was changed for this run."))
    if results.tried:
        texts.append(
            translated("Changes that were tried differ in one setting each; all else, chance too, is the same.")
        )
    return " ".join(texts)


def _entities(results: Results, lang: str) -> str:
    services = "; ".join(regulation.title.text(lang) for regulation in results.study.regulations.values())
    text = translated("Applications, for: {services}.", services=services)
    if results.study.scenario.backlog:
        text += " " + translated("Files that lie in the offices at the start are entities of their own.")
    return text


def _activities(results: Results) -> str:
    kinds = [step.kind for plan in results.model.routes for step in plan.steps]
    named = (
        (Kind.COUNTER, marked("{number} at a counter")),
        (Kind.DESK, marked("{number} of desk work, visits and sittings")),
        (Kind.SYSTEM, marked("{number} of systems or before receipt")),
        (Kind.TRANSFER, marked("{number} ways between offices")),
        (Kind.APPLICANT, marked("{number} of the applicant's own time")),
    )
    parts = [translated(template, number=kinds.count(kind)) for kind, template in named if kind in kinds]
    return counted("{count} step: {kinds}.", "{count} steps: {kinds}.", len(kinds), kinds=", ".join(parts))


def _resources(results: Results, lang: str) -> str:
    """Offices with their roles and how many people each has."""
    study, capacity = results.study, results.model.capacity
    parts = []
    for kind, office in study.scenario.offices.items():
        pools = [pool for pool in capacity.pools if capacity.offices[pool.office].kind == kind]
        roles = {pool.role: sum(other.members for other in pools if other.role == pool.role) for pool in pools}
        people = ", ".join(f"{role_name(study.regulations, role, lang)}: {members}" for role, members in roles.items())
        number = f" × {office.size}" if office.size > 1 else ""
        parts.append(f"{office_title(study, kind, lang)}{number} ({people})")
    return "; ".join(parts)


def _queues(results: Results) -> str:
    pools = results.model.capacity.pools
    orders = dict.fromkeys(translated(_ORDERS[pool.discipline]) for pool in pools)
    text = counted(
        "{count} queue, one of each role in each office; order: {orders}.",
        "{count} queues, one of each role in each office; order: {orders}.",
        len(pools),
        orders="; ".join(orders),
    )
    return f"{text} {translated('Without bound; applicants at the counter come before files.')}"


def data_items(results: Results, lang: str) -> Iterator[_Item]:
    """Section 3: sources, pre-processing, input parameters, assumptions."""
    study = results.study
    named = [
        translated(
            "{issuer}, No {number}, {day}", issuer=act.issuer.text(lang), number=act.number, day=localized_day(act.date)
        )
        for act in (regulation.act for regulation in study.regulations.values())
    ]
    acts = "; ".join(dict.fromkeys(named))  # several regulations are annexes of one act
    yield (
        translated("3.1 Data sources"),
        translated(
            "Steps, roles and limits: {acts}. Working days: official calendar “{calendar}”.",
            acts=acts,
            calendar=study.days.code,
        ),
    )
    yield translated("3.2 Pre-processing"), _pre_processing(results)
    yield translated("3.3 Input parameters"), _parameters(results)
    listed = len(assumptions(study))
    yield (
        translated("3.4 Assumptions"),
        counted(
            "One block of numbers has no source; it is listed above with its reason.",
            "{count} blocks of numbers have no source; each is listed above with its reason.",
            listed,
        ),
    )


def _pre_processing(results: Results) -> str:
    if results.study.histories:
        return counted(
            "One register of past applications was read and checked; it drives the arrivals.",
            "{count} registers of past applications were read and checked; they drive the arrivals.",
            len(results.study.histories),
        )
    return translated("None: regulations were read clause by clause from the acts; no records of an office were used.")


def _parameters(results: Results) -> str:
    scenario = results.study.scenario
    rates = "; ".join(_rate(name, stream) for name, stream in scenario.arrivals.items())
    blocks = sum(len(use.steps) for service in scenario.services.values() for use in service.routes.values())
    work = (
        translated("every step takes the whole of its limit as work")
        if scenario.durations == "regulated"
        else counted("{count} step with stated work and hold", "{count} steps with stated work and hold", blocks)
    )
    return translated(
        "Arrivals: {rates}. Durations: {work}. The numbers stand under the assumptions above.", rates=rates, work=work
    )


def _rate(name: str, stream: Stream) -> str:
    return f"{name.replace('_', ' ')} ({stream.numbers_in_words})"
