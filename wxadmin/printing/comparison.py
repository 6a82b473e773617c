"""修订对照表: what differs between two versions of a regulation, in three columns.

What went is struck through in the old words, what came is set in 黑体 in the new ones: both marks outlive a copier.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from wxadmin.domain.papers import ComparisonPaper
from wxadmin.domain.regulation_diff import ClauseChange, PieceKind, worth_showing
from wxadmin.domain.regulation_places import short
from wxadmin.domain.seal import Mark
from wxadmin.printing.composition import Composition, chinese_date
from wxadmin.printing.typesetting.cells import Words
from wxadmin.printing.typesetting.faces import Chain
from wxadmin.printing.typesetting.flow import keep_with_text
from wxadmin.printing.typesetting.table import Cell, Column, Table

_KINDS = {"changed": "修改", "added": "新增", "removed": "删除", "moved": "移动"}


def compose(paper: ComparisonPaper, sheet: Composition, mark: Mark) -> None:
    """Fill the sheet."""
    p = sheet.profile
    sheet.title(paper.title or "修订对照表", bookmark=(0, paper.title or "修订对照表"))
    changes = worth_showing(paper.changes)
    renumbered = sum(change.kind == "renumbered" for change in paper.changes)
    sheet.facts(_facts(paper))
    if not changes:
        only = f"两个版本的条文内容相同，只有{renumbered}处的编号随着调整。"
        sheet.text(only if renumbered else "两个版本的条文完全相同。")
        sheet.block(mark, paper.number)
        return
    # What is struck needs a chain of its own, although it prints the same letters.
    struck = Chain(sheet.body.keys)
    columns = [
        Column(f"修订前（{paper.old_version or '原版本'}）", 4.0, "justify"),
        Column(f"修订后（{paper.new_version or '新版本'}）", 4.0, "justify"),
        Column("说明", 1.5, "centre"),
    ]
    leading = p.table_leading
    table = Table(columns, sheet.body, sheet.hei, p.table_size, leading, p.width, leading * 1.4)
    legend = (("注：左栏加删除线的字已经删去，中栏的", sheet.body), ("黑体字", sheet.hei), ("为新增。", sheet.body))
    sheet.text(legend, first=0, size=p.table_size, leading=leading, keep=True)
    sheet.strips[-1].height += leading / 3
    sheet.add([table.head])
    for change in changes:
        sheet.add(table.row(_row(change, sheet, struck)))
    keep_with_text(sheet.strips, 1)
    sheet.text(_count(changes, renumbered), first=0, size=p.table_size, leading=leading, before=leading / 3)
    sheet.block(mark, paper.number)


def _facts(paper: ComparisonPaper) -> list[str]:
    named = (("单位", paper.unit), ("群", paper.group), ("编号", paper.number))
    return [*(f"{label}：{words}" for label, words in named if words), f"打印日期：{chinese_date(paper.printed)}"]


def _row(change: ClauseChange, sheet: Composition, struck: Chain) -> list[Cell]:
    old = _words(change, sheet, "removed", struck)
    new = _words(change, sheet, "added", sheet.hei)
    return [
        Cell(old or "（无）", align="justify" if old else "centre", struck=struck),
        Cell(new or "（无）", align="justify" if new else "centre"),
        Cell(_explained(change), align="centre"),
    ]


def _words(change: ClauseChange, sheet: Composition, kind: PieceKind, marked: Chain) -> Words:
    """One side: the clause's number in 黑体, then its words, those that differ in the marked face."""
    at = change.old_at if kind == "removed" else change.new_at
    text = change.old_text if kind == "removed" else change.new_text
    if at is None:
        return ()
    runs = [(short(at) + ("　" if at and text else ""), sheet.hei)]
    if change.kind == "changed":
        runs += [(p.text, marked if p.kind == kind else sheet.body) for p in change.pieces if p.kind in ("same", kind)]
    else:
        runs.append((text, marked if change.kind in ("added", "removed") else sheet.body))
    return tuple(run for run in runs if run[0])


def _explained(change: ClauseChange) -> str:
    renamed = change.old_at != change.new_at and change.old_at is not None and change.new_at is not None
    where = short(change.new_at or ()) if renamed else ""
    if change.kind == "moved":
        return f"移至{where}" if where else _KINDS["moved"]
    if change.kind == "changed" and where:
        return f"修改，{'移至' if change.shifted else '改为'}{where}"
    return _KINDS[change.kind]


def _count(changes: Sequence[ClauseChange], renumbered: int) -> str:
    counted = Counter(change.kind for change in changes)
    parts = [f"{words}{counted[kind]}处" for kind, words in _KINDS.items() if counted[kind]]  # type: ignore[index]
    rest = f"另有{renumbered}处内容不变，只是编号随着调整。" if renumbered else ""
    return f"共{len(changes)}处：{'，'.join(parts)}。{rest}"
