"""The base of everything that is read from a file: frozen, and refusing what it does not know."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, GetJsonSchemaHandler, WithJsonSchema
from pydantic_core import CoreSchema, PydanticCustomError

from sim.quantities import (
    HIGHEST_RATE,
    LONGEST_LIMIT,
    LOWEST_RATE,
    Limit,
    Rate,
    parse_limit,
    parse_rate,
    parse_share,
    shown,
)
from sim.schema.field_docstrings import field_docstrings
from sim.translations.in_use import marked, translated
from sim.visible_text import visible

_MOST_STEPS = 999
_FORM = "$comment"
"""Under which key of a JSON Schema it stands how a quantity is written, and in which range."""


class Document(BaseModel):
    """One block of a regulation or scenario file."""

    # A command builds the validators of the few blocks that it reads.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, arbitrary_types_allowed=True)

    replaces: ClassVar[bool] = False
    """Whether a block that is laid over another one replaces it as a whole, instead of merging with it key by key."""

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """The JSON Schema of a block, in which the docstring of each field describes it, and says how a quantity is written."""
        described = handler(schema)
        properties = handler.resolve_ref_schema(described).get("properties", {})
        for name, text in field_docstrings(cls).items():
            of_field = properties[cls.model_fields[name].alias or name]
            form = _form_in(of_field)
            of_field.setdefault("description", f"{text}\nWrite {form}." if form else text)
        return described


def wrong(sentence: str, key: str = "") -> PydanticCustomError:
    """The error that a validator raises: what is wrong, a semicolon and what would do; `key` is the key at fault."""
    return PydanticCustomError("sentence", "{sentence}", {"sentence": sentence, "key": key})


def _not_blank(text: str) -> str:
    """Refuse a text in which nothing stands."""
    if not text.strip():
        raise wrong(translated("a text is needed here, and this one is empty; write it"))
    return text


_MOST_SIGNS = 10_000
"""Signs of one text at most."""
Words = Annotated[str, AfterValidator(_not_blank), Field(max_length=_MOST_SIGNS)]
"""A text in which something stands."""
AnyWords = Annotated[str, Field(max_length=_MOST_SIGNS)]
"""A text that may be empty."""
YesNo = Annotated[bool, Field(strict=True)]
"""`true` or `false`; no number and no other word stands for it."""


class Translated(Document):
    """A text in the three languages of the project; Kazakh is the original wording."""

    kk: AnyWords = ""
    """Kazakh."""
    ru: AnyWords = ""
    """Russian."""
    en: AnyWords = ""
    """English."""

    def text(self, lang: str) -> str:
        """The text in a language (`kk`, `ru` or `en`), or else in the first that has it, fit to be shown."""
        return visible(getattr(self, lang) or self.en or self.ru or self.kk)


def quantity(parse: Any, needed: str, span: str = "") -> BeforeValidator:
    """A validator that reads a text with `parse` and turns its ValueError into a fault's sentence.

    `needed`, a marked text, says what has to stand there, for lists, blocks and the like; `span` is its range in words, for the
    JSON Schema, which is English.
    """

    def read(value: Any) -> Any:
        if value is None:
            raise wrong(translated("nothing is given; write {needed}", needed=translated(needed)))
        if isinstance(value, (bool, list, dict)):
            raise wrong(
                translated("{given} does not fit here; write {needed}", given=shown(value), needed=translated(needed))
            )
        if isinstance(value, (str, int, float)):
            try:
                return parse(str(value))
            except ValueError as error:
                raise wrong(str(error)) from None
        return value

    form = {"type": "string", _FORM: ", ".join(filter(None, (needed, span)))}
    return BeforeValidator(read, json_schema_input_type=Annotated[str, WithJsonSchema(form)])


def _form_in(schema: Any) -> str:
    """How a quantity is written that a schema asks for itself, in a list or by a key; an empty text where it asks for none."""
    if isinstance(schema, list):
        return next(filter(None, map(_form_in, schema)), "")
    if not isinstance(schema, dict):
        return ""
    own = schema.get(_FORM)
    return own if isinstance(own, str) else _form_in([part for key, part in schema.items() if key != "default"])


def _one_text(value: Any) -> Any:
    """Let one plain text stand for all languages."""
    if isinstance(value, (bool, int, float)):
        raise wrong(translated("a text is needed here, not {given}; write it in quotes", given=shown(value)))
    if isinstance(value, str):
        _not_blank(value)
    if isinstance(value, dict) and not any(str(text or "").strip() for text in value.values()):
        raise wrong(translated("a text is needed here, and it is empty in all languages; write it in one of them"))
    if value is None or isinstance(value, list):
        raise wrong(translated("a text is needed here; write one, or a block with 'kk', 'ru' and 'en'"))
    return {"kk": value, "ru": value, "en": value} if isinstance(value, str) else value


def _step_name(value: Any) -> Any:
    """Let a whole number stand for the name of a step; steps are numbered in the texts."""
    if isinstance(value, int) and not isinstance(value, bool):
        if not 1 <= value <= _MOST_STEPS:
            raise wrong(
                translated(
                    "{given} is out of range; the number of a step lies between 1 and {most}",
                    given=shown(value),
                    most=_MOST_STEPS,
                )
            )
        return str(value)
    return value


Text = Annotated[Translated, BeforeValidator(_one_text, json_schema_input_type=str | Translated)]
"""A text in several languages, or one text for all."""
StepName = Annotated[Words, BeforeValidator(_step_name, json_schema_input_type=str | int)]
"""The name of a step as people write it: `provider.5`, or a bare number."""
LimitText = Annotated[
    Limit, quantity(parse_limit, marked("a limit such as '3 working days'"), f"from 1 to {LONGEST_LIMIT} of a unit")
]
"""A limit as people write it: `3 working days`."""
RateText = Annotated[
    Rate,
    quantity(
        parse_rate, marked("a rate such as '6 per working day'"), f"from {LOWEST_RATE:f} to {HIGHEST_RATE} per unit"
    ),
]
"""A rate as people write it: `6 per working day`."""
Share = Annotated[float, quantity(parse_share, marked("a share such as '95 %'"), "from 0 to 100 %")]
"""A share as people write it: `95 %` or 0.95."""
