"""A list without a column of departments: the one column of a title nobody knows whose cells read like units."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wxadmin.domain.people import RosterProblem
from wxadmin.intake.roster_columns import Columns, columns_of, plain
from wxadmin.intake.roster_rows import of_somebody, place_of
from wxadmin.intake.roster_tables import Sheet
from wxadmin.intake.roster_values import filler

_LOOKED_AT = 5_000
_LONGEST = 20
_UNIT = re.compile(
    r"(?:部|部门|队|组|处|室|科|所|站|支行|分行|厂|店|班|团|社|村|镇|乡|屯|街道|社区|区|楼|栋|舍|线路|线|网点|点|中心|基地|连|营|排|"
    r"声部|门店|岗亭|包间|台|桌)"
)
_TITLE = re.compile(rf".{{0,6}}{_UNIT.pattern}(?:名|名称|别)?")
_VALUE = re.compile(rf".{{1,12}}{_UNIT.pattern}")
_OWN = re.compile(
    r"性别|学历|学位|民族|备注|说明|党|政治|婚|血型|籍贯|户籍|户口|出生|生日|年龄|属相|星座|原|曾|前|毕业|院校|母校|来源|介绍|推荐|"
    r"父|母|配偶|家|亲|紧急|保险|社保|公积金|开户|银行|卡|合同|职|级|等次|证|日期|时间|期|是否|有无|地址|住址|尺码|尺寸|身高|体重|"
    r"值班|夜班|晚班|早班|中班|加班|补|课|特长|爱好|兴趣|签|学分|成绩|分数|得分|名次|金额|费|工资|路线|乘车|考场|座|缺点|优点|特点|重点|观点|地点|起点|终点|急"
)
"""Titles of what is a person's own, or what changes from day to day, however much the cells repeat."""

_ANSWERS = frozenset("是否有无男女对错YNyn")


def with_units(sheet: Sheet, columns: Columns, problems: list[RosterProblem]) -> Columns:
    """The columns with the single one that can be the department, where the list has no other; said as a note.

    A title must be a unit's word, or nearly all cells must end in one; the cells are short, and at least two people
    share one. What the owner explained before stays as it was.
    """
    if columns.levels or columns.remembered or columns.at < 0 or "room" in columns.words:
        return columns
    rows = [
        row for row in sheet.rows[columns.start : columns.start + _LOOKED_AT] if any(row) and of_somebody(row, columns)
    ]
    found = [
        at
        for at, title in enumerate(columns.titles)
        if title and not columns.words[at] and _reads_like_units(title, [row[at] for row in rows if at < len(row)])
    ]
    if len(found) != 1 or columns.own is not None:
        return columns
    words = list(columns.words)
    words[found[0]] = "department"
    made = columns_of(columns.titles, words, columns.at, columns.rows)
    if made is None:
        return columns
    said = "没有“部门”一列，这一列看作部门"
    problems.append(RosterProblem(place_of(sheet.name, found[0], columns.title(found[0])), said, "note"))
    return made


def _reads_like_units(title: str, cells: Sequence[str]) -> bool:
    """Whether a column of an unknown title holds units: shared, short, and called so above or in nearly every cell."""
    word = plain(title)
    values = [cell for cell in cells if not filler(cell)]
    if _OWN.search(word) or len(values) * 2 < len(cells) or any(len(value) > _LONGEST for value in values):
        return False
    if any(len(value) == 1 and (value in _ANSWERS or not value.isalnum()) for value in values):
        return False
    different = len(set(values))
    if different == len(values) or different * 2 > len(values) + 1:
        return False
    return bool(_TITLE.fullmatch(word)) or sum(bool(_VALUE.fullmatch(value)) for value in values) * 5 >= 4 * len(values)
