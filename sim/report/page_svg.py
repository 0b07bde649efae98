"""SVG of matplotlib made fit to stand inside a page: small, in the colours and letters of the page, with names of its own.

Texts stay texts, which can be searched, copied and read at any size, in the first of FONTS that the reader has. What is drawn
in a tone of ink follows the colour of the text around it, so that one chart suits light and dark pages and paper; colours of
data stay as they are.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

INK = "#000000"
"""Texts, axes and marks."""
MUTED = "#666666"
"""What stands back, such as a line that connects two points."""
GRID = "#dddddd"
"""Lines of a grid."""
SHADE = "#eeeeee"
"""Areas in which nothing is, such as days of rest."""
GROUND = "#fefefe"
"""The paper itself, where it has to cover what lies behind; a page whose paper is another says so in `--chart-ground`."""
FONTS = "'DejaVu Sans', 'Noto Sans', 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
"""Fonts that have the Kazakh letters; charts are laid out by the first, which is wider than the others."""
_TONES = {INK: 1.0, MUTED: 0.66, GRID: 0.18, SHADE: 0.09}
"""How much of the ink a tone has."""
_PAPER = "var(--chart-ground, Canvas)"
_NUMBER = re.compile(r"-?\d+\.\d+")
_NAME = re.compile(r"url\(#([^)]+)\)|^#(.+)$")
_GEOMETRY = ("d", "x", "y", "width", "height", "transform")
"""Attributes that hold lengths."""
_REFERRING = ("href", "clip-path", "style")
"""Attributes that name other elements."""


def page_svg(drawn: str, alternative: str, *, in_page: bool = True) -> str:
    """What matplotlib has drawn as SVG markup, the same for the same drawing, of which `alternative` says what it shows.

    Lengths are rounded to hundredths of a point. Names begin with a digest of the whole, so that several pictures may stand in
    one page. Unless it stands `in_page` its tones stay as they are drawn.
    """
    root = ET.fromstring(drawn[drawn.index("<svg") :])
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    _simplify(root)
    for element in root.iter():
        _restyle(element, in_page=in_page)
    root.attrib = _attributes_of_root(root, alternative)
    _rename(root, "")  # names of matplotlib are not the same each time
    _rename(root, f"c{hashlib.sha256(ET.tostring(root)).hexdigest()[:6]}-")
    return ET.tostring(root, encoding="unicode", short_empty_elements=True)


def _attributes_of_root(root: ET.Element, alternative: str) -> dict[str, str]:
    """Size, what the elements inherit, and what is read out in the place of the picture."""
    _, _, width, height = (_short(number) for number in root.attrib["viewBox"].split())
    said = {"role": "img", "aria-label": alternative} if alternative else {"role": "img"}
    return {
        "xmlns": "http://www.w3.org/2000/svg",
        "class": "chart",
        "viewBox": f"0 0 {width} {height}",
        "width": width,
        "height": height,
        **said,
        "fill": "currentColor",
        "font-family": FONTS,
        "stroke-linejoin": "round",
    }


def _simplify(element: ET.Element) -> None:
    """Take out what nobody sees: metadata, styles that would hold for the whole page, white space, and groups without attributes."""
    children: list[ET.Element] = []
    for child in list(element):
        _simplify(child)
        named = child.tag == "g" and set(child.attrib) <= {"id"}
        if child.tag in ("metadata", "style") or (child.tag in ("g", "defs") and not len(child)):
            continue
        children += list(child) if named else [child]
    for child in list(element):
        element.remove(child)
    element.extend(children)
    element.tail = None
    if element.tag != "text" and element.tag != "tspan":
        element.text = None


def _restyle(element: ET.Element, *, in_page: bool) -> None:
    """Shorten the lengths of an element, and put its tones in those of the page."""
    attributes = element.attrib
    for key in [
        key for key in attributes if key.startswith("{")
    ]:  # links, which need no namespace of their own any more
        attributes[key.rpartition("}")[2]] = attributes.pop(key)
    if attributes.get("transform", "").startswith("rotate(-0 "):
        del attributes["transform"]
    for name in _GEOMETRY:
        if name in attributes:
            attributes[name] = " ".join(_NUMBER.sub(lambda found: _short(found[0]), attributes[name]).split())
    style = dict(_declarations(attributes.pop("style", "")))
    style.pop("font-family", None)
    if element.tag == "rect" and "fill" in attributes:  # of a hatch
        style["fill"] = attributes.pop("fill")
    if in_page:
        style = dict(_in_tones(style))
    if style:
        attributes["style"] = "; ".join(f"{name}: {value}" for name, value in style.items())


def _declarations(style: str) -> Iterator[tuple[str, str]]:
    for declaration in style.split(";"):
        name, _, value = declaration.partition(":")
        if name.strip():
            yield name.strip(), _NUMBER.sub(lambda found: _short(found[0]), value.strip())


def _in_tones(style: dict[str, str]) -> Iterator[tuple[str, str]]:
    """A style whose tones are parts of the ink of the page."""
    for name, value in style.items():
        if name in ("fill", "stroke") and value in _TONES:
            yield name, "currentColor"
            if _TONES[value] < 1 and f"{name}-opacity" not in style:
                yield f"{name}-opacity", str(_TONES[value])
        else:
            yield name, _PAPER if value == GROUND else value


def _rename(root: ET.Element, beginning: str) -> None:
    """Give numbers behind some beginning as names to what is referred to, and take them from all else."""
    used: dict[str, str] = {}
    for element in root.iter():
        for key in _REFERRING:
            for found in _NAME.finditer(element.attrib.get(key, "")):
                used.setdefault(found[1] or found[2], f"{beginning}{len(used)}")
    for element in root.iter():
        own = element.attrib.pop("id", None)
        if own in used:
            element.attrib["id"] = used[own]
        for key in _REFERRING:
            if key in element.attrib:
                element.attrib[key] = _NAME.sub(
                    lambda found: f"url(#{used[found[1]]})" if found[1] else f"#{used[found[2]]}", element.attrib[key]
                )


def _short(number: str) -> str:
    text = f"{float(number):.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
