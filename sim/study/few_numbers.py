"""A first scenario out of a few numbers: what comes in a month, how many people there are, what a file takes, and the term.

A regulation has many roles, and these numbers are about one: the executor, who prepares the answer. Everybody else gets so little work and so many people that hardly anybody waits for them; these
placeholders answer no question, and say so.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from sim.law.audit import route_term
from sim.law.regulation import Channel, PathStep, Regulation
from sim.quantities import HOUR, MINUTE, NOMINAL_DAY, Limit
from sim.scenario.step_durations import limits_as_work
from sim.schema.in_words import written_duration
from sim.study.new import Placeholders, as_value, comment_lines
from sim.translations.in_use import language, marked, translated

MOST_SIMULATED = 200_000
"""About this many applications are simulated in all replications together, so that the answer comes within a minute."""
_MOST_REPLICATIONS, _LEAST_REPLICATIONS = 100, 10
"""Between these numbers lie the replications."""
MANY = 2_500
"""With more applications a month a replication counts two months after one, not a half-year after two [applications]."""
_MONTH_DAYS = 20.5
"""Working days of a month."""
_OTHERS_BUSY = 0.4
"""How busy the people of other roles are made at most."""
_OTHERS_WORK = 2 * MINUTE
"""Work with a step of another role at most, and so much of its limit [s, share]."""
_OF_LIMIT = 0.25
_SHORTEST = 15
"""Work with a step at least [s]."""
_P90 = 1.6
"""Ninetieth percentile of the main work over its mean."""
_STATED = marked("As stated to sim quick")
_SPLIT = marked("As stated to sim quick, split by the limits of the steps; the shape is assumed")
_ASSUMED = marked("Placeholder with which nobody waits for this role")


@dataclass(frozen=True)
class FewNumbers:
    """The numbers that a first answer needs."""

    applications: float
    """Applications a month."""
    people: int
    """How many people share the main work."""
    minutes: float
    """Their work with a file, over all of their steps [min]."""
    hold: float
    """How long a file lies with them besides, waiting for papers and answers, on average [working days]."""
    term: Limit | None = None
    """The term; None for that of the regulation."""

    @property
    def replications(self) -> int:
        """How many replications answer within a minute."""
        months = 3 if self.applications > MANY else 8
        within = int(MOST_SIMULATED / max(months * self.applications, 1.0))
        return min(max(within, _LEAST_REPLICATIONS), _MOST_REPLICATIONS)


class FromFewNumbers(Placeholders):
    """What a first scenario says on one route of a regulation, given a few numbers."""

    def __init__(
        self,
        regulation: Regulation,
        channel: Channel,
        stated: FewNumbers,
        role: str | None = None,
        name: str | None = None,
    ) -> None:
        """Take the numbers, the role that they are about, and what the scenario calls the regulation; None for the usual ones."""
        super().__init__(regulation, (channel,), name)
        self.stated = stated
        self._path = self.routes[channel]
        self._limits = dict(zip((step.key for step in self._path), limits_as_work(self._path), strict=True))
        self.main_role = role or main_role(regulation, channel)

    def heading(self) -> Iterator[str]:
        """Comments at the top of the file."""
        text = translated(
            "A first scenario for the service '{regulation}' out of the numbers that were stated to 'sim quick'.\n"
            "They are about one role, {role}. What is said of all others are placeholders,\n"
            "with which nobody waits for them: replace them by what you have counted, and give the source.",
            regulation=self.regulation.regulation,
            role=self.regulation.roles[self.main_role].text(language()),
        )
        yield from comment_lines(text)

    def period(self) -> Iterator[str]:
        """The period, and how often it is simulated."""
        year = self.regulation.year + 1
        many = self.stated.applications > MANY
        yield f"  start: {year}-{'02-01' if many else '01-08'}          # {translated('offices are empty then')}"
        yield f"  warm_up_until: {year}-03-01  # {translated('applications received from here on count')}"
        yield f"  end: {year}-{'05-01' if many else '09-01'}            # {translated('and up to here')}"
        yield f"replications: {self.stated.replications}"

    def term(self, channel: Channel) -> Iterator[str]:
        """The term, where it is not that of the regulation."""
        if self.stated.term is not None and self.stated.term != route_term(self.regulation, channel)[0]:
            note = translated("stated to sim quick, in place of the regulation's")
            yield f"term: {self.stated.term}  # {note}"

    def work(self, channel: Channel, step: PathStep) -> Iterator[str]:
        """What a step of staff takes."""
        if step.role != self.main_role:
            mean = self._work_of_others(step)
            yield f"work: {_lognormal(mean)}"
            yield f"assumption: {as_value(translated(_ASSUMED))}"
            return
        mine = {key: max(limit or 0, 1) for key, limit in self._limits.items() if self._is_mine(key)}
        mean = max(round(60 * self.stated.minutes * mine[step.key] / sum(mine.values())), 1)
        yield f"work: {_lognormal(mean)}"
        if self.stated.hold and step.key == max(mine, key=lambda key: mine[key]):
            hours = self.stated.hold * NOMINAL_DAY / HOUR
            ends = ", ".join(
                f"{name}: {times * hours:.6g} hours"
                for name, times in (("minimum", 0.4), ("mode", 0.8), ("maximum", 1.8))
            )
            yield f"hold: {{distribution: triangular, {ends}}}"
        yield f"assumption: {as_value(translated(_SPLIT))}"

    def staff(self, role: str) -> str:
        """How many people a role has."""
        if role == self.main_role:
            return f"{{count: {self.stated.people}, assumption: {as_value(translated(_STATED))}}}"
        work = sum(self._work_of_others(step) for step in self._path if step.role == role)
        a_day = self.stated.applications / _MONTH_DAYS * work
        return f"{{count: {max(math.ceil(a_day / (_OTHERS_BUSY * NOMINAL_DAY)), 1)}, assumption: {as_value(translated(_ASSUMED))}}}"

    def demand(self) -> Iterator[str]:
        """How many applications come."""
        yield f"rate: {self.stated.applications:.10g} per month"
        yield f"assumption: {as_value(translated(_STATED))}"

    def _is_mine(self, key: str) -> bool:
        return any(step.key == key and step.role == self.main_role for step in self._path)

    def _work_of_others(self, step: PathStep) -> int:
        """The work with a step of another role [s]."""
        limit = self._limits[step.key]
        return max(_SHORTEST, round(min(_OTHERS_WORK, _OTHERS_WORK if limit is None else _OF_LIMIT * limit)))


def _lognormal(mean: int) -> str:
    """A skewed duration with a mean [s], as it is written in a file."""
    return (
        f"{{distribution: lognormal, mean: {written_duration(mean)}, p90: {written_duration(math.ceil(mean * _P90))}}}"
    )


def roles_of(regulation: Regulation, channel: Channel) -> dict[str, int]:
    """The roles of people on a route, with the sum of the limits of their steps [s]."""
    path = regulation.path(channel)
    sums: dict[str, int] = {}
    for step, limit in zip(path, limits_as_work(path), strict=True):
        if regulation.kind(step.role) in ("staff", "commission"):
            sums[step.role] = sums.get(step.role, 0) + (limit or 0)
    return sums


def main_role(regulation: Regulation, channel: Channel) -> str:
    """The role that prepares the answers: an executor, else whoever of the staff has most time by the limits, the first of several."""
    sums = roles_of(regulation, channel)
    staff = [role for role in sums if regulation.kind(role) == "staff"]
    executors = [role for role in staff if role.endswith("executor")]
    return max(executors or staff or sums, key=lambda role: sums[role])
