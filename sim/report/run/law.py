"""The regulations of a run: what their limits add up to, and the latest lawful moments of each route on the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from functools import partial

import numpy as np

from sim.experiment.results import Results
from sim.law.audit import RouteAudit, Sum, audit_route
from sim.law.regulation import Channel, Regulation
from sim.law.timeline import Chain, LawfulOffices, chain
from sim.quantities import Limit, civil, instant
from sim.report.parts import Paragraph, Plot, Section, TextTable
from sim.report.run import plots
from sim.report.run.names import channel_title
from sim.schema.in_words import limit_text
from sim.translations.in_use import localized_day, marked, translated

MOST_TIMELINES = 4
"""Of at most so many routes a timeline is drawn; of more the table alone says what the chains come to."""
_VERDICTS = {
    "can be met": marked("can be met"),
    "cannot be met": marked("cannot be met: every step can be lawful and the answer late"),
    "no term": marked("the text has no term"),
}


def law_sections(results: Results, lang: str) -> Iterator[Section]:
    """Timeline and audit of every route that the scenario uses."""
    used = tuple(_used(results))
    if len(used) <= MOST_TIMELINES:
        chains = tuple(_timeline(results, *route) for route in used)
        titles = tuple(channel_title(results.study, *route, lang) for route in used)
        day = civil(int(chains[0].submitted[0])).date()
        title = translated(
            "The latest lawful moment of each step, for applications handed in on {day} at 10:00",
            day=localized_day(day),
        )
        yield Section("law_timeline", title, (Plot(partial(plots.plot_timelines, chains, titles), wide=True),))
    yield Section("law_audit", translated("Limits against terms"), tuple(_audit_parts(results, used, lang)))


def _used(results: Results) -> Iterator[tuple[str, Channel]]:
    for service, stated in results.study.scenario.services.items():
        for channel in stated.routes:
            yield service, channel


def _timeline(results: Results, service: str, channel: Channel) -> Chain:
    """The chain of an application handed in at ten on the first working day that counts."""
    study = results.study
    regulation = study.regulations[service]
    day = study.scenario.period.counted_from
    while not study.days.is_working(day):
        day = day.fromordinal(day.toordinal() + 1)
    submitted = np.array([instant(datetime.combine(day, time(10)))], dtype=np.int64)
    reading = study.scenario.services[service].routes[channel].reading
    return chain(regulation, channel, submitted, LawfulOffices.of_year(regulation.year), reading=reading)


def _audit_parts(results: Results, used: tuple[tuple[str, Channel], ...], lang: str) -> Iterator[TextTable | Paragraph]:
    """The table of all routes, and what it cannot hold."""
    study = results.study
    rows: list[tuple[str, ...]] = []
    texts: list[str] = []
    for service, channel in used:
        regulation = study.regulations[service]
        audit = audit_route(regulation, channel, reading=study.scenario.services[service].routes[channel].reading)
        name = channel_title(study, service, channel, lang)
        rows.append((name, *_cells(regulation, audit)))
        texts += _texts(regulation, audit, name)
    columns = (
        translated("limits added up"), translated("longest lawful chain\n[working days]"), translated("term"),
        translated("with every limit used up the term"),
    )  # fmt: skip
    note = translated(
        "The chain lets every step take its whole limit, on every working day of the year of the act; steps without a limit take "
        "no time in it."
    )
    yield TextTable(
        "law_audit", translated("Limits against terms"), (translated("route"),), columns, tuple(rows), note, only="page"
    )
    for text in texts:
        yield Paragraph(text, only="page")


def _cells(regulation: Regulation, audit: RouteAudit) -> tuple[str, ...]:
    same = audit.shortest_days == audit.longest_days
    days = (
        str(audit.longest_days)
        if same
        else translated("{least} to {most}", least=audit.shortest_days, most=audit.longest_days)
    )
    term = limit_text(audit.term or Limit(audit.derived_days, "working_days"))
    if audit.verdict == "can be met on some dates":
        verdict = translated("can be met at {met} of {tried} moments", met=audit.dates_met, tried=audit.dates_tried)
    else:
        verdict = translated(_VERDICTS[audit.verdict])
    return _sum_text(audit.sum), days, term, verdict


def _texts(regulation: Regulation, audit: RouteAudit, name: str) -> Iterator[str]:
    if audit.without_limit:
        steps = ", ".join(audit.without_limit)
        yield translated("{route}: the text sets no limit for the steps {steps}.", route=name, steps=steps)


def _sum_text(limits: Sum) -> str:
    """Limits added up, by unit."""
    parts = [
        Limit(limits.working_days, "working_days"),
        Limit(limits.calendar_days, "calendar_days"),
        Limit(limits.minutes, "minutes"),
    ]
    return " + ".join(limit_text(part) for part in parts if part.value) or "–"
