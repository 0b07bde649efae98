"""Faults as a page says them: sentences without places, which a page has not."""

from __future__ import annotations

from sim.errors import Fault, InputError, ModelError
from sim.visible_text import visible_line


def error_in_words(error: InputError | ModelError) -> str:
    """What is wrong and what would do, a fault a sentence."""
    if isinstance(error, InputError):
        return " ".join(_sentence(_told(fault)) for fault in error.faults)
    return _sentence(str(error))


def _told(fault: Fault) -> str:
    """A fault without the place where it stands, which is none that the page knows."""
    return f"{fault.message}; {fault.repair}" if fault.repair else fault.message


def _sentence(text: str) -> str:
    text = visible_line(text[:1].upper() + text[1:])
    return text if text.endswith((".", "?", "!")) else f"{text}."
