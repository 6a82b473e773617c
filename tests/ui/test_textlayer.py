"""The text of a page: characters in lines, joined where they are one paragraph, found over a line end."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.printing.invented import papers as invented
from tests.ui.paper_stage import LONG, announcement
from wxadmin.domain.papers import AnnouncementPaper
from wxadmin.domain.seal import Draft
from wxadmin.domain.style import Style
from wxadmin.printing import papers
from wxadmin.ui.pdf import PdfFile
from wxadmin.ui.textlayer import Glyph, PageText, build, fold


def _set(lines: list[str], *, left: float = 80.0, width: float = 10.0, indents: tuple[float, ...] = ()) -> list[Glyph]:
    """Lines of type, each character ``width`` wide, Latin half of it."""
    found = []
    for row, line in enumerate(lines):
        x = left + (indents[row] if row < len(indents) else 0)
        for char in line:
            wide = width if ord(char) > 0x2E00 else width / 2
            found.append(Glyph(char, x, 100 + row * 18, x + wide, 100 + row * 18 + 12))
            x += wide
    return found


def _pages(pdf: bytes) -> list[PageText]:
    file = PdfFile(pdf)
    found = [file.text(n) for n in range(len(file.sheets))]
    file.close()
    return found


def test_a_paragraph_is_joined_and_a_new_one_is_not() -> None:
    text = build(
        _set(["　　甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥", "终。", "　　又一段。"], indents=(0, 0, 0, 0))
    )
    assert text.text(0, len(text.chars)) == "　　甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥终。\n　　又一段。"


def test_an_indented_first_line_goes_on_at_the_margin() -> None:
    text = build(_set(["甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥", "终了"], indents=(20,)))
    assert text.text(0, len(text.chars)) == "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥终了"


@pytest.mark.parametrize("mark", ["第二条　", "（二）", "2.", "三、", "附件1"])
def test_what_begins_with_a_number_begins_a_line(mark: str) -> None:
    text = build(_set(["甲乙丙丁戊己庚辛壬癸", f"{mark}卯辰巳午"]))
    assert text.text(0, len(text.chars)) == f"甲乙丙丁戊己庚辛壬癸\n{mark}卯辰巳午"


def test_between_two_latin_words_the_line_end_stays() -> None:
    text = build(_set(["see the long words", "behind it all of us"], width=12))
    assert text.text(0, len(text.chars)) == "see the long words\nbehind it all of us"
    text = build(_set(["https://example.org/", "path/of/the/record/"], width=12))
    assert text.text(0, len(text.chars)) == "https://example.org/path/of/the/record/"


def test_cells_beside_each_other_are_parted_by_a_tab_and_never_found_as_one_word() -> None:
    row = _set(["王小"], left=80) + _set(["明月"], left=200)
    text = build(row)
    assert text.text(0, 4) == "王小\t明月"
    assert text.find(fold("小明")) == []
    assert text.find(fold("明月")) == [(2, 4)]


def test_search_knows_no_case_width_or_white_space() -> None:
    text = build(_set(["请在30分钟内回复ＡＢＣ，", "网址Example“内”"]))
    for wanted in ("30 分钟", "３０分钟", "abc", "EXAMPLE", '"内"', "，网址", "分 钟 内"):
        assert len(text.find(fold(wanted))) == 1, wanted
    for wanted in ("31分钟", "址网", "\u200b", " "):
        assert text.find(fold(wanted)) == [], wanted
    assert build(_set(["哈哈哈哈哈"])).find("哈哈") == [(0, 2), (2, 4)]


def test_carets_words_and_boxes() -> None:
    text = build(_set(["第3组ABC12，请到", "场"]))
    assert text.caret(0, 0) == 0
    assert text.caret(1000, 106) == text.lines[0].end
    assert text.caret(1000, 1000) == len(text.chars)
    at = text.chars.index("B")
    box = text.box(at)
    assert text.caret(box.left + 0.1, 106) == at
    assert text.caret(box.right - 0.1, 106) == at + 1
    assert text.chars[slice(*text.word(at))] == "ABC12"
    assert text.chars[slice(*text.word(text.chars.index("请")))] == "请到"
    assert text.chars[slice(*text.word(text.chars.index("，")))] == "，"
    assert text.over(box.left + 1, 106) == at
    assert text.over(box.left + 1, 400) is None
    assert [round(b.top) for b in text.boxes(0, len(text.chars))] == [100, 118]
    empty = build(())
    assert empty.caret(3, 3) == 0
    assert empty.over(3, 3) is None
    assert empty.text(0, 10) == ""
    assert empty.boxes(0, 10) == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12), max_size=6))
def test_no_character_is_lost_or_invented(lines: list[str]) -> None:
    glyphs = _set(lines)
    text = build(glyphs)
    whole = text.text(0, len(text.chars))
    assert [c for c in whole if c not in "\n\t"] == [g.char for g in glyphs]
    for cut in range(len(text.chars) + 1):
        parts = text.text(0, cut) + text.text(cut, len(text.chars))
        assert parts.replace("\n", "").replace("\t", "") == text.chars


def test_the_text_of_a_paper_comes_back_word_for_word() -> None:
    paragraphs = tuple(f"{LONG}，第{i}组由王𠮷、李𫖯带队；费用120.50元，占35%，详见《办法》。" for i in range(1, 25))
    whole = "\n".join(t.text(0, len(t.chars)) for t in _pages(announcement(paragraphs)))
    lines = whole.split("\n")
    inside = [p for p in paragraphs if p in lines]
    # Only a paragraph that goes on over the edge of a page is in two pieces, parted by the page number.
    assert len(paragraphs) - len(inside) <= len(_pages(announcement(paragraphs))) - 1
    assert "".join(whole.split()).count("王𠮷、李𫖯带队") == 24


@pytest.mark.parametrize("profile", ["gongwen", "qiye", "dazi"])
def test_every_place_of_a_word_is_found_in_every_profile(profile: str) -> None:
    words = ("仓库领取", "30分钟内补发", "𠮷带队")
    paper = AnnouncementPaper(
        "远山公司", "研发协作群", "通知", tuple(f"{LONG}，第{i}组由王𠮷带队。" for i in range(1, 9)), "办公室", date(2026, 11, 22)
    )  # fmt: skip
    done = papers.render(
        paper, mark=Draft(), created=datetime(2026, 11, 22, tzinfo=UTC), style=Style(profile=profile)  # type: ignore[arg-type]
    )  # fmt: skip
    texts = _pages(done.pdf)
    for word in words:
        hits = [(t, hit) for t in texts for hit in t.find(fold(word))]
        # A word broken over two pages is in neither.
        assert 8 - (len(texts) - 1) <= len(hits) <= 8
        for text, hit in hits:
            assert fold(text.text(*hit)) == fold(word)


def test_the_mark_across_a_draft_is_no_text() -> None:
    text = _pages(announcement(("一段话。",)))[0]
    assert text.find("草稿") == [(0, 2)]
    assert max(b.bottom - b.top for b in text.boxes(0, len(text.chars))) < 60


def test_all_kinds_of_paper_give_their_text() -> None:
    for kind, paper in invented().items():
        pages = _pages(papers.render(paper, mark=Draft(), created=datetime(2026, 11, 22, tzinfo=UTC)).pdf)
        assert all(page.chars for page in pages), kind
        for page in pages:
            assert all(line.start < line.end for line in page.lines)
            assert [line.start for line in page.lines] == [0, *[line.end for line in page.lines[:-1]]]
