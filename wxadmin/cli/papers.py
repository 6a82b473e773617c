"""Commands that print without a record file, and the check of what was printed."""

from __future__ import annotations

import os
from argparse import ArgumentTypeError, Namespace
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
    target,
    title,
    verbs,
    words,
)
from wxadmin.cli.output import progress, put, put_json
from wxadmin.domain.errors import UserError
from wxadmin.domain.style import PROFILES, Style
from wxadmin.i18n import _

if TYPE_CHECKING:
    from wxadmin.domain.papers import Paper

_SETTABLE = ("unit", "group", "number", "version", "issuer", "issued", "title", "contents")


def add_commands(commands: Commands) -> None:
    """Sheet pdf, verify (notice pdf needs the records and stands there)."""
    sheet = verbs(command(commands, "sheet", _("签收表")))
    pdf = command(sheet, "pdf", _("打印签收表"), sheet_pdf)
    pdf.add_argument("--roster", type=place, required=True, metavar="FILE", help=_("要签收的人（花名册）"))
    pdf.add_argument("--title", type=title, required=True, help=_("签收的是什么"))
    pdf.add_argument("--unit", type=words, default="", help=_("单位"))
    pdf.add_argument("--group", type=words, default="", help=_("群"))
    pdf.add_argument("--regulation", type=words, default="", help=_("制度名称，默认同标题"))
    pdf.add_argument("--version", type=words, default="", help=_("版本"))
    _out(pdf)
    size_option(pdf)

    check = command(commands, "verify", _("核验一张纸、一份备份或台账"), verify)
    check.add_argument("path", type=place, metavar="PATH", help=_("PDF、备份文件或台账文件夹"))
    records_options(check)
    json_option(check)


def regulation_pdf_command(regulation: Commands) -> None:
    """``regulation pdf``."""
    pdf = command(regulation, "pdf", _("打印一份规章制度"), regulation_pdf)
    pdf.add_argument("file", type=place, metavar="FILE", help=_("文本或 DOCX，或台账里的编号（配 --records）"))
    pdf.add_argument(
        "--set", action="append", type=assignment, default=[], metavar=_("名称=内容"), help=_("如 unit=某某单位")
    )
    _out(pdf)
    size_option(pdf)
    records_options(pdf)


def _out(parser: object) -> None:
    add = parser.add_argument  # type: ignore[attr-defined]
    add("-o", dest="out", type=target, required=True, metavar="OUT.pdf", help=_("写到这个文件"))
    add("--profile", choices=PROFILES, default="gongwen", help=_("版式：公文、企业、大字"))


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
        from wxadmin.services import regulations

        with reading(args) as store:
            paper = regulations.paper(store, _id(args.file))
    else:
        paper = RegulationPaper("", read_regulation(args.file, allow_large=args.allow_large))
    if "title" in values:
        paper = replace(paper, text=replace(paper.text, title=values.pop("title")))
    if "issued" in values:
        try:
            paper = replace(paper, issued=date.fromisoformat(values.pop("issued")))
        except ValueError:
            raise UserError(_("issued 不是日期"), where="--set", remedy=_("要写成 issued=2026-11-22 的样子")) from None
    style = Style(args.profile, contents=values.pop("contents", "") not in ("", "0", "no", "否"))
    return _print(replace(paper, **values), style, args)


def _id(text: str) -> int:
    try:
        return row_id(text)
    except ArgumentTypeError as error:
        raise UserError(str(error), where="FILE", remedy=_("台账里的编号见窗口的制度列表")) from None


def sheet_pdf(args: Namespace) -> int:
    """A signature sheet for the people of a roster."""
    from wxadmin.domain.papers import SignRow, SignSheet
    from wxadmin.intake.roster import read_roster

    people = [p for p in read_roster(args.roster, allow_large=args.allow_large).people if not p.left]
    rows = tuple(SignRow(person.department, person.name) for person in people)
    name = args.regulation or args.title
    return _print(SignSheet(args.title, args.unit, args.group, name, args.version, "", rows), Style(args.profile), args)


def _print(paper: Paper, style: Style, args: Namespace) -> int:
    from wxadmin.printing.papers import write_bytes
    from wxadmin.printing.sealing import unregistered

    made = unregistered(paper, created=moment(), style=style)
    write_bytes(made.pdf, Path(args.out))
    put(_("已写入 {}，共 {} 页").format(args.out, made.pages))
    if made.missing:
        put(_("字体里没有这些字，印成了〓：{}").format("".join(made.missing)))
    return 0


def verify(args: Namespace) -> int:
    """0 when it is what was issued, 1 when changed, foreign or not issued."""
    from wxadmin.services.records import default_folder
    from wxadmin.services.verify import verify_path

    # A backup carries no key: that of the records it was made from opens it.
    key = (Path(args.records) if args.records else default_folder()) / "records.key"
    verdict = verify_path(Path(args.path), progress(_("核验")), key_file=key if key.exists() else None)
    if args.json:
        put_json({"intact": verdict.intact, "issued": verdict.issued, "reason": verdict.reason})
    else:
        put(verdict.reason)
    return 0 if verdict.intact and verdict.issued else 1
