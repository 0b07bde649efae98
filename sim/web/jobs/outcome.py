"""How far a piece of long work is, and what has come of it, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from sim.report.parts import TextTable

JobKind = Literal["staffing", "alternative", "comparison"]
"""What is asked for: a staffing, the report of the alternative, the comparison with the scenario as it is."""
JobPhase = Literal["waiting", "running", "done", "stopped", "failed"]
"""How far it is; the last three are final."""


@dataclass(frozen=True)
class FoundNumber:
    """A number of the staffing that was found which is not what is set now."""

    kind: Literal["posts", "sittings"]
    """What is counted: posts in each office, or sittings a week."""
    office: str
    """Short name of the kind of offices, or of the one office."""
    role: str
    """Short name of the role or commission."""
    value: float
    """How many there are to be."""
    words: str
    """The same in words, such as `executor: 3`."""


@dataclass(frozen=True)
class JobResult:
    """What has come of a piece of work."""

    kind: JobKind
    """What was asked for."""
    title: str
    """What it is, as a heading."""
    sentences: tuple[str, ...]
    """The answers, the most important first."""
    tables: tuple[TextTable, ...]
    """What stands behind them."""
    page: bytes = field(repr=False)
    """The whole report as a self-contained page [HTML in UTF-8]."""
    file_name: str
    """A plain name for the page, in ASCII."""
    met: bool = True
    """Of a search: whether there is a staffing that does."""
    numbers: tuple[FoundNumber, ...] = ()
    """Of a search: what has to be changed to have what was found; none where nothing was found, or it is what is set now."""


@dataclass(frozen=True)
class JobState:
    """How far a piece of work is."""

    phase: JobPhase
    """How far it is."""
    done: int = 0
    """How much of the present part is done."""
    total: int = 0
    """How much the present part has in all; 0 where nobody can know."""
    words: str = ""
    """What is being done, what is waited for or why it has failed, as a sentence in the language that was asked for."""
    result: JobResult | None = None
    """What has come of it, when it is done."""

    @property
    def final(self) -> bool:
        """Whether nothing more comes."""
        return self.phase in ("done", "stopped", "failed")
