"""Long titles are parted between words, in lines of about one length."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxadmin.printing.typesetting.breaking import break_lines
from wxadmin.printing.typesetting.faces import chain
from wxadmin.printing.typesetting.headings import balanced, halves
from wxadmin.printing.typesetting.measuring import measure

TITLES = (
    "关于进一步加强柿子坪街道网格化管理微信工作群日常管理工作的若干补充规定（暂行）（征求意见稿）",
    "柿子坪航运有限责任公司员工微信群信息安全与保密管理制度",
    "关于进一步加强台风红色预警期间渔港各泊位各班组轮流值守和通信联络工作的紧急通知",
    "柿子坪市第三实验小学2026级5班家校联系群管理办法",
    "柿子坪县人民政府办公室关于印发《柿子坪县政务新媒体和工作群组管理办法（试行）》的通知",
)
WORDS = (
    *(
        "街道",
        "网格",
        "管理",
        "微信",
        "工作",
        "若干",
        "补充",
        "规定",
        "暂行",
        "征求",
        "意见",
        "公司",
        "员工",
        "信息",
        "安全",
    ),
    *("保密", "制度", "台风", "预警", "期间", "班组", "轮流", "值守", "通知", "小学", "试行"),
)


def lines_of(text: str, column: float) -> list[str]:
    para = measure([(text, chain("biaosong"))])
    lines = break_lines(para, column, justify=False)
    found = balanced(para, len(lines), column) or lines if len(lines) > 1 else lines
    assert all(line.width <= column + 1e-6 for line in found)
    return [para.text[line.start : line.end] for line in found]


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("em", [13.4, 20.1, 24.5])
def test_no_word_is_torn(title: str, em: float) -> None:
    lines = lines_of(title, em * 1000)
    assert "".join(lines) == title
    for word in WORDS:
        assert sum(line.count(word) for line in lines) == title.count(word), (word, lines)


@pytest.mark.parametrize("title", TITLES)
def test_lines_are_of_about_one_length(title: str) -> None:
    lines = lines_of(title, 24_500)
    assert min(map(len, lines)) >= 0.5 * max(map(len, lines))


def test_one_line_more_rather_than_a_torn_word() -> None:
    assert lines_of("办公室委员会管理员", 5_000) == ["办公室", "委员会", "管理员"]
    assert lines_of("甲乙丙丁戊己庚辛壬癸", 7_000) == ["甲乙丙丁戊", "己庚辛壬癸"]


@given(st.text("一微信管理（）“”，。——aB3 《》的和", min_size=1, max_size=60), st.floats(3, 20))
def test_every_character_once_and_no_line_begins_wrongly(text: str, em: float) -> None:
    para = measure([(text, chain("biaosong"))])
    lines = break_lines(para, em * 1000, justify=False)
    found = balanced(para, len(lines), em * 1000) if len(lines) > 1 else None
    if found:
        shown = [para.text[line.start : line.end] for line in found]
        assert "".join("".join(shown).split()) == "".join(para.text.split())
        assert all(line.width <= em * 1000 + 1e-6 for line in found)
        assert not any(line[0] in "），。》”" for line in shown[1:] if line)


def test_a_name_in_two() -> None:
    assert halves("柿子坪航运有限责任公司员工微信群") == ["柿子坪航运有限责任公司", "员工微信群"]
    assert halves("甲乙 丙丁戊") == ["甲乙", "丙丁戊"]
