from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxadmin.domain.date_slips import WEEKDAYS, find

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "words", "weekday"),
    [
        ("11月25日（周二）下午开会", "11月25日（周二）", "三"), ("11月25日 星期二", "11月25日 星期二", "三"),
        ("11月25日，星期二，上午9点", "11月25日，星期二", "三"), ("11.25（周二）", "11.25（周二）", "三"),
        ("2026-11-25（星期二）", "2026-11-25（星期二）", "三"), ("周二（11月25日）", "周二（11月25日）", "三"),
        ("星期二（25日）", "星期二（25日）", "三"), ("明天（周三）", "明天（周三）", "二"),
        ("11月25日至27日（周二至周四）", "11月25日至27日（周二至周四）", "三"),
        ("11月25日（周三）至27日（周四）", "27日（周四）", "五"), ("十一月二十五日（星期二）", "十一月二十五日（星期二）", "三"),
        ("12月5号（周日）", "12月5号（周日）", "六"), ("2025年11月25日（周三）", "2025年11月25日（周三）", "二"),
        ("1月安排：4日（周三）开会", "4日（周三）", "一"), ("1月5日（周一）", "1月5日（周一）", "二"),
    ],
)  # fmt: skip
def test_a_weekday_that_is_not_that_of_the_date_is_found(text, words, weekday):
    (slip,) = find(text, MONDAY)
    assert (slip.words, slip.weekday) == (words, weekday)
    assert text[slip.start : slip.end] == slip.words


@pytest.mark.parametrize("text", ["11月31日前交表", "2月30日", "13月5日", "2026年2月29日"])
def test_a_day_that_is_in_no_calendar_is_found(text):
    (slip,) = find(text, MONDAY)
    assert slip.day is None


@pytest.mark.parametrize(
    "text",
    [
        "11月25日（周三）下午", "明天（周二）", "每周二（11月25日起）", "11月25日，周二前回复", "周一到周五上班",
        "25日游（周二出发）", "农历8月15日（周五）", "版本 11.25 周二发布", "提成11.5%（周二）", "10:30周二",
        "11月25日至27日（周三至周五）", "11月25日至27日（周五）", "11月25、26日（周三、周四）", "11月25日（周三、周五除外）",
        "2025年11月25日（周二）", "1月5日（周二）", "11月25日、周五各一场", "共11.25（周二算一天）", "1月安排：4日（周一）开会",
        "12月工作：1日（周二）、2日（周三）", "2028年2月29日", "月底（周二）", "2月29日（周二）是闰年的日子",
    ],
)  # fmt: skip
def test_what_fits_or_is_no_date_is_left_alone(text):
    today = date(2028, 1, 3) if "闰年" in text else MONDAY
    assert find(text, today) == ()


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.sampled_from(WEEKDAYS), st.integers(-120, 120))
def test_with_the_year_exactly_the_wrong_weekdays_are_found(day, weekday, away):
    today = date.fromordinal(day.toordinal() + away)
    right = WEEKDAYS[day.weekday()] == weekday
    assert bool(find(f"{day.year}年{day.month}月{day.day}日（周{weekday}）", today)) != right
    if right:
        assert find(f"{day.month}月{day.day}日（周{weekday}）", today) == ()


@given(st.text(alphabet="0123456789月日号周星期一二三四五六天年./-（）(),， 至、明后大农历每", max_size=40))
def test_any_text_is_read(text):
    end = -1
    for slip in find(text, MONDAY):
        assert text[slip.start : slip.end] == slip.words
        assert slip.start >= end or slip.start >= 0
        end = slip.start
