"""Letters: one sheet where closer lines bring that about, and no page that ends with words leading to the next."""

from __future__ import annotations

from datetime import date

import pytest

from tests.printing.test_notice import made, pages_of
from wxadmin.domain.papers import LetterPaper, Section
from wxadmin.domain.style import Style
from wxadmin.printing.pdf_check import check_pdf
from wxadmin.printing.typesetting.profile import profile_of


def letter(lines: int) -> LetterPaper:
    words = tuple(f"第{i}项已经核对清楚，没有出入。" for i in range(lines))
    return LetterPaper(
        "更正决定书", "石榴湾渔港管理站", "调度群", "欧阳𠮷", (Section("一、核对的情况", words),), "港务办公室",
        date(2026, 9, 22), "函〔2026〕3号",
    )  # fmt: skip


def leading(paper: LetterPaper) -> float:
    """From line to line at the beginning of the body."""
    words = [row for row in pages_of(made(paper))[0] if "".join(c.text for c in row.chars).startswith("第")]
    return words[0].y - words[1].y


def test_a_letter_that_goes_a_little_over_is_set_more_closely_on_one_sheet() -> None:
    own = profile_of(Style()).leading
    counts = [len(pages_of(made(letter(n)))) for n in range(4, 22)]
    assert counts == sorted(counts)
    assert {1, 2} == set(counts)
    last = 4 + counts.index(2) - 1
    assert leading(letter(4)) == pytest.approx(own, abs=0.05)
    assert 1.49 * profile_of(Style()).size <= leading(letter(last)) < own - 1
    assert leading(letter(last + 1)) == pytest.approx(own, abs=0.05), "what stays on two pages keeps its lines"
    assert check_pdf(made(letter(last)), Style()) == []


def test_words_that_lead_to_the_next_lines_do_not_end_a_page() -> None:
    for more in range(8, 24):
        paper = letter(more)
        lead = (*paper.sections[0].paragraphs, "建议单位依法处理：", "罚款100元。", "停职7天。")
        found = pages_of(made(LetterPaper(
            paper.title, paper.unit, paper.group, paper.addressee, (Section("一、核对的情况", lead),), paper.issuer,
            paper.issued, paper.number,
        )))  # fmt: skip
        for page in found:
            texts = ["".join(c.text for c in row.chars) for row in page]
            at = next((i for i, text in enumerate(texts) if text.startswith("建议单位")), None)
            assert at is None or any(text.startswith("罚款") for text in texts[at:])
