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
    are_met,
    headroom_sentences,
    interval_text,
    multiple_in_words,
    targets_in_words,
    unsure,
    what,
)
from sim.report.parts import Paragraph, Part, Plot, Section, TextTable
from sim.report.planning.page import PlanningPage, render_planning

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_NOTE = (
    "One thing grows at a time, all else is as it is. Beyond the change the target is missed; within the interval the figure cannot be "
    "told from the target. Each interval holds for its own row."
)
_METHOD = (
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
    plots = [Plot(partial(_room, headroom, lang))]
    plots += [
        Plot(partial(_against, headroom, i, lang)) for i, each in enumerate(headroom.bearable) if _is_demand(each)
    ]
    method = Paragraph(_METHOD, "method", only="page")
    tables: list[Part] = []
    for table in headroom_tables(headroom, lang):  # the headings of their columns do not tell them apart on a page
        tables += [Paragraph(f"{table.title}:", "method", only="page"), table]
    return Section("headroom", "How much more the present staff bears", (*tables, _note(), *plots, method))


def headroom_tables(headroom: Headroom, lang: str = "en") -> tuple[TextTable, ...]:
    """What was looked at, demand and work apart: how much of it there is, how much is borne, and the change with its interval."""
    demand = [each for each in headroom.bearable if _is_demand(each)]
    work = [each for each in headroom.bearable if not _is_demand(each)]
    titles = (
        "Applications a month that the present staff bears",
        "Minutes of work with a file that the present staff bears",
    )
    return tuple(
        TextTable("headroom", title, ("",), ("now", "at most", "change", "95 % interval"), _rows(headroom, rows, lang))
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
    return Paragraph(_NOTE, "note", only="page")


def render_headroom(headroom: Headroom, lang: str = "en") -> str:
    """The report of headroom as one HTML text without links to anything outside."""
    scenario = headroom.study.scenario
    period = scenario.period
    found = (
        f"Period {period.start} to {period.end}, counted from {period.warm_up_until}; {headroom.replications} replications of each "
        f"multiple, seed {scenario.seed}, {headroom.simulations} simulated in all."
    )
    sections = (
        Section("present", "", (Paragraph(present_sentence(headroom)),)),
        headroom_section(headroom, lang),
        Section("found", "", (Paragraph(found, "note"),)),
    )
    title, description = scenario.scenario.text(lang), scenario.description.text(lang)
    return render_planning(PlanningPage(title, description, headroom_sentences(headroom, lang), sections), lang)


def present_sentence(headroom: Headroom) -> str:
    """What the figures of the targets are as things are, of several months the one in which a target is met least."""
    average = " on average" if unsure(headroom) else ""
    i = headroom.judgement.least_met(headroom.present)
    condition, figure = headroom.judgement.each[i], headroom.present[i]
    chosen = condition.target.measure
    value = share(figure) if chosen.unit == "share" else number(figure, interval=True)
    unit = "" if chosen.unit == "share" or not chosen.shown_unit else f" {chosen.shown_unit}"
    month = f" in {counted_months(headroom.model)[condition.month]:%B %Y}," if condition.month is not None else ""
    met = f"{are_met(headroom, headroom.met)}{average}"
    return f"As things are the {targets_in_words(headroom)} {met}: {chosen.label}{month} {value}{unit}."


def _room(headroom: Headroom, lang: str) -> Figure:
    from sim.report.headroom.charts import room_of_each

    return room_of_each(headroom, lang)


def _against(headroom: Headroom, row: int, lang: str) -> Figure:
    from sim.report.headroom.charts import figure_against

    return figure_against(headroom, headroom.bearable[row], lang)
