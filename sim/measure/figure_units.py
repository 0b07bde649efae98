"""In which unit each figure of a run is, by table, and what is possible for it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal

from sim.measure.intervals import ONE_FATE, Bounds

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

Figure = tuple[FigureTable, tuple[str, ...], str]
"""A figure by its table, the key of its row, and its name."""


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
        "hours": "work_mean_h wait_closed_h wait_sitting_h wait_applicant_h wait_transfer_h wait_system_h",
    }),
    "pools": _units({
        "share": "utilisation occupancy",
        "people": "members",
        "applications": "stayed_away",
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
        "share": "gave_up came_back booked_share no_show_share empty_share served_5_min served_10_min served_15_min "
        "served_20_min served_30_min served_60_min",
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
"""Figures that are shares of applications, files or visits."""
QUOTIENTS: dict[FigureTable, dict[str, str]] = {
    "routes": {"in_time": "cohort"},
    "streams": {"in_time": "cohort"},
    "classes": {"in_time": "cohort"},
    "steps": dict.fromkeys(
        (
            "in_time", "queue_mean_h", "queue_officer_mean_h", "work_mean_h", "wait_closed_h", "wait_sitting_h",
            "wait_applicant_h", "wait_transfer_h", "wait_system_h",
        ),
        "visits",
    ),
    "pools": {"utilisation": "on_duty_h", "occupancy": "places_h", "queue_mean_h": "files"},
    "officers": {"utilisation": "on_duty_h"},
    "halls": {
        "gave_up": "visits", "came_back": "visits gave_up", "booked_share": "slots", "no_show_share": "slots booked_share",
        "empty_share": "slots", "wait_min": "visits",
    } | dict.fromkeys(
        ("served_5_min", "served_10_min", "served_15_min", "served_20_min", "served_30_min", "served_60_min"), "visits"
    ),
    "home_visits": {"idle_share": "team_days"},
    "transfers": {"under_way_h": "files", "wait_courier_h": "files"},
    "systems": {"wait_place_h": "requests", "wait_down_h": "requests"},
    "endings": {"delivered_in_time": "granted"},
    "inherited": {"in_time": "due"},
    "whole": {"in_time": "applications", "objections_in_time": "objections"},
}  # fmt: skip
"""By table and figure: the figure, or the product of two, over which it is a share or a mean in a replication."""
_PARTS_OF_GROUP = dict.fromkeys(("cohort", "left_out", "open"), "applications") | {"late": "cohort"}
PART_OF: dict[FigureTable, dict[str, str]] = {
    "routes": _PARTS_OF_GROUP,
    "streams": _PARTS_OF_GROUP,
    "classes": _PARTS_OF_GROUP,
    "steps": dict.fromkeys(("turned_away", "handed_over", "waiting", "not_begun"), "visits"),
    "sittings": dict.fromkeys(("not_held", "too_few_files"), "sittings"),
    "halls": dict.fromkeys(("turned_away", "lost", "not_served"), "visits"),
    "transfers": {"wait_courier_h": "under_way_h"},
    "systems": {"hit": "requests", "unanswered": "requests"},
    "inherited": dict.fromkeys(("due", "late", "open"), "files"),
    "whole": {"late": "applications"},
}
"""By table and figure: the figure of the same row of which it is a part, and than which it is never larger."""
_EVENTS: dict[Unit, float] = {
    "share": 1.0, "working days": 1.0, "working hours": 0.25, "hours": 0.25, "days": 1.0, "applications": 1.0, "visits": 1.0,
    "files": 1.0, "people": 1.0, "sittings": 1.0, "households": 1.0, "requests": 1.0, "minutes": 15.0, "slots": 1.0,
}  # fmt: skip
"""By unit: what one event that no replication has shown is taken to change: one more or less, a day, a quarter of an hour. Of
quotients it is that for one of the parts of the whole, or for ONE_FATE of them in shares of applications."""
_LATE_DAY_H = 8.0
"""By how much an answer is taken to be late where none was seen to be: a working day [h]."""
_OTHER_EVENTS: dict[FigureTable, dict[str, float]] = {
    "routes": {"lateness_h": _LATE_DAY_H, "term_shorter_h": _LATE_DAY_H}
    | dict.fromkeys(("late", "open", "left_out"), ONE_FATE),
    "streams": dict.fromkeys(("late", "open", "left_out", "waiting"), ONE_FATE),
    "classes": dict.fromkeys(("late", "open", "left_out", "waiting"), ONE_FATE),
    "steps": dict.fromkeys((name for name in FIGURE_UNITS["steps"] if name.startswith("blame_")), _LATE_DAY_H),
    "inherited": {"late": ONE_FATE, "days_late": ONE_FATE, "open": ONE_FATE},
    "whole": {"late": ONE_FATE},
}
"""By table and figure: the same where the unit does not say it."""
_FIXED: dict[FigureTable, str] = {
    "pools": "members on_duty_h other_duties_h places_h",
    "officers": "on_duty_h",
    "streams": "expected",
    "sittings": "sittings",
    "halls": "slots",
    "home_visits": "team_days",
    "systems": "down_h",
    "inherited": "files due",
}
"""By table: figures that follow from the scenario, and cannot vary where all replications agree on them."""
_COUNTED = ("applications", "visits", "files", "people", "sittings", "households", "requests", "slots", "working days")
"""Units of figures that are whole numbers: two replications may agree on one by chance."""


def bounds_of(table: FigureTable, figure: str, whole: float = math.nan) -> Bounds:
    """What is possible for a figure of a table, given the mean of what it is a quotient of, where it is one; no figure is
    negative.

    A figure that is not in FIGURE_UNITS is a LookupError.
    """
    unit = unit_of(table, figure)
    high = 1.0 if unit == "share" else math.inf
    if figure in _FIXED.get(table, "").split():
        return Bounds(0.0, high)
    event = _OTHER_EVENTS.get(table, {}).get(figure, _EVENTS[unit])
    if figure in QUOTIENTS.get(table, {}) and whole > 0:
        together = 1.0 if table in _SHARES_OF_TIME and unit == "share" else ONE_FATE
        event = min(event, event * together / whole)
    return Bounds(0.0, high, event)


def agrees_by_chance(table: FigureTable, figure: str) -> bool:
    """Tell whether replications may agree by chance on a value of a figure that lies between its ends."""
    unit = unit_of(table, figure)
    return unit in _COUNTED or (unit == "share" and table not in _SHARES_OF_TIME)


def unit_of(table: FigureTable, figure: str) -> Unit:
    """The unit of a figure of a table; a figure that is not in FIGURE_UNITS is a LookupError."""
    try:
        return FIGURE_UNITS[table][figure]
    except KeyError:
        raise LookupError(f"figure '{figure}' of the table '{table}' has no unit in FIGURE_UNITS") from None
