"""The command `load`: how busy everybody is expected to be, before anything is simulated."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.cli.app import app
from sim.cli.consoles import print_json, stdout
from sim.cli.faults import faults
from sim.cli.options import Changes, Format, Language, MostApplications, TableFormat, Variant
from sim.schema.language import Lang
from sim.schema.size_caps import MOST_APPLICATIONS
from sim.translations.in_use import translated


@app.command(short_help="Show the expected load of every pool by month.")
def load(
    scenario: Annotated[str, typer.Argument(help="Scenario file, or the name of a shipped scenario.")],
    variant: Variant = None,
    changes: Changes = None,
    most_applications: MostApplications = MOST_APPLICATIONS,
    _lang: Language = Lang.en,
    fmt: Format = TableFormat.table,
) -> None:
    """Show the expected load of every pool by month, and who is expected to be the bottleneck."""
    with faults():
        from sim.measure.offered_load import offered_load, overloaded
        from sim.model.model import build_model
        from sim.report.notes import note_sentence
        from sim.study.loading import load_scenario

        model = build_model(load_scenario(scenario, variant, changes or (), most_applications))
        loads = offered_load(model)
        if fmt is TableFormat.json:
            print_json([pool_load.as_data() for pool_load in loads])
            return
        from sim.cli.terminal.load import bottleneck_sentence, load_table, months_table

        stdout.print(load_table(model.study, loads))
        if loads and len(loads[0].months) > 1:
            stdout.print(months_table(model.study, loads))
        for note in overloaded(model):
            stdout.print(translated("Warning: {text}", text=note_sentence(note)), style="yellow")
        stdout.print(bottleneck_sentence(model.study, loads), style="bold")
