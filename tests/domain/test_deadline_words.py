from __future__ import annotations

from datetime import datetime, time, timedelta
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxadmin.domain.deadline_words import days, moment, read


def day(written: str) -> datetime:
    return datetime.fromisoformat(written)


SAID = day("2026-09-22T14:30")  # a Tuesday
WHEN = st.datetimes(day("2020-01-01T00:00"), day("2035-12-31T00:00"))


def one(text: str, said: datetime = SAID):
    found = read(text, said)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "words", "at"),
    [
        ("请各部门今天下班前报名单", "今天下班前", "2026-09-22T18:00"),
        ("明天中午12点前发我", "明天中午12点前", "2026-09-23T12:00"),
        ("周五前交", "周五前", "2026-09-25T23:59"),
        ("周一前交", "周一前", "2026-09-28T23:59"),
        ("本周五下午3点前", "本周五下午3点前", "2026-09-25T15:00"),
        ("下周一上午九点半之前", "下周一上午九点半之前", "2026-09-28T09:30"),
        ("本周内完成", "本周内", "2026-09-27T23:59"),
        ("月底前交齐", "月底前", "2026-09-30T23:59"),
        ("9月30日前", "9月30日前", "2026-09-30T23:59"),
        ("2026-10-08前", "2026-10-08前", "2026-10-08T23:59"),
        ("1月5日前", "1月5日前", "2027-01-05T23:59"),
        ("5号前", "5号前", "2026-10-05T23:59"),
        ("17:30前", "17:30前", "2026-09-22T17:30"),
        ("5点前", "5点前", "2026-09-22T17:00"),
        ("上午10点前", "上午10点前", "2026-09-23T10:00"),
        ("今晚8点前", "今晚8点前", "2026-09-22T20:00"),
        ("截止到明天下午6点", "截止到明天下午6点", "2026-09-23T18:00"),
        ("最迟周四", "最迟周四", "2026-09-24T23:59"),
        ("10天内", "10天内", "2026-10-02T23:59"),
        ("今天之内", "今天之内", "2026-09-22T23:59"),
        ("24点前", "24点前", "2026-09-22T23:59"),
        ("周末前", "周末前", "2026-09-25T23:59"),
    ],
)
def test_a_moment_is_read(text, words, at):
    found = one(text)
    assert (found.words, found.at) == (words, datetime.fromisoformat(at))
    assert (found.minutes, found.workdays) == (0, 0)


@pytest.mark.parametrize(
    ("text", "minutes", "workdays"),
    [
        ("30分钟内回复", 30, 0), ("半小时内", 30, 0), ("一个半小时内", 90, 0), ("二十四小时内", 1440, 0),
        ("3个工作日内", 0, 3), ("三个工作日之内", 0, 3), ("十五分钟以内", 15, 0),
    ],
)  # fmt: skip
def test_a_time_after_it_was_said_is_read(text, minutes, workdays):
    found = one(text)
    assert (found.minutes, found.workdays, found.at) == (minutes, workdays, None)


@pytest.mark.parametrize(
    "text",
    ["目前没有", "三天前的事", "之前说过", "以前", "2月30日前", "25点前", "下班了", "0分钟内", "十十分钟内", "前"],
)
def test_what_names_no_deadline_is_left_alone(text):
    assert read(text, SAID) == ()


def test_a_text_may_name_several():
    found = read("30分钟内回复收到，周五下班前报方案", SAID)
    assert [one.words for one in found] == ["30分钟内", "周五下班前"]
    assert found[1].at == day("2026-09-25T18:00")


def test_the_end_of_a_month_and_a_leap_day():
    assert one("月底前", day("2028-02-03T00:00")).at == day("2028-02-29T23:59")
    assert one("2月29日前", day("2028-02-03T00:00")).at == day("2028-02-29T23:59")
    assert read("2月29日前", day("2027-02-03T00:00")) == ()
    assert one("年底前").at == day("2026-12-31T23:59")
    assert one("下月3号前").at == day("2026-10-03T23:59")


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("明天下午3点", "2026-09-23T15:00"), ("9月30日 周三 14:00", "2026-09-30T14:00"),
        ("9月30日", "2026-09-30T23:59"), ("2026年9月30日（周三）9:05", "2026-09-30T09:05"),
        ("下周三上午9点半", "2026-09-30T09:30"),
    ],
)  # fmt: skip
def test_a_field_with_a_moment_is_read(text, at):
    assert moment(text, SAID) == datetime.fromisoformat(at)


@pytest.mark.parametrize("text", ["", "随便", "老时间", "9月31日", "明天25点"])
def test_a_field_without_one_is_not(text):
    assert moment(text, SAID) is None


@given(
    st.text(
        alphabet="今明后天本下周一五日月底号点半前内之以3059:：分钟小时个工作上中午晚班截止到最迟年-./ 请报",
        max_size=40,
    ),
    WHEN,
)
def test_nothing_people_write_breaks_it_and_places_are_true(text, said):
    end = 0
    for found in read(text, said):
        assert text[found.start : found.end] == found.words
        assert found.start >= end
        end = found.end
        assert [bool(found.minutes), bool(found.workdays), found.at is not None].count(True) == 1
    moment(text, said)


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ("于11月25日（周三）18:00前", "25T18:00"), ("11月25日 星期三 下午3点前", "25T15:00"),
        ("于周三（11月25日）18:00前", "25T18:00"), ("于2026年11月25日(星期三)上午9:00之前", "25T09:00"),
        ("于明天（周二）下班前", "24T18:00"), ("截止时间：11月25日（周三）18:00", "25T18:00"),
        ("11月25日（周三）前", "25T23:59"),
    ],
)  # fmt: skip
def test_a_date_with_its_weekday_keeps_its_clock(words, at):
    found = one(f"请各部门{words}报送", day("2026-11-23T10:00"))
    assert (found.words, found.at) == (words, day(f"2026-11-{at}"))


@given(st.integers(1, 999), WHEN)
def test_minutes_count_and_so_do_days(n, said):
    assert one(f"请{n}分钟内回复", said).minutes == n
    if n <= 366:
        day = (said + timedelta(days=n)).date()
        assert one(f"{n}天内", said).at == datetime.combine(day, time(23, 59))


@given(st.sampled_from("一二三四五六日"), WHEN)
def test_a_weekday_is_within_the_seven_days_to_come(weekday, said):
    at = one(f"周{weekday}前", said).at
    assert at is not None
    assert "一二三四五六日"[at.weekday()] == weekday
    assert said.date() <= at.date() <= said.date() + timedelta(days=6)


@given(st.integers(0, 23), st.integers(0, 59), WHEN)
def test_a_clock_alone_lies_ahead_within_a_day(hour, minute, said):
    at = one(f"{hour}:{minute:02}前", said).at
    assert at is not None
    assert said < at <= said + timedelta(days=1)
    assert at.hour % 12 == hour % 12
    assert at.minute == minute


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("9.25（周五）18点前", "2026-09-25T18:00"),
        ("周五(9.25)18:00前", "2026-09-25T18:00"),
        ("周五（18:00前）交", "2026-09-25T18:00"),
        ("周二（今天）18:00前", "2026-09-22T18:00"),
        ("周五（下午3点）前交", "2026-09-25T15:00"),
        ("明天之前", "2026-09-22T23:59"),
        ("后天以前", "2026-09-23T23:59"),
        ("明天上午之前", "2026-09-23T12:00"),
        ("元旦放假前", "2026-12-31T23:59"),
        ("今天截止18:00", "2026-09-22T18:00"),
    ],
)
def test_a_day_told_twice_before_a_feast_or_in_brackets_is_read(text, at):
    assert one(text).at == datetime.fromisoformat(at)


@pytest.mark.parametrize("text", ["端午节前一周开展走访", "国庆前夕", "二十一前", "已截止", "报名昨天截止了"])
def test_what_is_no_deadline(text):
    assert read(text, SAID) == ()


@pytest.mark.parametrize("piece", ["5日内", "30分钟内回复", "(", "周三（", "周五前交，", "今天交表"])
def test_a_long_text_is_read_in_its_own_time(piece):
    """Sixteen times the text takes about sixteen times as long; the square would be 256 times."""

    def taken(length: int) -> float:
        text = piece * (length // len(piece))
        started = perf_counter()
        read(text, SAID)
        days(text, SAID)
        moment(text, SAID)
        return perf_counter() - started

    taken(1000)
    assert min(taken(16000) for _ in range(3)) < 80 * min(taken(1000) for _ in range(3))
