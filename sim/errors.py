"""Every exception of the package, drawn as a tree.

::

    SimError
    ├── InputError            what the user wrote cannot be used; carries faults; exit code 2
    │   └── OutputError       what was asked for cannot be written
    ├── ModelError            the model was asked something outside its validity
    │   └── CalendarSpanError an instant outside the years that a calendar covers
    └── ConservationError     an engine lost, doubled or misplaced something; never the user's fault

An :class:`InputError` carries all faults that were found, never only the first one. What a reader ought to know and what
stops nothing is a :class:`Note`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sim.near_words import look_alike, meant, nearest, other_alphabet
from sim.translations.in_use import counted, marked, translated
from sim.visible_text import visible_line


class SimError(Exception):
    """Base of every error that this package raises on purpose."""


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong in an input, with its place and what would do."""

    file: str
    """The file as the user named it, or `-` where no file is concerned."""
    line: int
    """Line of the fault [counted from 1; 0 where the fault concerns the file as a whole]."""
    column: int
    """Column of the fault [counted from 1; 0 where the fault concerns the file as a whole]."""
    message: str
    """What is wrong, in one sentence without a full stop."""
    repair: str = ""
    """What would do, in one sentence without a full stop; empty where the message says it."""
    others: int = 0
    """How many faults this one only counts, since so many are not told one by one."""

    def __str__(self) -> str:
        is_option = self.file.startswith("--") and not self.line
        place = self.file if is_option else f"{self.file}:{max(self.line, 1)}:{max(self.column, 1)}"
        return visible_line(f"{place}: {self.message}" + (f"; {self.repair}" if self.repair else ""))


Facts = Mapping[str, Any]
"""The names and numbers of a sentence by what they are, as plain data."""


@dataclass(frozen=True)
class Note:
    """One thing that a reader ought to know, as data; the rooms that speak to people make a sentence of it."""

    key: str
    """What the note is about, such as `run_out_cut`; one sentence belongs to each key."""
    facts: Facts = field(default_factory=dict)
    """The names and numbers of the sentence."""

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> Note:
        """The note of which :meth:`as_data` made a block."""
        return cls(data["note"], {key: value for key, value in data.items() if key != "note"})

    def as_data(self) -> dict[str, Any]:
        """The note as one flat block of plain data: `note` is the key, the facts stand beside it."""
        return {"note": self.key} | dict(self.facts)


MOST_TOLD = 20
"""This many faults are told one by one; the rest are counted."""


class InputError(SimError):
    """What the user wrote cannot be used; `faults` holds what was found, in the order of the file.

    Of more than `MOST_TOLD` the last one counts the rest.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = _told(sorted(set(faults)))
        super().__init__("\n".join(str(fault) for fault in self.faults))

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Fault, ...]]]:
        """What another process makes the same error of."""
        return type(self), (self.faults,)


def refusal(place: str, message: str, repair: str) -> InputError:
    """The error of a single fault, of an option or of a file as a whole."""
    return InputError([Fault(place, 0, 0, message, repair)])


class OutputError(InputError):
    """A result cannot be written where it was asked for; what lies there stays as it was."""


class ModelError(SimError):
    """The model was asked something outside its validity."""


class CalendarSpanError(ModelError):
    """An instant or a date lies outside the span of years that a calendar covers."""


class ConservationError(SimError):
    """An engine broke a law of conservation: a fault of this package, found before its figures are shown."""


def _told(faults: Sequence[Fault]) -> tuple[Fault, ...]:
    """Faults as they are told: the first ones, and one that counts the rest."""
    single = [fault for fault in faults if not fault.others]
    counting = [fault for fault in faults if fault.others]
    more = len(single[MOST_TOLD:]) + sum(fault.others for fault in counting)
    if not more or (len(counting) == 1 and len(single) <= MOST_TOLD):
        return tuple(faults)
    from_here = min([*single[MOST_TOLD:][:1], *counting])
    message = counted("one more fault stands here", "{count} more faults from here on", more, count=more)
    rest = Fault(from_here.file, from_here.line, from_here.column, message, translated("mend those above first"), more)
    return (*single[:MOST_TOLD], rest)


MOST_LISTED = 12
"""Of more known words the nearest are listed."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Say which known word is meant, or list what is known, the nearest where it is much; the second half of a fault's sentence."""
    words = set(known)
    found = meant(word, words)
    if found is not None:
        if look_alike(found, word):
            letters = other_alphabet(found, word)
            return translated("did you mean '{word}', {letters}?", word=found, letters=letters)
        return translated("did you mean '{word}'?", word=found)
    listed = nearest(word, words, MOST_LISTED)
    if not listed:
        return translated("nothing is known here")
    if (more := len(words) - len(listed)) > 0:
        return translated("known here: {known} and {count} more", known=", ".join(listed), count=more)
    return translated("known here: {known}", known=", ".join(listed))


_REASONS = (
    marked("Permission denied"),
    marked("Operation not permitted"),
    marked("No such file or directory"),
    marked("File exists"),
    marked("Is a directory"),
    marked("Not a directory"),
    marked("Directory not empty"),
    marked("File name too long"),
    marked("File too large"),
    marked("No space left on device"),
    marked("Disk quota exceeded"),
    marked("Read-only file system"),
    marked("Too many open files"),
    marked("Too many levels of symbolic links"),
    marked("Input/output error"),
    marked("Broken pipe"),
    marked("Cannot allocate memory"),
    marked("Resource temporarily unavailable"),
)
"""What operating systems say of files, folders and processes, for the catalogues."""


def system_reason(error: OSError | ValueError) -> str:
    """What the system says of a file or a process, in the language in use; a name with a null byte never comes to it."""
    if not isinstance(error, OSError):
        return translated("no file can have this name")
    number = re.search(r"\[errno (\d+)\]", str(error))  # Arrow says it in the midst of its own words
    reason = os.strerror(int(number[1])) if number else error.strerror
    return translated(reason) if reason in _REASONS else reason or str(error)
