"""Files that a file names: they lie beside it or below its folder, so that a file from elsewhere reads nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from sim.quantities import shown
from sim.translations.in_use import marked, translated

_WHAT_WOULD_DO = {
    "scenario": marked("copy it there, or name a shipped scenario"),
    "regulation": marked("copy it there, or name a shipped regulation"),
    "calendar": marked("copy it there, or name a shipped calendar"),
    "": marked("copy it there"),
}


class NotNearError(Exception):
    """A name of a file that leaves the folder; `args` are what is wrong and what would do."""


def near_file(folder: Path, given: str, what: Literal["scenario", "regulation", "calendar", ""] = "") -> Path:
    """The path of a file that another one names, which lies in `folder`; whether it is there is not looked at.

    `what` is a shipped thing that could be named instead. Raises NotNearError for a path that is absolute, leaves the folder,
    also by a link, or can be no file's.
    """
    asked = Path(given)
    path = folder / asked
    try:
        inside = not asked.is_absolute() and path.resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):  # a name that no file can have, or links in a circle
        raise NotNearError(
            translated("no file can be read as {given}", given=shown(given)), translated("name a file beside this one")
        ) from None
    if not inside or ".." in asked.parts:
        repair = translated(_WHAT_WOULD_DO[what])
        raise NotNearError(
            translated("{given} does not lie beside this file or below its folder", given=shown(given)), repair
        )
    return path
