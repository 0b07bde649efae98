"""What the STRESS-DES checklist asks of a run: how it was experimented, what did it, and how it is done again."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from datetime import timedelta
from importlib.metadata import version

from sim.experiment.results import Results
from sim.scenario.scenario import AUTO
from sim.translations.in_use import counted, localized_day, localized_number, translated

_PACKAGES = ("simpy", "numpy", "scipy", "pandas", "matplotlib")
"""What computes and draws."""
_DIGEST = 12
"""So many hexadecimal digits of a digest tell files apart."""


def experiment_items(results: Results) -> Iterator[tuple[str, str]]:
    """Section 4: initialisation, run length, estimation."""
    scenario = results.study.scenario
    period = scenario.period
    if scenario.backlog:
        start = translated("Non-empty: what lay in the offices at the start is stated in the scenario; no warm-up.")
    else:
        start = translated(
            "Empty offices on {start}; warm-up to {counted}: applications received earlier are simulated and not counted.",
            start=localized_day(period.start),
            counted=localized_day(period.counted_from),
        )
        if results.warm_up is not None and results.warm_up.truncations is not None:
            start += " " + translated("Checked by MSER-5 and Welch's plot.")
    yield translated("4.1 Initialisation"), start
    yield (
        translated("4.2 Run length"),
        translated(
            "Arrivals from {start} to {end}, in seconds of local civil time; counted applications are followed to their end, up to the "
            "run-out.",
            start=localized_day(period.start),
            end=localized_day(period.end - timedelta(days=1)),
        ),
    )
    n = len(results.replications)
    chosen = (
        translated("chosen so that the share in time is known well enough")
        if scenario.replications == AUTO
        else translated("as asked for")
    )
    yield (
        translated("4.3 Estimation approach"),
        counted(
            "{count} replication ({chosen}). Figures are computed in each; shown are means with 95 % intervals that know skewness and rare "
            "events. Changes are compared pairwise with common random numbers.",
            "{count} replications ({chosen}). Figures are computed in each; shown are means with 95 % intervals that know skewness and rare "
            "events. Changes are compared pairwise with common random numbers.",
            n,
            chosen=chosen,
        ),
    )


def implementation_items(results: Results) -> Iterator[tuple[str, str]]:
    """Section 5: software, random sampling, execution, system."""
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    engines = ", ".join(dict.fromkeys(use.name for use in results.engines)) or "simpy"
    yield (
        translated("5.1 Software"),
        translated(
            "sim {version} under Python {python}; {packages}. Engine: {engine}.",
            version=version("sim"),
            python=platform.python_version(),
            packages=packages,
            engine=engines,
        ),
    )
    yield (
        translated("5.2 Random sampling"),
        translated(
            "Everything random is drawn before the run by inversion from PCG64 streams that are addressed by name (seed {seed}, "
            "replication, stream, step), so that one change leaves all other draws as they are.",
            seed=results.study.scenario.seed,
        ),
    )
    yield (
        translated("5.3 Model execution"),
        translated(
            "Next event; events of one second follow a fixed order, so that no tie is decided by accident. Replications are shared by "
            "processes; their number changes no result."
        ),
    )
    yield (
        translated("5.4 System specification"),
        translated(
            "{system}, {processor}, {cores} processor cores. How long the run took stands in run.json.",
            system=platform.system(),
            processor=platform.machine(),
            cores=localized_number(os.cpu_count() or 1),
        ),
    )


def access_items(results: Results) -> Iterator[tuple[str, str]]:
    """Section 6: how the model is shared, and how this run is done again."""
    study = results.study
    options = [f"--replications {len(results.replications)}", f"--seed {study.scenario.seed}"]
    options += [f"--variant {study.variant}"] if study.variant else []
    origin = study.name if study.variant is None else study.name.removesuffix(f"-{study.variant}")
    yield (
        translated("6.1 Computer model sharing statement"),
        translated(
            "sim is free software under the MIT licence. This run is had again by: {command}.",
            command=" ".join(
                [
                    "sim run",
                    origin,
                    *options,
                    *(f"--set '{change}'" for change in study.changes if not change.startswith("replications=")),
                ]
            ),
        ),
    )
    files = "; ".join(f"{name} {digest[:_DIGEST]}" for name, digest in study.hashes.items())
    yield (
        translated("6.2 Files that were read"),
        translated("With the beginning of their SHA-256: {files}.", files=files),
    )
