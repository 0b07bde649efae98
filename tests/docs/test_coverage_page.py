"""The page of coverage says what `make slow` writes, so that its words are changed where they are made."""

from __future__ import annotations

from tests.slow.coverage import PAGE, page


def test_the_words_of_the_coverage_page_are_those_that_make_it() -> None:
    rows = "| `"
    written = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if not line.startswith(rows)]
    assert written == page(()).splitlines()
