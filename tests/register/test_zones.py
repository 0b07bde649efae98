"""The clocks of Kazakhstan's zones ahead of universal time, around the nights in which they changed."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from sim.register.zones import local_instants, offsets_of_local


def seconds(*moment: int) -> int:
    return int(datetime(*moment, tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("zone", "moment", "hours"),
    [
        ("Asia/Qyzylorda", (2018, 12, 20, 12, 0), 6),
        ("Asia/Qyzylorda", (2018, 12, 21, 0, 0), 5),
        ("Asia/Qyzylorda", (2018, 12, 20, 23, 30), 6),  # there were two half past elevens; the first is meant
        ("Asia/Almaty", (2024, 2, 29, 18, 0), 6),
        ("Asia/Almaty", (2024, 3, 1, 0, 0), 5),
        ("Asia/Qostanay", (2024, 2, 29, 9, 0), 6),
        ("Asia/Qostanay", (2024, 3, 1, 9, 0), 5),
        ("Asia/Oral", (2018, 6, 1, 9, 0), 5),
        ("Asia/Oral", (2026, 6, 1, 9, 0), 5),
        ("Asia/Aqtau", (2018, 12, 21, 9, 0), 5),
        ("Asia/Almaty", (2004, 7, 1, 9, 0), 7),  # summer time, for the last year
        ("Asia/Almaty", (2004, 3, 28, 2, 30), 6),  # passed over in that night
    ],
)
def test_a_clock_is_so_far_ahead(zone: str, moment: tuple[int, ...], hours: int) -> None:
    assert offsets_of_local(np.array([seconds(*moment)]), zone).tolist() == [3600 * hours]


@pytest.mark.parametrize("zone", ["Asia/Almaty", "Asia/Qyzylorda", "Asia/Oral"])
def test_there_and_back_is_the_same_instant_except_in_the_hour_that_came_twice(zone: str) -> None:
    universal = np.arange(seconds(2016, 1, 1), seconds(2026, 1, 1), 1800)
    local = local_instants(universal, zone)
    back = local - offsets_of_local(local, zone)
    other = back != universal
    assert set((universal - back)[other].tolist()) <= {3600}
    assert other.sum() == {"Asia/Almaty": 2, "Asia/Qyzylorda": 2, "Asia/Oral": 0}[zone]
    assert (np.diff(back) >= 0).sum() >= len(back) - 2


def test_no_instants_have_no_offsets() -> None:
    assert offsets_of_local(np.array([], dtype=np.int64), "Asia/Oral").tolist() == []
