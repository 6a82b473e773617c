"""200 kills at random moments of everything the store does, and two programs without protection that must be caught."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.store.kill import kill_often

TABLES = "tests.store.field:own_tables"


@pytest.mark.slow
@pytest.mark.parametrize(("work", "kills"), [("changing", 70), ("importing", 60), ("backing_up", 40), ("opening", 30)])
def test_nothing_acknowledged_is_lost_and_nothing_damaged(tmp_path: Path, work: str, kills: int) -> None:
    outcome = kill_often(f"tests.store.works:{work}", tmp_path, kills=kills, tables=TABLES, seed=kills)
    assert outcome.clean, outcome
    assert outcome.kills == kills
    assert outcome.acknowledged > kills
    assert outcome.logs_left > kills / 8, "kills must hit open files, or they prove nothing"


@pytest.mark.slow
def test_acknowledging_too_soon_is_caught(tmp_path: Path) -> None:
    outcome = kill_often("tests.store.works:acknowledging_too_soon", tmp_path, kills=12, tables=TABLES)
    assert outcome.lost, outcome


@pytest.mark.slow
def test_writing_without_transactions_is_caught(tmp_path: Path) -> None:
    outcome = kill_often("tests.store.works:without_transactions", tmp_path, kills=12, tables=TABLES)
    assert outcome.damaged, outcome
