"""Penalty history of a person, or of a whole group, on the day of printing."""

from __future__ import annotations

from collections.abc import Iterable

from wxadmin.domain.papers import PenaltyHistory
from wxadmin.domain.seal import Mark
from wxadmin.printing.composition import Composition, chinese_date
from wxadmin.printing.typesetting.columns import Need, need, share
from wxadmin.printing.typesetting.flow import keep_with_text


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
    told = any(entry.facts for entry in paper.entries)
    columns = _columns(paper, sheet, told=told)
    rows = [
        [
            str(i),
            f"{e.number}\n{e.decided}".strip(),
            *([e.facts] if told else []),
            e.clause,
            e.measure,
            e.state,
        ]
        for i, e in enumerate(paper.entries, 1)
    ]
    sheet.table(columns, rows, size=p.small_size)
    keep_with_text(sheet.strips, 1)
    last = f"共{len(paper.entries)}条。"
    sheet.text(last, first=0, size=p.table_size, leading=p.table_leading, before=p.table_leading / 3)
    sheet.block(mark, paper.number)


def _lines(cells: Iterable[str]) -> list[str]:
    return [line for cell in cells for line in cell.split("\n")]


def _columns(paper: PenaltyHistory, sheet: Composition, *, told: bool) -> list[tuple[str, float, str]]:
    """Title, width in em and alignment; what happened, where it is ``told``, gets the room that the others leave."""
    entries, body = paper.entries, sheet.body
    p = sheet.profile
    numbers = [words for entry in entries for words in (entry.number, entry.decided)]

    def parts(tight: float) -> list[tuple[str, str, Need]]:
        """The columns, none narrower than a part of what reads well."""
        return [
            ("序号", "centre", need("序号", [str(len(entries))], body, least=4.0 * tight, most=4.0)),
            ("编号和日期", "centre", need("编号和日期", numbers, body, least=9.0 * tight, most=11.0)),
            *([("违规事实", "left", need("违规事实", [e.facts for e in entries], body, least=9.0 * tight, most=40.0))]
              if told else []),
            ("依据", "left", need("依据", _lines(e.clause for e in entries), body, least=5.0 * tight, most=9.0)),
            ("处理", "left", need("处理", _lines(e.measure for e in entries), body, least=9.0 * tight, most=13.0)),
            ("状态", "centre", need("状态", [e.state for e in entries], body, least=3.0 if tight else 0.0, most=4.0)),
        ]  # fmt: skip

    room = p.width / p.small_size
    columns, widths = next(
        (columns, found)
        for columns in map(parts, (1.0, 0.8, 0.6, 0.0))
        if (found := share([wanted for _, _, wanted in columns], room)) is not None
    )
    return [(title, width, align) for (title, align, _), width in zip(columns, widths, strict=True)]
