"""Boxes and lines of a diagram, in pixels; x runs to the right and y down."""

from __future__ import annotations

from dataclasses import dataclass

PagePoint = tuple[int, int]
"""x and y [px]."""


@dataclass(frozen=True)
class Box:
    """A rectangle."""

    x: int
    """Its left side [px]."""
    y: int
    """Its upper side [px]."""
    width: int
    """Width [px]."""
    height: int
    """Height [px]."""

    @classmethod
    def around(cls, center: PagePoint, width: int, height: int) -> Box:
        """A rectangle about a point."""
        return cls(center[0] - width // 2, center[1] - height // 2, width, height)

    @property
    def right(self) -> int:
        """Its right side [px]."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """Its lower side [px]."""
        return self.y + self.height

    @property
    def center(self) -> PagePoint:
        """Its middle."""
        return self.x + self.width // 2, self.y + self.height // 2


@dataclass(frozen=True)
class Diagram:
    """Where everything of a process is drawn; by the ids of the document."""

    shapes: dict[str, Box]
    """Flow nodes, boundary events among them."""
    labels: dict[str, Box]
    """Names that stand beside a node or a flow."""
    edges: dict[str, tuple[PagePoint, ...]]
    """Sequence flows and message flows, from border to border, each part of them level or upright."""
    lanes: dict[str, Box]
    """Lanes by role."""
    pool: Box
    """The process."""
    outside: Box | None
    """The pool of an applicant who stands outside the process."""
    notes: tuple[Box, ...]
    """Texts above the pools."""
