from __future__ import annotations

from calendar import isleap
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.ladder_samples import TODAY, ladders, strikes
from wxadmin.domain import ladder
from wxadmin.domain.ladder import PRESET, LadderStep, Span, Strike, propose, tally

days = st.dates(date(1990, 1, 1), date(2100, 12, 31))
zones = st.sampled_from(["Asia/Shanghai", "UTC", "America/New_York", "Pacific/Kiritimati", "Europe/London"]).map(
    ZoneInfo
)
moments = st.integers(1_550_000_000, 2_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


def counts(span: Span, decided: date, on: date) -> bool:
    return bool(tally([Strike("1", decided, "警告")], replace(PRESET, expiry=span), on).counted)


@given(days, st.integers(1, 2000))
def test_so_many_days_are_counted_one_by_one(day, count):
    last = day + timedelta(days=count - 1)
    assert counts(Span(count), day, last)
    assert not counts(Span(count), day, last + timedelta(days=1))


@given(moments, st.integers(1, 800), zones)
def test_a_strike_counts_to_the_last_moment_of_its_last_day_in_the_owners_zone(moment, count, zone):
    decided = moment.astimezone(zone).date()
    midnight = datetime.combine(decided + timedelta(days=count), datetime.min.time(), tzinfo=zone)
    before, after = ((midnight.astimezone(UTC) + timedelta(seconds=s)).astimezone(zone).date() for s in (-1, 0))
    assert counts(Span(count), decided, before)
    assert not counts(Span(count), decided, after)


@given(days, st.integers(1, 30), st.sampled_from(["month", "year"]))
def test_months_and_years_end_with_the_same_day_or_with_the_month(day, count, unit):
    end = Span(count, unit).over(day)
    assert end is not None
    months = (end.year - day.year) * 12 + end.month - day.month
    wanted = count * (12 if unit == "year" else 1)
    if end.day == day.day:
        assert months == wanted
    else:  # that month has no such day: it counts to the end of it
        assert (end.day, months) == (1, wanted + 1)
        assert day.day > (end - timedelta(days=1)).day
    assert counts(Span(count, unit), day, end - timedelta(days=1))
    assert not counts(Span(count, unit), day, end)


@given(days, days, st.integers(1, 60), st.sampled_from(["day", "month", "year"]))
def test_what_was_decided_later_never_expires_earlier(one, other, count, unit):
    first, second = sorted((one, other))
    assert Span(count, unit).over(first) <= Span(count, unit).over(second)


@pytest.mark.parametrize(
    ("span", "day", "end"),
    [
        (Span(1, "year"), date(2024, 2, 29), date(2025, 3, 1)),
        (Span(4, "year"), date(2024, 2, 29), date(2028, 2, 29)),
        (Span(1, "year"), date(2023, 2, 28), date(2024, 2, 28)),
        (Span(365), date(2024, 2, 29), date(2025, 2, 28)),
        (Span(366), date(2024, 1, 1), date(2025, 1, 1)),
        (Span(1, "month"), date(2024, 1, 31), date(2024, 3, 1)),
        (Span(1, "month"), date(2025, 1, 29), date(2025, 3, 1)),
        (Span(13, "month"), date(2025, 12, 31), date(2027, 1, 31)),
        (Span(12, "month"), date(2026, 12, 1), date(2027, 12, 1)),
        (Span(1), date(2026, 9, 22), date(2026, 9, 23)),
        (Span(0), date(2026, 9, 22), None),
        (Span(100, "year"), date(9950, 1, 1), None),
        (Span(5), date(9999, 12, 30), None),
    ],
)
def test_the_day_it_is_over(span, day, end):
    assert span.over(day) == end


@given(days)
def test_a_year_is_365_days_or_366_over_a_leap_day(day):
    end = Span(1, "year").over(day)
    leap = [year for year in (day.year, day.year + 1) if isleap(year) and day <= date(year, 2, 29) < end]
    assert (end - day).days == (366 if leap else 365)


@given(ladders(), strikes())
def test_nothing_expired_or_to_come_counts(rules, some):
    for strike in tally(some, rules, TODAY).counted:
        end = ladder.expires(strike, rules)
        assert strike.day <= TODAY
        assert end is None or end > TODAY
        before = rules.window.over(strike.act_day)
        assert before is None or before > TODAY


@given(ladders(), strikes(), st.integers(1, 40))
def test_history_only_fades(rules, some, later):
    past = [s for s in some if s.day <= TODAY]
    on = TODAY + timedelta(days=later)
    assert set(tally(past, rules, on).counted) <= {*past}
    assert tally(past, rules, on).times(rules) <= tally(past, rules, TODAY).times(rules)


def test_of_several_terms_the_longest_holds():
    rules = replace(PRESET, expiry=Span(30), expiries={"mute": Span(1, "year"), "serious": Span(2, "year")})
    day = date(2026, 1, 1)
    assert ladder.expires(Strike("1", day, "x", measures=("written",)), rules) == date(2026, 1, 31)
    assert ladder.expires(Strike("1", day, "x", measures=("written", "mute")), rules) == date(2027, 1, 1)
    assert ladder.expires(Strike("1", day, "x", measures=("mute",), severity="serious"), rules) == date(2028, 1, 1)
    assert ladder.expires(Strike("1", day, "x"), replace(rules, expiry=Span(0))) is None


def test_expired_decisions_are_named_with_the_day_since_when_they_do_not_count():
    rules = replace(PRESET, expiry=Span(180))
    found = propose(rules, [Strike("1", date(2026, 3, 1), "违处1号 警告")], date(2026, 8, 28))
    assert found.counted == ()
    assert "2026年3月1日 违处1号 警告，2026年8月28日起已经失效，不再计算。" in found.why
    many = [Strike(str(n), date(2025, 1, 1) + timedelta(days=n), f"违处{n}号 警告") for n in range(9)]
    found = propose(rules, many, date(2026, 8, 28))
    assert sum("已经失效" in line for line in found.why) == 5
    assert "另有 4 次更早的处理也不计算。" in found.why


def test_only_acts_within_the_window_before_the_new_act_count():
    rules = replace(PRESET, expiry=Span(0), window=Span(90))
    earlier = [Strike("1", date(2026, 6, 30), "警告", occurred=date(2026, 6, 1))]
    assert propose(rules, earlier, date(2026, 9, 22), act_day=date(2026, 8, 29)).counted == ("1",)
    found = propose(rules, earlier, date(2026, 9, 22), act_day=date(2026, 8, 30))
    assert found.counted == ()
    assert "2026年6月30日 警告，行为发生在2026年6月1日，不在前 90 天以内，不计算。" in found.why
    assert found.step == 1
    assert LadderStep(found.measures).title == "提醒"
