"""Stamps sort as text and read back, whatever the year."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from wxadmin.services import clock


@pytest.mark.parametrize("year", [1, 26, 999, 1000, 2026, 9999])
def test_a_stamp_has_four_figures_of_year_and_reads_back(year: int) -> None:
    moment = datetime(year, 6, 1, 8, 30, 5, 999, tzinfo=timezone(timedelta(hours=8)))
    stamp = clock.stamp(moment)
    assert stamp == f"{year:04}-06-01T00:30:05Z"
    assert clock.moment(stamp) == moment.replace(microsecond=0)


def test_stamps_sort_as_their_moments() -> None:
    moments = [datetime(year, 1, 1, tzinfo=UTC) for year in (1, 31, 210, 1999, 2026)]
    assert sorted(map(clock.stamp, moments)) == [clock.stamp(moment) for moment in moments]
