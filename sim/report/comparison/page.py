"""One self-contained HTML page per comparison: findings first, then the chart and every difference with its intervals."""

from __future__ import annotations

import math

from markupsafe import Markup

from sim.experiment.comparison.case_names import AS_IT_IS
from sim.experiment.comparison.compare import Comparison
from sim.report.chart_style import as_svg
from sim.report.comparison import sentences
from sim.report.comparison.chart import chart_lines, difference_lines
from sim.report.levers.table import settings_list
from sim.report.notes import comparison_warnings, note_sentence
from sim.report.parts import Section
from sim.report.templates import rendered

_OPEN = 10
"""This many findings for citizens are open at first; the others unfold."""


def render_comparison(comparison: Comparison, lang: str = "en") -> str:
    """The report of a comparison as one HTML text without links to anything outside.

    `lang` chooses the language of the names of variants and roles (`kk`, `ru` or `en`).
    """
    citizens, staff, untold = sentences.finding_sentences(comparison, lang)
    lines = chart_lines(comparison, lang)
    names = [sentences.case_name(comparison, i, lang) for i in range(len(comparison.cases))]
    chart = as_svg(difference_lines(lines, names[0])) if lines else ""
    return rendered(
        "comparison/page.html.jinja",
        lang=lang,
        comparison=comparison,
        names=names,
        title=heading(comparison, lang),
        citizens=citizens,
        staff=staff,
        most=_OPEN,
        untold=untold,
        equal=sum(difference.equal for difference in comparison.differences),
        pairing=sentences.pairing_sentence(comparison),
        families=sentences.families_text(comparison),
        notes=[note_sentence(note, lang) for note in comparison.notes],
        warnings=comparison_warnings(comparison, lang),
        narrowing=sentences.narrowing_sentence(comparison),
        chart=Markup(chart),
        tables=[(i, names[i], _rows(comparison, i, lang)) for i in range(1, len(comparison.cases))],
        period=comparison.cases[0].study.scenario.period,
        tried=_tried(comparison, lang),
    )


def _tried(comparison: Comparison, lang: str) -> Section | None:
    """The single changes of the first case that were tried, with the settings that bring them."""
    table = sentences.tried_table(comparison, lang, "page")
    if table is None:
        return None
    judged = [one for one in comparison.tried or () if one.finalist]
    return Section("levers", table.title, (table, settings_list(judged)))


def heading(comparison: Comparison, lang: str = "en") -> str:
    """What is compared, as a title: the scenario where all cases are of one, else the cases."""
    names = [sentences.case_name(comparison, i, lang) for i in range(len(comparison.cases))]
    if comparison.of_routes or names[0] == AS_IT_IS:
        return comparison.cases[0].study.scenario.scenario.text(lang)
    return " / ".join(names)


def _rows(comparison: Comparison, case: int, lang: str) -> list[dict[str, object]]:
    """The differences of one case as texts."""
    rows: list[dict[str, object]] = []
    last = None
    for difference in comparison.differences:
        if difference.case != case:
            continue
        change = sentences.scaled(difference.measure, difference.paired.estimate)
        unpaired = sentences.scaled(difference.measure, difference.paired.unpaired)
        scale = sentences.SCALE.get(difference.measure, 1)
        digits = sentences.digits_of(difference)
        before, after, shown = sentences.numbers_of(difference)
        place = sentences.place_name(comparison, difference.place, lang)
        rows.append(
            {
                "place": place if difference.place != last else "",
                "measure": sentences.measure_label(difference.measure),
                "before": before,
                "after": after,
                "difference": shown,
                "interval": _interval(change.low, change.high, digits),
                "together": _interval(scale * difference.simultaneous[0], scale * difference.simultaneous[1], digits),
                "apart": _interval(unpaired.low, unpaired.high, digits),
                "narrower": sentences.narrowing_of(difference),
                "adjusted": _probability(difference.p_holm),
                "told": difference.significant,
            }
        )
        last = difference.place
    return rows


def _interval(low: float, high: float, digits: int) -> str:
    return "–" if math.isnan(low) else f"{sentences.signed(low, digits)} to {sentences.signed(high, digits)}"


def _probability(value: float) -> str:
    return "–" if math.isnan(value) else "< 0.001" if value < 0.001 else f"{value:.3f}"
