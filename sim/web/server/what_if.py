"""The what-if page itself, as the server shows it: scenarios, figures, replays, long work and what is saved, bound together."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from pathlib import Path
from urllib.parse import parse_qs

from markupsafe import Markup

from sim.errors import InputError
from sim.shipped import shipped_folder
from sim.study.loading import find_scenario
from sim.translations.in_use import in_language, translated
from sim.web.choice import Choice, choice_cases, read_choice, scenario_of
from sim.web.jobs.jobs import Jobs
from sim.web.jobs.outcome import JobKind, JobResult
from sim.web.jobs.page_work import PageWork, begin_work
from sim.web.replay.month import replay_text
from sim.web.saving import save_scenario, scenario_diff
from sim.web.served import ServedScenario
from sim.web.server.messages import ReportMessage, StaffingMessage
from sim.web.server.words import error_in_words
from sim.web.simulation.paired_figures import PairedFigures
from sim.web.simulation.simulations import Simulations
from sim.web.views.page import render_page_of
from sim.web.views.parts import parts_of
from sim.web.views.static_files import StaticFile, build, static_files

_REPLAYED = 1
"""The replication that is replayed."""


class WhatIf:
    """The page of some scenarios, for every visitor of a server."""

    def __init__(self, served: Sequence[ServedScenario], simulations: Simulations, jobs: Jobs, folder: Path) -> None:
        """Bind together what is running already; scenarios are saved in `folder`."""
        self._served, self._simulations, self._jobs, self._folder = tuple(served), simulations, jobs, folder

    @property
    def build(self) -> str:
        """Changes with the files that browsers load."""
        return build()

    def page(self, query: str, lang: str) -> str:
        """The page for a query; of one that cannot be used the page of the scenario that it names, as it is, and why."""
        fault = None
        try:
            choice = read_choice(query, self._served)
        except InputError as error:
            fault = error_in_words(error)
            choice = Choice(self._named(query).key)
        return render_page_of(scenario_of(choice, self._served), self._served, choice, lang, fault)

    def _named(self, query: str) -> ServedScenario:
        """The scenario that a query names so far as it does, else the first one."""
        try:
            asked = parse_qs(query, max_num_fields=1000).get("scenario", [""])
        except ValueError:  # too many fields
            asked = []
        return next((one for one in self._served if one.key in asked), self._served[0])

    def file(self, name: str) -> StaticFile | None:
        """One of the files that browsers load, by its name; None where there is none."""
        return static_files().get(name)

    def choice(self, query: str) -> Choice:
        """What a query sets; raises InputError."""
        return read_choice(query, self._served)

    def figures(self, choice: Choice) -> AsyncGenerator[PairedFigures, None]:
        """Figures that get surer; to close it ends the simulation. Raises InputError or ModelError."""
        return self._simulations.refined(*choice_cases(choice, self._served))

    def parts(self, figures: PairedFigures, choice: Choice) -> Mapping[str, str]:
        """Figures as HTML, by the elements of the page."""
        return parts_of(figures, scenario_of(choice, self._served), choice)

    async def replay(self, choice: Choice, which: str, month: str, lang: str) -> str:
        """A month of one case as the text of its JSON, which a worker makes; raises InputError or ModelError."""
        base, alternative = choice_cases(choice, self._served)
        case = base if which == "base" else alternative
        return await self._simulations.do(replay_text, case, _REPLAYED, month, lang)

    def begin(self, choice: Choice, asked: StaffingMessage | ReportMessage, session: str, lang: str) -> PageWork:
        """Begin what takes long for a session, which names its browser first; raises InputError."""
        wanted: tuple[JobKind, object] = (
            ("staffing", asked.share) if isinstance(asked, StaffingMessage) else (asked.what, None)
        )
        return begin_work(self._jobs, choice, self._served, wanted, session, lang)

    def report(self, identity: str, browser: str) -> JobResult | None:
        """A report that long work has written for a browser; None where it is not kept, or is another's."""
        return self._jobs.result(identity, browser) if browser else None

    def scenario_file(self, choice: Choice, lang: str) -> tuple[str, str]:
        """The name and the text of the scenario file of a choice, to be put beside the scenario; raises InputError."""
        return f"{choice.scenario}_what_if", scenario_diff(choice, self._served, lang, None)

    def save(self, choice: Choice, name: str, lang: str) -> str:
        """Keep the scenario file in the folder, and say so as HTML; raises InputError."""
        with in_language(lang):
            path = save_scenario(choice, self._served, name, self._folder)
            return str(Markup("{}").format(translated("Saved as {file}.", file=path.name)))


def folder_beside(served: Sequence[ServedScenario]) -> Path:
    """The folder of the first scenario that is a file of the user, in which a page saves others; the working directory where none is."""
    for one in served:
        path = find_scenario(one.path)
        if not path.resolve().is_relative_to(shipped_folder("scenarios").resolve()):
            return path.parent
    return Path.cwd()
