"""One self-contained HTML page per comparison: findings first, then charts and every difference with its intervals."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import partial

from sim.experiment.comparison.case_names import AS_IT_IS
from sim.experiment.comparison.compare import Comparison
from sim.experiment.comparison.differences import Difference
from sim.measure.digits import plain
from sim.report.comparison import sentences
from sim.report.comparison.chart import Line, chart_lines, difference_lines
from sim.report.levers.table import settings_list
from sim.report.notes import comparison_warnings, note_sentence
from sim.report.parts import BulletList, Item, Paragraph, Part, Plot, Section, Strong, TextTable
from sim.report.planning.page import PlanningPage, facts_line, render_planning
from sim.report.planning.words import changed_texts
from sim.translations.in_use import in_language, localized_day, marked, translated

_OPEN = 6
"""This many findings for citizens are read first; the others have a chapter."""


def render_comparison(comparison: Comparison, lang: str = "en", changed: Sequence[str] = ()) -> str:
    """The report of a comparison as one HTML text without links to anything outside.

    `lang` is the language of all texts, and of the names of variants and roles (`kk`, `ru` or `en`); `changed` says what makes the
    last case of the first, in words of that language.
    """
    with in_language(lang):
        return render_planning(_page(comparison, lang, changed), lang)


def heading(comparison: Comparison, lang: str = "en") -> str:
    """What is compared, as a title: the scenario where all cases are of one, else the cases."""
    if comparison.of_routes or comparison.cases[0].title == AS_IT_IS:
        return comparison.cases[0].study.scenario.scenario.text(lang)
    return " / ".join(sentences.case_name(comparison, i, lang) for i in range(len(comparison.cases)))


def against_text(comparison: Comparison, lang: str = "en") -> str:
    """Which cases are held against which."""
    first, *others = (sentences.case_name(comparison, i, lang) for i in range(len(comparison.cases)))
    return translated("Against {first}: {others}.", first=first, others="; ".join(others))


def _page(comparison: Comparison, lang: str, changed: Sequence[str]) -> PlanningPage:
    citizens, staff, _ = sentences.finding_sentences(comparison, lang)
    lines = chart_lines(comparison, lang)
    first = sentences.case_name(comparison, 0, lang)
    panels = list(dict.fromkeys(line.panel for line in lines))
    return PlanningPage(
        heading(comparison, lang),
        " ".join((against_text(comparison, lang), *changed_texts(changed))),
        citizens[:_OPEN] or (translated("No difference can be told in what citizens meet."),),
        tuple(
            section
            for section in (
                _findings("further", translated("Further findings"), citizens[_OPEN:]),
                _findings("staff", translated("Staff"), staff),
                _charts([line for line in lines if line.panel in panels[1:]], first),
                *_tables(comparison, lang),
                _tried(comparison, lang),
                _untold(comparison, lang),
                _cases(comparison, lang),
                _method(comparison, lang),
            )
            if section is not None
        ),
        tuple(_plot([line for line in lines if line.panel == panel], first) for panel in panels[:1]),
        facts_line(comparison.cases[0].study.scenario.period, comparison.replications),
        comparison_warnings(comparison, lang),
    )


def _plot(lines: Sequence[Line], first: str) -> Plot:
    return Plot(partial(difference_lines, lines, first))


def _charts(lines: Sequence[Line], first: str) -> Section | None:
    """The charts of all measures but the one that is read first, two beside each other."""
    plots = [_plot([line for line in lines if line.panel == name], first) for name in _panels(lines)]
    return Section("charts", translated("Differences as charts"), tuple(plots)) if plots else None


def _panels(lines: Sequence[Line]) -> list[str]:
    return list(dict.fromkeys(line.panel for line in lines))


def _findings(key: str, title: str, texts: Sequence[str]) -> Section | None:
    return Section(key, title, (BulletList(tuple(Item(text) for text in texts)),)) if texts else None


def _tables(comparison: Comparison, lang: str) -> Iterator[Section]:
    """The differences of each case, a chapter for each."""
    first = sentences.case_name(comparison, 0, lang)
    for case in range(1, len(comparison.cases)):
        name = sentences.case_name(comparison, case, lang)
        title = translated("{case} – against {first}", case=name, first=first)
        table = TextTable(
            "differences",
            title,
            (translated("measure"),),
            (
                translated("first"),
                translated("this case"),
                translated("difference"),
                translated("95 % interval"),
                translated("95 % interval,\nall at once"),
                translated("unpaired"),
                translated("error smaller\nby"),
                translated("p, after\nHolm"),
            ),
            tuple(_rows(comparison, case, lang)),
        )
        note = translated(_TABLE_NOTE, families=sentences.families_text(comparison))
        yield Section(f"differences-{case}", title, (table, Paragraph(note, "note", only="page")))


def _rows(comparison: Comparison, case: int, lang: str) -> Iterator[tuple[str, ...]]:
    """The differences of one case as texts, those of one place below its name."""
    last = None
    for difference in comparison.differences:
        if difference.case != case:
            continue
        place = sentences.place_name(comparison, difference.place, lang, short=False)
        if difference.place != last and place:
            yield (place,)
        last = difference.place
        cells = _cells(difference)
        yield tuple(Strong(cell) for cell in cells) if difference.significant else cells


def _cells(difference: Difference) -> tuple[str, ...]:
    change = sentences.scaled(difference.measure, difference.paired.estimate)
    unpaired = sentences.scaled(difference.measure, difference.paired.unpaired)
    scale = sentences.SCALE.get(difference.measure, 1)
    digits = sentences.digits_of(difference)
    return (
        sentences.measure_label(difference.measure),
        *sentences.numbers_of(difference),
        _interval(change.low, change.high, digits),
        _interval(scale * difference.simultaneous[0], scale * difference.simultaneous[1], digits),
        _interval(unpaired.low, unpaired.high, digits),
        sentences.narrowing_of(difference),
        _probability(difference.p_holm),
    )


def _tried(comparison: Comparison, lang: str) -> Section | None:
    """The single changes of the first case that were tried, with the settings that bring them."""
    table = sentences.tried_table(comparison, lang, "page")
    if table is None:
        return None
    judged = [one for one in comparison.tried or () if one.finalist]
    return Section("levers", table.title, (table, settings_list(judged)))


def _untold(comparison: Comparison, lang: str) -> Section | None:
    """What cannot be told from what it is in the first case."""
    items = [Item(text[:1].upper() + text[1:]) for text in sentences.untold_texts(comparison, lang)]
    if equal := sum(difference.equal for difference in comparison.differences):
        of_all = {"count": equal, "all": len(comparison.differences)}
        items.append(Item(translated("The same in every replication: {count} of {all} measures.", **of_all)))
    return Section("untold", translated("No difference can be told"), (BulletList(tuple(items)),)) if items else None


def _cases(comparison: Comparison, lang: str) -> Section:
    """What is compared, in which period."""
    names = [sentences.case_name(comparison, i, lang) for i in range(len(comparison.cases))]
    numbers = [translated("first"), *(str(i) for i in range(1, len(names)))]
    if comparison.of_routes:
        labels: tuple[str, ...] = ("", translated("case"))
        rows: tuple[tuple[str, ...], ...] = tuple(zip(numbers, names, strict=True))
    else:
        labels = ("", translated("case"), translated("scenario"), translated("name in files"))
        rows = tuple(
            (number, name, case.study.scenario.scenario.text(lang), case.name)
            for number, name, case in zip(numbers, names, comparison.cases, strict=True)
        )
    period = comparison.cases[0].study.scenario.period
    when = translated(
        "Period {start} to {end}, counted from {counted}.",
        start=localized_day(period.start),
        end=localized_day(period.end),
        counted=localized_day(period.counted_from),
    )
    parts: tuple[Part, ...] = (TextTable("cases", "", labels, (), rows), Paragraph(when, "note"))
    return Section("cases", translated("What is compared"), parts)


def _method(comparison: Comparison, lang: str) -> Section:
    """How the differences were found and what their intervals promise."""
    texts = [
        sentences.pairing_sentence(comparison),
        *(f"{note_sentence(note, lang)}." for note in comparison.notes),
        sentences.narrowing_sentence(comparison),
        translated(_METHOD),
    ]
    return Section(
        "method", translated("How it was computed"), tuple(Paragraph(text, "method") for text in texts if text)
    )


def _interval(low: float, high: float, digits: int) -> str:
    if math.isnan(low):
        return "–"
    return translated("{low} to {high}", low=sentences.signed(low, digits), high=sentences.signed(high, digits))


def _probability(value: float) -> str:
    return "–" if math.isnan(value) else f"<\N{NO-BREAK SPACE}{plain(0.001, 3)}" if value < 0.001 else plain(value, 3)


_TABLE_NOTE = marked(
    "Differences in bold can be told. Differences of shares are in points. {families}. The intervals in the column “all at once” "
    "hold together for all differences of such a group with 95 %, and p is corrected over it; every other interval holds for its own "
    "difference alone. “Unpaired” is the interval that the same runs would have, were they drawn apart; “error smaller by” how many "
    "times larger the standard error would be then."
)
_METHOD = marked(
    "Paired t intervals over replications (Law, Simulation Modeling and Analysis, 5th edition, section 10.2.1) with common random "
    "numbers (section 11.2): applications, their ways and durations, absences and outages are drawn beforehand by name, so that every "
    "case faces the same. They know skewness (Hall, 1992) and rare events (Fay and Feuer, 1997); so do the unpaired ones, each put "
    "together of the intervals of both runs (Zou and Donner, 2008). Correction for several differences: Holm (1979), for those of the "
    "question and for the others apart; intervals all at once: Dunn (1961). Where every replication gives one and the same difference, "
    "p is that of the sign test."
)
