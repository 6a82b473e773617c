"""Chinese and Arabic numbers as they stand in headings, dates and amounts."""

from __future__ import annotations

CN_DIGITS = "〇零一二三四五六七八九十百两"
_DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_PLAIN = "零一二三四五六七八九"
_UNITS = {"十": 10, "百": 100, "千": 1000}


def number(text: str) -> int | None:
    """``十二``, ``一百零三``, ``二〇``, ``１２``, ``12`` as an integer; None for anything else (``一二三``)."""
    text = "".join(text.split())
    if text.isdecimal():
        return int(text)
    if not text or any(char not in _DIGITS and char not in _UNITS for char in text):
        return None
    if all(char in _DIGITS for char in text):
        # 二〇 and 一〇 are read digit by digit; 一二三 is a run of words, no number.
        if len(text) == 1 or "〇" in text or "零" in text:
            return int("".join(str(_DIGITS[char]) for char in text))
        return None
    total, digit, last_unit = 0, None, 10_000
    for char in text:
        if char in _UNITS:
            unit = _UNITS[char]
            if unit >= last_unit or (digit is None and unit != 10):
                return None
            total += (1 if digit is None else digit) * unit
            digit, last_unit = None, unit
        else:
            if digit:
                return None
            digit = _DIGITS[char]
    return total + (digit or 0)


def chinese(value: int) -> str:
    """1 to 9999 in Chinese numerals: 十二, 二十, 一百零三, 一千零二十."""
    if not 0 < value < 10_000:
        raise ValueError(value)
    words = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, unit)
        if digit:
            words += f"{_PLAIN[digit]}{name}"
        elif words and value and not words.endswith("零"):
            words += "零"
    return words.removeprefix("一") if words.startswith("一十") else words
