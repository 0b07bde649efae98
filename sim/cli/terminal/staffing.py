"""How many people are enough, and who sits when, in tables and sentences of at most 80 columns."""

from __future__ import annotations

from collections.abc import Iterator

from rich.table import Table
from rich.text import Text

from sim.cli.terminal.contents import text_table
from sim.planning.staffing.find_staffing import StaffingAnswer
from sim.planning.staffing.roster import RosterAnswer
from sim.report.parts import TextTable
from sim.report.staffing.roster import counters_table, roster_table
from sim.report.staffing.sentences import how_found, how_roster_found, roster_sentence, staffing_sentence
from sim.report.staffing.tables import (
    floor_title,
    front_table,
    one_less_table,
    settings_line,
    staffing_table,
    targets_table,
    with_it_title,
)
from sim.report.staffing.words import wanted_text
from sim.translations.in_use import translated


def staffing_parts(answer: StaffingAnswer) -> Iterator[Table | Text]:
    """What is printed of a staffing, from top to bottom."""
    study, count = answer.study, answer.replications
    yield Text(f"\n{wanted_text(study, answer.targets, 'terminal')}\n")
    yield Text(f"{staffing_sentence(answer, 'terminal')}\n", style="bold")
    if answer.winner is None:
        if not answer.within_bounds:
            yield from (_shown(targets_table(study, answer.floor, floor_title(count), "terminal")), Text())
    else:
        yield _shown(staffing_table(answer, "terminal"))
        yield from (_shown(targets_table(study, answer.winner, with_it_title(count), "terminal")), Text())
        if answer.one_less:
            yield _shown(one_less_table(answer, "terminal"))
        if answer.front:
            yield from (_shown(front_table(answer, "terminal")), Text())
        if settings := answer.space.changes(answer.winner.staffing):
            told = translated("To run it: {options}", options=settings_line(settings))
            yield Text(f"{told}\n", no_wrap=True)
    yield Text(how_found(answer))


def roster_parts(answer: RosterAnswer) -> Iterator[Table | Text]:
    """What is printed of a roster, from top to bottom."""
    study, title = answer.study, with_it_title(answer.replications)
    yield Text(f"\n{wanted_text(study, answer.targets, 'terminal')}\n")
    yield Text(f"{roster_sentence(answer)}\n", style="bold")
    yield _shown(roster_table(answer, "terminal"))
    yield from (_shown(targets_table(study, answer.best, title, "terminal")), Text())
    if answer.counters:
        yield from (_shown(counters_table(answer, "terminal")), Text())
    yield Text(how_roster_found(answer))


def _shown(content: TextTable) -> Table:
    """A table with its title above and its note below."""
    table = text_table(content)
    table.title, table.caption = content.title, content.note or None
    return table
