"""The words an announcement asks for count as its answers, and nothing else does for it."""

from __future__ import annotations

import pytest

from wxadmin.domain.answer_request import read
from wxadmin.domain.people import Person
from wxadmin.domain.replies import Reply, match

PEOPLE = [Person(name) for name in ("沈知远", "陆明朗", "曾雨桐")]


@pytest.mark.parametrize(
    ("asked", "answers", "others"),
    [
        ("月底盘库，清楚安排请回复。", ["清楚安排"], ["库房钥匙在谁那", "哈哈"]),
        ("量完体温请回复“已测”。", ["已测", "测了", "已经测了", "已测，36.4", "测完了"], ["没测", "在测", "怎么测？"]),
        ("看到请扣1或者扣2。", ["1", "2", "选2"], ["3", "12点开会"]),
        ("请回复A/B：A、食堂 B、外卖", ["a", "选B", "外卖", "B方案"], ["C", "外卖几点到"]),
        ("要车位的请扣1，不要的扣2", ["2", "扣1"], ["3", "车位在哪"]),
        ("请各组回复领用箱数", ["3箱", "三箱", "我们组2箱", "0", "不要", "5"], ["箱子破了", "都行", "明天领"]),
        ("登记鞋码，请回复", ["42", "42码", "我要39"], ["偏小", "随便"]),
        ("请回复到岗时间", ["8:30", "八点半", "9点左右到"], ["路上", "稍等"]),
        ("到宿舍后请在群里报平安。", ["平安", "报平安"], ["还在路上", "不太平安"]),
        ("信息核对请回复“无误”，有误请说明", ["无误", "有误，手机号换了"], ["表在哪", "没看"]),
        ("账号可用请回复OK，不可用回复NO", ["NO", "no，密码错"], ["NO.1是谁", "账号是什么"]),
    ],
)
def test_words_of_its_own(asked, answers, others):
    request = read(asked)
    assert request
    assert [words for words in answers if request.note(words) is None] == []
    assert [words for words in others if request.note(words) is not None] == []


@pytest.mark.parametrize(
    "text", ["明天停电。", "请回复我", "请大家尽快回复，逾期不候", "请在周五前回复", "回复截止到18点", "有事请电话回复"]
)
def test_what_names_no_words_asks_for_none(text):
    assert not read(text).words


@pytest.mark.parametrize(
    ("asked", "answers", "others"),
    [
        ("报名时间：11月25日18:00前，收到请扣1", ["1", "好", "好的", "嗯嗯", "收到"], ["9点半", "11点前能到", "2"]),
        ("体检报到时间8:00，地点大厅，收到请回复", ["好的", "收到", "行"], ["8点", "8:00"]),
        ("明天停水，请各位告知家人停水时间，收到请回复", ["好", "收到"], ["12点"]),
        ("请统一购买工作服，尺码表见附件，收到请回复", ["好的", "好"], ["110", "L"]),
        ("注意事项：1.带身份证 2.带户口本。选好座位后签到，收到请回复", ["好的"], ["2", "带身份证"]),
        ("请家长写明到校时间，收到回复1", ["1", "好的", "收到", "8点到", "8:00"], ["9点开会"]),
        ("要车位的请扣1，不要的扣2，收到请回复", ["1", "2", "收到", "好的"], ["11", "3"]),
        ("请各班上报用餐人数，收到请回复", ["35", "好的", "收到"], ["等下报", "食堂在哪"]),
    ],
)
def test_everyday_words_of_an_announcement_are_no_question(asked, answers, others):
    for text in answers:
        assert confirmed(asked, text), text
    for text in others:
        assert not confirmed(asked, text), text


def confirmed(asked, text):
    return match(PEOPLE, [Reply("沈知远", text, 1)], asked=asked).confirmed


def test_a_figure_says_what_it_stands_for():
    request = read("周末加班，同意请扣1，不同意请扣2")
    assert (request.note("2"), request.note("1，可以")) == ("2（不同意）", "1，可以（同意）")


def test_answers_in_the_words_of_the_announcement_are_found():
    said = [Reply("沈知远", "测了", 1), Reply("陆明朗", "还没测", 2), Reply("曾雨桐", "已测，正常", 3)]
    found = match(PEOPLE, said, asked="量完体温请回复“已测”。")
    assert [(one.name, one.note) for one in found.confirmed] == [("沈知远", ""), ("曾雨桐", "正常")]
    assert found.missing == ("陆明朗",)


def test_the_announcement_in_the_same_file_says_so_as_well():
    order = Reply("王主任", "【通知】劳保用品今天发放，请各位回复件数，谢谢配合。", 1)
    said = [order, Reply("沈知远", "3件", 2), Reply("陆明朗", "好", 3), Reply("曾雨桐", "几点发", 4)]
    found = match([*PEOPLE, Person("王主任")], said)
    assert [(one.name, one.note) for one in found.confirmed] == [("沈知远", "3件")]


def test_a_member_who_calls_everybody_is_not_the_announcer():
    said = [
        Reply("沈知远", "@所有人 我晚到十分钟，大家先开", 1),
        Reply("沈知远", "收到", 2),
        Reply("陆明朗", "收到", 3),
    ]
    found = match(PEOPLE, said, asked="周会改到下午三点，收到请回复。")
    assert [one.name for one in found.confirmed] == ["沈知远", "陆明朗"]
    order = Reply("沈知远", "@所有人【周会】周会改到下午三点，收到请回复。", 1)
    found = match(PEOPLE, [order, *said[1:]], asked="周会\n周会改到下午三点，收到请回复。")
    assert [one.name for one in found.confirmed] == ["陆明朗"]


def test_behind_a_colon_other_words_are_talk():
    lines = Reply("", "沈知远：已测\n陆明朗：下雨了\n曾雨桐 下雨了", 1)
    found = match(PEOPLE, [lines], asked="量完体温请回复“已测”。")
    assert [one.name for one in found.confirmed] == ["沈知远", "曾雨桐"]
    assert [one.text for one in found.ambiguous] == ["陆明朗：下雨了"]
