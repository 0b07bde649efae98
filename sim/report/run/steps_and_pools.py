"""The steps and pools of a run in tables, and what one member more would bring as a list."""

from __future__ import annotations

from sim.experiment.one_more import OneMore
from sim.experiment.overview import PoolRow
from sim.experiment.results import Results
from sim.measure.figures import Key
from sim.measure.in_words import number, percent, role_name, share
from sim.model.objection_names import answers_of, objection_to
from sim.report.parts import BulletList, Item, Strong, TextTable
from sim.report.run.routes import step_name

_BUSY = 0.85
"""A pool with this utilisation stands out."""


def step_table(results: Results, lang: str) -> TextTable:
    """The steps, route by route, with their limits and their parts in the lateness."""
    limits: dict[Key, str] = {
        (*plan.key, step.key): str(step.limit) if step.limit else "–"
        for plan in results.model.routes
        for step in plan.steps
    }
    rows: list[tuple[str, ...]] = []
    for route, route_figures in results.figures.routes.items():
        title = results.study.regulations[route[0]].routes[results.model.plan(route).route].title.text(lang)
        rows.append((title if answers_of(route[1]) is None else objection_to(title),))
        lateness = route_figures["lateness_h"].mean
        for key, step in results.figures.steps.items():
            if key[:2] != route:
                continue
            rows.append(
                (
                    step_name(results, key, lang),
                    limits[key],
                    share(step["in_time"], 0),
                    number(step["work_mean_h"], 2),
                    number(step["queue_median_h"], 1),
                    number(step["queue_p95_h"], 1),
                    number(step["waiting"], 0),
                    percent(step["blame_h"].mean / lateness, 0) if lateness > 0 else "–",
                )
            )
    columns = (
        "limit kept", "work,\nmean [h]", "queue,\nmedian [h]", "queue, 95th\npercentile [h]", "still\nwaiting",
        "share of\nlateness",
    )  # fmt: skip
    return TextTable("steps", "Steps", ("step", "limit"), columns, tuple(rows), only="page")


def pool_tables(results: Results, pools: list[PoolRow], lang: str) -> tuple[TextTable, TextTable]:
    """The table of a page, with titles of offices and roles, and that of a terminal, with their short names."""
    return _page_pools(results, pools, lang), _terminal_pools(pools)


def _page_pools(results: Results, pools: list[PoolRow], lang: str) -> TextTable:
    regulations = dict(results.study.regulations)
    elsewhere = any(pool.other_duties.mean > 0 for pool in pools)
    rows = tuple(
        (
            _office_title(results, pool, lang) + (f" × {pool.offices}" if pool.offices > 1 else ""),
            role_name(regulations, pool.role, lang),
            str(pool.members),
            share(pool.utilisation, 0),
            percent(pool.highest, 0),
            *((share(pool.other_duties, 0),) if elsewhere else ()),
            number(pool.queue_h, 1),
            number(pool.waiting, 0),
            number(pool.overtime_h, 1),
        )
        for pool in pools
    )
    beside = ("other duties",) if elsewhere else ()
    columns = ("members", "utilisation", "busiest", *beside, "queue per file [h]", "waiting at the end", "overtime [h]")
    return TextTable("pools", "Pools", ("office", "role"), columns, rows, only="page")


def _terminal_pools(pools: list[PoolRow]) -> TextTable:
    """The name of an office stands in the first of its rows alone."""
    rows: list[tuple[str, ...]] = []
    last = ""
    for pool in pools:
        use = share(pool.utilisation, 0)
        if pool.offices > 1:
            use = f"{percent(pool.utilisation.mean, 0)} (busiest {percent(pool.highest, 0)})"
        if pool.other_duties.mean > 0:
            use = f"{use}\n{percent(pool.other_duties.mean, 0)} other duties"
        cells = (
            pool.office.replace(" (", "\n(") if pool.office != last else "",
            pool.role.replace("_", " "),
            str(pool.members),
            use.replace(" %", "%"),
            number(pool.queue_h) + (f"\n{number(pool.waiting, 0)} waiting" if pool.waiting.mean >= 1 else ""),
            number(pool.overtime_h),
        )
        rows.append(tuple(Strong(cell) for cell in cells) if pool.highest >= _BUSY else cells)
        last = pool.office
    columns = ("members", "utilisation", "queue per\nfile [h]", "overtime\n[h]")
    return TextTable("pools", "People and commissions", ("office", "role"), columns, tuple(rows), only="terminal")


def _office_title(results: Results, pool: PoolRow, lang: str) -> str:
    """Title of the office, or of its kind, or else its short name."""
    office = results.study.scenario.offices[pool.kind]
    named = (office.names or {}).get(pool.office_names[0]) if pool.offices == 1 else None
    title = named.title if named is not None and named.title is not None else office.title
    text = title.text(lang) or pool.kind
    single_of_several = pool.offices == 1 and office.size > 1 and (named is None or named.title is None)
    return f"{text} ({pool.office_names[0]})" if single_of_several else text


def gain_list(results: Results, tried: tuple[OneMore, ...], lang: str) -> BulletList:
    """What one member more in each of the roles that were tried changes in the share in time."""
    regulations = dict(results.study.regulations)
    items = []
    for gain in tried:
        where = f" in each of {gain.offices} offices" if gain.offices > 1 else ""
        items.append(
            Item(
                f"{role_name(regulations, gain.role, lang)} ({gain.kind}), {gain.members} → {gain.members + 1}{where}: "
                f"{100 * gain.whole.mean:+.1f} points (95 % interval {100 * gain.whole.low:.1f} to {100 * gain.whole.high:.1f})"
            )
        )
    return BulletList(tuple(items), only="page")
