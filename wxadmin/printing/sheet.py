"""Signature sheet: who is to sign, in the order given.

The sheet's number, the beginning of the version's code and 第 n 页 共 m 页 stand on every page, so that the scan of a
single page can be filed; each row may carry a code of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import chain, groupby

from wxadmin.domain.papers import SignRow, SignSheet
from wxadmin.domain.seal import Mark
from wxadmin.printing.composition import Composition
from wxadmin.printing.typesetting.columns import Need, need, share
from wxadmin.printing.typesetting.flow import Strip, keep_together, keep_with_text
from wxadmin.printing.typesetting.table import Column, Table

_ROW_MM = 9.2
"""Height of a row: what a hand needs to sign."""
_SMALLEST_MM = 2.9
"""Size of the smallest letters: 8.2 points."""
_BLANK = "________"

Part = tuple[str, Need]


def compose(paper: SignSheet, sheet: Composition, mark: Mark) -> None:
    """Fill the sheet."""
    parts = _parts(paper, sheet)
    size = _size(parts, paper.across, sheet)
    p = sheet.profile
    # Two groups of four tell versions apart, and leave room for the title; the whole code stands on the first page.
    code = f"校验{'-'.join(paper.version_code.split('-')[:2])}" if paper.version_code else ""
    sheet.header, sheet.number = paper.title or "签收表", "　".join(word for word in (paper.number, code) if word)
    sheet.title(paper.title, bookmark=(0, paper.title))
    sheet.facts(_facts(paper))
    if paper.statement:
        sheet.text(paper.statement, size=p.table_size, leading=p.table_leading, keep=True)
        sheet.strips[-1].height += p.table_leading / 3
    em = p.width / paper.across / size
    widths = share([part for _, part in parts], em) or [1.0] * len(parts)
    columns = [
        Column(title, width, whole=title == "姓名") for (title, _), width in zip(parts, widths, strict=True)
    ] * paper.across
    leading = size * p.table_leading / p.table_size
    height = max(_ROW_MM * p.mm, leading * 1.45)
    table = Table(columns, sheet.body, sheet.hei, size, leading, p.width, height)
    if paper.across > 1:
        table.heavy = frozenset({table.edges[len(parts)]})
    sheet.add(_strips(paper, table, _cells(paper, [title for title, _ in parts])))
    _count(paper, sheet)
    sheet.block(mark, paper.number)


def _facts(paper: SignSheet) -> list[str]:
    facts = []
    if paper.regulation and paper.regulation not in paper.title:
        facts.append(f"签收内容：《{paper.regulation.strip('《》')}》")
    for label, words in (("版本", paper.version), ("版本校验", paper.version_code), ("单位", paper.unit)):
        if words:
            facts.append(f"{label}：{words}")
    if paper.group:
        facts.append(f"群：{paper.group}")
    return [*facts, f"应签：{len(paper.rows)}人"]


def _parts(paper: SignSheet, sheet: Composition) -> list[Part]:
    """The columns of one person, left to right, and what each needs."""
    rows, body, single = paper.rows, sheet.body, paper.across == 1
    found: list[Part] = [("序号", need("序号", [str(len(rows))], body, least=2.0, most=4.0))]
    if paper.by != "group" and len({row.group for row in rows}) > 1:
        found.append(
            ("群", need("群", dict.fromkeys(row.group for row in rows), body, least=4.0 if single else 3.0, most=9.0))
        )
    if paper.by != "department" and any(row.department for row in rows):
        least = 6.0 if single else 3.0
        found.append(
            ("部门", need("部门", dict.fromkeys(row.department for row in rows), body, least=least, most=10.0))
        )
    # A name of nine characters still stands whole, if smaller.
    found.append(("姓名", need("姓名", [row.name for row in rows], body, least=5.5, most=9.5)))
    if any(row.code for row in rows):
        found.append(("行码", need("行码", [row.code for row in rows], body, least=5.0, most=8.0)))
    if single:
        found += [("签名", Need(6.0, 8.0, grow=3.0)), ("日期", Need(4.8, 6.5, grow=1.0))]
    else:
        found.append(("签名和日期", Need(6.0, 8.0, grow=3.0)))
    if paper.outcomes:
        tick = 2.8 if single else 1.8
        found += [("拒签", Need(tick, 2.8)), ("缺席", Need(tick, 2.8)), ("备注", Need(3.5, 5.0, grow=1.0))]
    return found


def _size(parts: Sequence[Part], across: int, sheet: Composition) -> float:
    """Size of the letters: somewhat smaller rather than the sheet turned, which holds fewer rows."""
    least = sum(part.least for _, part in parts) * across
    floor = _SMALLEST_MM * sheet.profile.mm
    if sheet.profile.width / least < floor:
        sheet.lie()
    p = sheet.profile
    # In quarters of a point, so that no more digits are printed than mean something.
    return min(p.table_size, max(floor, int(p.width / least * 4) / 4))


def _cells(paper: SignSheet, titles: Sequence[str]) -> list[tuple[str, ...]]:
    empty = ("",) * sum(title not in ("序号", "群", "部门", "姓名", "行码") for title in titles)
    taken = {"群": 0, "部门": 1, "姓名": 2, "行码": 3}
    order = [taken[title] for title in titles if title in taken]
    return [
        (str(number), *[(row.group, row.department, row.name, row.code)[i] for i in order], *empty)
        for number, row in enumerate(paper.rows, 1)
    ]


def _strips(paper: SignSheet, table: Table, cells: list[tuple[str, ...]]) -> list[Strip]:
    """Head and rows, people of one group or department under a heading."""
    out: list[Strip] = [table.head]
    at = 0
    for title, run in groupby(paper.rows, partial(_section, paper)):
        count = len(list(run))
        part, at = cells[at : at + count], at + count
        across = paper.across
        if across > 1:
            # Neighbours stand side by side: down one half and then the other would part them by pages.
            blank = ("",) * (len(table.columns) // across)
            part += [blank] * (-count % across)
            part = [tuple(chain.from_iterable(part[i : i + across])) for i in range(0, len(part), across)]
        rows = table
        if title is not None:
            heading, rows = table.heading(f"{title or '其他'}（{count}人）")
            out += heading
        out += rows.rows(part)
    if len(out) > 2:
        out[-2].keep = True
    return out


def _section(paper: SignSheet, row: SignRow) -> str | None:
    """The heading that a row stands under."""
    return {"group": row.group, "department": row.department}.get(paper.by)


def _count(paper: SignSheet, sheet: Composition) -> None:
    """At the end how many signed, to be filled in by hand."""
    p = sheet.profile
    keep_with_text(sheet.strips, 1)
    begin = len(sheet.strips)
    lines = (
        f"应签{len(paper.rows)}人，实签{_BLANK}人，拒签{_BLANK}人，缺席{_BLANK}人。",
        f"统计人：{_BLANK * 2}　　日期：{_BLANK}年{_BLANK[:5]}月{_BLANK[:5]}日",
    )
    for i, line in enumerate(lines):
        before = p.table_leading / 2 if i == 0 else 0.0
        sheet.text(line, first=0, align="left", size=p.table_size, leading=p.table_leading * 1.2, before=before)
    keep_together(sheet.strips[begin:])
