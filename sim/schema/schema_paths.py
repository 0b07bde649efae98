"""What the schema of a language knows at a path of a file: which blocks may stand there, and their keys.

Everything is read from the models themselves, so a key that the language gains is known here at once.
"""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

Block = type[BaseModel]


def blocks_at(annotation: Any, path: Sequence[Any]) -> list[Block]:
    """The blocks that may stand at a path below a type; none where a value, a list or a block of free names stands.

    Of several kinds that are told apart by their `distribution`, all are meant unless the path names one, as the
    locations of pydantic's errors do.
    """
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return blocks_at(args[0], path)
    if origin in (Union, types.UnionType):
        tagged = [kind for kind in args if path and is_block(kind) and tag_of(kind) == path[0]]
        below = [block for kind in tagged for block in blocks_at(kind, path[1:])]
        return below or [block for kind in args for block in blocks_at(kind, path)]
    if is_block(annotation):
        if not path:
            return [annotation]
        field = field_of(annotation, str(path[0]))
        return blocks_at(field.annotation, path[1:]) if field else []
    if args and path:
        return blocks_at(args[-1] if origin in (dict, Mapping) else args[0], path[1:])
    return []


def keys_of(blocks: Sequence[Block]) -> list[str]:
    """The keys that some blocks have."""
    return [key_of(name, field) for block in blocks for name, field in block.model_fields.items()]


def has_key(blocks: Sequence[Block], key: str) -> bool:
    """Tell whether one of some blocks has a key."""
    return any(field_of(block, key) is not None for block in blocks)


def key_of(name: str, field: FieldInfo) -> str:
    """The key under which a file gives a field: its alias, where its key is a word that Python keeps for itself."""
    return field.alias or name


def field_of(block: Block, key: str) -> FieldInfo | None:
    """The field that a file gives under a key; None where a block has no such key."""
    return next((field for name, field in block.model_fields.items() if key_of(name, field) == key), None)


def tag_of(block: Block) -> str | None:
    """The word by which a distribution is told from the others; None for a block of another kind."""
    field = block.model_fields.get("distribution")
    return str(get_args(field.annotation)[0]) if field else None


def is_block(kind: Any) -> bool:
    """Tell whether a type is a block of keys."""
    return isinstance(kind, type) and issubclass(kind, BaseModel)
