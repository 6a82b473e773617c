"""Penalty history of a person, or of a whole group, on the day of printing."""

from __future__ import annotations

from wxadmin.domain.papers import PenaltyHistory
from wxadmin.domain.seal import Mark
from wxadmin.printing.composition import Composition, chinese_date, ems


def compose(paper: PenaltyHistory, sheet: Composition, mark: Mark) -> None:
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
        sheet.block(mark, paper.number)
        return
    with_facts = any(entry.facts for entry in paper.entries)
    rows = [
        [str(i), f"{e.number} {e.decided}".strip(), *([e.facts] if with_facts else []), e.clause, e.measure, e.state]
        for i, e in enumerate(paper.entries, 1)
    ]
    number = _widest([word for e in paper.entries for word in (e.number, e.decided)], 3.0, 10.0, sheet)
    measure = _widest([e.measure for e in paper.entries], 2.0, 5.0, sheet)
    state = _widest([e.state for e in paper.entries], 2.0, 4.0, sheet)
    rest = p.width / p.small_size - 3.0 - number - measure - state
    clause = _widest([e.clause for e in paper.entries], 3.0, rest * 0.36 - 1.0, sheet) if with_facts else rest
    columns = [("序号", 3.0, "centre"), ("编号和日期", number, "centre")]
    if with_facts:
        columns.append(("违规事实", rest - clause, "left"))
    columns += [("依据", clause, "left"), ("处理", measure, "centre"), ("状态", state, "centre")]
    sheet.table(columns, rows, size=p.small_size)
    last = f"共{len(paper.entries)}条。"
    sheet.text(last, first=0, size=p.table_size, leading=p.table_leading, before=p.table_leading / 3)
    sheet.block(mark, paper.number)


def _widest(texts: list[str], least: float, most: float, sheet: Composition) -> float:
    """Width in em of a column that holds its longest text on one line, within bounds, with room beside it."""
    return min(max(least, *(ems(text, sheet.body) for text in texts)), most) + 1.0
