"""The steps and pools of a run in tables."""

from __future__ import annotations

from sim.experiment.overview import PoolRow, lateness_shares
from sim.experiment.results import Results
from sim.measure.figures import Key
from sim.measure.in_words import count, number, percent, percents_of_whole, role_name, share
from sim.model.objection_names import answers_of, objection_to
from sim.report.parts import Strong, TextTable, two_lines
from sim.report.run.causes import shown_parts
from sim.report.run.names import pool_title, step_name

_BUSY = 0.85
"""A pool with this utilisation stands out."""


def step_table(results: Results, lang: str) -> TextTable:
    """The steps, route by route, with their limits and their parts in the lateness."""
    limits: dict[Key, str] = {
        (*plan.key, step.key): str(step.limit) if step.limit else "–"
        for plan in results.model.routes
        for step in plan.steps
    }
    causes = results.causes
    rows: list[tuple[str, ...]] = []
    for route in results.figures.routes:
        title = results.study.regulations[route[0]].routes[results.model.plan(route).route].title.text(lang)
        rows.append((title if answers_of(route[1]) is None else objection_to(title),))
        of_lateness = percents_of_whole(lateness_shares(results, route))
        left = shown_parts(results, route)
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
                    count(step["waiting"]),
                    of_lateness[key[2]],
                    *(() if causes is None else (left[key[2]],)),
                )
            )
    columns = (
        "limit kept", "work,\nmean [h]", "queue,\nmedian [h]", "queue, 95th\npercentile [h]", "still\nwaiting",
        "share of\nlateness",
        *(() if causes is None else ("left without\ndisturbances",)),
    )  # fmt: skip
    return TextTable("steps", "Steps", ("step", "limit"), columns, tuple(rows), only="page")


def pool_tables(results: Results, pools: list[PoolRow], lang: str) -> tuple[TextTable, TextTable]:
    """The table of a page, with titles of offices and roles, and that of a terminal, with their short names."""
    return _page_pools(results, pools, lang), _terminal_pools(pools)


def _page_pools(results: Results, pools: list[PoolRow], lang: str) -> TextTable:
    regulations = results.study.regulations
    elsewhere = any(pool.other_duties.mean > 0 for pool in pools)
    rows = tuple(
        (
            pool_title(results, pool, lang),
            role_name(regulations, pool.role, lang),
            str(pool.members),
            share(pool.utilisation, 0),
            percent(pool.highest, 0),
            *((share(pool.other_duties, 0),) if elsewhere else ()),
            number(pool.queue_h, 1),
            count(pool.waiting),
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
            use, busiest = share(pool.utilisation, 0, interval=False), percent(pool.highest, 0)
            use += f" (busiest {busiest})" if busiest != use else ""
        if pool.other_duties.mean > 0:
            use = f"{use}\n{share(pool.other_duties, 0, interval=False)} other duties"
        cells = (
            two_lines(pool.office) if pool.office != last else "",
            pool.role.replace("_", " "),
            str(pool.members),
            use,
            number(pool.queue_h) + (f"\n{count(pool.waiting)} waiting" if pool.waiting.mean >= 1 else ""),
            number(pool.overtime_h),
        )
        rows.append(tuple(Strong(cell) for cell in cells) if pool.highest >= _BUSY else cells)
        last = pool.office
    columns = ("members", "utilisation", "queue per\nfile [h]", "overtime\n[h]")
    return TextTable("pools", "People and commissions", ("office", "role"), columns, tuple(rows), only="terminal")
