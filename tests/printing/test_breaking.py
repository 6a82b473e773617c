"""Lines end where a careful typesetter would end them."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.printing.invented import PARAGRAPHS, random_text
from wxadmin.printing.typesetting.breaking import advances, break_lines, measure
from wxadmin.printing.typesetting.characters import NOT_FIRST, NOT_LAST, printable
from wxadmin.printing.typesetting.checker import check_lines
from wxadmin.printing.typesetting.faces import chain


def lines_of(text: str, em: float, *, first: float | None = None, justify: bool = True) -> list[str]:
    para = measure([(text, chain("song"))])
    broken = break_lines(para, em * 1000, first=None if first is None else first * 1000, justify=justify)
    return [para.text[line.start : line.end] for line in broken]


def test_width_sweep_has_no_violation() -> None:
    song, hei = chain("song"), chain("hei")
    texts = [*PARAGRAPHS, *(random_text(seed, 160 + seed * 7 % 240) for seed in range(24))]
    lines = 0
    for text in texts:
        para = measure([(text[:6], hei), (text[6:], song)])
        for width in range(9000, 36000, 900):
            broken = break_lines(para, width, first=width - 2000)
            lines += len(broken)
            assert check_lines(para, broken, width, width - 2000) == [], (width, text)
    assert lines >= 8000


@pytest.mark.parametrize("text", [text for text in PARAGRAPHS if "http" not in text and "Service" not in text])
def test_every_line_but_the_last_is_flush(text: str) -> None:
    para = measure([(text * 3, chain("song"))])
    for line in break_lines(para, 28076.0)[:-1]:
        assert line.x + sum(advances(para, line)) == pytest.approx(28076.0, abs=0.01)


def test_28_characters_fill_a_line_of_156_mm() -> None:
    em = 156 / 25.4 * 72 / 15.75
    assert [len(line) for line in lines_of("港" * 84, em)] == [28, 28, 28]


def test_squeezes_before_it_stretches() -> None:
    # Twenty characters and a comma in a line of twenty: the comma at the end gives its half, the inner one the rest.
    text = "渔港渔港渔，港渔港渔港渔港渔港渔港渔港渔，渔港渔港渔港渔港渔港"
    assert lines_of(text, 20)[0] == text[:21]


def test_dashes_and_ellipses_stay_whole() -> None:
    for width in range(4, 30):
        for line in lines_of("报告——完毕……请讲——不用了……" * 4, width):
            assert not line.startswith(("—", "…"))
            assert line.count("—") % 2 == 0
            assert line.count("…") % 2 == 0


def test_numbers_keep_their_units_and_words_stay_whole() -> None:
    text = "本次检修共花费12345.60元，历时36小时，由Harbour班完成，合格率98%，误差不到5℃。" * 3
    for width in range(13, 34):
        lines = lines_of(text, width)
        for one, other in pairwise(lines):
            assert not (one[-1].isascii() and one[-1].isalnum() and other[0].isascii() and other[0].isalnum())
            assert not (one[-1].isdigit() and other[0] in "元小℃%"), width


def test_addresses_break_after_separators() -> None:
    address = "https://harbour.example.org/berth/2026/autumn-season/list?dock=7&lane=12"
    lines = lines_of(f"登记地址是{address}，请查收。", 14)
    assert "".join(lines) == f"登记地址是{address}，请查收。"
    assert all(line[-1] in "/?&=.。" for line in lines)


def test_long_word_without_separator_is_cut_rather_than_overfull() -> None:
    para = measure([("x" * 500, chain("song"))])
    lines = break_lines(para, 10000)
    assert "".join(para.text[line.start : line.end] for line in lines) == "x" * 500
    assert all(line.width <= 10000.1 for line in lines)


def test_last_line_is_never_one_character() -> None:
    for width in range(8, 40):
        for length in range(width, 4 * width):
            lines = lines_of("港" * length, width)
            assert len(lines[-1]) >= 2, (width, length)


def test_hyphenated_names_stay_together() -> None:
    text = "值守人员是冰车班-陶大勇、调度室-柳五、检修组-石小满，按此顺序轮流。" * 3
    for width in range(9, 30):
        for line in lines_of(text, width):
            assert not line.startswith("-")
            assert not line.endswith("-")


def test_a_run_of_marks_longer_than_the_line_still_ends() -> None:
    assert "".join(lines_of("！" * 200, 10)) == "！" * 200
    assert "".join(lines_of("“" * 200, 10)) == "“" * 200


def test_50000_characters_in_one_clause() -> None:
    text = random_text(7, 50_000)
    para = measure([(text, chain("song"))])
    lines = break_lines(para, 28076.0)
    assert check_lines(para, lines, 28076.0) == []
    assert "".join(para.text[line.start : line.end] for line in lines).replace(" ", "") == text.replace(" ", "")


def test_ragged_lines_are_not_stretched() -> None:
    para = measure([(PARAGRAPHS[0], chain("song"))])
    assert all(line.stretch == 0.0 for line in break_lines(para, 12000, justify=False))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("张\u202e三", "张[U+202E]三"),
        ("李\u200b四", "李[U+200B]四"),
        ("王\x00五\x1b", "王[U+0000]五[U+001B]"),
        ("赵\t六", "赵　六"),
        ("\u2067钱\u2069", "[U+2067]钱[U+2069]"),
        ("孙\ud800", "孙[U+D800]"),
        ("周\xa0七", "周 七"),
        ("❤\ufe0f", "❤"),
        ("\U0001f468\u200d\U0001f469", "\U0001f468\U0001f469"),
        ("陶\u3164勇", "陶[U+3164]勇"),
        ("常人", "常人"),
    ],
)
def test_hidden_characters_become_visible(text: str, shown: str) -> None:
    assert printable(text) == shown
    assert measure([(text, chain("song"))]).text == shown


def test_no_line_begins_or_ends_with_a_forbidden_mark_in_narrow_cells() -> None:
    text = "（冰车）、（吊机）。“涨潮”：《登记表》；"
    for width in range(4, 16):
        lines = lines_of(text * 2, width, justify=False)
        for line in lines[1:]:
            assert line[0] not in NOT_FIRST
        for line in lines[:-1]:
            assert line[-1] not in NOT_LAST
