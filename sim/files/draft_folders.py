"""Folders for unfinished files, which are known to be abandoned when the process that made them has ended."""

from __future__ import annotations

import contextlib
import shutil
import sys
import tempfile
import time
import weakref
from pathlib import Path
from typing import BinaryIO

from sim.files.locks import hold, hold_abandoned
from sim.files.uninterrupted import uninterrupted

LOCK = "sim.lock"
"""The file in such a folder whose lock its process holds."""
_PREFIX = "sim-drafts-"
_AN_HOUR = 3600.0


class DraftFolder:
    """A folder for unfinished files that belongs to this process; it is taken away by :meth:`remove`, or at exit."""

    def __init__(self, path: Path, lock: BinaryIO, precious: str) -> None:
        self.path = path
        self._removal = weakref.finalize(self, _remove, path, lock, precious)

    def remove(self) -> None:
        """Take the folder away with all that lies in it, or let go of it where something precious does."""
        with uninterrupted():
            self._removal()


def claim(path: Path, precious: str = "") -> DraftFolder | None:
    """Take a folder for unfinished files, made where there is none; None where a living process has it.

    What an ended process left in it is still there. While something lies there under the name `precious` the folder is not
    taken away, and whoever claims it next finds it. Raises OSError where it cannot be made.
    """
    path.mkdir(exist_ok=True)
    lock = hold(path / LOCK)
    return None if lock is None else DraftFolder(path, lock, precious)


def temporary_folder() -> DraftFolder:
    """A folder for unfinished files among the temporary ones; those of ended processes are cleared.

    Raises OSError where there is no place for it.
    """
    with uninterrupted():
        _clear(Path(tempfile.gettempdir()))
        while True:
            path = Path(tempfile.mkdtemp(prefix=_PREFIX))
            folder = claim(path)
            if folder is not None:
                return folder


def _clear(place: Path) -> None:
    """Take away the folders of processes that were ended."""
    for path in place.glob(f"{_PREFIX}*"):
        if path.is_symlink():
            continue
        lock = hold_abandoned(path / LOCK)
        if lock is not None:
            _remove(path, lock)
            continue
        with contextlib.suppress(OSError):  # nearly always because something lies in it
            if time.time() - path.stat().st_mtime > _AN_HOUR:
                path.rmdir()


def _remove(path: Path, lock: BinaryIO, precious: str = "") -> None:
    """Take a folder away, the lock last, so that what could not be removed is found by others."""
    if precious and (path / precious).exists():
        lock.close()
        return
    with contextlib.suppress(OSError):
        for entry in path.iterdir():
            if entry.name == LOCK:
                continue
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry, ignore_errors=True)
            else:
                entry.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            lock.close()  # no open file can be removed there
        (path / LOCK).unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        lock.close()
    with contextlib.suppress(OSError):
        path.rmdir()
