"""Rows of a signature sheet as somebody types them from paper: codes, ranges of codes, everybody but some."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from wxadmin.domain import numbering, rowcodes
from wxadmin.domain.errors import UserError

_NUMBER = re.compile(rf"{numbering.SERIES['sheet']}\s*[〔\[(]\s*\d{{4}}\s*[〕\])]\s*\d+\s*号?")
_EVERY = re.compile(r"(?:全部|全体|所有人?)\s*(?:,?\s*\(?(除了?|不含)(?P<but>.*?)(?:以外|之外|外)?\s*\)?)?", re.DOTALL)
_APART = re.compile(r"(?<=[0-9])\s+(?=[A-Za-z](?![0-9A-Za-z]))")
"""The gap in ``017 K``, which is one code."""
_THROUGH = re.compile(r"\s*(?:[-–—~〜]+|至|到)\s*")
_BETWEEN = re.compile(r"[\s,、;。.:和及]+")
_MOST_SHOWN = 6
_MOST_LETTERS = 24
_LONGEST = 100_000


@dataclass(frozen=True, slots=True)
class RowList:
    """What was typed. ``number`` is the sheet's number, ``""`` without; ``every`` means everybody but ``rows``."""

    rows: tuple[int, ...]
    number: str = ""
    every: bool = False


def read(text: str, last: int) -> RowList:
    """``签收〔2026〕3号 017K 018M 020W-031D``, or ``全部，除 017K``; rows go up to ``last``.

    Width, case, commas and line breaks do not matter. UserError names every code that cannot be, each with its place.
    """
    if len(text) > _LONGEST:
        raise UserError(f"一次输入了{len(text)}个字，太长", remedy="请只粘贴行码，分几次登记")
    # White space is one space from here on, which also keeps the patterns quick; chats paste signs without width.
    seen = (char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char) != "Cf")
    words = " ".join("".join(seen).split())
    numbers = {numbering.normal(found) for found in _NUMBER.findall(words)}
    if len(numbers) > 1:
        raise UserError("一次写了几张签收表的编号", where="、".join(sorted(numbers)), remedy="请一张表登记一次")
    words = _NUMBER.sub(" ", words).strip(" :,、。.")
    everybody = _EVERY.fullmatch(words)
    if everybody:
        words = everybody["but"] or ""
        if everybody[1] and not words.strip(" ,、:"):
            raise UserError("“除”后面没有行码", remedy="请写上没有签的行码，例如 全部除 017K")
    rows = _rows(words, last)
    if not rows and not everybody:
        raise UserError("没有写行码", remedy=f"请照签收表填写，例如 {rowcodes.code(17)} {rowcodes.code(18)}")
    return RowList(rows, next(iter(numbers), ""), everybody is not None)


def _rows(words: str, last: int) -> tuple[int, ...]:
    found: dict[int, None] = {}
    wrong: list[str] = []
    joined = _THROUGH.sub("-", _APART.sub("", words))
    for place, written in enumerate(filter(None, _BETWEEN.split(joined)), 1):
        try:
            found.update(dict.fromkeys(_range(written, last)))
        except UserError as error:
            wrong.append(f"第{place}个“{_short((error.where or written).strip('“”'))}”{error.what}")
    if wrong:
        shown = "；".join(wrong[:_MOST_SHOWN]) + (f"；等{len(wrong)}处" if len(wrong) > _MOST_SHOWN else "")
        raise UserError("有行码写错了，一个也没有登记", where=shown, remedy="请照签收表改正后再登记")
    return tuple(found)


def _short(written: str) -> str:
    return written if len(written) <= _MOST_LETTERS else written[: _MOST_LETTERS - 1] + "…"


def _range(written: str, last: int) -> range:
    """The rows of one code, or of the first and the last of several with a dash between."""
    ends = [rowcodes.row(code) for code in written.split("-", 1)]
    beyond = next((row for row in ends if row > last), None)
    if beyond is not None:
        raise UserError(f"超出了名单（一共{last}行）", where=f"“{written}”")
    if ends[-1] < ends[0]:
        raise UserError("首尾写反了", where=f"“{written}”")
    return range(ends[0], ends[-1] + 1)
