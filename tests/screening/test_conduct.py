"""Conduct: floods, repeats, calls to everyone, night hours, each with its look-alike."""

from __future__ import annotations

import pytest

from wxadmin.domain.chat import Message
from wxadmin.domain.hits import Screened
from wxadmin.screening import conduct
from wxadmin.screening.ruleset import Conduct, RuleSet, load_preset
from wxadmin.screening.screener import Screener
from wxadmin.screening.screener import compile as compile_rules


@pytest.fixture(scope="module")
def work() -> Screener:
    return compile_rules([load_preset("work")])


def said(sender: str, time: str | None, text: str, kind: str = "text") -> Message:
    return Message(sender, time, kind, text)  # type: ignore[arg-type]


def rules(results: list[Screened]) -> list[list[str]]:
    return [[hit.rule for hit in r.hits] for r in results]


def told(results: list[Screened]) -> list[str]:
    return [hit.rule for r in results for hit in r.hits]


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


def test_many_messages_in_a_minute_are_one_incident(work: Screener) -> None:
    burst = [said("甲", f"2026-11-20T10:00:{n:02}", f"第{n}句话") for n in range(12)]
    results = work.screen(burst)
    assert [n for n, found in enumerate(rules(results)) if found] == [9]
    assert "12 条" in results[9].hits[0].why
    later = [said("甲", f"2026-11-20T10:05:{n:02}", f"第{n}句") for n in range(12)]
    assert sum(map(bool, rules(work.screen(burst + later)))) == 2
    calm = [said("甲", f"2026-11-20T10:{n:02}", f"第{n}句话") for n in range(12)]
    assert not any(rules(work.screen(calm)))
    assert not any(rules(work.screen(burst, lines=True)))
    without = [said("甲", None, f"第{n}句话") for n in range(12)]
    assert not any(rules(work.screen(without)))


def test_the_same_words_again_and_again(work: Screener) -> None:
    again = [said("甲", f"2026-11-20T1{n}:00", "有人在办公室吗帮我看下") for n in range(4)]
    assert [bool(r) for r in rules(work.screen(again))] == [False, False, True, False]
    assert not any(rules(work.screen([said(c, "2026-11-20T10:00", "有人在办公室吗帮我看下") for c in "甲乙丙丁"])))
    assert not any(rules(work.screen([said("甲", f"2026-11-20T1{n}:00", "收到，谢谢") for n in range(5)])))


def test_night_hours(work: Screener) -> None:
    night = work.screen([
        said("甲", "2026-11-20T23:40", "方案我又想了想"),
        said("甲", "2026-11-20T23:52", "再补一句"),
        said("甲", "2026-11-21T05:59", "早"),
        said("甲", "2026-11-21T06:00", "早"),
        said("甲", "2026-11-21T02:00", "机房跳闸了，紧急"),
        said("甲", None, "没有时间"),
    ])  # fmt: skip
    assert rules(night) == [["休息时间发言"], [], ["休息时间发言"], [], [], []]


def test_calls_to_everyone(work: Screener) -> None:
    texts = ["@所有人 @所有人 起来", "@甲 @乙 @丙 @丁 @戊 来聊", "@所有人 明天九点开会", "@甲 @乙 看下"]
    flagged = ["mention_abuse" in {h.category for h in r.hits} for r in work.screen_texts(texts)]
    assert flagged == [True, True, False, False]
    often = [said("甲", f"2026-11-20T10:0{n}", f"@所有人 请看第{n}项通知") for n in range(4)]
    assert [bool(r) for r in rules(work.screen(often))] == [False, False, True, False]


def test_voice_strings(work: Screener) -> None:
    voices = [said("甲", "2026-11-20T10:00", "[语音]", "voice") for _ in range(6)]
    assert [bool(r) for r in rules(work.screen(voices))] == [False, False, False, False, True, False]
    mixed = [said("甲乙"[n % 2], "2026-11-20T10:00", "[语音]", "voice") for n in range(12)]
    assert not any("连续语音" in found for found in rules(work.screen(mixed)))


def test_strange_clocks_are_passed_over(work: Screener) -> None:
    assert not any(rules(work.screen([said("甲", "昨天", "好的，明天见"), said("甲", "2026-11-20", "只有日期")])))


def talk(names: str, minutes: int = 1) -> list[Message]:
    return [
        said(name, f"2026-11-20T{9 + n * minutes // 60:02}:{n * minutes % 60:02}", f"第{n}件事是这样的")
        for n, name in enumerate(names)
    ]


def test_two_people_who_talk_among_themselves() -> None:
    screener = compile_rules([RuleSet("对话", conduct=Conduct(talk=12, talk_minutes=10))])
    long = screener.screen(talk("甲乙" * 10))
    assert [n for n, found in enumerate(rules(long)) if found] == [11]
    assert "20 条" in long[11].hits[0].why
    assert "甲" not in long[11].hits[0].why
    assert not any(rules(screener.screen(talk("甲乙甲乙甲乙甲乙丙" * 4))))
    assert not any(rules(screener.screen(talk("甲" * 11 + "乙" + "甲" * 11))))
    assert not any(rules(screener.screen(talk("甲乙" * 10, minutes=11))))
    # The stretch of the one who talks on with a third belongs to the new pair.
    change = screener.screen(talk("甲乙甲乙甲乙丙乙丙乙丙乙丙乙丙乙丙"))
    assert [n for n, found in enumerate(rules(change)) if found] == [16]


def test_messages_without_content_in_a_row() -> None:
    screener = compile_rules([RuleSet("空", conduct=Conduct(empty=4))])
    empty = [
        said("甲", f"2026-11-20T10:0{n}", text) for n, text in enumerate(["在吗", "。", "？？", "嗯嗯", "人呢", "1"])
    ]
    assert [bool(found) for found in rules(screener.screen(empty))] == [False, False, False, True, False, False]
    said_something = [*empty[:3], said("甲", "2026-11-20T10:03", "合同谁在管"), *empty[3:5]]
    assert not any(rules(screener.screen(said_something)))
    spread = [said(name, m.time, m.text) for name, m in zip("甲乙丙丁戊己", empty, strict=True)]
    assert not any(rules(screener.screen(spread)))


def test_own_business_in_working_hours() -> None:
    screener = compile_rules([RuleSet("私事", conduct=Conduct(personal_from=9, personal_to=18))])
    clocks = ["2026-11-20T10:00", "2026-11-20T10:20", "2026-11-20T12:30", "2026-11-20T19:00", "2026-11-21T10:00"]
    results = screener.screen([said("甲", clock, "谁开黑来一把") for clock in clocks])
    assert [bool(found) for found in rules(results)] == [True, False, False, False, False]
    assert not any(rules(screener.screen([said("甲", clocks[0], "合同今天下午寄出")])))


def test_counting_begins_anew_when_the_clock_goes_back(work: Screener) -> None:
    burst = [said("甲", f"2026-11-20T10:00:{n:02}", f"第{n}句话") for n in range(8)]
    assert not any(rules(work.screen(burst + burst)))


def test_what_was_said_long_ago_is_forgotten_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conduct, "_SAID_KEPT", 5)
    screener = compile_rules([RuleSet("重复", conduct=Conduct(repeats=3, repeat_minutes=60))])
    filler = [said("乙", f"2026-11-20T10:{n:02}", f"各不相同的第{n}句") for n in range(50)]
    again = [said("甲", f"2026-11-20T10:{n:02}", "这件事请大家看看") for n in (0, 20, 45)]
    results = screener.screen(sorted(filler + again, key=lambda m: m.time or ""))
    assert sum(bool(found) for found in rules(results)) == 1


def test_empty_words_begin_as_is_asked_first() -> None:
    samples = [
        "在吗",
        "有人么",
        "人呢",
        "嗯",
        "哦",
        "噢",
        "喔",
        "额",
        "呃",
        "啊",
        "哎",
        "唉",
        "喂",
        "嘿",
        "呵",
        "哼",
        "顶",
        "踩",
        "路过",
        "1",
        "。",
        ".",
        ",",
        "!",
        "?",
        "~",
        "…",
        "、",
        "[强]",
    ]
    assert all(conduct._EMPTY.fullmatch(sample) for sample in samples)
    assert {sample[0] for sample in samples} <= conduct._EMPTY_BEGINS
    others = (chr(code) for code in range(0x21, 0xFFFF) if not 0xD800 <= code < 0xE000)
    assert {char for char in others if conduct._EMPTY.fullmatch(char)} <= conduct._EMPTY_BEGINS


def test_one_person_called_again_and_again(work: Screener) -> None:
    texts = ["@丁 @丁 @丁 @丁 在吗", "@丁 回我@丁 回我@丁 回我@丁", "@丁 看下，@丁 你也看下"]
    assert ["mention_abuse" in {h.category for h in r.hits} for r in work.screen_texts(texts)] == [True, True, False]
    calls = [said("甲", f"2026-11-20T10:0{n}", "@丁 在吗") for n in range(6)]
    assert [n for n, found in enumerate(rules(work.screen(calls))) if "频繁@同一人" in found] == [4]
    talk = [said("甲", f"2026-11-20T10:0{n}", f"@丁 第{n}份合同的付款条件改成月结了") for n in range(6)]
    assert not any("频繁@同一人" in found for found in rules(work.screen(talk)))


def test_a_short_line_between_voices_hides_nothing(work: Screener) -> None:
    voices = [said("甲", "2026-11-20T10:00", "[语音]", "voice") for _ in range(6)]
    between = [*voices[:3], said("乙", "2026-11-20T10:00", "嗯"), *voices[3:]]
    assert [n for n, found in enumerate(rules(work.screen(between))) if "连续语音" in found] == [5]
    answer = said("乙", "2026-11-20T10:00", "这件事我已经和仓库那边说好了，明天上午送")
    assert not any("连续语音" in found for found in rules(work.screen([*voices[:3], answer, *voices[3:]])))


def test_a_reply_between_does_not_end_a_burst(work: Screener) -> None:
    burst = [
        said("甲", f"2026-11-20T10:00:{3 * n:02}", f"说到{word}了") for n, word in enumerate("春夏秋冬东西南北上下左")
    ]
    reply = said("乙", "2026-11-20T10:00:13", "等一下")
    assert "短时间连发" in told(work.screen([*burst[:5], reply, *burst[5:]]))
    both = [said("甲乙"[n % 2], f"2026-11-20T10:00:{n:02}", f"说到{n}件事") for n in range(24)]
    assert "短时间连发" not in told(work.screen(both))


def test_repeats_in_other_dress_and_adverts_over_days(work: Screener) -> None:
    dressed = ["会议室的空调谁关一下", "会议室的空调谁关一下！！", "会议室的空调谁关一下 3"]
    again = [said("甲", f"2026-11-20T1{n}:00", text) for n, text in enumerate(dressed)]
    assert [bool(r) for r in rules(work.screen(again))] == [False, False, True]
    report = [said("甲", f"2026-11-20T1{n}:00", f"今日出勤{30 + n}人，请假{n}人") for n in range(4)]
    assert not any(rules(work.screen(report)))
    advert = "新到秋款女装全场特价，喜欢的私聊留款"
    daily = work.screen([said("甲", f"2026-11-{16 + n}T10:00", advert) for n in range(4)])
    assert ["重复发送" in found for found in rules(daily)] == [False, False, True, False]
    reminder = [said("甲", f"2026-11-{16 + n}T10:00", "请各位同事记得今天下班前交日报表") for n in range(4)]
    assert not any(rules(work.screen(reminder)))


def test_one_incident_is_told_once(work: Screener) -> None:
    stickers = [said("甲", f"2026-11-20T10:00:{n:02}", "[强]", "sticker") for n in range(14)]
    assert len(told(work.screen(stickers))) == 1
    night = [said("甲", "2026-11-21T01:00", "方案我又想了想"), said("乙", "2026-11-21T01:05", "好的")]
    assert rules(work.screen(night)) == [["休息时间发言"], []]
    pipe = [said("甲", "2026-11-21T02:00", "三楼水管爆了"), said("乙", "2026-11-21T02:20", "我这就带工具过去看")]
    assert not any(rules(work.screen(pipe)))
    late = said("乙", "2026-11-21T04:30", "周报的格式我想改一下")
    assert rules(work.screen([*pipe, late]))[2] == ["休息时间发言"]
