"""The languages in which the texts of scenarios, regulations and calendars stand."""

from __future__ import annotations

from enum import StrEnum


class Lang(StrEnum):
    """Language of the names of services, roles and steps."""

    kk = "kk"
    ru = "ru"
    en = "en"
