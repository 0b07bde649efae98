"""Changed studies simulated replication by replication, as far as they are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sim.errors import InputError
from sim.experiment.changed_studies import ChangedStudies, OfEachStudy
from sim.experiment.levers.lever import Lever, NotTried
from sim.experiment.workers import Progress, Workers
from sim.measure.figures import InTime, in_time_shares
from sim.study.study import Study
from sim.translations.in_use import translated

_AT_A_TIME = 12
"""Studies whose models a process holds together."""


class PairedRuns:
    """Answers in time of changed studies, by replication; each replication is simulated once."""

    def __init__(self, workers: Workers, studies: Sequence[Study], progress: Progress, what: str) -> None:
        """Take the studies; `what` is told with the progress, a template with `first`, `last` and `all`."""
        self._workers, self._studies, self._progress, self._what = workers, studies, progress, what
        self._outcomes: list[dict[int, InTime]] = [{} for _ in studies]

    def outcomes(self, i: int) -> Mapping[int, InTime]:
        """What is known of a study, by the number of the replication."""
        return self._outcomes[i]

    def simulate(self, places: Sequence[int], numbers: Iterable[int]) -> None:
        """Simulate some replications of some studies, all of which have the same ones already; few models are held at a time."""
        missing = [number for number in numbers if places and number not in self._outcomes[places[0]]]
        if not missing:
            return
        for first in range(0, len(places), _AT_A_TIME):
            group = places[first : first + _AT_A_TIME]
            task = OfEachStudy(tuple(self._studies[i] for i in group), in_time_shares)
            for done, shares in enumerate(self._workers.run(task, missing), 1):
                for i, share in zip(group, shares, strict=True):
                    self._outcomes[i][missing[done - 1]] = share
                told = translated(self._what, first=first + 1, last=first + len(group), all=len(places))
                self._progress(done, len(missing), told)


def changed_studies(study: Study, levers: Sequence[Lever]) -> tuple[list[tuple[Lever, Study]], tuple[NotTried, ...]]:
    """The study with each lever, and those that the scenario does not allow, with the reason."""
    changed = ChangedStudies(study)
    if changed.refused is not None:
        return [], (NotTried("", "", changed.refused),)
    allowed: list[tuple[Lever, Study]] = []
    refused: list[NotTried] = []
    for lever in levers:
        try:
            allowed.append((lever, changed.with_settings(lever.changes)))
        except InputError as error:
            refused.append(NotTried(lever.office, lever.name, "fault", error.faults[0].message))
    return allowed, tuple(refused)
