"""What is shown of a run, as data: every section with its parts, and the order in which each medium shows them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from sim.experiment.overview import pool_rows
from sim.experiment.results import Results
from sim.experiment.uncertainty import Uncertainty
from sim.measure.recovery import STAYS
from sim.model.route import Kind
from sim.report.chart_sizes import MOST_LINES, MOST_PANELS
from sim.report.levers.table import settings_list
from sim.report.notes import note_sentence
from sim.report.parts import Chapters, Contents, Heading, Medium, Paragraph, Plot, Section
from sim.report.run import plots
from sim.report.run.causes import cause_tables, causes_sentence
from sim.report.run.counted import counted_table
from sim.report.run.first_screen import first_screen
from sim.report.run.groups import class_tables, stream_tables
from sim.report.run.halls import hall_sentences, hall_tables
from sim.report.run.late import late_sections
from sim.report.run.law import law_sections
from sim.report.run.levers import levers_sentence, levers_short
from sim.report.run.officers import officer_tables, pooling_sentence
from sim.report.run.outcomes import outcome_tables
from sim.report.run.routes import late_paragraph, lowest_paragraph, objection_paragraph, route_tables
from sim.report.run.sentences import recovery_sentence
from sim.report.run.sources import assumption_table, method_paragraph, source_list, sureness_sentence
from sim.report.run.steps_and_pools import pool_tables, step_table
from sim.report.run.stress_des import STRESS_DES, stress_des
from sim.report.run.transfers_visits_systems import transfer_visit_system_tables
from sim.report.run.uncertainty import uncertainty_sentences, uncertainty_tables
from sim.report.run.warm_up import warm_up_sentence
from sim.translations.in_use import counted, localized_day, marked, translated

_OUTCOMES_AND_OFFICES = (
    "officers", "outcomes", "cycle_times", "deliveries", "inherited", "halls", "halls_unserved", "slots", "sittings",
    "home_visits", "transfers", "systems",
)  # fmt: skip
_OPEN = (("never_begun",), ("key_figures", "recommendation"), ("warnings",))
"""What stands open on a page, before all that folds."""
_FOLDED: dict[str, tuple[str, tuple[str, ...]]] = {
    "routes": (marked("Routes in figures"), ("late_answers", "routes")),
    "changes": (marked("What would help"), ("levers",)),
    "findings": (marked("Further findings"), ("conclusions",)),
    "terms": (marked("How long answers take, and where late ones lost their time"), ("elapsed_terms", "lost_time")),
    "queues": (marked("Where the time goes, step by step"), ("queue_times", "waits", "desk_waits", "steps", "causes")),
    "late": (marked("The late answers"), ("late_map", "late_list")),
    "people": (marked("People and commissions"), ("pools", "officers")),
    "progress": (marked("Work in progress"), ("backlog", "sample_lives", "recovery", "inherited")),
    "desks": (
        marked("Sittings, halls, visits and ways"),
        (
            "sitting_files",
            "sittings",
            "halls",
            "halls_unserved",
            "slots",
            "home_visits",
            "transfers",
            "systems",
            "deliveries",
        ),
    ),
    "endings": (
        marked("Which applications count, and how they end"),
        ("counted", "outcomes", "cycle_times", "classes", "streams"),
    ),
    "uncertainty": (marked("Two kinds of not knowing"), ("spreads", "influences")),
    "law": (marked("The regulation: timeline and audit"), ("law_timeline", "law_audit")),
    "assumed": (marked("Assumptions and their reasons"), ("assumptions",)),
    "grounds": (marked("Sources, warm-up and method"), ("sources", "warm_up", "method")),
    "annex": (marked("Annex: STRESS-DES checklist"), (STRESS_DES,)),
}
"""The chapters of a page that fold, by the name to which its contents lead: title and sections."""
ORDER: dict[Medium, Chapters] = {
    "page": (*_OPEN, *(sections for _, sections in _FOLDED.values())),
    "terminal": (
        (
            "never_begun",
            "late_answers",
            "routes",
            "classes",
            "pools",
            *_OUTCOMES_AND_OFFICES,
            "streams",
            "levers",
            "warm_up",
            "spreads",
            "influences",
            "uncertainty",
            "warnings",
        ),
        ("conclusions",),
    ),
}
"""Both orders begin with what no figure below shows, as nobody has begun it, and go on with what a reader asks first: a page
with the answers, a terminal with the figures, since its last lines are read first."""
_FIRST = ("never_begun", "turned_away_for_good")
"""Notes of what the figures do not show."""


def run_contents(results: Results, uncertainty: Uncertainty | None = None, lang: str = "en") -> Contents:
    """Everything that is shown of a run.

    `uncertainty` is what drawing the uncertain numbers showed; `lang` chooses the language of the names of services, routes,
    roles and steps (`kk`, `ru` or `en`).
    """
    scenario = results.study.scenario
    sections = (
        *_answers(results, uncertainty, lang),
        *first_screen(results, lang),
        *_figures(results, lang),
        *_tables(results),
        *_uncertainty(results, uncertainty),
        *law_sections(results, lang),
        *late_sections(results, lang),
        *_background(results, lang),
        *stress_des(results, lang),
    )
    headings = {keys: Heading(name, translated(title)) for name, (title, keys) in _FOLDED.items()}
    return Contents(
        scenario.scenario.text(lang),
        scenario.description.text(lang),
        lang,
        {section.key: section for section in sections},
        ORDER,
        headings,
        _facts(results),
    )


def _facts(results: Results) -> str:
    """What the page is about and what it rests on, in a line above its title."""
    period = results.study.scenario.period
    return counted(
        "Simulation of {first} to {last}, {count} replication",
        "Simulation of {first} to {last}, {count} replications",
        len(results.replications),
        first=localized_day(period.counted_from),
        last=localized_day(period.end - timedelta(days=1)),
    )


def _answers(results: Results, uncertainty: Uncertainty | None, lang: str) -> Iterator[Section]:
    """What nobody begins, the answers in sentences, and what else the reader ought to know."""
    first = [note for note in results.warnings if note.key in _FIRST]
    yield Section("never_begun", "", tuple(Paragraph(note_sentence(note, lang), "warning") for note in first))
    late = tuple(late_paragraph(results))
    if sure := sureness_sentence(results):
        late = (*late, Paragraph(sure, only="terminal"))  # a page has it with the method
    yield Section("late_answers", "", late)
    # A page has it as its recommendation.
    conclusions = [Paragraph(levers_sentence(results, lang), "conclusion", only="terminal")]
    if causes := causes_sentence(results, lang):
        conclusions.append(Paragraph(causes, "conclusion"))
    if results.pooled is not None:
        conclusions.append(Paragraph(pooling_sentence(results), "conclusion"))
    conclusions += [Paragraph(sentence, "conclusion") for sentence in hall_sentences(results)]
    if results.recovery is not None:
        conclusions.append(Paragraph(recovery_sentence(results), "conclusion"))
    if uncertainty is not None:  # a terminal has the sentences below their tables
        conclusions.append(Paragraph(uncertainty_sentences(results, uncertainty)[-1], "conclusion", only="page"))
    yield Section("conclusions", "", tuple(conclusions))
    warnings = (note_sentence(note, lang) for note in results.warnings if note.key not in _FIRST)
    yield Section("warnings", "", tuple(Paragraph(warning, "warning") for warning in warnings))


def _figures(results: Results, lang: str) -> Iterator[Section]:
    """The figures of routes, steps, pools and streams with their charts."""
    figures = results.figures
    objections = tuple(objection_paragraph(results))
    yield Section("routes", "", (*lowest_paragraph(results), *route_tables(results, lang), *objections))
    elapsed = Plot(partial(plots.plot_elapsed_terms, results))
    title = translated("Elapsed term by route")
    yield Section("elapsed_terms", title, (elapsed, _note(_elapsed_note(len(figures.routes)))))
    backlog = Plot(partial(plots.plot_backlog, results))
    yield Section("backlog", translated("Backlog over time"), (backlog, _note(translated(_BACKLOG_NOTE))))
    if figures.whole["applications"].mean > 0:
        lives = Plot(partial(plots.plot_lives, results, lang))
        title = translated("A sample of applications on the calendar")
        yield Section("sample_lives", title, (lives, _note(translated(_LIVES_NOTE))))
    if (recovery := results.recovery) is not None:
        lines = Plot(partial(plots.plot_recovery, recovery))
        yield Section("recovery", translated("Recovery"), (lines, _note(translated(_RECOVERY_NOTE, days=STAYS))))
    for table in cause_tables(results, lang):
        yield Section("causes", table.title, (table, _note(translated(_CAUSES_NOTE))))
    yield Section("classes", translated("Classes of priority"), class_tables(results))
    queues = Plot(partial(plots.plot_queue_times, results, lang))
    waits = Plot(partial(plots.plot_waits, results, lang))
    yield Section("queue_times", translated("Queue time by step and role"), (queues,))
    yield Section("waits", translated("Mean wait by what is waited for"), (waits,))
    if figures.whole["late"].mean > 0:
        lost = Plot(partial(plots.plot_lost_time, results, lang))
        yield Section("lost_time", translated("Where late answers lost their time"), (lost,))
    yield from _meetings(results, lang)
    steps = (step_table(results, lang), _note(translated(_STEPS_NOTE)))
    yield Section(
        "steps", translated("Step by step: limits, work, queues and where late answers lost their time"), steps
    )
    yield _pools(results, lang)
    yield from _levers(results, lang)
    yield Section("streams", translated("Arrivals: expected and drawn"), stream_tables(results))
    yield Section("counted", "", (counted_table(results, lang),))


def _meetings(results: Results, lang: str) -> Iterator[Section]:
    """Waits at counters against the lawful wait, and files of sittings, where there are any."""
    if _counters_with_queues(results):
        desks = Plot(partial(plots.plot_desk_waits, results, lang))
        yield Section("desk_waits", translated("Waits at the front desk against the lawful wait"), (desks,))
    if any(pool.sittings is not None for pool in results.model.capacity.pools):
        files = Plot(partial(plots.plot_sittings, results, lang))
        yield Section("sitting_files", translated("Files of every sitting, and files carried over"), (files,))


def _counters_with_queues(results: Results) -> bool:
    """Whether anybody waits at a counter, or a regulation says how long he may."""
    printed = any(regulation.front_desk.queue_wait is not None for regulation in results.study.regulations.values())
    waits = [
        row["queue_p95_h"].mean
        for key, row in results.figures.steps.items()
        if results.model.plan(key).step(key[2]).kind is Kind.COUNTER
    ]
    return bool(waits) and (printed or any(wait >= _NO_QUEUE for wait in waits))


def _levers(results: Results, lang: str) -> Iterator[Section]:
    """The first lines of the list of changes that would help, where any were tried."""
    tables = [levers_short(results, lang, "page"), levers_short(results, lang, "terminal")]
    if parts := tuple(table for table in tables if table is not None):
        judged = [one for one in results.tried or () if one.finalist]
        yield Section("levers", translated("What would help"), (*parts, settings_list(judged)))


def _pools(results: Results, lang: str) -> Section:
    pools = pool_rows(results)
    by_month = Plot(partial(plots.plot_utilisation_by_month, results, lang))
    by_week = Plot(partial(plots.plot_utilisation_by_week, results, lang))
    note = _note(_pools_note(len(pools)))
    return Section("pools", translated("Utilisation"), (*pool_tables(results, pools, lang), by_month, by_week, note))


def _tables(results: Results) -> Iterator[Section]:
    """A section for every table that a run has of outcomes, transfers, visits and systems."""
    tables = (*officer_tables(results), *outcome_tables(results), *hall_tables(results))
    for table in (*tables, *transfer_visit_system_tables(results)):
        yield Section(table.key, table.title, (table,))


def _uncertainty(results: Results, uncertainty: Uncertainty | None) -> Iterator[Section]:
    """What is due to chance and what to uncertain numbers, where these were drawn."""
    if uncertainty is None:
        return
    text = " ".join(uncertainty_sentences(results, uncertainty))
    yield Section("uncertainty", "", (Paragraph(text, "conclusion", only="terminal"),))
    if uncertainty.measures:
        spreads, influences = uncertainty_tables(results, uncertainty)
        wide, _ = uncertainty_tables(results, uncertainty, wide=True)
        yield Section("spreads", wide.title, (Paragraph(text, only="page"), wide, spreads))
        yield Section("influences", influences.title, (influences,))


def _background(results: Results, lang: str) -> Iterator[Section]:
    """What the figures rest on."""
    if (warm_up := results.warm_up) is not None:
        sentence = Paragraph(warm_up_sentence(warm_up), only=None if warm_up.found else "page")
        parts = (Plot(partial(plots.plot_warm_up, warm_up), wide=True), sentence, _note(translated(_WARM_UP_NOTE)))
        yield Section("warm_up", translated("Warm-up"), parts)
    assumed = Paragraph(
        translated("No source gives the following numbers; the results hold as far as they do."), only="page"
    )
    yield Section("assumptions", "", (assumed, assumption_table(results, lang)))
    yield Section("sources", translated("Sources"), (source_list(results, lang),))
    yield Section("method", translated("How it was computed"), (method_paragraph(results),))


def _note(text: str) -> Paragraph:
    return Paragraph(text, "note", only="page")


def _elapsed_note(routes: int) -> str:
    text = translated(
        "The law's count: working days after the day of receipt, up to and including the day on which the result is ready. "
        "Beyond the term bars have another colour."
    )
    if routes <= MOST_PANELS:
        return text
    return f"{text} {translated('Of {routes} routes those with most late answers.', routes=routes)}"


def _pools_note(pools: int) -> str:
    if pools <= MOST_LINES:
        return translated("Charts: month by month, offices alike together; the busiest roles by hour of the week.")
    return translated(
        "Charts: month by month, offices alike together, the {busiest} busiest of {pools}; the busiest roles by hour of the week.",
        busiest=MOST_LINES,
        pools=pools,
    )


_BACKLOG_NOTE = marked("Files of all routes that are received and not ready, at the end of every official working day.")
_NO_QUEUE = 0.001
"""A counter at which all but one in twenty wait less has no queue [working hours]."""
_LIVES_NOTE = marked(
    "Some applications of one replication, evenly spread over those received in ten working days from the middle of the counted "
    "period on."
)
_RECOVERY_NOTE = marked(
    "At the end of every official working day, over all routes, files that lay there at the start included. Back means: within "
    "the range for {days} working days in a row, after the peak of what the disturbance adds, replication by replication."
)
_CAUSES_NOTE = marked(
    "The same replications with the same random numbers, without what disturbs the offices: people away or ill, closed offices, "
    "systems that are down, sittings that are not held every day. What is late then is left to the steps; the rest is split in "
    "proportion to what goes away without each cause alone."
)
_STEPS_NOTE = marked(
    "Queue time counts only while somebody of the pool is on duty; where a commission sits, after the first sitting that could "
    "have taken the file. At the counter the limit is on serving. A step's share of the lateness is its share of the time by "
    "which answers were late, split in proportion to what each step took above its limit; where "
    "something disturbs the offices, the last column has what is left of it without that."
)
_WARM_UP_NOTE = marked(
    "Weekly means over replications and Welch's moving average; a week is five working days in a row. Elapsed working time and "
    "share in time are those of the applications received in the week, over all routes, as if every week had the same mix of "
    "them. MSER-5 cuts off the weeks without which the mean of the rest is known best; the longest of the cuts counts."
)
