"""The districts of a region, run one after the other, and what they bring together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sim.experiment.overview import pool_rows
from sim.experiment.results import Results
from sim.measure.figures import Key
from sim.measure.in_words import role_name
from sim.measure.intervals import Estimate
from sim.planning.region.folder import DistrictScenario
from sim.planning.region.sums import AnswerCounts, answer_counts


@dataclass(frozen=True)
class District:
    """What a region keeps of a district."""

    name: str
    """Its scenario's path from the folder, without the ending."""
    part: str
    """The folder in the folder to which it belongs; empty where it lies in the folder itself."""
    title: str
    """What its scenario is called."""
    target: float | None
    """Share in time that it is to reach [0 to 1]; None where none is stated."""
    seed: int
    """The seed with which it was run."""
    replications: int
    """How often it was simulated."""
    whole: dict[str, Estimate]
    """Over all its routes: applications, late, in_time."""
    routes: dict[Key, dict[str, Estimate]]
    """By service and route, as :class:`sim.measure.figures.Figures` has them."""
    busiest: tuple[str, str, float] | None
    """Kind of offices, role and utilisation of its busiest people [share]; None where nobody works."""
    busiest_title: str
    """What the role of its busiest people is called; empty where nobody works."""
    warnings: int
    """How many warnings its own page has."""


@dataclass(frozen=True)
class Region:
    """All districts of a folder, and the sums over them."""

    name: str
    """What the folder is called."""
    districts: tuple[District, ...]
    """The districts in the order of their names."""
    replications: int
    """Replications that all districts have, over which sums are estimated."""
    whole: dict[str, Estimate]
    """Over all routes of all districts, as :meth:`sim.planning.region.sums.AnswerCounts.estimates` has them."""
    routes: dict[Key, dict[str, Estimate]]
    """By service and route over all districts that have it, likewise."""
    parts: dict[str, dict[str, Estimate]]
    """By folder in the folder, likewise; empty where there are none."""

    @property
    def target(self) -> float | None:
        """The target of all districts [share]; None where they state none, or several."""
        targets = {district.target for district in self.districts}
        return targets.pop() if len(targets) == 1 else None

    @property
    def by_late_answers(self) -> tuple[District, ...]:
        """The districts, those with most late answers first."""
        return tuple(sorted(self.districts, key=lambda district: (-district.whole["late"].mean, district.name)))

    @property
    def missed(self) -> tuple[District, ...]:
        """The districts whose whole interval of the share in time lies below their target."""
        return tuple(d for d in self.districts if d.target is not None and d.whole["in_time"].high < d.target)

    @property
    def undecided(self) -> tuple[District, ...]:
        """The districts of which it cannot be told whether they reach their target."""
        shares = [(d, d.whole["in_time"]) for d in self.districts if d.target is not None]
        return tuple(d for d, share in shares if d.target is not None and share.low < d.target <= share.high)


def run_region(
    name: str, scenarios: Iterable[DistrictScenario], run: Callable[[DistrictScenario], Results], lang: str = "en"
) -> Region:
    """Run all scenarios of a folder, one after the other, and add them up; `run` simulates one of them.

    Of a district only its sums and estimates are kept, so that a country needs little more memory than its largest district.
    """
    adding = _Adding()
    for scenario in scenarios:
        adding.add(scenario, run(scenario), lang)
    return adding.region(name)


@dataclass
class _Adding:
    """What was added up so far."""

    districts: list[District] = field(default_factory=list)
    sums: dict[tuple[str, Key], AnswerCounts] = field(default_factory=dict)
    """By what is added: all (`whole`), a route (`route`) or a part of the folder (`part`)."""

    def add(self, scenario: DistrictScenario, results: Results, lang: str) -> None:
        """Add the results of a district."""
        counts = answer_counts(results.replications, [plan.key for plan in results.model.routes])
        for key, of_route in counts.items():
            for place in (("whole", ()), ("route", key), ("part", (scenario.part,))):
                self.sums[place] = self.sums[place].plus(of_route) if place in self.sums else of_route
        figures, study = results.figures, results.study.scenario
        pools = pool_rows(results)
        busiest = max(pools, key=lambda pool: pool.utilisation.mean, default=None)
        self.districts.append(
            District(
                scenario.name,
                scenario.part,
                study.scenario.text(lang),
                study.target,
                study.seed,
                len(results.replications),
                dict(figures.whole),
                {key: dict(figures.routes[key]) for key in counts},
                None if busiest is None else (busiest.office, busiest.role, busiest.utilisation.mean),
                "" if busiest is None else role_name(results.study.regulations, busiest.role, lang),
                len(results.warnings),
            )
        )

    def region(self, name: str) -> Region:
        """The region of all that was added."""
        count = min(district.replications for district in self.districts)
        rows = {place: sums.first(count).estimates() for place, sums in self.sums.items()}
        parts = {key[0]: row for (what, key), row in rows.items() if what == "part"}
        routes = {key: row for (what, key), row in rows.items() if what == "route"}
        return Region(name, tuple(self.districts), count, rows["whole", ()], routes, parts if len(parts) > 1 else {})
