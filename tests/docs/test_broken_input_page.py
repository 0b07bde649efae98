"""The page of broken input says what `make slow` writes, so that its words and its kinds of mutation are those that make it."""

from __future__ import annotations

from tests.broken_input.binary_mutations import OF_RESULTS, OF_WORKBOOKS
from tests.broken_input.by_hand import SCENARIOS
from tests.broken_input.page import LIMITS
from tests.broken_input.table_mutations import OF_TABLES
from tests.broken_input.text_mutations import OF_TEXTS
from tests.broken_input.yaml_mutations import OF_YAML
from tests.slow.test_broken_input import PAGE


def test_the_page_of_broken_input_has_the_words_and_the_mutations_that_make_it() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text.endswith(LIMITS)
    told = {line.split(" | ")[1] for line in text.splitlines() if line.startswith("| ") and line.count("|") == 5}
    assert told >= {*OF_TEXTS, *OF_YAML, *OF_TABLES, *OF_WORKBOOKS, *OF_RESULTS, *SCENARIOS}
