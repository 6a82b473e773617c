"""Text of any origin: wrapped anywhere, never markup, marks at the right characters, never cut."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from wxadmin.ui import textblock
from wxadmin.ui.card import Card
from wxadmin.ui.textblock import TextBlock, marked, tip


def test_marks_count_characters_also_beyond_the_basic_plane(qapp: QApplication) -> None:
    text = "😀甲𠮷乙"
    assert [(span.start, span.length) for span in marked(text, [(2, 3), (3, 4)])] == [(3, 2), (5, 1)]


def test_markup_stays_text(host: QWidget) -> None:
    block = TextBlock('张三<b>x</b><img src="/etc/hostname">', host)
    assert block.text() == '张三<b>x</b><img src="/etc/hostname">'
    assert block.accessibleName() == block.text()


@pytest.mark.parametrize("width", [120, 338, 410, 700])
@pytest.mark.parametrize("text", ["字" * 60, "http://" + "a" * 300, "一行", "第一行\n第二行\n第三行"])
def test_a_block_gets_the_height_its_text_needs(qapp: QApplication, host: QWidget, width: int, text: str) -> None:
    column = QVBoxLayout(host)
    row = QHBoxLayout()
    block = TextBlock(text, host)
    row.addWidget(block, 1)
    column.addLayout(row)
    column.addStretch(1)
    host.resize(width, 900)
    host.show()
    qapp.processEvents()
    assert block.width() <= width
    assert block.height() >= block.heightForWidth(block.width())


def test_a_card_never_cuts_its_pieces(qapp: QApplication, host: QWidget) -> None:
    card = Card(host)
    card.resize(380, 400)
    card.clear()
    card.title("违处〔2026〕2号　李建业（生产部第二车间）", badge="已签发", tone="ok")
    card.facts((("条款", "字" * 80), ("部门", "总部/生产部")))
    card.text("依据" * 40)
    card.finish()
    host.show()
    card.show()
    qapp.processEvents()
    blocks = card.findChildren(TextBlock)
    assert len(blocks) >= 4
    assert all(b.height() >= b.heightForWidth(b.width()) for b in blocks)
    assert card.widget().width() <= card.viewport().width()


@pytest.mark.parametrize("words", ["<b>第三条</b>", '<img src="x.png">公告', "甲 & 乙", "长" * 200 + "\n<i>乙</i>"])
def test_a_tool_tip_says_words_as_they_are(qapp: QApplication, words: str) -> None:
    shown = tip(words)
    if shown.startswith("<qt>"):
        document = QTextDocument()
        document.setHtml(shown)
        assert document.toPlainText() == words
    else:
        assert shown == words
        assert "<" not in words


def test_a_tool_tip_does_not_cover_the_screen(qapp: QApplication) -> None:
    document = QTextDocument()
    document.setHtml(tip("长" * 5000))
    assert len(document.toPlainText()) < 1000


@pytest.mark.parametrize("text", ["字" * 200, "😀" * 200, "一\n二\n三\n四", "short words " * 40])
@pytest.mark.parametrize("width", [30, 120, 338])
def test_words_cut_at_a_number_of_lines_end_with_an_ellipsis(host: QWidget, text: str, width: int) -> None:
    block = TextBlock(text, host, lines=3)
    block.heightForWidth(width)
    last = block._layout.lineAt(2)
    said = block._layout.text().encode("utf-16-le")[2 * last.textStart() : 2 * (last.textStart() + last.textLength())]
    assert block._layout.lineCount() == 3
    assert said.decode("utf-16-le").endswith("…")
    assert block.text() == block.accessibleName() == text


def test_words_that_fit_their_lines_are_whole(host: QWidget) -> None:
    block = TextBlock("一\n二\n三", host, lines=3)
    block.heightForWidth(200)
    assert "…" not in block._layout.text()


def test_a_height_is_worked_out_once_a_width(host: QWidget, monkeypatch: pytest.MonkeyPatch) -> None:
    laid: list[int] = []
    real = textblock._lay_lines
    monkeypatch.setattr(textblock, "_lay_lines", lambda layout, w, n: (laid.append(w), real(layout, w, n))[1])
    block = TextBlock("请各部门报送" * 200, host)
    heights = [(block.sizeHint().height(), block.heightForWidth(280)) for _turn in range(5)]
    assert len(set(heights)) == 1
    assert sorted(laid) == [280, 400]
    block.set_text("一行")
    assert block.heightForWidth(280) < heights[0][1]
