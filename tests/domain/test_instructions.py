from __future__ import annotations

from datetime import UTC, datetime

import pytest

from wxadmin.domain import message_blanks
from wxadmin.domain.instructions import find, title_of

SAID = datetime.fromisoformat("2026-09-22T14:30")


@pytest.mark.parametrize(
    ("text", "due", "answer", "solution"),
    [
        ("请各部门今天下班前报值班名单，收到请回复", "今天下班前", True, False),
        ("@所有人 30分钟内回复收到", "30分钟内", True, False),
        ("各位同事下午好，请明天上午9点前把盘点表发到我邮箱", "明天上午9点前", False, False),
        ("三楼漏水，请@李建业 马上处理，当天给出解决方案，30分钟内回复", "30分钟内", False, True),
        ("各位家长：请在周五前完成接龙", "在周五前", False, False),
        ("国庆期间注意防火，收到请回复", "", True, False),
    ],
)
def test_an_instruction_is_found_with_its_deadline(text, due, answer, solution):
    found = find(text, SAID)
    assert found is not None
    assert ("" if found.due is None else found.due.words, found.answer, found.solution) == (due, answer, solution)


@pytest.mark.parametrize(
    "text",
    [
        "收到", "好的，我今天下班前报", "收到请回复吗？", "周五前能交吗？", "今天天气不错", "请大家注意安全",
        "我已经在今天下班前交了", "请问今天下班前要报吗", "晚上一起吃饭", "三天前报过了",
    ],
)  # fmt: skip
def test_talk_is_none(text):
    assert find(text, SAID) is None


def test_who_is_named_is_known():
    found = find("@李建业 @陆明朗 请今天下班前交表", SAID)
    assert found is not None
    assert found.mentioned == ("李建业", "陆明朗")
    assert not found.everybody
    assert find("@所有人 请今天下班前交表", SAID).everybody  # type: ignore[union-attr]


def test_a_title_is_the_first_sentence_without_greeting():
    assert (
        title_of("@所有人 各位同事下午好，请明天上午9点前把盘点表发到我邮箱。谢谢")
        == "请明天上午9点前把盘点表发到我邮箱"
    )
    assert len(title_of("请" + "报" * 80)) == 24


def test_blanks_of_a_text():
    text = "{{时间}}在{{ 地点 }}开会，{{时间}}，{坏}"
    assert message_blanks.names(text) == ("时间", "地点")
    assert message_blanks.filled(text, {"时间": "{{地点}}"}) == "{{地点}}在〔地点〕开会，{{地点}}，{坏}"
    assert message_blanks.missing(text, {"时间": " "}) == ("时间", "地点")
    assert message_blanks.broken("一{{二") == ((1, 3),)
    assert message_blanks.broken(text) == ()


@pytest.mark.parametrize(
    ("words", "solved"),
    [
        ("@钱大勇 二号线漏水，收到请回复，今天下班前解决。", "18:00"),
        ("@钱大勇 请今天17:30前把漏水处理好并报结果", "17:30"),
        ("@钱大勇 今天12点前回复收到，当天处理好", ""),
        ("请各班组30分钟内回复收到，今日内给出处理结果", ""),
    ],
)
def test_the_clock_of_the_solution_is_not_that_of_the_answer(words, solved):
    found = find(words, datetime(2026, 9, 21, 9, tzinfo=UTC))
    assert found is not None
    assert (found.solution, found.solved) == (True, solved)
