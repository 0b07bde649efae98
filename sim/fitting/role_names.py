"""Short names of roles, from the names of those who have them or from their work."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sim.near_words import composed
from sim.schema.fields import NAME_LETTERS

_LONGEST = 60
"""Letters of a name at most, so that there is room for what is put behind it."""
_NOT_A_LETTER = re.compile(rf"[^{NAME_LETTERS}0-9]+")
_BORDER = re.compile(r"(?<=[a-z])(?=[а-яёәғқңөұүһі])|(?<=[а-яёәғқңөұүһі])(?=[a-z])")
_ANYBODY = frozenset(
    ("resource", "res", "user", "usr", "employee", "emp", "worker", "person", "agent", "member", "staff", "org", "r", "u", "id",
     "login", "test", "admin", "ресурс", "пользователь", "сотрудник", "работник", "участник", "қызметкер", "пайдаланушы")
)  # fmt: skip
"""Stems that say nothing of the work."""


def short_name(text: str, otherwise: str = "role") -> str:
    """A text as a short name of a scenario: small letters, digits and underscores, one alphabet between underscores."""
    name = _NOT_A_LETTER.sub("_", _BORDER.sub("_", composed(text).lower())).strip("_")
    if name and name[0].isdigit():
        name = f"{otherwise}_{name}"
    return name[:_LONGEST].strip("_") or otherwise


def role_names(members: Sequence[Sequence[str]], work: Sequence[str]) -> list[str]:
    """A short name for each role: the common stem of its members' names, where they have one of their own, else their main work."""
    stems = [_stem(names) for names in members]
    taken: set[str] = set()
    names: list[str] = []
    for stem, activity in zip(stems, work, strict=True):
        wanted = stem if stem and stems.count(stem) == 1 else short_name(activity)
        name, number = wanted, 2
        while name in taken:
            name, number = f"{wanted}_{number}", number + 1
        taken.add(name)
        names.append(name)
    return names


def _stem(names: Sequence[str]) -> str:
    """What the names of members have in common before their numbers; empty where that says nothing of their work."""
    if not names:
        return ""
    found = {_before_number(name) for name in names}
    stem = found.pop()
    if found or not stem or short_name(stem) in _ANYBODY or len(stem) < 2:
        return ""
    return short_name(stem)


def _before_number(name: str) -> str:
    """A name without the number at its end; of a name without number itself, where it is one small word as works are called."""
    name = composed(name).strip()
    match = re.fullmatch(r"(.*?)[\s_\-.#№/]*\d+", name)
    if match:
        return match[1]
    return name if re.fullmatch(r"[^\W\d]+(?:[_\-][^\W\d]+)*", name) and name == name.lower() else ""
