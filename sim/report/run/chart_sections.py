"""Sections of a page that are charts with a note each: lost time, a sample of applications, sittings and counters; only what a run has."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sim.experiment.results import Results
from sim.model.route import Kind
from sim.quantities import HOUR, MINUTE
from sim.report.parts import Paragraph, Plot, Section
from sim.report.run import plots
from sim.translations.in_use import translated

_WAITS = 0.05
"""A counter at which all but one in twenty wait less has no queue [min]."""


def chart_sections(results: Results, lang: str) -> Iterator[Section]:
    """The sections of a run; those about something that it does not have are missing."""
    figures = results.figures
    if figures.whole["late"].mean > 0:
        note = translated(
            "Lateness is laid to the steps that took longer than they may, in proportion to what they took above it; its parts are "
            "what the time of the step went to. Of many steps those with most lateness."
        )
        chart = Plot(partial(plots.plot_lost_time, results, lang))
        yield Section("lost_time", translated("Where late answers lost their time"), (chart, _note(note)))
    if figures.whole["applications"].mean > 0:
        note = translated(
            "Some applications of one replication, evenly spread over those received in ten working days from the middle of the "
            "counted period on."
        )
        chart = Plot(partial(plots.plot_lives, results, lang))
        yield Section("sample_lives", translated("A sample of applications on the calendar"), (chart, _note(note)))
    if figures.sittings:
        chart = Plot(partial(plots.plot_sittings, results, lang))
        yield Section("sitting_files", translated("Files per sitting"), (chart,))
    if _counters_with_queues(results):
        note = translated("While somebody is on duty at the counter; of many counters those with the longest waits.")
        chart = Plot(partial(plots.plot_front_desk, results, lang))
        yield Section("front_desk", translated("Waits at the counter"), (chart, _note(note)))


def _counters_with_queues(results: Results) -> bool:
    """Whether anybody waits at a counter, or a regulation says how long he may."""
    printed = any(regulation.front_desk.queue_wait is not None for regulation in results.study.regulations.values())
    waits = [
        row["queue_p95_h"].mean * HOUR / MINUTE
        for key, row in results.figures.steps.items()
        if results.model.plan(key).step(key[2]).kind is Kind.COUNTER
    ]
    return bool(waits) and (printed or any(wait >= _WAITS for wait in waits))


def _note(text: str) -> Paragraph:
    return Paragraph(text, "note", only="page")
