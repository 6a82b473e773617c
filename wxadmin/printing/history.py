"""Penalty history of a person, or of a whole group, on the day of printing."""

from __future__ import annotations

from wxadmin.domain.papers import PenaltyHistory
from wxadmin.printing.composition import Composition, chinese_date


def compose(paper: PenaltyHistory, sheet: Composition) -> None:
    """Fill the sheet."""
    p = sheet.profile
    sheet.title("违规处理记录", bookmark=(0, "违规处理记录"))
    facts = [f"单位：{paper.unit}"] if paper.unit else []
    if paper.group:
        facts.append(f"群：{paper.group}")
    if paper.person:
        facts.append(f"姓名：{paper.person}")
    if paper.department:
        facts.append(f"部门：{paper.department}")
    if paper.number:
        facts.append(f"编号：{paper.number}")
    facts.append(f"打印日期：{chinese_date(paper.printed)}")
    sheet.facts(facts)
    if not paper.entries:
        sheet.text("截至打印之日，没有违规处理记录。")
        return
    with_facts = any(entry.facts for entry in paper.entries)
    columns = [("序号", 3.0, "centre"), ("编号", 6.4, "centre"), ("决定日期", 8.4, "centre")]
    if with_facts:
        columns.append(("违规事实", 10.8, "left"))
    columns += [("依据", 5.8, "centre"), ("处理", 5.8, "centre"), ("状态", 4.3, "centre")]
    rows = [
        [str(i), e.number, e.decided, *([e.facts] if with_facts else []), e.clause, e.measure, e.state]
        for i, e in enumerate(paper.entries, 1)
    ]
    sheet.table(columns, rows, size=p.small_size)
    last = f"共{len(paper.entries)}条。"
    sheet.text(last, first=0, size=p.table_size, leading=p.table_leading, before=p.table_leading / 3)
