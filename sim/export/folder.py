"""The folder of one run's results, written in full or not at all."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from sim.engine.log_columns import ApplicationColumns, StepColumns
from sim.engine.steplog import StepLog
from sim.errors import Fault, OutputError
from sim.export.log_files import TableFile

FILES = ("applications.parquet", "steps.parquet", "summary.json", "run.json", "report.html")
"""What a run writes into its folder."""

_RESULTS_OF = {"run.json": "a run", "comparison.json": "a comparison"}
"""What a folder holds, by a file that nothing else writes: other results would mix with it."""


class ResultFolder:
    """The folder of one run's results, written in full or not at all; use it as a context manager.

    `files` are the names of what may be written; those of a run unless stated.
    Raises OutputError on entering where nothing can be written, so that nobody waits for a run whose results are lost.
    """

    def __init__(self, folder: Path, files: Sequence[str] = FILES) -> None:
        self.folder = folder
        self._files = tuple(files)
        self._tables: dict[str, TableFile] = {}
        self._done: list[str] = []
        self._is_new = False
        """Whether the folder was made for this run; then it goes again if nothing comes of it."""

    def __enter__(self) -> Self:
        try:
            self._is_new = not self.folder.exists()
            self.folder.mkdir(parents=True, exist_ok=True)
            probe = self._draft("probe")
            probe.write_bytes(b"")
            probe.unlink()
        except OSError as error:
            raise _unwritable(self.folder, error) from None
        other = next((key for key in _RESULTS_OF if key not in self._files and (self.folder / key).exists()), None)
        if other is not None:
            message = f"the results of {_RESULTS_OF[other]} lie here"
            raise OutputError([Fault(str(self.folder), 0, 0, message, "name another folder with --out")])
        for name in self._files:
            if (self.folder / name).is_dir():
                raise OutputError(
                    [Fault(str(self.folder / name), 0, 0, "a folder lies where a result goes", "move it away")]
                )
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        for table in self._tables.values():
            table.close()
        for name in [*self._done, *self._tables]:
            self._draft(name).unlink(missing_ok=True)
        if self._is_new and not any(self.folder.iterdir()):
            self.folder.rmdir()

    def add_log(self, log: StepLog) -> None:
        """Append one replication to both tables."""
        self._append("steps.parquet", StepColumns(log))
        self._append("applications.parquet", ApplicationColumns(log))

    def add_text(self, name: str, text: str) -> None:
        """Write a text file."""
        self._done.append(name)
        try:
            self._draft(name).write_text(text, encoding="utf-8")
        except OSError as error:
            raise _unwritable(self.folder / name, error) from None

    def publish(self) -> tuple[Path, ...]:
        """Move everything into place; returns the files in the order of `files`."""
        names = [*self._tables, *self._done]
        try:
            for table in self._tables.values():
                table.close()
            for name in names:
                os.replace(self._draft(name), self.folder / name)
            for name in self._files:
                if name not in names:  # what an earlier run left would be taken for a part of this one
                    (self.folder / name).unlink(missing_ok=True)
        except OSError as error:
            raise _unwritable(self.folder, error) from None
        self._tables.clear()
        self._done.clear()
        return tuple(self.folder / name for name in self._files if name in names)

    def _append(self, name: str, table: StepColumns | ApplicationColumns) -> None:
        try:
            if name not in self._tables:
                self._tables[name] = TableFile(self._draft(name))
            self._tables[name].append(table)
        except OSError as error:
            raise _unwritable(self.folder / name, error) from None

    def _draft(self, name: str) -> Path:
        return self.folder / f".{name}.{os.getpid()}.part"


def _unwritable(path: Path, error: OSError) -> OutputError:
    reason = error.strerror or str(error)
    return OutputError([Fault(str(path), 0, 0, f"cannot be written: {reason}", "choose another folder with --out")])
