"""Exports as tables and records, recognised by their headers."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from wxadmin.domain.chat import Quote, Transcript
from wxadmin.domain.errors import UserError
from wxadmin.intake.chat import guess_columns, parse_chat, read_chat


def said(chat: Transcript) -> list[tuple[str, str | None, str, str]]:
    return [(one.sender, one.time, one.kind, one.text) for one in chat.messages]


NAMED = (
    "Time,SenderName,Sender,TalkerName,Talker,Content\n"
    '2026-07-20 08:01:12,教务-鲁 宁,wxid_a1,夜校,123@chatroom,"今晚停课, 请""转告"""\n'
    '2026-07-20 08:02:00,系统消息,,夜校,123@chatroom,"""教务-鲁 宁""邀请""数学-白、物理-黑""加入了群聊"\n'
    '2026-07-20 08:03:00,数学-白,wxid_b2,夜校,123@chatroom,"#接龙\n周五\n\n1. 白"\n'
    "2026-07-20 08:04:00,数学-白,wxid_b2,夜校,123@chatroom,https://example.cn/a?b=1\n"
)


def test_table_with_sender_names() -> None:
    chat = parse_chat(NAMED)
    assert (chat.format, chat.group, chat.rejected) == ("csv", "夜校", ())
    assert said(chat) == [
        ("教务-鲁 宁", "2026-07-20T08:01:12", "text", '今晚停课, 请"转告"'),
        ("数学-白", "2026-07-20T08:03:00", "chain", "#接龙\n周五\n\n1. 白"),
        ("数学-白", "2026-07-20T08:04:00", "link", "https://example.cn/a?b=1"),
    ]
    assert [(e.kind, e.actor, e.subjects, e.time, e.after) for e in chat.events] == [
        ("join", "教务-鲁 宁", ("数学-白", "物理-黑"), "2026-07-20T08:02:00", 1)
    ]
    assert [one.line for one in chat.messages] == [2, 4, 8]


def test_the_same_with_tabs_mark_and_windows_line_ends(tmp_path: Path) -> None:
    source = tmp_path / "夜校.tsv"
    source.write_bytes(b"\xef\xbb\xbf" + NAMED.replace(",", "\t").replace("\n", "\r\n").encode())
    assert [one.sender for one in read_chat(source).messages] == ["教务-鲁 宁", "数学-白", "数学-白"]


def test_tabs_need_no_quotation_marks() -> None:
    chat = parse_chat('\n\n时间\t发送人\t内容\n2026-07-20 08:01\t甲\t"收到"请回\n2026-07-20 08:02\t乙\t"好\n')
    assert [(one.text, one.line) for one in chat.messages] == [('"收到"请回', 4), ('"好', 5)]


def test_two_groups_in_one_table_leave_the_group_open() -> None:
    assert parse_chat(NAMED.replace("夜校", "日校", 1)).group is None


ACCOUNTS = (
    "id,MsgSvrID,type_name,is_sender,talker,room_name,msg,src,CreateTime\n"
    "1,77,文本,0,wxid_k2,999@chatroom,交班正常,,2026-05-06 06:41:03\n"
    r"2,78,图片,1,wxid_m3,999@chatroom,[图片],夜班\a.jpg,2026-05-06 06:42:00" + "\n"
    '3,79,系统通知,0,,999@chatroom,"""四号""撤回了一条消息",,2026-05-06 06:43:00\n'
    '4,80,引用回复,0,wxid_k2,999@chatroom,"「四号：累\n- - - - - - - - - - - - - - -\n睡」",,2026-05-06 06:44:00\n'
    '5,81,引用回复,0,wxid_k2,999@chatroom,"「四号：累」\n- - - - - - - - - - - - - - -\n睡",,2026-05-06 06:45:00\n'
    "6,82,动画表情,0,wxid_m3,999@chatroom,[动画表情],,2026-05-06 06:46:00\n"
    "7,83,文件,0,wxid_m3,999@chatroom,表.xlsx,,2026-05-06 06:47:00\n"
    "8,84,转账,0,wxid_m3,999@chatroom,¥8,,2026-05-06 06:48:00\n"
)


def test_accounts_stand_for_senders_with_one_warning_and_a_room_id_is_no_name() -> None:
    chat = parse_chat(ACCOUNTS)
    assert chat.group is None
    assert [(one.sender, one.kind) for one in chat.messages] == [
        ("wxid_k2", "text"),
        ("wxid_m3", "image"),
        ("wxid_k2", "text"),
        ("wxid_k2", "text"),
        ("wxid_m3", "sticker"),
        ("wxid_m3", "file"),
        ("wxid_m3", "other"),
    ]
    assert chat.messages[3].quote == Quote("四号", "累")
    assert chat.messages[2].quote is None
    assert [(piece.line, piece.text) for piece in chat.rejected] == [(2, "wxid_k2")]
    assert "账号" in chat.rejected[0].why
    assert [(e.kind, e.actor) for e in chat.events] == [("recall", "四号")]


def test_a_type_may_say_that_it_was_shared() -> None:
    row = "9,85,(分享)卡片式链接,0,wxid_m3,999@chatroom,秋招,,2026-05-06 06:49:00\n"
    assert parse_chat(ACCOUNTS + row).messages[-1].kind == "link"


def test_who_only_stands_beside_a_system_row_needs_no_warning() -> None:
    header, notice = (
        ACCOUNTS.split("\n", maxsplit=1)[0],
        "3,79,系统通知,0,wxid_k2,夜班,四号撤回了一条消息,,2026-05-06 06:43:00",
    )
    chat = parse_chat(f"{header}\n{notice}\n4,80,文本,0,阿华,夜班,早,,2026-05-06 06:44:00\n")
    assert ([event.actor for event in chat.events], chat.rejected) == (["四号"], ())
    message = {"sender": "u7", "timestamp": AT, "type": 80, "content": "甲邀请乙、丙加入了群聊"}
    chat = parse_chat("\n".join(json.dumps(one) for one in (HEADER, MESSAGES[7] | {"accountName": "秋水"}, message)))
    assert ([event.actor for event in chat.events], chat.rejected) == (["甲"], ())


NUMBERED = (
    "localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,Remark,NickName,Sender\n"
    "1,31,1,0,1,1775872805,,早,2026-04-11 10:00:05,老谭,谭先生,wxid_q8\n"
    '2,31,10000,0,0,1775873700,,你将"某"移出了群聊,2026-04-11 10:15:00,,,\n'
    "3,31,47,0,0,1775873701,,[动画表情],2026-04-11 10:15:01,,谭先生,wxid_q8\n"
    "4,31,49,6,0,1775873702,,预案.pdf,2026-04-11 10:15:02,,,wxid_q8\n"
    "5,31,49,57,0,1775873703,,好,2026-04-11 10:15:03,老谭,谭先生,wxid_q8\n"
    "6,31,34,0,0,1775873704,,[语音],2026-04-11 10:15:04,老谭,谭先生,wxid_q8\n"
    "7,31,48,0,0,1775873705,,[位置] 北门,2026-04-11 10:15:05,老谭,谭先生,wxid_q8\n"
    "8,31,1,0,0,1775873706,,[OK],2026-04-11 10:15:06,老谭,谭先生,wxid_q8\n"
)


def test_remark_before_name_before_account_and_numbered_types() -> None:
    chat = parse_chat(NUMBERED)
    assert said(chat) == [
        ("老谭", "2026-04-11T10:00:05", "text", "早"),
        ("谭先生", "2026-04-11T10:15:01", "sticker", "[动画表情]"),
        ("wxid_q8", "2026-04-11T10:15:02", "file", "预案.pdf"),
        ("老谭", "2026-04-11T10:15:03", "text", "好"),
        ("老谭", "2026-04-11T10:15:04", "voice", "[语音]"),
        ("老谭", "2026-04-11T10:15:05", "other", "[位置] 北门"),
        ("老谭", "2026-04-11T10:15:06", "sticker", "[OK]"),
    ]
    assert [piece.line for piece in chat.rejected] == [5]


def test_epochs_are_read_in_the_zone_and_written_times_stand() -> None:
    assert parse_chat(NUMBERED, zone="UTC").messages[0].time == "2026-04-11T02:00:05"
    assert parse_chat(NAMED, zone="UTC").messages[0].time == "2026-07-20T08:01:12"
    iso = "时间,发送人,内容\n2026-07-20T08:01:12Z,甲,早\n2026-07-20T08:01+08:00,甲,晚\n2026/7/20 8:01,甲,好\n"
    assert [one.time for one in parse_chat(iso).messages] == [
        "2026-07-20T16:01:12",
        "2026-07-20T08:01",
        "2026-07-20T08:01",
    ]
    with pytest.raises(UserError, match="时区"):
        parse_chat(NAMED, zone="Mars/Olympus")


def test_rows_that_do_not_fit_are_rejected_and_odd_times_are_told() -> None:
    chat = parse_chat(
        "时间,发送人,内容\n2026-07-20 08:01:12,甲,早,多,出\n昨天,乙,好\n"
        "2026-07-20 08:02:12,丙,\n,,\n2026-07-20 08:03:12,,无名\n"
    )
    assert said(chat) == [("乙", None, "text", "好")]
    assert [(piece.line, piece.text) for piece in chat.rejected] == [
        (2, "2026-07-20 08:01:12,甲,早,多,出"),
        (3, "昨天"),
        (4, "丙"),
        (6, "无名"),
    ]


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("a.csv", "编号,甲,乙\n1,2,3\n", "表头"),
        ("a.csv", 'Time,SenderName,Content\n2026-07-20 08:01:12,甲,"早\n没关上\n', "第 2 行"),
        ("a.csv", 'Time,SenderName,Content\nx,甲,好\nx,甲,"早"晚\n', "第 3 行"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused(name: str, text: str, what: str) -> None:
    with pytest.raises(UserError, match=what):
        parse_chat(text, name=name)


def test_a_cell_of_megabytes_is_read() -> None:
    long = "长" * 2_000_000
    assert parse_chat(f"时间,发送人,内容\n2026-07-20 08:01,甲,{long}\n").messages[0].text == long


HEADER = {
    "_type": "header",
    "chatlab": {"version": "0.0.2"},
    "meta": {"name": "云杉读书", "type": "group", "groupId": "5@chatroom"},
}
MEMBERS = [
    {"platformId": "u1", "accountName": "秋水", "groupNickname": "一组-秋"},
    {"platformId": "u2", "accountName": "Bo"},
]
AT = int(dt.datetime(2026, 11, 2, tzinfo=dt.UTC).timestamp())
MESSAGES: list[dict[str, Any]] = [
    {"sender": "u1", "timestamp": AT, "type": 0, "content": "早\n好"},
    {"sender": "u2", "timestamp": AT + 1, "type": 0, "content": "[OK]"},
    {
        "sender": "u2",
        "accountName": "Bo2",
        "groupNickname": "二组-Bo",
        "timestamp": AT + 2,
        "type": 5,
        "content": "#接龙\n1. Bo",
    },
    {"sender": "u9", "timestamp": AT + 3, "type": 1, "content": None},
    {"sender": "system", "timestamp": AT + 4, "type": 80, "content": '"一组-秋"邀请"二组-Bo"加入了群聊'},
    {"sender": "u1", "timestamp": AT + 5, "type": 81, "content": "撤回了一条消息"},
    {"sender": "u1", "timestamp": AT + 6, "type": 99, "content": "不明"},
    {"sender": "u1", "timestamp": AT + 7, "type": 20, "content": "[红包] 茶"},
    {"sender": "u1", "timestamp": AT + 8, "type": 25, "content": "转账"},
    {"sender": "u1", "timestamp": AT + 9, "type": 7, "content": "https://example.cn"},
]


def chatlab_lines() -> str:
    rows = [
        HEADER,
        *({"_type": "member", **one} for one in MEMBERS),
        *({"_type": "message", **one} for one in MESSAGES),
    ]
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def chatlab_document() -> str:
    document = {"chatlab": HEADER["chatlab"], "meta": HEADER["meta"], "messages": MESSAGES, "members": MEMBERS}
    return json.dumps(document, ensure_ascii=False, indent=1)


@pytest.mark.parametrize("text", [chatlab_lines(), chatlab_document()], ids=["jsonl", "json"])
def test_chatlab(text: str) -> None:
    chat = parse_chat(text)
    assert (chat.format, chat.group) == ("chatlab", "云杉读书")
    assert said(chat) == [
        ("一组-秋", "2026-11-02T08:00:00", "text", "早\n好"),
        ("Bo", "2026-11-02T08:00:01", "sticker", "[OK]"),
        ("二组-Bo", "2026-11-02T08:00:02", "chain", "#接龙\n1. Bo"),
        ("u9", "2026-11-02T08:00:03", "image", ""),
        ("一组-秋", "2026-11-02T08:00:07", "red_packet", "[红包] 茶"),
        ("一组-秋", "2026-11-02T08:00:08", "other", "转账"),
        ("一组-秋", "2026-11-02T08:00:09", "link", "https://example.cn"),
    ]
    assert [(e.kind, e.actor, e.subjects) for e in chat.events] == [
        ("join", "一组-秋", ("二组-Bo",)),
        ("recall", "一组-秋", ()),
        ("other", "一组-秋", ()),
    ]
    assert [(piece.text, "账号" in piece.why) for piece in chat.rejected] == [("u9", True)]
    if text.startswith('{"_type"'):
        assert chat.messages[0].line == 4
    else:
        assert text.split("\n")[chat.messages[1].line - 1].strip() == "{"


@pytest.mark.parametrize(
    "text",
    [
        '[{"time": 1793577600000, "nickname": "甲", "content": "早"}]',
        '{"time": "2026-11-02 08:00:00", "NickName": "甲", "msg": "早"}\n',
        '{"talkerName": "群", "data": [{"time": "2026-11-02T08:00:00", "senderName": "甲", "wxid": "x", "msg": "早"}]}',
    ],
)
def test_plain_records(text: str) -> None:
    chat = parse_chat(text)
    assert chat.format == "json"
    assert said(chat) == [("甲", "2026-11-02T08:00:00", "text", "早")]


def test_a_broken_line_among_records_is_rejected() -> None:
    text = chatlab_lines().split("\n")
    text[4] = text[4][:-5]
    chat = parse_chat("\n".join(text))
    assert len(chat.messages) == 6
    assert chat.rejected[0].line == 5


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[{"nickname": "甲",\n "content": "早"},\n {"nickname": ]', "第 3 行"),
        ('[{"nickname": "甲", "content": "早"}', "第 1 行"),
        ('[{"nickname": "甲", "content": "早"}]\n[]', "第 2 行"),
        ('{"nickname": "甲", "content": "早"}\n{"nickname": "甲", "content": "\\ud800"}', "第 2 行"),
        ('{"nickname": "甲", "content": "早"}\n{"nickname": "甲", "content": "\\udc00\\ud800"}', "第 2 行"),
        ('{"nickname": "甲", "content": "早"}\n\n{"nickname": "甲", "content": "\\u0000"}', "第 3 行"),
        ('[{"a": 1, "b": 2}]', "找不到"),
        ('[{"nickname": "甲", "content": ' + "[" * 100_000, "嵌套"),
        ('[{"nickname": "甲", "content": ' + "9" * 10_000 + "}]", "第 1 行"),
    ],
)
def test_broken_json_is_refused_with_its_line(text: str, line: str) -> None:
    with pytest.raises(UserError, match=line):
        parse_chat(text, name="a.json")


@pytest.mark.parametrize(
    "text",
    [
        '[{"sender": null, "time": null, "content": null}]',
        '{"messages": 5, "a": "b"}',
        "[]",
        '{"messages": []}',
        "时间,发送人,内容\n",
        "时间,发送人,内容\n,,\n",
    ],
)
def test_records_without_a_message_are_refused(text: str) -> None:
    with pytest.raises(UserError, match="没有"):
        parse_chat(text, name="a.json")


def test_pairs_of_surrogate_escapes_and_escaped_backslashes_are_fine() -> None:
    chat = parse_chat('[{"nickname": "甲", "content": "\\ud83d\\ude00 \\\\ud800"}]')
    assert chat.messages[0].text == "😀 \\ud800"


def test_a_text_that_begins_with_a_bracket_is_not_json() -> None:
    chat = parse_chat("[图片]\n\n老宋\n2026年09月22日 21:40\n{好}\n")
    assert chat.format == "wechat4"
    assert [piece.text for piece in chat.rejected] == ["[图片]"]


def test_an_unknown_table_is_read_as_the_owner_says() -> None:
    text = '编码,登记于,来自,说了什么,样\n7,2026-09-22 21:40,老宋,谁在,文本\n8,2026-09-22 21:41,小叶,"我,\n在",文本\n'
    with pytest.raises(UserError):
        parse_chat(text, name="a.csv")
    guess = guess_columns(text)
    assert guess is not None
    assert guess.titled
    assert guess.titles == ("编码", "登记于", "来自", "说了什么", "样")
    assert guess.columns == {1: "time", 2: "sender", 3: "text", 4: "kind"}
    chat = parse_chat(text, name="a.csv", columns=guess.columns)
    assert [(m.sender, m.time, m.text) for m in chat.messages] == [
        ("老宋", "2026-09-22T21:40", "谁在"),
        ("小叶", "2026-09-22T21:41", "我,\n在"),
    ]
    with pytest.raises(UserError, match="哪一列是发送人"):
        parse_chat(text, columns={1: "time"})
    with pytest.raises(UserError, match="不是一行一条"):
        parse_chat("只有一句话", columns={0: "sender", 1: "text"})


def test_a_table_without_titles_loses_no_row_and_quotes_may_have_a_column() -> None:
    text = "2026-09-22 21:40\t老宋\t谁在\t\n2026-09-22 21:41\t小叶\t我\t老宋：谁在\n2026-09-22 21:42\t老宋\t好\t\n"
    guess = guess_columns(text)
    assert guess is not None
    assert not guess.titled
    assert len(guess.rows) == 3
    chat = parse_chat(text, columns={0: "time", 1: "sender", 2: "text", 3: "quote"})
    assert [m.text for m in chat.messages] == ["谁在", "我", "好"]
    assert chat.messages[1].quote == Quote("老宋", "谁在")


def test_lines_of_title_may_stand_above_a_header() -> None:
    chat = parse_chat("甲群聊天记录导出\n\nTime,SenderName,Content\n2026-09-22 21:40,老宋,在\n", name="a.csv")
    assert [(m.sender, m.text, m.line) for m in chat.messages] == [("老宋", "在", 4)]
    assert [(piece.line, piece.text) for piece in chat.rejected] == [(1, "甲群聊天记录导出")]


def test_a_header_said_in_a_chat_makes_no_table() -> None:
    chat = parse_chat("老宋\n2026年09月22日 21:40\n时间,发送人,内容\n1,2,3\n\n小叶\n2026年09月22日 21:41\n好\n")
    assert [m.text for m in chat.messages] == ["时间,发送人,内容\n1,2,3", "好"]
