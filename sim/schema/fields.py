"""Kinds of fields that several blocks of the languages share: names, days, clock times, hours, numbers with their source."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)

from sim.errors import did_you_mean
from sim.near_words import key_in_words, mixed_letters
from sim.quantities import (
    FIRST_YEAR,
    LAST_YEAR,
    LONGEST_HOURS,
    MOST_INTERVALS,
    parse_clock,
    parse_day,
    parse_duration,
    parse_moment,
    parse_opening_hours,
    shown,
)
from sim.schema.document import AnyWords, Document, Translated, quantity, wrong
from sim.schema.in_words import (
    NO_NUMBER,
    InWords,
    clock_hours,
    clock_time,
    duration_text,
    field_text,
    in_words_of,
    moment_text,
    written_duration,
    written_hours,
)
from sim.schema.schema_paths import blocks_at, key_of
from sim.translations.in_use import marked, translated


def given_instead(value: Any) -> str:
    """What stands where something else is needed, as the end of a sentence."""
    return translated("and nothing is given") if value is None else translated("not {given}", given=shown(value))


def _weekday(value: Any, check: ValidatorFunctionWrapHandler) -> Any:
    """Say in words which names weekdays have; in a list the schema knows an entry by its number only."""
    try:
        return check(value)
    except ValidationError as error:
        known = str(error.errors()[0]["ctx"]["expected"]).replace(" or ", ", ").replace("'", "").split(", ")
        hint = did_you_mean(str(value).lower(), known)
        raise wrong(
            translated("the name of a weekday is needed here, {given}; {hint}", given=given_instead(value), hint=hint)
        ) from None


def _one_alphabet(name: str) -> str:
    """Refuse a name that looks like another one, since letters of two alphabets look alike."""
    if mixed := mixed_letters(name):
        latin, cyrillic = mixed
        raise wrong(
            translated(
                "{given} has the Latin letter '{latin}' beside the Cyrillic '{cyrillic}';"
                " write all letters between underscores in one alphabet",
                given=shown(name),
                latin=latin,
                cyrillic=cyrillic,
            )
        )
    return name


NAME_LETTERS = "a-zа-яёәғқңөұүһі"
"""Small Latin, Russian and Kazakh letters, as in brackets of a regular expression."""
Name = Annotated[
    str, Field(pattern=rf"^[{NAME_LETTERS}][{NAME_LETTERS}0-9_]*$", max_length=100), AfterValidator(_one_alphabet)
]
"""A short name: small Latin, Russian or Kazakh letters, digits and underscores."""


Hours = Annotated[
    tuple[tuple[int, int], ...],
    quantity(
        parse_opening_hours,
        marked("hours such as '09:00-13:00, 14:00-18:00', or 'closed'"),
        f"at most {MOST_INTERVALS} intervals within 24 hours",
    ),
    InWords(clock_hours, written_hours),
]
"""Opening hours of a day as people write them, held as (open, close) pairs; of a night behind midnight [seconds of the day]."""


YEARS = f"in the years {FIRST_YEAR} to {LAST_YEAR}"
"""When a day can be, in words."""
Day = Annotated[date, quantity(parse_day, marked("a day such as 2018-07-02"), YEARS)]
"""A day as 2018-07-02."""


Weekday = Annotated[
    Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"], WrapValidator(_weekday)
]
"""A day of the week by its English name."""


Moment = Annotated[
    int, quantity(parse_moment, marked("a moment such as '2018-09-10 09:00'"), YEARS), InWords(moment_text)
]
"""A moment as people write it, held as an instant."""


ClockTime = Annotated[
    int, quantity(parse_clock, marked("a time of the day such as '10:00'"), "from 00:00 to 23:59"), InWords(clock_time)
]
"""A time of the day as people write it, held in seconds of the day."""


Duration = Annotated[
    int,
    quantity(parse_duration, marked("a duration such as '25 minutes'"), f"from 0 seconds to {LONGEST_HOURS} hours"),
    InWords(duration_text, written_duration),
]
"""A duration as people write it, held in seconds."""


class Stated(Document):
    """A block with numbers, and where they come from; a block with neither source nor reason counts as an assumption."""

    source: Annotated[AnyWords, NO_NUMBER] = ""
    """The source that gives the numbers of this block."""
    assumption: Annotated[AnyWords, NO_NUMBER] = ""
    """The reason for numbers that no source gives."""

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if self.source and self.assumption:
            raise wrong(translated("both 'source' and 'assumption' are given; keep one of them"), "assumption")
        return self

    @property
    def numbers_in_words(self) -> str:
        """The stated numbers of the block in one line; texts, names and inner blocks with an origin of their own left out."""
        return ", ".join(self._numbers())

    def _numbers(self) -> list[str]:
        """The stated numbers, field by field."""
        parts = []
        for name, field in type(self).model_fields.items():
            value, mark = getattr(self, name), in_words_of(field)
            unsaid = mark is NO_NUMBER or _tells_its_origin(field.annotation)
            if unsaid or value is None or name not in self.model_fields_set:
                continue
            text = field_text(value, field)
            if text:
                parts.append(f"{key_in_words(key_of(name, field))} {text}" if mark is None or mark.named else text)
        return parts


def _tells_its_origin(annotation: Any) -> bool:
    """Tell whether a field holds texts, or blocks whose numbers have a source of their own."""
    blocks = [*blocks_at(annotation, ()), *blocks_at(annotation, ("any",))]
    return any(issubclass(block, (Translated, Stated)) for block in blocks)


_ONE_NAME = marked("one name")


def one_or_several(needed: str, known: str = _ONE_NAME) -> BeforeValidator:
    """A validator that lets one name stand for a list of one; the marked texts `needed` and `known` say what has to stand there."""

    def read(value: Any) -> Any:
        if not isinstance(value, (str, list, tuple)) and value is not None:
            raise wrong(
                translated(
                    "{needed} is needed here, not {given}; write {known}, or several in a list",
                    needed=translated(needed),
                    given=shown(value),
                    known=translated(known),
                )
            )
        return (value,) if isinstance(value, str) else value

    return BeforeValidator(read, json_schema_input_type=str | list[str])


HoursNames = Annotated[
    Annotated[tuple[str, ...], Field(min_length=1)] | None,
    one_or_several(marked("the name of hours"), marked("a key of 'hours'")),
]
"""A name of hours, or several that are kept week by week in turn, the first in the week in which the period starts."""


def blocks_by_name(value: Any, whom_counted: str) -> Any:
    """Let a list of names stand for empty blocks, and a name without a value for one.

    `whom_counted`, a marked text, says for whom a count is written instead of names.
    """
    if isinstance(value, dict):
        return {name: {} if block is None else block for name, block in value.items()}
    if value is None:
        return None
    if not isinstance(value, list):
        raise wrong(
            translated(
                "names are needed here, not {given}; write a list of names, or 'count' for {whom}",
                given=shown(value),
                whom=translated(whom_counted),
            )
        )
    blocks: dict[str, Any] = {}
    for i, name in enumerate(value):
        if not isinstance(name, str):
            sentence = translated(
                "a name is needed here, {given}; write a list of names, or 'count' for {whom}",
                given=given_instead(name),
                whom=translated(whom_counted),
            )
            raise wrong(sentence, str(i))
        if name in blocks:
            raise wrong(translated("the name {given} is given twice; keep one of them", given=shown(name)), str(i))
        blocks[name] = {}
    return blocks
