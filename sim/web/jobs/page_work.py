"""Long work as a page asks for it and is shown it: requests out of a choice, and every state as HTML."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence

from sim.translations.in_use import in_language, marked, translated
from sim.web.changed_numbers import changed_numbers
from sim.web.choice import Choice, choice_cases, choice_query, scenario_of
from sim.web.jobs.jobs import Job, Jobs
from sim.web.jobs.outcome import JobKind, JobResult, JobState
from sim.web.jobs.request import (
    ComparisonRequest,
    JobRequest,
    ReportRequest,
    StaffingRequest,
    share_asked,
)
from sim.web.jobs.staffing_controls import with_staffing
from sim.web.served import MOST_SERVED_APPLICATIONS, ServedScenario
from sim.web.views.templates import fragment

_DOING: dict[JobKind, str] = {
    "staffing": marked("The cheapest staffing is looked for"),
    "alternative": marked("A report is made"),
    "comparison": marked("A comparison is made"),
}
_NOT_DONE: dict[JobKind, str] = {
    "staffing": marked("The search for a staffing has ended without an answer"),
    "alternative": marked("The report was not made"),
    "comparison": marked("The comparison was not made"),
}


class PageWork:
    """Long work of one page."""

    def __init__(self, job: Job, choice: Choice, served: ServedScenario) -> None:
        self._job, self._choice, self._served = job, choice, served

    def states(self) -> AsyncIterator[JobState]:
        """How far it is, whenever that changes, until it has ended."""
        return self._job.states()

    def stop(self) -> None:
        """Have it ended."""
        self._job.stop()

    def html(self, state: JobState) -> str:
        """A state as HTML, in the language in which the work was asked for."""
        with in_language(self._job.request.lang):
            if not state.final:
                return fragment("work_going.html.jinja", title=translated(_DOING[self._kind]), state=state)
            if state.result is None:
                return fragment("work_ended.html.jinja", title=translated(_NOT_DONE[self._kind]), state=state)
            return self._done(state.result)

    def _done(self, result: JobResult) -> str:
        """What has come of it, with links to the whole report and to the page with what was found."""
        choice, beyond = with_staffing(self._choice, self._served, result.numbers)
        changed = choice != self._choice
        return fragment(
            "work_done.html.jinja",
            result=result,
            report=f"/result/{self._job.id}",
            use=f"/?{choice_query(choice)}&lang={self._job.request.lang}" if changed else "",
            beyond=beyond,
        )

    @property
    def _kind(self) -> JobKind:
        request = self._job.request
        if isinstance(request, StaffingRequest):
            return "staffing"
        return "alternative" if isinstance(request, ReportRequest) else "comparison"


def begin_work(
    jobs: Jobs,
    choice: Choice,
    served: Sequence[ServedScenario],
    asked: tuple[JobKind, object],
    session: str,
    lang: str,
) -> PageWork:
    """Begin long work on a choice, in a language (`kk`, `ru` or `en`); `asked` is what is wanted, of a staffing with the share in time.

    Raises InputError in words, as :meth:`sim.web.jobs.jobs.Jobs.start` and :func:`sim.web.jobs.request.share_asked` do.
    """
    with in_language(lang):
        request = job_request(choice, served, asked, lang)
        return PageWork(jobs.start(session, request), choice, scenario_of(choice, served))


def job_request(
    choice: Choice, served: Sequence[ServedScenario], asked: tuple[JobKind, object], lang: str
) -> JobRequest:
    """What is asked for, as another process can take it up; raises InputError as :func:`sim.web.jobs.request.share_asked` does."""
    base, alternative = choice_cases(choice, served)
    scenario = scenario_of(choice, served)
    changes = changes_in_words(choice, scenario, lang)
    most = MOST_SERVED_APPLICATIONS
    kind, share = asked
    if kind == "staffing":
        return StaffingRequest(
            case=alternative, lang=lang, changes=changes, most_applications=most, share=share_asked(share)
        )
    if kind == "alternative":
        return ReportRequest(case=alternative, lang=lang, changes=changes, most_applications=most)
    return ComparisonRequest(
        base=base,
        alternative=alternative,
        lang=lang,
        changes=changes,
        most_applications=most,
        title="" if choice.values else _variant_title(choice, scenario, lang),
    )


def changes_in_words(choice: Choice, served: ServedScenario, lang: str) -> tuple[str, ...]:
    """What a choice changes of its scenario, the variant first, each in a few words of a language (`kk`, `ru` or `en`)."""
    with in_language(lang):
        return tuple(_changes(choice, served, lang))


def _changes(choice: Choice, served: ServedScenario, lang: str) -> Iterator[str]:
    if choice.variant is not None:
        yield translated("variant '{title}'", title=_variant_title(choice, served, lang))
    yield from changed_numbers(choice, served, lang)


def _variant_title(choice: Choice, served: ServedScenario, lang: str) -> str:
    """What the variant of a choice is called; empty for the scenario itself."""
    return next((title.text(lang) for name, title in served.variants if name == choice.variant), "")
