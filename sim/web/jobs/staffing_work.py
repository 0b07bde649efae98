"""The search for a staffing, as the page asks for it, and what comes of it in words, tables and values of controls."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

from sim.experiment.workers import available_cores
from sim.planning.staffing.find_staffing import StaffingAnswer, find_staffing
from sim.report.parts import TextTable
from sim.report.staffing.page import render_staffing
from sim.report.staffing.sentences import how_found, staffing_sentence
from sim.report.staffing.tables import (
    as_it_is_title,
    floor_title,
    one_less_table,
    staffing_table,
    targets_table,
    with_it_title,
)
from sim.report.staffing.words import how_many, wanted_text
from sim.translations.in_use import translated
from sim.web.jobs.bounded import file_name_of, study_asked
from sim.web.jobs.outcome import FoundNumber, JobResult
from sim.web.jobs.request import USUAL_SHARE, StaffingRequest

_MANY_CORES = 4
"""With so many cores two processes search; with fewer the figures that a planner waits for would suffer."""


def found_staffing(request: StaffingRequest, progress: Callable[[int, int, str], None]) -> JobResult:
    """Search for the cheapest staffing with as many answers in time as are asked for.

    Raises InputError where nothing may be changed, and where the scenario cannot be read.
    """
    study = study_asked(request, request.case, progress)
    target = study.scenario.target
    share = request.share or (USUAL_SHARE if target is None else 100 * target)
    workers = 2 if available_cores() >= _MANY_CORES else 1
    answer = find_staffing(study, [f"term compliance >= {share:.10g} %"], workers=workers, progress=progress)
    progress(0, 1, "report")
    page = render_staffing(answer, request.lang, request.changes).encode()
    return JobResult(
        kind="staffing",
        title=translated("The cheapest staffing") if answer.winner else translated("No staffing was found"),
        sentences=(staffing_sentence(answer, "page"), wanted_text(study, answer.targets, "page"), how_found(answer)),
        tables=tuple(_tables(answer)),
        page=page,
        file_name=file_name_of(study, "staffing"),
        met=answer.winner is not None,
        numbers=tuple(numbers_to_change(answer)),
    )


def _tables(answer: StaffingAnswer) -> Iterator[TextTable]:
    """The staffing beside the present one, the target with both, and why less does not do; without a staffing how near one comes."""
    study, count = answer.study, answer.replications
    if answer.winner is None:
        yield targets_table(study, answer.floor, floor_title(count), "page")
        return
    yield staffing_table(answer, "page")
    yield targets_table(study, answer.winner, with_it_title(count), "page")
    if answer.present is not None and answer.present.staffing != answer.winner.staffing:
        yield targets_table(study, answer.present, as_it_is_title(count), "page")
    if answer.one_less:
        yield one_less_table(answer, "page")


def numbers_to_change(answer: StaffingAnswer) -> Iterator[FoundNumber]:
    """What has to be changed to have the staffing that was found."""
    levels = () if answer.winner is None else answer.winner.levels
    for variable, level in zip(answer.space.variables, levels, strict=False):
        if level.changes:
            kind: Literal["posts", "sittings"] = "sittings" if variable.kind == "sittings" else "posts"
            words = how_many(answer, variable, level.value, "page")
            yield FoundNumber(kind, variable.office, variable.role, level.value, words)
