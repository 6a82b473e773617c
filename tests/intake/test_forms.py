"""The forms as data: which there are, and how blanks are filled."""

from __future__ import annotations

import re

import pytest

from wxadmin.domain.errors import UserError
from wxadmin.domain.forms import FormKind
from wxadmin.intake import forms

KEYS = {"join", "exit", "activity", "activity_summary", "appeal", "delivery", "recommendation"}
WHERE = {"unit": "石榴湾渔港管理站", "group": "石榴湾调度群"}


def values_of(key: str, values: dict[str, str], **more: str) -> dict[str, str]:
    paper = forms.fill(key, values, **{**WHERE, **more})
    return {field.label: field.value for row in paper.rows for field in row}


def test_what_there_is() -> None:
    kinds = forms.kinds()
    keys = [kind.key for kind in kinds]
    assert set(keys) >= KEYS | {"founding", "handover", "submission", "report", "leave"}
    assert len(keys) == len(set(keys)) == len({kind.title for kind in kinds})
    served = {duty for kind in kinds for duty in kind.serves}
    assert served >= {"G2", "M4", "M5", "M6", "A4", "E1", "V1", "V4", "V6", "P1", "P5", "L", "R6"}
    assert all(re.fullmatch(r"[GMPVAELHR]\d?", duty) for duty in served)


@pytest.mark.parametrize("kind", forms.kinds(), ids=lambda kind: kind.key)
def test_each_form_is_whole(kind: FormKind) -> None:
    assert kind.title
    assert kind.summary.endswith("。")
    assert len({blank.key for blank in kind.blanks}) == len({blank.label for blank in kind.blanks}) == len(kind.blanks)
    paper = forms.fill(kind.key, {}, **WHERE)
    assert [field.label for row in paper.rows for field in row] == [blank.label for blank in kind.blanks]
    assert any(field.signed or field.columns for row in paper.rows for field in row), "nobody signs"
    words = [kind.summary, paper.statement, paper.note, *(blank.label for blank in kind.blanks)]
    assert not re.search(r"[{}]|[,;:?!](?![0-9])", "".join(words))
    assert all(0 < blank.lines <= 20 for blank in kind.blanks)
    # A small table has the whole width, so it shares its row with nothing.
    assert all(len(row) == 1 for row in paper.rows if any(field.columns for field in row))


def test_by_key_or_label() -> None:
    by_key = values_of("join", {"name": "欧阳𠮷", "reason": "调入冰车班"})
    by_label = values_of("join", {"姓名": "欧阳𠮷", "申请事由": "调入冰车班"})
    assert by_key == by_label
    assert by_key["姓名"] == "欧阳𠮷"
    assert by_key["申请加入的群"] == "石榴湾调度群"
    assert values_of("join", {"group": "另一群"})["申请加入的群"] == "另一群"
    assert values_of("join", {"group": ""})["申请加入的群"] == ""


def test_where_the_group_stands_in_the_text() -> None:
    paper = forms.fill("join", {}, **WHERE, number="表单〔2026〕3号")
    assert "“石榴湾调度群”" in paper.statement
    assert (paper.unit, paper.group, paper.number) == (*WHERE.values(), "表单〔2026〕3号")
    assert "“________”" in forms.fill("join", {}, unit="", group="").statement
    assert "“{unit}”" in forms.fill("join", {}, unit="站", group="{unit}").statement


def test_values_are_taken_literally() -> None:
    values = values_of("join", {"name": " {group}<b>&\t", "reason": "一\r\n二\r三"})
    assert values["姓名"] == "{group}<b>&"
    assert values["申请事由"] == "一\n二\n三"


def test_unknown_form() -> None:
    with pytest.raises(UserError, match=r"没有名为“jion”的表单.*join（入群申请表）"):
        forms.fill("jion", {}, **WHERE)
    with pytest.raises(UserError, match="没有名为"):
        forms.kind("../join")


def test_unknown_blank_is_refused_and_named() -> None:
    with pytest.raises(UserError, match=r"表单“入群申请表”：没有“年龄”这一栏.*姓名"):
        forms.fill("join", {"姓名": "陶", "年龄": "30"}, **WHERE)


def test_a_blank_filled_twice_is_refused() -> None:
    with pytest.raises(UserError, match="填了两次"):
        forms.fill("join", {"姓名": "陶", "name": "柳"}, **WHERE)


def test_too_long() -> None:
    assert values_of("join", {"reason": "港" * forms.LONGEST})["申请事由"] == "港" * forms.LONGEST
    with pytest.raises(UserError, match="“申请事由”超过"):
        forms.fill("join", {"申请事由": "港" * (forms.LONGEST + 1)}, **WHERE)
