"""`sim forecast --open`: which of the files that lie in an office will be late."""

from __future__ import annotations

from pathlib import Path

from sim.cli.consoles import print_csv, print_json, stdout
from sim.cli.options import CalendarFormat
from sim.errors import Fault, InputError
from sim.quantities import instant, parse_day
from sim.translations.in_use import ORIGINAL, in_language


def print_open_files(register: Path, at: str | None, seed: int, fmt: CalendarFormat, lang: str) -> None:
    """Foretell the open files of a register and print them."""
    from sim.cli.terminal.contents import text_table
    from sim.export.open_files import open_files_data, open_files_rows
    from sim.forecast.open.open_files import forecast_open_files
    from sim.register.events.event_options import EventOptions
    from sim.register.events.read_event_register import read_event_register
    from sim.report.forecast.open_tables import open_files_sentences, open_files_tables

    day = _instant(at)
    forecast = forecast_open_files(read_event_register(register, EventOptions(odd="told")), day, seed)
    if fmt is CalendarFormat.json:
        with in_language(ORIGINAL):
            print_json(open_files_data(forecast))
    elif fmt is CalendarFormat.csv:
        print_csv(open_files_rows(forecast))
    else:
        stdout.print()
        for table in open_files_tables(forecast, lang):
            stdout.print(table.title, style="bold italic")
            stdout.print(text_table(table))
        for sentence in open_files_sentences(forecast, lang):
            stdout.print(sentence, style="bold")


def _instant(at: str | None) -> int | None:
    """The beginning of the day that is named."""
    if at is None:
        return None
    try:
        return instant(parse_day(at.strip()))
    except ValueError as error:
        raise InputError([Fault("--at", 0, 0, str(error), "")]) from None
