"""Signature sheet: who is to sign, in the order given.

The sheet's number, the beginning of the version's code and 第 n 页 共 m 页 stand on every page, so that the scan of a
single page can be filed; each row may carry a code of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain, groupby, product

from wxadmin.domain.papers import SignRow, SignSheet
from wxadmin.domain.seal import Mark
from wxadmin.printing.composition import Composition, ems
from wxadmin.printing.typesetting.columns import PADDING, Need, need, share
from wxadmin.printing.typesetting.faces import Chain
from wxadmin.printing.typesetting.faces import chain as chain_of
from wxadmin.printing.typesetting.flow import Strip, keep_together, keep_with_text, nothing, paginate
from wxadmin.printing.typesetting.profile import Profile
from wxadmin.printing.typesetting.table import SMALLEST, Column, Table

_ROW_MM, _LEAST_ROW_MM = 9.2, 8.5
"""Height of a row: what a hand needs to sign."""
_SMALLEST_MM = 2.9
"""Size of the smallest letters: 8.2 points."""
_CLOSER = 0.86
"""_Part of the usual size down to which letters are set smaller to spare a page."""
_SIGN_MM, _DAY_MM, _BOTH_MM, _BOTH_CLOSE_MM = 28.0, 18.0, 32.0, 24.0
"""Width at least of the places to sign, to write a date in, and to do both, alone and beside what became of it."""
_REMARK_MM, _REMARK_CLOSE_MM = 14.0, 10.0
_MANY = 300
"""People from which on a page more or less is no matter, and trying takes long."""
_LITTLE = 1 / 3
"""Of the last page; a fuller one is not to be spared."""
_SAID = ("序号", "群", "部门", "姓名", "行码")
"""The columns that are not to be filled in."""
_BLANK = "________"
_JOINT = re.compile(r"(?<=[·・•])|\s+")

_Part = tuple[str, Need]
"""Title of a column, and what it needs."""


def compose(paper: SignSheet, sheet: Composition, mark: Mark) -> None:
    """Fill the sheet: letters and rows as large as usual, or somewhat smaller where that spares a last page."""
    layouts = list(_layouts(paper, sheet.profile))
    p, size, parts = layouts[0]
    if p.lies:
        sheet.lie()
    pages, used = _filled(paper, sheet, mark, size, parts, _ROW_MM)
    # Two stand side by side to spare paper, so there every page counts.
    spared = used <= _LITTLE * p.height or paper.across > 1
    if pages == 1 or len(paper.rows) > _MANY or not spared:
        return
    best = sheet.strips
    smaller = [layout for layout in layouts if layout[1] >= min(size, p.table_size) * _CLOSER]
    for (_, size, parts), row in product(smaller[::2], (_ROW_MM, _LEAST_ROW_MM)):
        fewer = _filled(paper, sheet, mark, size, parts, row)[0]
        if fewer < pages:
            pages, best = fewer, sheet.strips
    sheet.strips = best


def _layouts(paper: SignSheet, upright: Profile) -> Iterator[tuple[Profile, float, list[_Part]]]:
    """Sizes of letters that the columns have room for, largest first, on a sheet that lies where none stands."""
    words = _words(paper, chain_of(upright.body, upright.owners))
    for p in (upright, upright.lying()):
        found = False
        # In quarters of a point, so that no more digits are printed than mean something.
        for quarters in range(int(p.table_size * 4), int(_SMALLEST_MM * p.mm * 4) - 1, -1):
            size = quarters / 4
            parts = [*words, *_blanks(paper, p.mm / size)]
            if sum(part.least for _, part in parts) * size * paper.across <= p.width:
                found = True
                yield p, size, parts
        if found:
            return
    yield p, size, parts


def _filled(
    paper: SignSheet, sheet: Composition, mark: Mark, size: float, parts: Sequence[_Part], row_mm: float
) -> tuple[int, float]:
    """The sheet filled anew; returns its pages, and the room taken on the last without what stands at its foot."""
    p = sheet.profile
    sheet.strips = []
    # Two groups of four tell versions apart, and leave room for the title; the whole code stands on the first page.
    code = f"校验{'-'.join(paper.version_code.split('-')[:2])}" if paper.version_code else ""
    sheet.header, sheet.number = paper.title or "签收表", "　".join(word for word in (paper.number, code) if word)
    if not p.header:  # the title does not hang on the rule of the header
        sheet.add([Strip(p.leading / 2, 0.0, nothing, keep=True, lines=0)])
    sheet.title(paper.title, bookmark=(0, paper.title))
    sheet.facts(_facts(paper))
    if paper.statement:
        sheet.text(paper.statement, size=p.table_size, leading=p.table_leading, keep=True)
        sheet.strips[-1].height += p.table_leading / 3
    widths = share([part for _, part in parts], p.width / paper.across / size) or [1.0] * len(parts)
    columns = [
        Column(title, width, whole=title == "姓名") for (title, _), width in zip(parts, widths, strict=True)
    ] * paper.across
    leading = size * p.table_leading / p.table_size
    table = Table(columns, sheet.body, sheet.hei, size, leading, p.width, max(row_mm * p.mm, leading * 1.45))
    if paper.across > 1:
        table.heavy = frozenset({table.edges[len(parts)]})
    titles = [title for title, _ in parts]
    sheet.add(_strips(paper, table, _cells(paper, titles, widths[titles.index("姓名")] - PADDING, sheet)))
    _count(paper, sheet)
    body = len(sheet.strips)
    sheet.block(mark, paper.number)
    pages = paginate(sheet.strips, p.height)
    above = set(map(id, sheet.strips[:body]))
    used = [placed.y + placed.strip.height for placed in pages[-1] if id(placed.strip) in above]
    return len(pages), max(used, default=0.0)


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


def _words(paper: SignSheet, body: Chain) -> list[_Part]:
    """The columns that say something, and what each needs."""
    rows, single = paper.rows, paper.across == 1
    groups = dict.fromkeys(row.group for row in rows) if _named(paper)[0] else {}
    departments = dict.fromkeys(row.department for row in rows) if _named(paper)[1] else {}
    names = [row.name for row in rows]
    coded = any(row.code for row in rows)
    number: _Part = ("序号", need("序号", [str(len(rows))], body, least=2.0, most=4.0))
    code: _Part = ("行码", need("行码", [row.code for row in rows], body, least=5.0, most=8.0))
    # Where two stand side by side the code, which begins with the number, takes its place.
    found: list[_Part] = [code if coded and not single else number]
    if single:
        if groups:
            found.append(("群", need("群", groups, body, least=4.0, most=9.0)))
        if departments:
            found.append(("部门", need("部门", departments, body, least=6.0, most=10.0)))
    else:
        names = [*names, *groups, *departments]
    # A name of nine characters still stands whole, if smaller.
    found.append(("姓名", need("姓名", names, body, least=5.5, most=9.5)))
    return [*found, code] if coded and single else found


def _blanks(paper: SignSheet, em: float) -> list[_Part]:
    """The columns to be filled in by hand, ``em`` to a millimetre."""
    if paper.across == 1:
        found = [("签名", Need(_SIGN_MM * em, 35 * em, grow=3.0)), ("日期", Need(_DAY_MM * em, 28 * em, grow=1.0))]
    else:
        least = _BOTH_CLOSE_MM if paper.outcomes else _BOTH_MM
        found = [("签名和日期", Need(least * em, 38 * em, grow=3.0))]
    if paper.outcomes:
        tick = Need(2.0 + PADDING, 2.0 + PADDING)
        remark = Need((_REMARK_MM if paper.across == 1 else _REMARK_CLOSE_MM) * em, 20 * em, grow=1.0)
        found += [("拒签", tick), ("缺席", tick), ("备注", remark)]
    return found


def _named(paper: SignSheet) -> tuple[bool, bool]:
    """Whether rows say their group, and their department."""
    groups = paper.by != "group" and len({row.group for row in paper.rows}) > 1
    return groups, paper.by != "department" and any(row.department for row in paper.rows)


def _cells(paper: SignSheet, titles: Sequence[str], room: float, sheet: Composition) -> list[tuple[str, ...]]:
    """The rows as texts. Two side by side have room for names alone, so whose people they are stands below the name."""
    order = [_SAID.index(title) for title in titles if title in _SAID]
    empty = ("",) * (len(titles) - len(order))
    below = _named(paper) if paper.across > 1 else (False, False)
    limit = room if any(below) else room / SMALLEST
    names: dict[str, str] = {}
    found = []
    for number, row in enumerate(paper.rows, 1):
        name = names.get(row.name)
        if name is None:
            name = names[row.name] = _name(row.name, room, limit, sheet)
        if any(below):
            told = (row.group if below[0] else "", row.department if below[1] else "")
            name = "\n".join(filter(None, (name, *told)))
        texts = (str(number), row.group, row.department, name, row.code)
        found.append((*(texts[i] for i in order), *empty))
    return found


def _name(name: str, room: float, limit: float, sheet: Composition) -> str:
    """A name longer than ``limit`` on several lines, parted between its parts; all in em."""
    if len(name) <= limit / 2 or ems(name, sheet.body) <= limit:
        return name
    lines: list[str] = []
    for part in filter(None, _JOINT.split(name)):
        gap = " " if lines and not lines[-1].endswith(("·", "・", "•")) else ""
        if lines and ems(lines[-1] + gap + part, sheet.body) <= room:
            lines[-1] += gap + part
        else:
            lines.append(part)
    return "\n".join(lines)


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
    day = f"日期：{_BLANK[:6]}年{_BLANK[:4]}月{_BLANK[:4]}日"
    signed = f"统计人：{_BLANK * 2}　　{day}"
    if ems(signed, sheet.body) > p.width / p.table_size:
        signed = f"统计人：{_BLANK}　{day}"
    lines = (f"应签{len(paper.rows)}人，实签{_BLANK}人，拒签{_BLANK}人，缺席{_BLANK}人。", signed)
    for i, line in enumerate(lines):
        before = p.table_leading / 2 if i == 0 else 0.0
        sheet.text(line, first=0, align="left", size=p.table_size, leading=p.table_leading * 1.2, before=before)
    keep_together(sheet.strips[begin:])
