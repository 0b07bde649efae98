"""The charts of a run's page, each with the library that draws it imported when it is drawn: a terminal shows none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from sim.experiment.results import Results
from sim.experiment.typical_replication import typical_replication
from sim.experiment.warm_up import WarmUp
from sim.law.timeline import Chain
from sim.measure.recovery import Recovery
from sim.quantities import civil

if TYPE_CHECKING:
    from matplotlib.figure import Figure


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


def plot_queue_times(results: Results, lang: str) -> Figure:
    """Queue times of the steps by route and role."""
    from sim.report import charts

    return charts.queue_times(results.queue_times(lang))


def plot_waits(results: Results, lang: str) -> Figure:
    """Mean waits step by step, by what is waited for."""
    from sim.report import charts

    return charts.waits_by_reason(results.waits(lang))


def plot_lives(results: Results, lang: str) -> Figure:
    """A sample of applications of the typical replication, which is simulated again, on the real calendar."""
    from sim.experiment.replications import replicate
    from sim.report import charts
    from sim.tracing.sample import sampled_lives

    model, log = replicate(results.model, typical_replication(results))
    sample = sampled_lives(log, model, lang)
    return charts.sample_of_lives(sample.table, sample.days_off)


def plot_lost_time(results: Results, lang: str) -> Figure:
    """Where late answers lost their time, by step and reason."""
    from sim.report import charts

    return charts.lost_time(results.lost_time(lang))


def plot_desk_waits(results: Results, lang: str) -> Figure:
    """Waits at counters against the lawful wait."""
    from sim.report import charts

    return charts.front_desk_waits(results.front_desk_waits(lang))


def plot_sittings(results: Results, lang: str) -> Figure:
    """Files of each sitting, and files carried over."""
    from sim.report import charts

    return charts.sittings(results.sittings(lang))


def plot_utilisation_by_week(results: Results, lang: str) -> Figure:
    """When in the week the busiest roles work."""
    from sim.report import charts

    return charts.utilisation_by_week(results.utilisation_by_week(lang))


def plot_utilisation_by_month(results: Results, lang: str) -> Figure:
    """Utilisation of roles month by month."""
    from sim.report import charts

    return charts.utilisation_by_month(results.utilisation_by_month(lang))


def plot_warm_up(found: WarmUp) -> Figure:
    """Welch's plot of the warm-up."""
    from sim.report.run.warm_up import warm_up_chart

    return warm_up_chart(found)


def plot_timelines(chains: Sequence[Chain], titles: Sequence[str]) -> Figure:
    """The latest lawful moments of an application on each of several routes."""
    from sim.report.timeline_chart import timelines

    return timelines(chains, titles)
