"""The explanation of a verdict: cleaning, reading, the stages in order, who was set aside, the conclusion."""

from __future__ import annotations

import pytest

from wxadmin.domain.names import MemberCheck, NameRule, Step, check_names
from wxadmin.domain.people import Person
from wxadmin.intake.name_tables import load

STAFF = (
    Person("孟长河", (("厂", "销售部"),), phone="15400001111"),
    Person("左思源", (("厂", "销售部"),)),
    Person("左思源", (("厂", "质检科"),)),
    Person("刘颖", (("厂", "客服部"),)),
)


def one(nickname: str, rule: str = "部门-姓名") -> MemberCheck:
    return check_names(STAFF, [nickname], NameRule.parse(rule), load()).members[0]


def test_a_passing_nickname_says_what_was_read_and_why_it_is_accepted() -> None:
    assert one("销售部-孟长河").steps == (
        Step("销售部", "read", "读作部门"),
        Step("孟长河", "read", "读作姓名"),
        Step("孟长河", "found", "名册上叫这个名字的有1人：孟长河（销售部）"),
        Step("", "verdict", "姓名完全一致且只有一人，认定为孟长河（销售部）"),
    )


def test_same_names_say_why_not_the_other() -> None:
    steps = one("质检科-左思源").steps
    assert Step("左思源", "set_aside", "不是左思源（销售部）：昵称写的是质检科") in steps
    assert steps[-1].words == "靠部门分清同名，认定为左思源（质检科）"


@pytest.mark.parametrize(
    ("nickname", "kind", "words"),
    [
        ("客服部-刘影", "found", "读音相同：刘颖（客服部）"),
        ("客服部-劉穎", "found", "繁简或异体写法相同：刘颖（客服部）"),
        ("客服部-刘颖经理", "found", "去掉“经理”后，名册上叫这个名字的有1人：刘颖（客服部）"),
        ("客服部-刘\u200b颖🌸", "cleaned", "先去掉看不见的字符（U+200B）"),
        ("客服部-刘颖🌸", "cleaned", "装饰符号，比对时不看"),
        ("我是客服部的刘颖", "found", "昵称里出现了这个姓名：刘颖（客服部）"),
        ("客服部-刘颖15400001111", "verdict", "昵称里的内容指向不同的人，请人工确认"),
        ("客服部-刘颖爸爸", "verdict", "昵称说的是这个人身边的人，不是本人"),
        ("客服部-刘影", "verdict", "只有姓名完全一致才自动认定，写法不同的只作推荐，请人工确认"),
        ("财务部-孟长河", "verdict", "这个名字只有一人，认定为孟长河（销售部），但部门不对"),
        ("随风飘的云", "read", "不像姓名"),
        ("刘…", "cleaned", "名单把昵称截断了，只能看到开头"),
    ],
)
def test_each_stage_has_its_words(nickname: str, kind: str, words: str) -> None:
    assert words in [step.words for step in one(nickname).steps if step.kind == kind]


def test_a_second_account_is_named_at_the_end() -> None:
    report = check_names(STAFF, ["销售部-孟长河", "孟长河"], NameRule.parse("部门-姓名"), load())
    assert report.members[1].steps[-1].words == "名册上的孟长河（销售部）已由“销售部-孟长河”对应"
