"""What a server needs of everything behind it: pages, files, figures, replays and what is saved."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from typing import Generic, Protocol, TypeVar

from sim.web.jobs.outcome import JobState
from sim.web.server.messages import ReportMessage, StaffingMessage
from sim.web.simulation.paired_figures import PairedFigures

Chosen = TypeVar("Chosen")
"""What is set on a page, once it is read."""


class Loaded(Protocol):
    """A file that a browser loads besides the page."""

    @property
    def content(self) -> bytes:
        """What is sent."""
        ...

    @property
    def media_type(self) -> str:
        """What it is, as HTTP names it."""
        ...

    @property
    def mark(self) -> str:
        """Changes with the content."""
        ...


class LongWork(Protocol):
    """A search or a report that is under way."""

    def states(self) -> AsyncIterator[JobState]:
        """How far it is, whenever that changes, until it has ended."""
        ...

    def html(self, state: JobState) -> str:
        """A state as HTML, in the language in use."""
        ...

    def stop(self) -> None:
        """Have it ended."""
        ...


class Report(Protocol):
    """A page that can be mailed."""

    @property
    def page(self) -> bytes:
        """The whole page [HTML in UTF-8]."""
        ...

    @property
    def file_name(self) -> str:
        """A plain name for its file."""
        ...


class ServedSite(Protocol, Generic[Chosen]):
    """What is shown. Texts are in the language in use, and InputError says in words what cannot be used."""

    @property
    def build(self) -> str:
        """Changes with the files that browsers load."""
        ...

    def page(self, query: str, lang: str) -> str:
        """The page for a query; of one that cannot be used the page of a scenario that says so."""
        ...

    def file(self, name: str) -> Loaded | None:
        """One of the files that browsers load, by its name; None where there is none."""
        ...

    def choice(self, query: str) -> Chosen:
        """What a query sets; raises InputError."""
        ...

    def figures(self, choice: Chosen) -> AsyncGenerator[PairedFigures, None]:
        """Figures that get surer; to close it ends the simulation. Raises InputError or ModelError."""
        ...

    def parts(self, figures: PairedFigures, choice: Chosen) -> Mapping[str, str]:
        """Figures as HTML, by the elements of the page."""
        ...

    async def replay(self, choice: Chosen, which: str, month: str, lang: str) -> str:
        """A month of one case as the text of its JSON; raises InputError or ModelError."""
        ...

    def begin(self, choice: Chosen, asked: StaffingMessage | ReportMessage, session: str, lang: str) -> LongWork:
        """Begin what takes long for a session, which names its browser first; raises InputError."""
        ...

    def report(self, identity: str, browser: str) -> Report | None:
        """A report that long work has written for a browser; None where it is not kept, or is another's."""
        ...

    def scenario_file(self, choice: Chosen, lang: str) -> tuple[str, str]:
        """The name and the text of the scenario file of a choice; raises InputError."""
        ...

    def save(self, choice: Chosen, name: str, lang: str) -> str:
        """Keep the scenario file in the folder, and say so as HTML; raises InputError."""
        ...
