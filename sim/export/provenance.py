"""Where a result comes from, and what it takes to run it again."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sim.engine.engine_use import EngineUse
from sim.experiment.precision import wanted_of
from sim.experiment.results import Results
from sim.experiment.uncertainty import Uncertainty
from sim.study.study import Study

_PACKAGES = ("simpy", "numpy", "pandas", "scipy", "pydantic", "ruamel.yaml", "pyarrow", "matplotlib")


def provenance(
    results: Results,
    *,
    command: str,
    started: str,
    seconds: float,
    study: Mapping[str, Any] | None = None,
    uncertain: Uncertainty | None = None,
) -> dict[str, Any]:
    """Where a result comes from: versions, hashes, seed, machine, time; the content of `run.json`,
    to which :class:`ResultFolder` adds the hashes of the files that are written.

    `study` is what :func:`recipe` gives: with it the run can be repeated, and any of its applications traced.
    `uncertain` says which numbers were drawn beside the run with the stated ones; the tables are those of the latter.
    """
    return {
        "command": command,
        "started": started,
        "seconds": round(seconds, 3),
        "seed": results.study.scenario.seed,
        **_versions(),
        "engine": engine_data(results.study, results.engines),
        "machine": {"system": platform.system(), "processor": platform.machine(), "cores": os.cpu_count()},
        "files": dict(results.study.hashes),
        "uncertain": None if uncertain is None else [assumption.name for assumption in uncertain.assumptions],
        "study": None if study is None else dict(study),
    }


def replication_origin(study: Study, engine: EngineUse, command: str) -> dict[str, Any]:
    """Where a single replication comes from: versions, hashes, seed; a part of the content of `replication.json`."""
    return {
        "command": command,
        "scenario": study.name,
        "seed": study.scenario.seed,
        **_versions(),
        "engine": engine_data(study, [engine]),
        "files": dict(study.hashes),
    }


def engine_data(study: Study, engines: Sequence[EngineUse]) -> dict[str, Any]:
    """The engine that was asked for and those that simulated, each with the reason why it was not the compiled one."""
    return {"asked": study.engine, "used": [{"name": use.name, "reason": use.reason or None} for use in engines]}


def recipe(
    results: Results, *, scenario: str, most_applications: int, folder: Path, logs: int | None = None
) -> dict[str, Any]:
    """The settings from which a study can be run again: the scenario as given, and everything laid over it.

    `folder` is where the results go. A scenario that was given by a relative path is also named by its path from there, so
    that it is found from anywhere. `logs` is of how many replications the two tables have rows, the first ones; None for all.
    """
    study, path = results.study, Path(scenario)
    is_relative = os.path.isfile(path) and not path.is_absolute()
    return {
        "scenario": scenario,
        "scenario_from_here": Path(os.path.relpath(path, folder)).as_posix() if is_relative else None,
        "variant": study.variant,
        "changes": list(study.changes),
        "replications": len(results.replications),
        "replications_by": "number" if (wanted := wanted_of(study.scenario)) is None else wanted.by,
        "logs": len(results.replications) if logs is None else logs,
        "seed": study.scenario.seed,
        "max_applications": most_applications,
        "warm_up_until": str(study.scenario.period.warm_up_until),
    }


def _versions() -> dict[str, Any]:
    """The versions of what a result was worked out with."""
    return {
        "sim": version("sim"),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in _PACKAGES},
    }
