"""The results of a run: its figures, as tables that a notebook can work with too, and what a notebook shows by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, get_args

from sim.engine.engine_use import EngineUse
from sim.engine.steplog import StepLog
from sim.errors import Note
from sim.experiment import chart_tables, people_tables, wait_tables
from sim.experiment.causes.find_causes import Causes
from sim.experiment.late_by_month import late_month_table
from sim.experiment.levers.lever import NotTried
from sim.experiment.levers.race import RaceRounds, Tried
from sim.experiment.pooling import Pooled
from sim.experiment.warm_up import WarmUp
from sim.measure.figure_units import FigureTable, unit_of
from sim.measure.figures import Figures, Key, ReplicationFigures
from sim.measure.in_words import number, route_name, routes_sentence, several_services, share, stated_share, whole_days
from sim.measure.intervals import Estimate
from sim.measure.recovery import Recovery
from sim.measure.time_series import TimeCurves
from sim.model.model import Model
from sim.study.notebook_view import html_table, html_view
from sim.study.study import Study
from sim.translations.in_use import localized_day, translated

if TYPE_CHECKING:
    import pandas as pd

Table = Literal["routes", "steps", "pools", "streams", "applications"]
"""The tables that there are."""
_NAMES: dict[Table, tuple[str, ...]] = {
    "routes": ("service", "route"),
    "steps": ("service", "route", "step"),
    "pools": ("office", "role"),
    "streams": ("stream",),
    "applications": ("service", "route"),
}
"""The columns that name a row of each table."""
_OF_ESTIMATE = ("mean", "low", "high", "tenth_low", "tenth_high", "replications")
"""The columns that every table has of a figure."""
_IN_FIGURES: dict[Table, FigureTable] = {
    "routes": "routes",
    "steps": "steps",
    "pools": "pools",
    "streams": "streams",
    "applications": "endings",
}
"""What each table is called in `Figures`."""


@dataclass(frozen=True, repr=False)
class Results:
    """What a run of a study found.

    The properties that are tables are tidy, one row per figure: the columns that name it, `figure`, `unit` (see
    :data:`sim.measure.figure_units.FIGURE_UNITS`), `mean`, `low` and `high` (95 % interval of the mean; NaN where there is none),
    `tenth_low` and `tenth_high` (between them lie at least eight in ten replications: what one such period brings; NaN with fewer
    than ten) and `replications` (how many have the figure). What each figure means stands in :class:`sim.measure.figures.Figures`. The
    methods give the tables that the functions of :mod:`sim.report.charts` draw.
    """

    model: Model
    """The study made ready."""
    replications: Sequence[ReplicationFigures]
    """The figures of each replication, in order; curves only as their mean in `figures`."""
    figures: Figures
    """Estimates with intervals."""
    tried: tuple[Tried, ...] | None = None
    """Levers in paired runs, the best first; none where no late answer waited for anything that has a lever.

    None where paired runs were not asked for.
    """
    rounds: RaceRounds | None = None
    """Which replications chose among them, and which judged those that were left; None where none was tried."""
    not_tried: tuple[NotTried, ...] = ()
    """What was left out of these runs, and why."""
    causes: Causes | None = None
    """What absences, outages and sittings make late; None where nothing disturbs the offices or makes late, or paired runs were
    not asked for."""
    pooled: Pooled | None = None
    """What pooling would bring; None where no file has an officer among several, or paired runs were not asked for."""
    warnings: tuple[Note, ...] = ()
    """What the reader ought to know; :func:`sim.report.notes.note_sentence` says each in words."""
    recovery: Recovery | None = None
    """When the offices have recovered from what disturbs them, where the scenario names the variant without it."""
    logs: tuple[StepLog, ...] = ()
    """The log of each replication, where they were to be kept."""
    warm_up: WarmUp | None = None
    """The beginning of the run week by week, and what MSER-5 says of it; None where a backlog stands for it."""
    engines: tuple[EngineUse, ...] = ()
    """The engines that simulated its replications, each once."""

    @property
    def study(self) -> Study:
        """The study that was run."""
        return self.model.study

    @property
    def routes(self) -> pd.DataFrame:
        """By `service` and `route`: share in time, elapsed terms, queue times, work in progress."""
        return self._tidy("routes")

    @property
    def steps(self) -> pd.DataFrame:
        """By `service`, `route` and `step`: limits kept, queue times, work, blame for lateness."""
        return self._tidy("steps")

    @property
    def pools(self) -> pd.DataFrame:
        """By `office` and `role`: utilisation, overtime, queue time per file."""
        return self._tidy("pools")

    @property
    def streams(self) -> pd.DataFrame:
        """By `stream`: applications expected and drawn."""
        return self._tidy("streams")

    @property
    def applications(self) -> pd.DataFrame:
        """By `service` and `route`: how applications end, and whose time they take."""
        return self._tidy("applications")

    def by_replication(self, table: Table) -> pd.DataFrame:
        """One of the tables before anything is averaged, for comparisons that are paired by replication.

        Columns: replication [from 1], those that name a row, figure, unit, value.
        """
        import pandas as pd

        if table not in get_args(Table):
            raise ValueError(f"there is no table '{table}'; there are {', '.join(get_args(Table))}")
        name = _IN_FIGURES[table]
        rows = [
            (number, *key, figure, unit_of(name, figure), value)
            for number, figures in enumerate(self.replications, 1)
            for key, row in getattr(figures, name).items()
            for figure, value in row.items()
        ]
        return pd.DataFrame(rows, columns=["replication", *_NAMES[table], "figure", "unit", "value"])

    def compliance(self) -> pd.DataFrame:
        """Share in time per route; see :func:`sim.experiment.chart_tables.compliance_table`."""
        return chart_tables.compliance_table(self.figures)

    def elapsed_term(self) -> pd.DataFrame:
        """How many working days answers take, per route; see :func:`sim.experiment.chart_tables.elapsed_table`."""
        return chart_tables.elapsed_table(self.model, self.figures, self.over_time)

    def queue_times(self, lang: str = "en") -> pd.DataFrame:
        """Queue time per step; see :func:`sim.experiment.wait_tables.queue_table`. `lang`: names of roles in `kk`, `ru` or `en`."""
        return wait_tables.queue_table(self.model, self.figures, lang)

    def front_desk_waits(self, lang: str = "en") -> pd.DataFrame:
        """Waits at the counters and the lawful wait; see :func:`sim.experiment.wait_tables.front_desk_table`. `lang` as for queue times."""
        return wait_tables.front_desk_table(self.model, self.figures, lang)

    def waits(self, lang: str = "en") -> pd.DataFrame:
        """Mean waits per step by reason; see :func:`sim.experiment.wait_tables.wait_table`. `lang` as for queue times."""
        return wait_tables.wait_table(self.model, self.figures, lang)

    def lost_time(self, lang: str = "en") -> pd.DataFrame:
        """Lateness per step by reason; see :func:`sim.experiment.wait_tables.lost_table`. `lang` as for queue times."""
        return wait_tables.lost_table(self.model, self.figures, lang)

    def sittings(self, lang: str = "en") -> pd.DataFrame:
        """Files per sitting of commissions; see :func:`sim.experiment.chart_tables.sitting_table`. `lang` as for queue times."""
        return chart_tables.sitting_table(self.model, self.figures, lang)

    def utilisation(self, lang: str = "en") -> pd.DataFrame:
        """Utilisation of every pool; see :func:`sim.experiment.people_tables.pool_table`. `lang` as for queue times."""
        return people_tables.pool_table(self.model, self.over_time, lang)

    def utilisation_by_week(self, lang: str = "en") -> pd.DataFrame:
        """Utilisation of every pool by hour of the week; see :func:`sim.experiment.people_tables.week_table`. `lang` as for queue times."""
        return people_tables.week_table(self.model, self.over_time, lang)

    def utilisation_by_month(self, lang: str = "en") -> pd.DataFrame:
        """Utilisation by role and month; see :func:`sim.experiment.people_tables.month_table`."""
        return people_tables.month_table(self.model, self.over_time, lang)

    def utilisation_by_hour(self, role: str | None = None, office: str | None = None, lang: str = "en") -> pd.DataFrame:
        """Utilisation of one role, or of the busiest, by hour of the week; see :func:`sim.experiment.people_tables.hour_table`."""
        return people_tables.hour_table(self.model, self.over_time, role, office, lang)

    def backlog(self, route: Key | None = None) -> pd.DataFrame:
        """Files in the offices, day by day, over all routes or of one; see :func:`sim.experiment.chart_tables.backlog_table`."""
        return chart_tables.backlog_table(self.model, self.over_time, route)

    def late_by_month(self, lang: str = "en") -> pd.DataFrame:
        """Late answers by office and month; see :func:`sim.experiment.late_by_month.late_month_table`."""
        return late_month_table(self.model, self.over_time, lang)

    @cached_property
    def over_time(self) -> tuple[TimeCurves, ...]:
        """By replication: its time series and distributions."""
        return tuple(figures.over_time for figures in self.replications)

    def _tidy(self, table: Table) -> pd.DataFrame:
        import pandas as pd

        name = _IN_FIGURES[table]
        estimates: Mapping[Key, Mapping[str, Estimate]] = getattr(self.figures, name)
        rows = [
            (*key, figure, unit_of(name, figure), *(getattr(value, column) for column in _OF_ESTIMATE))
            for key, row in estimates.items()
            for figure, value in row.items()
        ]
        return pd.DataFrame(rows, columns=[*_NAMES[table], "figure", "unit", *_OF_ESTIMATE])

    def __repr__(self) -> str:
        name, whole = self.model.study.name, share(self.figures.whole["in_time"])
        return translated(
            "<results of {name}: {count} replications, answers in time {share}>",
            name=name,
            count=len(self.replications),
            share=whole,
        )

    def _repr_html_(self) -> str:
        scenario, several = self.model.study.scenario, several_services(self.figures)
        rows = [
            (
                route_name(key, several=several),
                number(row["applications"], 0),
                self.model.plan(key).term_text,
                share(row["in_time"]),
                whole_days(row["median_days"], interval=True),
                whole_days(row["p95_days"], interval=True),
                number(row["queue_median_h"], interval=True),
            )
            for key, row in self.figures.routes.items()
        ]
        columns = (
            translated("applications"),
            translated("term"),
            translated("in time"),
            translated("elapsed term, median [working days]"),
            translated("95th percentile [working days]"),
            translated("queue time, median [working hours]"),
        )
        period = scenario.period
        said = {
            "count": len(self.replications),
            "first": localized_day(period.start),
            "end": localized_day(period.end),
        }
        facts = translated("{count} replications of {first} to {end}; 95 % uncertainty of means in brackets.", **said)
        if scenario.target is not None:
            facts = translated(
                "{count} replications of {first} to {end}, target {target} in time; 95 % uncertainty of means in brackets.",
                **said,
                target=stated_share(scenario.target),
            )
        return html_view(
            scenario.scenario.text("en"),
            html_table((translated("route"), *columns), rows, labels=1),
            facts,
            routes_sentence(self.figures, scenario.target),
        )
