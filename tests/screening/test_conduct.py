"""Conduct: floods, repeats, calls to everyone, night hours, each with its look-alike."""

from __future__ import annotations

import pytest

from wxadmin.domain.chat import Message
from wxadmin.domain.hits import Screened
from wxadmin.screening.ruleset import load_preset
from wxadmin.screening.screener import Screener
from wxadmin.screening.screener import compile as compile_rules


@pytest.fixture(scope="module")
def work() -> Screener:
    return compile_rules([load_preset("work")])


def said(sender: str, time: str | None, text: str, kind: str = "text") -> Message:
    return Message(sender, time, kind, text)  # type: ignore[arg-type]


def rules(results: list[Screened]) -> list[list[str]]:
    return [[hit.rule for hit in r.hits] for r in results]


@pytest.mark.parametrize(
    "text", ["啊" * 20, "在吗" * 10, "？" * 30, "[强]" * 12, "快回话" * 8, "开头" + "哈" * 40 + "结尾", "。" * 80]
)
def test_one_line_of_repeats_is_a_flood(work: Screener, text: str) -> None:
    assert "flood" in {hit.category for hit in work.screen_texts([text])[0].hits}


@pytest.mark.parametrize(
    "text",
    [
        "哈哈哈哈哈哈",
        "收到收到",
        "对对对",
        "-" * 30,
        "=" * 20 + "通知" + "=" * 20,
        " " * 90,
        "加油加油加油",
        "1000000000000000000000",
    ],
)
def test_short_repeats_and_rulers_are_none(work: Screener, text: str) -> None:
    assert work.screen_texts([text])[0].hits == ()


def test_many_messages_in_a_minute(work: Screener) -> None:
    burst = [said("甲", f"2026-11-20T10:00:{n:02}", f"第{n}句话") for n in range(12)]
    assert sum(bool(found) for found in rules(work.screen(burst))) == 3
    calm = [said("甲", f"2026-11-20T10:{n:02}", f"第{n}句话") for n in range(12)]
    assert not any(rules(work.screen(calm)))
    assert not any(rules(work.screen(burst, lines=True)))


def test_the_same_words_again_and_again(work: Screener) -> None:
    again = [said("甲", f"2026-11-20T1{n}:00", "有人在办公室吗帮我看下") for n in range(4)]
    assert [bool(r) for r in rules(work.screen(again))] == [False, False, True, True]
    assert not any(rules(work.screen([said(c, "2026-11-20T10:00", "有人在办公室吗帮我看下") for c in "甲乙丙丁"])))
    assert not any(rules(work.screen([said("甲", f"2026-11-20T1{n}:00", "收到，谢谢") for n in range(5)])))


def test_night_hours(work: Screener) -> None:
    night = work.screen([
        said("甲", "2026-11-20T23:40", "方案我又想了想"),
        said("甲", "2026-11-21T05:59", "早"),
        said("甲", "2026-11-21T06:00", "早"),
        said("甲", "2026-11-21T02:00", "机房跳闸了，紧急"),
        said("甲", None, "没有时间"),
    ])  # fmt: skip
    assert rules(night) == [["休息时间发言"], ["休息时间发言"], [], [], []]


def test_calls_to_everyone(work: Screener) -> None:
    texts = ["@所有人 @所有人 起来", "@甲 @乙 @丙 @丁 @戊 来聊", "@所有人 明天九点开会", "@甲 @乙 看下"]
    flagged = ["mention_abuse" in {h.category for h in r.hits} for r in work.screen_texts(texts)]
    assert flagged == [True, True, False, False]
    often = [said("甲", f"2026-11-20T10:0{n}", f"@所有人 请看第{n}项通知") for n in range(4)]
    assert [bool(r) for r in rules(work.screen(often))] == [False, False, True, True]


def test_voice_strings(work: Screener) -> None:
    voices = [said("甲", "2026-11-20T10:00", "[语音]", "voice") for _ in range(6)]
    assert [bool(r) for r in rules(work.screen(voices))] == [False, False, False, False, True, True]


def test_strange_clocks_are_passed_over(work: Screener) -> None:
    assert not any(rules(work.screen([said("甲", "昨天", "好的，明天见"), said("甲", "2026-11-20", "只有日期")])))
