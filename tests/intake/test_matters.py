from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxadmin.domain.errors import UserError
from wxadmin.domain.matters import KINDS
from wxadmin.intake.matters import MOST, kind_of, read


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("举报：夜来香发广告", "report"),
        ("【举报】有人刷屏", "report"),
        ("我要投诉隔壁组的人", "report"),
        ("建议：通知早点发", "suggestion"),
        ("我建议以后上午发通知", "suggestion"),
        ("申请发布：《放假通知》", "submission"),
        ("能不能把这个活动发到群里", "submission"),
        ("@群主 求助 打印机坏了", "help"),
        ("求助：钥匙丢了", "help"),
        ("投影仪连不上，谁能帮帮我", "help"),
        ("谢谢帮帮我的人", None),
        ("他的微信号被盗了，大家别信", "anomaly"),
        ("有人冒充老师收费", "anomaly"),
        ("请群主评评理", "dispute"),
        ("纠纷：停车位的事", "dispute"),
        ("谢谢大家的建议", None),
        ("大家有什么建议吗", None),
        ("举报电话见公告栏", None),
        ("我不建议这样做", None),
        ("严禁冒充他人", None),
        ("明天上午开会", None),
        ("", None),
    ],
)
def test_what_somebody_wants_is_seen(words, kind):
    assert kind_of(words) == kind


def test_a_chat_is_read_by_sender_and_what_he_adds_belongs_to_it():
    text = (
        "陆明朗\n2026年09月20日 18:00\n我要举报一个人\n\n陆明朗\n2026年09月20日 18:02\n就是@夜来香 ，天天骂人\n\n"
        "王主任\n2026年09月20日 18:03\n好的，我看看\n\n陆明朗\n2026年09月20日 20:00\n吃饭了吗\n"
    )
    reading = read(text)
    (one,) = reading.told
    assert (one.kind, one.who, one.about, one.day) == ("report", "陆明朗", ("夜来香",), date(2026, 9, 20))
    assert one.body == "我要举报一个人\n就是@夜来香 ，天天骂人"
    assert [words for _line, words, _why in reading.left] == ["好的，我看看", "吃饭了吗"]


def test_lines_name_who_speaks_and_go_on():
    reading = read("李四海：建议换个群名\n现在这个太长\n举报：张三丰发广告\n大家好呀：今天天气不错\n")
    assert [(t.kind, t.who, t.body) for t in reading.told] == [
        ("suggestion", "李四海", "建议换个群名\n现在这个太长"),
        ("report", "", "张三丰发广告"),
    ]
    assert reading.left[0][:2] == (4, "大家好呀：今天天气不错")


@pytest.mark.parametrize("words", ["陆明朗和我因为停车吵起来了，请调解", "我和陆明朗因为停车吵起来了，请调解"])
def test_who_is_at_odds_with_the_speaker_is_named(words):
    (one,) = read(f"李四海：{words}").told
    assert (one.kind, one.who, one.about) == ("dispute", "李四海", ("陆明朗",))


def test_a_form_is_read_by_its_labels():
    text = "反映人：陆明朗\n类型：成员纠纷\n涉及的人：甲某、乙某\n反映内容：因停车争吵\n说了难听的话\n诉求：道歉\n是否保密：请为我保密\n"
    (one,) = read(text).told
    assert (one.kind, one.who, one.about) == ("dispute", "陆明朗", ("甲某", "乙某"))
    assert one.body == "因停车争吵\n说了难听的话"
    assert one.fields == {"wanted": "道歉", "secret": "1"}


def test_a_draft_keeps_its_lines_and_takes_its_title_from_the_book_marks():
    (one,) = read("申请发布：《春游通知》\n各位家长：\n周五春游，请带水。").told
    assert (one.title, one.body) == ("春游通知", "《春游通知》\n各位家长：\n周五春游，请带水。")


def test_what_says_nothing_is_refused_unless_it_is_told_what_it_is():
    with pytest.raises(UserError, match="没有看出要办的事"):
        read("今天天气不错")
    assert read("明天停水", "submission").told[0].body == "明天停水"
    for bad, why in (("x" * 200_001, "超过"), ("举报：\0", "空字符|控制|不能"), ("建议：改名\n" * (MOST + 1), "最多")):
        with pytest.raises(UserError, match=why):
            read(bad)


_PIECES = st.sampled_from(
    ["举报：", "建议：", "求助", "申请发布：", "@群主 ", "@夜来香", "张三：", "类型：举报", "内容：", "反映人：", "\n", "：", "【", "】", "#",
     "《", "》", "1. ", "2026年09月20日 18:00", "\t", "“", "”", "他的号被盗了", "…", "😀", "\u202e", "http://x.cn"]
)  # fmt: skip


@given(st.lists(st.one_of(_PIECES, st.text(max_size=12)), max_size=30))
def test_any_paste_is_read_or_refused_and_no_line_is_lost(pieces):
    text = "".join(pieces)
    try:
        reading = read(text)
    except UserError:
        return
    for one in reading.told:
        assert one.kind in KINDS
        assert one.body.strip()
        assert 0 < len(one.title) <= 200
        assert all(name.strip() for name in one.about)
    kept = "".join(
        [*(t.text + t.title + t.who + "".join(t.about) for t in reading.told), *(w for _n, w, _y in reading.left)]
    )
    seen = set(kept)
    assert all(c in seen for c in text if c.isalpha() and ord(c) > 0x4E00) or any(
        len(w) >= 200 for _n, w, _y in reading.left
    )
