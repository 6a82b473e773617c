from __future__ import annotations

from datetime import date

import pytest

from wxadmin.domain.errors import UserError
from wxadmin.intake.applications import read


@pytest.mark.parametrize(
    ("text", "kind", "called", "reason"),
    [
        ("我是四(1)班钱小满妈妈，申请入群", "join", "四(1)班钱小满妈妈", ""),
        ("老师您好，我是钱小满的妈妈，想进群，谢谢", "join", "钱小满妈妈", ""),
        ("仓储部孔令扬因岗位调整申请退群", "exit", "仓储部孔令扬", "岗位调整"),
        ("我叫李想，仓储部的，请拉我进群", "join", "仓储部-李想", ""),
        ("麻烦把仓储部尤佳拉进群", "join", "仓储部尤佳", ""),
        ("申请人：孔令扬 仓储部，申请退出本群，原因：离职", "exit", "孔令扬 仓储部", "离职"),
        ("大家好，我是仓储部新来的员工尤佳，申请加入", "join", "仓储部尤佳", ""),
        ("拟成立秋游筹备群，申请人：工会尤佳", "founding", "工会尤佳", ""),
        ("申请解散秋游筹备群，申请人：工会尤佳", "dissolving", "工会尤佳", ""),
        ("我是仓储部尤佳，想添加供应商微信，对外联系", "outside", "仓储部尤佳", ""),
        ("因为孩子转学，申请退群，四(1)班钱小满妈妈", "exit", "四(1)班钱小满妈妈", "孩子转学"),
        ("我是四(1)班钱小满妈妈\n申请入群", "join", "四(1)班钱小满妈妈", ""),
    ],
)
def test_a_sentence_says_who_asks_for_what(text, kind, called, reason):
    (one,) = read(text).requests
    assert (one.kind, one.called, one.reason) == (kind, called, reason)


def test_forms_tables_and_chains_hold_several():
    forms = "入群申请\n姓名：尤佳\n部门：仓储部\n申请事由：对账\n年龄：30\n\n姓名：钱小满\n班级：四(1)班\n与学生的关系：爸爸\n"
    one, two = read(forms).requests
    assert (one.name, one.fields["department"], one.reason) == ("尤佳", "仓储部", "对账；年龄：30")
    assert two.called == "四(1)班-钱小满爸爸"
    table = "退群名单\n姓名\t部门\t手机\t原因\n尤佳\t仓储部\t15400000001\t调岗\n\t\t15400000002\t\n孔令扬\t仓储部\t\t\n"
    seen = read(table)
    assert [(r.kind, r.name, r.line) for r in seen.requests] == [("exit", "尤佳", 3), ("exit", "孔令扬", 5)]
    assert [(line, why) for line, _words, why in seen.left] == [(1, "在表头上面"), (4, "这一行没有姓名")]
    chain = "#接龙\n要进群的请接龙\n例 四班 张三 爸爸\n\n1. 四(1)班钱小满妈妈\n2. 四(1)班 孔小圆 爸爸\n3. 谢谢"
    seen = read(chain)
    assert [r.name for r in seen.requests] == ["钱小满", "孔小圆"]
    assert seen.left[0][0] == 7


def test_a_cell_of_ten_thousand_characters_is_no_name():
    seen = read("姓名\t部门\n" + "甲" * 10_000 + "\t仓储部\n尤佳\t仓储部\n")
    assert [r.name for r in seen.requests] == ["尤佳"]
    assert seen.left[0][::2] == (2, "姓名有 10000 个字，不像姓名")


def test_in_a_chat_the_sender_is_who_asks_and_a_question_is_no_application():
    text = (
        "班主任\n2026年09月20日 10:30\n谁要进群的说一下\n\n满妈\n2026年09月20日 10:31\n我是四(1)班钱小满妈妈，申请入群\n\n"
        "孔令扬\n2026年09月20日 10:32\n申请退群\n\n尤佳\n2026年09月20日 10:33\n今天下雨\n\n"
        "尤佳\n2026年09月20日 10:34\n#接龙\n周五聚餐\n1. 尤佳\n2. 孔令扬\n"
    )
    seen = read(text)
    assert [(r.kind, r.called, r.nickname) for r in seen.requests] == [
        ("join", "四(1)班钱小满妈妈", "满妈"),
        ("exit", "孔令扬", "孔令扬"),
    ]
    assert {r.received for r in seen.requests} == {date(2026, 9, 20)}
    assert [words for _line, words, _why in seen.left][:2] == ["谁要进群的说一下", "今天下雨"]


@pytest.mark.parametrize(
    "text",
    ["入群前请先阅读本群的管理规定并遵守，谢谢", "大家好", "想退群", "   ", "入群申请", "谢谢\n收到", "。" * 500],
)
def test_no_application_is_said_plainly(text):
    with pytest.raises(UserError, match="没有看出申请"):
        read(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("甲\0", "NUL"),
        ("字" * 200_001, "超过 200000 个字"),
        ("\n".join(f"{n}. 仓储部尤佳" for n in range(1, 502)), "最多 500"),
    ],
)
def test_damaged_and_endless_texts_are_refused(text, words):
    with pytest.raises(UserError, match=words):
        read(text)
