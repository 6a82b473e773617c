from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxadmin.domain.numerals import chinese, number
from wxadmin.domain.unit_numbers import STYLES, Family, UnitNumber, parsed, written


@pytest.mark.parametrize(
    ("text", "family", "values"),
    [
        ("第一章", "chapter", (1,)), ("第12章", "chapter", (12,)), ("第三节", "section", (3,)), ("第二编", "part", (2,)),
        ("第二部分", "part", (2,)), ("第八条", "article", (8,)), ("第8条", "article", (8,)), ("第一百零三条", "article", (103,)),
        ("第八条之一", "article", (8, 1)), ("第8条之二：", "article", (8, 2)), ("第十条：", "article", (10,)),
        ("一、", "cn", (1,)), ("十二、", "cn", (12,)), ("第二、", "cn", (2,)), ("（一）", "pcn", (1,)), ("(十一)", "pcn", (11,)),
        ("（二）、", "pcn", (2,)), ("三）", "hcn", (3,)), ("1.", "dec", (1,)), ("7、", "dec", (7,)), ("12", "dec", (12,)),
        ("（3）", "pdec", (3,)), ("3）", "hdec", (3,)), ("1.1", "multi", (1, 1)), ("2.10.3", "multi", (2, 10, 3)),
        ("1.2.", "multi", (1, 2)), ("①", "circle", (1,)), ("⑳", "circle", (20,)), ("㊿、", "circle", (50,)), ("A.", "letter", (1,)),
        ("（c）", "letter", (3,)), ("AB、", "letter", (28,)), ("-", "bullet", (0,)), ("●", "bullet", (0,)),
    ],
)  # fmt: skip
def test_a_number_is_read_and_written_as_it_was(text: str, family: Family, values: tuple[int, ...]) -> None:
    found = parsed(text)
    assert found is not None
    assert (found.family, found.values) == (family, values)
    assert str(found) == text


@pytest.mark.parametrize("text", ["", "附一", "第条", "一二三、", "Ab.", "总则", "第〇条", "1.2.3.x", "①②"])
def test_what_is_no_number(text: str) -> None:
    assert parsed(text) is None


def test_the_style_tells_lists_apart() -> None:
    assert [getattr(parsed(text), "style", "") for text in ("第12条", "第十二条", "7、", "3.4", "（b）", "⑥、")] == [
        "第1条", "第一条", "1、", "1.1", "（a）", "①、"
    ]  # fmt: skip
    assert {getattr(parsed(text), "level", "") for text in ("1.1", "1.1.1", "1.")} == {"multi2", "multi3", "dec"}


@given(
    st.sampled_from([family for family in get_args(Family) if family not in {"multi", "bullet"}]), st.integers(1, 2000)
)
def test_what_is_written_is_read_again(family: Family, value: int) -> None:
    value = {"circle": (value - 1) % 50 + 1, "letter": (value - 1) % 700 + 1, "dec": value, "cn": value}.get(
        family, value
    )
    assert parsed(written(family, (value,))) == UnitNumber(family, (value,), STYLES[family])


@given(st.lists(st.integers(1, 99), min_size=2, max_size=4))
def test_many_parts_too(values: list[int]) -> None:
    assert getattr(parsed(written("multi", tuple(values))), "values", None) == tuple(values)


def test_beyond_the_circles() -> None:
    assert written("circle", (51,)) == "（51）"


@given(st.integers(1, 9999))
def test_chinese_numerals_are_read_again(value: int) -> None:
    assert number(chinese(value)) == value


@pytest.mark.parametrize(
    ("value", "text"), [(10, "十"), (20, "二十"), (110, "一百一十"), (1001, "一千零一"), (1010, "一千零一十")]
)
def test_chinese_numerals(value: int, text: str) -> None:
    assert chinese(value) == text


@pytest.mark.parametrize("value", [0, -1, 10_000])
def test_no_numeral_for_these(value: int) -> None:
    with pytest.raises(ValueError, match=str(value)):
        chinese(value)
