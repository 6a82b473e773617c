from __future__ import annotations

import pytest

from wxadmin.domain import numbering


def test_numbers_read_as_printed():
    assert numbering.number("case", 2026, 1) == "违处〔2026〕1号"


@pytest.mark.parametrize(
    "typed", ["违处〔2026〕1号", "违处[2026]1", " 违处（2026）01号 ", "违处(2026) 1 号", "违处【2026】1号"]
)
def test_a_number_is_found_however_it_is_typed(typed):
    expected = typed.strip() if "【" in typed else "违处〔2026〕1号"
    assert numbering.normal(typed) == expected
