"""A text is read in the encoding in which offices save it, found or stated."""

from __future__ import annotations

import pytest

from sim.errors import InputError
from sim.schema.text_encoding import decoded

RUSSIAN = "№;Дата поступления;Канал\n1;03.09.2018 10:15;портал\n"
KAZAKH = "№;Түскен күні;Қызмет\n1;03.09.2018 10:15;Әлеуметтік көмек\n2;04.09.2018 9:00;Үйде күтім\n"


@pytest.mark.parametrize(
    ("text", "codec", "encoding"),
    [
        (RUSSIAN, "utf-8", "utf-8"),
        (RUSSIAN, "utf-8-sig", "utf-8"),
        (RUSSIAN, "utf-16", "utf-16"),
        (RUSSIAN, "utf-16-le", "utf-16"),
        (RUSSIAN, "utf-16-be", "utf-16"),
        ("\ufeff" + RUSSIAN, "utf-16-be", "utf-16"),
        (RUSSIAN, "cp1251", "windows-1251"),
        (RUSSIAN.upper(), "cp1251", "windows-1251"),
        (RUSSIAN.replace("№", "N"), "cp866", "cp866"),
        (RUSSIAN.upper().replace("№", "N"), "cp866", "cp866"),
        (KAZAKH, "utf-8", "utf-8"),
        (KAZAKH.upper(), "utf-16-le", "utf-16"),
        (KAZAKH, "kz1048", "kz-1048"),
        (KAZAKH.upper(), "kz1048", "kz-1048"),
        (KAZAKH.replace("№", "N"), "ptcp154", "pt-154"),
        (KAZAKH.upper().replace("№", "N"), "ptcp154", "pt-154"),
        ("number,submitted\n1,2018-09-03 10:15\n", "ascii", "utf-8"),
        ("number,submitted\n1,2018-09-03 10:15\n", "utf-16-le", "utf-16"),
        ("", "ascii", "utf-8"),
    ],
)
def test_the_encoding_is_found(text: str, codec: str, encoding: str) -> None:
    assert decoded(text.encode(codec), "past.csv") == (text.removeprefix("\ufeff"), encoding)
    if "16" not in codec:
        assert decoded(text.encode(codec), "past.csv", encoding) == (text, encoding)  # type: ignore[arg-type]  # one of them


def test_a_stated_encoding_holds_whatever_the_bytes_look_like() -> None:
    assert decoded("Ўзбек".encode("cp1251"), "past.csv", "windows-1251")[0] == "Ўзбек"
    assert decoded("Ұлан".encode("kz1048"), "past.csv", "windows-1251")[0] == "Ўлан"


def test_a_byte_without_meaning_is_told_with_its_place() -> None:
    with pytest.raises(InputError) as error:
        decoded("a\nЖ".encode() + b"\xd0 " + "житель района".encode(), "past.csv")
    assert str(error.value) == "past.csv:2:2: not UTF-8: byte 0xd0; save the file as UTF-8"
    with pytest.raises(InputError) as error:
        decoded(b"one\ntwo \x98", "past.csv", "windows-1251")
    assert str(error.value) == (
        "past.csv:2:5: not windows-1251: byte 0x98; state its encoding (utf-8, utf-16, kz-1048, pt-154, cp866), or none"
    )
    with pytest.raises(InputError) as error:
        decoded(b"\xff\xfea\x00\x00\xd8", "past.csv")
    assert str(error.value).startswith("past.csv:1:2: not UTF-16: byte 0x00")
