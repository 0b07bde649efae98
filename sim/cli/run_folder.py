"""The scenarios of a folder, run as one experiment: results of each, and the sums over all."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.consoles import print_json, stderr
from sim.cli.one_run import simulate_and_write
from sim.cli.options import TableFormat
from sim.cli.run_options import RunOptions
from sim.errors import Fault, InputError
from sim.translations.in_use import ORIGINAL, in_language, translated

if TYPE_CHECKING:
    from sim.experiment.results import Results
    from sim.planning.region.folder import DistrictScenario


def run_folder(folder: Path, options: RunOptions) -> None:
    """Simulate every scenario of a folder, write the results of each and the sums, and print the sums."""
    from sim.cli.terminal.planning import print_planning
    from sim.experiment.drawn_numbers import refuse_certain
    from sim.export.folder import REGION_FILES, ResultFolder
    from sim.export.region import region_data
    from sim.planning.region.folder import load_folder
    from sim.planning.region.region import run_region
    from sim.report.planning.page import render_planning
    from sim.report.planning.region import region_page

    _refuse_options_of_one_run(options)
    scenarios = load_folder(
        folder,
        options.variant,
        options.changes or (),
        replications=options.replications,
        seed=options.seed,
        most_applications=options.most_applications,
    )
    if options.uncertain:
        for scenario in scenarios:
            refuse_certain(scenario.study, alone=False)
    name = folder.resolve().name
    out = options.out or Path("reports") / (f"{name}-{options.variant}" if options.variant else name)
    with ResultFolder(out, REGION_FILES) as results_folder:
        done = 0

        def run(scenario: DistrictScenario) -> Results:
            nonlocal done
            done += 1
            told = translated("{number} of {all}: {scenario}", number=done, all=len(scenarios), scenario=scenario.name)
            _say(told, options)
            return _run_district(scenario, out, options)

        lang = options.lang.value
        region = run_region(name, scenarios, run, lang)
        page = region_page(region, scenarios[0].study.scenario.period, lang)
        with in_language(ORIGINAL):
            data = region_data(region)
        results_folder.add_text("report.html", render_planning(page, lang))
        files = results_folder.publish(data)
    if options.fmt is TableFormat.json:
        print_json(data | {"files": [str(path) for path in files]})
    else:
        print_planning(page, files)


def _run_district(scenario: DistrictScenario, out: Path, options: RunOptions) -> Results:
    """Simulate one scenario; unless only sums are asked for, write its results into a folder of its own."""
    from sim.cli.terminal.engines import print_slow_engines
    from sim.experiment.run import run_study
    from sim.export.folder import ResultFolder
    from sim.study.study import with_engine

    study = with_engine(scenario.study, options.engine.value)
    if options.sums_only:
        shared_by = options.machines
        results = run_study(study, workers=shared_by, strengthen=False)
    else:
        alone = replace(options, scenario=str(scenario.path), fmt=TableFormat.json, no_logs=options.logs is None)
        with ResultFolder(out / scenario.name) as folder:
            started, clock = datetime.now().astimezone(), time.perf_counter()
            results, *_ = simulate_and_write(study, alone, folder, started, clock)
    print_slow_engines(results.engines)
    return results


def _say(text: str, options: RunOptions) -> None:
    """Tell on standard error which scenario is being simulated."""
    if options.fmt is TableFormat.table:
        stderr.print(text, style="dim")


def _refuse_options_of_one_run(options: RunOptions) -> None:
    """Raise InputError for options that a folder has no use for."""
    faults = []
    if options.only is not None:
        message = translated("a replication alone is one of one scenario")
        faults.append(Fault("--only", 0, 0, message, translated("name a file of the folder")))
    if options.sums_only:
        wanted = {"--logs": options.logs is not None, "--uncertain": options.uncertain}
        for name, given in wanted.items():
            if given:
                message = translated("'{option}' asks for results that '--sums-only' leaves out", option=name)
                faults.append(Fault(name, 0, 0, message, translated("leave out one of them")))
    if faults:
        raise InputError(faults)
