"""Results that take the place of earlier ones all at once: whoever looks finds the old ones whole or the new ones whole.

A folder of results may be a mount, or where a terminal stands, and users keep files of their own in it, so it cannot be
renamed as a whole. Its files are renamed one by one, in an order that can be undone:

1. `.unfinished/new/` in the folder has all new files, their record (:mod:`sim.files.results_record`) among them;
2. `.unfinished/earlier/` is made, and the earlier files are moved into it, their record first;
3. the new files are moved into their places, the record last: with that they stand;
4. `.unfinished/` goes.

What breaks off before the record is in its place is undone by moving everything back; later nothing but 4 is left to do. The
process itself does so after a failure, and after its end whichever command comes next.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from sim.errors import Fault, InputError, system_reason
from sim.files.draft_folders import DraftFolder, claim
from sim.files.results_record import RECORDS, hashes_in, record_in
from sim.files.uninterrupted import uninterrupted
from sim.translations.in_use import translated

UNFINISHED = ".unfinished"
"""Name of the folder for what is unfinished, in a folder of results."""
_NEW, _EARLIER = "new", "earlier"
_PATIENCE = 5.0
"""How long a reader waits for a process that moves its results into place, which takes milliseconds [s]."""


def claim_results(folder: Path) -> DraftFolder | None:
    """Claim a folder of results, with an empty folder for new files; None where a living process writes results there.

    What an ended process left half done is settled before. Raises OSError where nothing can be written.
    """
    with uninterrupted():
        unfinished = claim(folder / UNFINISHED, precious=_EARLIER)
        if unfinished is not None:
            undo(folder)
            shutil.rmtree(new_files(folder), ignore_errors=True)
            new_files(folder).mkdir()
        return unfinished


def new_files(folder: Path) -> Path:
    """Where the files of coming results are written, in a folder of results."""
    return folder / UNFINISHED / _NEW


def move_into_place(folder: Path, record: str, known: Iterable[str]) -> None:
    """Let the new files take the places of the earlier ones; what would end the process waits until that is done.

    `known` are all names that results may have: an earlier file without a successor goes too. Raises OSError where it fails;
    then the earlier files are back, unless that failed as well and is left to the next command.
    """
    new, earlier = new_files(folder), folder / UNFINISHED / _EARLIER
    others = sorted(hashes_in(new / record))
    with uninterrupted():
        earlier.mkdir()
        try:
            for name in (record, *(name for name in known if name != record)):
                if os.path.lexists(folder / name):
                    os.replace(folder / name, earlier / name)
            for name in (*others, record):
                os.replace(new / name, folder / name)
        except BaseException:
            undo(folder)
            raise
        _flush_names(folder)
        shutil.rmtree(earlier, ignore_errors=True)


def undo(folder: Path) -> None:
    """Move everything back where new results were moved before their record; where that is in its place, they stand.

    Raises OSError where that fails; it can be tried again.
    """
    new, earlier = new_files(folder), folder / UNFINISHED / _EARLIER
    if not earlier.is_dir():
        return
    record = record_in(new)
    if record is not None:
        for name in _files_of(record):
            if os.path.lexists(folder / name) and not os.path.lexists(new / name):
                os.replace(folder / name, new / name)
        for path in sorted(earlier.iterdir(), key=lambda path: path.name in RECORDS):
            os.replace(path, folder / path.name)
        _flush_names(folder)
    shutil.rmtree(earlier)


def settle(folder: Path) -> None:
    """Before results are read: settle what a process left half done that was ended as it moved its results into place.

    Raises InputError where a living process is at it for long, and where it cannot be settled.
    """
    earlier = folder / UNFINISHED / _EARLIER
    until = time.monotonic() + _PATIENCE
    try:
        while earlier.is_dir():
            with uninterrupted():
                unfinished = claim(earlier.parent, precious=_EARLIER)
                if unfinished is not None:
                    undo(folder)
                    unfinished.remove()
                    return
            if time.monotonic() > until:
                message = translated("another process moves its results into this folder")
                raise InputError([Fault(str(folder), 0, 0, message, translated("wait until it has ended"))])
            time.sleep(0.05)
    except OSError as error:
        message = translated(
            "a command was ended while it moved its results into this folder, and that cannot be undone: {reason}",
            reason=system_reason(error),
        )
        raise InputError([Fault(str(folder), 0, 0, message, translated("run the scenario again"))]) from None


def _files_of(record: Path) -> Iterable[str]:
    """The names of the files that a record knows; none where a failure of the machine has spoiled it."""
    try:
        return hashes_in(record)
    except ValueError:
        return ()


def _flush_names(folder: Path) -> None:
    """Have the names of the files lie on the disk, so that a machine that fails afterwards finds them."""
    if sys.platform == "win32":
        return  # a folder cannot be opened there
    place = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(place)
    except OSError:
        pass  # a file system that keeps no folders
    finally:
        os.close(place)
