"""The base of everything that is read from a file: frozen, and refusing what it does not know."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticCustomError

from sim.quantities import Limit, Rate, parse_limit, parse_rate, parse_share


class Document(BaseModel):
    """One block of a regulation or scenario file."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, arbitrary_types_allowed=True)


class Translated(Document):
    """A text in the three languages of the project; Kazakh is the original wording."""

    kk: str = ""
    """Kazakh."""
    ru: str = ""
    """Russian."""
    en: str = ""
    """English."""

    def text(self, lang: str) -> str:
        """The text in a language (`kk`, `ru` or `en`), or else in the first that has it."""
        return getattr(self, lang) or self.en or self.ru or self.kk


def quantity(parse: Any) -> BeforeValidator:
    """A validator that reads a text with `parse` and turns its ValueError into a fault's sentence."""

    def read(value: Any) -> Any:
        if isinstance(value, (str, int, float)) and not isinstance(value, bool):
            try:
                return parse(value if isinstance(value, str) else str(value))
            except ValueError as error:
                raise PydanticCustomError("quantity", "{sentence}", {"sentence": str(error)}) from None
        return value

    return BeforeValidator(read)


def _one_text(value: Any) -> Any:
    """Let one plain text stand for all languages."""
    return {"kk": value, "ru": value, "en": value} if isinstance(value, str) else value


Text = Annotated[Translated, BeforeValidator(_one_text)]
"""A text in several languages, or one text for all."""
LimitText = Annotated[Limit, quantity(parse_limit)]
"""A limit as people write it: `3 working days`."""
RateText = Annotated[Rate, quantity(parse_rate)]
"""A rate as people write it: `6 per working day`."""
Share = Annotated[float, quantity(parse_share)]
"""A share as people write it: `95 %` or 0.95."""
