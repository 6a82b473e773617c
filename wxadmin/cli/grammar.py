"""The words of the command line: ``cli.md`` as an argument parser. Help is Chinese; wrong use is one line."""

from __future__ import annotations

import argparse
import os
import re
import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from wxadmin import __version__
from wxadmin.domain.errors import UserError
from wxadmin.i18n import _

Run = Callable[[argparse.Namespace], int]

_WORDS = (
    (r"the following arguments are required: (.*)", _("缺少参数 {}")),
    (r"unrecognized arguments: (.*)", _("不认识的参数 {}")),
    (r"argument (.*?): invalid choice: (.*?) \(choose from (.*)\)", _("{} 不能是 {}，可选 {}")),
    (r"argument (.*?): expected one argument", _("{} 后面要写一个值")),
    (r"argument (.*?): expected at least one argument", _("{} 后面要写至少一个值")),
    (r"argument (.*?): invalid \w+ value: (.*)", _("{} 的值 {} 不对")),
    (r"argument (.*?): not allowed with argument (.*)", _("{} 和 {} 只能写一个")),
    (r"argument (.*?): ignored explicit argument (.*)", _("{} 后面不能带值 {}")),
    (r"argument (.*?): (.*)", _("{}：{}")),
    (r"one of the arguments (.*) is required", _("{} 要写一个")),
)


class _Help(argparse.RawDescriptionHelpFormatter):
    """Help whose own words are Chinese."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, _("用法：") if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """An argument parser whose complaints are one Chinese sentence."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_abbrev=False, add_help=False, formatter_class=_Help, **options)
        self._positionals.title = _("参数")
        self._optionals.title = _("选项")
        self.add_argument("-h", "--help", action="help", help=_("显示这段说明"))

    def error(self, message: str) -> NoReturn:
        """Raise UserError instead of printing the usage."""
        for pattern, words in _WORDS:
            found = re.fullmatch(pattern, message, re.DOTALL)
            if found:
                message = words.format(*found.groups())
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


_LONGEST_PATH, _LONGEST_PART = 4000, 255
_LARGEST_ID = 2**63 - 1
"""What the database's row ids reach."""
_RECORD_FILES = {"records.db", "records.db-wal", "records.db-shm", "records.key"}
_READ = ("file", "old", "new", "roster", "attach", "logo", "passphrase_file")
"""Arguments that name files to be read, of the commands that write one."""


def place(text: str) -> str:
    """A path that the system can look up: a mistake is said here, in words, and not by whatever meets it first."""
    if not text.strip():
        raise argparse.ArgumentTypeError(_("路径是空的"))
    if "\0" in text:
        raise argparse.ArgumentTypeError(_("路径里有空字符（NUL）：{}").format(text))
    try:
        os.fsencode(text)
    except UnicodeEncodeError:
        raise argparse.ArgumentTypeError(_("路径里有不是文字的字符：{}").format(text)) from None
    parts = (len(os.fsencode(part)) for part in Path(text).parts)
    if len(os.fsencode(text)) > _LONGEST_PATH or max(parts, default=0) > _LONGEST_PART:
        raise argparse.ArgumentTypeError(_("路径太长：{}…").format(text[:40]))
    try:
        Path(text).absolute()
    except FileNotFoundError:
        raise argparse.ArgumentTypeError(_("当前文件夹已经不存在，请换一个文件夹再运行")) from None
    return text


def target(text: str) -> str:
    """A path to write to: nothing there yet, or an ordinary file. A device would be replaced by the new file."""
    if text == "-":
        raise argparse.ArgumentTypeError(_("不能写到标准输出，请写文件名"))
    place(text)
    try:
        found = Path(text).stat().st_mode
    except OSError:
        return text
    if stat.S_ISDIR(found):
        raise argparse.ArgumentTypeError(_("{} 是文件夹，请写文件名").format(text))
    if not stat.S_ISREG(found):
        raise argparse.ArgumentTypeError(_("{} 是设备或管道，不能写成文件，请换一个文件名").format(text))
    if Path(text).name in _RECORD_FILES:
        raise argparse.ArgumentTypeError(_("{} 是台账的文件，请换一个文件名").format(text))
    return text


def refuse_clash(args: argparse.Namespace) -> None:
    """UserError when the file to be written is one that is read, or when two files are to come from standard input."""
    given: list[str] = []
    for name in _READ:
        value = getattr(args, name, None)
        given += value if isinstance(value, list) else [value] if isinstance(value, str) else []
    if given.count("-") > 1:
        raise UserError(_("只能有一个文件从标准输入读"), remedy=_("其余的写文件名"))
    out = getattr(args, "out", None)
    for path in given:
        if isinstance(out, str) and path != "-" and _same_file(path, out):
            raise UserError(_("要写的文件就是要读的文件"), where=out, remedy=_("请换一个文件名，免得原文没了"))


def _same_file(one: str, other: str) -> bool:
    try:
        return Path(one).samefile(other)
    except OSError:
        return False  # one of them is not there


def words(text: str) -> str:
    """Words that can be stored and printed: no NUL, no byte that is no character."""
    if any(c == "\0" or "\ud800" <= c <= "\udfff" for c in text):
        raise argparse.ArgumentTypeError(_("有不是文字的字符：{}").format(text))
    return text


def title(text: str) -> str:
    """Words of which something can be seen."""
    if not any(c.isprintable() and not c.isspace() for c in words(text)):
        raise argparse.ArgumentTypeError(_("是空的，请写上文字"))
    return text


def row_id(text: str) -> int:
    """The number of a record."""
    if not text.isdecimal() or len(text) > 19 or not 1 <= int(text) <= _LARGEST_ID:
        raise argparse.ArgumentTypeError(_("要写 1 以上的编号，不是 {}").format(text))
    return int(text)


def assignment(text: str) -> tuple[str, str]:
    """``key=value``."""
    key, sign, value = words(text).partition("=")
    if not sign or not key.strip():
        raise argparse.ArgumentTypeError(_("要写成 名称=内容，不是 {}").format(text))
    return key.strip(), value


def whole(text: str) -> int:
    """A whole number from 1."""
    if not text.isdecimal() or len(text) > 7 or not 1 <= int(text) <= 10**6:
        raise argparse.ArgumentTypeError(_("要写 1 以上的整数，不是 {}").format(text))
    return int(text)


def build() -> Parser:
    """The parser of all commands; ``run`` of the result is the function that carries one out."""
    from wxadmin.cli import case, intake, papers, records, texts, work

    parser = Parser(
        prog="wxadmin",
        description=_("微信群管理台账。不带命令时打开窗口。"),
        epilog=_(
            "退出码：0 完成；1 完成，答案是否定的；2 用法不对或输入读不了；3 台账文件有问题；70 程序错误。\n"
            "FILE 写 - 表示从标准输入读。"
        ),
    )
    parser.add_argument("--version", action="version", version=f"wxadmin {__version__}", help=_("显示版本"))
    commands = parser.add_subparsers(metavar=_("命令"), required=True, parser_class=Parser)
    texts.add_commands(commands)
    papers.add_commands(commands)
    records.add_commands(commands)
    intake.add_commands(commands)
    work.add_commands(commands)
    case.add_commands(commands)
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
    parser.add_argument("--records", type=place, metavar="DIR", help=_("台账所在文件夹，默认是本人的"))
    parser.add_argument(
        "--passphrase-file", type=place, metavar="FILE", help=_("口令文件；台账能用密钥文件或钥匙串打开时用不到")
    )
