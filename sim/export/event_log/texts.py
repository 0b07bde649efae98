"""Texts of many rows at once: pieces of a row are joined in compiled code, and what does not stand in it is left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc


def joined(*parts: pa.Array | str) -> pa.Array:
    """Texts side by side, row by row; null where one of them is."""
    return pc.binary_join_element_wise(*parts, "")


def joined_if_there(parts: Sequence[pa.Array | str]) -> pa.Array:
    """Texts side by side, row by row, without those that are null."""
    return pc.binary_join_element_wise(*parts, "", null_handling="skip")


def each_text(column: pa.Array, change: Callable[[str], str]) -> pa.Array:
    """A column of names as texts, each changed in the same way; every name is changed once."""
    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    changed = [None if text is None else change(text) for text in encoded.dictionary.to_pylist()]
    return pa.DictionaryArray.from_arrays(encoded.indices, pa.array(changed, pa.string())).cast(pa.string())


def write_texts(file: BinaryIO, texts: pa.Array) -> None:
    """Write the texts of all rows, one after the other, without a copy of each; none of them is null."""
    if not len(texts):
        return
    offsets, data = texts.buffers()[1:]
    kind = pa.int64() if pa.types.is_large_string(texts.type) else pa.int32()
    places = pa.Array.from_buffers(kind, len(texts) + 1, [None, offsets], offset=texts.offset)
    first, last = places[0].as_py(), places[-1].as_py()
    if last > first:
        file.write(memoryview(data)[first:last])
