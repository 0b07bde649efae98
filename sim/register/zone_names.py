"""The time zones of Kazakhstan by name, and of each region."""

from __future__ import annotations

from typing import Literal

Zone = Literal[
    "Asia/Almaty", "Asia/Aqtau", "Asia/Aqtobe", "Asia/Atyrau", "Asia/Oral", "Asia/Qostanay", "Asia/Qyzylorda",
]  # fmt: skip
"""A time zone of Kazakhstan, by its name in the IANA database."""
WITHOUT_REGION: Zone = "Asia/Oral"
"""The zone of an office whose region is not known: +05:00 ever since 2004, and that of all of Kazakhstan since March 2024."""

_REGIONS: tuple[tuple[str, Zone], ...] = (
    ("west kazakhstan", "Asia/Oral"),
    ("aktobe", "Asia/Aqtobe"),
    ("atyrau", "Asia/Atyrau"),
    ("mangystau", "Asia/Aqtau"),
    ("kostanay", "Asia/Qostanay"),
    ("kyzylorda", "Asia/Qyzylorda"),
    *(
        (name, "Asia/Almaty")
        for name in (
            "akmola", "almaty", "astana", "east kazakhstan", "karaganda", "north kazakhstan", "pavlodar", "shymkent",
            "south kazakhstan", "turkistan", "zhambyl", "abai", "ulytau", "zhetysu",
        )
    ),
)  # fmt: skip
"""Names of regions, as the regulations have them in English, and their zones."""


def zone_of_region(region: str) -> Zone | None:
    """The time zone of a region, given by its English name; None where it is not known."""
    return next((zone for name, zone in _REGIONS if name in region.casefold()), None)
