"""A list as it stands on the screen: upright or lying, in the largest type in which it reads well."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from math import ceil, sqrt

from wxadmin.domain.errors import UserError
from wxadmin.domain.papers import ListPaper
from wxadmin.domain.seal import Mark
from wxadmin.printing.composition import Composition, chinese_date, ems
from wxadmin.printing.typesetting.columns import PADDING, Need, share
from wxadmin.printing.typesetting.flow import keep_with_text
from wxadmin.printing.typesetting.profile import Profile
from wxadmin.printing.typesetting.table import Column, Table

_SMALLEST_MM = 2.29
"""Size of the smallest letters that are still read without a glass: 小六, 6.5 points."""
_EASY_MM = 3.0
"""Size that is read with ease: 8.5 points."""
_WIDEST = 24.0
"""Em of letters from which on a cell is set in several lines without harm."""
_WHOLE = re.compile(
    r"\d{4}年\d{1,2}月\d{1,2}日|[\u4e00-\u9fff]{0,8}[〔\[]\d{4}[〕\]]第?\d+号|第[零〇一二三四五六七八九十百千\d]+[章条款项]"
)
"""What reads badly when it is parted: dates, and numbers of papers and clauses."""
_WORD = re.compile(r"[0-9A-Za-z.,:+-]+")
_SAMPLE, _MEASURED = 200, 200
"""Rows from which the layout is chosen, and characters of a cell that are measured."""
_LONGEST = 40
"""Characters of a heading."""
_LYING = 1.1
"""A sheet that has to be turned to be read should save a tenth of the paper."""
_COMFORT = ((6.0, 6.0, 12.0), (1.0, 0.95, 0.9, 0.85, 0.8, 0.75))
_TIGHT = (
    ((4.0, 2.0, 8.0), (0.7, 0.65, 0.6)),
    ((2.0, 1.0, 3.0), (0.75, 0.7, 0.65, 0.6, 0.55, 0.5, 0.45, 0.4)),
)
"""How far cells, headings and words may be squeezed, in em, and the sizes of type to try, as parts of the usual one."""


@dataclass(frozen=True, slots=True)
class _Measure:
    """What stands in a column, in em: half its heading, its longest cell, date or number, and word; some cells."""

    head: float
    cell: float
    whole: float
    word: float
    sample: tuple[float, ...]

    def need(self, cell: float, head: float, word: float) -> Need:
        """What the column needs when cells, headings and words may be squeezed to so many em."""
        # What has to be parted all the same needs no more room than its words.
        kept = self.whole if self.whole <= word else 0.0
        least = max(kept, min(self.word, word), min(self.cell, cell), min(self.head, head))
        average = sum(self.sample) / max(len(self.sample), 1)
        return Need(least + PADDING, max(least, self.cell, self.head) + PADDING, sqrt(max(average, 1.0)))


def compose(paper: ListPaper, sheet: Composition, mark: Mark) -> None:
    """Fill the sheet; UserError for more columns than the sheet has room for."""
    rows = [(str(number), *row) for number, row in enumerate(paper.rows, 1)]
    titles = ("序号", *(_shortened(column.title) for column in paper.columns))
    aligns = ("centre", *(column.align for column in paper.columns))
    size, widths = _layout(paper, sheet, titles, rows)
    p = sheet.profile
    sheet.title(paper.title or "清单", bookmark=(0, paper.title or "清单"))
    sheet.facts(_facts(paper))
    leading = size * p.table_leading / p.table_size
    columns = [Column(*column) for column in zip(titles, widths, aligns, strict=True)]
    table = Table(columns, sheet.body, sheet.hei, size, leading, p.width, leading * 1.3)
    sheet.add(table.strips(rows))
    words = f"共{len(rows)}条。" if rows else "没有符合条件的记录。"
    keep_with_text(sheet.strips, 1)
    sheet.text(words, first=0, size=p.table_size, leading=p.table_leading, before=p.table_leading / 3)
    sheet.block(mark, paper.number)


def _shortened(title: str) -> str:
    """A heading must leave room for rows below it, on every page."""
    return title if len(title) <= _LONGEST else f"{title[: _LONGEST - 1]}…"


def _facts(paper: ListPaper) -> list[str]:
    named = (("单位", paper.unit), ("群", paper.group), ("编号", paper.number))
    facts = [f"{label}：{words}" for label, words in named if words]
    return [*facts, *(fact for fact in paper.facts if fact), f"打印日期：{chinese_date(paper.printed)}"]


def _layout(
    paper: ListPaper, sheet: Composition, titles: Sequence[str], rows: Sequence[Sequence[str]]
) -> tuple[float, list[float]]:
    """Size of the letters and widths of the columns; turns the sheet where the columns need it."""
    if not paper.columns:
        raise UserError("清单里没有可以打印的列", where=_shortened(paper.title), remedy="请至少选一列")
    measures = [_measured(title, [row[i] for row in rows], sheet) for i, title in enumerate(titles)]
    upright, lying = sheet.profile, sheet.profile.lying()
    tried = [(p, factor) for p in (upright, lying) for factor in _COMFORT[1]]
    easy = _EASY_MM * upright.mm
    found = [
        (score, p, size, w) for p, factor in tried for score, size, w in _tried(measures, p, factor) if size >= easy
    ]
    for squeeze, factors in _TIGHT:
        if not found:
            fitting = (layout for factor in factors for layout in _tried(measures, lying, factor, squeeze))
            found += [(score, lying, size, widths) for score, size, widths in islice(fitting, 1)]
    if found:
        _, p, size, widths = min(found, key=lambda layout: layout[0])
        if p is lying:
            sheet.lie()
        return size, widths
    remedy = "请少选几列再打印，或者导出成表格文件"
    raise UserError(
        f"清单有{len(paper.columns)}列，纸横放、字缩小也放不下", where=_shortened(paper.title), remedy=remedy
    )


def _tried(
    measures: Sequence[_Measure], p: Profile, factor: float, squeeze: tuple[float, float, float] = _COMFORT[0]
) -> Iterator[tuple[float, float, list[float]]]:
    """A layout's score (the less the better), size and widths in em; nothing where it does not fit."""
    # In quarters of a point, so that no more digits are printed than mean something.
    size = int(p.table_size * factor * 4) / 4
    widths = share([m.need(*squeeze) for m in measures], p.width / size)
    if widths is None or size < _SMALLEST_MM * p.mm:
        return
    lines = 0.0
    for cells in zip(*(m.sample for m in measures), strict=True):
        lines += max(ceil(cell / (width - PADDING)) for cell, width in zip(cells, widths, strict=True)) + 0.3
    yield lines * size / p.height / factor**1.5 * (_LYING if p.width > p.height else 1.0), size, widths


def _measured(title: str, cells: Sequence[str], sheet: Composition) -> _Measure:
    widths = sheet.body.widths

    def em(text: str) -> float:
        # Beyond this a cell is set in several lines, whatever its length.
        return sum(map(widths.__getitem__, text[:_MEASURED])) / 1000 * max(1.0, len(text) / _MEASURED)

    # A cell of a third as many characters is no wider: few characters are thrice as wide as others.
    longest = max(map(len, cells), default=0)
    different = {cell for cell in cells if 3 * len(cell) >= longest}
    half = title[: max(2, (len(title) + 1) // 2)] if len(title) > 3 else title
    whole, word = (_longest(found, (title, *different), sheet) for found in (_WHOLE, _WORD))
    # Gaps between Han and Latin take a little more.
    cell = max((em(text) + (0.0 if text.isascii() else 0.3) for text in different), default=0.0)
    return _Measure(
        em(half) + 0.1, min(cell, _WIDEST), whole, word, tuple(map(em, cells[:: len(cells) // _SAMPLE + 1]))
    )


def _longest(kind: re.Pattern[str], texts: Iterable[str], sheet: Composition) -> float:
    """Width of the widest part of this kind."""
    parts = {part for text in texts for part in kind.findall(text[:_MEASURED])}
    most = max(map(len, parts), default=0)
    return max((ems(part, sheet.body) for part in parts if 3 * len(part) >= most), default=0.0)
