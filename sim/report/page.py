"""One self-contained HTML page per run: answers first, then charts, tables, assumptions and sources."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sim.assumptions import assumptions
from sim.experiment import Results
from sim.export import costliest_step
from sim.intervals import Estimate
from sim.regulation import Channel
from sim.report import charts, wording

_TEMPLATES = Path(__file__).parent


@dataclass(frozen=True)
class PoolRow:
    """One line of the table of pools: one role in one office, or in all offices of a kind."""

    kind: str
    """Short name of the office or offices."""
    offices: int
    """How many offices of the kind there are."""
    role: str
    """Short name of the role."""
    members: int
    """Members of one pool."""
    utilisation: Estimate
    """Mean over the pools."""
    highest: float
    """Highest mean utilisation of a single pool."""
    queue_h: float
    """Mean queue time per file while people are on duty [working hours]."""
    overtime_h: float
    """Overtime of all pools together [h]."""

    @property
    def office(self) -> str:
        """Short name of the office, with their number where there are several."""
        return self.kind if self.offices == 1 else f"{self.kind} ({self.offices} offices)"


def pool_rows(results: Results) -> list[PoolRow]:
    """The pools, those of several offices alike in one line; the busiest first within the order of the offices."""
    capacity, figures = results.model.capacity, results.figures.pools
    groups: dict[tuple[str, str], list[int]] = {}
    for i, pool in enumerate(capacity.pools):
        groups.setdefault((capacity.offices[pool.office].kind, pool.role), []).append(i)
    rows = []
    for (kind, role), pools in groups.items():
        keys = [(capacity.offices[capacity.pools[p].office].name, role) for p in pools]
        use = [figures[key]["utilisation"] for key in keys]
        files = sum(figures[key]["files"].mean for key in keys)
        queued = sum(
            figures[key]["queue_mean_h"].mean * figures[key]["files"].mean for key in keys if figures[key]["files"].mean
        )
        n = len(pools)
        whole = Estimate(
            sum(u.mean for u in use) / n, sum(u.low for u in use) / n, sum(u.high for u in use) / n, use[0].replications
        )
        rows.append(
            PoolRow(
                kind,
                n,
                role,
                capacity.pools[pools[0]].members,
                whole,
                max(u.mean for u in use),
                queued / files if files else 0.0,
                sum(figures[key]["overtime_h"].mean for key in keys),
            )
        )
    return rows


def render_page(results: Results, lang: str = "en") -> str:
    """The report of a run as one HTML text without links to anything outside.

    `lang` chooses the language of the names of services, routes, roles and steps (`kk`, `ru` or `en`).
    """
    study, figures = results.study, results.figures
    regulations = dict(study.regulations)
    names = {key: f"{key[2]} {wording.role_name(regulations, _role(results, key), lang)}" for key in figures.steps}
    rows = pool_rows(results)
    bars = [(f"{row.office} / {row.role}", row.utilisation.mean, row.highest) for row in rows]
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(share=wording.share, number=wording.number, percent=wording.percent)
    return environment.get_template("page.html.jinja").render(
        lang=lang,
        study=study,
        scenario=study.scenario,
        figures=figures,
        results=results,
        routes=[
            {
                "key": key,
                "channel": wording.SHORT_CHANNEL[key[1]],
                "title": study.regulations[key[0]].routes[_channel(results, key)].title.text(lang),
                "term": next(p.term_text for p in results.model.routes if (p.service, str(p.route)) == key),
                "costliest": costliest_step(results, key),
            }
            for key in figures.routes
        ],
        names=names,
        limits={
            (plan.service, str(plan.route), step.key): str(step.limit) if step.limit else "–"
            for plan in results.model.routes
            for step in plan.steps
        },
        pools=rows,
        office_name=lambda row: study.scenario.offices[row.kind].title.text(lang) or row.kind,
        role_name=lambda role: wording.role_name(regulations, role, lang),
        strengthen=wording.strengthening_sentence(results),
        assumptions=assumptions(study),
        compliance=Markup(charts.as_svg(charts.compliance_bars(figures, study.scenario.target))),
        curves=Markup(charts.as_svg(charts.queue_curves(figures, names))),
        utilisation=Markup(charts.as_svg(charts.utilisation_bars(bars))),
    )


def _role(results: Results, key: tuple[str, ...]) -> str:
    plan = next(p for p in results.model.routes if (p.service, str(p.route)) == key[:2])
    return next(step.role for step in plan.steps if step.key == key[2])


def _channel(results: Results, key: tuple[str, ...]) -> Channel:
    return next(p.route for p in results.model.routes if (p.service, str(p.route)) == key)
