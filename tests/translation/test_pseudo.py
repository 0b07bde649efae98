"""No text that people read is left without a translation: nothing that is shown has Latin letters but names."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.translations.in_use import counted, language, translated
from tests.translation.pseudo import in_signs, texts_of_page, told_in_signs, untranslated


def test_texts_that_are_asked_for_have_no_latin_letters() -> None:
    with in_signs():
        text = translated("the file '{name}' {{is}} late", name="letter")
        assert text.endswith("} მაუე")
        assert untranslated(text) == [f"letter: {text}"]
        assert not untranslated(text, allowed=("letter",))
        assert not untranslated(counted("one answer", "{count} answers", 3))
    assert translated("the file '{name}' is late", name="letter") == "the file 'letter' is late"
    assert language() == "en"


def test_texts_that_nobody_asks_for_are_found() -> None:
    assert untranslated("Written to out/report.html --lang ru\nрезультат 5 %") == [
        "Written, to: Written to out/report.html --lang ru"
    ]
    assert untranslated("executor: late", allowed=("executor",)) == ["late: executor: late"]


def test_of_a_page_all_that_is_read_is_looked_at() -> None:
    page = '<style>p{color:red}</style><p title="why">late <b>answers</b></p><img alt="a chart"><script>let x</script>'
    assert texts_of_page(page).splitlines() == ["why", "late", "answers", "a chart"]


@pytest.mark.charts
@pytest.mark.parametrize(
    ("words", "allowed"),
    [
        (("compare", "head_on_leave", "--routes", "--replications", "2"), ()),
        (
            ("sweep", "west_kazakhstan_social_aid", "--grid", "offices.department.staff.executor.count=3:4", "--replications", "2"),
            ("department", "executor"),
        ),
        (("headroom", "west_kazakhstan_social_aid", "--only-demand", "--replications", "3"), ()),
    ],
    ids=lambda words: words[0] if words else "nothing",
)  # fmt: skip
def test_planning_leaves_no_text_untranslated(tmp_path: Path, words: tuple[str, ...], allowed: tuple[str, ...]) -> None:
    """On a terminal and on its page; settings are called as they are typed in the narrow columns of a terminal alone."""
    result = told_in_signs(*words, "--out", str(tmp_path / "out"))
    assert result.exit_code == 0
    assert not untranslated(result.stdout, allowed)
    assert not untranslated(texts_of_page((tmp_path / "out" / "report.html").read_text("utf-8")))
