"""Faults as a page says them: sentences without places, which a page has not."""

from __future__ import annotations

from sim.errors import Fault, InputError, ModelError
from sim.visible_text import visible_line


def error_in_words(error: InputError | ModelError) -> str:
    """What is wrong and what would do, a fault a line."""
    if isinstance(error, InputError):
        return "\n".join(_sentence(fault) for fault in error.faults)
    return visible_line(_capital(str(error)))


def _sentence(fault: Fault) -> str:
    """A fault without the place where it stands in a file, where that is none that the page knows."""
    text = f"{fault.message}; {fault.repair}" if fault.repair else fault.message
    return visible_line(_capital(text))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
