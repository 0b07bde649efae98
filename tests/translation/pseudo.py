"""A language for finding texts that nobody translates: every text that is asked for stands in Georgian letters.

What still has Latin letters then was never asked for, be it beside such texts or in one of their fields. Names of services and
roles are Russian meanwhile, so that these are no finds either.

    with in_signs():
        page = render_page(contents)
    assert not untranslated(texts_of_page(page), allowed=("STRESS-DES",))

Of a command: `assert not untranslated(told_in_signs("check", "west_kazakhstan_social_aid").stdout, allowed=("executor",))`.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from gettext import NullTranslations
from html.parser import HTMLParser
from string import Formatter
from typing import Any
from unittest.mock import patch

from typer.testing import CliRunner, Result

from sim.cli.main import app
from sim.translations import in_use

LANGUAGE = "ru"
"""The language whose names, numbers and days stand in the texts."""
_LETTERS = "".join(map(chr, range(0x10D0, 0x10D0 + 26)))
_SIGNS = str.maketrans(string.ascii_letters, _LETTERS * 2)
_NAMES = re.compile(
    r"--?[a-z][a-z-]*"  # options
    r"|[\w./-]*/[\w./*-]*"  # folders
    r"|[\w-]+\.(?:yaml|csv|json|html|parquet|svg|png|pdf|xlsx|xes|bpmn|txt)(?::\d+)*\b"  # files, and places in them
)
"""What is the same in every language wherever it stands."""
_COMMON = frozenset({"sim", "kk", "ru", "en", "auto"})
_WORD = re.compile(r"[A-Za-z][\w'’-]*[A-Za-z]")


@contextmanager
def in_signs() -> Iterator[None]:
    """Show every text that is asked for in Georgian letters inside a `with` block."""
    filled = in_use._filled

    def signs(template: str, fields: dict[str, Any]) -> str:
        return filled(_in_signs(template), fields)

    english = NullTranslations()
    with (
        patch.object(in_use, "_filled", signs),
        patch.object(in_use, "_catalogue", lambda: english),
        in_use.in_language(LANGUAGE),
    ):
        yield


def _in_signs(template: str) -> str:
    """A template whose letters are signs and whose fields are as they were."""
    parts = []
    for text, name, form, conversion in Formatter().parse(template):
        parts.append(text.translate(_SIGNS).replace("{", "{{").replace("}", "}}"))
        if name is not None:
            parts.append(f"{{{name}{f'!{conversion}' if conversion else ''}{f':{form}' if form else ''}}}")
    return "".join(parts)


def told_in_signs(*words: str, columns: int = 200, **more: Any) -> Result:
    """What a command prints when every text that is asked for is shown in signs; `more` goes to typer's `invoke`."""
    with in_signs():
        return CliRunner(env={"COLUMNS": str(columns)}).invoke(
            app, ["--lang", LANGUAGE, *words], prog_name="sim", **more
        )


def untranslated(text: str, allowed: Iterable[str] = ()) -> list[str]:
    """The lines in which Latin words stand that are neither allowed nor names of files, folders and options, each with its words.

    A word of `allowed` is a name that is the same in every language, such as a key of a file or the id of a role.
    """
    names = _COMMON | set(allowed)
    found = []
    for line in text.splitlines():
        words = [word for word in _WORD.findall(_NAMES.sub(" ", line)) if word not in names]
        if words:
            found.append(f"{', '.join(words)}: {line.strip()}")
    return found


def texts_of_page(page: str) -> str:
    """What a person reads or hears of a page, a line for each text: no scripts, no styles, but tooltips and alternatives of pictures."""
    reader = _Texts()
    reader.feed(page)
    return "\n".join(reader.texts)


class _Texts(HTMLParser):
    """Collects the texts of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unread += tag in ("script", "style")
        self.texts += [
            value for name, value in attrs if value and name in ("alt", "title", "aria-label", "placeholder")
        ]

    def handle_endtag(self, tag: str) -> None:
        self._unread -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._unread and data.strip():
            self.texts.append(" ".join(data.split()))
