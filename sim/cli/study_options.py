"""Options of the commands that simulate: where they do it, and which study of a scenario."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from sim.cli.options import (
    Changes,
    ClusterAddress,
    Engine,
    EngineOption,
    MostApplications,
    Processes,
    Variant,
    seed_option,
)
from sim.schema.size_caps import MOST_APPLICATIONS
from sim.translations.in_use import translated

if TYPE_CHECKING:
    from sim.experiment.workers import Machines
    from sim.study.study import Study


@dataclass(frozen=True, kw_only=True)
class SimulatingOptions:
    """How a command simulates."""

    workers: Processes = None
    cluster: ClusterAddress = None
    engine: EngineOption = Engine.auto
    most_applications: MostApplications = MOST_APPLICATIONS

    @property
    def machines(self) -> Machines:
        """Where the command simulates; raises InputError where both `--workers` and `--cluster` are given."""
        if self.cluster is None:
            return self.workers
        from sim.errors import Fault, InputError

        if self.workers is not None:
            message = translated("the workers of a cluster are as many as were started there")
            raise InputError([Fault("--cluster", 0, 0, message, translated("leave out --workers, or --cluster"))])
        return self.cluster.strip()


@dataclass(frozen=True, kw_only=True)
class StudyOptions(SimulatingOptions):
    """Which study of one scenario a command simulates, and how."""

    scenario: Annotated[str, typer.Argument(help="Scenario file, or the name of a shipped scenario.")]
    variant: Variant = None
    changes: Changes = None
    seed: Annotated[int | None, seed_option("Overrides the scenario's seed.")] = None

    def study(self, replications: int | Literal["auto"] | None = None) -> Study:
        """The scenario or its variant with all settings laid over it, and with the seed and the engine that are asked for.

        `replications` overrides their number in the scenario; None leaves that as it is. Raises InputError with every fault.
        """
        from sim.experiment.replications import with_seed_and_replications
        from sim.study.loading import load_scenario
        from sim.study.study import with_engine

        stated = load_scenario(self.scenario, self.variant, self.changes or (), self.most_applications)
        return with_engine(with_seed_and_replications(stated, replications, self.seed), self.engine.value)
