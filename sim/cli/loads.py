"""The command `load`: how busy everybody is expected to be, before anything is simulated."""

from __future__ import annotations

import math
from typing import Annotated, Any

import typer

from sim.cli.common import Changes, Format, TableFormat, Variant, app, faults, print_json, stdout
from sim.load import PoolLoad


@app.command()
def load(
    scenario: Annotated[str, typer.Argument(help="Scenario file, or the name of a shipped scenario.")],
    variant: Variant = None,
    changes: Changes = None,
    fmt: Format = TableFormat.table,
) -> None:
    """Show the expected load of every pool by month, and who is expected to be the bottleneck."""
    with faults():
        from sim.load import offered_load, overloaded
        from sim.loading import load_scenario
        from sim.workload import build_model

        model = build_model(load_scenario(scenario, variant=variant, changes=changes or ()))
        loads = offered_load(model)
        if fmt is TableFormat.json:
            print_json([load_data(one) for one in loads])
            return
        from sim.terminal.load import bottleneck_sentence, load_table, months_table

        stdout.print(load_table(loads))
        if loads and len(loads[0].months) > 1:
            stdout.print(months_table(loads))
        for sentence in overloaded(model):
            stdout.print(f"Warning: {sentence}", style="yellow", markup=False)
        stdout.print(bottleneck_sentence(loads), style="bold", markup=False)


def load_data(load: PoolLoad) -> dict[str, Any]:
    """The load of a pool as plain data; null where nobody is on duty."""

    def finite(value: float) -> float | None:
        return None if math.isinf(value) else round(value, 6)

    return {
        "office": load.office,
        "role": load.role,
        "members": load.members,
        "work_h": round(load.work_h, 6),
        "on_duty_h": round(load.on_duty_h, 6),
        "load": finite(load.load),
        "needed": load.needed,
        "by_month": {month: finite(value) for month, value in zip(load.months, load.by_month, strict=True)},
    }
