"""What a worker tells of some replications of a case: flat arrays, and once a part what their columns are."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date

from sim.measure.estimates import Layout, in_columns, layout_of
from sim.measure.figure_units import Figure
from sim.measure.figures import Key, measure
from sim.measure.impossible import impossible
from sim.measure.time_series import Counts, backlog_days
from sim.quantities import Floats
from sim.web.cases import ScenarioCase
from sim.web.simulation.kept_cases import KeptCases
from sim.web.simulation.shown_figures import SHOWN_FIGURES, answers_alone, shown_tables


@dataclass(frozen=True)
class CaseFacts:
    """What all replications of a case have in common."""

    answers: Layout
    """The columns of answers alone."""
    figures: Layout
    """The columns of all figures that are shown; empty where only answers are known."""
    never: frozenset[Figure]
    """Figures that are 0 whatever happens."""
    routes: tuple[Key, ...]
    """Service and channel of each route, in the order of the arrays."""
    days: tuple[date, ...]
    """The days of the backlog."""
    digest: str
    """SHA-256 of the files of the scenario."""


@dataclass(frozen=True)
class ShownFigures:
    """All figures of a replication that are shown."""

    columns: Floats
    """The figures in the order of `CaseFacts.figures` [shape (columns,)]."""
    elapsed: Counts
    """Counted answers by their elapsed term, as :class:`sim.measure.time_series.TimeCurves` has them."""
    unanswered: Counts
    """Counted applications without an answer, likewise."""
    backlog: Counts
    """Files received and not yet ready over all routes [shape (days,)]."""

    @property
    def nbytes(self) -> int:
        """Memory of the arrays [bytes]."""
        return self.columns.nbytes + self.elapsed.nbytes + self.unanswered.nbytes + self.backlog.nbytes


@dataclass(frozen=True)
class ShownReplication:
    """What is told of one replication."""

    number: int
    """Its number [from 1]."""
    answers: Floats
    """Answers alone, in the order of `CaseFacts.answers` [shape (columns,)]."""
    figures: ShownFigures | None
    """All figures; None where only answers were asked for."""

    @property
    def nbytes(self) -> int:
        """Memory of the arrays [bytes]."""
        return self.answers.nbytes + (0 if self.figures is None else self.figures.nbytes)


@dataclass(frozen=True)
class CasePart:
    """Some replications of a case."""

    facts: CaseFacts
    """What they have in common."""
    replications: tuple[ShownReplication, ...]
    """What is told of each."""
    seconds: float
    """How long a processor took for one of them in the mean [s]."""


@dataclass(frozen=True)
class PartOfCase:
    """A task for a worker: some replications of a case."""

    case: ScenarioCase
    """The case."""
    numbers: tuple[int, ...]
    """Numbers of the replications."""
    whole: bool
    """Whether all figures are asked for, or answers alone."""

    def done(self, kept: KeptCases) -> CasePart:
        """Simulate the replications; raises InputError where the case cannot be read."""
        model = kept.model(self.case)
        begin = time.process_time()
        answers: Layout = ()
        figures: Layout = ()
        replications = []
        for number in self.numbers:
            drawn, log = kept.replicated(self.case, number)
            alone = answers_alone(log, drawn)
            answers = answers or layout_of(alone)
            if self.whole:
                measured = measure(log, drawn)
                tables, curves = shown_tables(measured), measured.over_time
                figures = figures or layout_of(tables)
                backlog: Counts = curves.backlog.sum(axis=0, dtype=curves.backlog.dtype)
                columns = in_columns(tables, figures)
                rest = ShownFigures(columns, curves.elapsed, curves.unanswered, backlog)
            replications.append(ShownReplication(number, in_columns(alone, answers), rest if self.whole else None))
        seconds = (time.process_time() - begin) / len(self.numbers)
        facts = CaseFacts(
            answers,
            figures,
            frozenset(figure for figure in impossible(model) if figure[2] in SHOWN_FIGURES.get(figure[0], ())),
            tuple(plan.key for plan in model.routes),
            backlog_days(model),
            kept.root(self.case.path).digest,
        )
        return CasePart(facts, tuple(replications), seconds)
