"""Text of any origin: wrapped anywhere, never markup, marks at the right characters, never cut."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from wxadmin.ui.card import Card
from wxadmin.ui.textblock import TextBlock


def test_marks_count_characters_also_beyond_the_basic_plane(qapp: QApplication, host: QWidget) -> None:
    text = "😀甲𠮷乙"
    block = TextBlock(text, host, marks=[(2, 3), (3, 4)])
    assert block._units() == [(3, 2), (5, 1)]


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
