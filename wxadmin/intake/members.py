"""A group's member list as pasted, typed or saved as a table -> nicknames in order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from wxadmin.domain.errors import UserError
from wxadmin.domain.people import MemberList
from wxadmin.intake.roster_tables import tables_of
from wxadmin.intake.sheet_extent import ROW_LIMIT
from wxadmin.intake.text import decode, read_bytes, refuse_damaged, shown

_BUTTONS = frozenset(
    [
        *(
            "添加",
            "移出",
            "邀请",
            "删除",
            "邀请成员",
            "添加成员",
            "移出成员",
            "删除成员",
            "查看更多群成员",
            "查看全部群成员",
            "查看更多",
        ),
        *(
            "全部群成员",
            "群成员",
            "群聊成员",
            "聊天成员",
            "搜索",
            "搜索群成员",
            "收起",
            "展开",
            "更多",
            "完成",
            "取消",
            "+",
            "-",
            "＋",
            "－",
        ),
        *("群主", "管理员", "Add", "Remove", "Invite", "View More Members", "Search"),
    ]
)
"""Words of the member page that are no people."""
_COUNTED = re.compile(
    r"(?:查看)?(?:全部|更多)?(?:群聊|聊天)?群?成员\s*[（(]\s*\d+\s*[)）]|(?:共|全部)\s*\d+\s*(?:人|位成员|名成员)"
)
_TITLES = frozenset(
    ["昵称", "群昵称", "群成员昵称", "成员昵称", "成员", "姓名", "群名片", "备注名", "nickname", "Nickname"]
)
_NUMBERED = re.compile(r"(\d{1,4})\s*[.、．)）]\s*(?=\S)")


def read_members(text: str, *, where: str = "成员名单", allow_large: bool = False) -> MemberList:
    """One nickname a line; blank lines are skipped, words of buttons are reported as ignored.

    Leading numbers ``1.`` ``2.`` … are taken off when the whole list is numbered. Hidden characters are kept.
    UserError when there is no nickname, for NUL and lone surrogates, and for more lines than a roster may have rows
    without ``allow_large``.
    """
    refuse_damaged(text, where=where)
    if not allow_large and text.count("\n") > ROW_LIMIT:
        remedy = "请分成几份；确认要整份读取时加 --allow-large"
        raise UserError(f"超过 {ROW_LIMIT} 行", where=where, remedy=remedy)
    lines = [line.strip() for line in re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff"))]
    lines = [line for line in lines if line]
    if len(lines) == 1 and (lines[0].count("、") > 1 or "\t" in lines[0]):
        lines = [piece.strip() for piece in re.split(r"[、\t]", lines[0]) if piece.strip()]
    return _told_apart(_unnumbered(lines), where)


def read_members_file(path: str | Path, *, allow_large: bool = False) -> MemberList:
    """The same from a file: text, or a table whose column is called 昵称, 群昵称, 成员 … or is the only one."""
    raw, where = read_bytes(path, allow_large), shown(path)
    if not raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        text = decode(raw, where=where)
        if not _is_table(text, where):
            return read_members(text, where=where, allow_large=allow_large)
    lines: list[str] = []
    for sheet in tables_of(raw, where=where, allow_large=allow_large):
        lines += _column(sheet.rows, where)
    return _told_apart([line for line in lines if line], where)


def _is_table(text: str, where: str) -> bool:
    """Whether a text is a table with a column of nicknames: called one, or headed like one."""
    cells = re.split(r"[,\t;，]", text.split("\n", 1)[0].strip("\ufeff"))
    titled = any(cell.strip(' "') in _TITLES for cell in cells)
    return len(cells) > 1 and (titled or where.lower().endswith((".csv", ".tsv")))


def _column(rows: Sequence[Sequence[str]], where: str) -> list[str]:
    for at, row in enumerate(rows[:30]):
        column = next((i for i, cell in enumerate(row) if cell in _TITLES), None)
        if column is not None:
            return [row[column] for row in rows[at + 1 :] if column < len(row)]
    used = {i for row in rows for i, cell in enumerate(row) if cell}
    if len(used) > 1:
        raise UserError("看不出哪一列是群昵称", where=where, remedy="请把那一列的列名写成“群昵称”")
    return [cell for row in rows for cell in row]


def _unnumbered(lines: list[str]) -> list[str]:
    found = [_NUMBERED.match(line) for line in lines]
    if len(lines) < 3 or not all(m and int(m[1]) == i for i, m in enumerate(found, 1)):
        return lines
    return [line[m.end() :] for line, m in zip(lines, found, strict=True) if m]


def _told_apart(lines: Sequence[str], where: str) -> MemberList:
    nicknames, ignored = [], []
    for i, line in enumerate(lines):
        if line in _BUTTONS or _COUNTED.fullmatch(line) or (i == 0 and line in _TITLES):
            ignored.append(line)
        else:
            nicknames.append(line)
    if not nicknames:
        raise UserError("没有一个群昵称", where=where, remedy="请把群成员名单一行一个地粘贴进来")
    return MemberList(tuple(nicknames), tuple(ignored))
