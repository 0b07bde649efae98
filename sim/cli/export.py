"""The command `export`: what a run recorded, in the forms that other programs read."""

from __future__ import annotations

from sim.cli.app import app
from sim.cli.export_options import ExportFormat, ExportOptions
from sim.cli.faults import faults
from sim.cli.options import takes


@app.command("export", short_help="Write a run, or the routes of a regulation, for other programs.")
@takes(ExportOptions)
def export_command(options: ExportOptions) -> None:
    """Write what a run recorded in a form that other programs read, such as those of process mining.

    Rows come from the tables of the run; a replication that those have not is simulated again. With bpmn the routes of a
    regulation are drawn as processes, one a file.
    """
    with faults():
        if options.to is ExportFormat.bpmn:
            from sim.cli.bpmn_export import export_bpmn

            export_bpmn(options)
            return
        from sim.cli.bpmn_export import refuse_options_of_processes
        from sim.cli.log_export import export_log

        refuse_options_of_processes(options)
        export_log(options)
