"""The folder of a sweep: what is finished is kept there until the whole is written, and nobody else works in it meanwhile."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from sim.errors import Fault, OutputError
from sim.files.draft_folders import DraftFolder, claim
from sim.files.results_record import hash_of, hashes_in
from sim.files.uninterrupted import uninterrupted
from sim.files.whole import unwritable, write_whole
from sim.planning.points import PointValues
from sim.planning.sweep.journal import Journal, rows_in
from sim.planning.sweep.plan import SweepPlan, other_plan
from sim.planning.sweep.table import read_values
from sim.translations.in_use import marked, translated

RECORD, TABLE = "sweep.json", "sweep.parquet"
"""What a finished sweep has written, with the plan in its record."""
UNDER_WAY = ".sweep"
"""The folder within, for a sweep that is not finished."""
_PLAN = "plan.json"
_REPAIR = marked("name another folder with --out")


class SweepFolder:
    """The folder of a sweep while it is simulated; use it as a context manager.

    A lock that ends with its process keeps others out. Raises OutputError on entering where another process sweeps there,
    where another sweep lies there, finished or not, and where nothing can be written.
    """

    def __init__(self, folder: Path, plan: SweepPlan) -> None:
        self._folder = folder
        self._plan = plan
        self._place = folder / UNDER_WAY
        self._claimed: DraftFolder | None = None
        self.journal = Journal(self._place, plan.digest)
        """What keeps finished replications."""

    def __enter__(self) -> Self:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with uninterrupted():
                self._claimed = claim(self._place, precious=_PLAN)
            if self._claimed is None:
                message = translated("another process sweeps into this folder")
                raise OutputError(
                    [
                        Fault(
                            str(self._folder),
                            0,
                            0,
                            message,
                            translated("wait until it has ended, or name another folder with --out"),
                        )
                    ]
                )
            self._refuse_another_sweep()
            if not (self._place / _PLAN).exists():
                write_whole(self._place / _PLAN, json.dumps(self._plan.data), repair=translated(_REPAIR))
        except OSError as error:
            self.__exit__()
            raise unwritable(self._folder, error, translated(_REPAIR)) from None
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, kind: object = None, error: BaseException | None = None, trace: object = None) -> None:
        self.journal.close()
        if self._claimed is not None:
            self._claimed.remove()
        if error is not None and (self._place / _PLAN).exists():
            error.add_note(translated("what is finished is kept, and the same command goes on with it"))

    def found(self) -> PointValues:
        """What earlier runs have finished; raises OutputError where it cannot be read."""
        plan = self._plan
        if (finished := self._finished()) is not None:
            return finished
        found = PointValues.empty(len(plan.values), plan.replications, len(plan.measures))
        try:
            for row in rows_in(self._place, plan.digest):
                found.take(row)
        except OSError as error:
            raise unwritable(self._place, error, translated(_REPAIR)) from None
        return found

    def forget(self) -> None:
        """Give up what is kept of the way, once the results are written."""
        with uninterrupted(), suppress(OSError):
            (self._place / _PLAN).unlink(missing_ok=True)

    def _finished(self) -> PointValues | None:
        """The values of a finished sweep; None where its table is not the one that it has written."""
        record, table = self._folder / RECORD, self._folder / TABLE
        try:
            if hashes_in(record).get(TABLE) != hash_of(table):
                return None
            return read_values(table, self._plan)
        except (OSError, ValueError):
            return None

    def _refuse_another_sweep(self) -> None:
        """Raise OutputError where another sweep lies here."""
        own = self._plan.data
        for path, other in ((self._place / _PLAN, _read), (self._folder / RECORD, _plan_in_record)):
            if path.exists() and (found := other(path)) is not None and (said := list(other_plan(own, found))):
                message = translated("another sweep lies here: {said}", said="; ".join(said))
                raise OutputError(
                    [
                        Fault(
                            str(self._folder),
                            0,
                            0,
                            message,
                            translated("name another folder with --out, or take that one away"),
                        )
                    ]
                )


def _read(path: Path) -> Mapping[str, Any] | None:
    """The plan in a file; None where it is damaged, so that the lines beside it, which know their sweep, decide."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        path.unlink()
        return None
    return data if isinstance(data, dict) else None


def _plan_in_record(path: Path) -> Mapping[str, Any] | None:
    """The plan in the record of a finished sweep; None where it is damaged."""
    try:
        plan = json.loads(path.read_text(encoding="utf-8"))["plan"]
    except (ValueError, KeyError, TypeError):
        return None
    return plan if isinstance(plan, dict) else None
