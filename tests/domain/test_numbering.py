from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxadmin.domain import numbering
from wxadmin.domain.errors import UserError
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


@pytest.mark.parametrize("pattern", numbering.EXAMPLES)
def test_no_two_counts_of_any_years_have_the_same_number(pattern):
    kept = numbering.checked(pattern)
    numbers = [
        numbering.number("case", year, count, pattern=kept, group="甲群")
        for year in range(2024, 2034)
        for count in (*range(1, 130), 999, 1000, 9999, 10000)
    ]
    assert len(set(numbers)) == len(numbers)


def test_braces_in_the_name_of_a_group_are_words():
    assert numbering.number("case", 2026, 3, pattern="{群}{年}-{序}", group="{序}") == "{序}2026-3"


@pytest.mark.parametrize(
    "typed", ["违处-2026-007", "违处-2026-7", "违处－2026－7", " 违处-2026- 07 ", "违处-2026-0007"]
)  # fmt: skip
def test_a_padded_number_is_among_what_somebody_may_mean(typed):
    assert "违处-2026-007" in numbering.spellings(typed)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("违处[2026]7之2", "违处〔2026〕7号之二"), ("违处〔2026〕7号之12", "违处〔2026〕7号之十二"),
        ("违处〔2026〕007号", "违处〔2026〕007号"), ("违处【2026】7", "违处〔2026〕7号"), ("违处(2026)第7号", "违处〔2026〕第7号"),
    ],
)  # fmt: skip
def test_parts_and_padding_are_found_as_printed(typed, printed):
    assert printed in numbering.spellings(typed)
    assert numbering.normal(printed) == printed


def test_numbers_are_sorted_by_value():
    given = ["违处〔2026〕10号", "违处〔2026〕9号之十", "违处〔2026〕9号之二", "违处〔2025〕99号", "违处〔2026〕9号"]
    assert sorted(given, key=numbering.order) == [given[3], given[4], given[2], given[1], given[0]]


@given(st.text(max_size=40))
def test_whatever_is_typed_is_no_accident(text):
    numbering.spellings(text)
    numbering.order(text)
    assert numbering.normal(numbering.normal(text)) == numbering.normal(text)
    try:
        kept = numbering.checked(text)
    except UserError:
        return
    assert numbering.checked(kept) == kept
    assert numbering.number("case", 2026, 1, pattern=kept) != numbering.number("case", 2026, 2, pattern=kept)
    assert numbering.number("case", 2026, 1, pattern=kept) != numbering.number("case", 2027, 1, pattern=kept)


@given(st.lists(st.sampled_from(["{年}", "{年2}", "{序}", "{序3}", "{字}", "{群}", "〔", "7", "-"]), max_size=8))
def test_a_pattern_that_is_taken_tells_years_and_counts_apart(parts):
    try:
        kept = numbering.checked("".join(parts))
    except UserError:
        return
    made = {
        numbering.number("case", year, count, pattern=kept, group="1群")
        for year in (2025, 2026, 2027)
        for count in (1, 2, 11, 12, 111, 2025, 2026)
    }
    assert len(made) == 21
