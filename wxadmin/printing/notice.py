"""违规处理通知书: facts, evidence, clauses, measures, the way to appeal, and a return slip to cut off."""

from __future__ import annotations

from wxadmin.domain.papers import ClauseCitation, Notice
from wxadmin.domain.seal import Mark
from wxadmin.printing.composition import Composition, office
from wxadmin.printing.typesetting.flow import Strip, keep_together, space
from wxadmin.printing.typesetting.ink import Page

TITLE = "违规处理通知书"
_NUMERALS = "一二三四五六七八九十"


def compose(paper: Notice, sheet: Composition, mark: Mark) -> None:
    """Fill the sheet; the check block stands above the cut, so that it stays with the notice."""
    sheet.title(TITLE, bookmark=(0, TITLE))
    sheet.subtitle(paper.number)
    who = "　".join(part for part in (paper.department, paper.person) if part)
    sheet.text(f"{who}：", first=0, before=sheet.profile.leading)
    where = f"在“{paper.group}”群内" if paper.group else ""
    sheet.text(f"经核查，你{where}的以下行为违反群管理规定，现将核查情况和处理决定通知如下。")
    part = iter(_NUMERALS)
    _section(sheet, next(part), "违规事实", [paper.facts])
    if paper.evidence:
        sheet.strips[-1].keep = True
        rows = [[line.time, line.sender, line.text] for line in paper.evidence]
        sheet.table([("时间", 1.7, "centre"), ("发送人", 1.5, "centre"), ("内容", 5.0, "left")], rows)
        sheet.strips.append(space(sheet.profile.leading / 3))
    if paper.clauses:
        _section(sheet, next(part), "处理依据", [_citation(clause) for clause in paper.clauses])
    if paper.measures:
        _section(sheet, next(part), "处理决定", _numbered(paper.measures))
    if paper.recommendations:
        _section(sheet, next(part), "处理建议", _numbered(paper.recommendations))
    if paper.appeal:
        _section(sheet, next(part), "申诉途径", [paper.appeal])
    sheet.sign_off(office(paper.unit, paper.issuer), paper.issued)
    sheet.block(mark, paper.number, foot=False)
    _slip(paper, sheet)


def _section(sheet: Composition, numeral: str, title: str, paragraphs: list[str]) -> None:
    sheet.text([(f"{numeral}、{title}", sheet.hei)], keep=True, bookmark=(1, f"{numeral}、{title}"))
    for text in paragraphs:
        for line in text.split("\n"):
            if line.strip():
                sheet.text(line)


def _numbered(lines: tuple[str, ...]) -> list[str]:
    """A single measure stands without number."""
    return list(lines) if len(lines) == 1 else [f"{i}. {line}" for i, line in enumerate(lines, 1)]


def _citation(clause: ClauseCitation) -> str:
    version = f"（{clause.version}）" if clause.version else ""
    return f"《{clause.regulation.strip('《》')}》{version}{''.join(clause.at)}：{clause.text}"


def _slip(paper: Notice, sheet: Composition) -> None:
    """The return slip, at the foot of the last page below a line to cut along."""
    p = sheet.profile
    start = len(sheet.strips)

    def cut(page: Page, x: float, top: float) -> None:
        page.cut(x, top - 6.0, p.width)

    sheet.strips.append(Strip(18.0, 18.0, cut, before=p.leading / 2, lines=0))
    size, leading = p.table_size, p.table_leading * 1.25
    sheet.text(f"{TITLE}回执", align="centre", first=0, chain_=sheet.hei, size=size + 3, leading=leading)
    number = f"编号为{paper.number}的" if paper.number else ""
    issuer = office(paper.unit, paper.issuer)
    if issuer:
        sheet.text(f"{issuer}：", first=0, size=size, leading=leading)
    sheet.text(
        f"本人（{paper.person}）已收到{number}《{TITLE}》，知悉其中的处理决定和申诉途径。", size=size, leading=leading
    )
    sheet.text("本人意见：□无异议　□有异议，将在规定期限内申诉", size=size, leading=leading)

    def signature(page: Page, x: float, top: float) -> None:
        """签名 and 日期 with rules to write on."""
        y = top - 0.88 * size
        middle, right = x + p.width - 12 * size, x + p.width
        name = page.text(x + 2 * size, y, "签名：", sheet.body, size)
        page.rule(x + 2 * size + name, y - 2.5, middle - size - (x + 2 * size + name))
        day = page.text(middle, y, "日期：", sheet.body, size)
        page.rule(middle + day, y - 2.5, right - middle - day)

    sheet.strips.append(Strip(leading, size + 4.0, signature, before=leading * 0.6))
    slip = sheet.strips[start:]
    for strip in slip:
        strip.foot = True
    keep_together(slip)
    # The slip alone on a page could not be told from any other: the check block above comes along.
    sheet.strips[start - 1].keep = True
