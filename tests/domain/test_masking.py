from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxadmin.domain.masking import Kind, in_words, is_covered, masked, person


@pytest.mark.parametrize(
    ("kind", "text", "shown"),
    [
        ("phone", "15400001234", "154****1234"),
        ("phone", "0571-88001234", "057******1234"),
        ("phone", "8102", "**02"),
        ("number", "20230117", "20****17"),
        ("number", "0042", "**42"),
        ("number", "007", "**7"),
        ("number", "7", "*"),
        ("mail", "li.na@example.cn", "l****@example.cn"),
        ("address", "云帆市江北区长河路88号3栋", "云帆市江北区********"),
        ("address", "302", "3**"),
        ("phone", "15400001234；16300005678", "154****1234；163****5678"),
        ("", "找李娜，电话 15400001234", "找李娜，电话 154****1234"),
        ("phone", "", ""),
    ],
)
def test_the_middle_is_covered(kind: Kind, text: str, shown: str) -> None:
    assert masked(kind, text) == shown
    assert not text or len(masked(kind, text)) == len(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("手机154-0000-1234，座机0571-88001234", "手机154******1234，座机057******1234"),
        ("身份证 11010519491231002X 已收", "身份证 110*************2X 已收"),
        ("卡号6222020200112233445", "卡号622**************45"),
        ("邮箱wang.wu@example.com.cn。", "邮箱w******@example.com.cn。"),
        ("2026年11月22日 第138号 10:24 1234567", "2026年11月22日 第138号 10:24 1234567"),
    ],
)
def test_running_words_keep_all_but_personal_numbers(text: str, shown: str) -> None:
    assert in_words(text) == shown


@given(st.text(max_size=60), st.sampled_from(["", "phone", "number", "mail", "address"]))
def test_covering_keeps_length_and_covers_once(text: str, kind: Kind) -> None:
    once = masked(kind, text)
    assert len(once) == len(text)


@given(st.integers(13_000_000_000, 19_999_999_999))
def test_no_phone_is_left_readable(phone: int) -> None:
    for words in (str(phone), f"电话{phone}。", f"{phone}、{phone}"):
        for kind in ("", "phone"):
            shown = masked(kind, words)  # type: ignore[arg-type]
            assert str(phone) not in shown
            assert is_covered(shown)


@pytest.mark.parametrize(
    ("name", "shown"), [("张伟", "张*"), ("欧阳明月", "欧阳**"), ("欧阳", "欧*"), ("A佳", "A*"), ("张", "张"), ("", "")]
)
def test_of_a_name_the_family_name_is_left(name: str, shown: str) -> None:
    assert person(name) == shown
