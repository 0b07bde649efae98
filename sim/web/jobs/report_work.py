"""The report of what a planner has made of a scenario, and its comparison with the scenario as it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sim.experiment.comparison.case_names import AS_IT_IS
from sim.experiment.comparison.compare import compare
from sim.experiment.run import run_study
from sim.report.comparison.page import against_text, render_comparison
from sim.report.comparison.sentences import finding_sentences
from sim.report.planning.words import changed_texts
from sim.report.run.contents import run_contents
from sim.report.run.page import render_page
from sim.study.study import Study
from sim.translations.in_use import translated
from sim.web.jobs.bounded import file_name_of, study_asked
from sim.web.jobs.outcome import JobResult
from sim.web.jobs.progress_words import WITH_CHANGES
from sim.web.jobs.request import ComparisonRequest, ReportRequest

_MOST_SENTENCES = 4
"""Findings of a comparison at most that the page shows at once; all stand in the report."""


def report_of_case(request: ReportRequest, progress: Callable[[int, int, str], None]) -> JobResult:
    """Simulate a case, try what would help it, and write its report.

    Raises InputError where the scenario cannot be read.
    """
    study = study_asked(request, request.case, progress)
    results = run_study(study, workers=1, progress=progress)
    progress(0, 1, "report")
    contents = run_contents(results, None, request.lang)
    described = " ".join(text for text in (contents.description, *changed_texts(request.changes)) if text)
    return JobResult(
        kind="alternative",
        title=translated("The report with the changes") if request.changes else translated("The report"),
        sentences=(f"{contents.facts}.",),
        tables=(),
        page=render_page(replace(contents, description=described)).encode(),
        file_name=file_name_of(study, "report"),
    )


def report_of_comparison(request: ComparisonRequest, progress: Callable[[int, int, str], None]) -> JobResult:
    """Simulate both cases on the same random numbers, and write what differs.

    Raises InputError where one of them cannot be read, or where they cannot be compared.
    """
    studies = tuple(_named(study_asked(request, case, progress)) for case in (request.base, request.alternative))
    names = (AS_IT_IS, request.title or translated(WITH_CHANGES))
    comparison = compare(studies, names, workers=1, progress=progress, strengthen=True)
    progress(0, 1, "report")
    citizens, staff, untold = finding_sentences(comparison, request.lang)
    told = (*citizens, *staff) or (translated("No difference can be told."), *untold)
    return JobResult(
        kind="comparison",
        title=translated("The comparison with the scenario as it is"),
        sentences=(*told[:_MOST_SENTENCES], against_text(comparison, request.lang)),
        tables=(),
        page=render_comparison(comparison, request.lang, request.changes).encode(),
        file_name=file_name_of(studies[0], "comparison"),
    )


def _named(study: Study) -> Study:
    """A study that is called by the name of its case, not by the title of its variant, which may be changed further."""
    return replace(study, variant=None)
