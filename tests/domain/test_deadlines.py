from __future__ import annotations

from datetime import UTC, datetime, timedelta

from wxadmin.domain.deadlines import answer_deadline, late

POSTED = datetime(2026, 9, 22, 1, 0, 30, tzinfo=UTC)


def test_a_fixed_time_wins_over_minutes_and_none_means_no_answer_is_due():
    fixed = POSTED + timedelta(days=1)
    assert answer_deadline(POSTED, 30, fixed) == fixed
    assert answer_deadline(POSTED, 30, None) == POSTED + timedelta(minutes=30)
    assert answer_deadline(POSTED, 0, None) is None


def test_late_is_after_and_a_clock_without_seconds_has_its_whole_minute():
    due = POSTED + timedelta(minutes=30)
    assert not late(due, due)
    assert late(due + timedelta(seconds=1), due)
    minute = due.replace(second=0)
    assert not late(minute, due, seconds_known=False)
    assert late(minute + timedelta(minutes=1), due, seconds_known=False)
    assert not late(due + timedelta(days=9), None)
