"""A group's member list as pasted, typed or saved as a table -> nicknames in order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from wxadmin.domain.errors import UserError
from wxadmin.domain.people import IgnoredLine, MemberList
from wxadmin.intake.roster_tables import tables_of
from wxadmin.intake.sheet_extent import ROW_LIMIT, TooLargeError
from wxadmin.intake.text import decode, read_bytes, refuse_damaged, shown

# ruff: noqa: SIM905 - words read better than quoted lists
_BUTTONS = frozenset(
    "添加 移出 邀请 删除 邀请成员 添加成员 移出成员 删除成员 查看更多群成员 查看全部群成员 查看更多 全部群成员 "
    "群成员 群聊成员 聊天成员 搜索 搜索群成员 搜索成员 收起 展开 更多 完成 取消 确定 "
    "返回 关闭 + - ＋ － 群主 管理员 群主、管理员 "
    "Add Remove Invite Search Delete Done Cancel Owner Admin".split()
) | {"View More Members", "Group Members"}
"""Words of the member page that are no people."""
_COUNTED = re.compile(
    r"(?:查看)?(?:全部|更多)?(?:群聊|聊天)?群?成员\s*[·:：]?\s*[（(]?\s*\d+\s*(?:人|位|/\s*\d+)?\s*[)）]?"
    r"|(?:共|全部)\s*\d+\s*(?:人|位成员|名成员)|(?:Group )?Members\s*[（(]\s*\d+\s*[)）]"
)
_INDEX = re.compile(r"[A-Z#]")
"""A letter alone heads its part of an address book sorted by letters."""
_TITLES = frozenset(
    "群昵称 群内昵称 群名片 群成员昵称 成员昵称 在本群的昵称 本群昵称 昵称 成员 群成员 成员名称 成员姓名 姓名 名称 "
    "备注名 nickname name member".split()
)
_BETTER = "群昵称 群内昵称 群名片 群成员昵称 成员昵称 在本群的昵称 本群昵称 nickname".split()
"""Where a table has several such columns, the nickname in the group is the one to check."""
_BESIDE = frozenset(["姓名", "昵称", "成员", "成员姓名"])
_NUMBERED = re.compile(r"[（(]?(\d{1,4})\s*[.、．)）:：]\s*(?=\S)")
_TABBED = re.compile(r"(\d{1,4})\t+(?=\S)")
_MENTION = re.compile(r"@([^@\s\u2005]+(?: (?![@\s])[^@\s\u2005]+)*)(?:\u2005|\s+(?=@)|\s*$)")
_MENTION_SPACE = "\u2005"
_SIGNS = ("、", "\t", "；", ";", "，", ",")
_HEADERS_WITHIN = 30
_LONGEST = 500
"""Characters of a nickname; WeChat allows 32, a sentence has fewer too."""


def read_members(text: str, *, where: str = "成员名单", allow_large: bool = False) -> MemberList:
    """One nickname a line; or one line of them with 、 or tabs between, of @-mentions, or of names with spaces between.

    Blank lines are skipped; words of buttons, heads and counts are reported as ignored, with line and reason, in
    ``passed_over``. Leading numbers ``1.`` ``2.`` … are taken off when the whole list is numbered. Hidden characters,
    repeated and truncated names are kept: two may bear one name, and what is cut is for the check to tell. A line of
    more than 500 characters is no nickname and is reported like that.
    UserError when there is no nickname, for NUL and lone surrogates, and for more lines than a roster may have rows
    without ``allow_large``.
    """
    refuse_damaged(text, where=where)
    if not allow_large and text.count("\n") > ROW_LIMIT:
        remedy = "请分成几份；确认要整份读取时加 --allow-large"
        raise TooLargeError(f"超过 {ROW_LIMIT} 行", where=where, remedy=remedy)
    split = re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff"))
    lines = [(number, line.strip()) for number, line in enumerate(split, 1) if line.strip()]
    names, passed = _sifted(lines)
    if len(names) == 1:
        names = _one_line(*names[0])
    elif names and all(line.startswith("@") for _n, line in names):
        names = [(number, name) for number, line in names for _n, name in _mentions(number, line)]
    return _listed(_unnumbered(names), passed, where)


def read_members_file(path: str | Path, *, allow_large: bool = False) -> MemberList:
    """The same from a file: text, or a table whose column is called 昵称, 群昵称, 成员 … or is the only one."""
    raw, where = read_bytes(path, allow_large), shown(path)
    if not raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        text = decode(raw, where=where)
        if not _is_table(text, where):
            return read_members(text, where=where, allow_large=allow_large)
    lines: list[tuple[int, str]] = []
    for sheet in tables_of(raw, where=where, allow_large=allow_large):
        lines += _column(sheet.rows, sheet.numbers, where)
    names, passed = _sifted([line for line in lines if line[1]])
    return _listed(names, passed, where)


def _is_table(text: str, where: str) -> bool:
    """Whether a text is a table with a column of nicknames: called one, or headed like one."""
    head = text.strip("\ufeff\n").split("\n")[:_HEADERS_WITHIN]
    for line in head:
        cells = re.split(r"[,\t;，]", line)
        if len(cells) > 1 and any(_title(cell.strip(' "')) for cell in cells):
            return True
    return len(re.split(r"[,\t;，]", head[0])) > 1 and where.lower().endswith((".csv", ".tsv"))


def _title(cell: str) -> bool:
    return cell.strip().lower() in _TITLES


def _column(rows: Sequence[Sequence[str]], numbers: Sequence[int], where: str) -> list[tuple[int, str]]:
    for at, row in enumerate(rows[:_HEADERS_WITHIN]):
        titled = [i for i, cell in enumerate(row) if _title(cell)]
        # A lone word among names may be somebody's nickname; a header stands first or has company.
        if titled and (at == 0 or sum(map(bool, row)) > 1 or not any(any(r) for r in rows[:at])):
            best = next((i for word in _BETTER for i in titled if row[i].strip().lower() == word), titled[0])
            return _with_names(rows, numbers, at, best, row)
    used = {i for row in rows for i, cell in enumerate(row) if cell}
    if len(used) > 1:
        raise UserError("看不出哪一列是群昵称", where=where, remedy="请把那一列的列名写成“群昵称”")
    return [(number, cell) for number, row in zip(numbers, rows, strict=True) for cell in row]


def _with_names(
    rows: Sequence[Sequence[str]], numbers: Sequence[int], at: int, column: int, header: Sequence[str]
) -> list[tuple[int, str]]:
    """The column of nicknames beneath the header; where somebody set none, WeChat shows the name beside it."""
    beside = [
        i for i, cell in enumerate(header) if i != column and cell.strip() in {"姓名", "昵称", "成员", "成员姓名"}
    ]
    found = []
    for number, row in zip(numbers[at + 1 :], rows[at + 1 :], strict=True):
        cells = [row[i] for i in (column, *beside) if i < len(row) and row[i]]
        found.append((number, cells[0] if cells else ""))
    return found


def _sifted(lines: Sequence[tuple[int, str]]) -> tuple[list[tuple[int, str]], list[IgnoredLine]]:
    """Lines that are nicknames, and the others with the reason."""
    names, passed = [], []
    letters = [line for _n, line in lines if _INDEX.fullmatch(line)]
    sorted_by_letter = len(letters) > 2 and letters == sorted(set(letters), key=lambda c: (c == "#", c))
    for at, (number, line) in enumerate(lines):
        why = ""
        if line in _BUTTONS:
            why = "界面上的按钮或标题，不是成员"
        elif _COUNTED.fullmatch(line):
            why = "成员人数，不是成员"
        elif at == 0 and _title(line):
            why = "列名，不是成员"
        elif sorted_by_letter and _INDEX.fullmatch(line):
            why = "按字母排列的索引，不是成员"
        if why:
            passed.append(IgnoredLine(number, line, why))
        else:
            names.append((number, line))
    return names, passed


def _one_line(number: int, line: str) -> list[tuple[int, str]]:
    if line.startswith("@"):
        return _mentions(number, line)
    for sign in _SIGNS:
        if line.count(sign) > 1 or (sign == "\t" and sign in line):
            return [(number, piece.strip()) for piece in line.split(sign) if piece.strip()]
    # Spaces stand between names only where every piece could be one; a nickname may hold a space itself.
    pieces = line.split()
    if len(pieces) > 2 and all(re.fullmatch(r"[\u3400-\u9fff\U00020000-\U000323af·]{2,5}", piece) for piece in pieces):
        return [(number, piece) for piece in pieces]
    return [(number, line)]


def _mentions(number: int, line: str) -> list[tuple[int, str]]:
    """Names called with @; the small space WeChat sets behind each ends it, so that names may hold spaces."""
    if _MENTION_SPACE in line:
        pieces = [piece.strip().removeprefix("@") for piece in line.split(_MENTION_SPACE)]
        return [(number, piece) for piece in pieces if piece]
    found = [(number, m[1].strip()) for m in _MENTION.finditer(line)]
    return (
        found
        if sum(len(name) for _n, name in found) >= len(line.replace("@", "").replace(" ", ""))
        else [(number, line)]
    )


def _unnumbered(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    for pattern in (_NUMBERED, _TABBED):
        found = [pattern.match(line) for _n, line in lines]
        if len(lines) >= 3 and all(m and int(m[1]) == i for i, m in enumerate(found, 1)):
            return [(number, line[m.end() :].strip()) for (number, line), m in zip(lines, found, strict=True) if m]
    return lines


def _listed(names: Sequence[tuple[int, str]], passed: Sequence[IgnoredLine], where: str) -> MemberList:
    long = [IgnoredLine(n, name, f"有 {len(name)} 个字，不是群昵称") for n, name in names if len(name) > _LONGEST]
    if long:
        names, passed = [line for line in names if len(line[1]) <= _LONGEST], [*passed, *long]
    if not names:
        raise UserError("没有一个群昵称", where=where, remedy="请把群成员名单一行一个地粘贴进来")
    return MemberList(tuple(name for _n, name in names), tuple(line.text for line in passed), tuple(passed))
