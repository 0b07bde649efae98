"""Mutations of any text that people write: of its bytes, its signs and its lines."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

Mutation = Callable[[Random, bytes], bytes]
"""Makes another content of a file's."""

_SIGNS = b":,-[]{}\"'#&*!|>%@`;="
_CONTROLS = (0, 1, 7, 8, 11, 12, 27, 127)
_UNSEEN = ("\u202e", "\u200b", "\u2028", "\ufeff", "\x85", "\u061c")
_LOOK_ALIKE = str.maketrans("aeopcxyiABEKMHOPCTX", "аеорсхуіАВЕКМНОРСТХ")
_MANY = 60_000


def cut_off(rng: Random, raw: bytes) -> bytes:
    return raw[: rng.randrange(len(raw))]


def nothing_but_blanks(rng: Random, raw: bytes) -> bytes:
    return rng.choice((b"", b"\n", b" \n" * 50, b"\t", b"\xef\xbb\xbf", b"# nothing\n", b"\r\n\r\n", b"---\n", b"\x1a"))


def line_missing(rng: Random, raw: bytes) -> bytes:
    lines = raw.splitlines(keepends=True)
    del lines[rng.randrange(len(lines))]
    return b"".join(lines)


def line_twice(rng: Random, raw: bytes) -> bytes:
    lines = raw.splitlines(keepends=True)
    at = rng.randrange(len(lines))
    return b"".join((*lines[: at + 1], *lines[at:]))


def lines_exchanged(rng: Random, raw: bytes) -> bytes:
    lines = raw.splitlines(keepends=True)
    a, b = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[a], lines[b] = lines[b], lines[a]
    return b"".join(lines)


def indented_otherwise(rng: Random, raw: bytes) -> bytes:
    lines = raw.splitlines(keepends=True)
    at = rng.randrange(len(lines))
    shift = rng.choice((-2, -1, 1, 2, 3, 8))
    lines[at] = b" " * shift + lines[at] if shift > 0 else lines[at].removeprefix(b" " * -shift)
    return b"".join(lines)


def tab_for_blanks(rng: Random, raw: bytes) -> bytes:
    lines = raw.splitlines(keepends=True)
    indented = [i for i, line in enumerate(lines) if line.startswith(b"  ")] or [0]
    at = rng.choice(indented)
    lines[at] = rng.choice((b"\t", b"  \t", b" \t ")) + lines[at].lstrip()
    return b"".join(lines)


def sign_missing(rng: Random, raw: bytes) -> bytes:
    places = [i for i, byte in enumerate(raw) if byte in _SIGNS] or [0]
    at = rng.choice(places)
    return raw[:at] + raw[at + 1 :]


def sign_put_in(rng: Random, raw: bytes) -> bytes:
    at = rng.randrange(len(raw) + 1)
    return raw[:at] + bytes((rng.choice(_SIGNS),)) * rng.choice((1, 1, 2)) + raw[at:]


def quote_left_open(rng: Random, raw: bytes) -> bytes:
    ends = [i for i in range(1, len(raw)) if raw[i - 1 : i] == b" "] or [0]
    at = rng.choice(ends)
    return raw[:at] + rng.choice((b'"', b"'", b"[", b"{")) + raw[at:]


def byte_without_meaning(rng: Random, raw: bytes) -> bytes:
    at = rng.randrange(len(raw))
    return raw[:at] + bytes((rng.randrange(0x80, 0x100),)) * rng.choice((1, 2)) + raw[at:]


def control_put_in(rng: Random, raw: bytes) -> bytes:
    at = rng.randrange(len(raw))
    return raw[:at] + bytes((rng.choice(_CONTROLS),)) + raw[at:]


def unseen_sign_put_in(rng: Random, raw: bytes) -> bytes:
    text = raw.decode()
    at = rng.randrange(len(text))
    return (text[:at] + rng.choice(_UNSEEN) + text[at:]).encode()


def letter_of_another_alphabet(rng: Random, raw: bytes) -> bytes:
    lines = raw.decode().splitlines(keepends=True)
    able = [i for i, line in enumerate(lines) if not line.lstrip().startswith("#") and line.strip()] or [0]
    at = rng.choice(able)
    word = lines[at].split(":")[0]
    lines[at] = word.translate(_LOOK_ALIKE) + lines[at][len(word) :]
    return "".join(lines).encode()


def other_encoding(rng: Random, raw: bytes) -> bytes:
    text = raw.decode()
    codec = rng.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1251", "cp866", "utf-7", "cp037"))
    return text.encode(codec, "replace")


def other_line_endings(rng: Random, raw: bytes) -> bytes:
    return raw.replace(b"\n", rng.choice((b"\r", b"\r\n\r", b"\x0b", b"\x0c", b"\xc2\x85", b" ")))


def piece_of_elsewhere(rng: Random, raw: bytes) -> bytes:
    at, start = rng.randrange(len(raw)), rng.randrange(len(raw))
    return raw[:at] + raw[start : start + rng.randrange(1, 400)] + raw[at:]


def piece_many_times(rng: Random, raw: bytes) -> bytes:
    lines = raw.splitlines(keepends=True)
    at = rng.randrange(len(lines))
    times = max(_MANY // max(len(lines[at]), 1), 2)
    return b"".join((*lines[:at], *lines[at : at + 1] * times, *lines[at:]))


def signs_exchanged(rng: Random, raw: bytes) -> bytes:
    changed = bytearray(raw)
    for _ in range(rng.choice((1, 2, 5, 20))):
        changed[rng.randrange(len(changed))] = rng.choice(b"abcxyz0189 :-,.\"'{}[]\n#")
    return bytes(changed)


OF_TEXTS: dict[str, Mutation] = {
    "cut off": cut_off,
    "nothing but blanks": nothing_but_blanks,
    "a line is missing": line_missing,
    "a line stands twice": line_twice,
    "two lines are exchanged": lines_exchanged,
    "a line is indented otherwise": indented_otherwise,
    "a tab stands for blanks": tab_for_blanks,
    "a sign is missing": sign_missing,
    "a sign is put in": sign_put_in,
    "a quote or bracket is left open": quote_left_open,
    "a byte has no meaning": byte_without_meaning,
    "a control is put in": control_put_in,
    "an unseen sign is put in": unseen_sign_put_in,
    "letters of another alphabet": letter_of_another_alphabet,
    "another encoding": other_encoding,
    "other line endings": other_line_endings,
    "a piece from elsewhere": piece_of_elsewhere,
    "a line many thousand times": piece_many_times,
    "signs are exchanged": signs_exchanged,
}
"""Mutations of any text, by name."""
