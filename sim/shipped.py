"""Where the files that come with the package lie: calendars, scenarios, regulations and their parsed forms.

In an installed package they lie beside the code under `sim/_shipped/`; in a checkout at its top level.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent


def shipped_folder(kind: str) -> Path:
    """The folder of the shipped `calendars`, `scenarios` or `regulations`, of their `parsed` forms, or of compiled `catalogues`."""
    if kind == "regulations":
        return _PACKAGE / "regulations"
    installed = _PACKAGE / "_shipped" / kind
    if kind in ("parsed", "catalogues"):
        return installed
    return installed if installed.is_dir() else _PACKAGE.parent / kind


def shipped_regulations() -> tuple[str, ...]:
    """Short names of the regulations that come with the package."""
    return tuple(sorted(path.stem for path in shipped_folder("regulations").glob("*.yaml")))


def shipped_scenarios() -> tuple[str, ...]:
    """Names of the scenarios that come with the package."""
    return tuple(sorted(path.stem for path in shipped_folder("scenarios").glob("*.yaml")))


def shipped_calendars() -> tuple[str, ...]:
    """Short names of the calendars that come with the package."""
    stems = (path.stem for path in shipped_folder("calendars").glob("*.csv"))
    return tuple(sorted(stem for stem in stems if not stem.endswith("_overrides")))
