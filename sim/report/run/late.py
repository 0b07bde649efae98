"""The late applications on the page of a run: by office and month, and those of one replication one by one with their lives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from sim.experiment.results import Results
from sim.experiment.typical_replication import late_of_replication, typical_replication
from sim.quantities import DAY, UNSET
from sim.report.parts import FoldedLife, FoldedLives, Paragraph, Plot, Section
from sim.translations.in_use import counted, in_language, translated

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.measure.late_applications import LateApplication
    from sim.tracing.sentence import Sentence
    from sim.tracing.trace import Trace

MOST_LIVES = 12
"""Of one replication at most this many late applications are told, the latest ones."""


def late_sections(results: Results, lang: str) -> Iterator[Section]:
    """Late answers by office and month, and the latest ones of a typical replication, each with its life."""
    if results.figures.whole["late"].mean > 0:
        note = translated(
            "Offices where applications were handed in, those with most late answers first, on one scale; means over all "
            "replications. A late answer counts in the month in which its term ended."
        )
        chart = Plot(partial(_draw_map, results, lang), wide=True)
        yield Section(
            "late_map", translated("Late answers by office and month"), (chart, Paragraph(note, "note", only="page"))
        )
    number = typical_replication(results)
    if late := late_of_replication(results, number):
        lives = FoldedLives(partial(_lives, results, number, lang))
        intro = Paragraph(_which(len(results.replications), number, late), only="page")
        yield Section("late_list", translated("Late applications, one by one"), (intro, lives))


def _which(replications: int, number: int, late: int) -> str:
    """Which replication is shown, how it was chosen, and how many of its late applications are shown."""
    chosen = translated(
        "Replication {number} of {replications}: of those that the tables of the run have, its number of late applications is "
        "nearest to the mean of all replications.",
        number=number,
        replications=replications,
    )
    if late > MOST_LIVES:
        shown = counted(
            "Of its {count} late application the {shown} latest are shown; each unfolds to its life.",
            "Of its {count} late applications the {shown} latest are shown; each unfolds to its life.",
            late,
            shown=MOST_LIVES,
        )
    else:
        shown = counted(
            "It has {count} late application, which unfolds to its life.",
            "It has {count} late applications, each of which unfolds to its life.",
            late,
        )
    return f"{chosen} {shown}"


def _draw_map(results: Results, lang: str) -> Figure:
    from sim.report.charts.late import late_map

    return late_map(results.late_by_month(lang))


def _lives(results: Results, number: int, lang: str) -> tuple[tuple[FoldedLife, ...], tuple[tuple[str, str], ...]]:
    """The latest applications of a replication, which is simulated again, and what the bars of their timelines mean."""
    from sim.experiment.replications import replicate
    from sim.measure.late_applications import late_applications
    from sim.tracing.chart import STYLES
    from sim.tracing.trace import trace

    model, log = replicate(results.model, number)
    several = len(results.figures.routes) > 1 and len({key[0] for key in results.figures.routes}) > 1
    with in_language(lang):
        lives = [
            _life(one, trace(log, one.application, model=model, lang=lang), several=several)
            for one in late_applications(log, model)[:MOST_LIVES]
        ]
        present = {bar.what for life in lives for row in life.timeline.rows for bar in row.bars}
        kinds = tuple((key, translated(label)) for key, (label, _, _) in STYLES.items() if key in present)
    return tuple(lives), kinds


def _life(one: LateApplication, trace: Trace, *, several: bool) -> FoldedLife:
    from sim.report.late_words import late_words
    from sim.tracing.timeline import life_timeline

    words = late_words(one, trace.names, several=several)
    *sentences, ending = trace.dated_sentences
    late_by = words.late_by if words.late_by == words.working_time else f"{words.late_by} ({words.working_time})"
    return FoldedLife(
        name=translated("Application {number}", number=one.application),
        where=translated("{route}; {office}", route=words.route, office=words.office),
        when=_when(one, words.received, words.due, words.ready),
        late_by=translated("late by {length}", length=late_by),
        cost=translated("Cost most: {step}", step=words.cost),
        days=tuple(_days(sentences)),
        ending=ending.text,
        timeline=life_timeline(trace),
    )


def _when(one: LateApplication, received: str, due: str, ready: str) -> str:
    if one.ready == UNSET:
        return translated("received {received}, due {due}, still open", received=received, due=due)
    return translated("received {received}, due {due}, ready {ready}", received=received, due=due, ready=ready)


def _days(sentences: Sequence[Sentence]) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """Sentences day by day, each with its time of day."""
    from sim.tracing.moments import day, time_of_day

    for _, of_day in groupby(sentences, key=lambda sentence: sentence.at // DAY):
        told = list(of_day)
        yield day(told[0].at), tuple((time_of_day(sentence.at), sentence.text) for sentence in told)
