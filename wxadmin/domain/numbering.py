"""Yearly numbers of papers: ``违处〔2026〕1号``."""

from __future__ import annotations

import re
from collections.abc import Mapping

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
}
"""What is numbered and the word its numbers begin with; a notice carries the number of its case."""

_NUMBER = re.compile(r"\s*(\w+?)\s*[〔\[［(（]\s*(\d{4})\s*[〕\]］)）]\s*(\d+)\s*号?\s*")


def number(series: str, year: int, count: int, *, unit: bool = False) -> str:
    """The number as printed; ``count`` runs from 1 within a group and year, or (``unit``) for papers of no group."""
    return f"{'单位' if unit else ''}{SERIES[series]}〔{year}〕{count}号"


def normal(text: str) -> str:
    """A number as people type it, brackets and white space made right; other text comes back stripped."""
    found = _NUMBER.fullmatch(text)
    return f"{found[1]}〔{found[2]}〕{int(found[3])}号" if found else text.strip()
