"""How much room a text takes in a diagram, before anybody draws it.

Viewers of BPMN draw with Arial, or what takes its place. The widths are its advance widths [thousandths of an em]; letters
that it lacks on some machines, such as most Kazakh ones, are taken to be as wide as in a wide font.
"""

from __future__ import annotations

import re
from math import ceil

LINE_HEIGHT = 1.2
"""Height of a line [em]."""
_WIDE = 640
"""Width of any other letter [thousandths of an em]."""
_IDEOGRAPH = 1000
"""Width of a sign of the scripts of East Asia [thousandths of an em]."""
_SAFETY = 1.04
"""Room for what viewers add between letters."""
_WIDTHS = {
    191: "'", 222: "ijlі’", 260: "|", 278: " !,./:;I[\\]ft\xa0І", 333: "()-`r“”„{}", 355: '"', 365: "г", 389: "*", 400: "°",
    438: "к", 458: "зт", 469: "^", 500: "Jcksvxyzсух", 510: "э", 531: "чьв", 556: "#$0123456789?L_abdeghnopqu«»аеорё–Гпян",
    573: "ийбц", 584: "Кдл+<=>~", 611: "FTZТЗ", 635: "ъУ", 667: "&ABEKPSVXYАВЕРХЧЁБЛЬж", 688: "Дм", 722: "CDHNRUwНСЯИЙПЭы",
    750: "Цю", 778: "GOQОФ", 802: "Ъш", 833: "MmМфщ", 889: "%Ы", 944: "WШЖЩ", 1000: "—…", 1015: "@Ю", 1073: "№",
}  # fmt: skip
_WIDTH_OF = {letter: width for width, letters in _WIDTHS.items() for letter in letters}


def text_width(text: str, size: float) -> float:
    """Width of one line of text in a font size [px]."""
    total = sum(_WIDTH_OF.get(letter, _IDEOGRAPH if letter > "\u2e7f" else _WIDE) for letter in text)
    return total * size / 1000 * _SAFETY


def line_count(text: str, size: float, width: float) -> int:
    """Lines of a text that is broken between words, and inside a word that is wider than the line [count]."""
    return len(line_widths(text, size, width))


def line_widths(text: str, size: float, width: float) -> list[float]:
    """Widths of the lines of a text that is broken so [px]."""
    return [line for paragraph in text.split("\n") for line in _lines_of(paragraph, size, width)]


def text_height(text: str, size: float, width: float) -> int:
    """Height of a text that is broken into lines of a width [px]."""
    return ceil(line_count(text, size, width) * size * LINE_HEIGHT)


def narrowest(text: str, size: float, lines: int, least: int, most: int) -> int:
    """The smallest width between two bounds in which a text takes so many lines at most and no word is broken; else `most` [px]."""
    longest = max((ceil(text_width(word, size)) for word in text.split()), default=0)
    if longest > most or line_count(text, size, most) > lines:
        return most
    low, high = max(least, longest), most
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if line_count(text, size, middle) <= lines else (middle + 1, high)
    return low


def shortened(text: str, most: int) -> str:
    """A text as one line of so many signs at most, cut between words; a hyphen between words becomes a dash."""
    line = re.sub(r"\s+", " ", text).strip().replace(" - ", " – ")  # viewers break words at a hyphen that stands alone
    if len(line) <= most:
        return line
    kept = line[: most - 1]
    return f"{kept.rsplit(' ', 1)[0] if ' ' in kept[most // 2 :] else kept}…"


def _lines_of(paragraph: str, size: float, width: float) -> list[float]:
    lines = [0.0]
    blank = text_width(" ", size)
    for word in re.split(r"[ \t]+|(?<=-)", paragraph):
        needed = text_width(word, size)
        if lines[-1] and lines[-1] + blank + needed > width:
            lines.append(0.0)
        lines[-1] += needed + (blank if lines[-1] else 0)
        while lines[-1] > width:  # begins a line of its own and fills several
            lines[-1:] = [width, lines[-1] - width]
    return lines
