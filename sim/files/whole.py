"""Single files: a draft beside the place takes it at the end, or goes away."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from sim.errors import Fault, OutputError, system_reason
from sim.files.locks import hold, hold_abandoned
from sim.files.uninterrupted import uninterrupted
from sim.translations.in_use import translated

_PREFIX, _SUFFIX = ".sim-", ".part"
"""How drafts are named; shortly, so that there is one for any name that a file can have."""
_NO_FLUSHING = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP)
"""What the system says of a place that keeps nothing back."""


def write_whole(path: Path, content: str | bytes, *, repair: str = "", new: bool = False) -> None:
    """Write a file as :func:`whole_file` does; texts in UTF-8."""
    with whole_file(path, repair=repair, new=new) as file:
        file.write(content.encode() if isinstance(content, str) else content)


@contextmanager
def whole_file(path: Path, *, repair: str = "", new: bool = False) -> Iterator[BinaryIO]:
    """A file that a block writes: it lies there when the block ends well, else everything is as it was.

    An earlier file keeps its permissions; a link is followed; what is no ordinary file, such as a pipe, is written to as it
    is. `new` is for files that must not be there yet. Raises OutputError where that is so, and where the file cannot be
    written; `repair` is what would do then, to name another file where nothing is said.
    """
    repair = repair or translated("name another file")
    try:
        target = Path(os.path.realpath(path))
        if new and os.path.lexists(path):
            raise FileExistsError
        if target.is_dir():
            raise IsADirectoryError
        if target.exists() and not target.is_file():
            with target.open("wb") as file:
                yield file
            return
        with _draft_beside(target) as (file, draft):
            yield file
            flush_to_disk(file)
            if target.exists():
                shutil.copymode(target, draft)
            file.close()
            _put(draft, target, new=new)
    except FileExistsError:
        raise OutputError([Fault(str(path), 0, 0, translated("there is such a file already"), repair)]) from None
    except IsADirectoryError:
        raise OutputError([Fault(str(path), 0, 0, translated("there is a folder of this name"), repair)]) from None
    except (OSError, ValueError) as error:  # a name with a null byte is a ValueError
        raise unwritable(path, error, repair) from None


def unwritable(path: Path, error: OSError | ValueError, repair: str) -> OutputError:
    """What is said of a file or folder that cannot be written."""
    return OutputError(
        [Fault(str(path), 0, 0, translated("cannot be written: {reason}", reason=system_reason(error)), repair)]
    )


def flush_to_disk(file: BinaryIO) -> None:
    """Have what was written lie on the disk, so that a machine that fails afterwards finds it there."""
    file.flush()
    try:
        os.fsync(file.fileno())
    except OSError as error:
        if error.errno not in _NO_FLUSHING:
            raise


@contextmanager
def _draft_beside(target: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """A draft whose lock is held while it is written; it is gone at the end, if it did not take its place."""
    file = None
    try:
        with uninterrupted():
            _clear(target.parent)
            while file is None:
                draft = target.parent / f"{_PREFIX}{uuid.uuid4().hex[:12]}{_SUFFIX}"
                file = hold(draft, "x+b")
        yield file, draft
    finally:
        if file is not None:
            with uninterrupted():
                with contextlib.suppress(OSError):
                    file.close()
                draft.unlink(missing_ok=True)


def _clear(folder: Path) -> None:
    """Take away the drafts of processes that were ended."""
    for draft in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
        file = hold_abandoned(draft)
        if file is not None:
            file.close()
            with contextlib.suppress(OSError):
                draft.unlink()


def _put(draft: Path, target: Path, *, new: bool) -> None:
    """Let a draft take its place; a new one only where nothing lies."""
    if not new:
        os.replace(draft, target)
        return
    try:
        os.link(draft, target)  # fails where there is a file, which one that is made meanwhile is too
    except FileExistsError:
        raise
    except OSError:  # no links on this file system
        if target.exists():
            raise FileExistsError from None
        os.rename(draft, target)
