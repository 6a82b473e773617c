"""The rows beneath a header understood -> people; what cannot be used is said with sheet, row and column."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from wxadmin.domain.errors import one_line
from wxadmin.domain.people import Guardian, Person, RosterProblem
from wxadmin.intake.roster_columns import Columns
from wxadmin.intake.roster_tables import Sheet
from wxadmin.intake.roster_values import (
    DAMAGED,
    LONGEST_FILLER,
    code_of,
    day_of,
    filler,
    identity_holds,
    name_of,
    path_of,
    phone_of,
)
from wxadmin.intake.sheet_extent import column_letters

LONGEST_NAME = 60
_LONGEST_CELL = 2_000
_FOOTER = re.compile(
    r"^(?:合计|小计|总计|共计?\d+|人数|平均|统计|制表|填表|填报|审核|审批|负责人|备注|说明|注[:：]|注意|日期|第\d+页"
    r"|以下空白|班主任[:：]|打印|截止|盖章|.{0,10}签[字名][:：])"
)
_COUNT = re.compile(r"[共计总合]*\d+[人名位户个家]+")
_FOOTER_LABEL = re.compile(
    r"(?:合计|小计|总计|共计|总人数|人数合计|合计人数|以上合计)(?:人数)?[:：]?"
    r"|(?:制表|填表|填报|编制|审核|审批|复核|校对|打印|统计|经办|批准|核准)(?:人|员|者|单位|部门)?(?:签[字名])?[:：].{0,20}"
    r"|(?:制表|填表|填报|审核|审批|复核|经办)人(?:签[字名])?"
    r"|(?:填表|制表|填报|统计|打印|截止|更新)?(?:日期|时间)[:：].*|(?:填表|制表|填报|打印)(?:日期|时间)"
    r"|(?:负责人|主管|领导|校长|班主任|部门|单位)(?:签[字名])?[:：].{0,20}"
)
"""Stands before the names, in the row of who made the list or counted it; a place of work needs no colon, this does."""
_FOOTER_FIRST = frozenset("合小总共人以制填编审复校打统经批核日时截更负主领班部单")
"""Characters such a label begins with; looking for it in every cell of a long list takes time."""
_COLON = re.compile("[:：]")
_SPLIT_PEOPLE = re.compile(r"[;；\n]+")
_SUBJECTS = re.compile(r"[、,，;；/\s]+")
_LEFT = re.compile(
    r"离职|离校|离岗|退休|转学|转出|辞职|辞退|毕业|退学|休学|已离|调出|调离|调走|解聘|终止|注销|搬离|搬走|left|resigned|quit",
    re.IGNORECASE,
)
_BOTH = {"父子": "父亲", "父女": "父亲", "母子": "母亲", "母女": "母亲"}
_DAYS = frozenset(["joined", "left_on", "birthday"])
_CODES = frozenset(["account", "landline", "mail", "wechat"])


def place(sheet: str, number: int) -> str:
    """``工作表“一班” 第 3 行``."""
    return f"工作表“{sheet}” 第 {number} 行" if sheet else f"第 {number} 行"


def place_of(sheet: str, column: int, title: str) -> str:
    """``工作表“一班” C 列（部门）``."""
    return (f"工作表“{sheet}” " if sheet else "") + f"{column_letters(column)} 列（{one_line(title)}）"


class Rows:
    """The people of one sheet; what cannot be used is added to the problems."""

    def __init__(self, sheet: Sheet, columns: Columns, problems: list[RosterProblem], *, fill: bool = False) -> None:
        self._sheet = sheet
        self._columns = columns
        self._problems = problems
        self._fill = fill
        self._today = dt.datetime.now(tz=dt.UTC).date().isoformat()
        self._paths: dict[tuple[str, ...], tuple[tuple[str, ...], ...]] = {}
        self._name = columns.fields["name"]
        self._own = columns.own
        self._block_titles = self._of_block(columns.titles, *columns.own) if columns.own else ()
        self._continued = _continued(sheet, self._name, columns.start)

    def __iter__(self) -> Iterator[Person]:
        start = self._columns.start
        if not self._own or self._own[0] == 0:
            self._head(start)
        waiting: Person | None = None
        above: Sequence[str] = ()
        for at in range(start, len(self._sheet.rows)):
            row = self._sheet.rows[at]
            if self._own is not None:
                row = self._of_block(row, *self._own)
            if self._fill and any(row):
                above = row = self._filled_down(row, above)
            person = self._person(self._sheet.numbers[at], row)
            if person is None:
                continue
            if waiting is not None and at in self._continued:
                waiting = joined(waiting, person)
                continue
            if waiting is not None:
                yield waiting
            waiting = person
        if waiting is not None:
            yield waiting

    def _head(self, start: int) -> None:
        for number, row in zip(self._sheet.numbers[:start], self._sheet.rows[:start], strict=True):
            for at, cell in enumerate(row):
                if len(cell) > _LONGEST_CELL and (at == 0 or row[at - 1] != cell):
                    what = f"单元格有 {len(cell)} 个字符，没有用到"
                    self._problems.append(
                        RosterProblem(f"{place(self._sheet.name, number)} {column_letters(at)} 列", what)
                    )

    def _of_block(self, row: Sequence[str], first: int, end: int) -> tuple[str, ...]:
        """The cells of one of several blocks, with the departments that stand before all of them."""
        shared = self._columns.levels if any(row[first:end]) else ()
        return tuple(cell if first <= at < end or at in shared else "" for at, cell in enumerate(row))

    def _filled_down(self, row: Sequence[str], above: Sequence[str]) -> tuple[str, ...]:
        """A blank department is that of the row above, as long as no outer one begins anew."""
        filled = list(row)
        for column in self._columns.levels:
            if column >= len(filled):
                continue
            if filled[column]:
                break
            filled[column] = above[column] if column < len(above) else ""
        return tuple(filled)

    def _complain(self, number: int, what: str, column: int | None = None, kind: str = "") -> None:
        at = f" {column_letters(column)} 列" if column is not None else ""
        if column is not None and (title := self._columns.title(column)):
            at += f"（{one_line(title)}）"
        self._problems.append(RosterProblem(place(self._sheet.name, number) + at, one_line(what), kind))

    def _person(self, number: int, row: Sequence[str]) -> Person | None:
        if row and max(map(len, row)) > _LONGEST_CELL:
            row = self._shortened(number, row)
        written = row[self._name] if self._name < len(row) else ""
        name, bracket = name_of(written)
        if at := footer_label(row, self._columns):
            if name.isalpha() and not _FOOTER.match(name):
                label = one_line(row[at - 1])[:20]
                self._complain(number, f"“{label}”看来是表尾，“{name[:20]}”没有作为人员读入", self._name)
            return None
        if filler(name) or not name.isalpha() or bracket:
            filled = [cell for cell in (row if self._own is None else row[slice(*self._own)]) if cell]
            if not filled or (len(filled) > 1 and len(set(filled)) == 1):
                return None
            if not self._is_name(number, name, filled):
                return None
        if self._repeats_header(row) or _FOOTER.match(name):
            return None
        if len(name) > LONGEST_NAME:
            self._complain(number, f"姓名有 {len(name)} 个字符，这一行没有读入", self._name)
            return None
        fields = self._columns.fields
        if "id_card" in fields:
            self._identity(number, row)
        note = self._value(row, "note")
        return Person(
            name,
            self._departments(row),
            self._value(row, "post"),
            self._phone(number, row, fields.get("phone", -1)),
            self._code(number, row, fields.get("number", -1)),
            self._value(row, "category"),
            self._left(row),
            self._guardians(number, row) if self._columns.guardians else (),
            "；".join(part for part in (bracket, note) if part) if bracket else note,
            number,
            self._extras(number, row) if self._columns.extras else (),
            self._sheet.name,
        )

    def _shortened(self, number: int, row: Sequence[str]) -> tuple[str, ...]:
        """The row without what no cell of a list holds; of a department such a cell says nothing at all."""
        kept = list(row)
        words = self._columns.words
        for at, cell in enumerate(row):
            if len(cell) <= _LONGEST_CELL or at == self._name:
                continue  # a name is looked at by itself
            if at in self._columns.levels:
                kept[at], what = "", "这一格没有读入"
            elif at < len(words) and words[at]:
                kept[at], what = cell[:_LONGEST_CELL], f"只读入前 {_LONGEST_CELL} 个"
            else:
                what = "这一列没有用到"
            self._complain(number, f"单元格有 {len(cell)} 个字符，{what}", at)
        return tuple(kept)

    def _is_name(self, number: int, name: str, filled: Sequence[str]) -> bool:
        if filler(name):
            if len(filled) > 1 and not _FOOTER.match("".join(filled[0].split())):
                self._complain(number, "没有姓名，这一行没有读入", self._name)
            return False
        plain = "".join(name.split())
        if _FOOTER.match(plain) or _COUNT.fullmatch(plain):
            return False
        if _COLON.search(plain):
            self._complain(number, f"“{name[:20]}”不像姓名，这一行没有读入", self._name)
            return False
        if len(name) <= LONGEST_NAME and not any(c.isalpha() for c in name):
            self._complain(number, f"“{name[:20]}”不是姓名，这一行没有读入", self._name)
            return False
        return True

    def _repeats_header(self, row: Sequence[str]) -> bool:
        titles = self._columns.titles if self._own is None else self._block_titles
        if not titles or self._name >= len(titles) or row[self._name] != titles[self._name]:
            return False
        same = sum(bool(a) and a == b for a, b in zip(row, titles, strict=False))
        return same >= 2 or sum(map(bool, titles)) == 1

    def _cell(self, row: Sequence[str], at: int) -> str:
        if not 0 <= at < len(row):
            return ""
        value = row[at]
        return "" if len(value) <= LONGEST_FILLER and filler(value) else value

    def _value(self, row: Sequence[str], field: str) -> str:
        at = self._columns.fields.get(field, -1)
        return self._cell(row, at) if at >= 0 else ""

    def _code(self, number: int, row: Sequence[str], at: int) -> str:
        value = code_of(self._cell(row, at))
        if value and DAMAGED.fullmatch(value) and ("+" in value or "." in value):
            self._complain(number, f"数字变成了 {value}，尾数已丢失，没有读入", at)
            return ""
        return value

    def _extras(self, number: int, row: Sequence[str]) -> tuple[tuple[str, str], ...]:
        found = []
        for at, key in self._columns.extras:
            value = self._code(number, row, at) if key in _CODES else self._cell(row, at)
            if value and key in _DAYS:
                value = day_of(value)
            if value:
                found.append((key, value))
        return tuple(found)

    def _departments(self, row: Sequence[str]) -> tuple[tuple[str, ...], ...]:
        subject = self._columns.fields.get("subject", -1)
        cells = tuple([self._cell(row, at) for at in (subject, *self._columns.levels)])
        known = self._paths.get(cells)
        if known is None:
            known = self._paths[cells] = self._read_departments(cells)
        return known

    def _read_departments(self, cells: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
        paths: list[tuple[str, ...]] = [(word,) for word in _SUBJECTS.split(cells[0]) if word]
        outer: list[tuple[str, ...]] = [()]
        for at, cell in zip(self._columns.levels, cells[1:], strict=True):
            pieces = [path for piece in _SPLIT_PEOPLE.split(cell) if cell and (path := path_of(piece))]
            if pieces:
                pieces = [_class_named(path, self._columns.title(at)) for path in pieces]
                outer = [(*head, *_beyond(head, path)) for head in outer for path in pieces]
        paths += [path for path in outer if path]
        return tuple(dict.fromkeys(paths))

    def _phone(self, number: int, row: Sequence[str], at: int) -> str:
        cell = self._cell(row, at)
        if not cell:
            return ""
        phone, wrong = phone_of(cell)
        if wrong:
            self._complain(number, wrong, at)
        return phone

    def _identity(self, number: int, row: Sequence[str]) -> None:
        at = self._columns.fields["id_card"]
        value = code_of(self._cell(row, at)).upper().replace(" ", "")
        if not value:
            return
        if DAMAGED.fullmatch(value):
            self._complain(number, "身份证号的尾数已丢失", at)
        elif not identity_holds(value):
            self._complain(number, "身份证号的位数、日期或校验码不对", at)

    def _left(self, row: Sequence[str]) -> bool:
        status = self._value(row, "status")
        if status:
            title = self._columns.title(self._columns.fields["status"])
            if "是否离" in title:
                return status in {"是", "已离职", "离职", "Y", "y", "√", "1"}
            if "是否在" in title:
                return status in {"否", "不在", "离职", "已离职", "N", "n", "×", "0"}
            return bool(_LEFT.search(status)) and not re.search(r"未离|在职(?!离)|待离", status)
        day = day_of(self._value(row, "left_on"))
        # A day is compared as text; words such as 已离 mean that they left.
        return bool(day) and (day <= self._today if day[:4].isdigit() else True)

    def _guardians(self, number: int, row: Sequence[str]) -> tuple[Guardian, ...]:
        found = []
        for columns in self._columns.guardians:
            name, _note = name_of(self._cell(row, columns.name))
            phone = self._phone(number, row, columns.phone)
            if name or phone:
                said = self._cell(row, columns.relation_at)
                found.append(Guardian(name, _BOTH.get(said, said) or columns.relation.rstrip("一二三四1234"), phone))
        return tuple(found)


def footer_label(row: Sequence[str], columns: Columns) -> int:
    """Behind which column a row turns out to be one of sums and signatures; 0 for rows of people."""
    first, name = columns.own[0] if columns.own else 0, columns.fields["name"]
    for at in range(first, min(name, len(row))):
        cell = row[at]
        if cell and cell[0] in _FOOTER_FIRST and _FOOTER_LABEL.fullmatch("".join(cell.split())):
            return at + 1
    return 0


def of_somebody(row: Sequence[str], columns: Columns) -> bool:
    """Whether a row seems to be a person's, none of those beneath the people."""
    name = columns.fields["name"]
    if name >= len(row) or not row[name] or footer_label(row, columns):
        return False
    plain = "".join(row[name].split())
    return not (_FOOTER.match(plain) or _COUNT.fullmatch(plain) or _COLON.search(plain))


def joined(first: Person, second: Person) -> Person:
    """Two rows of one person: what the second adds, relatives above all."""
    extras = dict(second.extras) | dict(first.extras)
    return replace(
        first,
        departments=tuple(dict.fromkeys((*first.departments, *second.departments))),
        post=first.post or second.post,
        phone=first.phone or second.phone,
        number=first.number or second.number,
        category=first.category or second.category,
        guardians=tuple(dict.fromkeys((*first.guardians, *second.guardians))),
        note=first.note if second.note in first.note else "；".join(n for n in (first.note, second.note) if n),
        extras=tuple(extras.items()),
    )


def _continued(sheet: Sheet, column: int, start: int) -> frozenset[int]:
    """Rows (from 0) whose name is that of the row above because the two cells are one."""
    return frozenset(
        row
        for (top, left), (bottom, right) in sheet.merged
        if left == right == column and top >= start
        for row in range(top + 1, bottom + 1)
    )


def _class_named(path: tuple[str, ...], title: str) -> tuple[str, ...]:
    """A class given as a bare number is called a class: 2 -> 2班; so are 单元 and 栋."""
    last = path[-1]
    if re.fullmatch(r"\d{1,2}", last):
        unit = "班" if "班" in title else "单元" if "单元" in title else "栋" if re.search(r"[楼栋]", title) else ""
        return (*path[:-1], last + unit)
    return path


def _beyond(head: tuple[str, ...], path: tuple[str, ...]) -> tuple[str, ...]:
    """What a column adds to the columns before it, which some lists repeat in full."""
    if path[: len(head)] == head:
        return path[len(head) :]
    return path[1:] if head and path[0] == head[-1] else path
