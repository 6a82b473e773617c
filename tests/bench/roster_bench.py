"""Bringing in a list of 100,000 people: the table reader's own time, ours beyond it, memory, how soon a cancel ends it.

python -m tests.bench.roster_bench [ROWS]          made up XLSX, read, compared, imported; each in a process of its own
python -m tests.bench.roster_bench changed [ROWS]  the same list again with another department: how long writers wait
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from pathlib import Path

from wxadmin.domain.errors import Cancelled

ROWS = 100_000
FAMILY, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许", "明华强敏静丽军洋勇艳杰娟涛超秀霞平刚桂英"
TITLES = ("姓名", "账号", "别名", "职务", "部门", "性别", "手机", "座机", "邮箱", "工号", "入职日期", "备注")
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="通讯录" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>'
    '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
}  # fmt: skip


def row(i: int, moved: bool = False) -> tuple[str, ...]:
    name = FAMILY[i % 20] + GIVEN[i // 20 % 20] + GIVEN[i // 400 % 20]
    place = f"青禾公司/第{i % 7}中心/{(i + moved) % 97}部"
    return (
        name, f"q{i:06d}", GIVEN[i % 20], "员工" if i % 9 else "主管", place, "男" if i % 2 else "女", f"154{i:08d}",
        f"8{i % 1000:03d}", f"q{i}@example.com", f"N{i:06d}", f"20{i % 20:02d}-03-0{i % 9 + 1}", "",
    )  # fmt: skip


def write_book(path: Path, rows: int, *, moved: bool = False) -> None:
    """As Excel saves it: every text once in the table of strings."""
    strings: dict[str, int] = {}

    def cells(number: int, values: tuple[str, ...]) -> str:
        found = [
            f'<c r="{chr(65 + at)}{number}" t="s"><v>{strings.setdefault(value, len(strings))}</v></c>'
            for at, value in enumerate(values)
            if value
        ]
        return f'<row r="{number}">{"".join(found)}</row>'

    lines = [cells(1, TITLES), *(cells(i + 2, row(i, moved)) for i in range(rows))]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in _PARTS.items():
            book.writestr(name, _HEAD + text)
        book.writestr("xl/worksheets/sheet1.xml", f"{_HEAD}<worksheet {_MAIN}><sheetData>{''.join(lines)}</sheetData></worksheet>")
        texts = "".join(f"<si><t>{text}</t></si>" for text in strings)
        book.writestr("xl/sharedStrings.xml", f"{_HEAD}<sst {_MAIN}>{texts}</sst>")
