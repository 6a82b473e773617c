from __future__ import annotations

import pytest

from wxadmin.domain.answers import (
    is_announcement,
    is_for_others,
    item_in,
    items_of,
    note_behind,
    note_of,
    only_asks,
)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "收到",
            "收到！",
            "收到。",
            "收到收到",
            "收到+1",
            "+1",
            "1",
            "11",
            "好的 收到",
            "好的，收到！",
            "已收到",
            "收到了",
            "收到啦",
        ),
        *(
            "OK",
            "ok",
            "Okay",
            "ok，收到",
            "Got it",
            "received",
            "Roger",
            "[OK]",
            "[强]",
            "👌",
            "👍🏻",
            "收到👌",
            "收到 🙏",
            "收到[OK]",
        ),
        *(
            "知道了",
            "明白",
            "了解",
            "嗯嗯",
            "好",
            "好的",
            "好嘞",
            "没问题！",
            "可以的",
            "已阅",
            "已读",
            "确认",
            "都收到",
            "我收到了",
        ),
        *("周老师，收到", "收到，周老师", "老师收到", "收到通知", "扣1"),
        *("＋1", "１", "收 到", "已确认", "Received with thanks", "到岗", "已打卡", "服从安排"),
        *("收道", "受到", "shoudao", "sd", "收dao", "已收悉", "已阅知", "好的呢", "get", "查收", "马上落实", "收到➕1"),
    ],
)
def test_plain_answers_have_no_note(text: str) -> None:
    assert note_of(text) == ""


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("收到，已通知夜班", "已通知夜班"),
        ("那收到，不报", "不报"),
        ("1 堵车，晚到", "堵车，晚到"),
        ("收到马上改", "马上改"),
        ("二组收到", "二组"),
        ("收到，几点？", "几点？"),
        ("不参加，值班", "不参加，值班"),
        ("在外地，来不了", "在外地，来不了"),
        ("我参加", "我参加"),
        ("请假一天", "请假一天"),
        ("我请半天假，下午家长会", "我请半天假，下午家长会"),
        ("请2个小时假", "请2个小时假"),
        ("病假", "病假"),
        ("爸爸参加", "爸爸参加"),
        ("看到啦，马上改", "马上改"),
        ("事假一天", "事假一天"),
        ("收到，  多  谢   [玫瑰]", "多 谢 [玫瑰]"),
        ("收到, thanks a lot", "thanks a lot"),
        ("收到\n已转发家长", "已转发家长"),
        ("收到，请小王也看一下", "请小王也看一下"),
        ("我会准时参加的", "我会准时参加的"),
        ("去", "去"),
        ("好的，我晚到十分钟", "我晚到十分钟"),
        *(
            (text, text)
            for text in ("没空", "没时间去", "有事不来", "一定到", "全家参加", "明天请假", "赞成", "马上到")
        ),
        *((text, text) for text in ("已接龙", "已提交", "交好了", "一切正常", "都平安", "安全到家", "可参加")),
    ],
)
def test_further_words_are_the_note(text: str, note: str) -> None:
    assert note_of(text) == note


@pytest.mark.parametrize(
    "text",
    [
        *(
            "收到请回复",
            *[
                "他已经走了",
                "电梯已经坏了",
                "3号楼电梯已经坏了",
                "已经退群了",
                "已经离职了",
                "已经投诉了",
                "已经睡了",
                "二组都走了",
            ],
            *[
                "饭好了",
                "感冒好了",
                "电脑好了",
                "网好了",
                "孩子好了",
                "修好了",
                "都下班了",
                "人都齐了",
                "他已经交了",
                "电话已经打了没人接",
            ],
            "收到的回复一下",
            "收到回1",
            "请大家收到后回复",
            "还有谁没收到",
            "没收到",
            "收到了吗",
            "收到吗？",
            "收到没",
            "收到没有",
        ),
        *(
            "几点开始？",
            "请问要带什么",
            "可以不参加吗？",
            "能不能线上",
            "附件打不开",
            "在三楼",
            "辛苦了",
            "谢谢",
            "[捂脸]",
            "[图片]",
            "[玫瑰]",
        ),
        *(
            "收到货了",
            "不参加的请说明",
            "【通知】明早八点到校，收到请回复",
            "",
            "？",
            "1号楼停水",
            "行行行，就你厉害",
            "老师好",
            "大家晚上好",
            "老师好 作业是哪一页",
            "12",
            "去年也是这样",
            "快递收到了",
            "报名链接呢",
            "登记表在哪",
            "受到表扬了",
            "请问收到了吗",
            "收不到",
            "谁收到了",
        ),
    ],
)
def test_questions_requests_and_talk_are_no_answer(text: str) -> None:
    assert note_of(text) is None


def test_notes_behind_a_name() -> None:
    plain = {"收到": "", " OK！": "", "收到 👌": "", "：收到，晚到": "晚到", "收到1": ""}
    kept = {
        "1": "1",
        " +1": "+1",
        " 🔥": "🔥",
        "上午": "上午",
        " 不  去": "不 去",
        "A套餐 2份": "A套餐 2份",
        "好的餐": "好的餐",
        " 都可以": "都可以",
        "行": "行",
    }
    for words, note in (plain | kept).items():
        assert note_behind(words) == note


def test_a_question_alone() -> None:
    assert only_asks("几点？")
    assert only_asks(" 要带什么，在哪集合")
    assert not only_asks("收到，几点？")
    assert not only_asks("晚到")


@pytest.mark.parametrize("text", ["罗一 不报（代报）", "替\ue000收到", "帮我报一下\ue000", "代填"])
def test_answering_for_others(text: str) -> None:
    assert is_for_others(text)


def test_replacing_a_shift_is_not_answering_for_others() -> None:
    assert not is_for_others("代班")
    assert not is_for_others("替换件到了")


@pytest.mark.parametrize(
    ("text", "first", "answer"),
    [
        ("替老李请假，他今天嗓子哑了来不了", True, False),
        ("【通知】周五检查消防，请各组准备", False, True),
        ("周五检查消防，收到请回复", False, True),
        ("@所有人 周五检查消防通道", False, True),
        ("各位同事，周五下午三点检查消防", True, True),
        ("各位同事，周五下午三点检查消防", False, False),
        ("附件打不开呀", True, False),
        ("请问各位明天几点到呀，谁知道？", True, False),
        ("收到", True, False),
        ("#接龙 请大家报名\n1. 甲", True, False),
    ],
)
def test_announcements(text: str, first: bool, answer: bool) -> None:
    assert is_announcement(text, first=first) is answer


@pytest.mark.parametrize(
    ("line", "item"),
    [
        ("1. 方旭", (1, "方旭")),
        ("7.苏木 带人", (7, "苏木 带人")),
        ("8、白露", (8, "白露")),
        ("9） 甲", (9, "甲")),
        ("(10)甲", (10, "甲")),
        ("11．甲", (11, "甲")),
        ("12 甲", (12, "甲")),
        ("③ 甲", (3, "甲")),
        ("  4. 甲", (4, "甲")),
        ("5.", (5, "")),
        ("1. 示例 姓名+人数", (1, "")),
        ("例：甲 2人", None),
        ("4.18环线", None),
        ("15:00集合", None),
        ("2026年报名", None),
        ("方旭", None),
    ],
)
def test_lines_of_a_list(line: str, item: tuple[int, str] | None) -> None:
    assert item_in(line) == item


def test_a_number_glued_to_a_class_is_no_decimal() -> None:
    assert item_in("5.302张三妈妈") == (5, "302张三妈妈")
    assert item_in("12．105班李四") == (12, "105班李四")
    assert [item_in(line) for line in ("1.500公斤大米", "3.125元", "2.5小时", "3.14圆周率")] == [None] * 4


def test_items_keep_their_place_and_menus_stay_unnumbered() -> None:
    text = "#接龙\n4.18团建\n集合：6:30\n\n1. 甲\n2. \n套餐A：面\n3. 乙 A"
    assert [tuple(item) for item in items_of(text)] == [(4, 1, "甲"), (6, 0, "套餐A：面"), (7, 3, "乙 A")]


@pytest.mark.parametrize("piece", ["好的", "收到", "我们", "，", " ", "1", "周老师", "[OK]", "？", "\n", "ok ", "A a "])
def test_long_repetitions_come_to_an_end(piece: str) -> None:
    """A pattern that could be read in many ways would never return from these."""
    assert note_of(piece * 5000 + "啥") is None  # longer than any answer
    note = note_of(piece * (1990 // len(piece)) + "啥")
    assert note is None or note.endswith("啥")
