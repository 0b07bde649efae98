"""Standard output and standard error: the one place through which everything is printed.

Whatever is printed is text, never a language of its own: square brackets stay as they are, signs that steer a terminal or cannot be
seen become visible (`sim.visible_text`), and where an encoding lacks a sign the nearest stands for it (`narrow_encodings`). Data
are UTF-8 everywhere.
"""

from __future__ import annotations

import csv
import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.segment import Segment
from rich.text import Text

from sim.cli.narrow_encodings import keep_printing
from sim.translations.in_use import marked, translated
from sim.visible_text import as_json, visible


class _PlainConsole(Console):
    """A console that takes all text as it is: no markup, no emoji codes (line 100 of a file is ':100:'), no colouring of numbers."""

    def __init__(self, *, stderr: bool = False) -> None:
        super().__init__(stderr=stderr, markup=False, emoji=False, highlight=False)

    def render_str(self, text: str, **how: Any) -> Text:
        """A text as it will be laid out, with its unseen signs made visible."""
        return super().render_str(visible(text), **how)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """The segments of what is printed; texts that have a style of their own pass here."""
        if isinstance(renderable, Text) and renderable.plain != (plain := visible(renderable.plain)):
            renderable = renderable.blank_copy(plain)
        return super().render(renderable, options)

    def on_broken_pipe(self) -> None:
        """Print nothing any more when nobody reads (`sim run NAME | head`); results are written all the same."""
        self.quiet = True
        _forget(self.file)


class Printer:
    """What prints texts and tables on one of the standard streams."""

    def __init__(self, *, stderr: bool = False) -> None:
        self._console = _PlainConsole(stderr=stderr)
        self._failure: OSError | None = None

    def prepare(self) -> None:
        """Begin anew on what is the standard stream now, and let it show as much of every text as its encoding can."""
        self._console.quiet, self._failure = False, None
        keep_printing(self._console.file)

    @property
    def console(self) -> Console:
        """The console of rich, for what draws on it again and again."""
        return self._console

    @property
    def failure(self) -> OSError | None:
        """Why nothing can be printed any more, such as a full disk; None where all is well, or where nobody wants to read on."""
        return self._failure

    def print(self, part: RenderableType = "", style: str | None = None, *, soft_wrap: bool = False) -> None:
        """Print a text or a table, in a style such as `bold`; `soft_wrap` leaves the breaking of long lines to the terminal."""
        try:
            self._console.print(part, style=style, soft_wrap=soft_wrap)
        except OSError as error:
            self._give_up(error)

    def print_data(self, text: str) -> None:
        """Print data for another program, such as CSV; always in UTF-8."""
        if self._console.quiet:
            return
        stream = self._console.file
        try:
            stream.flush()
            binary = getattr(stream, "buffer", None)  # a stream of a notebook has none
            if binary is None:
                stream.write(text)
            else:
                binary.write(text.encode())
            stream.flush()
        except BrokenPipeError:
            self._console.on_broken_pipe()
        except OSError as error:
            self._give_up(error)

    def ask(self, question: str) -> str | None:
        """Print a question and read the line that answers it from standard input; None where nobody answers any more."""
        try:
            self._console.print(Text(question), end=" ", soft_wrap=True)
            self._console.file.flush()
        except OSError as error:
            self._give_up(error)
        answer = sys.stdin.readline()
        if not sys.stdin.isatty():  # nothing has ended the line of the question
            self.print()
        return answer.strip() if answer else None

    def finish(self) -> None:
        """Write out what is still held back."""
        try:
            self._console.file.flush()
        except BrokenPipeError:
            self._console.on_broken_pipe()
        except OSError as error:
            self._give_up(error)

    def _give_up(self, error: OSError) -> None:
        self._failure = self._failure or error
        self._console.on_broken_pipe()


stdout = Printer()
stderr = Printer(stderr=True)


def prepare_streams() -> None:
    """Make standard output and standard error ready for a command, whatever their encodings are."""
    stdout.prepare()
    stderr.prepare()


def print_json(data: Any) -> None:
    """Print plain data as JSON on standard output."""
    stdout.print_data(as_json(data))


def print_csv(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print rows with the same keys as CSV on standard output, with a line of headings."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]) if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    stdout.print_data(visible(text.getvalue()))


def _forget(stream: Any) -> None:
    """Lead a stream that cannot be written to nowhere, so that what it still holds is no error as the process ends."""
    with suppress(OSError, ValueError):  # a stream without a file behind it
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


WORK = {
    "points": marked("points"),
    "files in common": marked("files in common"),
    "pilot for the warm-up": marked("pilot for the warm-up"),
    "uncertain numbers": marked("uncertain numbers"),
    "replications": marked("replications"),
    "undisturbed run": marked("undisturbed run"),
    "without disturbances": marked("without disturbances"),
    "replications to judge by": marked("replications to judge by"),
    "floor": marked("floor"),
    "search": marked("search"),
    "winner": marked("winner"),
    "results": marked("results"),
    "cost front": marked("cost front"),
    "roster": marked("roster"),
    "present": marked("present"),
    "report": marked("report"),
}
"""What takes long, as the bars of progress call it."""


@contextmanager
def progress() -> Iterator[Callable[[int, int, str], None]]:
    """A bar with the time left on a terminal, nothing when standard error goes elsewhere."""
    if not stderr.console.is_terminal:
        yield lambda done, total, what: None
        return
    columns = (
        TextColumn("{task.description:<28}", markup=False),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=stderr.console, transient=True) as bars:
        tasks: dict[str, Any] = {}

        def show(done: int, total: int, work: str) -> None:
            if work not in tasks:
                tasks[work] = bars.add_task(translated(WORK.get(work, work)), total=total)
            bars.update(tasks[work], completed=done, total=total)

        yield show
