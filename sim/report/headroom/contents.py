"""What is shown of headroom, as data: sentences, a table, charts, and how it was found."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from sim.measure.in_words import number, share
from sim.measure.time_series import counted_months
from sim.planning.headroom.find_headroom import Bearable, Headroom
from sim.report.headroom.sentences import (
    amount,
    headroom_sentences,
    interval_text,
    multiple_in_words,
    several_targets,
    targets_in_words,
    unsure,
    what,
)
from sim.report.parts import Paragraph, Part, Plot, Section, TextTable
from sim.report.planning.page import PlanningPage, facts_line, render_planning
from sim.report.planning.words import measure_title, with_unit
from sim.translations.in_use import (
    ORIGINAL,
    counted,
    in_language,
    language,
    localized_date,
    localized_day,
    localized_number,
    marked,
    translated,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_NOTE = marked(
    "One thing grows at a time, all else is as it is. Beyond the change the target is missed; within the interval the figure cannot be "
    "told from the target. Each interval holds for its own row."
)
_METHOD = marked(
    "At each multiple the same replications are simulated with common random numbers (Law, Simulation Modeling and Analysis, 5th "
    "edition, section 11.2): whoever comes now comes at every higher demand too, at the same instant and with the same work. The mean "
    "of the figure and both ends of its 95 % interval each cross the target at a multiple of their own, found by false position "
    "(Dowell and Jarratt, BIT 11 (1971), 168-174). The interval of a change is the set of changes at which the figure cannot be told "
    "from the target (inverse regression: Draper and Smith, Applied Regression Analysis, 3rd edition, section 3.2; Fieller, Journal of "
    "the Royal Statistical Society B 16 (1954), 175-185). Changes are known to about a hundredth of the load, and to a twentieth "
    "beyond twice and half of it. Files of a backlog do not grow with the demand. Of registers and stated instants further applications are "
    "doubles of those that are there."
)


def headroom_section(headroom: Headroom, lang: str = "en") -> Section:
    """What is shown of headroom in both media, sentences apart."""
    with in_language(lang):
        plots = [Plot(partial(_room, headroom, lang)), *_demand_plots(headroom, lang)]
        method = Paragraph(translated(_METHOD), "method", only="page")
        parts = (*_titled_tables(headroom, lang), _note(), *plots, method)
        return Section("headroom", translated("How much more the present staff bears"), parts)


def _titled_tables(headroom: Headroom, lang: str) -> list[Part]:
    """The tables with their titles on a page, where the headings of their columns do not tell them apart."""
    parts: list[Part] = []
    for table in headroom_tables(headroom, lang):
        title = translated("{title}:", title=table.title)
        parts += [Paragraph(title, "method", only="page"), table]
    return parts


def _demand_plots(headroom: Headroom, lang: str) -> list[Plot]:
    return [Plot(partial(_against, headroom, i, lang)) for i, each in enumerate(headroom.bearable) if _is_demand(each)]


def headroom_tables(headroom: Headroom, lang: str = "en") -> tuple[TextTable, ...]:
    """What was looked at, demand and work apart: how much of it there is, how much is borne, and the change with its interval."""
    with in_language(lang):
        demand = [each for each in headroom.bearable if _is_demand(each)]
        work = [each for each in headroom.bearable if not _is_demand(each)]
        titles = (
            translated("Applications a month that the present staff bears"),
            translated("Minutes of work with a file that the present staff bears"),
        )
        columns = tuple(translated("now | at most | change | 95 % interval").split(" | "))
        return tuple(
            TextTable("headroom", title, ("",), columns, _rows(headroom, rows, lang))
            for title, rows in zip(titles, (demand, work), strict=True)
            if rows
        )


def _rows(headroom: Headroom, bearable: Sequence[Bearable], lang: str) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            what(headroom, each, lang),
            amount(each, 1.0),
            amount(each, each.crossing.times),
            multiple_in_words(each.crossing.times, each.crossing.most, short=True),
            interval_text(each.crossing, short=True),
        )
        for each in bearable
    )


def _is_demand(bearable: Bearable) -> bool:
    return bearable.increase.kind != "work"


def _note() -> Paragraph:
    return Paragraph(translated(_NOTE), "note", only="page")


def render_headroom(headroom: Headroom, lang: str = "en") -> str:
    """The report of headroom as one HTML text without links to anything outside."""
    with in_language(lang):
        return render_planning(_page(headroom, lang), lang)


def _page(headroom: Headroom, lang: str) -> PlanningPage:
    scenario = headroom.study.scenario
    period = scenario.period
    found = counted(
        "Period {start} to {end}, counted from {counted_from}; {count} replication of each multiple, seed {seed}, {all} simulated in all.",
        "Period {start} to {end}, counted from {counted_from}; {count} replications of each multiple, seed {seed}, {all} simulated in all.",
        headroom.replications,
        start=localized_day(period.start),
        end=localized_day(period.end),
        counted_from=localized_day(period.counted_from),
        seed=scenario.seed,
        all=localized_number(headroom.simulations) if language() != ORIGINAL else headroom.simulations,
    )
    room = Section(
        "headroom", translated("How much more the present staff bears"), (*_titled_tables(headroom, lang), _note())
    )
    demand = Section("demand", translated("The target as the demand grows"), tuple(_demand_plots(headroom, lang)))
    method = (Paragraph(found, "method"), Paragraph(translated(_METHOD), "method"))
    return PlanningPage(
        scenario.scenario.text(lang),
        present_sentence(headroom, lang),
        headroom_sentences(headroom, lang),
        (room, demand, Section("method", translated("How it was computed"), method)),
        (Plot(partial(_room, headroom, lang)),),
        facts_line(period, headroom.replications),
    )


def present_sentence(headroom: Headroom, lang: str = "en") -> str:
    """What the figures of the targets are as things are, of several months the one in which a target is met least."""
    with in_language(lang):
        i = headroom.judgement.least_met(headroom.present)
        condition, figure = headroom.judgement.each[i], headroom.present[i]
        chosen = condition.target.measure
        value = with_unit(chosen, share(figure) if chosen.unit == "share" else number(figure, interval=True))
        measured = {"measure": measure_title(headroom.study, chosen), "value": value}
        if condition.month is None:
            told = translated("{measure} {value}", **measured)
        else:
            month = localized_date(counted_months(headroom.model)[condition.month], "month_and_year")
            told = translated("{measure} in {month}, {value}", month=month, **measured)
        return translated(
            _PRESENT[several_targets(headroom), headroom.met, bool(unsure(headroom))],
            targets=targets_in_words(headroom),
            figure=told,
        )


_PRESENT = {
    (False, True, False): marked("As things are the {targets} is met: {figure}."),
    (False, True, True): marked("As things are the {targets} is met on average: {figure}."),
    (False, False, False): marked("As things are the {targets} is missed: {figure}."),
    (False, False, True): marked("As things are the {targets} is missed on average: {figure}."),
    (True, True, False): marked("As things are the {targets} are all met: {figure}."),
    (True, True, True): marked("As things are the {targets} are all met on average: {figure}."),
    (True, False, False): marked("As things are the {targets} are not all met: {figure}."),
    (True, False, True): marked("As things are the {targets} are not all met on average: {figure}."),
}
"""How the targets stand, by whether they are several, all are met, and that cannot be told for sure."""


def _room(headroom: Headroom, lang: str) -> Figure:
    from sim.report.headroom.charts import room_of_each

    return room_of_each(headroom, lang)


def _against(headroom: Headroom, row: int, lang: str) -> Figure:
    from sim.report.headroom.charts import figure_against

    return figure_against(headroom, headroom.bearable[row], lang)
