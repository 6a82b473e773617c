"""Single cells of lists: names, departments, telephone numbers, days, identity numbers."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

# ruff: noqa: SIM905 - words read better than quoted lists
_FILLERS = frozenset(
    "/ \\ - -- — —— – ― _ . 。 * ? 无 无。 没有 暂无 未填 未知 空 不详 nan n/a na null none nil "
    "#n/a #ref! #value! #null! #name? #div/0!".split()
)
LONGEST_FILLER = max(map(len, _FILLERS))
_HAN = "\u2e80-\u2fdf\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_SPACE_IN_HAN = re.compile(rf"(?<=[{_HAN}])[\s\u3000]+(?=[{_HAN}])")
"""Names of other scripts keep the space between their words."""
_FOOTNOTE = re.compile(r"(?:[*＊※★☆▲△●#①-⑳⑴-⒇¹²³]|\[\d{1,2}\]|【\d{1,2}】|注\d{1,2})+$")
_BRACKET = re.compile(r"^([^\W\d_]{2,5})\s*[（(【\[]\s*([^（）()【】\[\]]{1,20})\s*[)）】\]]$")
_SPLIT_PATH = re.compile(r"\s*(?:/|／|\\|>|＞|→|->)\s*")
_PHONE = re.compile(r"\+?\d[\d\-\s()]{5,20}\d")
DAMAGED = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
"""A long number that a spreadsheet turned into powers of ten: its last digits are gone."""
_MOBILE = re.compile(r"1[3-9]\d{9}")
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?")
_COMPACT = re.compile(r"(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_EPOCH = dt.date(1899, 12, 30)  # spreadsheets count days from here, their false leap day of 1900 passed over
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"


def filler(text: str) -> bool:
    """Whether a cell, without space around it, says nothing: empty, ``/``, 无, NaN and the like."""
    return not text or (len(text) <= LONGEST_FILLER and text.lower() in _FILLERS)


def name_of(text: str) -> tuple[str, str]:
    """A name without the spaces, breaks and footnote marks that only surround it, and what stood in brackets behind."""
    if text.isalpha():
        return text, ""
    name = _SPACE_IN_HAN.sub("", " ".join(text.split())).strip("*＊ ")
    name = _FOOTNOTE.sub("", name).rstrip() or name
    found = _BRACKET.match(name)
    return (found[1], found[2]) if found else (name, "")


def path_of(text: str) -> tuple[str, ...]:
    """The levels of ``公司/事业群/部门``."""
    return tuple(level for level in (piece.strip() for piece in _SPLIT_PATH.split(text)) if not filler(level))


def code_of(text: str) -> str:
    """An account, number or date with full-width digits and letters made plain."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text).strip()


def phone_of(cell: str) -> tuple[str, str]:
    """A telephone number and what is wrong with it, one of them perhaps empty."""
    if len(cell) == 11 and cell.isascii() and _MOBILE.fullmatch(cell):
        return cell, ""
    plain = code_of(cell)
    if DAMAGED.fullmatch(plain):
        return "", f"号码变成了 {plain}，尾数已丢失，没有读入"
    found = _PHONE.search(plain)
    if not found:
        return "", f"“{cell[:20]}”不是电话号码，没有读入"
    digits = re.sub(r"\D", "", found[0])
    if len(digits) == 13 and digits.startswith("861"):
        digits = digits[2:]
    if not digits.startswith("1"):
        return found[0].strip(), ""
    return digits, "" if _MOBILE.fullmatch(digits) else f"手机号 {digits} 位数或号段不对"


def day_of(cell: str) -> str:
    """A day as ``2026-09-01`` however it is written, a spreadsheet's number of days too; else the cell as it stands."""
    plain = code_of(cell)
    try:
        if found := _DAY.fullmatch(plain):
            return dt.date(int(found[1]), int(found[2]), int(found[3])).isoformat()
        if _COMPACT.fullmatch(plain):
            return dt.date(int(plain[:4]), int(plain[4:6]), int(plain[6:])).isoformat()
    except ValueError:
        return cell
    if re.fullmatch(r"\d{5}(?:\.\d+)?", plain) and 10_000 <= float(plain) < 80_000:
        return (_EPOCH + dt.timedelta(days=int(float(plain)))).isoformat()
    return cell


def identity_holds(value: str) -> bool:
    """A resident identity number of GB 11643: 18 places, a real date and the right check character."""
    if not re.fullmatch(r"[0-9]{17}[0-9X]", value):
        return False
    try:
        dt.date(int(value[6:10]), int(value[10:12]), int(value[12:14]))
    except ValueError:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, value[:17], strict=True))
    return _ID_CHECKS[total % 11] == value[17]
