"""Tables: widths from content, cells that are parted in step, headings that come back, lists and comparisons."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from tests.printing.invented import CREATED, NAMES, PARAGRAPHS, random_text
from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import ComparisonPaper, HistoryEntry, ListColumn, ListPaper, Paper, PenaltyHistory
from wxadmin.domain.regulation import Node, RegulationText
from wxadmin.domain.regulation_diff import diff
from wxadmin.domain.seal import Reserved
from wxadmin.domain.style import PROFILES, Style
from wxadmin.printing.papers import render
from wxadmin.printing.pdf_check import check_pdf
from wxadmin.printing.typesetting.book import Book
from wxadmin.printing.typesetting.columns import Need, share
from wxadmin.printing.typesetting.faces import Chain, chain
from wxadmin.printing.typesetting.flow import Strip, paginate
from wxadmin.printing.typesetting.table import Cell, Column, Table

DAY = date(2026, 9, 22)
SONG, HEI = chain("song"), chain("hei")


def table(*columns: Column, row_height: float = 25.0) -> Table:
    return Table(columns, SONG, HEI, 12.0, 18.0, 400.0, row_height)


def painted(strips: Sequence[Strip], height: float = 600.0) -> list[list[str]]:
    """The operators of each page when these strips fill pages of this height."""
    book = Book("表", "", datetime(2026, 9, 22, tzinfo=UTC))
    for placed in paginate(strips, height):
        page = book.page(500, 700)
        run: list[tuple[float, Strip]] = []
        for item in placed:
            if run and item.strip.table is not run[-1][1].table:
                assert run[-1][1].table is not None
                run[-1][1].table.paint(page, 50.0, run)
                run = []
            run.append((650 - item.y, item.strip))
        assert run[-1][1].table is not None
        run[-1][1].table.paint(page, 50.0, run)
    codes = {f"{font.name}:{code}": char for font in book._fonts.values() for char, code in font.codes.items()}

    def read(operators: str) -> str:
        words, name = "", ""
        for font, code in re.findall(r"/(F\d+) [\d.]+ Tf|<([0-9a-f]+)>", operators):
            name = font or name
            words += "".join(codes[f"{name}:{code[i : i + 4]}"] for i in range(0, len(code), 4))
        return words

    def shown(operators: str) -> str:
        return read(operators) + "@" + " ".join(re.findall(r"1 0 0 1 (\S+ \S+) Tm", operators))

    return [[shown(o) if o.startswith("BT") else o for o in page.operators] for page in book.pages]


def words_of(pages: list[list[str]]) -> list[str]:
    return ["".join(o.split("@")[0] for o in page if "@" in o) for page in pages]


def pages_of(paper: Paper, style: Style | None = None) -> list[str]:
    style = style or Style()
    made = render(paper, mark=Reserved(), created=CREATED, style=style)
    assert check_pdf(made.pdf, style) == []
    document = pypdfium2.PdfDocument(made.pdf)
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return pages


def size_of(paper: Paper, style: Style | None = None) -> tuple[float, float]:
    box = (
        PdfReader(io.BytesIO(render(paper, mark=Reserved(), created=CREATED, style=style or Style()).pdf))
        .pages[0]
        .mediabox
    )
    return float(box.width), float(box.height)


class TestWidths:
    """Columns take what they need."""

    def test_room_to_spare_goes_where_it_is_wanted(self) -> None:
        assert share([Need(2, 4), Need(2, 6, grow=1.0)], 20) == [4, 16]
        assert share([Need(2, 4), Need(2, 6)], 20) == [8, 12]

    def test_short_columns_keep_their_wish_and_long_ones_share(self) -> None:
        assert share([Need(2, 3), Need(2, 30), Need(2, 30)], 23) == [3, 10, 10]
        assert share([Need(2, 3), Need(2, 30, 1.0), Need(2, 30, 3.0)], 23) == [3, 5, 15]
        assert share([Need(8, 30, 1.0), Need(2, 30, 9.0)], 20) == [8, 12]

    def test_too_narrow(self) -> None:
        assert share([Need(5, 9), Need(6, 9)], 10.9) is None
        assert share([Need(5, 9), Need(6, 9)], 11) == [5, 6]

    @settings(deadline=None)
    @given(
        st.lists(st.tuples(st.floats(1, 9), st.floats(0, 40), st.floats(1, 9)), min_size=1, max_size=12),
        st.floats(10, 200),
    )
    def test_always_the_whole_width_and_no_less_than_needed(
        self, parts: list[tuple[float, float, float]], width: float
    ) -> None:
        needs = [Need(least, least + more, weight) for least, more, weight in parts]
        found = share(needs, width)
        if sum(need.least for need in needs) > width + 1e-6:
            assert found is None
        elif found is not None:
            assert sum(found) == pytest.approx(width)
            assert all(one >= need.least - 1e-6 for one, need in zip(found, needs, strict=True))


TEXTS = (
    *NAMES, *PARAGRAPHS[9:11], "123", "A4纸", "第3条", "（一）", "“港”", "——", "港湾船渔浪潮泊位冰车台风检修值班登记公告",
    "e-mail", "", "甲\n乙", "\u202e", "𠮷", "港 湾",
)  # fmt: skip


class TestRows:
    """Plain rows are drawn by a short way; it must not be another way."""

    @pytest.mark.parametrize("align", ["left", "centre", "right"])
    def test_plain_rows_are_drawn_like_cells(self, align: str) -> None:
        columns = [Column("甲", 1.0, align), Column("乙", 2.3, align)]
        rows = [(one, other) for one, other in zip(TEXTS, reversed(TEXTS), strict=True)]
        plain = painted(table(*columns).strips(rows))
        other = table(*columns)
        cells = painted([other.head, *(s for row in rows for s in other.row([Cell(text) for text in row]))])
        assert plain == cells

    def test_cells_stand_where_their_column_says(self) -> None:
        (page,) = painted(
            table(Column("", 1, "left"), Column("", 1, "centre"), Column("", 2, "right")).strips([("港", "港", "港")])
        )
        places = [float(o.split("@")[1].split()[0]) for o in page if o.startswith("港")]
        assert places == [54.0, 194.0, 434.0]

    def test_a_parted_row_goes_on_in_step(self) -> None:
        one, other = random_text(1, 900), random_text(2, 900)
        t = table(Column("甲", 1.0, "left"), Column("乙", 1.0, "left"))
        pages = painted(t.strips([(one, other), ("后", "来")]), 300.0)
        assert len(pages) > 3
        starts = []
        for page in pages:
            heights: dict[float, list[float]] = {}
            for o in page:
                if "@" in o and not o.startswith(("甲", "乙", "后", "来")):
                    x, y = map(float, o.split("@")[1].split())
                    heights.setdefault(250 if x > 250 else 50, []).append(y)
            starts.append([max(ys) for ys in heights.values()])
            # A reader takes each cell in one piece: no height goes up but once, where the second cell begins.
            ys = [
                float(o.split("@")[1].split()[1])
                for o in page
                if "@" in o and not o.startswith(("甲", "乙", "后", "来"))
            ]
            assert sum(b > a for a, b in pairwise(ys)) <= 1
        assert all(len(set(tops)) == 1 for tops in starts)
        text = "".join("".join(words_of(pages)).replace("甲乙", "").split())
        assert sorted(text) == sorted("".join((one + other + "后来").split()))

    def test_many_rows_repeat_the_head_and_the_last_is_not_alone(self) -> None:
        for count in range(20, 60):
            t = table(Column("甲", 1.0))
            words = words_of(painted(t.strips([(f"{i:03d}",) for i in range(count)]), 250.0))
            assert all(word.startswith("甲") for word in words)
            assert "".join(word[1:] for word in words) == "".join(f"{i:03d}" for i in range(count))
            assert len(words[-1]) >= 7

    def test_a_heading_comes_back_on_the_next_page(self) -> None:
        t = table(Column("甲", 1.0), Column("乙", 1.0))
        strips = [t.head]
        for section in "天地":
            heading, rows = t.heading(section)
            strips += heading + rows.rows([(f"{section}{i:02d}", "乙") for i in range(12)])
        words = words_of(painted(strips, 200.0))
        assert words[0].startswith("甲乙天天00")
        for word in words[1:]:
            assert re.match(r"甲乙(天（续）天|地（续）地|天天|地地)(\d\d)", word)
        again = sum(word.count("（续）") for word in words)
        assert again >= 2
        assert "".join(words).count("天00") == 1
        # A heading is never the last on a page.
        assert all(re.search(r"\d\d乙$", word) for word in words)

    def test_a_long_heading_is_shortened_only_where_it_is_repeated(self) -> None:
        t = table(Column("甲", 1.0))
        heading, rows = t.heading("港" * 3000)
        words = words_of(painted([t.head, *heading, *rows.rows([("一",)] * 40)], 300.0))
        assert "".join(words).count("港") >= 3000
        assert words[-1].count("港") < 50

    def test_verticals_end_where_a_cell_spans(self) -> None:
        t = table(Column("", 1.0), Column("", 1.0), Column("", 2.0))
        strips = [
            *t.row([Cell("甲"), Cell("乙"), Cell("丙")]),
            *t.row([Cell("丁", columns=2), Cell("戊")]),
            *t.row([Cell("己", columns=3)]),
        ]
        (page,) = painted(strips)
        boxes = [[float(n) for n in box] for o in page for box in re.findall(r"(\S+) (\S+) (\S+) (\S+) re", o)]
        reach = {x: sum(h for bx, _, w, h in boxes if h > w and abs(bx - x) < 1) for x in (50.0, 150.0, 250.0, 450.0)}
        assert reach == {50.0: 75.0, 150.0: 25.0, 250.0: 50.0, 450.0: 75.0}
        assert len([1 for _, _, w, h in boxes if w > 390 > h]) == 4

    def test_struck_words_and_no_others(self) -> None:
        struck = Chain(SONG.keys)
        t = table(Column("", 1.0))
        cell = Cell((("甲乙丙", SONG), ("丁戊", struck), ("己庚", HEI)), align="left", struck=struck)
        (page,) = painted(t.row([cell]))
        rules = [[float(n) for n in box] for o in page[:-1] for box in re.findall(r"(\S+) (\S+) (\S+) (\S+) re", o)]
        ((x, y, width, height),) = rules
        (line,) = [o for o in page if "@" in o]
        left, base = map(float, line.split("@")[1].split())
        assert line.startswith("甲乙丙丁戊己庚")
        assert (x, width) == pytest.approx((left + 36, 24), abs=0.01)
        assert base + 12 * 0.25 < y < y + height < base + 12 * 0.5

    def test_names_that_are_whole_are_set_smaller(self) -> None:
        t = Table([Column("", 1.0, whole=True), Column("", 4.0)], SONG, HEI, 12.0, 18.0, 300.0, 25.0)
        strips = t.rows([("诸葛𬭳", ""), ("阿依努尔买", ""), ("阿依努尔·买买提江·阿卜杜", "")])
        assert [strip.height for strip in strips[:2]] == [25.0, 25.0]
        assert strips[2].height > 40
        assert [len([o for o in page if "@" in o]) for page in painted(strips[:2])] == [2]


def listed(columns: Sequence[ListColumn], rows: Sequence[tuple[str, ...]], title: str = "违规台账") -> ListPaper:
    return ListPaper(
        title,
        "石榴湾渔港管理站",
        "调度群",
        ("筛选：已决定", "", "排序：时间"),
        tuple(columns),
        tuple(rows),
        DAY,
        "清单〔2026〕2号",
    )


class TestLists:
    """What stands on the screen, on the sheet that suits it."""

    def test_facts_numbers_and_count(self) -> None:
        paper = listed(
            [ListColumn("姓名"), ListColumn("金额", align="right")], [(f"名{i}", f"{i}.50") for i in range(1, 81)]
        )
        pages = pages_of(paper)
        assert len(pages) > 2
        first, last = "".join(pages[0].split()), "".join(pages[-1].split())
        for words in (
            "违规台账",
            "单位：石榴湾渔港管理站",
            "群：调度群",
            "编号：清单〔2026〕2号",
            "筛选：已决定",
            "排序：时间",
        ):
            assert words in first
        assert "打印日期：2026年9月22日" in first
        assert "共80条。" in last
        assert all("序号姓名金额" in "".join(page.split()) for page in pages)
        text = "".join("".join(pages).split())
        assert all(f"{i}名{i}{i}.50" in text for i in range(1, 81))

    def test_numbers_stand_right(self) -> None:
        made = render(listed([ListColumn("数", align="right")], [("1",), ("22222",)]), mark=Reserved(), created=CREATED)
        document = pypdfium2.PdfDocument(made.pdf)
        page = document[0].get_textpage()
        text = page.get_text_range()
        ends = [
            page.get_charbox(text.index(number) + len(number) - 1, loose=True)[2] for number in ("\n1 1", "2 22222")
        ]
        document.close()
        assert ends[0] == pytest.approx(ends[1], abs=0.1)

    def test_nothing_found(self) -> None:
        text = "".join(pages_of(listed([ListColumn("姓名")], []))[0].split())
        assert "没有符合条件的记录。" in text
        assert "序号姓名" in text

    @pytest.mark.parametrize("profile", ["gongwen", "qiye", "dazi"])
    def test_few_columns_upright_many_lying(self, profile: str) -> None:
        few = listed([ListColumn("姓名"), ListColumn("部门")], [("陶大勇", "调度室")] * 40)
        width, height = size_of(few, Style(profile))
        assert width < height
        cells = (
            "石榴湾渔港第三作业区",
            "连续发布与渔港无关的消息，经提醒仍不改正",
            "2026年9月22日",
            "第十二条",
            "禁言3天",
            "已执行",
        )
        many = listed([ListColumn(f"第{word}栏") for word in "一二三四五六七八九"], [cells + cells[:3]] * 40)
        width, height = size_of(many, Style(profile))
        assert width > height
        assert "".join("".join(pages_of(many, Style(profile))).split()).count("已执行") == 40

    @pytest.mark.parametrize("count", [1, 2, 7, 15, 25, 40])
    def test_one_to_forty_columns(self, count: int) -> None:
        columns = [ListColumn(f"指标{i}", align="right") for i in range(1, count + 1)]
        rows = [tuple(str((i + 1) * (c + 3)) for c in range(count)) for i in range(12)]
        pages = pages_of(listed(columns, rows))
        words = "".join(pages).split()
        text = "".join(words)
        for row in rows:
            assert "".join(row) in text
        # Numbers are not parted, however narrow their column.
        assert {cell for row in rows for cell in row} <= set(words)

    def test_too_many_columns(self) -> None:
        paper = listed([ListColumn(f"第{i}栏") for i in range(60)], [("三个字",) * 60])
        with pytest.raises(UserError, match=r"违规台账：清单有60列，.*放不下；请少选几列"):
            render(paper, mark=Reserved(), created=CREATED)
        with pytest.raises(UserError, match=r"至少选一列"):
            render(listed([], [()]), mark=Reserved(), created=CREATED)

    def test_a_cell_of_thousands_of_characters(self) -> None:
        words = random_text(8, 6000)
        pages = pages_of(listed([ListColumn("名"), ListColumn("事由")], [("甲", "短"), ("乙", words), ("丙", "短")]))
        text = "".join(re.sub(r"—\d+—|序号名事由", "", "".join(page.split())) for page in pages)
        assert "".join(words.split()) in text
        assert "共3条。" in text

    def test_hostile_cells(self) -> None:
        cells = ("<b>", "a" * 400, "\u202e", "甲\n乙", "=1+1", "　", "港" * 300, "\x00")
        text = "".join("".join(pages_of(listed([ListColumn(f"栏{i}") for i in range(8)], [cells]))).split())
        for words in ("<b>", "[U+202E]", "甲乙", "=1+1", "[U+0000]"):
            assert words in text
        assert (text.count("a"), text.count("港")) == (400, 301)

    def test_5000_rows_of_many_texts(self) -> None:
        rows = [(f"名{i}", f"{i * 7}", "调度室") for i in range(5000)]
        made = render(
            listed([ListColumn("姓名"), ListColumn("数"), ListColumn("部门")], rows), mark=Reserved(), created=CREATED
        )
        reader = pypdfium2.PdfDocument(made.pdf)
        text = "".join("".join(page.get_textpage().get_text_range().split()) for page in reader)
        reader.close()
        assert "5000名499934993调度室共5000条。" in text


def regulation(*articles: str, title: str = "石榴湾渔港工作群管理规定") -> RegulationText:
    nodes = tuple(Node("article", f"第{n}条", None, text) for n, text in zip("一二三四五六七", articles, strict=False))
    return RegulationText(title, (), (Node("chapter", "第一章", "总则", "", nodes),), ())


OLD = regulation("只谈渔港的事。", "七日内不改的，移出本群。", "夜间二十二点以后不发消息。", "不得发布广告和买卖信息。")
NEW = regulation(
    "只谈渔港的事。", "三日内不改的，先提醒一次，再移出本群。", "不得发布广告和买卖信息。", "收到通知应当及时回复收到。"
)


def compared(old: RegulationText, new: RegulationText) -> ComparisonPaper:
    return ComparisonPaper(
        "修订对照表", "石榴湾渔港管理站", "调度群", "第2版", "第3版", diff(old, new), DAY, "对照〔2026〕1号"
    )


class TestComparison:
    """Old, new, and what became of it."""

    @pytest.mark.parametrize("profile", ["gongwen", "qiye", "dazi"])
    def test_three_columns(self, profile: str) -> None:
        text = "".join("".join(pages_of(compared(OLD, NEW), Style(profile))).split())
        assert "修订前（第2版）修订后（第3版）说明" in text
        assert "中栏的黑体字为新增" in text  # 说明 is the right one
        for words in ("第二条七日内不改的，移出本群。", "第二条三日内不改的，先提醒一次，再移出本群。修改"):
            assert words in text
        assert "第三条夜间二十二点以后不发消息。（无）删除" in text
        assert "不得发布广告和买卖信息" not in text
        assert "（无）第四条收到通知应当及时回复收到。新增" in text
        assert "只谈渔港的事" not in text
        assert "共3处：修改1处，新增1处，删除1处。另有1处内容不变，只是编号随着调整。" in text

    def test_a_clause_that_moved_is_shown_where_it_went(self) -> None:
        moved = regulation(*(node.text for node in (*OLD.nodes[0].children[1:], OLD.nodes[0].children[0])))
        text = "".join("".join(pages_of(compared(OLD, moved))).split())
        assert "第一条只谈渔港的事。第四条只谈渔港的事。移至第四条" in text
        assert "共1处：移动1处。另有3处内容不变，只是编号随着调整。" in text

    def test_other_numbers_alone_are_said_in_a_sentence(self) -> None:
        nodes = tuple(replace(node, number=f"第{at}条") for at, node in enumerate(OLD.nodes[0].children, 1))
        other = replace(OLD, nodes=(replace(OLD.nodes[0], children=nodes),))
        assert "两个版本的条文内容相同，只有4处的编号随着调整。" in "".join(pages_of(compared(OLD, other))[0].split())

    def test_what_went_is_struck_and_what_came_is_in_another_face(self) -> None:
        made = render(compared(OLD, NEW), mark=Reserved(), created=CREATED)
        content = PdfReader(io.BytesIO(made.pdf)).pages[0].get_contents()
        assert content is not None
        boxes = [[float(n) for n in box] for box in re.findall(rb"(\S+) (\S+) (\S+) (\S+) re", content.get_data())]
        strikes = [(x, y, x + w) for x, y, w, h in boxes if 5 < w < 180 and h < 2]
        document = pypdfium2.PdfDocument(made.pdf)
        page = document[0].get_textpage()
        text = page.get_text_range()

        def struck(at: int) -> bool:
            left, low, right, high = page.get_charbox(at)
            return any(x - 1 < left and right < end + 1 and low < y < high for x, y, end in strikes)

        at = text.index("七日内")
        assert [struck(at), struck(at + 1)] == [True, False]
        gone = text.index("夜间二十二点")
        assert all(struck(gone + i) for i in range(6))
        assert not any(struck(text.index(words)) for words in ("三日", "先提", "收到", "注："))
        document.close()
        fonts = {match[1]: match[0] for match in re.findall(rb"/(F\d+) 12 Tf\n\[<([0-9a-f]{4})", content.get_data())}
        assert len(set(fonts.values())) >= 2

    def test_a_very_long_clause_goes_on_with_both_columns_in_step(self) -> None:
        words = random_text(4, 3000)
        pages = pages_of(compared(regulation(words + "三日内答复。"), regulation(words + "五日内答复。")))
        assert len(pages) > 3
        text = "".join("".join(pages).split())
        assert "三日内答复。" in text
        assert "五日内答复。" in text
        for page in pages[1:-1]:
            lines = [line for line in page.splitlines() if line.strip()]
            body = [line for line in lines if not re.match(r"修订前|—|说明", line)]
            half = len(body) // 2
            # The clause is the same on both sides up to its last words, so both halves of a page are, too.
            assert body[:half] == body[half : 2 * half]

    def test_nothing_changed(self) -> None:
        text = "".join(pages_of(compared(OLD, OLD))[0].split())
        assert "两个版本的条文完全相同。" in text

    def test_added_and_removed_chapter_and_title(self) -> None:
        other = RegulationText("新的规定", ("前言。",), (Node("chapter", "第一章", "总则", ""),), ("附言。",))
        text = "".join("".join(pages_of(compared(OLD, other))).split())
        assert "新的规定" in text
        assert "前言。" in text


def test_history_of_a_group_and_of_nobody() -> None:
    entries = tuple(
        HistoryEntry(f"违处〔2026〕{i}号", "2026年9月1日", "第十二条", "禁言3天", "已执行", PARAGRAPHS[i])
        for i in range(9)
    )
    for profile in ("gongwen", "qiye", "dazi"):
        text = "".join("".join(pages_of(PenaltyHistory("站", "调度群", "", "", entries, DAY), Style(profile))).split())
        assert "共9条。" in text
        assert all("".join(PARAGRAPHS[i].split()) in text for i in range(9))
    bare = tuple(HistoryEntry(f"违处〔2026〕{i}号", "2026年9月1日", "第十二条", "提醒", "已执行") for i in range(3))
    text = "".join(pages_of(PenaltyHistory("站", "调度群", "陶大勇", "班", bare, DAY))[0].split())
    assert "违规事实" not in text
    assert "没有违规处理记录" in "".join(pages_of(PenaltyHistory("站", "调度群", "陶", "", (), DAY))[0].split())


SAME = """
import hashlib
from tests.printing.test_tables import listed, compared, OLD, NEW, CREATED, ListColumn, Reserved, render
from tests.printing.test_sheets import people, sheet
from wxadmin.intake import forms
columns = [ListColumn(f"指标{i}") for i in range(12)]
papers = (
    listed(columns, [tuple(f"{i} word{i * c} 港{c}" for c in range(12)) for i in range(30)]), compared(OLD, NEW),
    sheet(people(40), by="group", across=2), forms.fill("handover", {}, unit="站", group="群"),
)
for paper in papers:
    print(hashlib.sha256(render(paper, mark=Reserved(), created=CREATED).pdf).hexdigest())
"""


@pytest.mark.parametrize("profile", ["gongwen", "qiye", "dazi"])
@pytest.mark.parametrize("count", [4, 9])
def test_dates_and_numbers_of_a_list_stay_whole(profile: str, count: int) -> None:
    """A few columns of words have room to give; the words are set in several lines sooner than a date."""
    titles = ("决定日期", "编号", "部门", "事由", "姓名", "依据", "措施", "金额", "状态")
    why = "连续发布与渔港无关的推销消息，经提醒不改，"
    rows = tuple(
        (f"2026年11月{10 + i}日", f"处〔2026〕{i}号", "渔港船舶检验与海事技术服务中心", why * (1 + i % 3), NAMES[i % 7],
         "第十二条", "禁言3天", f"{12345.5 * i:.2f}", "已执行")[:count]
        for i in range(1, 19)
    )  # fmt: skip
    columns = tuple(ListColumn(title) for title in titles[:count])
    paper = ListPaper("台账", "站", "群", (), columns, rows, DAY)
    lines = [line.replace(" ", "") for page in pages_of(paper, Style(profile)) for line in page.splitlines()]
    for row in rows:
        for words in (*row[:2], *row[5:6]):
            assert any(words in line for line in lines), words


def test_layout_does_not_depend_on_the_order_of_sets() -> None:
    made = set()
    for seed in ("1", "7"):
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path.cwd())}
        made.add(
            subprocess.run([sys.executable, "-c", SAME], env=env, capture_output=True, text=True, check=True).stdout
        )
    (hashes,) = made
    assert len(hashes.split()) == 4


def test_columns_of_a_history_have_room_for_what_became_of_a_decision_in_every_size() -> None:
    from wxadmin.printing.composition import Composition
    from wxadmin.printing.history import _columns

    said = "禁言7天、通报批评；建议单位处理：罚款100元\n2026年9月22日申诉减轻为禁言3天"
    entry = HistoryEntry("调处〔2026〕11号之一", "2026年9月21日", "《调度群规》第二条", said, "已解除", "刷屏。" * 50)
    paper = PenaltyHistory("站", "调度群", "", "", (entry,), DAY)
    for profile in PROFILES:
        wide = {title: width for title, width, _ in _columns(paper, Composition(Style(profile)), told=True)}
        assert wide["处理"] > wide["依据"] > wide["状态"] >= 3
        assert wide["违规事实"] >= wide["处理"] - 2


def test_an_office_that_begins_as_its_unit_ends_is_not_said_twice() -> None:
    from wxadmin.printing.composition import office

    assert office("石榴湾渔港第二基地", "第二基地办公室") == "石榴湾渔港第二基地办公室"
    assert office("石榴湾渔港", "港务办公室") == "石榴湾渔港港务办公室"
    assert office("石榴湾渔港", "石榴湾渔港办公室") == "石榴湾渔港办公室"
