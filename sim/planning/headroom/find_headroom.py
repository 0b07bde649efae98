"""How much more demand and how much longer work the present staff bears, by simulating multiples of them on common random numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.engine.engine_use import EngineUse
from sim.experiment.precision import replications_of
from sim.experiment.replications import Replicated, Together, engine_of
from sim.experiment.warm_up import with_found_warm_up
from sim.experiment.workers import Machines, Progress, Workers, no_progress
from sim.measure.intervals import Estimate
from sim.model.model import Model, build_model
from sim.planning.headroom.crossing import MOST_TIMES, Crossing, crossing
from sim.planning.headroom.increase import Increase, increases
from sim.planning.headroom.judged import Judgement, TargetFigures
from sim.planning.staffing.targets import read_targets, refuse_unmeasured
from sim.schema.size_caps import MOST_APPLICATIONS
from sim.study.study import Study
from sim.translations.in_use import marked, translated

_KINDS = {"demand": marked("demand"), "stream": marked("stream"), "work": marked("work")}
"""What grows, as the progress tells it."""


@dataclass(frozen=True)
class Bearable:
    """How much of one thing is borne while all else stays as it is."""

    increase: Increase
    """What grows."""
    now: float
    """How much of it there is: applications a month, or work with a file [s]."""
    crossing: Crossing
    """The largest multiple of that with which the target is met."""
    points: tuple[tuple[float, TargetFigures], ...]
    """What was simulated, by multiple, in order: the figures of the targets."""


@dataclass(frozen=True)
class Headroom:
    """How much the present staff bears before a target is missed."""

    model: Model
    """The study made ready."""
    judgement: Judgement
    """The targets."""
    present: TargetFigures
    """The figures of the targets as things are."""
    bearable: tuple[Bearable, ...]
    """By what grows: demand first, then the work of roles, those with the least room first."""
    replications: int
    """Replications of each multiple."""
    simulations: int
    """Replications simulated in all."""
    engines: tuple[EngineUse, ...]
    """The engines that simulated them, each once."""

    @property
    def study(self) -> Study:
        """The study."""
        return self.model.study

    @property
    def met(self) -> bool:
        """Whether the targets are met as things are, by the mean over the replications."""
        return not self.judgement.margin(self.present).mean < 0


def find_headroom(
    study: Study,
    targets: Sequence[str] = (),
    *,
    streams: Sequence[str] = (),
    roles: Sequence[str] = (),
    all_roles: bool = True,
    workers: Machines = None,
    progress: Progress | None = None,
) -> Headroom:
    """Find the largest demand and the longest work per file with which targets are still met, one at a time.

    `targets` are texts such as `term compliance >= 95 %`, all of which have to be met; default the share in time that the
    scenario wants. `streams` and `roles` name what is looked at: default the demand of all streams together, and with `all_roles` the work of
    every role. Replications are those of :func:`sim.experiment.precision.replications_of`; each multiple has the
    same. `workers` is how many processes share the work, or the address of a Dask cluster; the result is the same. Raises InputError for
    unknown names and targets that cannot be read.
    """
    search = _Search(study, targets, workers, progress or no_progress)
    with search.workers:
        refuse_unmeasured(search.judgement.each, search.present())
        found = [search.bearable(each) for each in increases(search.model, streams, roles, all_roles=all_roles)]
        present = search.present()
    by_room = sorted(found, key=lambda each: (each.increase.kind == "work", each.crossing.times, each.crossing.high))
    return Headroom(
        search.model,
        search.judgement,
        present,
        tuple(by_room),
        search.replications,
        search.simulations,
        tuple(search.engines),
    )


class _Search:
    """Simulates multiples of one thing after the other."""

    def __init__(self, study: Study, targets: Sequence[str], workers: Machines, progress: Progress) -> None:
        self.workers, self._progress = Workers(workers), progress
        study, _ = with_found_warm_up(study, progress)
        self.model = build_model(study)
        self.judgement = Judgement.of(read_targets(targets, self.model), self.model)
        self.replications = replications_of(study)
        self.simulations = 0
        self.engines: dict[EngineUse, None] = {}
        self._present: TargetFigures | None = None
        self._most = _most_demand(self.model)

    def bearable(self, increase: Increase) -> Bearable:
        """How much of one thing is borne."""
        points: dict[float, TargetFigures] = {}

        def margin(times: float) -> Estimate:
            points[times] = self.present() if times == 1 else self._figures(increase, times, len(points) + 1)
            return self.judgement.margin(points[times])

        most = MOST_TIMES if increase.kind == "work" else min(MOST_TIMES, self._most)
        found = crossing(margin, increase.full_at(self.model), most)
        return Bearable(increase, increase.now(self.model), found, tuple(sorted(points.items())))

    def present(self) -> TargetFigures:
        """The figures of the targets as things are."""
        if self._present is None:
            self._present = self._figures(None, 1.0, 1)
        return self._present

    def _figures(self, increase: Increase | None, times: float, tried: int) -> TargetFigures:
        """The figures of the targets at a multiple."""
        change = None if increase is None else increase.change(times)
        task = Replicated(self.model, Together((self.judgement.of_replication, engine_of)), change)
        what = translated("present")
        if increase is not None:
            what = translated(
                "{what}, point {number}", what=increase.name or translated(_KINDS[increase.kind]), number=tried
            )
        results = []
        for number, (result, engine) in enumerate(self.workers.run(task, range(1, self.replications + 1)), 1):
            results.append(result)
            self.engines[engine] = None
            self._progress(number, self.replications, what)
        self.simulations += self.replications
        return self.judgement.figures(results)


def _most_demand(model: Model) -> float:
    """How many times the demand may be tried, so that no replication has more applications than are allowed."""
    allowed = MOST_APPLICATIONS if model.study.origin is None else model.study.origin.most_applications
    expected = sum(plan.expected(model.window.start, model.window.run_out_end) for plan in model.streams)
    return max(allowed / expected, 1.0) if expected else MOST_TIMES
