"""Where the files that come with the package lie: calendars, scenarios and regulations.

In an installed package they lie beside the code under `sim/_shipped/`; in a checkout at its top level.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent


def shipped_folder(kind: str) -> Path:
    """The folder of the shipped `calendars`, `scenarios` or `regulations`."""
    if kind == "regulations":
        return _PACKAGE / "regulations"
    installed = _PACKAGE / "_shipped" / kind
    return installed if installed.is_dir() else _PACKAGE.parent / kind
