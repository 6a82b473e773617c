"""What a group is told: in plain words, short enough to be read in a chat."""

from __future__ import annotations

from datetime import date

import pytest

from wxadmin.domain.regulation_diff import diff
from wxadmin.intake.regulation import parse_regulation
from wxadmin.services import regulation_news
from wxadmin.services.regulation_news import Occasion

DAY = Occasion("守则", date(2026, 10, 1))


def text(*articles: str, title: str = "守则") -> str:
    from wxadmin.domain.numerals import chinese

    return "\n".join([title, *(f"第{chinese(n)}条 {words}" for n, words in enumerate(articles, 1))])


def told(old: str, new: str) -> list[str]:
    changes = diff(parse_regulation(old), parse_regulation(new))
    return regulation_news.of_change(changes, DAY, "第 2 版")[1].splitlines()


ONE, TWO = "收到通知后应在20分钟内回复。", "不得辱骂他人，也不得刷屏。"
THREE = "对处理有异议的，可以在七日内提出申诉。"


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            (ONE, TWO),
            (ONE.replace("20", "30"), TWO),
            "1. 第一条：“收到通知后应在20分钟内回复”改为“收到通知后应在30分钟内回复”",
        ),
        ((ONE, TWO), (ONE, TWO.replace("，也不得刷屏", "")), "1. 第二条：删去“也不得刷屏”"),
        ((ONE, TWO), (ONE, TWO.replace("刷屏", "刷屏、发广告")), "1. 第二条：加上“发广告”"),
        ((ONE, TWO), (ONE, TWO, THREE), f"1. 新增第三条：{THREE}"),
        ((ONE, TWO, THREE), (ONE, THREE), f"1. 删去原第二条：{TWO}"),
        ((ONE, TWO), (ONE, TWO), "条文内容没有改动。"),
    ],
)
def test_a_change_is_told_in_plain_words(old, new, line):
    assert line in told(text(*old), text(*new))


def test_a_moved_clause_is_told_as_moved_and_new_numbers_are_only_counted():
    lines = told(text(ONE, TWO, THREE, "不得造谣传谣。"), text(THREE, ONE, TWO, "不得造谣传谣。"))
    assert "1. 原第三条移到第一条，内容不变" in lines
    assert "有 2 处只改了编号。" in lines


def test_it_stays_short_whatever_changed():
    old = text(*(f"第{n}项事务由第{n}组办理，不得推诿拖延，逾期的书面说明理由。" for n in range(80)))
    new = text(*(f"全部改写的第{n}段文字，与原来毫不相干。" + "长" * 300 for n in range(90)), title="新守则")
    lines = told(old, new)
    assert sum(line[:1].isdigit() for line in lines) == 8
    assert any(line.startswith("另有") for line in lines)
    assert len("\n".join(lines)) < 1000


def test_a_first_version_names_what_it_regulates_and_a_repeal_why():
    occasion = Occasion("守则" * 80, date(2026, 10, 1), "办公室", date(2026, 10, 8), "统一\n做法。")
    parsed = parse_regulation(text(ONE, TWO))
    title, body = regulation_news.of_new(parsed, occasion, ("回复时限：20分钟内回复",))
    assert len(title) <= 120
    for words in ("原因：统一 做法。", f"· 第一条 {ONE}", "回复时限：20分钟内回复", "向办公室提出", "10月8日前签收"):
        assert words in body
    assert (
        regulation_news.of_repeal("守则", date(2026, 10, 1), "")[1].splitlines()[0] == "《守则》自2026年10月1日起废止。"
    )
