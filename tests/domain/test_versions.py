from __future__ import annotations

from datetime import date

import pytest

from wxadmin.domain.versions import state_on

MAY, JUNE, JULY = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)


@pytest.mark.parametrize(
    ("day", "facts", "state"),
    [
        (MAY, {"state": "draft"}, "draft"),
        (MAY, {"state": "draft", "in_review": True}, "review"),
        (MAY, {"state": "in_force", "effective": JUNE}, "waiting"),
        (JUNE, {"state": "in_force", "effective": JUNE}, "in_force"),
        (MAY, {"state": "in_force"}, "in_force"),
        (date(2026, 5, 31), {"state": "in_force", "effective": MAY, "replaced": JUNE}, "in_force"),
        (JUNE, {"state": "replaced", "effective": MAY, "replaced": JUNE}, "replaced"),
        (MAY, {"state": "replaced", "effective": JUNE, "replaced": JULY}, "waiting"),
        (JUNE, {"state": "in_force", "effective": MAY, "repealed": JUNE}, "repealed"),
        (MAY, {"state": "in_force", "effective": MAY, "repealed": JUNE}, "in_force"),
        (JULY, {"state": "in_force", "effective": MAY, "replaced": JUNE, "repealed": JULY}, "replaced"),
        (JULY, {"state": "in_force", "effective": MAY, "replaced": JULY, "repealed": JUNE}, "repealed"),
        (JULY, {"state": "in_force", "effective": MAY, "replaced": JUNE, "repealed": JUNE}, "replaced"),
        (MAY, {"state": "in_force", "effective": JULY, "repealed": MAY}, "repealed"),
    ],
)
def test_state_on_a_day(day: date, facts: dict[str, object], state: str) -> None:
    assert state_on(day, **facts) == state  # type: ignore[arg-type]
