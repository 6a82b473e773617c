"""修订对照表: what differs between two versions of a regulation, in three columns.

What went is struck through in the old words, what came is set in 黑体 in the new ones: both marks outlive a copier.
"""

from __future__ import annotations

from collections import Counter

from wxadmin.domain.papers import ComparisonPaper
from wxadmin.domain.regulation_diff import ClauseChange, PieceKind
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
    changes = [change for change in paper.changes if change.kind != "same"]
    sheet.facts(_facts(paper))
    if not changes:
        sheet.text("两个版本的条文完全相同。")
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
    legend = (("注：左栏加删除线的字已经删去，右栏的", sheet.body), ("黑体字", sheet.hei), ("为新增。", sheet.body))
    sheet.text(legend, first=0, size=p.table_size, leading=leading, keep=True)
    sheet.strips[-1].height += leading / 3
    sheet.add([table.head])
    for change in changes:
        sheet.add(table.row(_row(change, sheet, struck)))
    keep_with_text(sheet.strips, 1)
    sheet.text(_count(changes), first=0, size=p.table_size, leading=leading, before=leading / 3)
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
    runs = [(_place(at) + ("　" if at and text else ""), sheet.hei)]
    if change.kind == "changed":
        runs += [(p.text, marked if p.kind == kind else sheet.body) for p in change.pieces if p.kind in ("same", kind)]
    else:
        runs.append((text, marked if change.kind in ("added", "removed") else sheet.body))
    return tuple(run for run in runs if run[0])


def _place(at: tuple[str, ...]) -> str:
    """A clause as it is cited: articles are counted through, so their chapter need not be named."""
    articles = [i for i, number in enumerate(at) if number.startswith("第") and number.endswith("条")]
    return "".join(at[articles[-1] :] if articles else at)


def _explained(change: ClauseChange) -> str:
    moved = change.old_at != change.new_at and change.old_at is not None and change.new_at is not None
    where = _place(change.new_at or ())
    if change.kind == "moved":
        return f"移至{where}" if moved and where else _KINDS["moved"]
    return f"修改，移至{where}" if change.kind == "changed" and moved and where else _KINDS[change.kind]


def _count(changes: list[ClauseChange]) -> str:
    counted = Counter(change.kind for change in changes)
    parts = [f"{words}{counted[kind]}处" for kind, words in _KINDS.items() if counted[kind]]  # type: ignore[index]
    return f"共{len(changes)}处：{'，'.join(parts)}。"
