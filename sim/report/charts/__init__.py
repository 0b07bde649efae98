"""Charts for planners: every function takes a table, as :class:`sim.Results` makes it, and gives a matplotlib Figure.

In come tables, out go figures; where these are shown is not their matter. Colours are those of Okabe and Ito, which colour-blind
readers can tell apart; points, lines and areas differ in shape, dash and hatch too. Every figure says in its `alternative` what
it shows. A notebook shows the figures as they are; `figure.savefig("name.svg")` writes one. Shares are drawn in percent.
"""

from __future__ import annotations

from sim.report.charts.answers import compliance, elapsed_term
from sim.report.charts.differences import paired_differences
from sim.report.charts.files import backlog, sittings
from sim.report.charts.late import late_map
from sim.report.charts.lives import sample_of_lives
from sim.report.charts.people import utilisation, utilisation_by_hour, utilisation_by_month, utilisation_by_week
from sim.report.charts.waits import front_desk_waits, lost_time, queue_times, waits_by_reason

__all__ = [
    "backlog",
    "compliance",
    "elapsed_term",
    "front_desk_waits",
    "late_map",
    "lost_time",
    "paired_differences",
    "queue_times",
    "sample_of_lives",
    "sittings",
    "utilisation",
    "utilisation_by_hour",
    "utilisation_by_month",
    "utilisation_by_week",
    "waits_by_reason",
]
