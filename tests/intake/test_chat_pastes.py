"""What is copied out of the clients: WeChat 4, Mac 3, Windows 3, plain lines, and several of them in one file."""

from __future__ import annotations

import datetime as dt

import pytest

from wxadmin.domain.chat import Message, Quote, Transcript
from wxadmin.domain.errors import UserError
from wxadmin.intake.chat import parse_chat


def said(chat: Transcript) -> list[tuple[str, str | None, str]]:
    return [(one.sender, one.time, one.text) for one in chat.messages]


def test_wechat4_several_messages() -> None:
    chat = parse_chat(
        "老宋\n2026年09月22日 21:40\n谁的车灯没关\n\n3栋 小叶\n2026年9月3日 8:05:09\n是我的\n马上下去\n\n谢谢\n\n"
        "老宋\n2026年12月31日 23:59\n好\n"
    )
    assert chat.format == "wechat4"
    assert chat.group is None
    assert chat.rejected == ()
    assert said(chat) == [
        ("老宋", "2026-09-22T21:40", "谁的车灯没关"),
        ("3栋 小叶", "2026-09-03T08:05:09", "是我的\n马上下去\n\n谢谢"),
        ("老宋", "2026-12-31T23:59", "好"),
    ]
    assert [one.line for one in chat.messages] == [3, 7, 14]


@pytest.mark.parametrize(
    ("written", "time"),
    [
        ("2026年09月24日 下午2:08", "14:08"),
        ("2026年09月24日 下午12:08", "12:08"),
        ("2026年09月24日 下午14:08", "14:08"),
        ("2026年09月24日 上午7:30", "07:30"),
        ("2026年09月24日 上午12:08", "00:08"),
        ("2026年09月24日 凌晨12:30", "00:30"),
        ("2026年09月24日 凌晨1:30:07", "01:30:07"),
        ("2026年09月24日 早上6:01", "06:01"),
        ("2026年09月24日 中午12:10", "12:10"),
        ("2026年09月24日 中午1:10", "13:10"),
        ("2026年09月24日 中午11:50", "11:50"),
        ("2026年09月24日 傍晚6:10", "18:10"),
        ("2026年09月24日 晚上11:46", "23:46"),
        ("2026年09月24日 晚上12:10", "00:10"),
        ("2026年9月24日晚上8:00", "20:00"),
        ("2026年9月24日 星期四 20:00", "20:00"),
    ],
)
def test_spellings_of_the_clock(written: str, time: str) -> None:
    chat = parse_chat(f"老宋\n{written}\n在\n")
    assert said(chat) == [("老宋", f"2026-09-24T{time}", "在")]


def test_a_body_may_look_like_a_name_or_a_date() -> None:
    chat = parse_chat(
        "老宋\n2026年09月22日 21:52\n小叶\n\n老宋\n2026年09月22日 21:53\n2026年10月01日 09:00\n\n"
        "小叶\n2026年09月22日 21:54\n老宋\n2026年10月02日 09:00\n\n小叶\n2026年09月22日 21:55\n好\n"
    )
    assert said(chat) == [
        ("老宋", "2026-09-22T21:52", "小叶"),
        ("老宋", "2026-09-22T21:53", "2026年10月01日 09:00"),
        ("小叶", "2026-09-22T21:54", "老宋\n2026年10月02日 09:00"),
        ("小叶", "2026-09-22T21:55", "好"),
    ]


def test_lines_that_lost_their_head_are_rejected_with_the_reason() -> None:
    chat = parse_chat("大家辛苦\n明天见\n\n老宋\n2026年09月22日 21:40\n好\n")
    assert [(piece.line, piece.text) for piece in chat.rejected] == [(1, "大家辛苦"), (2, "明天见")]
    assert all("没有发送人和时间" in piece.why for piece in chat.rejected)
    assert said(chat) == [("老宋", "2026-09-22T21:40", "好")]


def test_a_head_that_lost_its_body_and_a_day_that_does_not_exist_are_rejected() -> None:
    chat = parse_chat(
        "老宋\n2026年09月22日 21:40\n好\n\n小叶\n2026年13月41日 25:00\n在吗\n\n"
        "老宋\n2026年09月22日 21:41\n在\n\n小叶\n2026年09月22日 21:42\n"
    )
    assert said(chat) == [("老宋", "2026-09-22T21:40", "好"), ("老宋", "2026-09-22T21:41", "在")]
    assert [(piece.line, piece.text) for piece in chat.rejected] == [
        (5, "小叶"),
        (6, "2026年13月41日 25:00"),
        (7, "在吗"),
        (13, "小叶"),
        (14, "2026年09月22日 21:42"),
    ]


def test_wechat4_without_blank_lines() -> None:
    chat = parse_chat(
        "老宋\n2026年09月22日 21:40\n谁在\n小叶\n2026年09月22日 21:41\n我在\n怎么了\n"
        '"老宋"撤回了一条消息\n老宋\n2026年09月22日 21:42\n没事\n'
    )
    assert [(one.sender, one.text) for one in chat.messages] == [
        ("老宋", "谁在"),
        ("小叶", "我在\n怎么了"),
        ("老宋", "没事"),
    ]
    assert [(event.kind, event.actor, event.after) for event in chat.events] == [("recall", "老宋", 2)]


def test_mac3_names_with_spaces_are_anchored_on_the_time() -> None:
    chat = parse_chat(
        "行政 周 末 2022/11/17 21:07\n下周一 2022/11/21 09:00 开会\n\n"
        "行政 周 末 2022/11/17 21:08\n地点：三楼\n\n要带证件\n\n"
    )
    assert chat.format == "mac3"
    assert said(chat) == [
        ("行政 周 末", "2022-11-17T21:07", "下周一 2022/11/21 09:00 开会"),
        ("行政 周 末", "2022-11-17T21:08", "地点：三楼\n\n要带证件"),
    ]


def test_mac3_in_english() -> None:
    chat = parse_chat(
        "Ann Lee 2023/09/16 2:51 PM\nhi\n\n老谢 2023/09/16 12:01 AM\n[Photo]\n\nAnn Lee 2023/09/16 12:30\u202fPM\nOK\n"
    )
    assert chat.format == "mac3"
    assert [(one.sender, one.time, one.kind) for one in chat.messages] == [
        ("Ann Lee", "2023-09-16T14:51", "text"),
        ("老谢", "2023-09-16T00:01", "image"),
        ("Ann Lee", "2023-09-16T12:30", "text"),
    ]


def test_a_paragraph_that_ends_in_a_date_is_no_head() -> None:
    chat = parse_chat("老谢 2023/09/16 9:00\n两场培训：\n\n第一场 2023/09/20 14:00\n\n老谢 2023/09/16 9:05\n自愿\n")
    assert said(chat) == [
        ("老谢", "2023-09-16T09:00", "两场培训：\n\n第一场 2023/09/20 14:00"),
        ("老谢", "2023-09-16T09:05", "自愿"),
    ]


WINDOWS = "语文 谭老师: \n今天的作业：\n1. 抄写\n注意: 用钢笔\n\n说明:\n明天检查\n\n二班 家长:A: \n好的\n\n"


def test_windows3_has_no_clock_and_bodies_with_colons() -> None:
    chat = parse_chat(WINDOWS)
    assert chat.format == "windows3"
    assert said(chat) == [
        ("语文 谭老师", None, "今天的作业：\n1. 抄写\n注意: 用钢笔\n\n说明:\n明天检查"),
        ("二班 家长:A", None, "好的"),
    ]


def test_windows3_may_have_lost_the_space_behind_the_colon() -> None:
    chat = parse_chat(WINDOWS.replace(": \n", ":\n").replace("说明:\n", ""))
    assert [one.sender for one in chat.messages] == ["语文 谭老师", "二班 家长:A"]


def test_windows3_may_have_lost_the_space_in_single_heads() -> None:
    chat = parse_chat(WINDOWS + "甲: \n早\n\n" + "语文 谭老师:\n再见\n\n附件:\n没有\n")
    assert [one.text for one in chat.messages[1:]] == ["好的", "早", "再见\n\n附件:\n没有"]


def test_a_date_given_stands_for_the_missing_clock_only() -> None:
    day = dt.date(2026, 11, 22)
    assert [one.time for one in parse_chat(WINDOWS, date=day).messages] == ["2026-11-22", "2026-11-22"]
    assert [one.time for one in parse_chat("老宋\n2026年09月22日 21:40\n好\n", date=day).messages] == [
        "2026-09-22T21:40"
    ]


def test_a_date_given_is_not_given_to_system_lines() -> None:
    chat = parse_chat(WINDOWS + '"甲"撤回了一条消息\n', date=dt.date(2026, 11, 22))
    assert [event.time for event in chat.events] == [None]


def test_quotes_of_one_and_of_several_lines() -> None:
    dashes = "- - - - - - - - - - - - - - -"
    chat = parse_chat(
        f"老宋\n2026年09月22日 21:40\n「小叶：几点走」\n{dashes}\n六点\n\n"
        f"小叶\n2026年09月22日 21:41\n「老宋：要带\n\n伞」\n{dashes}\n带\n还有\n\n"
        f"老宋\n2026年09月22日 21:42\n「小叶：没有横线」\n不算引用\n\n"
        f"老宋\n2026年09月22日 21:43\n「没有冒号」\n{dashes}\n也不算\n\n"
        f"老宋\n2026年09月22日 21:44\n「小叶：[图片]」\n{dashes}\n[OK]\n"
    )
    assert [(one.text, one.quote) for one in chat.messages] == [
        ("六点", Quote("小叶", "几点走")),
        ("带\n还有", Quote("老宋", "要带\n\n伞")),
        ("「小叶：没有横线」\n不算引用", None),
        (f"「没有冒号」\n{dashes}\n也不算", None),
        ("[OK]", Quote("小叶", "[图片]")),
    ]
    assert [one.line for one in chat.messages[:2]] == [5, 13]
    assert chat.messages[4].kind == "sticker"


def test_a_quote_inside_a_quote() -> None:
    dashes = "- - - - - - - - - - - - - - -"
    chat = parse_chat(f"老宋\n2026年09月22日 21:40\n「小叶：「老宋：走吗」\n{dashes}\n走」\n{dashes}\n好\n")
    assert chat.messages[0].quote == Quote("小叶", f"「老宋：走吗」\n{dashes}\n走")
    assert chat.messages[0].text == "好"


def test_plain_lines_of_both_shapes() -> None:
    chat = parse_chat(
        "王 工 (2021-03-26 10:20:11):开会\n带电脑\n小贾 (2021-03-26 10:21:00):好\n\n多谢\n"
        '系统消息 (2021-03-26 10:22:00):"小贾"撤回了一条消息\n'
    )
    assert chat.format == "lines"
    assert said(chat) == [
        ("王 工", "2021-03-26T10:20:11", "开会\n带电脑"),
        ("小贾", "2021-03-26T10:21:00", "好\n\n多谢"),
    ]
    assert [(event.kind, event.actor, event.time) for event in chat.events] == [
        ("recall", "小贾", "2021-03-26T10:22:00")
    ]
    chat = parse_chat("2024-01-05 10:20:33 小贾\n内容一\n第二行\n\n2024-01-05 10:21:00 王 工\n内容二\n")
    assert chat.format == "lines"
    assert said(chat) == [
        ("小贾", "2024-01-05T10:20:33", "内容一\n第二行"),
        ("王 工", "2024-01-05T10:21:00", "内容二"),
    ]


def test_plain_lines_without_blank_lines() -> None:
    chat = parse_chat(
        "2024-01-05 10:20:33 小贾\n内容一\n2024-01-05 10:21:00 王工\n内容二\n2024-01-05 10:22:00 小贾\n内容三"
    )
    assert [(one.sender, one.text) for one in chat.messages] == [
        ("小贾", "内容一"),
        ("王工", "内容二"),
        ("小贾", "内容三"),
    ]


def test_formats_may_be_mixed_block_by_block() -> None:
    chat = parse_chat(
        "老宋\n2026年09月22日 21:40\n一\n\n行政 周末 2026/9/22 21:41\n二\n\n"
        "谭老师: \n三\n\n谭老师: \n三三\n\n小贾 (2026-09-22 21:43:00):四\n\n"
        "—————  2026-09-23  —————\n\n\n小叶  08:44\n\n五\n\n老宋\n2026年09月24日 21:40\n六  08:45\n"
    )
    assert chat.format == "mixed"
    assert said(chat) == [
        ("老宋", "2026-09-22T21:40", "一"),
        ("行政 周末", "2026-09-22T21:41", "二"),
        ("谭老师", None, "三"),
        ("谭老师", None, "三三"),
        ("小贾", "2026-09-22T21:43:00", "四"),
        ("小叶", "2026-09-23T08:44", "五"),
        ("老宋", "2026-09-24T21:40", "六  08:45"),
    ]
    assert chat.rejected == ()


def test_system_lines_stand_alone_and_take_no_clock() -> None:
    chat = parse_chat(
        '老宋\n2026年09月22日 21:40\n"老宋"邀请"小叶"加入了群聊\n\n"老宋"邀请"小叶"加入了群聊\n\n'
        '你将"小叶"移出了群聊\n\n老宋\n2026年09月22日 21:41\n他说\n"老宋"撤回了一条消息\n这样的话\n'
    )
    assert [one.text for one in chat.messages] == ['"老宋"邀请"小叶"加入了群聊', '他说\n"老宋"撤回了一条消息\n这样的话']
    assert [
        (event.kind, event.actor, event.subjects, event.time, event.line, event.after) for event in chat.events
    ] == [
        ("join", "老宋", ("小叶",), None, 5, 1),
        ("remove", "你", ("小叶",), None, 7, 1),
    ]


@pytest.mark.parametrize("text", ["", "只是一句话", "一\n二\n\n三：\n四", "http://example.com:\n好", "Dear:\n\n你好"])
def test_a_text_without_chat_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="没有认出聊天记录"):
        parse_chat(text)


def test_names_and_bodies_are_kept_as_they_are() -> None:
    chat = parse_chat("\u202e老宋\u200d<b>\n2026年09月22日 21:40\n=SUM(A1) <img src=x>\t\u3000尾 \n")
    assert chat.messages == (
        Message("\u202e老宋\u200d<b>", "2026-09-22T21:40", "text", "=SUM(A1) <img src=x>\t\u3000尾 ", None, 3),
    )


def test_a_clock_without_its_day_is_counted_from_the_day_of_copying() -> None:
    text = "老宋\n星期三 21:40\n谁在\n\n小叶\n昨天 9:05\n我\n\n老宋\n8:30\n集合\n7:00\n\n"
    chat = parse_chat(text, date=dt.date(2026, 11, 22))
    assert said(chat) == [
        ("老宋", "2026-11-18T21:40", "谁在"),
        ("小叶", "2026-11-21T09:05", "我"),
        ("老宋", "2026-11-22T08:30", "集合\n7:00"),
    ]
    chat = parse_chat(text)
    assert [one.time for one in chat.messages] == [None, None, None]
    assert [(piece.line, piece.text) for piece in chat.rejected] == [(2, "星期三 21:40")]
    assert parse_chat("Ann Lee\nYesterday 9:40 PM\nhi\n", date=dt.date(2026, 11, 22)).messages[0].time == (
        "2026-11-21T21:40"
    )


@pytest.mark.parametrize(
    "text", ["早餐\n7:30\n食堂\n\n午餐\n12:00\n食堂\n", "第一节 8:00\n语文\n\n第二节 9:00\n数学\n"]
)
def test_a_timetable_is_no_chat(text: str) -> None:
    with pytest.raises(UserError):
        parse_chat(text)


def test_time_name_and_words_on_one_line() -> None:
    chat = parse_chat(
        "[2024-01-05 10:20:33] 二班 家长:A: 在\n[2024-01-05 10:21:00] 王工: 「二班 家长:A：在」\n- - - - - - - - - -\n好\n"
        "[2024-01-05 10:22:00] 二班 家长:A: 注意：\n带伞\n二班 家长:A撤回了一条消息\n[2024-01-05 10:23:00] 王工:\n"
    )
    assert said(chat) == [
        ("二班 家长:A", "2024-01-05T10:20:33", "在"),
        ("王工", "2024-01-05T10:21:00", "好"),
        ("二班 家长:A", "2024-01-05T10:22:00", "注意：\n带伞"),
    ]
    assert [(event.kind, event.actor) for event in chat.events] == [("recall", "二班 家长:A")]
    assert chat.messages[1].quote == Quote("二班 家长:A", "在")
    assert [piece.text for piece in chat.rejected] == ["[2024-01-05 10:23:00] 王工:"]


def test_words_of_another_format_in_a_body_begin_nothing() -> None:
    chat = parse_chat(
        "—————  2026-09-23  —————\n\n\n小叶  08:44\n\n请看\n2026年09月22日 21:40\n的消息\n\n小叶  08:45\n\n[聊天记录]\n\n"
        "老宋  08:46\n\n培训\n第一场 2026/10/20 14:00\n第二场 2026/10/21 14:00\n"
    )
    assert chat.format == "mail"
    assert [one.text for one in chat.messages] == [
        "请看\n2026年09月22日 21:40\n的消息",
        "[聊天记录]",
        "培训\n第一场 2026/10/20 14:00\n第二场 2026/10/21 14:00",
    ]


def test_a_system_line_may_name_who_speaks_here_without_marks() -> None:
    head = "2026年09月22日 21:40"
    chat = parse_chat(
        f"老宋\n{head}\n好\n\n老宋撤回了一条消息\n\n老宋邀请小叶加入了群聊\n\n小叶\n{head}\n谁谁撤回了一条消息\n"
    )
    assert [(event.kind, event.actor, event.subjects) for event in chat.events] == [
        ("recall", "老宋", ()),
        ("join", "老宋", ("小叶",)),
    ]
    assert [one.text for one in chat.messages] == ["好", "谁谁撤回了一条消息"]


def test_a_timetable_in_a_body_begins_nothing() -> None:
    head = "2026年09月22日 08:0"
    for body in (
        "安排\n\n第一场 2026/09/30 18:00\n第二场 2026/09/30 20:00",
        "值班表\n\n2026-09-30 08:00:00 张三\n2026-09-30 20:00:00 李四",
        "地点: 南门\n\n时间: \n九点",
        "—————  2026-09-18  —————",
    ):
        chat = parse_chat(f"老K\n{head}0\n{body}\n\n李姐\n{head}1\n收到\n")
        assert [(m.sender, m.text) for m in chat.messages] == [("老K", body), ("李姐", "收到")]


@pytest.mark.parametrize("text", ["做法\n\n材料: \n五花肉\n\n步骤: \n1. 切块\n\n小贴士: \n小火\n"])
def test_a_recipe_is_no_chat(text: str) -> None:
    with pytest.raises(UserError, match="没有认出聊天记录"):
        parse_chat(text)


def test_the_name_in_a_quote_may_have_a_colon() -> None:
    chat = parse_chat(
        "物业：小周\n2026年09月22日 08:00\n在\n\n老K\n2026年09月22日 08:01\n「物业：小周：在」\n- - - - - - - - -\n修灯\n"
    )
    assert chat.messages[1].quote == Quote("物业：小周", "在")


def test_words_that_are_not_seen_are_said_and_a_name_at_the_end_is_a_head_cut_off() -> None:
    chat = parse_chat("老K\n2026年09月22日 08:00\n\u200b\n\n老K\n2026年09月22日 08:01\n好\n\n老K\n")
    assert [m.text for m in chat.messages] == ["\u200b", "好"]
    assert [(piece.line, piece.text) for piece in chat.rejected] == [(9, "老K")]
