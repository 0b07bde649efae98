"""A file of data with a page beside it, which has the same stem: both are written when a command ends well, or neither."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sim.errors import Fault, OutputError
from sim.files.whole import unwritable, whole_file
from sim.translations.in_use import translated

PAGE = ".html"
"""Ending of a page."""
_OURS = b'<meta name="generator" content="sim">'
"""What stands in the head of every page that may be written anew."""
_HEAD = 2000
"""How much of a file is read to see whose it is [bytes]."""

WriteBoth = Callable[[str, Callable[[], str]], tuple[Path, ...]]
"""Takes the data, and a function that gives the page and is called only where there is one; returns the files."""


@contextmanager
def file_with_page(path: Path | None) -> Iterator[WriteBoth]:
    """Two files that a block writes with the function it gets: data into `path`, and a page beside them.

    Nothing is written without a path, and no page beside what is no ordinary file, such as a pipe. A page that is there takes the
    place of an earlier one of this package alone. Raises OutputError on entering where something of others lies in its place, and
    where nothing can be written.
    """
    with ExitStack() as stack:
        page = None if path is None else _place_of_page(path)
        data_file = None if path is None else stack.enter_context(whole_file(path))
        page_file = None if page is None else stack.enter_context(whole_file(page, new=not page.exists()))

        def write(data: str, render: Callable[[], str]) -> tuple[Path, ...]:
            if data_file is not None:
                data_file.write(data.encode())
            if page_file is not None:
                page_file.write(render().encode())
            return tuple(each for each in (path, page) if each is not None)

        yield write


def _place_of_page(path: Path) -> Path | None:
    """Where the page goes; None beside what is no ordinary file."""
    if path.exists() and not path.is_file():
        return None
    if path.suffix.lower() == PAGE:
        message = translated("the page that is written beside the data would have this name")
        raise OutputError([Fault(str(path), 0, 0, message, translated("name a file that ends in .json"))])
    page = path.with_suffix(PAGE) if path.name else None
    if page is not None and page.is_file() and not _is_ours(page):
        message = translated("the page goes here, and a file lies here that no command has written")
        raise OutputError([Fault(str(page), 0, 0, message, translated("name another file, or move this one away"))])
    return page


def _is_ours(page: Path) -> bool:
    """Whether a file is a page that a command of this package has written."""
    try:
        with page.open("rb") as file:
            return _OURS in file.read(_HEAD)
    except OSError as error:
        raise unwritable(page, error, translated("name another file")) from None
