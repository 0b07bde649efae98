"""Which staffings may be tried, as a planner writes it: whole or half posts, sittings a week, who is fixed, and what they cost."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from sim.quantities import shown
from sim.schema.document import Document, YesNo, quantity, wrong
from sim.schema.fields import HoursNames, Name, Stated, given_instead
from sim.schema.in_words import InWords
from sim.schema.size_caps import MOST_MEMBERS_OF_ROLE
from sim.translations.in_use import localized_signs, marked, translated

FIXED: Literal["fixed"] = "fixed"
"""The word for a staff or a commission that stays as it is."""
MOST_SITTINGS = 5
"""Sittings a week at most: one on each day from Monday to Friday."""
_MOST_PAY = 1e12


def _pay(text: str, unit: str) -> float:
    """Read a pay such as `250000 tenge per month` [tenge per unit]; raises ValueError with the sentence that a fault prints."""
    example = f"{'250000' if unit == 'month' else '15000'} tenge per {unit}"
    match = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)\s*(.*)", text.strip())
    if match is None:
        raise ValueError(translated("{given} is not a pay; write '{example}'", given=shown(text), example=example))
    if re.match(r"[ \u00a0\u2009\u202f',][0-9]", text.strip()[match.end(1) :]):
        raise ValueError(
            translated(
                "{given} has a space or a comma in its number; write '{example}'", given=shown(text), example=example
            )
        )
    if " ".join(match[2].split()) != f"tenge per {unit}":
        sentence = translated(
            "{given} is not in tenge per {unit}; write '{meant}'",
            given=shown(text),
            unit=unit,
            meant=f"{match[1]} tenge per {unit}",
        )
        raise ValueError(sentence)
    if float(match[1]) > _MOST_PAY:
        raise ValueError(
            translated(
                "{given} is out of range; at most {most} tenge is possible", given=shown(text), most=f"{_MOST_PAY:.0f}"
            )
        )
    return float(match[1])


PayPerMonth = Annotated[
    float,
    quantity(lambda text: _pay(text, "month"), marked("a pay such as '250000 tenge per month'")),
    InWords(lambda pay: translated("{number} tenge per month", number=localized_signs(f"{pay:.10g}"))),
]
"""What a post costs, as people write it: `250000 tenge per month`."""
PayPerSitting = Annotated[
    float,
    quantity(lambda text: _pay(text, "sitting"), marked("a pay such as '15000 tenge per sitting'")),
    InWords(lambda pay: translated("{number} tenge per sitting", number=localized_signs(f"{pay:.10g}"))),
]
"""What a sitting costs, as people write it: `15000 tenge per sitting`."""


def _or_fixed(value: Any) -> Any:
    """Let the word `fixed` stand for a block."""
    if isinstance(value, str):
        if value.strip() != FIXED:
            raise wrong(
                translated(
                    "{given} is neither a block of bounds nor the word '{word}'; write {word}, or {{at_most: 4}}",
                    given=shown(value),
                    word=FIXED,
                )
            )
        return {FIXED: True}
    if not isinstance(value, (dict, PostRange, SittingRange)):
        given = given_instead(value)
        raise wrong(
            translated("bounds are needed here, {given}; write {{at_most: 4}}, or {word}", given=given, word=FIXED)
        )
    return value


class PostRange(Stated):
    """How many posts of a role may be tried, and what one costs."""

    fixed: YesNo = False
    """Whether the staff stays as it is; the word `fixed` instead of a block says so."""
    at_least: float = Field(default=1.0, gt=0, le=MOST_MEMBERS_OF_ROLE, strict=True)
    """Posts in each office at least, whole ones or halves [posts]."""
    at_most: float | None = Field(default=None, gt=0, le=MOST_MEMBERS_OF_ROLE, strict=True)
    """Posts in each office at most; default so many that more would hardly help [posts]."""
    half_posts: YesNo = False
    """Whether one post of each office may be a half: somebody who is there for half of the hours."""
    half_post_hours: HoursNames = None
    """Names of the hours of a half post; default the first half of the hours of each day."""
    pay: PayPerMonth | None = None
    """What a whole post costs; a half post costs half of it [tenge per month]."""

    @field_validator("at_least", "at_most", mode="before")
    @classmethod
    def _in_halves(cls, value: Any) -> Any:
        """Refuse what is neither a whole nor a half post."""
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if value is not None and (not number or (isinstance(value, float) and value % 0.5 != 0)):
            raise wrong(
                translated(
                    "{given} is not a number of posts; write a whole number or a half, such as 2 or 2.5",
                    given=shown(value),
                )
            )
        return value

    @model_validator(mode="after")
    def _possible(self) -> Self:
        given = self.model_fields_set - {"fixed", "pay", "source", "assumption"}
        if self.fixed and given:
            key = sorted(given)[0]
            raise wrong(translated("it is fixed, and '{key}' is given; take one of them out", key=key), key)
        if self.at_most is not None and self.at_most < self.at_least:
            raise wrong(
                translated("'at_most' is below 'at_least', {at_least}; exchange them", at_least=f"{self.at_least:g}"),
                "at_most",
            )
        for key in ("at_least", "at_most"):
            if not self.half_posts and (getattr(self, key) or 0) % 1:
                raise wrong(
                    translated("half posts are not wanted here; add 'half_posts: true', or write a whole number"), key
                )
        if self.half_post_hours and not self.half_posts:
            raise wrong(translated("half posts are not wanted here; add 'half_posts: true'"), "half_post_hours")
        return self


class SittingRange(Stated):
    """How often a commission may be tried to sit, and what a sitting costs."""

    fixed: YesNo = False
    """Whether it sits as it does; the word `fixed` instead of a block says so."""
    at_least: float = Field(default=1.0, gt=0, le=MOST_SITTINGS, strict=True)
    """Sittings a week at least; 0.5 is one in two weeks [sittings per week]."""
    at_most: float = Field(default=float(MOST_SITTINGS), gt=0, le=MOST_SITTINGS, strict=True)
    """Sittings a week at most [sittings per week]."""
    pay: PayPerSitting | None = None
    """What one sitting costs beside the pay of those who sit; default nothing [tenge per sitting]."""

    @model_validator(mode="after")
    def _possible(self) -> Self:
        given = self.model_fields_set & {"at_least", "at_most"}
        if self.fixed and given:
            key = sorted(given)[0]
            raise wrong(translated("it is fixed, and '{key}' is given; take one of them out", key=key), key)
        if self.at_most < self.at_least:
            raise wrong(
                translated("'at_most' is below 'at_least', {at_least}; exchange them", at_least=f"{self.at_least:g}"),
                "at_most",
            )
        return self


_Posts = Annotated[PostRange, BeforeValidator(_or_fixed, json_schema_input_type=Literal["fixed"] | PostRange)]
_Sittings = Annotated[SittingRange, BeforeValidator(_or_fixed, json_schema_input_type=Literal["fixed"] | SittingRange)]


class StaffingRules(Document):
    """Which staffings `sim staff` may try; default every role with work from one post on, and sittings as they are."""

    posts: dict[Name, dict[Name, _Posts]] = {}
    """By office, or kind of offices, and role: how many posts may be tried."""
    sittings: dict[Name, dict[Name, _Sittings]] = {}
    """By office, or kind of offices, and commission: how often it may be tried to sit."""

    @property
    def pays(self) -> bool:
        """Whether any post has a pay."""
        return any(post.pay is not None for of_office in self.posts.values() for post in of_office.values())
