"""Why cases cannot be compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sim.errors import Fault, InputError, did_you_mean
from sim.experiment.comparison.measures import matched_routes
from sim.experiment.results import Results
from sim.study.study import Study
from sim.translations.in_use import localized_day, translated


def refuse_unlike(studies: Sequence[Study], names: Sequence[str]) -> None:
    """Raise InputError for studies that cannot be compared with the first."""
    if faults := [
        Fault(names[other.position] if names else "-", 0, 0, other.message, other.repair)
        for other in unlike_first(studies)
    ]:
        raise InputError(faults)


class Unlike(NamedTuple):
    """Why a study cannot be compared with the first."""

    position: int
    """Position of the study."""
    message: str
    """What is wrong."""
    repair: str
    """What would do."""
    by_period: bool = False
    """Whether it is the period that differs."""


def unlike_first(studies: Sequence[Study]) -> list[Unlike]:
    """Why studies cannot be compared with the first."""
    if len(studies) < 2:
        repair = translated("name another scenario, or add --variants or --readings")
        return [Unlike(0, translated("a comparison needs two cases at least"), repair)]
    first = studies[0]
    reasons = []
    for i, study in enumerate(studies[1:], 1):
        if _period(study) != _period(first):
            message = translated(
                "the period is {period}, that of '{name}' {other}",
                period=_period(study),
                name=first.name,
                other=_period(first),
            )
            reasons.append(Unlike(i, message, translated("compare over one and the same period"), by_period=True))
        if not matched_routes(first, study):
            message = translated("no route is in common with '{name}'", name=first.name)
            repair = translated("compare scenarios that have a service and a channel in common")
            reasons.append(Unlike(i, message, repair))
    return reasons


def refuse_unpaired(runs: Sequence[Results], names: Sequence[str]) -> None:
    """Raise InputError for runs whose replications cannot be paired with those of the first, or compared at all."""
    studies = [run.study for run in runs]
    faults = [
        Fault(names[other.position] if names else "-", 0, 0, other.message, other.repair)
        for other in unlike_first(studies)
    ]
    for run, name in zip(runs[1:], names[1:], strict=True):
        faults += _unpaired_with_first(run, name, runs[0], names[0])
    if faults:
        raise InputError(faults)


def _unpaired_with_first(run: Results, name: str, first: Results, name_of_first: str) -> Iterator[Fault]:
    count, wanted = len(run.replications), len(first.replications)
    if count != wanted:
        message = translated(
            "{count} replications cannot be paired with {wanted} of '{name_of_first}'",
            count=count,
            wanted=wanted,
            name_of_first=name_of_first,
        )
        yield Fault(name, 0, 0, message, translated("run both with the same number"))
    seed, seed_of_first = run.study.scenario.seed, first.study.scenario.seed
    if seed != seed_of_first:
        message = translated(
            "the seed is {seed}, that of '{name_of_first}' {seed_of_first}",
            seed=seed,
            name_of_first=name_of_first,
            seed_of_first=seed_of_first,
        )
        yield Fault(name, 0, 0, message, translated("run both with the same seed, or there are no pairs"))


def service_with_routes(study: Study, service: str | None) -> str:
    """The service whose routes are to be compared; None means the only one that has several.

    Raises InputError for an unknown service, for one with a single route, and where None says too little.
    """
    several = [name for name, use in study.scenario.services.items() if len(use.routes) > 1]
    if service is None and len(several) == 1:
        return several[0]
    if service is None and several:
        message = translated("{count} services have several routes", count=len(several))
        raise InputError(
            [Fault("--service", 0, 0, message, translated("name one of them: {several}", several=", ".join(several)))]
        )
    if service is not None and service not in study.scenario.services:
        message = translated("there is no service '{service}'", service=service)
        raise InputError([Fault("--service", 0, 0, message, did_you_mean(service, study.scenario.services))])
    if service is None or service not in several:
        message = translated("every service has one route only, so there is nothing to compare")
        if service is not None:
            message = translated(
                "the service '{service}' has one route only, so there is nothing to compare", service=service
            )
        raise InputError([Fault(study.name, 0, 0, message, translated("compare scenarios or variants"))])
    return service


def _period(study: Study) -> str:
    period = study.scenario.period
    until = period.warm_up_until
    return translated(
        "{first} to {end}, counted from {day}",
        first=localized_day(period.start),
        end=localized_day(period.end),
        day=until if isinstance(until, str) else localized_day(until),
    )
