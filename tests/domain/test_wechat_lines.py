from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wxadmin.domain.wechat_lines import FOLD_LINES, LINE, LONGEST, links, portions, width, wrap

TEXT = st.text(alphabet="一二三，。！？（）“”abcXYZ019:/. \n👍🏽👨‍👩‍👧", max_size=200)


def test_words_numbers_and_links_stay_whole_while_a_line_holds_them():
    lines = wrap("请提前保存文件、关好设备。联系电话15400000005，详情见 https://example.com/n 。").lines
    assert any("15400000005" in line for line in lines)
    assert any("https://example.com/n" in line for line in lines)
    assert len(wrap("a" * 60).lines) > 1


def test_no_mark_begins_a_line_and_no_bracket_ends_one():
    lines = wrap("一二三四五六七八九十一二三，四五六七八九十一二三四（五六）").lines
    assert not any(line[0] in "，。）" for line in lines)
    assert not any(line.endswith("（") for line in lines)


def test_an_emoji_of_several_parts_is_one_and_not_cut():
    family = "👨‍👩‍👧‍👦"
    assert width(family) == width("👍🏽") == 1.2
    lines = wrap(family * 30).lines
    assert all(line.replace(family, "") == "" for line in lines)


def test_a_long_text_is_said_to_fold():
    assert wrap("短。").fold is None
    assert wrap("一行\n" * (FOLD_LINES + 1)).fold == FOLD_LINES


def test_links_are_found():
    text = "见https://example.com/a?b=1，或 www.example.com。"
    assert [text[a:b] for a, b in links(text)] == ["https://example.com/a?b=1", "www.example.com."[:-1]]


@given(TEXT)
def test_no_letter_is_lost_and_no_line_is_too_wide(text):
    lines = wrap(text).lines
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(width(line) <= LINE or len(line) == 1 for line in lines)


@given(st.text(alphabet="一二三。；，\n abc", max_size=3000), st.integers(20, 400))
def test_portions_hold_everything_and_none_is_too_long(text, longest):
    parts = portions(text, longest)
    assert all(len(part) <= longest for part in parts)
    bare = [part.split("\n", 1)[1] if len(parts) > 1 else part for part in parts]
    assert "".join("".join(bare).split()) == "".join(text.split())


def test_a_short_text_is_one_portion():
    assert portions("一句话。") == ("一句话。",)
    assert len(portions("一句话。\n" * LONGEST)) > 1
    assert portions("一句话。\n" * LONGEST)[0].startswith("（1/")
