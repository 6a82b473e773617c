"""Codes of rows: short, and a typo names nobody else."""

from __future__ import annotations

import string
from itertools import combinations

import pytest

from wxadmin.domain import rowcodes
from wxadmin.domain.errors import UserError

ROWS = (1, 9, 17, 99, 100, 481, 1000, 20_000, 9_999_999, 10**16 - 1)


@pytest.mark.parametrize("row", ROWS)
def test_there_and_back(row: int) -> None:
    assert rowcodes.row(rowcodes.code(row)) == row


def test_short_and_without_letters_that_look_like_digits() -> None:
    codes = [rowcodes.code(row) for row in range(1, 1000)]
    assert all(len(code) == 4 and code[:3].isdecimal() for code in codes)
    assert not {code[3] for code in codes} & set("BGILOQSUZ")
    assert len(set(codes)) == 999


@pytest.mark.parametrize("row", ROWS)
def test_every_single_typo_and_every_swap_is_found(row: int) -> None:
    code = rowcodes.code(row)
    for at, right in enumerate(code):
        wrong = string.digits if right.isdecimal() else string.ascii_uppercase
        for char in wrong.replace(right, ""):
            with pytest.raises(UserError):
                rowcodes.row(code[:at] + char + code[at + 1 :])
        swapped = [*code]
        swapped[at : at + 2] = reversed(swapped[at : at + 2])
        if "".join(swapped) != code:
            with pytest.raises(UserError):
                rowcodes.row("".join(swapped))


@pytest.mark.parametrize("row", [1_000_000_020_000_003, 9_876_543_210_123_456, 7_000_000_000])
def test_any_two_digits_that_changed_places_are_found(row: int) -> None:
    code = rowcodes.code(row)
    for one, other in combinations(range(len(code) - 1), 2):
        swapped = [*code]
        swapped[one], swapped[other] = swapped[other], swapped[one]
        if "".join(swapped) != code:
            with pytest.raises(UserError):
                rowcodes.row("".join(swapped))


def test_as_people_type_it() -> None:
    code = rowcodes.code(17)
    wide = "".join(chr(ord(char) + 0xFEE0) for char in code)
    for typed in (code.lower(), f" {code} ", f"{code[:3]} {code[3]}", wide, code.lstrip("0")):
        assert rowcodes.row(typed) == 17


@pytest.mark.parametrize(
    "text", ["", "K", "017", "K017", "０", "一七K", "017K8", "000K", "9" * 40 + "K", "017Ⅻ", "٠١٧K"]
)
def test_what_is_no_code(text: str) -> None:
    with pytest.raises(UserError, match="行码") as caught:
        rowcodes.row(text)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("row", [0, -1, 10**16])
def test_no_such_row(row: int) -> None:
    with pytest.raises(ValueError, match="no row"):
        rowcodes.code(row)
