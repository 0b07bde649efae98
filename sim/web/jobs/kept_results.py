"""Results that are kept for a while, as many as the memory for them allows."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from sim.web.jobs.outcome import JobResult

KEPT_SECONDS = 15 * 60.0
"""A result is kept so long [s]."""
KEPT_BYTES = 64 * 1024**2
"""Results may have so many bytes in all; the oldest go first."""


@dataclass(frozen=True)
class _Kept:
    owner: str
    result: JobResult
    until: float


class KeptResults:
    """Results by the identity of their work, each for the one who asked for it."""

    def __init__(self, clock: Callable[[], float], seconds: float = KEPT_SECONDS, most_bytes: int = KEPT_BYTES) -> None:
        self._clock, self._seconds, self._most_bytes = clock, seconds, most_bytes
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    @property
    def size(self) -> int:
        """How much the results take that are kept [bytes]."""
        return sum(len(kept.result.page) for kept in self._kept.values())

    def keep(self, identity: str, owner: str, result: JobResult) -> bool:
        """Keep a result, and let go of the oldest for which there is no more room; False where it alone is too large."""
        self.forget_old()
        if len(result.page) > self._most_bytes:
            return False
        self._kept[identity] = _Kept(owner, result, self._clock() + self._seconds)
        while self.size > self._most_bytes:
            self._kept.popitem(last=False)
        return True

    def get(self, identity: str, owner: str) -> JobResult | None:
        """A result for the one who asked for it; None where it is another's, or is no longer kept."""
        self.forget_old()
        kept = self._kept.get(identity)
        return kept.result if kept is not None and kept.owner == owner else None

    def forget_old(self) -> None:
        """Let go of results whose time is over."""
        now = self._clock()
        while self._kept and next(iter(self._kept.values())).until <= now:
            self._kept.popitem(last=False)
