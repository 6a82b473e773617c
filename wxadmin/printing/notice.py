"""违规处理通知书: facts, evidence, clauses, measures, the way to appeal, and a return slip to cut off.

A notice is handed over, signed for and filed, so it is set on one sheet wherever that can be read: what does not fit in
the size of its profile is composed again, first with less room between the lines, then in smaller type, never below
the size of tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from math import ceil
from typing import NamedTuple

from wxadmin.domain.papers import ClauseCitation, Notice
from wxadmin.domain.seal import Mark
from wxadmin.printing import head, plates
from wxadmin.printing.composition import Composition, ems, office
from wxadmin.printing.typesetting.flow import Strip, keep_together, paginate, space
from wxadmin.printing.typesetting.ink import Page
from wxadmin.printing.typesetting.picture_files import size_of
from wxadmin.printing.typesetting.profile import Profile

TITLE = "违规处理通知书"
_NUMERALS = "一二三四五六七八九十"
_PICTURE_MM = 52
_LITTLE = 1 / 3
"""Of a page; when no more than this goes over, a longer notice is set more closely."""
_SIGNING = 13.0
"""Points at least above the line to sign on, for the tall strokes of a hand."""


class _Measure(NamedTuple):
    """How closely a notice is set.

    ``smaller``: type between that of the body (0) and that of tables (1). ``leading`` in em. ``slip``: leading of the
    slip in that of tables. ``runs_in``: headings and addressee of the slip share a line with their first words, and
    the room above the addressee is halved.
    """

    smaller: float
    leading: float
    slip: float = 1.1
    runs_in: bool = False


_CLOSER = (_Measure(0, 1.6), _Measure(0, 1.5))
_SMALLER = (
    _Measure(0.5, 1.55),
    _Measure(1, 1.55),
    _Measure(1, 1.5, 1, runs_in=True),
    _Measure(1, 1.42, 0.95, runs_in=True),
)
_REST, _REST_RUN_IN, _RUN_IN = 0.9, 0.75, 0.85
"""What closer setting leaves at least of all that is not in body size, without and with running in, and running in of
all that is."""

_SIGNED = (("签名：", 2.0), ("日期：", 1.0))
_REFUSED = (("拒签说明：", 1.5), ("见证人：", 1.2), ("日期：", 1.0))
"""What is written on the slip by hand: by the person, and by whoever saw that they would not sign."""
_LONGEST_NAME = 24
"""Characters of a name on the slip; the notice itself has all of it."""
_GIVEN_BACK = 0.75
"""Of the room left over; the rest stays above the cut."""


def compose(paper: Notice, sheet: Composition, mark: Mark) -> None:
    """Fill the sheet; the check block stands above the cut, so that it stays with the notice.

    What goes over one page is set more closely, as long as that brings it on one. What is longer keeps its type, and is
    set more closely only where little goes over the pages before the last.
    """
    own = sheet.profile
    pages = _filled(paper, sheet, mark, own, _Measure(0, own.leading / own.size, 1.25))
    if pages == 1:
        return
    usual = sheet.strips
    body = sum(strip.height for strip in usual if strip.height == own.leading)
    rest = sum(strip.before + strip.height for strip in usual) - body
    over = (body + rest) / own.height - pages + 1
    for measure in (*_CLOSER, *_SMALLER) if pages == 2 else _CLOSER if over < _LITTLE else ():
        size = round(own.size + (own.table_size - own.size) * measure.smaller, 2)
        leading = min(own.leading, round(size * measure.leading, 2))
        # Composing takes long, and most measures can be told beforehand not to do.
        shrunk = size * leading / own.size / own.leading * (_RUN_IN if measure.runs_in else 1.0)
        left = rest * (_REST_RUN_IN if measure.runs_in else _REST)
        if pages == 2 and body * shrunk + left > own.height:
            continue
        closer = replace(own, size=size, leading=leading, title_leading=ceil(own.title_size * 1.3 / leading) * leading)
        if _filled(paper, sheet, mark, closer, measure) < pages:
            if pages == 2:
                _open(sheet, own)
            return
    sheet.profile, sheet.strips = own, usual


def _open(sheet: Composition, own: Profile) -> None:
    """Give what room is left on the one page back to the lines of the body, up to the leading they had in em."""
    p = sheet.profile
    lines = [strip for strip in sheet.strips if strip.height == p.leading and strip.lines]
    spare = p.height - sum(strip.before + strip.height for strip in sheet.strips)
    more = min(spare * _GIVEN_BACK / len(lines), own.leading / own.size * p.size - p.leading)
    for strip in lines:
        strip.height += max(0.0, more)


def _filled(paper: Notice, sheet: Composition, mark: Mark, profile: Profile, measure: _Measure) -> int:
    """The sheet filled in this measure; returns its pages."""
    sheet.profile, sheet.strips = profile, []
    _fill(paper, sheet, mark, measure)
    return len(paginate(sheet.strips, profile.height))


def _fill(paper: Notice, sheet: Composition, mark: Mark, measure: _Measure) -> None:
    number = head.add(sheet, paper.number)
    sheet.title(TITLE, bookmark=(0, TITLE))
    sheet.subtitle(number)
    who = "　".join(part for part in (paper.department, paper.person) if part)
    if measure.runs_in:
        sheet.add([space(sheet.profile.leading / 2)])
    else:
        sheet.blank()
    sheet.addressee(who)
    where = f"在“{paper.group}”群内" if paper.group else ""
    sheet.text(f"经核查，你{where}的以下行为违反群管理规定，现将核查情况和处理决定通知如下。")
    part = iter(_NUMERALS)
    section = partial(_section, sheet, runs_in=measure.runs_in)
    section(next(part), "违规事实", [paper.facts])
    if paper.evidence:
        _evidence(paper, sheet)
    tall = all(high > wide for wide, high in map(size_of, paper.pictures))
    plates.add(sheet, paper.pictures, across=3 if tall and len(paper.pictures) > 2 else 2, height_mm=_PICTURE_MM)
    if paper.clauses:
        section(next(part), "处理依据", [_citation(clause) for clause in paper.clauses])
    if paper.measures:
        section(next(part), "处理决定", _decision(paper))
    if paper.recommendations:
        section(next(part), "处理建议", [_advice(paper)])
    if paper.appeal:
        section(next(part), "申诉途径", [paper.appeal])
    sheet.sign_off(office(paper.unit, paper.issuer), paper.issued)
    sheet.block(mark, paper.number, foot=False)
    _slip(paper, sheet, measure)


def _evidence(paper: Notice, sheet: Composition) -> None:
    """The messages as a table; when and who on one line each where that leaves room for the words."""
    p = sheet.profile
    sheet.strips[-1].keep = True
    room = p.width / p.table_size
    wide = [max(ems(getattr(line, part), sheet.body) for line in paper.evidence) + 1 for part in ("time", "sender")]
    time, sender = min(wide[0], room * 0.3), min(max(wide[1], 5), room * 0.22)
    columns = [("时间", time, "centre"), ("发送人", sender, "centre"), ("内容", room - time - sender, "left")]
    sheet.table(columns, [[line.time, line.sender, line.text] for line in paper.evidence])
    sheet.strips.append(space(p.leading / 3))


def _section(sheet: Composition, numeral: str, title: str, paragraphs: list[str], *, runs_in: bool) -> None:
    """A heading and its paragraphs; a heading that runs in shares the line of a single paragraph."""
    heading = f"{numeral}、{title}"
    mark = (1, heading)
    lines = [line for text in paragraphs for line in text.split("\n") if line.strip()]
    if runs_in and len(lines) == 1:
        sheet.text([(f"{heading}　", sheet.hei), (lines[0], sheet.body)], bookmark=mark)
        return
    sheet.text([(heading, sheet.hei)], keep=True, bookmark=mark)
    for line in lines:
        # What only leads to the next lines does not end a page.
        sheet.text(line, keep=line.endswith("：") and line is not lines[-1])


def _to_fill_in(
    sheet: Composition, size: float, fields: Sequence[tuple[str, float]], page: Page, x: float, top: float
) -> None:
    """Words side by side, behind each a rule to write on; the rules share what is left as the figures say."""
    y, at = top - 0.88 * size, x + 2 * size
    words = sum(ems(label, sheet.body) for label, _ in fields) + len(fields) - 1
    room = (sheet.profile.width - (2 + words) * size) / sum(part for _, part in fields)
    for label, part in fields:
        at += page.text(at, y, label, sheet.body, size)
        page.rule(at, y - 2.5, part * room)
        at += part * room + size


def _numbered(lines: tuple[str, ...]) -> list[str]:
    """A single measure stands without number."""
    return list(lines) if len(lines) == 1 else [f"{i}. {line}" for i, line in enumerate(lines, 1)]


def _decision(paper: Notice) -> list[str]:
    """The measures, and in front of them that several decided where it was so."""
    several = len(paper.measures) > 1
    lead = "经群管理人员集体研究，决定给予以下处理：" if paper.together else ""
    if lead and not several:
        return [f"{lead}{paper.measures[0]}"]
    return [*([lead] if lead else []), *_numbered(paper.measures)]


def _advice(paper: Notice) -> str:
    """What the unit is asked for: it alone decides on that, and the group takes no money."""
    return f"建议单位依法处理：{'；'.join(paper.recommendations)}。由单位决定，本群不收取。"


def _citation(clause: ClauseCitation) -> str:
    """The clause, and behind it what is known of version and signature, in brackets as it is none of its words."""
    version = f"（{clause.version}）" if clause.version else ""
    signing = f"（{clause.signing.rstrip('。')}）" if clause.signing else ""
    return f"《{clause.regulation.strip('《》')}》{version}{''.join(clause.at)}：{clause.text}{signing}"


def _slip(paper: Notice, sheet: Composition, measure: _Measure) -> None:
    """The return slip, at the foot of the last page below a line to cut along."""
    p = sheet.profile
    start = len(sheet.strips)

    def cut(page: Page, x: float, top: float) -> None:
        page.cut(x, top - 6.0, p.width)

    sheet.strips.append(Strip(18.0, 18.0, cut, before=p.leading / 2, lines=0))
    size, leading = p.table_size, p.table_leading * measure.slip
    sheet.text(f"{TITLE}回执", align="centre", first=0, chain_=sheet.hei, size=size + 3, leading=leading + 4)
    number = f"编号为{paper.number}的" if paper.number else ""
    issuer = office(paper.unit, paper.issuer)
    lead = f"{issuer}：" if issuer else ""
    person = paper.person if len(paper.person) <= _LONGEST_NAME else paper.person[: _LONGEST_NAME - 1] + "…"
    received = f"本人（{person}）已收到{number}《{TITLE}》，知悉其中的处理决定和申诉途径。"
    if lead and not measure.runs_in:
        sheet.text(lead, first=0, size=size, leading=leading)
        lead = ""
    sheet.text(lead + received, first=0 if lead else 2, size=size, leading=leading)
    sheet.text("本人意见：□无异议　□有异议，将在规定期限内申诉", size=size, leading=leading)

    for fields in (_SIGNED, _REFUSED):
        draw = partial(_to_fill_in, sheet, size, fields)
        sheet.strips.append(Strip(leading, size + 4.0, draw, before=max(_SIGNING, leading * 0.4)))
    slip = sheet.strips[start:]
    for strip in slip:
        strip.foot = True
    keep_together(slip)
    # The slip alone on a page could not be told from any other: the check block above comes along.
    sheet.strips[start - 1].keep = True
