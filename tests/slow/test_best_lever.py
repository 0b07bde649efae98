"""The lever that a run names first is the best of all single changes of a shipped scenario, written out one by one here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from sim.errors import InputError
from sim.experiment.levers.channels import levers_of_channels
from sim.experiment.replications import Replicated, with_seed_and_replications
from sim.experiment.results import Results
from sim.experiment.run import run_study
from sim.experiment.workers import Workers
from sim.measure.figures import in_time_shares
from sim.measure.intervals import share_difference
from sim.model.model import build_model
from sim.scenario.staff import Staff
from sim.shipped import shipped_scenarios
from sim.study.loading import load_scenario
from sim.study.study import Study

REPLICATIONS = 40
ORDERS = ("first_come", "priority", "earliest_deadline")
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")


def changes_of_staff(path: str, staff: Staff) -> Iterator[tuple[str, ...]]:
    """Every single change of the people of one role that is one more of something."""
    if staff.members is not None:
        yield (f"{path}.members={{one_more: {{}}}}",)
    elif staff.sittings is None or not staff.sittings.seats:
        yield (f"{path}={staff.count + 1 if staff.count else 1}",)
    if staff.hours:
        yield (f"{path}.hours=null",)
    if staff.caseload:
        yield (f"{path}.caseload={staff.caseload + 1}",)
    if staff.visits_per_day:
        yield (f"{path}.visits_per_day={staff.visits_per_day + 1}",)
    if (rule := staff.sittings) is not None:
        for day in DAYS:
            if rule.weekdays and day not in rule.weekdays:
                yield (f"{path}.sittings.weekdays=[{', '.join((*rule.weekdays, day))}]",)
        if rule.every and rule.every > 1:
            yield (f"{path}.sittings.every={rule.every - 1}",)
        if rule.agenda:
            yield (f"{path}.sittings.agenda={2 * rule.agenda}",)
        if rule.quorum > 1:
            yield (f"{path}.sittings.quorum={rule.quorum - 1}",)
        for day in rule.weekdays or ():
            for other in DAYS:
                if other not in (rule.weekdays or ()):
                    days = [other if d == day else d for d in rule.weekdays or ()]
                    yield (f"{path}.sittings.weekdays=[{', '.join(days)}]",)
    elif not staff.visits_per_day:
        yield from ((f"{path}.discipline={order}",) for order in ORDERS if order != staff.discipline)
        yield (f"{path}.escalate=2 working days",)
    if staff.counter_hours:
        yield (f"{path}.counter_hours=null",)


def leaves_at_other_times(study: Study, path: str, staff: Staff) -> Iterator[tuple[str, ...]]:
    """Every leave of a role begins so many whole weeks earlier or later, as far from both ends as the term is long."""
    period, term = study.scenario.period, timedelta(days=-(-7 * study.longest_term_days // 5))
    for i, absence in enumerate(staff.absences):
        if absence.reason == "leave" and absence.last_day is not None and absence.hours is None:
            for weeks in (-8, -4, -2, 2, 4, 8):
                first, last = (day + timedelta(weeks=weeks) for day in (absence.first_day, absence.last_day))
                if period.counted_from + term <= first and last < period.end - term:
                    yield (f"{path}.absences.{i}.first_day={first}", f"{path}.absences.{i}.last_day={last}")


def other_channels(results: Results) -> Iterator[tuple[str, ...]]:
    """A fifth of every stream by another channel."""
    scenario, figures = results.study.scenario, results.figures
    for service, use in scenario.services.items():
        for channel in use.routes:
            yield from (lever.changes for lever in levers_of_channels(scenario, figures, service, channel))


def every_single_change(study: Study) -> Iterator[tuple[str, ...]]:
    """Every change of a scenario that is one more of something or another way of doing it, or that somebody stands in."""
    scenario = study.scenario
    commissions = {
        role
        for regulation in study.regulations.values()
        for role in regulation.roles
        if regulation.kind(role) == "commission"
    }
    for kind, office in scenario.offices.items():
        for role, staff in office.staff.items():
            path = f"offices.{kind}.staff.{role}"
            yield from changes_of_staff(path, staff)
            yield from leaves_at_other_times(study, path, staff)
            for other in office.staff:
                if other not in (role, *staff.stand_in) and other not in commissions:
                    yield (f"{path}.stand_in=[{', '.join((*staff.stand_in, other))}]",)
    for name, way in scenario.transfers.items():
        if way.courier:
            times = [f'"{time // 3600:02}:{time % 3600 // 60:02}"' for time in way.courier]
            for hour in range(9, 20):
                yield (f"transfers.{name}.courier=[{', '.join((*times, f'{chr(34)}{hour:02}:00{chr(34)}'))}]",)
        if way.times_per_day:
            yield (f"transfers.{name}.times_per_day={way.times_per_day + 1}",)
    for name, system in scenario.systems.items():
        if system.capacity:
            yield (f"systems.{name}.capacity={system.capacity + 1}",)


def shares(workers: Workers, study: Study) -> list[float]:
    """The share in time over all routes of each replication."""
    task = Replicated(build_model(study), in_time_shares)
    return [one.whole for one in workers.run(task, range(1, REPLICATIONS + 1))]


@pytest.mark.parametrize("scenario", shipped_scenarios())
def test_no_single_change_is_better_than_the_lever_that_is_named_first(
    scenario: str, tell: Callable[[str], None]
) -> None:
    study = with_seed_and_replications(load_scenario(scenario), REPLICATIONS, None)
    results = run_study(study, workers=1)
    base = [figures.whole["in_time"] for figures in results.replications]
    named, first = base, "nothing that helps measurably"
    if results.tried and results.tried[0].effect.helps:
        named = [one.whole for one in results.tried[0].shares]
        first = " ".join(results.tried[0].lever.changes)
    found: dict[tuple[str, ...], list[float]] = {}
    with Workers(1) as workers:
        for changes in (*every_single_change(study), *other_channels(results)):
            try:
                changed = load_scenario(scenario, changes=changes)
            except InputError:  # such as a circle of stand-ins, or a courier who would leave when all is closed
                continue
            found[changes] = shares(workers, with_seed_and_replications(changed, REPLICATIONS, None))
    assert len(found) >= 5
    sure = 1 - 0.05 / len(found)
    better = {}
    for changes, values in found.items():
        more = share_difference([a - b for a, b in zip(values, named, strict=True)], sure)
        if more.low > 0:
            better[changes] = more
    best = max(found, key=lambda changes: sum(found[changes]))
    gain = share_difference([a - b for a, b in zip(found[best], base, strict=True)])
    tell(
        f"{scenario}: named first {first}; best of {len(found)} written out {' '.join(best)}, "
        f"{100 * gain.mean:+.1f} points ({100 * gain.low:.1f} to {100 * gain.high:.1f})"
    )
    assert not better
