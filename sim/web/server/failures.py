"""What goes wrong inside of the server: one line with a number on standard error, and the number alone for whoever looks at the page."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Callable
from typing import Any

from sim.translations.in_use import in_language, language, translated
from sim.visible_text import visible_line

_MOST_TOLD = 1000
"""So many different failures are told one by one."""


class ServerFailures:
    """The failures of a server, each with its number; those at the same place for the same reason have the same one."""

    def __init__(self, tell: Callable[[str], None], verbose: bool = False) -> None:
        self._tell, self._verbose, self._lang = tell, verbose, language()
        self._numbers: dict[tuple[str, str, int], int] = {}

    def tell(self, text: str) -> None:
        """Tell what a part of the package has found wrong: its first line, and the rest where everything is wanted."""
        self._tell(text if self._verbose else visible_line(text.partition("\n")[0])[:300])

    def note(self, error: BaseException) -> str:
        """What a page says of a failure: that there was one, and its number, under which standard error has the rest."""
        frames = traceback.extract_tb(error.__traceback__)
        where = frames[-1] if frames else traceback.FrameSummary("-", 0, "-")
        place = (type(error).__name__, where.filename, where.lineno or 0)
        known = place in self._numbers
        if not known and len(self._numbers) >= _MOST_TOLD:
            place = ("", "", 0)
        number = self._numbers.setdefault(place, len(self._numbers) + 1)
        if not known:
            said = visible_line(f"{type(error).__name__}: {error}")[:300]
            with in_language(self._lang):  # that of who has started the server, not of who asked
                self._tell(translated("failure {number} of the server: {error}", number=number, error=said))
        if self._verbose:
            self._tell("".join(traceback.format_exception(error)).rstrip())
        return translated("Something went wrong in the server (failure {number}).", number=number)


class QuietLog(logging.Handler):
    """Takes what the libraries of the server log: their errors become failures, and what a stranger's bytes made of them nothing."""

    def __init__(self, failures: ServerFailures) -> None:
        super().__init__(logging.ERROR)
        self._failures = failures

    def emit(self, record: logging.LogRecord) -> None:
        """Note the error of a record, where it has one that is none of the connection."""
        error = record.exc_info[1] if record.exc_info else None
        if error is None and record.name.startswith("sim"):
            self._failures.tell(record.getMessage())
        if error is not None and not isinstance(error, (UnicodeError, ConnectionError, asyncio.CancelledError)):
            self._failures.note(error)

    def take_over(self) -> None:
        """Be the only one whom the loggers of the libraries tell something."""
        for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "websockets", "asyncio", "sim.web"):
            logger = logging.getLogger(name)
            logger.handlers, logger.propagate = [self], False
            logger.setLevel(logging.ERROR)

    def of_loop(self, _loop: Any, context: dict[str, Any]) -> None:
        """Note what the event loop could tell nobody."""
        error = context.get("exception")
        if error is not None and not isinstance(error, (ConnectionError, asyncio.CancelledError)):
            self._failures.note(error)
