"""Commands that print without a record file, and the check of what was printed."""

from __future__ import annotations

import os
from argparse import ArgumentTypeError, Namespace
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from wxadmin.cli.grammar import (
    Commands,
    assignment,
    command,
    json_option,
    place,
    records_options,
    row_id,
    size_option,
    title,
    verbs,
    words,
)
from wxadmin.cli.output import progress, put, put_doubts, put_json, put_problems
from wxadmin.cli.styles import printing_options, style_of
from wxadmin.domain.errors import UserError
from wxadmin.domain.style import PLAIN, Style
from wxadmin.i18n import _

if TYPE_CHECKING:
    from wxadmin.domain.papers import Attachment, Paper
    from wxadmin.domain.regulation import RegulationText
    from wxadmin.domain.regulation_diff import ClauseChange

_SETTABLE = ("unit", "group", "number", "version", "issuer", "issued", "title", "contents")


def add_commands(commands: Commands) -> None:
    """Sheet pdf, form list|pdf, verify (notice pdf needs the records and stands there)."""
    sheet = verbs(command(commands, "sheet", _("签收表")))
    pdf = command(sheet, "pdf", _("打印签收表"), sheet_pdf)
    pdf.add_argument(
        "--roster", type=place, required=True, action="append", metavar="FILE",
        help=_("要签收的人（花名册），可写多次，一份一个群"),
    )  # fmt: skip
    pdf.add_argument("--title", type=title, required=True, help=_("签收的是什么"))
    pdf.add_argument("--unit", type=words, default="", help=_("单位"))
    pdf.add_argument("--group", type=words, default="", help=_("群"))
    pdf.add_argument("--regulation", type=words, default="", help=_("制度名称，默认同标题"))
    pdf.add_argument("--version", type=words, default="", help=_("版本"))
    pdf.add_argument("--statement", type=words, default="", help=_("签收人声明的话"))
    pdf.add_argument("--by", choices=("group", "department"), default="", help=_("分栏：group 按群，department 按部门"))
    pdf.add_argument(
        "--sort", choices=("roster", "department", "name"), default="roster", help=_("次序：花名册、部门、姓名拼音")
    )
    pdf.add_argument("--outcomes", action="store_true", help=_("加拒签、缺席和备注三栏"))
    pdf.add_argument("--across", type=int, choices=(1, 2), default=1, help=_("一行并排几人，默认 1"))
    printing_options(pdf)
    size_option(pdf)

    form = verbs(command(commands, "form", _("表单")))
    json_option(command(form, "list", _("自带的表单和各栏"), form_list))
    pdf = command(form, "pdf", _("打印一张表单，空着的手填"), form_pdf)
    pdf.add_argument("key", metavar="KEY", type=words, help=_("表单名称，见 form list"))
    pdf.add_argument(
        "--set", action="append", type=assignment, default=[], metavar=_("栏目=内容"), help=_("如 姓名=某某，可写多个")
    )
    pdf.add_argument("--unit", type=words, default="", help=_("单位"))
    pdf.add_argument("--group", type=words, default="", help=_("群"))
    printing_options(pdf)

    check = command(commands, "verify", _("核验一张纸、一份备份或台账"), verify)
    check.add_argument("path", type=place, metavar="PATH", help=_("PDF、备份文件或台账文件夹，- 为标准输入里的 PDF"))
    records_options(check)
    json_option(check)


def regulation_pdf_command(regulation: Commands) -> None:
    """``regulation pdf``."""
    pdf = command(regulation, "pdf", _("打印一份规章制度"), regulation_pdf)
    pdf.add_argument("file", type=place, metavar="FILE", help=_("文本或 DOCX，或台账里的编号（配 --records）"))
    pdf.add_argument(
        "--set", action="append", type=assignment, default=[], metavar=_("名称=内容"), help=_("如 unit=某某单位")
    )
    pdf.add_argument(
        "--attach", action="append", type=place, default=[], metavar="FILE", help=_("附件：文本、DOCX 或图片，可写多个")
    )
    printing_options(pdf)
    size_option(pdf)
    records_options(pdf)


def moment() -> datetime:
    """The time a paper carries: SOURCE_DATE_EPOCH where it is set (same input, same bytes), else now."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return datetime.now(UTC)
    try:
        return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError):
        raise UserError(
            _("环境变量 SOURCE_DATE_EPOCH 不是整数秒：{}").format(epoch), remedy=_("改正或去掉它")
        ) from None


def regulation_pdf(args: Namespace) -> int:
    """A text or stored regulation as a paper."""
    from dataclasses import replace
    from datetime import date

    from wxadmin.domain.papers import RegulationPaper
    from wxadmin.intake.regulation import read_regulation

    values = dict(args.set)
    for key in values:
        if key not in _SETTABLE:
            raise UserError(_("--set 没有“{}”").format(key), remedy=_("可用的有 {}").format("、".join(_SETTABLE)))
    if args.records and args.file.isdecimal() and not Path(args.file).exists():
        from wxadmin.cli.opening import reading
        from wxadmin.services import regulations, styles

        with reading(args) as store:
            paper, base = regulations.paper(store, _id(args.file)), styles.of(store, "regulation")
    else:
        paper, base = RegulationPaper("", read_regulation(args.file, allow_large=args.allow_large)), PLAIN
    paper = replace(paper, attachments=(*paper.attachments, *_attached(args)))
    if "title" in values:
        paper = replace(paper, text=replace(paper.text, title=values.pop("title")))
    if "issued" in values:
        try:
            paper = replace(paper, issued=date.fromisoformat(values.pop("issued")))
        except ValueError:
            raise UserError(_("issued 不是日期"), where="--set", remedy=_("要写成 issued=2026-11-22 的样子")) from None
    if values.pop("contents", "") not in ("", "0", "no", "否"):
        base = replace(base, contents=True)
    code = _print(replace(paper, **values), style_of(args, base), args)
    put_doubts(paper.text)
    return code


def _attached(args: Namespace) -> list[Attachment]:
    if not args.attach:
        return []
    # Imported for these alone: it brings the record file's engine along.
    from wxadmin.services.attachments import read_file

    if "-" in args.attach:
        raise UserError(_("附件不能从标准输入读"), where="--attach", remedy=_("请写文件名"))
    return [read_file(Path(path), allow_large=args.allow_large) for path in args.attach]


def _id(text: str) -> int:
    try:
        return row_id(text)
    except ArgumentTypeError as error:
        raise UserError(str(error), where="FILE", remedy=_("台账里的编号见窗口的制度列表")) from None


def sheet_pdf(args: Namespace) -> int:
    """A signature sheet for the people of a roster, or of several."""
    from wxadmin.domain.papers import SignSheet
    from wxadmin.intake.roster import read_roster
    from wxadmin.intake.text import shown
    from wxadmin.services.sheet_plan import SheetPlan, laid_out

    rosters, doubtful = [], []
    stems: Counter[str] = Counter()
    for path in args.roster:
        roster = read_roster(path, allow_large=args.allow_large)
        doubtful.append((roster.source, roster.problems))
        people = [p for p in roster.people if not p.left]
        stem = Path(shown(path)).stem
        stems[stem] += 1
        group = args.group if args.group and len(args.roster) == 1 else stem
        known: Counter[object] = Counter()
        found = []
        for person in people:
            # A person met again in another roster is one and the same; two of one name in one roster are two.
            who = (person.number or person.phone, person.name, person.department)
            known[who] += 1
            found.append(((*who, known[who]), person.department, person.name))
        rosters.append((group if stems[stem] == 1 else f"{group}（{stems[stem]}）", found))
    plan = SheetPlan(by=args.by, sort=args.sort, outcomes=args.outcomes, across=args.across)
    rows = laid_out(rosters, plan)
    if not rows:
        raise UserError(_("花名册里没有要签收的人"), where="、".join(args.roster), remedy=_("请检查是否都标为离开"))
    groups = args.group or ("、".join(name for name, _people in rosters) if len(rosters) > 1 else "")
    paper = SignSheet(
        args.title, args.unit, groups, args.regulation or args.title, args.version, "", rows,
        statement=args.statement, by=plan.by, outcomes=plan.outcomes, across=plan.across,
    )  # fmt: skip
    code = _print(paper, style_of(args, PLAIN), args)
    for source, problems in doubtful:
        put_problems(source, problems)
    return code


def form_list(args: Namespace) -> int:
    """The forms and their blanks."""
    from wxadmin.intake.forms import kinds

    if args.json:
        put_json(
            [
                {
                    "key": kind.key,
                    "title": kind.title,
                    "summary": kind.summary,
                    "blanks": [{"key": b.key, "label": b.label, "choices": list(b.choices)} for b in kind.blanks],
                }
                for kind in kinds()
            ]
        )
        return 0
    for kind in kinds():
        put(f"{kind.key}  {kind.title}  {kind.summary}")
        put("    " + "、".join(blank.label for blank in kind.blanks))
    return 0


def form_pdf(args: Namespace) -> int:
    """A form, filled as far as told."""
    from wxadmin.intake.forms import fill

    values: dict[str, str] = {}
    for label, value in args.set:
        if label in values:
            raise UserError(_("“{}”填了两次").format(label), where="--set", remedy=_("请只留一个"))
        values[label] = value
    return _print(fill(args.key, values, unit=args.unit, group=args.group), style_of(args, PLAIN), args)


def comparison_pdf(args: Namespace, old: RegulationText, new: RegulationText, changes: Sequence[ClauseChange]) -> int:
    """The differences of two texts as a paper."""
    from wxadmin.domain.papers import ComparisonPaper
    from wxadmin.intake.text import shown
    from wxadmin.services import clock

    if all(change.kind == "same" for change in changes):
        raise UserError(_("两份逐条相同，没有可以对照的"), remedy=_("请换一份比较"))
    title = _("{}修订对照表").format(new.title or old.title or "")
    names = Path(shown(args.old)).stem, Path(shown(args.new)).stem
    printed = moment().astimezone(clock.zone()).date()
    return _print(ComparisonPaper(title, "", "", *names, tuple(changes), printed), style_of(args, PLAIN), args)


def _print(paper: Paper, style: Style, args: Namespace) -> int:
    from wxadmin.atomic import write_bytes
    from wxadmin.printing.sealing import unregistered

    made = unregistered(paper, created=moment(), style=style)
    write_bytes(made.pdf, Path(args.out))
    put(_("已写入 {}，共 {} 页").format(args.out, made.pages))
    if made.missing:
        put(_("字体里没有这些字，印成了〓：{}").format("".join(made.missing)))
    return 0


def _giver(args: Namespace) -> str:
    """Who issued a paper whose ledger came to the named records by a handing over, ``""`` for other papers."""
    from wxadmin.cli.opening import reading
    from wxadmin.services import handed, records

    if not args.records or args.path == "-" or not records.exists(Path(args.records)):
        return ""
    with reading(args) as store:
        found = handed.who_issued(store, Path(args.path))
    return (
        ""
        if found is None
        else _("；由移交人 {giver} 的记录签发（{day} 移交）").format(giver=found.giver, day=found.day)
    )


def verify(args: Namespace) -> int:
    """0 when it is what was issued, 1 when changed, foreign or not issued."""
    from wxadmin.intake.text import read_bytes
    from wxadmin.printing.reading import LARGEST_FILE
    from wxadmin.services.records import default_folder
    from wxadmin.services.verify import verify_paper, verify_path

    # A backup carries no key: that of the records it was made from opens it.
    key = (Path(args.records) if args.records else default_folder()) / "records.key"
    if args.path == "-":
        verdict = verify_paper(read_bytes("-", limit=LARGEST_FILE))
    else:
        verdict = verify_path(Path(args.path), progress(_("核验")), key_file=key if key.exists() else None)
    reason = verdict.reason + (_giver(args) if verdict.issued and verdict.kind == "paper" else "")
    if args.json:
        put_json({"intact": verdict.intact, "issued": verdict.issued, "reason": reason})
    else:
        put(reason)
    return 0 if verdict.intact and verdict.issued else 1
