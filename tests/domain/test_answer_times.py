from __future__ import annotations

from datetime import datetime

import pytest

from wxadmin.domain.answer_times import agrees, asked


def day(written: str) -> datetime:
    return datetime.fromisoformat(written)


SAID = day("2026-11-23T10:00")  # a Monday


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("请下午3点前回复", "下午3点前"), ("收到请于周三18:00前回复", "于周三18:00前"), ("30分钟内回复收到", "30分钟内"),
        ("看到后请在明天中午12点前接龙", "在明天中午12点前"), ("回复截止时间：11月25日12点", "截止时间：11月25日12点"),
        ("请周五前交表，今天18:00前回复收到", "今天18:00前"), ("收到回复，最迟明天上午10点", "最迟明天上午10点"),
        ("请于11月25日（周三）18:00前，在群里回复", "于11月25日（周三）18:00前"), ("3个工作日内答复", "3个工作日内"),
        ("各部门须在30分钟内回复", "30分钟内"),
    ],
)  # fmt: skip
def test_a_time_for_answers_is_found(text, words):
    (one,) = asked(text, SAID)
    assert (one.words, text[one.start : one.end]) == (words, words)


@pytest.mark.parametrize(
    "text",
    [
        "请周五前交表", "明天上午9点前到场", "报名截止11月25日，报名后回复", "请在周三前把表交到办公室并回复",
        "11月25日前完成整改，完成后回复", "下午3点开会，收到请回复", "请于周三前缴费，缴费后接龙", "本周五前不再回复",
        "下班前关好门窗，收到回复", "成员应在30分钟内回复群内通知", "接报后五分钟内回复处置意见", "留言在24小时内答复", "周五前交回执单原件。收到请回复", "",
    ],
)  # fmt: skip
def test_a_time_for_something_else_is_left_alone(text):
    assert asked(text, SAID) == ()


@pytest.mark.parametrize(
    ("text", "deadline", "same"),
    [
        ("下午3点前回复", "2026-11-23T15:00", True), ("下午3点前回复", "2026-11-23T18:00", False),
        ("周三前回复", "2026-11-25T12:00", True), ("周三前回复", "2026-11-26T12:00", False),
        ("今天下班前回复", "2026-11-23T17:30", True), ("今天下班前回复", "2026-11-23T20:00", False),
        ("明天上午前回复", "2026-11-24T11:30", True), ("30分钟内回复", "2026-11-23T10:30", True),
        ("30分钟内回复", "2026-11-23T11:00", False), ("2天内回复", "2026-11-25T10:00", True),
    ],
)  # fmt: skip
def test_a_deadline_agrees_with_the_words_or_not(text, deadline, same):
    (one,) = asked(text, SAID)
    assert agrees(one, day(deadline), SAID) is same
