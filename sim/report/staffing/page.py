"""The page of a search for a staffing or a roster: the answer and a chart, then everything behind them in chapters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from sim.planning.staffing.find_staffing import StaffingAnswer, StaffingFigures
from sim.planning.staffing.roster import RosterAnswer
from sim.report.parts import BulletList, Item, Paragraph, Part, Plot, Section, TextTable
from sim.report.planning.page import PlanningPage, facts_line, render_planning
from sim.report.planning.words import changed_texts
from sim.report.staffing.chart import draw_front, draw_waits
from sim.report.staffing.roster import choices_table, counters_table, roster_settings, roster_table
from sim.report.staffing.sentences import how_found, how_roster_found, roster_sentence, staffing_sentence
from sim.report.staffing.tables import (
    as_it_is_title,
    changeable_table,
    dropped_texts,
    floor_title,
    front_table,
    one_less_table,
    settings_table,
    staffing_table,
    targets_table,
    with_it_title,
)
from sim.report.staffing.words import how_many, wanted_text
from sim.study.study import Study
from sim.translations.in_use import counted, in_language, localized_day, localized_number, marked, translated

_STAFFING_METHOD = marked(
    "Staff without limit comes first: what it misses nobody can meet. Then the cheapest staffing is looked for among all that may be "
    "tried; as more people hardly ever make answers later, one that misses the targets rules out all that have no more of anything. All "
    "staffings face the very same applications with the same random numbers. A target is met when the one-sided 95 % bound of its mean "
    "is on the right side; several are held to so much more that all of them together are met for sure (Bonferroni). The cheapest "
    "staffing and its neighbours are simulated again in replications that the search has not used."
)
_FRONT_METHOD = marked(
    "The cost front is looked for along single steps, each the one that brings most for its cost (Fox, Management Science 13 (1966), "
    "210-216), and by exchanging one post for another. Its differences are paired by replication, with intervals that hold for the "
    "whole front together."
)
_ROSTER_METHOD = marked(
    "One choice after the other is tried in all of its values, in few replications first; those that look best go on, and the best takes "
    "the place of the present one where it is better for sure. This is done again until nothing changes. What counts are late answers; a "
    "target that is missed by a hundredth of its value weighs as much as one of them."
)


def render_staffing(answer: StaffingAnswer, lang: str = "en", changed: Sequence[str] = ()) -> str:
    """The report of a search for a staffing as one HTML text without links to anything outside.

    `changed` is what was changed of the scenario before, each in words of the language.
    """
    with in_language(lang):
        return render_planning(_staffing_page(answer, lang, changed), lang)


def render_roster(answer: RosterAnswer, lang: str = "en") -> str:
    """The report of a search for a roster as one HTML text without links to anything outside."""
    with in_language(lang):
        return render_planning(_roster_page(answer, lang), lang)


def _staffing_page(answer: StaffingAnswer, lang: str, changed: Sequence[str]) -> PlanningPage:
    study = answer.study
    chart = (Plot(partial(draw_front, answer)),) if len(answer.front) > 1 else ()
    return PlanningPage(
        _title(study, lang),
        " ".join((wanted_text(study, answer.targets, "page"), *changed_texts(changed))),
        (staffing_sentence(answer, "page"), *_targets_told(answer.winner)),
        tuple(_staffing_sections(answer)),
        chart,
        facts_line(study.scenario.period, answer.replications),
    )


def _title(study: Study, lang: str) -> str:
    return study.scenario.scenario.text(lang)


def _targets_told(found: StaffingFigures | None) -> tuple[str, ...]:
    """How many targets are met, each month of a target that holds in every month for itself."""
    if found is None:
        return ()
    every, met = len(found.judged), sum(one.met for one in found.judged)
    if every == 1 and met:
        return (translated("With it the target is met for sure."),)
    if every == 1:
        return (translated("With it the target is not met for sure."),)
    return (
        translated(
            "Targets that are met for sure with it: {met} of {all}.",
            met=localized_number(met),
            all=localized_number(every),
        ),
    )


def _staffing_sections(answer: StaffingAnswer) -> Iterator[Section]:
    """The chapters of a page of a staffing; those without anything to show are missing."""
    study, count = answer.study, answer.replications
    targets: list[Part] = []
    if answer.winner is not None:
        yield Section("staffing", translated("Staffing"), (staffing_table(answer, "page"),))
        targets += _titled(targets_table(study, answer.winner, with_it_title(count), "page"))
    if answer.present is not None:
        targets += _titled(targets_table(study, answer.present, as_it_is_title(count), "page"))
    targets += _titled(targets_table(study, answer.floor, floor_title(count), "page"))
    yield Section("targets", translated("Targets"), tuple(targets))
    if answer.one_less:
        yield Section("less", translated("Why not less"), (one_less_table(answer, "page"),))
    if answer.front:
        table = front_table(answer, "page")
        yield Section("front", table.title, (table,))
    if answer.winner is not None and answer.space.changes(answer.winner.staffing):
        changed = (
            (how_many(answer, variable, level.value, "page"), level.changes)
            for variable, level in zip(answer.space.variables, answer.winner.levels, strict=True)
        )
        settings = settings_table(changed, answer.space.changes(answer.winner.staffing))
        yield Section("settings", settings.title, (settings,))
    yield Section("tried", translated("What was tried"), tuple(_tried(answer)))
    front = (Paragraph(translated(_FRONT_METHOD), "method"),) if answer.front else ()
    yield _method(study, (Paragraph(translated(_STAFFING_METHOD), "method"), *front))


def _titled(table: TextTable) -> list[Part]:
    """A table with its title above it, which a page does not show where several tables stand in one chapter."""
    return [Paragraph(translated("{title}:", title=table.title), "method"), table]


def _tried(answer: StaffingAnswer) -> Iterator[Part]:
    """What could be changed, how much of it was simulated, and what was dropped."""
    yield changeable_table(answer)
    yield Paragraph(
        counted(
            "There is {count} staffing in all.",
            "There are {count} staffings in all.",
            answer.space.size,
            count=localized_number(answer.space.size),
        ),
        "method",
    )
    yield Paragraph(how_found(answer), "method")
    if answer.dropped:
        yield BulletList(tuple(Item(text) for text in dropped_texts(answer)))


def _method(study: Study, parts: tuple[Part, ...]) -> Section:
    """How it was computed, with the period and the seed."""
    period = study.scenario.period
    found = translated(
        "Period {start} to {end}, counted from {counted_from}; seed {seed}.",
        start=localized_day(period.start),
        end=localized_day(period.end),
        counted_from=localized_day(period.counted_from),
        seed=study.scenario.seed,
    )
    return Section("method", translated("How it was computed"), (Paragraph(found, "method"), *parts))


def _roster_page(answer: RosterAnswer, lang: str) -> PlanningPage:
    study = answer.study
    return PlanningPage(
        _title(study, lang),
        wanted_text(study, answer.targets, "page"),
        (roster_sentence(answer), *_targets_told(answer.best)),
        tuple(_roster_sections(answer)),
        (Plot(partial(draw_waits, answer)),) if answer.counters else (),
        facts_line(study.scenario.period, answer.replications),
    )


def _roster_sections(answer: RosterAnswer) -> Iterator[Section]:
    """The chapters of a page of a roster; those without anything to show are missing."""
    study, count = answer.study, answer.replications
    yield Section("roster", translated("Roster"), (roster_table(answer, "page"),))
    best = _titled(targets_table(study, answer.best, with_it_title(count), "page"))
    now = _titled(targets_table(study, answer.now, as_it_is_title(count), "page"))
    yield Section("targets", translated("Targets"), (*best, *now))
    if answer.counters:
        table = counters_table(answer, "page")
        yield Section("counters", table.title, (table,))
    if settings := answer.space.changes(answer.best.staffing):
        table = settings_table(roster_settings(answer), settings)
        yield Section("settings", table.title, (table,))
    found = Paragraph(how_roster_found(answer), "method")
    yield Section("tried", translated("What was tried"), (choices_table(answer), found))
    yield _method(study, (Paragraph(translated(_ROSTER_METHOD), "method"),))
