"""What is shown of a forecast, on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.text import Text

from sim.cli.consoles import stdout
from sim.cli.terminal.contents import files_text, text_table
from sim.forecast.forecast import Forecast
from sim.report.forecast.sentences import forecast_facts, forecast_sentences
from sim.report.forecast.tables import forecast_tables


def print_forecast(forecast: Forecast, files: Sequence[Path], lang: str) -> None:
    """Print what was simulated, the tables, and which changes can be told."""
    stdout.print(f"\n{forecast.study.scenario.scenario.text(lang)}\n", style="bold")
    stdout.print(f"{forecast_facts(forecast, lang)}\n")
    for table in forecast_tables(forecast, lang):
        stdout.print(Text(table.title, style="bold italic"))
        stdout.print(text_table(table))
    if files:
        stdout.print(files_text(files) + "\n", soft_wrap=True)
    for sentence in forecast_sentences(forecast, lang):
        stdout.print(sentence, style="bold")
