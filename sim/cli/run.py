"""The command `run`: simulate a scenario, or all of a folder, print figures, write tables and a report."""

from __future__ import annotations

import os
import time
from datetime import datetime
from pathlib import Path

from sim.cli.app import app
from sim.cli.consoles import print_json
from sim.cli.faults import faults
from sim.cli.one_run import logs_written, print_conclusions, print_load, run_one_replication, simulate_and_write
from sim.cli.options import TableFormat, takes
from sim.cli.run_options import RunOptions
from sim.errors import Fault, InputError
from sim.translations.in_use import translated


@app.command("run", short_help="Simulate a scenario, print its figures, write a report.")
@takes(RunOptions)
def run_command(options: RunOptions) -> None:
    """Simulate a scenario, print its figures, and write tables and a report.

    Of a folder every scenario is simulated, and the sums over all of them are printed and written beside the results of each.
    """
    with faults():
        _refuse_contrary(options)
        if (of_scenarios := folder_of_scenarios(options.scenario)) is not None:
            from sim.cli.run_folder import run_folder

            run_folder(of_scenarios, options)
            return
        from sim.cli.terminal.contents import logs_text
        from sim.cli.terminal.engines import print_slow_engines
        from sim.experiment.drawn_numbers import refuse_certain
        from sim.export.folder import ResultFolder
        from sim.export.provenance import engine_data

        started, clock = datetime.now().astimezone(), time.perf_counter()
        study = options.study(options.replications)
        if options.sums_only:
            message = translated("one scenario has no sums")
            raise InputError([Fault("--sums-only", 0, 0, message, translated("name a folder of scenarios"))])
        if options.uncertain:
            refuse_certain(study, alone=options.only is not None)
        if options.only is not None:
            run_one_replication(study, options.only, options)
            return
        with ResultFolder(options.out or Path("reports") / study.name) as folder:
            print_load(study, on_stdout=options.fmt is TableFormat.table)
            results, facts, contents, files = simulate_and_write(study, options, folder, started, clock)
            print_slow_engines(results.engines)
            if options.fmt is TableFormat.json:
                engine = engine_data(study, results.engines)
                print_json(facts | {"engine": engine, "files": [str(path) for path in files]})
            else:
                print_conclusions(contents, files, logs_text(logs_written(results, options), len(results.replications)))


def _refuse_contrary(options: RunOptions) -> None:
    """Raise InputError for options of which one would be passed over."""
    logs = "--logs" if options.logs is not None else "--no-logs" if options.no_logs else ""
    if options.no_logs and options.logs is not None:
        message = translated("it writes no tables, and --logs some")
        raise InputError([Fault("--no-logs", 0, 0, message, translated("keep one of them"))])
    if options.only is not None and logs:
        message = translated("--only writes the tables of its replication, and no others")
        raise InputError([Fault(logs, 0, 0, message, translated("take it out"))])


def folder_of_scenarios(name: str) -> Path | None:
    """The folder that is meant by a name; None for a file or a shipped scenario, which a folder of its name does not hide."""
    from sim.shipped import shipped_scenarios

    return Path(name) if os.path.isdir(name) and name not in shipped_scenarios() else None
