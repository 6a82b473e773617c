"""What a paste is, from its shape alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from wxadmin.ui.paste import recognise, recognise_file

CHATS = {
    "four": "阿白\n2026年09月22日 21:40\n晚上好\n\n小林\n2026年09月22日 21:41\n在的\n",
    "mac": "昵称A 2026/9/17 21:07\n内容\n\n昵称 B 2026/9/17 21:08\n另一句\n",
    "windows": "周敏: \n明天开会\n\n林强: \n好的\n",
    "mail": "下面是群里的聊天记录如下，请查收。\n\n—————  2026-09-03  —————\n\n周敏  18:44\n好\n",
    "lines": "周敏 (2026-03-26 10:20:11):早\n林强 (2026-03-26 10:20:15):早\n",
    "json": '{"messages":[{"sender":"a","timestamp":1,"type":0,"content":"x"}]}',
    "talk of matters": "周敏: \n我要举报林强刷屏\n\n林强: \n建议你先问清楚\n",
    "csv": "Time,SenderName,Sender,Type,Content\n2026-01-01 10:00:00,甲,a,1,你好\n",
}


@pytest.mark.parametrize("text", CHATS.values(), ids=CHATS.keys())
def test_chats(text: str) -> None:
    assert recognise(text) == "chat"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("#接龙\n周五开会\n1. 周敏\n2. 林强 晚到", "replies"),
        ("我是销售部周敏，申请入群", "application"),
        ("#接龙\n入群申请\n1. 销售部周敏\n2. 行政部林强", "application"),
        ("收到\n收到！\n收到\n好的", "replies"),
        ("销售部-周敏\n行政部-林强\n张三妈妈\n添加", "members"),
        ("姓名\t部门\t手机\n周敏\t销售部\t154\n", "roster"),
        ("学号,姓名,班级\n1,周敏,三(2)班\n", "roster"),
        ("群管理规定\n第一章 总则\n第一条 为了……\n第二条 本群……\n第三条 本规定……\n", "regulation"),
        ("通知\n一、开会时间\n内容\n二、地点\n内容\n三、要求\n内容\n", "regulation"),
        ("陆明朗：举报夜来香在群里发兼职广告\n曾雨桐：建议通知发得早一点\n沈知远：今天天气不错\n", "matter"),
        ("【求助】孩子走失，请大家帮忙", "matter"),
        ("类型：举报\n举报人：周敏\n内容：有人在群里刷屏\n", "matter"),
        ("通知\n一、举报电话\n二、建议箱\n三、求助方式\n", "regulation"),
        ("销售部-周建议\n行政部-林求助\n", "members"),
        ("", "unknown"),
        ("今天下午三点在会议室开会，请大家带上上个月的材料，谢谢配合，没有特殊情况不要请假。", "unknown"),
    ],
)
def test_other_kinds(text: str, kind: str) -> None:
    assert recognise(text) == kind


def test_files_by_name_and_content(tmp_path: Path) -> None:
    assert recognise_file(tmp_path / "花名册.xlsx") == "roster"
    assert recognise_file(tmp_path / "规定.docx") == "regulation"
    assert recognise_file(tmp_path / "不在.txt") == "unknown"
    chat = tmp_path / "聊天.txt"
    chat.write_bytes(CHATS["four"].encode("gb18030"))
    assert recognise_file(chat) == "chat"


def test_a_huge_paste_is_judged_without_backtracking_for_minutes() -> None:
    import time

    begin = time.perf_counter()
    recognise("甲 " * 2_000_000)
    recognise(("a" * 39 + " ") * 50_000 + "\n")
    assert time.perf_counter() - begin < 30
