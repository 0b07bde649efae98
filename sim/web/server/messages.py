"""What a page may send over its socket, and what is wrong with what it may not."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from sim.errors import InputError, refusal
from sim.translations.in_use import translated
from sim.web.server.limits import LARGEST_MESSAGE, LONGEST_ADDRESS

_MOST_SERIAL = 2**53 - 1
"""Beyond it browsers count no further."""


class Message(BaseModel):
    """Something that a page asks for."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)
    serial: int = Field(ge=0, le=_MOST_SERIAL)
    """Stands in the answers again."""


class ShowMessage(Message):
    """A choice is to be simulated, and shown while it is."""

    kind: Literal["show"]
    """What is asked for."""
    query: str = Field(max_length=LONGEST_ADDRESS)
    """The choice as the query of a link, with the language."""


class ReplayMessage(Message):
    """A month is to be replayed."""

    kind: Literal["replay"]
    """What is asked for."""
    month: str = Field(pattern=r"^([0-9]{4}-(0[1-9]|1[0-2]))?$")
    """The month, such as `2018-09`; empty for the first one that is counted."""
    which: Literal["base", "alternative"]
    """Which of the two cases."""


class StaffingMessage(Message):
    """The cheapest staffing for a share of answers in time is to be found."""

    kind: Literal["staffing"]
    """What is asked for."""
    share: float = Field(gt=0, le=100, allow_inf_nan=False)
    """The share [%]."""


class ReportMessage(Message):
    """A report is to be written."""

    kind: Literal["report"]
    """What is asked for."""
    what: Literal["alternative", "comparison"]
    """Of the alternative alone, or of both beside each other."""


class StopMessage(Message):
    """The long work is to be stopped."""

    kind: Literal["stop"]
    """What is asked for."""


class SaveMessage(Message):
    """The choice is to be kept as a scenario file."""

    kind: Literal["save"]
    """What is asked for."""
    name: str = Field(max_length=200)
    """The name of the scenario."""


AnyMessage = Annotated[
    ShowMessage | ReplayMessage | StaffingMessage | ReportMessage | StopMessage | SaveMessage,
    Field(discriminator="kind"),
]
_READER: TypeAdapter[Any] = TypeAdapter(AnyMessage)
_KINDS = ("show", "replay", "staffing", "report", "stop", "save")


def read_message(text: str | bytes | None) -> Any:
    """The message of a text; raises InputError with what is wrong in words."""
    if not isinstance(text, str):
        raise _fault(translated("a message is text"), translated("send JSON"))
    if len(text) > LARGEST_MESSAGE:
        raise _fault(
            translated("the message is too long"),
            translated("at most {most} characters are possible", most=LARGEST_MESSAGE),
        )
    try:
        return _READER.validate_json(text)
    except ValidationError as error:
        detail: Any = error.errors(include_url=False, include_input=False)[0]
    except (ValueError, RecursionError):
        detail = {"type": "json_invalid", "loc": ()}
    raise _fault(*_in_words(detail["type"], [str(part) for part in detail["loc"] if part not in _KINDS]))


def serial_of(text: str | bytes | None) -> int | None:
    """The serial of a message that cannot be used, so far as it has one."""
    try:
        serial = _Serial.model_validate_json(text or "").serial
    except (ValueError, RecursionError):
        return None
    return serial


class _Serial(BaseModel):
    """A message of which nothing is known but its serial."""

    model_config = ConfigDict(strict=True, extra="ignore")
    serial: int = Field(ge=0, le=_MOST_SERIAL)


def _in_words(kind: str, loc: list[str]) -> tuple[str, str]:
    name = loc[-1] if loc else ""
    if kind == "json_invalid":
        return translated("the message is not written as JSON"), translated("load the page anew")
    if (
        kind in ("union_tag_invalid", "union_tag_not_found", "model_attributes_type", "dict_type", "model_type")
        and not name
    ):
        return translated("the message is of no kind that is known here"), translated("load the page anew")
    if kind == "missing":
        return translated("'{name}' is missing in the message", name=name), translated("load the page anew")
    if kind == "extra_forbidden":
        return translated("'{name}' has no place in the message", name=name[:80]), translated("load the page anew")
    if name == "share":
        return translated("the share of answers in time is none"), translated(
            "give a number of per cent above 0, and 100 at most"
        )
    if name == "month":
        return translated("the month is none"), translated("name one such as 2018-09")
    if kind == "string_too_long":
        return translated("'{name}' is too long", name=name), translated("make it shorter")
    return translated("'{name}' cannot be used as it is in the message", name=name), translated("load the page anew")


def _fault(message: str, repair: str) -> InputError:
    return refusal("-", message, repair)
