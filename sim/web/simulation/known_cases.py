"""What the server knows of the cases that were simulated, for all sessions: the last ones, up to some memory."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

from sim.errors import ModelError
from sim.translations.in_use import translated
from sim.web.cases import ScenarioCase
from sim.web.simulation.case_parts import CaseFacts, CasePart, ShownReplication
from sim.web.simulation.estimating import CaseSample
from sim.web.simulation.paired_figures import CaseFigures, PairedFigures
from sim.web.simulation.tasks import AskedTask

MOST_KNOWN_BYTES = 192 << 20
"""What is known of cases that nobody looks at is kept up to that size [bytes]."""

_MOST_CASES = 500
"""No more cases are kept, be they ever so small."""
_MOST_PAIRS = 8
"""So many pairs of cases are kept with their estimates: two thousand objects each, among which Python looks for circles now and
then, while nothing else is done."""
_Pair = tuple[ScenarioCase, ScenarioCase, int]


@dataclass(eq=False)
class KnownCase:
    """What is known of a case."""

    case: ScenarioCase
    """The case."""
    facts: CaseFacts | None = None
    """What its replications have in common; None where none is known."""
    replications: dict[int, ShownReplication] = field(default_factory=dict)
    """Its replications by number."""
    asked: dict[tuple[int, bool], AskedTask] = field(default_factory=dict)
    """Tasks under way by number of a replication, and whether all its figures are asked for."""
    estimates: dict[int, tuple[CaseSample, CaseFigures]] = field(default_factory=dict)
    """By number of replications, what is worked out of all figures of a case with which all others are compared."""
    looked_at: int = 0
    """How many look at it."""
    given_up_until: float = 0.0
    """Until when it is refused, as it took too long [s of the monotonic clock]."""
    nbytes: int = 0
    """Memory of its replications [bytes]."""

    def knows(self, number: int, *, whole: bool) -> bool:
        """Whether a replication is known, with all figures or with answers at least."""
        one = self.replications.get(number)
        return one is not None and (not whole or one.figures is not None)

    def knows_first(self, count: int, *, whole: bool) -> bool:
        """Whether the first replications are known, up to some number."""
        return all(self.knows(number, whole=whole) for number in range(1, count + 1))

    def take(self, part: CasePart) -> None:
        """Take in some replications."""
        if self.facts is None or not self.facts.figures:
            self.facts = part.facts
        for one in part.replications:
            if not self.knows(one.number, whole=one.figures is not None):
                before = self.replications.get(one.number)
                self.nbytes += one.nbytes - (0 if before is None else before.nbytes)
                self.replications[one.number] = one

    def sample(self, count: int, *, whole: bool) -> CaseSample:
        """Its first replications, which are known."""
        if self.facts is None:
            raise LookupError(f"nothing is known of {self.case}")
        return CaseSample(self.facts, tuple(self.replications[number] for number in range(1, count + 1)), whole)


class KnownCases:
    """The cases that are known, those that were looked at last."""

    def __init__(self, most_bytes: int = MOST_KNOWN_BYTES) -> None:
        """Nothing is known yet; what nobody looks at is kept up to a size [bytes]."""
        self._most_bytes = most_bytes
        self._cases: OrderedDict[ScenarioCase, KnownCase] = OrderedDict()
        self._digests: dict[str, str] = {}
        self._pairs: OrderedDict[_Pair, PairedFigures] = OrderedDict()

    def looked_at(self, case: ScenarioCase) -> KnownCase:
        """A case that somebody looks at, from now on until :meth:`left`."""
        known = self._cases.setdefault(case, KnownCase(case))
        self._cases.move_to_end(case)
        known.looked_at += 1
        return known

    def left(self, known: KnownCase) -> None:
        """Somebody looks no longer at a case."""
        known.looked_at -= 1
        size = sum(one.nbytes for one in self._cases.values())
        for case in list(self._cases):
            if size <= self._most_bytes and len(self._cases) <= _MOST_CASES:
                break
            if not self._cases[case].looked_at:
                size -= self._cases.pop(case).nbytes

    def pair(self, base: KnownCase, alternative: KnownCase, count: int) -> PairedFigures | None:
        """All figures of two cases over their first replications, where they were worked out lately."""
        at = (base.case, alternative.case, count)
        if at in self._pairs:
            self._pairs.move_to_end(at)
        return self._pairs.get(at)

    def keep_pair(self, base: KnownCase, alternative: KnownCase, figures: PairedFigures) -> None:
        """Keep all figures of two cases, for whoever comes to the same state again."""
        self._pairs[base.case, alternative.case, figures.replications] = figures
        while len(self._pairs) > _MOST_PAIRS:
            self._pairs.popitem(last=False)

    def take(self, known: KnownCase, part: CasePart) -> None:
        """Take in replications of a case; raises ModelError where the files of its scenario are others than before."""
        if self._digests.setdefault(known.case.path, part.facts.digest) != part.facts.digest:
            raise ModelError(
                translated("the files of the scenario have changed since they were read; start the server again")
            )
        known.take(part)
