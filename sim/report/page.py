"""One self-contained HTML page per run: answers first, then charts, tables, assumptions and sources."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from matplotlib.figure import Figure

from sim.experiment.overview import PoolRow, costliest_step, pool_rows
from sim.experiment.results import Results
from sim.experiment.uncertainty import Uncertainty
from sim.measure import in_words
from sim.measure.recovery import STAYS
from sim.quantities import civil
from sim.report import charts, page_charts, sentences
from sim.report.chart_style import as_svg
from sim.report.notes import note_sentence
from sim.report.outcomes import fate_tables
from sim.report.transfers_visits_systems import elsewhere_tables
from sim.report.uncertainty import uncertainty_sentences, uncertainty_tables
from sim.report.warm_up import warm_up_chart, warm_up_sentence
from sim.study.assumption_list import assumptions

_SIDE_BY_SIDE = 4
"""So many routes stand side by side in a table; more stand one below the other."""
_TEMPLATES = Path(__file__).parent


def render_page(results: Results, lang: str = "en", uncertain: Uncertainty | None = None) -> str:
    """The report of a run as one HTML text without links to anything outside.

    `lang` chooses the language of the names of services, routes, roles and steps (`kk`, `ru` or `en`); `uncertain` is
    what drawing the uncertain numbers showed.
    """
    study, figures = results.study, results.figures
    warm_up = results.warm_up
    regulations = dict(study.regulations)
    names = {key: _step_name(results, key, lang) for key in figures.steps}
    rows = pool_rows(results)
    bars = [(f"{row.office} / {row.role}", row.utilisation.mean, row.highest) for row in rows]
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(share=in_words.share, number=in_words.number, percent=in_words.percent)
    return environment.get_template("page.html.jinja").render(
        lang=lang,
        study=study,
        scenario=study.scenario,
        figures=figures,
        results=results,
        routes=[
            {
                "key": key,
                "channel": in_words.route_name(key, several=in_words.several_services(figures)),
                "title": study.regulations[key[0]].routes[results.model.plan(key).route].title.text(lang),
                "term": results.model.plan(key).term_text,
                "costliest": costliest_step(results, key),
            }
            for key in figures.routes
        ],
        many=len(figures.routes) > _SIDE_BY_SIDE,
        routes_sentence=in_words.routes_sentence(figures, study.scenario.target),
        names=names,
        limits={
            (*plan.key, step.key): str(step.limit) if step.limit else "–"
            for plan in results.model.routes
            for step in plan.steps
        },
        pools=rows,
        elsewhere=[*fate_tables(results), *elsewhere_tables(results)],
        stays=STAYS,
        warnings=[note_sentence(note, lang) for note in results.warnings],
        recovery=sentences.recovery_sentence(results),
        recovery_lines=_svg(page_charts.recovery_lines(results.recovery)) if results.recovery else "",
        warm_up=warm_up_sentence(warm_up) if warm_up else "",
        welch=_svg(warm_up_chart(warm_up)) if warm_up else "",
        office_name=lambda row: _office_name(results, row, lang),
        role_name=lambda role: in_words.role_name(regulations, role, lang),
        strengthen=sentences.strengthening_sentence(results),
        uncertain=uncertainty_sentences(results, uncertain) if uncertain else (),
        uncertain_tables=[*(uncertainty_tables(results, uncertain, wide=True) if uncertain else ())],
        assumptions=assumptions(study),
        most_panels=charts.MOST_PANELS,
        most_lines=charts.MOST_LINES,
        compliance=_svg(charts.compliance(results.compliance(), study.scenario.target)),
        elapsed=_svg(charts.elapsed_term(results.elapsed_term())),
        backlog=_svg(charts.backlog(results.backlog(), since=_counted_from(results))),
        by_month=_svg(charts.utilisation_by_month(results.utilisation_by_month(lang))),
        curves=_svg(page_charts.queue_curves(figures, names)),
        utilisation=_svg(page_charts.utilisation_bars(bars)),
    )


def _svg(figure: Figure) -> Markup:
    return Markup(as_svg(figure))


def _counted_from(results: Results) -> date | None:
    """The day that is marked as the end of the warm-up; none where everything counts."""
    window = results.model.window
    return civil(window.warm_up_end).date() if window.warm_up_end > window.start else None


def _office_name(results: Results, row: PoolRow, lang: str) -> str:
    """Title of the office, or of its kind, or else its short name."""
    office = results.study.scenario.offices[row.kind]
    own = (office.names or {}).get(row.office_names[0]) if row.offices == 1 else None
    title = own.title if own is not None and own.title is not None else office.title
    text = title.text(lang) or row.kind
    single_of_several = row.offices == 1 and office.size > 1 and (own is None or own.title is None)
    return f"{text} ({row.office_names[0]})" if single_of_several else text


def _step_name(results: Results, key: tuple[str, ...], lang: str) -> str:
    """A step with its role; a way between offices has none."""
    role = results.model.plan(key).step(key[2]).role
    return f"{key[2]} {in_words.role_name(dict(results.study.regulations), role, lang) if role else 'under way'}"
