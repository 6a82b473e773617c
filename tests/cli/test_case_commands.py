"""A case by command line from draft to delivery, its JSON, and what is refused in one sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.fresh_records import fresh_records
from wxadmin.cli import main
from wxadmin.domain.cases import Infraction, Measure, Party
from wxadmin.domain.people import Person
from wxadmin.services import cases, groups, notices, people, records, settings
from wxadmin.services.cases import CaseDraft
from wxadmin.services.groups import GroupDraft

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Two drafts: one of two people, one of a nickname nobody is known for."""
    with fresh_records(tmp_path / "r") as store:
        group = groups.create(store, GroupDraft("甲群", unit="甲公司")).value
        one, two = (
            people.add(store, Person(name, (("甲公司", "销售部"),)), group=group).value for name in ("林岚", "方立")
        )
        others = (Party(two, "", (Infraction("回骂"),), (Measure("oral"),)),)
        cases.create(
            store, CaseDraft(group, one, "骂人。", "", date(2026, 9, 20), measures=("mute",), days=3, others=others)
        )
        cases.create(store, CaseDraft(group, None, "发广告", sender="夜来香"))

    def call(*argv: str) -> tuple[int, str, str]:
        code = main([*argv, "--records", str(tmp_path / "r")])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def test_from_draft_to_delivery(run: Run, tmp_path: Path) -> None:
    code, out, _err = run("case", "list", "--json", "--filter", "draft", "--search", "方立")
    assert code == 0
    assert [(row["id"], row["人员"]) for row in json.loads(out)] == [(1, "林岚、方立")]
    code, out, _err = run(
        "case", "decide", "1", "--measure", "林岚=禁言:7", "--measure", "方立=警告", "--committee", "三人表决"
    )
    assert (code, out.strip()) == (0, "已决定，编号 违处〔2026〕1号".replace("2026", out.split("〔")[1][:4]))
    number = out.split()[-1]
    code, out, _err = run("case", "show", number, "--json")
    shown = json.loads(out)
    assert [[one["words"] for one in party["sanctions"]] for party in shown["parties"]] == [["禁言7天"], ["警告"]]
    assert shown["next_key"] == "issue"
    assert shown["draft"]["occurred"] == "2026-09-20"
    code, out, _err = run("case", "decide", number, "--measure", "林岚=警告")
    assert (code, "已经决定过" in _err) == (2, True)
    code, out, _err = run("case", "list", "--json", "--search", number)
    assert [row["处罚措施"] for row in json.loads(out)] == ["林岚 禁言7天；方立 警告"]
    assert json.loads(run("case", "list", "--json", "--search", "2号")[1]) == []
    assert run("case", "note", number, "本人已道歉")[0] == 0
    with records.open_at(tmp_path / "r") as store:
        notices.issue(store, 1)
    code, out, _err = run("case", "deliver", number, "当面", "--party", "林岚", "--refused", "方立")
    assert code == 0
    code, out, _err = run("case", "show", number)
    assert "拒收" in out
    assert "本人已道歉" in out
    assert "。；" not in out
    code, out, err = run("case", "unit", number, "已阅")
    assert (code, "没有给单位的处理建议" in err) == (2, True)
    assert run("case", "void", number, "事实有误")[0] == 0
    assert "已作废" in run("case", "show", number)[1]


def test_drafts_are_joined_and_parted(run: Run) -> None:
    assert run("case", "merge", "1", "2")[0] == 0
    assert run("case", "show", "2")[0] == 2
    code, out, _err = run("case", "split", "1", "夜来香")
    assert code == 0
    assert "发广告" in run("case", "show", out.split()[-1])[1]


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("decide", "1", "--measure", "警告", "--by", "王"), "不能确定是哪位当事人"),
        (("decide", "1", "--measure", "林岚=警告", "--by", "王"), "没有选对 方立 的处罚措施"),
        (("decide", "2", "--measure", "罚站", "--by", "王"), "没有处罚措施“罚站”"),
        (("discard", "2"), "草稿里还有当事人"),
        (("decide", "2", "--measure", "禁言:很久", "--by", "王"), "天数读不懂"),
        (("decide", "2", "--measure", "警告:30", "--by", "王"), "不能带天数或金额：30"),
        (("decide", "2", "--measure", "警告"), "没有写决定人"),
        (("decide", "2", "--measure", "警告", "--by", "王", "--day", "2999-01-01"), "还没有到"),
        (("show", "违处〔1999〕1号"), "没有编号为"),
        (("show", "77"), "没有这个案件"),
        (("deliver", "2", "当面"), "案件还没有决定"),
        (("split", "2", "夜来香"), "只有一位当事人"),
        (("merge", "1"), "至少要选两个"),
        (("list", "--filter", "nothing"), "没有这种筛选"),
    ],
)
def test_what_cannot_be_is_said_on_one_line(run: Run, argv: tuple[str, ...], words: str) -> None:
    code, out, err = run("case", *argv)
    assert (code, out) == (2, "")
    assert words in err
    assert len(err.splitlines()) == 1


def test_what_only_the_unit_can_do_is_off_by_default_and_comes_with_its_caution(run: Run, tmp_path: Path) -> None:
    order = ("case", "decide", "1", "--by", "王", "--measure", "林岚=罚款:50", "--measure", "方立=警告")
    code, _out, err = run(*order)
    assert (code, "没有打开对单位的处理建议" in err) == (2, True)
    with records.open_at(tmp_path / "r") as store:
        settings.save(store, replace(settings.get(store), recommend="yes"))
    code, out, err = run(*order)
    assert code == 0
    assert out.startswith("已决定，编号")
    assert "群主无权罚款" in err


def test_a_decision_has_days_and_sums_for_each_measure(run: Run, tmp_path: Path) -> None:
    with records.open_at(tmp_path / "r") as store:
        settings.save(store, replace(settings.get(store), recommend="yes"))
    measures = ("罚款:100", "赔偿:800", "停用账号:30", "移出群:7")
    order = [part for one in measures for part in ("--measure", one)]
    code, out, err = run("case", "decide", "2", "--by", "王", *order)
    assert code == 0, err
    number = out.split()[-1]
    (row,) = json.loads(run("case", "list", "--json", "--search", number)[1])
    assert row["处罚措施"] == "罚款100元、赔偿800元、停用账号30天、移出群7天"


def test_a_case_from_its_opening_to_the_answer_of_an_appeal(run: Run) -> None:
    order = ("case", "create", "--group", "甲群", "--party", "林岚", "--party", "路人甲", "--facts", "互相辱骂。")
    code, out, err = run(*order, "--act", "abuse")
    assert (code, "没有“路人甲”，按群昵称立案" in err) == (0, True)
    case = out.split()[-1]
    shown = json.loads(run("case", "show", case, "--json")[1])
    assert [party["name"] or party["sender"] for party in shown["parties"]] == ["林岚", "路人甲"]
    assert {act["facts"] for party in shown["parties"] for act in party["acts"]} == {"互相辱骂。"}
    decide = ("--measure", "林岚=禁言:7", "--measure", "林岚=移出群:30", "--measure", "路人甲=警告")
    assert run("case", "decide", case, "--by", "王", *decide)[0] == 0
    code, out, err = run("case", "issue", case)
    assert (code, out.count("号")) == (0, 2), err
    assert run("case", "carry", case, "禁言", "--party", "林岚")[:2] == (0, "禁言7天 已执行\n")
    assert run("case", "amend", case, "写错天数", "--measure", "禁言:5", "--party", "林岚")[0] == 0
    assert run("case", "deliver", case, "当面", "--party", "林岚")[0] == 0
    code, out, err = run("case", "appeal", case, "处罚过重", "--party", "林岚")
    assert (code, out.startswith("已登记申诉")) == (0, True), err
    answer = ("case", "answer", case, "reduced", "情节较轻", "--party", "林岚", "--measure", "禁言:2", "--by", "李")
    code, out, err = run(*answer)
    assert (code, out) == (0, "已答复\n"), err
    assert run("case", "lift", case, "禁言", "已道歉", "--party", "林岚")[:2] == (0, "已解除：禁言2天\n")
    (row,) = json.loads(run("case", "list", "--json", "--search", "路人甲")[1])
    assert row["处罚措施"] == "林岚 申诉后：禁言2天（已解除）；路人甲 警告"


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("create", "--group", "乙群", "--party", "林岚", "--facts", "骂人"), "没有叫“乙群”的群"),
        (("amend", "2", "写错", "--facts", "骂人了"), "案件还没有决定"),
        (("issue", "2"), "还没有决定"),
        (("carry", "2", "禁言"), "没有在执行的处罚措施“禁言”"),
        (("lift", "2", "罚站", "从轻"), "没有处罚措施“罚站”"),
        (("appeal", "2", "不服"), "还没有决定"),
        (("answer", "2", "maintained", "无误"), "没有收到过申诉"),
    ],
)
def test_what_cannot_be_done_is_said_on_one_line(run: Run, argv: tuple[str, ...], words: str) -> None:
    code, out, err = run("case", *argv)
    assert (code, out) == (2, ""), err
    assert words in err
    assert len(err.splitlines()) == 1
