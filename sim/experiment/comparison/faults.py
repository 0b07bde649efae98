"""Why cases cannot be compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.errors import Fault, InputError, did_you_mean
from sim.experiment.comparison.measures import matched_routes
from sim.experiment.results import Results
from sim.study.study import Study


def refuse_unlike(studies: Sequence[Study], names: Sequence[str]) -> None:
    """Raise InputError for studies that cannot be compared with the first."""
    if faults := [
        Fault(names[i] if names else "-", 0, 0, message, repair) for i, message, repair in unlike_first(studies)
    ]:
        raise InputError(faults)


def unlike_first(studies: Sequence[Study]) -> list[tuple[int, str, str]]:
    """Why studies cannot be compared with the first: position, what is wrong, what would do."""
    if len(studies) < 2:
        repair = "name another scenario, or add --variants or --readings"
        return [(0, "a comparison needs two cases at least", repair)]
    first = studies[0]
    reasons = []
    for i, study in enumerate(studies[1:], 1):
        if _period(study) != _period(first):
            message = f"the period is {_period(study)}, that of '{first.name}' {_period(first)}"
            reasons.append((i, message, "compare over one and the same period"))
        if not matched_routes(first, study):
            message = f"no route is in common with '{first.name}'"
            reasons.append((i, message, "compare scenarios that have a service and a channel in common"))
    return reasons


def refuse_unpaired(runs: Sequence[Results], names: Sequence[str]) -> None:
    """Raise InputError for runs whose replications cannot be paired with those of the first, or compared at all."""
    studies = [run.study for run in runs]
    faults = [Fault(names[i] if names else "-", 0, 0, message, repair) for i, message, repair in unlike_first(studies)]
    for run, name in zip(runs[1:], names[1:], strict=True):
        faults += _unpaired_with_first(run, name, runs[0], names[0])
    if faults:
        raise InputError(faults)


def _unpaired_with_first(run: Results, name: str, first: Results, name_of_first: str) -> Iterator[Fault]:
    count, wanted = len(run.replications), len(first.replications)
    if count != wanted:
        message = f"{count} replications cannot be paired with {wanted} of '{name_of_first}'"
        yield Fault(name, 0, 0, message, "run both with the same number")
    seed, seed_of_first = run.study.scenario.seed, first.study.scenario.seed
    if seed != seed_of_first:
        message = f"the seed is {seed}, that of '{name_of_first}' {seed_of_first}"
        yield Fault(name, 0, 0, message, "run both with the same seed, or there are no pairs")


def service_with_routes(study: Study, service: str | None) -> str:
    """The service whose routes are to be compared; None means the only one that has several.

    Raises InputError for an unknown service, for one with a single route, and where None says too little.
    """
    several = [name for name, use in study.scenario.services.items() if len(use.routes) > 1]
    if service is None and len(several) == 1:
        return several[0]
    if service is None and several:
        message = f"{len(several)} services have several routes"
        raise InputError([Fault("--service", 0, 0, message, f"name one of them: {', '.join(several)}")])
    if service is not None and service not in study.scenario.services:
        message = f"there is no service '{service}'"
        raise InputError([Fault("--service", 0, 0, message, did_you_mean(service, study.scenario.services))])
    if service is None or service not in several:
        which = "every service" if service is None else f"the service '{service}'"
        message = f"{which} has one route only, so there is nothing to compare"
        raise InputError([Fault(study.name, 0, 0, message, "compare scenarios or variants")])
    return service


def _period(study: Study) -> str:
    period = study.scenario.period
    return f"{period.start} to {period.end}, counted from {period.warm_up_until}"
