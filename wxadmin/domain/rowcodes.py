"""Codes of the rows of a signature sheet: digits and a check letter, so that one typed wrong names nobody else.

The letter is a weighted sum of the digits modulo 17 with powers of 3, a primitive root: every single wrong digit, every
two digits that changed places and every wrong letter are found for rows of up to sixteen digits.
"""

from __future__ import annotations

import re
import unicodedata

from wxadmin.domain.errors import UserError

_LETTERS = "KACDEFHJMNPRTVWXY"
"""Seventeen, without those that by hand look like a digit (B 8, G 6, I L 1, O Q 0, S 5, Z 2) and without U (V)."""
_WRITTEN = re.compile(r"(\d{1,16})([A-Z])")
_MEANT = str.maketrans("BGILOQSZ", "86110052")
"""What a letter among the digits was meant to be: no code has one of these for its letter."""


def code(row: int) -> str:
    """The code of row ``row`` (from 1), three digits at least: ``017K``; ValueError for no possible row."""
    if not 0 < row < 10**16:
        raise ValueError(f"no row {row}")
    digits = f"{row:03d}"
    return digits + _letter(digits)


def row(text: str) -> int:
    """The row that a code names, as read from paper; UserError on a typo.

    Case, width and spaces do not matter, nor does O for 0, I or L for 1, S for 5 and the like among the digits.
    """
    cleaned = "".join(unicodedata.normalize("NFKC", text).upper().split())
    cleaned = cleaned[:-1].translate(_MEANT) + cleaned[-1:]
    found = _WRITTEN.fullmatch(cleaned) if cleaned.isascii() else None
    if found is None or not int(found[1]):
        remedy = f"行码是几位数字加一个字母，例如 {code(17)}，请照签收表填写"
        raise UserError("这不是行码", where=f"“{text.strip()}”", remedy=remedy)
    if found[2] != _letter(found[1]):
        raise UserError("行码的数字和字母对不上", where=f"“{text.strip()}”", remedy="请照签收表重新填写")
    return int(found[1])


def _letter(digits: str) -> str:
    total = sum(int(digit) * pow(3, place, 17) for place, digit in enumerate(reversed(digits)))
    return _LETTERS[total % 17]
