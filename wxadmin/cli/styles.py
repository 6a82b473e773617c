"""What every command that prints is told: where to, and how the paper is dressed."""

from __future__ import annotations

import os
from argparse import Namespace
from dataclasses import replace
from pathlib import Path
from typing import Any

from wxadmin.cli.grammar import Parser, place, target, title
from wxadmin.domain.errors import UserError
from wxadmin.domain.style import PAPER_SIZES, PROFILES, Style
from wxadmin.i18n import _

_SWITCHES = {
    "duplex": _("双面打印，偶数页左右边距对调"),
    "own_fonts": _("用本机装的仿宋、黑体、楷体、小标宋（有的话）"),
    "seal": _("落款处留出盖章的位置"),
    "contents": _("制度前加目录"),
}


def printing_options(parser: Parser, *, out_required: bool = True) -> None:
    """``-o`` and the options of a style; what is not given stays as the kind of paper has it."""
    help_out = _("写到这个文件") if out_required else _("另印成修订对照表，写到这个文件")
    parser.add_argument("-o", dest="out", type=target, required=out_required, metavar="OUT.pdf", help=help_out)
    dress = parser.add_argument_group(_("版式"))
    dress.add_argument("--profile", choices=PROFILES, help=_("公文、企业、大字；默认 gongwen，或台账里选定的"))
    dress.add_argument("--paper", choices=PAPER_SIZES, help=_("纸张，默认 A4"))
    for name, words in _SWITCHES.items():
        dress.add_argument(f"--{name.replace('_', '-')}", action="store_true", help=words)
    dress.add_argument("--red", type=title, metavar="WORDS", help=_("红头文字，如 某某单位文件"))
    dress.add_argument("--logo", type=place, metavar="FILE", help=_("标志图片，印在首页"))


def styled(args: Namespace) -> bool:
    """Whether any option of a style was given."""
    return any((args.profile, args.paper, args.red, args.logo, *(getattr(args, name) for name in _SWITCHES)))


def style_of(args: Namespace, base: Style) -> Style:
    """The style asked for, what is not said being as in ``base``; UserError for a logo that is no picture."""
    wanted: dict[str, Any] = {name: True for name in _SWITCHES if getattr(args, name)}
    if args.profile:
        wanted["profile"] = args.profile
    if args.paper:
        wanted["paper"] = args.paper
    if args.red or args.logo:
        from wxadmin.services.styles import read_logo, red_words

        # Imported for these alone: it brings the record file's engine along.
        wanted |= {"red": red_words(args.red)} if args.red else {}
        wanted |= {"logo": read_logo(Path(args.logo))} if args.logo else {}
    return replace(base, **wanted)


def expect_room(out: str) -> None:
    """UserError when a file can surely not be written there; asked before anything that cannot be taken back."""
    folder = Path(out).absolute().parent
    if not folder.is_dir():
        raise UserError(_("文件夹不存在"), where=out, remedy=_("请先建立文件夹或换个位置"))
    if not os.access(folder, os.W_OK):
        raise UserError(_("没有写入权限"), where=out, remedy=_("请换个位置"))
