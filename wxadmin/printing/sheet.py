"""Signature sheet: who is to sign, in the order given, with the sheet's number and page on every page."""

from __future__ import annotations

from wxadmin.domain.papers import SignSheet
from wxadmin.domain.seal import Mark
from wxadmin.printing.composition import Composition


def compose(paper: SignSheet, sheet: Composition, mark: Mark) -> None:
    """Fill the sheet."""
    p = sheet.profile
    sheet.header, sheet.number = paper.title, paper.number
    sheet.title(paper.title, bookmark=(0, paper.title))
    facts = []
    if paper.regulation and paper.regulation not in paper.title:
        facts.append(f"签收内容：《{paper.regulation.strip('《》')}》")
    if paper.version:
        facts.append(f"版本：{paper.version}")
    if paper.version_code:
        facts.append(f"版本校验：{paper.version_code}")
    if paper.unit:
        facts.append(f"单位：{paper.unit}")
    if paper.group:
        facts.append(f"群：{paper.group}")
    facts.append(f"应签：{len(paper.rows)}人")
    size, leading = p.table_size, p.table_leading
    sheet.facts(facts)
    if paper.statement:
        sheet.text(paper.statement, size=size, leading=leading, keep=True)
        sheet.strips[-1].height += leading / 3
    codes = any(row.code for row in paper.rows)
    columns = [("序号", 1.0, "centre"), ("部门", 2.6, "centre"), ("姓名", 1.9, "centre")]
    if codes:
        columns.append(("编码", 1.5, "centre"))
    columns += [("签名", 2.5, "centre"), ("日期", 1.9, "centre")]
    rows = [
        [str(i), row.department, row.name, *([row.code] if codes else []), "", ""]
        for i, row in enumerate(paper.rows, 1)
    ]
    sheet.table(columns, rows, row_height=max(26.0, leading * 1.45))
    sheet.block(mark, paper.number)
