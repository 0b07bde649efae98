"""What is shown of planning, on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.cli.consoles import stdout
from sim.cli.terminal.contents import files_text, section_parts
from sim.report.parts import Paragraph
from sim.report.planning.page import PlanningPage


def print_planning(page: PlanningPage, files: Sequence[Path] = (), before: Paragraph | None = None) -> None:
    """Print a page of planning: how it was worked out, its tables, and what follows from them."""
    stdout.print(f"\n{page.title}\n", style="bold")
    stdout.print(f"{page.description}\n")
    for section in page.sections:
        for part in section_parts(section.on("terminal")):
            stdout.print(part)
    if before is not None:
        stdout.print(before.text)
    if files:
        stdout.print(files_text(files) + "\n", soft_wrap=True)
    for answer in page.answers:
        stdout.print(answer, style="bold")
