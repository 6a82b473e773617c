"""The words of the command line: ``cli.md`` as an argument parser. Help is Chinese; wrong use is one line."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from datetime import date
from typing import Any, NoReturn

from wxadmin import __version__
from wxadmin.domain.errors import UserError
from wxadmin.i18n import _

Run = Callable[[argparse.Namespace], int]

_WORDS = (
    (r"the following arguments are required: (.*)", "缺少参数 {}"),
    (r"unrecognized arguments: (.*)", "不认识的参数 {}"),
    (r"argument (.*?): invalid choice: (.*?) \(choose from (.*)\)", "{} 不能是 {}，可选 {}"),
    (r"argument (.*?): expected one argument", "{} 后面要写一个值"),
    (r"argument (.*?): expected at least one argument", "{} 后面要写至少一个值"),
    (r"argument (.*?): invalid \w+ value: (.*)", "{} 的值 {} 不对"),
    (r"argument (.*?): ignored explicit argument (.*)", "{} 后面不能带值 {}"),
    (r"argument (.*?): (.*)", "{}：{}"),
    (r"one of the arguments (.*) is required", "{} 要写一个"),
)


class Parser(argparse.ArgumentParser):
    """An argument parser whose complaints are one Chinese sentence."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_abbrev=False, formatter_class=argparse.RawDescriptionHelpFormatter, **options)

    def error(self, message: str) -> NoReturn:
        """Raise UserError instead of printing the usage."""
        for pattern, words in _WORDS:
            found = re.fullmatch(pattern, message, re.DOTALL)
            if found:
                message = _(words).format(*found.groups())
                break
        raise UserError(message, where=self.prog, remedy=_("用法见 {} --help").format(self.prog))


def day(text: str) -> date:
    """A date argument, ``2026-11-22``."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("日期要写成 2026-11-22 的样子，不是 {}").format(text)) from None


def zone(text: str) -> str:
    """A time zone name, ``Asia/Shanghai``."""
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(text)
    except (ValueError, OSError, KeyError):
        raise argparse.ArgumentTypeError(_("没有这个时区：{}，写成 Asia/Shanghai 的样子").format(text)) from None
    return text


def assignment(text: str) -> tuple[str, str]:
    """``key=value``."""
    key, sign, value = text.partition("=")
    if not sign or not key.strip():
        raise argparse.ArgumentTypeError(_("要写成 名称=内容，不是 {}").format(text))
    return key.strip(), value


def whole(text: str) -> int:
    """A whole number from 1."""
    if not text.isdecimal() or not 1 <= int(text) <= 10**6:
        raise argparse.ArgumentTypeError(_("要写 1 以上的整数，不是 {}").format(text))
    return int(text)


def build() -> Parser:
    """The parser of all commands; ``run`` of the result is the function that carries one out."""
    from wxadmin.cli import papers, records, texts

    parser = Parser(
        prog="wxadmin",
        description=_("微信群管理台账。不带命令时打开窗口。"),
        epilog=_(
            "退出码：0 完成；1 完成，答案是否定的；2 用法不对或输入读不了；3 台账文件有问题；70 程序错误。\n"
            "FILE 写 - 表示从标准输入读。"
        ),
    )
    parser.add_argument("--version", action="version", version=f"wxadmin {__version__}")
    commands = parser.add_subparsers(metavar=_("命令"), required=True, parser_class=Parser)
    texts.add_commands(commands)
    papers.add_commands(commands)
    records.add_commands(commands)
    return parser


Commands = Any
"""What ``add_subparsers`` returns; argparse has no public name for it."""


def command(commands: Commands, name: str, words: str, run: Run | None = None) -> Parser:
    """One command with its help; ``run`` None for one that only holds further words."""
    made: Parser = commands.add_parser(name, help=words, description=words)
    if run is not None:
        made.set_defaults(run=run)
    return made


def verbs(parent: Parser) -> Commands:
    """The words under a command."""
    return parent.add_subparsers(metavar=_("动作"), required=True, parser_class=Parser)


def json_option(parser: Parser) -> None:
    """``--json``."""
    parser.add_argument("--json", action="store_true", help=_("输出一个 JSON 文档"))


def size_option(parser: Parser) -> None:
    """``--allow-large``."""
    parser.add_argument("--allow-large", action="store_true", help=_("不限制文件大小和行数"))


def clock_options(parser: Parser) -> None:
    """``--date`` and ``--zone`` of chats."""
    parser.add_argument("--date", type=day, help=_("没有日期的消息算在这一天，如 2026-11-22"))
    parser.add_argument("--zone", type=zone, default="Asia/Shanghai", help=_("时区，默认 Asia/Shanghai"))


def records_options(parser: Parser) -> None:
    """``--records`` and ``--passphrase-file``."""
    parser.add_argument("--records", metavar="DIR", help=_("台账所在文件夹，默认是本人的"))
    parser.add_argument("--passphrase-file", metavar="FILE", help=_("口令文件"))
