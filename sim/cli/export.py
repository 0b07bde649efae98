"""The command `export`: what a run recorded, in the forms that other programs read."""

from __future__ import annotations

from sim.cli.app import app
from sim.cli.export_options import ExportOptions
from sim.cli.faults import faults
from sim.cli.options import takes


@app.command("export", short_help="Write a run for other programs.")
@takes(ExportOptions)
def export_command(options: ExportOptions) -> None:
    """Write what a run recorded in a form that other programs read, such as those of process mining.

    Rows come from the tables of the run; a replication that those have not is simulated again.
    """
    with faults():
        from sim.cli.log_export import export_log

        export_log(options)
