"""Figures as picture files; the same figure always gives the same file."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from sim.errors import Fault, OutputError
from sim.files.whole import whole_file
from sim.report.chart_style import texts_as_they_are
from sim.translations.in_use import translated

FORMATS = (".svg", ".png", ".pdf")


def check_picture(path: Path, option: str) -> None:
    """Raise OutputError where an option names a file that is no picture."""
    if path.suffix.lower() not in FORMATS:
        message = translated("'{path}' is no picture", path=path)
        raise OutputError(
            [Fault(option, 0, 0, message, translated("end it with {endings}", endings=", ".join(FORMATS)))]
        )


def save_picture(figure: Figure, path: Path, option: str) -> None:
    """Draw a figure into a file that an option names; raises OutputError where that cannot be done."""
    check_picture(path, option)
    kind = path.suffix.lower()
    with whole_file(path) as file, mpl.rc_context({"svg.hashsalt": "sim"}), texts_as_they_are(figure):
        # No clock time, so that the same figure gives the same file; PNG keeps none.
        metadata = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}}.get(kind)
        figure.savefig(file, format=kind.removeprefix("."), dpi=150, metadata=metadata)
