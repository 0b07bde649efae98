"""A region as plain data: the content of `summary.json` of a folder of scenarios."""

from __future__ import annotations

from typing import Any

from sim.export.plain_data import figures_data
from sim.measure.intervals import CONFIDENCE
from sim.planning.region.region import Region


def region_data(region: Region) -> dict[str, Any]:
    """The sums over all districts, by part and by route, and what each district brings to them.

    It holds no clock time and no path outside of the folder: the same seed gives the same bytes.
    """
    return {
        "region": region.name,
        "replications": region.replications,
        "confidence": CONFIDENCE,
        "target": region.target,
        "whole": figures_data(region.whole),
        "parts": [{"part": part} | figures_data(row) for part, row in region.parts.items()],
        "routes": [
            {"service": service, "route": route} | figures_data(row) for (service, route), row in region.routes.items()
        ],
        "districts": [
            {
                "district": district.name,
                "title": district.title,
                "seed": district.seed,
                "replications": district.replications,
                "target": district.target,
                "whole": figures_data(district.whole),
                "routes": [
                    {"service": service, "route": route} | figures_data(row)
                    for (service, route), row in district.routes.items()
                ],
                "busiest": None
                if district.busiest is None
                else dict(zip(("office", "role", "utilisation"), district.busiest, strict=True)),
                "warnings": district.warnings,
            }
            for district in region.districts
        ],
    }
