"""What a schema knows at a path of a file, also where a key is a word that Python keeps for itself."""

from __future__ import annotations

from pydantic import Field

from sim.schema.fields import Stated
from sim.schema.schema_paths import blocks_at, field_of, has_key, keys_of


class Stretch(Stated):
    """Days from one on."""

    from_: int = Field(alias="from")
    """First day [number]."""


class Plan(Stated):
    """Some stretches, and one by itself."""

    several: dict[str, Stretch] = {}
    single: Stretch | None = Field(default=None, alias="class")


def test_a_field_is_known_by_the_key_of_the_file_alone() -> None:
    assert "from" in keys_of([Stretch])
    assert has_key([Stretch], "from")
    assert not has_key([Stretch], "from_")
    assert field_of(Stretch, "from_") is None


def test_blocks_lie_below_the_key_of_the_file() -> None:
    assert blocks_at(Plan, ("class",)) == [Stretch]
    assert blocks_at(Plan, ("single",)) == []
    assert blocks_at(Plan, ("several", "any")) == [Stretch]


def test_numbers_in_words_bear_the_key_of_the_file() -> None:
    assert Stretch.model_validate({"from": 3}).numbers_in_words == "from 3"
