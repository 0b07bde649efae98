"""The charts of a run's page, each with the library that draws it imported when it is drawn: a terminal shows none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from sim.experiment.results import Results
from sim.experiment.warm_up import WarmUp
from sim.measure.figures import Key
from sim.measure.recovery import Recovery
from sim.quantities import civil

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def plot_compliance(results: Results) -> Figure:
    """Share in time of each route, with the target of the scenario."""
    from sim.report import charts

    return charts.compliance(results.compliance(), results.study.scenario.target)


def plot_elapsed_terms(results: Results) -> Figure:
    """How many working days answers take, route by route."""
    from sim.report import charts

    return charts.elapsed_term(results.elapsed_term())


def plot_backlog(results: Results) -> Figure:
    """Files in the offices, day by day."""
    from sim.report import charts

    return charts.backlog(results.backlog(), since=_counted_from(results))


def _counted_from(results: Results) -> date | None:
    """The day that ends the warm-up; None where everything counts."""
    window = results.model.window
    return civil(window.warm_up_end).date() if window.warm_up_end > window.start else None


def plot_recovery(recovered: Recovery) -> Figure:
    """The backlog of a disturbed run beside the undisturbed one."""
    from sim.report.run.charts import recovery_lines

    return recovery_lines(recovered)


def plot_queues(results: Results, names: dict[Key, str]) -> Figure:
    """Queue times of the steps by their names."""
    from sim.report.run.charts import queue_curves

    return queue_curves(results.figures, names)


def plot_utilisation(bars: Sequence[tuple[str, float, float]]) -> Figure:
    """Utilisation of pools: name, mean and that of the busiest."""
    from sim.report.run.charts import utilisation_bars

    return utilisation_bars(bars)


def plot_utilisation_by_month(results: Results, lang: str) -> Figure:
    """Utilisation of roles month by month."""
    from sim.report import charts

    return charts.utilisation_by_month(results.utilisation_by_month(lang))


def plot_warm_up(found: WarmUp) -> Figure:
    """Welch's plot of the warm-up."""
    from sim.report.run.warm_up import warm_up_chart

    return warm_up_chart(found)
