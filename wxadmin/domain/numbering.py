"""Yearly numbers of papers: ``违处〔2026〕1号``, or as the owner's own pattern has them.

A pattern is text with places in braces: ``{年}`` the year, ``{年2}`` its last two figures, ``{序}`` the count,
``{序3}`` and ``{序4}`` the count with leading zeros, ``{字}`` the word of the series, ``{群}`` the group's name. One of
the years and one of the counts must stand in it, so that no count comes again with another year.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from wxadmin.domain.errors import UserError

SERIES: Mapping[str, str] = {
    "case": "违处",
    "regulation": "制发",
    "sheet": "签收",
    "history": "处录",
    "announcement": "公告",
    "form": "表单",
    "letter": "函",
    "list": "清单",
    "comparison": "对照",
    "casefile": "案卷",
}
"""What is numbered and the word its numbers begin with; a notice carries the number of its case."""

USUAL, USUAL_UNIT = "{字}〔{年}〕{序}号", "单位{字}〔{年}〕{序}号"
"""The pattern where the owner has none, for papers of a group and for those of the unit."""
TOKENS: Mapping[str, str] = {
    "年": "四位年份", "年2": "两位年份", "序": "序号", "序3": "至少三位的序号", "序4": "至少四位的序号",
    "字": "这一类的字头", "群": "群名",
}  # fmt: skip
"""What may stand in braces, and what it is."""
EXAMPLES = (
    "{字}〔{年}〕{序}号", "{字}〔{年}〕第{序}号", "{字}〔{年}〕{序3}号", "{字}字〔{年}〕{序}号", "{字}-{年}-{序3}",
    "{年2}{字}{序4}", "{群}{字}〔{年}〕{序}号",
)  # fmt: skip
LONGEST_PATTERN, LONGEST_NUMBER = 40, 60
"""Characters of a pattern, and of a number made by one."""
_YEARS, _COUNTS = frozenset({"年", "年2"}), frozenset({"序", "序3", "序4"})
_TOKEN = re.compile(r"\{([^{}]*)\}")
_CHINESE = "一二三四五六七八九十"

_BRACKETS = str.maketrans("[［(（【", "〔〔〔〔〔") | str.maketrans("]］)）】", "〕〕〕〕〕")
_YEAR = re.compile(r"[〔\[［(（【]\s*(\d{2,4})\s*[〕\]］)）】]")
_NUMBER = re.compile(
    r"\s*(\w+?)\s*[〔\[［(（]\s*(\d{4})\s*[〕\]］)）]\s*(第?)\s*(\d+)\s*号?\s*"
    r"(?:之\s*([一二三四五六七八九十]+|[1-9]\d?))?\s*"
)
_PADDED = re.compile(r"0\d{2,}")
_COUNT = re.compile(r"(\d+)(号?)(之[一二三四五六七八九十]+)?")


def number(series: str, year: int, count: int, *, unit: bool = False, pattern: str = "", group: str = "") -> str:
    """The number as printed; ``count`` runs from 1 within a group and year, or (``unit``) for papers of no group.

    ``pattern`` ``""`` is the usual one. Each place is filled once: braces in the group's name stay braces.
    """
    filled = {
        "年": f"{year}", "年2": f"{year % 100:02d}", "序": f"{count}", "序3": f"{count:03d}", "序4": f"{count:04d}",
        "字": SERIES[series], "群": group,
    }  # fmt: skip
    return _TOKEN.sub(lambda found: filled[found[1]], pattern or (USUAL_UNIT if unit else USUAL))


def checked(pattern: str) -> str:
    """The pattern as it is kept; UserError says what is wrong with it and where."""
    found = " ".join(unicodedata.normalize("NFC", pattern).split())
    remedy = "例如 {字}〔{年}〕{序}号"
    if not found:
        raise UserError("编号格式是空的", remedy=remedy)
    if len(found) > LONGEST_PATTERN:
        raise UserError(f"编号格式有{len(found)}个字，太长", where=found, remedy=f"请写在{LONGEST_PATTERN}个字以内")
    hidden = [char for char in found if not char.isprintable()]
    if hidden:
        raise UserError("编号格式里有看不见的字符", where=f"U+{ord(hidden[0]):04X}", remedy="请重新输入，不要粘贴")
    tokens = _TOKEN.findall(found)
    if stray := re.search("[{}]", _TOKEN.sub("", found)):
        raise UserError(f"编号格式里的“{stray[0]}”没有成对", where=found, remedy=remedy)
    if unknown := [token for token in tokens if token not in TOKENS]:
        known = "、".join(f"{{{token}}}" for token in TOKENS)
        raise UserError(f"没有“{{{unknown[0]}}}”这一项", where=found, remedy=f"大括号里可用的有 {known}")
    if not _YEARS & set(tokens):
        raise UserError("编号格式里没有年份，明年会与今年重号", where=found, remedy="请写上 {年} 或 {年2}")
    if not _COUNTS & set(tokens):
        raise UserError("编号格式里没有序号，每份都会是同一个号", where=found, remedy="请写上 {序}、{序3} 或 {序4}")
    if twice := next((token for token in TOKENS if tokens.count(token) > 1), ""):
        raise UserError(f"“{{{twice}}}”写了两次", where=found, remedy="每一项只写一次")
    if len(_YEARS & set(tokens)) > 1 or len(_COUNTS & set(tokens)) > 1:
        raise UserError("年份或序号写了两次", where=found, remedy="年份和序号各写一次")
    return found


def examples(pattern: str, series: str, year: int, *, group: str = "") -> tuple[str, ...]:
    """The first, twelfth and hundred and twenty-eighth number of a year; UserError as of :func:`checked`."""
    kept = checked(pattern)
    return tuple(number(series, year, count, pattern=kept, group=group) for count in (1, 12, 128))


def part(whole: str, position: int) -> str:
    """The number of one of several papers under one number: ``违处〔2026〕7号之二``; ``position`` counts from 0."""
    return f"{whole}之{_numeral(position + 1)}"


def _numeral(count: int) -> str:
    """1 to 99 in Chinese; beyond that in figures."""
    if count > 99:
        return str(count)
    tens, ones = divmod(count, 10)
    return (_CHINESE[tens - 1] if tens > 1 else "") + ("十" if tens else "") + (_CHINESE[ones - 1] if ones else "")


def order(text: str) -> tuple[object, ...]:
    """What to sort numbers by: words as words, figures by value, so that 9号 comes before 10号 and 之二 before 之十."""
    plain = normal(text)
    main, _, of = plain.partition("之") if re.search(r"之(?:[一二三四五六七八九十]+|\d+)$", plain) else (plain, "", "")
    pieces = re.split(r"(\d+)", main)
    words = tuple((1, int(piece), "") if at % 2 else (0, 0, piece) for at, piece in enumerate(pieces) if piece)
    return (words, _value(of))


def _value(numeral: str) -> int:
    """一 to 九十九, or figures, as a number; 0 for no words."""
    if not numeral or numeral.isdigit():
        return int(numeral or 0)
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return _CHINESE.index(numeral[0]) + 1
    return (_CHINESE.index(tens[0]) + 1 if tens else 1) * 10 + (_CHINESE.index(ones[0]) + 1 if ones else 0)


def normal(text: str) -> str:
    """A number as people type it, brackets and white space made right; other text comes back stripped.

    A count with three figures or more keeps its leading zeros: a pattern may ask for them.
    """
    found = _NUMBER.fullmatch(text)
    if not found:
        return text.strip()
    word, year, before, count, of = found.groups()
    count = count if _PADDED.fullmatch(count) else str(int(count))
    behind = f"之{_numeral(int(of)) if of.isdigit() and int(of) else of}" if of else ""
    return f"{word}〔{year}〕{before}{count}号{behind}"


def spellings(text: str) -> tuple[str, ...]:
    """Every number that somebody who types this may mean, the likeliest first: as typed, made right, other zeros."""
    typed = "".join(unicodedata.normalize("NFKC", text).split())
    plain = _YEAR.sub(lambda found: f"〔{found[1]}〕", typed)
    out = [normal(text), normal(plain), text.strip(), plain, plain.translate(_BRACKETS), typed]
    for base in (normal(plain), plain, typed):
        counts = list(_COUNT.finditer(base))
        if not counts:
            continue
        last = counts[-1]
        for width in (1, 3, 4):
            figures = f"{int(last[1]):0{width}d}" if len(last[1]) <= 9 else last[1]
            for ending in (last[2], "号", ""):
                out.append(f"{base[: last.start()]}{figures}{ending}{base[last.end(2) :]}")
    return tuple(dict.fromkeys(one for one in out if one))
