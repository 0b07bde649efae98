"""A sentence of a life, with the moment of which it tells."""

from __future__ import annotations

from dataclasses import dataclass

from sim.quantities import UNSET
from sim.tracing.moments import moment


@dataclass(frozen=True)
class Sentence:
    """One thing that happened."""

    at: int
    """Moment [instant]; UNSET for the last sentence, which says how the application ended."""
    text: str
    """What happened, without the moment."""

    def __str__(self) -> str:
        return self.text if self.at == UNSET else f"{moment(self.at)}: {self.text}"
