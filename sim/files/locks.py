"""Locks that say whether the process behind an unfinished file still lives.

A lock belongs to an open file, so the system takes it away when a process ends, in whatever way. Numbers of processes would
not do: they are given again, and another container or machine that shares the folder has others.
"""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import BinaryIO, cast

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_HELD = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
"""What the system says where another process holds a lock; anything else means that it keeps none here."""


def hold(path: Path, mode: str = "a+b") -> BinaryIO | None:
    """Open a file and hold its lock until it is closed; None where another process holds it, or takes it away meanwhile.

    Where a file system keeps no locks, the file counts as held by this process. Raises OSError where it cannot be opened.
    """
    file = cast(BinaryIO, path.open(mode))
    if _lock(file) is not False and _lies_at(path, file):
        return file
    file.close()
    return None


def hold_abandoned(path: Path) -> BinaryIO | None:
    """Open a file whose process has ended, and hold its lock; None where that lives, or where nobody can tell."""
    try:
        file = path.open("r+b")
    except OSError:
        return None
    if _lock(file) and _lies_at(path, file):
        return file
    file.close()
    return None


def _lock(file: BinaryIO) -> bool | None:
    """Tell whether the lock is held now: False where another process holds it, None where the file system keeps none."""
    try:
        if sys.platform == "win32":
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return False if error.errno in _HELD else None
    return True


def _lies_at(path: Path, file: BinaryIO) -> bool:
    """Tell whether an open file is the one that lies under its name."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except OSError:
        return False
