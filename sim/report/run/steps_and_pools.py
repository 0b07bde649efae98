"""The steps and pools of a run in tables."""

from __future__ import annotations

from collections.abc import Mapping

from sim.experiment.overview import PoolRow, lateness_shares
from sim.experiment.results import Results
from sim.measure.figures import Key
from sim.measure.in_words import count, number, percent, percents_of_whole, role_name, share
from sim.measure.intervals import Estimate
from sim.model.objection_names import answers_of
from sim.report.parts import Strong, TextTable, two_lines
from sim.report.run.causes import shown_parts
from sim.report.run.names import pool_title, step_name
from sim.scenario.all_staff import roles_done_by
from sim.schema.in_words import limit_text
from sim.translations.in_use import ORIGINAL, translated

_BUSY = 0.85
"""A pool with this utilisation stands out."""


def step_table(results: Results, lang: str) -> TextTable:
    """The steps, route by route, with their limits and their parts in the lateness; what takes nobody's time is named below."""
    rows: list[tuple[str, ...]] = []
    nobody: dict[str, None] = {}
    for route in results.figures.routes:
        plan = results.model.plan(route)
        title = results.study.regulations[route[0]].routes[plan.route].title.text(lang)
        rows.append((title if answers_of(route[1]) is None else translated("{channel}: objection", channel=title),))
        of_lateness, left = percents_of_whole(lateness_shares(results, route)), shown_parts(results, route)
        for key, step in results.figures.steps.items():
            if key[:2] != route:
                continue
            if plan.step(key[2]).limit is None and not _takes_time(step):
                nobody[role_name(results.study.regulations, plan.step(key[2]).role, lang)] = None
                continue
            cells = _step_cells(results, key, step, lang)
            rows.append((*cells, of_lateness[key[2]], *(() if results.causes is None else (left[key[2]],))))
    columns = (
        translated("limit kept"), translated("work,\nmean [h]"), translated("queue,\nmedian [h]"),
        translated("queue, 95th\npercentile [h]"), translated("still\nwaiting"), translated("share of\nlateness"),
        *(() if results.causes is None else (translated("left without\ndisturbances"),)),
    )  # fmt: skip
    note = translated("Steps that take nobody's time are left out: {roles}.", roles=", ".join(nobody)) if nobody else ""
    labels = (translated("step"), translated("limit"))
    return TextTable("steps", translated("Steps"), labels, columns, tuple(rows), note, only="page")


def _takes_time(step: Mapping[str, Estimate]) -> bool:
    """Tell whether anything of a step is to be seen: work that is shown, a queue, or lateness."""
    return any(step[name].mean > 0.005 for name in ("work_mean_h", "queue_p95_h", "waiting", "blame_h"))


def _step_cells(results: Results, key: Key, step: Mapping[str, Estimate], lang: str) -> tuple[str, ...]:
    limit = results.model.plan(key).step(key[2]).limit
    return (
        step_name(results, key, lang),
        "–" if limit is None else limit_text(limit),
        share(step["in_time"], 0),
        number(step["work_mean_h"], 2),
        number(step["queue_median_h"], 1),
        number(step["queue_p95_h"], 1),
        count(step["waiting"]),
    )


def pool_tables(results: Results, pools: list[PoolRow], lang: str) -> tuple[TextTable, TextTable]:
    """The table of a page, with titles of offices and roles, and that of a terminal, in English with their short names."""
    return _page_pools(results, pools, lang), _terminal_pools(results, pools, lang)


def _page_pools(results: Results, pools: list[PoolRow], lang: str) -> TextTable:
    """The roles under their offices; a busy one stands out."""
    elsewhere = any(pool.other_duties.mean > 0 for pool in pools)
    several = any(pool.offices > 1 for pool in pools)
    rows: list[tuple[str, ...]] = []
    last = ""
    for pool in pools:
        office = pool_title(results, pool, lang)
        if office != last:
            rows.append((office,))
        cells = (
            str(pool.members),
            share(pool.utilisation, 0),
            *((percent(pool.highest, 0),) if several else ()),
            *((share(pool.other_duties, 0),) if elsewhere else ()),
            number(pool.queue_h, 1),
            count(pool.waiting),
            number(pool.overtime_h, 1),
        )
        shown = tuple(Strong(cell) for cell in cells) if pool.highest >= _BUSY else cells
        rows.append((_roles(results, pool, lang), *shown))
        last = office
    columns = (
        translated("members"), translated("utilisation"), *((translated("busiest\noffice"),) if several else ()),
        *((translated("other\nduties"),) if elsewhere else ()), translated("queue per\nfile [h]"),
        translated("waiting at\nthe end"), translated("overtime\n[h]"),
    )  # fmt: skip
    note = translated("In bold: at least {busy} of the time on duty is work.", busy=percent(_BUSY, 0))
    return TextTable("pools", translated("Pools"), (translated("role"),), columns, tuple(rows), note, only="page")


def _terminal_pools(results: Results, pools: list[PoolRow], lang: str) -> TextTable:
    """In English the short names, by which settings are typed, an office in the first of its rows alone; else titles."""
    rows: list[tuple[str, ...]] = []
    last = ""
    for pool in pools:
        use = share(pool.utilisation, 0)
        if pool.offices > 1:
            use, busiest = share(pool.utilisation, 0, interval=False), percent(pool.highest, 0)
            use = (
                translated("{utilisation} (busiest {busiest})", utilisation=use, busiest=busiest)
                if busiest != use
                else use
            )
        if pool.other_duties.mean > 0:
            other = share(pool.other_duties, 0, interval=False)
            use = translated("{utilisation}\n{other} other duties", utilisation=use, other=other)
        queue = number(pool.queue_h)
        if pool.waiting.mean >= 1:
            queue = translated("{queue}\n{waiting} waiting", queue=queue, waiting=count(pool.waiting))
        office = two_lines(pool.office) if lang == ORIGINAL else pool_title(results, pool, lang)
        role = _roles(results, pool, lang, short=lang == ORIGINAL)
        cells = (office if office != last else "", role, str(pool.members), use, queue, number(pool.overtime_h))
        rows.append(tuple(Strong(cell) for cell in cells) if pool.highest >= _BUSY else cells)
        last = office
    labels = (translated("office"), translated("role"))
    columns = (
        translated("members"), translated("utilisation"), translated("queue per\nfile [h]"), translated("overtime\n[h]"),
    )  # fmt: skip
    return TextTable("pools", translated("People and commissions"), labels, columns, tuple(rows), only="terminal")


def _roles(results: Results, pool: PoolRow, lang: str, *, short: bool = False) -> str:
    """The role of some people, and those whose work they do too; `short`: as files have them."""
    roles = roles_done_by(results.study.scenario, pool.kind, pool.role)
    names = roles if short else [role_name(results.study.regulations, role, lang) for role in roles]
    return ", ".join(names).replace("_", " ")
