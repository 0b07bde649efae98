"""The folder of one command's results, written in full or not at all."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from itertools import takewhile
from pathlib import Path
from typing import Any, Self

from sim.engine.log_columns import ApplicationColumns, StepColumns
from sim.engine.steplog import StepLog
from sim.errors import Fault, OutputError
from sim.export.log_files import TableFile
from sim.files.draft_folders import DraftFolder
from sim.files.publishing import claim_results, move_into_place, new_files
from sim.files.results_record import RECORDS, with_hashes
from sim.files.uninterrupted import uninterrupted
from sim.files.whole import flush_to_disk, unwritable
from sim.translations.in_use import marked, translated
from sim.visible_text import as_json

RUN_FILES = ("applications.parquet", "steps.parquet", "summary.json", "run.json", "report.html")
"""What a run writes into its folder."""
REPLICATION_FILES = ("applications.parquet", "steps.parquet", "replication.json")
"""What a single replication writes."""
COMPARISON_FILES = ("comparison.json", "report.html")
"""What a comparison writes."""
HEADROOM_FILES = ("headroom.json", "report.html")
"""What headroom writes."""
SWEEP_FILES = ("sweep.parquet", "sweep.json", "report.html")
"""What a sweep writes."""
TORNADO_FILES = ("tornado.json", "report.html")
"""What a ranking of assumptions writes."""
FORECAST_FILES = ("forecast.json",)
"""What a forecast writes."""
REGION_FILES = ("region.json", "report.html")
"""What a folder of scenarios writes beside the results of each."""
_REPAIR = marked("choose another folder with --out")


class ResultFolder:
    """The folder of one command's results, written in full or not at all; use it as a context manager.

    `files` are the names of what may be written, one of them the record; those of a run unless stated. A note of an exception
    within says what became of the results. Raises OutputError on entering where nothing can be
    written, so that nobody waits for a run whose results are lost.
    """

    def __init__(self, folder: Path, files: Sequence[str] = RUN_FILES) -> None:
        self.folder = folder
        self._files = tuple(files)
        self._record = next(name for name in files if name in RECORDS)
        self._tables: dict[str, TableFile] = {}
        self._whole_files: list[str] = []
        self._claimed: DraftFolder | None = None
        self._new_folders: list[Path] = []
        """What was made of the folder and those above it, the deepest last; they go again if nothing comes of it."""
        self._is_published = False

    def __enter__(self) -> Self:
        try:
            with uninterrupted():
                missing = list(takewhile(lambda path: not path.exists(), (self.folder, *self.folder.parents)))
                self._new_folders = missing[::-1]
                self.folder.mkdir(parents=True, exist_ok=True)
                self._claimed = claim_results(self.folder)
        except (OSError, ValueError) as error:  # a name with a null byte is a ValueError
            self._remove_new_folders()
            raise unwritable(self.folder, error, translated(_REPAIR)) from None
        try:
            self._refuse_what_lies_there()
        except OutputError:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        with uninterrupted():
            for table in self._tables.values():
                with contextlib.suppress(OSError):  # a disk that was full before is full still
                    table.close()
            if self._claimed is not None:
                self._claimed.remove()
            if not self._is_published:
                self._remove_new_folders()
        if error is not None:
            error.add_note(self._what_became())

    def add_log(self, log: StepLog) -> None:
        """Append one replication to both tables."""
        self._append("steps.parquet", StepColumns(log))
        self._append("applications.parquet", ApplicationColumns(log))

    def add_text(self, name: str, text: str) -> None:
        """Write a text file."""
        self.add_bytes(name, text.encode())

    def add_bytes(self, name: str, content: bytes) -> None:
        """Write a file with its whole content."""
        self._whole_files.append(name)
        try:
            self._new(name).write_bytes(content)
        except OSError as error:
            raise unwritable(self.folder / name, error, translated(_REPAIR)) from None

    def publish(self, record: Mapping[str, Any]) -> tuple[Path, ...]:
        """Let everything take the place of earlier results at once; returns the files in the order of `files`.

        `record` is what stands in the record beside the hashes of the other files.
        """
        try:
            for table in self._tables.values():
                table.close()
            names = [*self._tables, *self._whole_files]
            data = with_hashes(record, {name: self._new(name) for name in names})
            self._new(self._record).write_text(as_json(data), encoding="utf-8")
            for name in (*names, self._record):
                with self._new(name).open("r+b") as file:
                    flush_to_disk(file)
            with uninterrupted():
                move_into_place(self.folder, self._record, self._files)
                self._is_published = True
        except OSError as error:
            raise unwritable(self.folder, error, translated(_REPAIR)) from None
        self._tables.clear()
        return tuple(self.folder / name for name in self._files if name in (*names, self._record))

    def _append(self, name: str, table: StepColumns | ApplicationColumns) -> None:
        try:
            if name not in self._tables:
                self._tables[name] = TableFile(self._new(name))
            self._tables[name].append(table)
        except OSError as error:
            raise unwritable(self.folder / name, error, translated(_REPAIR)) from None

    def _new(self, name: str) -> Path:
        return new_files(self.folder) / name

    def _what_became(self) -> str:
        """What became of the results where a command was ended."""
        if self._is_published:
            return translated("the results lie in {folder}", folder=self.folder)
        there = (self.folder / self._record).exists()
        return translated("earlier results are as they were") if there else translated("no results were written")

    def _refuse_what_lies_there(self) -> None:
        """Raise OutputError where other results would be mixed with these, or something is in their way."""
        message, repair = "", translated("name another folder with --out")
        if self._claimed is None:
            message = translated("another command writes its results here")
            repair = translated("wait until it has ended, or name another folder with --out")
        other = next((key for key in RECORDS if key != self._record and (self.folder / key).exists()), None)
        if other is not None:
            message = translated("the results of {record} lie here", record=translated(RECORDS[other]))
        if message:
            raise OutputError([Fault(str(self.folder), 0, 0, message, repair)])
        for name in self._files:
            if (self.folder / name).is_dir():
                message, repair = translated("a folder lies where a result goes"), translated("move it away")
                raise OutputError([Fault(str(self.folder / name), 0, 0, message, repair)])

    def _remove_new_folders(self) -> None:
        for path in reversed(self._new_folders):
            with contextlib.suppress(OSError):  # what somebody laid into it meanwhile
                path.rmdir()
