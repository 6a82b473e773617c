"""Lists of people as offices, schools and communities keep them -> a roster."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from wxadmin.domain.errors import UserError, one_line
from wxadmin.domain.jobs import Step, quiet
from wxadmin.domain.people import Guardian, Person, Roster, RosterProblem
from wxadmin.intake.roster_columns import SEARCHED_ROWS, Columns, find_header
from wxadmin.intake.roster_tables import Sheet, tables_of
from wxadmin.intake.sheet_extent import column_letters
from wxadmin.intake.text import read_bytes, shown

# ruff: noqa: SIM905 - words read better than quoted lists
_FILLERS = frozenset(
    "/ \\ - -- — —— – ― _ . 。 * ? 无 无。 没有 暂无 未填 未知 空 不详 nan n/a na null none nil "
    "#n/a #ref! #value! #null!".split()
)
_LONGEST_NAME = 60
_LONGEST_CELL = 2_000
_FOOTER = re.compile(
    r"^(?:合计|小计|总计|共计?\s*\d+|制表|填表|审核|审批|负责人|备注|说明|注[:：]|注意|日期|第\d+页|以下空白)"
)
_SPLIT_PEOPLE = re.compile(r"[;；\n]+")
_SPLIT_PATH = re.compile(r"\s*(?:/|／|\\|>|＞|→|->)\s*")
_SUBJECTS = re.compile(r"[、,，;；/\s]+")
_SPACE_IN_HAN = re.compile(r"(?<=[^\x00-\u02ff])[\s\u3000]+(?=[^\x00-\u02ff])")
_PHONE = re.compile(r"\+?[\d][\d\-\s()（）]{5,20}\d")
_DAMAGED_NUMBER = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
_LEFT = re.compile(
    r"离职|离校|离岗|退休|转学|转出|辞职|辞退|毕业|退学|休学|已离|调出|解聘|终止|注销|left|resigned|quit", re.IGNORECASE
)
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"


def read_roster(path: str | Path, *, allow_large: bool = False, step: Step = quiet) -> Roster:
    """People of a file: XLSX, XLS, CSV, TSV or tables in DOCX, with the header searched for.

    Rows that cannot be used, and cells that are doubtful, come back as problems with sheet, row and column; numbers of
    identity cards are verified and not kept. UserError when the file cannot be read or holds no list of people.
    """
    return roster_of(read_bytes(path, allow_large), source=shown(path), allow_large=allow_large, step=step)


def roster_of(raw: bytes, *, source: str, allow_large: bool = False, step: Step = quiet) -> Roster:
    """The same for bytes already read."""
    sheets = tables_of(raw, where=source, allow_large=allow_large)
    people: list[Person] = []
    problems: list[RosterProblem] = []
    columns: tuple[tuple[str, str], ...] = ()
    done, total = 0, sum(len(sheet.rows) for sheet in sheets)
    headless = []
    for sheet in sheets:
        header = find_header(sheet.rows)
        if header is None:
            found = _names_alone(sheet)
            people += found
            if not found and any(any(row) for row in sheet.rows):
                headless.append(sheet.name)
        else:
            columns = columns or header.as_read()
            for person in _Rows(sheet, header, problems):
                if done % 500 == 0:
                    step(done, total)
                done += 1
                people.append(person)
    if not people:
        raise _nobody(source, sheets, headless, problems)
    problems += [RosterProblem(f"工作表“{name}”", "没有“姓名”一列，没有读入") for name in headless]
    step(total, total)
    kept = _told_apart(people, problems)
    return Roster(tuple(kept), source, columns, tuple(problems))


def _nobody(
    source: str, sheets: Sequence[Sheet], headless: Sequence[str], problems: Sequence[RosterProblem]
) -> UserError:
    if problems:
        # Rows there were, and what is wrong with the first of them is mostly wrong with all.
        return UserError(problems[0].what, where=f"{source} {problems[0].where}", remedy="请改正后再试")
    if not any(any(row) for sheet in sheets for row in sheet.rows):
        return UserError("表格是空的", where=source, remedy="请检查导出的内容")
    if headless:
        name = f"{source} 工作表“{headless[0]}”" if headless[0] else source
        what = f"前 {SEARCHED_ROWS} 行里没有找到表头"
        return UserError(what, where=name, remedy="请在名单上方加一行列名，至少要有“姓名”")
    return UserError("表头下面没有人", where=source, remedy="请检查导出的内容")


def _names_alone(sheet: Sheet) -> list[Person]:
    """A single column of names without header."""
    cells = [(n, [c for c in row if c]) for n, row in zip(sheet.numbers, sheet.rows, strict=True)]
    filled = [(n, row[0]) for n, row in cells if row]
    if any(len(row) > 1 for _, row in cells) or not filled:
        return []
    if any(len(name) > _LONGEST_NAME for _, name in filled):
        return []
    if not all(re.fullmatch(r"[^\W\d_]{2,5}|[^\W\d_]+(?:[·•・.]| )[^\W\d_·•・. ]+", name) for _, name in filled):
        return []
    return [Person(_name(name), row=n) for n, name in filled]


class _Rows:
    """The people of one sheet; what cannot be used is added to the problems."""

    def __init__(self, sheet: Sheet, columns: Columns, problems: list[RosterProblem]) -> None:
        self._sheet = sheet
        self._columns = columns
        self._problems = problems
        self._today = dt.datetime.now(tz=dt.UTC).date()

    def __iter__(self) -> Iterator[Person]:
        start = self._columns.at + self._columns.rows
        for number, row in zip(self._sheet.numbers[start:], self._sheet.rows[start:], strict=True):
            person = self._person(number, row)
            if person is not None:
                yield person

    def _complain(self, number: int, what: str, column: int | None = None) -> None:
        where = f"工作表“{self._sheet.name}” " if self._sheet.name else ""
        at = f" {column_letters(column)} 列（{one_line(self._columns.title(column))}）" if column is not None else ""
        self._problems.append(RosterProblem(f"{where}第 {number} 行{at}", what))

    def _person(self, number: int, row: Sequence[str]) -> Person | None:
        filled = [cell for cell in row if cell]
        if not filled or self._repeats_header(row) or (len(filled) > 1 and len(set(filled)) == 1):
            return None
        at = self._columns.fields["name"]
        written = row[at] if at < len(row) else ""
        name = _name(written)
        if _filler(name):
            if not _FOOTER.match(filled[0].replace(" ", "")) and len(filled) > 1:
                self._complain(number, "没有姓名，这一行没有读入", at)
            return None
        if _FOOTER.match(name.replace(" ", "")):
            return None
        if len(name) > _LONGEST_NAME or not any(c.isalpha() for c in name):
            what = (
                f"姓名有 {len(name)} 个字符，这一行没有读入"
                if len(name) > _LONGEST_NAME
                else f"“{one_line(name[:20])}”不是姓名，这一行没有读入"
            )
            self._complain(number, what, at)
            return None
        long = next((i for i, cell in enumerate(row) if len(cell) > _LONGEST_CELL), None)
        if long is not None and long < len(self._columns.titles):
            self._complain(number, f"单元格有 {len(row[long])} 个字符，只读入前 {_LONGEST_CELL} 个", long)
        self._identity(number, row)
        return Person(
            name,
            self._departments(row),
            self._value(row, "post"),
            self._phone(number, row, self._columns.fields.get("phone", -1)),
            self._value(row, "number"),
            self._value(row, "category"),
            self._left(row),
            self._guardians(number, row),
            self._value(row, "note"),
            number,
        )

    def _repeats_header(self, row: Sequence[str]) -> bool:
        titles = self._columns.titles
        same = sum(bool(a) and a == b for a, b in zip(row, titles, strict=False))
        return same >= 2 or (same == 1 and sum(map(bool, titles)) == 1)

    def _cell(self, row: Sequence[str], at: int) -> str:
        value = row[at].strip()[:_LONGEST_CELL] if 0 <= at < len(row) else ""
        return "" if _filler(value) else value

    def _value(self, row: Sequence[str], field: str) -> str:
        return self._cell(row, self._columns.fields.get(field, -1))

    def _departments(self, row: Sequence[str]) -> tuple[tuple[str, ...], ...]:
        subject = self._value(row, "subject")
        paths: list[tuple[str, ...]] = [(word,) for word in _SUBJECTS.split(subject) if word]
        outer: list[tuple[str, ...]] = [()]
        for at in self._columns.levels:
            cell = self._cell(row, at)
            if not cell:
                continue
            pieces = [path for piece in _SPLIT_PEOPLE.split(cell) if (path := _path(piece))]
            if pieces:
                pieces = [_class_named(path, self._columns.title(at)) for path in pieces]
                outer = [(*head, *_beyond(head, path)) for head in outer for path in pieces]
        paths += [path for path in outer if path]
        return tuple(dict.fromkeys(paths))

    def _phone(self, number: int, row: Sequence[str], at: int) -> str:
        cell = self._cell(row, at)
        if not cell:
            return ""
        if _DAMAGED_NUMBER.fullmatch(cell):
            self._complain(number, f"号码变成了 {cell}，尾数已丢失，没有读入", at)
            return ""
        found = _PHONE.search(cell)
        if not found:
            self._complain(number, f"“{one_line(cell[:20])}”不是电话号码，没有读入", at)
            return ""
        digits = re.sub(r"\D", "", found[0])
        if len(digits) == 13 and digits.startswith("861"):
            digits = digits[2:]
        if digits.startswith("1") and not re.fullmatch(r"1[3-9]\d{9}", digits):
            self._complain(number, f"手机号 {digits} 位数或号段不对", at)
        return digits if digits.startswith("1") else found[0].strip()

    def _identity(self, number: int, row: Sequence[str]) -> None:
        at = self._columns.fields.get("id_card", -1)
        value = self._cell(row, at).upper().replace(" ", "")
        if not value:
            return
        if _DAMAGED_NUMBER.fullmatch(value):
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
        day = self._value(row, "left_on")
        found = re.match(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})", day)
        if found:
            try:
                return dt.date(int(found[1]), int(found[2]), int(found[3])) <= self._today
            except ValueError:
                return True
        return bool(day)

    def _guardians(self, number: int, row: Sequence[str]) -> tuple[Guardian, ...]:
        found = []
        for columns in self._columns.guardians:
            name = _name(self._cell(row, columns.name))
            phone = self._phone(number, row, columns.phone)
            if name or phone:
                relation = self._cell(row, columns.relation_at) or columns.relation.rstrip("一二三四1234")
                found.append(Guardian(name, relation, phone))
        return tuple(found)


def _told_apart(people: Sequence[Person], problems: list[RosterProblem]) -> list[Person]:
    """Rows said twice count once; two people with one number are pointed out."""
    seen: dict[Person, int] = {}
    numbers: dict[str, Person] = {}
    kept = []
    for person in people:
        same = replace(person, row=0)
        if same in seen and (person.phone or person.number or person.departments):
            problems.append(
                RosterProblem(f"第 {person.row} 行", f"{person.name}与第 {seen[same]} 行完全相同，只算一次")
            )
            continue
        seen.setdefault(same, person.row)
        if person.number:
            other = numbers.setdefault(person.number, person)
            if other is not person:
                what = f"编号 {person.number} 与第 {other.row} 行的{other.name}相同"
                problems.append(RosterProblem(f"第 {person.row} 行", what))
        kept.append(person)
    return kept


def identity_holds(value: str) -> bool:
    """A resident identity number of GB 11643: 18 places, a real date and the right check character."""
    if not re.fullmatch(r"\d{17}[\dX]", value):
        return False
    try:
        dt.date(int(value[6:10]), int(value[10:12]), int(value[12:14]))
    except ValueError:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, value[:17], strict=True))
    return _ID_CHECKS[total % 11] == value[17]


def _name(text: str) -> str:
    """A name without the spaces and breaks that only pad it."""
    return _SPACE_IN_HAN.sub("", " ".join(text.split())).strip("*＊ ")


def _filler(text: str) -> bool:
    return not text or text.strip().lower() in _FILLERS


def _path(text: str) -> tuple[str, ...]:
    return tuple(level for level in (piece.strip() for piece in _SPLIT_PATH.split(text)) if not _filler(level))


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
