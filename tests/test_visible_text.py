"""Signs that steer or hide become visible; everything that people read stays as it is."""

from __future__ import annotations

import json
import unicodedata

import pytest

from sim.errors import Fault
from sim.visible_text import visible, visible_line
from tests.texts_of_users import SEEN, STEERING, UNSEEN

_BESIDE_THE_LETTERS = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Categories of Unicode: controls, marks of format, half signs, separators of lines and of paragraphs."""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (UNSEEN, SEEN),
        (STEERING, r"\u001b[31m\u009b1m\u0007\u0085"),
        ("a\x00b", r"a\u0000b"),
        ("two\r\nlines", "two\\u000d\nlines"),
        ("name-\udcff.yaml", r"name-\udcff.yaml"),
        ("tag\U000e0041", r"tag\udb40\udc41"),
        (
            "Қазақстан – 3 – 4\u00a0%, «жоба» [clause 5] \\ 😀\n\tend",
            "Қазақстан – 3 – 4\u00a0%, «жоба» [clause 5] \\ 😀\n\tend",
        ),
    ],
)
def test_unseen_signs_become_visible_and_all_others_stay(text: str, shown: str) -> None:
    assert visible(text) == shown
    assert visible(shown) == shown


def test_every_control_and_mark_of_format_of_two_bytes_is_seen_but_tab_and_line_feed() -> None:
    # Arabic and Syriac signs that are drawn beside their letters are marks of format by name alone.
    drawn = {0x70F, 0x8E2, *range(0x600, 0x606), 0x6DD, 0x890, 0x891}
    signs = [chr(number) for number in range(0x10000) if unicodedata.category(chr(number)) in _BESIDE_THE_LETTERS]
    left = [sign for sign in signs if visible(sign) == sign and ord(sign) not in drawn]
    assert left == ["\t", "\n"]


def test_json_keeps_its_content() -> None:
    signs = "".join(map(chr, range(0x3000))) + "\ufeff\U000e0041"
    text = visible(json.dumps({signs: signs}, ensure_ascii=False))
    assert json.loads(text) == {signs: signs}


def test_a_fault_is_one_line_whatever_the_file_is_called() -> None:
    fault = Fault("a\nb:1:1: forged\x1b[2J\u202e.yaml", 3, 4, "tab\there", "do\rthis")
    assert str(fault) == r"a\nb:1:1: forged\u001b[2J\u202e.yaml:3:4: tab\there; do\u000dthis"
    assert visible_line("one\ntwo\tthree") == r"one\ntwo\tthree"
