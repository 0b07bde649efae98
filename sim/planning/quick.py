"""A first answer out of a few numbers: a scenario is made of them and of a regulation, written, and simulated."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sim.errors import Fault, InputError
from sim.experiment.results import Results
from sim.experiment.run import run_study
from sim.experiment.workers import Progress
from sim.files.whole import write_whole
from sim.measure.intervals import Estimate
from sim.measure.offered_load import PoolLoad, offered_load
from sim.quantities import Limit
from sim.study.few_numbers import FewNumbers, FromFewNumbers
from sim.study.loading import load_scenario
from sim.study.new import scenario_text
from sim.study.study import EngineName
from sim.translations.in_use import translated

_MOST_NAMES = 1000


@dataclass(frozen=True)
class QuickAnswer:
    """A first answer."""

    path: Path
    """The scenario that was written and run."""
    numbers: FewNumbers
    """What was stated."""
    role: str
    """The role that the numbers are about."""
    results: Results
    """The run."""
    load: PoolLoad
    """The expected load of the people of that role."""
    term: Limit | None
    """The term that held."""

    @property
    def in_time(self) -> Estimate:
        """The share of the answers in time."""
        return self.results.figures.whole["in_time"]


def quick(
    numbers: FromFewNumbers,
    path: Path | None = None,
    *,
    file: Path | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    engine: EngineName | None = None,
) -> QuickAnswer:
    """Write a scenario out of a few numbers on one route of a regulation, and simulate it.

    `path` is the file to be written, which must not be there yet; default `quick.yaml` in this folder, with a number where there is
    one. `file` is that of a regulation which is not shipped, and
    beside which the scenario has to lie. Raises OutputError where nothing can be
    written, and InputError where the numbers make no scenario.
    """
    path = path or free_name(Path() if file is None else file.parent)
    if file is not None and path.resolve().parent != file.resolve().parent:
        message = translated("the scenario names the regulation '{name}', which does not lie beside it", name=file.name)
        raise InputError(
            [
                Fault(
                    str(path),
                    0,
                    0,
                    message,
                    translated("name a file in '{parent}' with --out", parent=file.resolve().parent),
                )
            ]
        )
    write_whole(
        path, scenario_text(numbers.regulation, numbers), repair=translated("name another with --out"), new=True
    )
    study = load_scenario(path)
    results = run_study(study, workers=workers, progress=progress, strengthen=False, engine=engine)
    load = next(load for load in offered_load(results.model) if load.role == numbers.main_role)
    ((_, term),) = study.terms.items()
    return QuickAnswer(path, numbers.stated, numbers.main_role, results, load, term.limit)


def free_name(folder: Path) -> Path:
    """A name for a scenario in a folder that no file has: `quick.yaml`, `quick_2.yaml` and so on."""
    names = ("quick.yaml", *(f"quick_{i}.yaml" for i in range(2, _MOST_NAMES)))
    return next((path for name in names if not (path := folder / name).exists()), folder / names[0])
