"""One self-contained HTML page per comparison: findings first, then the chart and every difference with its intervals."""

from __future__ import annotations

import math
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sim.experiment.comparison.case_names import AS_IT_IS
from sim.experiment.comparison.compare import Comparison
from sim.report.chart_style import as_svg
from sim.report.comparison import sentences
from sim.report.comparison.chart import chart_lines, difference_lines
from sim.report.notes import comparison_warnings, note_sentence

_OPEN = 10
"""So many findings for citizens are open at first; the others unfold."""
_TEMPLATES = Path(__file__).parent


def render_comparison(found: Comparison, lang: str = "en") -> str:
    """The report of a comparison as one HTML text without links to anything outside.

    `lang` chooses the language of the names of variants and roles (`kk`, `ru` or `en`).
    """
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["capitalize_first"] = lambda text: text[:1].upper() + text[1:]
    citizens, staff, untold = sentences.sentences(found, lang)
    lines = chart_lines(found, lang)
    names = [sentences.case_name(found, i, lang) for i in range(len(found.cases))]
    chart = as_svg(difference_lines(lines, names[0])) if lines else ""
    return environment.get_template("page.html.jinja").render(
        lang=lang,
        found=found,
        names=names,
        title=heading(found, lang),
        citizens=citizens,
        staff=staff,
        most=_OPEN,
        untold=untold,
        equal=sum(d.equal for d in found.differences),
        luck=sentences.luck_sentence(found),
        notes=[note_sentence(note, lang) for note in found.notes],
        warnings=comparison_warnings(found, lang),
        narrowing=sentences.narrowing_sentence(found),
        chart=Markup(chart),
        tables=[(i, names[i], _rows(found, i, lang)) for i in range(1, len(found.cases))],
        period=found.cases[0].study.scenario.period,
    )


def heading(found: Comparison, lang: str = "en") -> str:
    """What is compared, as a title: the scenario where all cases are of one, else the cases."""
    names = [sentences.case_name(found, i, lang) for i in range(len(found.cases))]
    if found.of_routes or names[0] == AS_IT_IS:
        return found.cases[0].study.scenario.scenario.text(lang)
    return " / ".join(names)


def _rows(found: Comparison, case: int, lang: str) -> list[dict[str, object]]:
    """The differences of one case as texts."""
    rows: list[dict[str, object]] = []
    last = None
    for d in found.differences:
        if d.case != case:
            continue
        change = sentences.scaled(d.measure, d.paired.estimate)
        apart = sentences.scaled(d.measure, d.paired.unpaired)
        by = sentences.SCALE.get(d.measure, 1)
        digits = sentences.digits_for(change.mean, change.low, change.high)
        place = sentences.place_name(found, d.place, lang)
        rows.append(
            {
                "place": place if d.place != last else "",
                "measure": sentences.measure_label(d.measure),
                "before": sentences.value_text(d.measure, d.before),
                "after": sentences.value_text(d.measure, d.after),
                "difference": sentences.signed(change.mean, digits),
                "interval": _interval(change.low, change.high, digits),
                "together": _interval(by * d.simultaneous[0], by * d.simultaneous[1], digits),
                "apart": _interval(apart.low, apart.high, digits),
                "narrower": sentences.narrowing_of(d),
                "adjusted": _probability(d.p_holm),
                "told": d.significant,
            }
        )
        last = d.place
    return rows


def _interval(low: float, high: float, digits: int) -> str:
    return "–" if math.isnan(low) else f"{sentences.signed(low, digits)} to {sentences.signed(high, digits)}"


def _probability(value: float) -> str:
    return "–" if math.isnan(value) else "< 0.001" if value < 0.001 else f"{value:.3f}"
