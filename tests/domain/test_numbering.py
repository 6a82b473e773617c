from __future__ import annotations

import pytest

from wxadmin.domain import numbering
from wxadmin.domain.seal import PAPER_KINDS


def test_numbers_read_as_printed():
    assert numbering.number("case", 2026, 1) == "违处〔2026〕1号"


@pytest.mark.parametrize(
    "typed", ["违处〔2026〕1号", "违处[2026]1", " 违处（2026）01号 ", "违处(2026) 1 号", "违处【2026】1号"]
)
def test_a_number_is_found_however_it_is_typed(typed):
    expected = typed.strip() if "【" in typed else "违处〔2026〕1号"
    assert numbering.normal(typed) == expected


def test_every_kind_of_paper_has_numbers_of_its_own():
    # A notice is issued under the number of its case.
    series = {"case" if kind == "notice" else kind for kind in PAPER_KINDS}
    assert series == set(numbering.SERIES)
    words = list(numbering.SERIES.values())
    assert len(set(words)) == len(words)
    for kind in numbering.SERIES:
        assert numbering.normal(numbering.number(kind, 2026, 12)) == numbering.number(kind, 2026, 12)


def test_kinds_keep_the_place_by_which_issued_papers_name_them():
    assert PAPER_KINDS == (
        "regulation", "sheet", "notice", "history", "announcement", "form", "letter", "list", "comparison",
        "casefile",
    )  # fmt: skip
