"""个人档案 on paper: every field and line stands there, however long, wide or strange they are."""

from __future__ import annotations

from datetime import date

import pypdfium2
import pytest

from tests.printing.invented import CREATED, random_text
from wxadmin.domain.papers import RecordPaper, RecordPart
from wxadmin.domain.seal import Reserved
from wxadmin.domain.style import Style
from wxadmin.printing.papers import render, title_of
from wxadmin.printing.pdf_check import check_pdf

DAY = date(2026, 9, 21)


def pages_of(paper: RecordPaper, style: Style) -> list[str]:
    made = render(paper, mark=Reserved(), created=CREATED, style=style)
    assert check_pdf(made.pdf, style) == []
    document = pypdfium2.PdfDocument(made.pdf)
    pages = ["".join(page.get_textpage().get_text_range().split()) for page in document]
    document.close()
    return pages


@pytest.mark.parametrize("profile", ["gongwen", "qiye", "dazi"])
def test_a_record_says_what_is_known_and_what_is_not(profile: str) -> None:
    fields = (("姓名", "方立"), ("部门/班级", "远山小学/三（2）班"), ("住址", "春晖路" * 30), ("电话", "154****0001"))
    parts = (
        RecordPart("案件", ("2026年9月1日 · 口头警告", "2026年9月2日 · 书面警告"), 41),
        RecordPart("申请", ()),
        RecordPart("签收记录", ()),
    )
    paper = RecordPaper("个人档案", "远山小学", "方立", fields, parts, "仅供内部使用。", DAY)
    (text,) = pages_of(paper, Style(profile))
    for words in (*(v for pair in fields for v in pair), "案件（41）", "1.2026年9月1日·口头警告", "另有更早的39条"):
        assert "".join(words.split()) in text
    assert "没有记录的：申请、签收记录。" in text
    assert "注：仅供内部使用。" in text
    assert title_of(paper) == "个人档案 方立"


def test_a_record_of_anything_prints() -> None:
    for length in (3, 60, 3000):
        texts = [random_text(seed, length) for seed in range(8)]
        fields = tuple((text[:9], text) for text in texts)
        parts = tuple(RecordPart(text[:30] or "甲", (text, text)) for text in texts)
        made = render(
            RecordPaper(texts[0][:50], texts[1][:50], texts[2][:20], fields, parts, texts[3][:300], DAY),
            mark=Reserved(),
            created=CREATED,
        )
        assert made.pages
        assert check_pdf(made.pdf, Style()) == []
