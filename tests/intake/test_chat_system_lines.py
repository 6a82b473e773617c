from __future__ import annotations

import pytest

from wxadmin.intake.chat.system import read_notice


@pytest.mark.parametrize(
    ("line", "kind", "actor", "subjects"),
    [
        ('"甲"邀请"乙"加入了群聊', "join", "甲", ("乙",)),
        ("“甲”邀请“乙”加入了群聊", "join", "甲", ("乙",)),
        ('" 乙"通过扫描"甲"分享的二维码加入群聊', "join", "甲", ("乙",)),
        ('"乙"通过扫描你分享的二维码加入群聊', "join", "你", ("乙",)),
        ('你通过扫描"甲"分享的二维码加入群聊', "join", "甲", ("你",)),
        ('你邀请"甲"加入了群聊  ', "join", "你", ("甲",)),
        ('"甲"邀请你加入了群聊', "join", "甲", ("你",)),
        ('"甲"邀请你加入了群聊，群聊参与人还有：乙、丙', "join", "甲", ("你",)),
        ('"甲"邀请"乙、丙、丁"加入了群聊', "join", "甲", ("乙", "丙", "丁")),
        ('"甲"邀请"乙"、"丙"加入了群聊', "join", "甲", ("乙", "丙")),
        ('"甲"邀请你和"乙、丙"加入了群聊', "join", "甲", ("你", "乙", "丙")),
        ('"甲"邀"请"邀请"乙"加入了群聊', "join", '甲"邀"请', ("乙",)),
        ("A invited B、C to the group chat", "join", "A", ("B", "C")),
        ('"A" invited "B" to the group chat', "join", "A", ("B",)),
        ("You invited Ann Lee and Bo to the group chat", "join", "You", ("Ann Lee", "Bo")),
        ("A joined the group chat via the QR code shared by B", "join", "B", ("A",)),
        ('你将"乙"移出了群聊', "remove", "你", ("乙",)),
        ('"甲"将"乙"移出了群聊', "remove", "甲", ("乙",)),
        ('你被"甲"移出群聊', "remove", "甲", ("你",)),
        ('You removed "B" from the group chat', "remove", "You", ("B",)),
        ("You were removed from the group chat by A", "remove", "A", ("You",)),
        ('"甲"撤回了一条消息', "recall", "甲", ()),
        ("你撤回了一条消息 重新编辑", "recall", "你", ()),
        ('"甲"撤回了成员"乙"的一条消息', "recall", "甲", ()),
        ('"A" recalled a message', "recall", "A", ()),
        ("You recalled a message", "recall", "You", ()),
        ('"甲"修改群名为“新 名、字”', "rename", "甲", ("新 名、字",)),
        ('你修改群名为"新名"', "rename", "你", ("新名",)),
        ('A changed the group name to "New"', "rename", "A", ("New",)),
        ('"甲"置顶了一条消息', "pinned", "甲", ()),
        ("A pinned a message", "pinned", "A", ()),
        ('"甲"移除了一条置顶消息', "other", "甲", ()),
        ('"甲" 拍了拍 "乙" 的肩膀', "other", "甲", ("乙",)),
        ('我拍了拍 "乙"', "other", "我", ("乙",)),
        ('"甲"拍了拍我', "other", "甲", ("我",)),
        ('"甲" 拍了拍 "乙" 说早', "other", "甲", ("乙",)),
        ("你已成为新群主", "other", "你", ()),
        ('"甲"已启用“群聊邀请确认”，群成员需群主确认才能邀请朋友进群。', "other", "甲", ()),
        ("A left the group chat", "other", "A", ()),
    ],
)
def test_shapes(line: str, kind: str, actor: str, subjects: tuple[str, ...]) -> None:
    notice = read_notice(line)
    assert notice is not None
    assert (notice.kind, notice.actor, notice.subjects) == (kind, actor, subjects)


@pytest.mark.parametrize(
    "line",
    [
        "老王邀请小李加入了群聊",
        "我退出了群聊",
        "I invited Tom to the group chat",
        '他说"甲"邀请"乙"加入了群聊',
        '"甲"邀请"乙"加入了群聊，欢迎',
        "撤回了一条消息",
        "谁把群名改了",
        "",
        '"' * 400,
    ],
)
def test_talk_about_such_things_is_no_system_line(line: str) -> None:
    assert read_notice(line) is None


def test_where_the_source_says_so_names_need_no_marks() -> None:
    notice = read_notice("老王邀请小李加入了群聊", certain=True)
    assert notice is not None
    assert (notice.kind, notice.actor, notice.subjects) == ("join", "老王", ("小李",))
    notice = read_notice("老王 拍了拍 李老师", certain=True)
    assert notice is not None
    assert notice.subjects == ("李老师",)
