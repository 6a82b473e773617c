"""个人档案: the fields of a person in a table, then what the records say of them, part by part."""

from __future__ import annotations

from collections.abc import Sequence

from wxadmin.domain.papers import RecordPaper, RecordPart
from wxadmin.domain.seal import Mark
from wxadmin.printing.composition import Composition, chinese_date, ems
from wxadmin.printing.typesetting.flow import keep_together
from wxadmin.printing.typesetting.table import Cell, Column, Table

_LABEL = 6.5
"""Em of a label."""
_HALF = 13.0
"""Em that a value may have to stand beside another one."""
_LONGEST = 4000
"""Characters of a field or a line: more than two pages of one is no record of a person."""


_SIZES = (1.0, 0.94, 0.88, 0.82)
"""Parts of the usual size of type to try, so that a record stands on one page where it can be read there."""


def compose(paper: RecordPaper, sheet: Composition, mark: Mark) -> None:
    """Fill the sheet."""
    height, chosen = sheet.profile.height, 1.0
    for size in _SIZES:
        needed = _tried(paper, sheet, mark, size)
        if needed <= height:
            chosen = size
        if needed <= height or needed > height * 1.5:
            break  # it fits, or none of them takes so much less room
    _fill(paper, sheet, mark, chosen)


def _tried(paper: RecordPaper, sheet: Composition, mark: Mark, size: float) -> float:
    """Height of the whole record."""
    trial = Composition(sheet.style)
    _fill(paper, trial, mark, size)
    first, *rest = trial.strips
    return first.height + sum(strip.before + strip.height for strip in rest)


def _fill(paper: RecordPaper, sheet: Composition, mark: Mark, factor: float) -> None:
    p = sheet.profile
    size, leading = p.table_size * factor, p.table_leading * factor
    sheet.title(paper.title or "个人档案", bookmark=(0, paper.title or "个人档案"))
    named = (("单位", paper.unit), ("编号", paper.number))
    facts = [f"{label}：{words}" for label, words in named if words]
    sheet.facts([*facts, f"打印日期：{chinese_date(paper.printed)}"])
    _fields(paper.fields, sheet, size, leading)
    for part in paper.parts:
        if part.lines:
            _part(part, sheet, size, leading)
    nothing = "、".join(part.heading for part in paper.parts if not part.lines)
    if nothing:
        words = f"没有记录的：{nothing}。"
        sheet.text(words, first=0, size=size, leading=leading, before=leading * 0.5, align="left")
    if paper.note:
        strips = sheet.text(
            f"注：{paper.note}", first=0, hang=2, size=p.small_size, leading=p.small_size * 1.5, before=leading * 0.5
        )
        keep_together(strips)
    sheet.block(mark, paper.number)


def _fields(fields: Sequence[tuple[str, str]], sheet: Composition, size: float, leading: float) -> None:
    """Label and value, two pairs a row where both are short."""
    p = sheet.profile
    table = Table([Column("", 1.0, "left")], sheet.body, sheet.hei, size, leading, p.width, leading * 1.5)
    label = _LABEL * size
    half, whole = (0.0, label, p.width / 2, p.width / 2 + label, p.width), (0.0, label, p.width)
    waiting: list[tuple[str, str]] = []
    for name, value in fields:
        words = value[:_LONGEST]
        if ems(words, sheet.body) <= min(_HALF, (p.width / 2 - label) / size - 1):
            waiting.append((name, words))
            if len(waiting) == 2:
                sheet.add(table.row([cell for pair in waiting for cell in _pair(*pair, sheet)], half))
                waiting = []
            continue
        for pair in waiting:
            sheet.add(table.row(_pair(*pair, sheet), whole))
        waiting = []
        sheet.add(table.row(_pair(name, words, sheet), whole))
    for pair in waiting:
        sheet.add(table.row(_pair(*pair, sheet), whole))


def _pair(name: str, value: str, sheet: Composition) -> list[Cell]:
    return [Cell(((name, sheet.hei),), align="centre"), Cell(value, align="left")]


def _part(part: RecordPart, sheet: Composition, size: float, leading: float) -> None:
    """Heading and numbered lines; a part of which lines are left out says so."""
    count = f"（{part.count or len(part.lines)}）" if len(part.lines) > 1 else ""
    sheet.text(
        ((part.heading, sheet.hei), (count, sheet.body)), first=0, size=size, leading=leading, before=leading * 0.5,
        keep=True, bookmark=(1, part.heading),
    )  # fmt: skip
    for number, line in enumerate(part.lines, 1):
        words = " ".join(line.split())[:_LONGEST]
        label = f"{number}. "
        sheet.text(
            f"{label}{words}", first=1, hang=1 + ems(label, sheet.body), size=size, leading=leading, align="left"
        )
    left_out = part.count - len(part.lines)
    if left_out > 0:
        sheet.text(f"另有更早的{left_out}条，见电子记录。", first=1, size=size, leading=leading, align="left")
