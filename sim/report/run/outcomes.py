"""Tables of outcomes, of cycle times by cause, of deliveries and of files from before the start; none where there are none."""

from __future__ import annotations

from sim.experiment.results import Results
from sim.measure.in_words import count, number, route_name, several_services, share
from sim.report.parts import TextTable
from sim.translations.in_use import counted, marked, translated

_OUTCOMES = {
    "granted": marked("granted"),
    "refused": marked("refused"),
    "stopped": marked("stopped\nbefore\nreceipt"),
    "lost": marked("gave up\nwaiting"),
    "returned": marked("papers\ngiven\nback"),
    "ended_by_applicant": marked("ended by\nthe\napplicant"),
    "open": marked("open at\nthe end"),
    "longer_term": marked("with the\nextended\nterm"),
    "stopped_days": marked("clock stood\nstill, mean\n[days]"),
}
_CYCLE_TIMES = {
    "work_h": marked("work"),
    "hold_h": marked("hold"),
    "people_h": marked("waiting\nfor people"),
    "sitting_h": marked("waiting\nfor a\nsitting"),
    "closed_h": marked("office\nclosed"),
    "applicant_h": marked("applicant"),
    "way_h": marked("on the\nway"),
    "system_h": marked("system\ndown"),
}


def outcome_tables(results: Results) -> list[TextTable]:
    """The tables that a run has: outcomes, cycle times by cause, deliveries, files from before the start."""
    branched = any(plan.branches for plan in results.model.routes)
    branched |= any(stream.patience for stream in results.model.streams)
    waits = any(row["applicant_h"].mean > 0 for row in results.figures.endings.values())
    tables = [_outcomes(results)] if branched else []
    tables += [_cycle_times(results)] if waits else []
    return [*tables, *(table for table in (_deliveries(results), _inherited(results)) if table.rows)]


def _outcomes(results: Results) -> TextTable:
    """Columns without a figure on any route are left out."""
    endings = results.figures.endings
    shown = [name for name in _OUTCOMES if any(row[name].mean > 0 for row in endings.values())]
    rows = [(_route(results, key), *(count(row[name]) for name in shown)) for key, row in endings.items()]
    note = translated(
        "Counted applications per replication; what was stopped before receipt was never received and is counted apart, "
        "and so is who gave up waiting for good before there was an answer, by the day on which he first came."
    )
    columns = tuple(translated(_OUTCOMES[name]) for name in shown)
    return TextTable("outcomes", translated("How applications end"), (translated("route"),), columns, tuple(rows), note)


def _cycle_times(results: Results) -> TextTable:
    """Columns without time on any route are left out, except work."""
    endings = results.figures.endings
    shown = [name for name in _CYCLE_TIMES if name == "work_h" or any(row[name].mean > 0 for row in endings.values())]
    rows = [(_route(results, key), *(number(row[name]) for name in shown)) for key, row in endings.items()]
    note = translated(
        "Mean hours per application on the clock, from receipt to the end; the columns sum to all of them. Nights, breaks and "
        "days of rest are under 'office closed', also those within work and hold; those while the applicant looks for papers "
        "or does not yet come for the result are under 'applicant'."
    )
    columns = tuple(translated(_CYCLE_TIMES[name]) for name in shown)
    return TextTable(
        "cycle_times", translated("Whose time applications take"), (translated("route"),), columns, tuple(rows), note
    )


def _deliveries(results: Results) -> TextTable:
    rows = []
    for plan in results.model.routes:
        if plan.delivered_before:
            kept = results.figures.endings[plan.key]["delivered_in_time"]
            days = counted(
                "{count} working day before the term ends",
                "{count} working days before the term ends",
                plan.delivered_before,
            )
            rows.append((_route(results, plan.key), days, share(kept)))
    columns = (translated("due"), translated("in time"))
    title = translated("Delivery to the State Corporation")
    return TextTable("deliveries", title, (translated("route"),), columns, tuple(rows))


def _inherited(results: Results) -> TextTable:
    rows = [
        (
            name.replace("_", " "),
            count(row["files"]),
            share(row["in_time"]),
            count(row["late"]),
            count(row["open"]),
            number(row["cleared_days"]),
        )
        for (name,), row in results.figures.inherited.items()
    ]
    columns = (
        translated("files"),
        translated("in time"),
        translated("late"),
        translated("open at\nthe end"),
        translated("all gone after\n[working days]"),
    )
    note = translated("A cohort of its own: deadlines from the true dates, and not counted in the routes.")
    return TextTable(
        "inherited",
        translated("Files that lay there at the start"),
        (translated("backlog"),),
        columns,
        tuple(rows),
        note,
    )


def _route(results: Results, key: tuple[str, ...]) -> str:
    return route_name(key, several=several_services(results.figures))
