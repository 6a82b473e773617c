from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wxadmin.domain.redaction import Called, Line, called_by, redacted

PEOPLE = (
    Called("p1", ("销售部-陆明朗", "陆明朗", "小陆同学")),
    Called("p2", ("客服部-曾雨桐", "曾雨桐")),
    Called("p3", ("夜来香",)),
)


def covered(*lines: Line, shown: str = "p1") -> list[tuple[str, str]]:
    return [(one.sender, one.text) for one in redacted(lines, PEOPLE, frozenset({shown}))]


def test_everybody_but_the_one_meant_has_a_letter_and_keeps_it():
    assert covered(
        Line("夜来香", "8:00", "@客服部-曾雨桐 你看陆明朗说的"),
        Line("客服部-曾雨桐", "8:01", "我曾雨桐没看见，问夜来香"),
        Line("销售部-陆明朗", "8:02", "小陆同学在此"),
    ) == [
        ("成员甲", "@成员乙 你看陆明朗说的"),
        ("成员乙", "我成员乙没看见，问成员甲"),
        ("销售部-陆明朗", "小陆同学在此"),
    ]


def test_a_sender_nobody_knows_is_covered_in_words_and_quotes():
    lines = (Line("路人", "", "大家好"), Line("销售部-陆明朗", "", "路人你好", "路人", "大家好，我是路人"))
    assert redacted(lines, PEOPLE, frozenset({"p1"})) == (
        Line("成员甲", "", "大家好"),
        Line("销售部-陆明朗", "", "成员甲你好", "成员甲", "大家好，我是成员甲"),
    )


def test_numbers_lose_their_middle_and_one_character_covers_nothing():
    known = (*PEOPLE, Called("p4", ("王",)))
    lines = redacted([Line("王", "", "王道，电话15400001234")], known, frozenset())
    assert lines == (Line("成员甲", "", "王道，电话154****1234"),)


def test_a_name_is_also_called_shorter():
    assert {"明朗", "小陆", "老陆", "陆总", "陆老师"} <= set(called_by("陆明朗"))
    assert {"靖宇", "欧阳老师"} <= set(called_by("欧阳靖宇"))
    assert "伟" not in called_by("张伟")
    assert called_by("Anna") == called_by("") == called_by("夜") == ()


def test_the_eleventh_has_a_number():
    lines = [Line(f"路人{n:02d}", "", "在") for n in range(11)]
    assert [one.sender for one in redacted(lines, (), frozenset())][-2:] == ["成员癸", "成员11"]


def test_a_spelling_shared_with_the_one_meant_stays():
    known = (Called("p2", ("张伟",)), Called("p1", ("张伟", "销售部-张伟")))
    assert redacted([Line("销售部-张伟", "", "张伟到")], known, frozenset({"p1"}))[0].text == "张伟到"


@given(
    st.lists(st.tuples(st.sampled_from(["甲乙", "乙丙丁", "甲乙丙", "路人"]), st.text("甲乙丙丁路人王@ ", max_size=20)))
)
def test_no_name_that_is_to_be_covered_is_left(talk):
    known = (Called("a", ("甲乙",)), Called("b", ("乙丙丁", "甲乙丙")))
    for one in redacted([Line(who, "", text) for who, text in talk], known, frozenset()):
        rest = one.text.replace("成员甲", "").replace("成员乙", "").replace("成员丙", "")
        assert not any(name in rest for name in ("甲乙", "乙丙丁", "甲乙丙")) or "成员" in one.text
        assert one.sender.startswith("成员")
