"""In which unit each figure of a run is, by table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Unit = Literal[
    "share", "working days", "working hours", "hours", "days", "applications", "visits", "files", "people", "sittings",
    "households", "requests", "minutes", "slots",
]  # fmt: skip
"""The units that there are; `hours` are hours on the clock, or of work and duty."""
FigureTable = Literal[
    "routes", "steps", "pools", "officers", "streams", "classes", "sittings", "halls", "home_visits", "transfers", "systems", "endings",
    "inherited",
    "whole",
]  # fmt: skip
"""The tables of figures, as :class:`sim.measure.figures.Figures` names them."""


def _units(figures: Mapping[Unit, str]) -> dict[str, Unit]:
    """The unit of each figure, from the names of the figures by unit."""
    return {name: unit for unit, names in figures.items() for name in names.split()}


_ANSWERS = _units({
    "share": "in_time",
    "applications": "applications cohort late left_out open",
    "working days": "median_days p95_days longest_days",
    "working hours": "median_hours p95_hours longest_hours queue_median_h queue_p95_h queue_longest_h",
    "hours": "queue_wall_median_h queue_wall_p95_h queue_wall_longest_h",
})  # fmt: skip
"""Figures of any group of applications."""
FIGURE_UNITS: dict[FigureTable, dict[str, Unit]] = {
    "routes": _ANSWERS | _units({
        "applications": "in_progress ready backlog", "working days": "oldest_days", "working hours": "lateness_h term_shorter_h",
    }),
    "steps": _units({
        "share": "in_time",
        "visits": "visits turned_away handed_over waiting not_begun",
        "working hours": (
            "queue_median_h queue_p95_h queue_longest_h queue_mean_h blame_h blame_people_h blame_closed_h blame_sitting_h blame_applicant_h "
            "blame_transfer_h blame_system_h blame_service_h blame_officer_h queue_officer_mean_h"
        ),
        "hours": "work_mean_h",
    }),
    "pools": _units({
        "share": "utilisation occupancy",
        "people": "members",
        "files": "files waiting handed_over",
        "working hours": "queue_mean_h queued_h",
        "hours": "on_duty_h other_duties_h work_h overtime_h in_hand_h places_h",
    }),
    "officers": _units({
        "share": "utilisation", "files": "files", "working hours": "queue_h", "hours": "work_h on_duty_h",
    }),
    "streams": _ANSWERS | _units({"applications": "arrivals expected waiting"}),
    "classes": _ANSWERS | _units({"applications": "waiting"}),
    "sittings": _units({
        "sittings": "sittings not_held too_few_files",
        "files": "files_per_sitting carried_over waiting",
        "people": "present",
        "working days": "age_days",
        "hours": "length_h wait_sitting_h wait_more_h",
    }),
    "halls": _units({
        "share": "gave_up came_back booked_share no_show_share empty_share",
        "visits": "visits not_served turned_away",
        "applications": "lost without_slot",
        "minutes": "wait_min wait_p95_min wait_longest_min booked_wait_min unbooked_wait_min",
        "slots": "slots",
        "days": "days_to_slot days_to_next_free",
    }),
    "home_visits": _units({"share": "idle_share", "days": "team_days", "households": "visits_per_team_day"}),
    "transfers": _units({"files": "files not_arrived", "hours": "under_way_h wait_courier_h"}),
    "systems": _units({"requests": "requests hit unanswered", "hours": "down_h wait_place_h wait_down_h"}),
    "endings": _units({
        "share": "delivered_in_time",
        "applications": "granted refused returned ended_by_applicant open stopped lost longer_term",
        "working days": "stopped_days",
        "hours": "work_h hold_h people_h sitting_h closed_h applicant_h way_h system_h",
    }),
    "inherited": _units({
        "share": "in_time",
        "files": "files due late open",
        "working days": "days_late cleared_days",
    }),
    "whole": _units({"share": "in_time objections_in_time", "applications": "applications late objections"}),
}  # fmt: skip
"""By table and figure: its unit."""
_SHARES_OF_TIME: frozenset[FigureTable] = frozenset({"pools", "officers", "home_visits"})
"""The tables whose shares are of hours or days, not of applications or visits."""
SHARES_OF_APPLICATIONS = frozenset(
    name
    for table, units in FIGURE_UNITS.items()
    for name, unit in units.items()
    if unit == "share" and table not in _SHARES_OF_TIME
)
"""Figures that are shares of applications, files or visits, and get the interval for shares."""


def unit_of(table: FigureTable, figure: str) -> Unit:
    """The unit of a figure of a table; a figure that is not in FIGURE_UNITS is a LookupError."""
    try:
        return FIGURE_UNITS[table][figure]
    except KeyError:
        raise LookupError(f"figure '{figure}' of the table '{table}' has no unit in FIGURE_UNITS") from None
