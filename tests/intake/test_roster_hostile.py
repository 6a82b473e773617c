"""Files that mean harm, are broken, or are not what they seem: one sentence with place and remedy, quickly."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.e2e.attack_files import _book, archive
from wxadmin.domain.errors import UserError
from wxadmin.intake import roster_tables
from wxadmin.intake.roster import roster_of


def workbook(rows: int = 3) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["姓名", "部门"])
    for i in range(rows):
        sheet.append([f"岑若{'谷山水木火土'[i % 6]}", "仓储部"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def changed(change: Callable[[str, bytes], bytes | None], extra: dict[str, bytes] | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = change(name, source.read(name))
            if content is not None:
                target.writestr(name, content)
        for name, content in (extra or {}).items():
            target.writestr(name, content)
    return out.getvalue()


def sheet_with(cell: str) -> bytes:
    def add(name: str, content: bytes) -> bytes:
        if not name.startswith("xl/worksheets/"):
            return content
        row = "".join(c for c in cell if c.isdigit())
        more = f'<row r="{row}"><c r="{cell}" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
        return content.replace(b"</sheetData>", more.encode())

    return changed(add)


def refused(raw: bytes) -> str:
    with pytest.raises(UserError) as caught:
        roster_of(raw, source="名单.xlsx")
    said = str(caught.value)
    assert said.startswith("名单.xlsx")
    assert caught.value.remedy
    assert "\n" not in said
    return said


def test_the_untouched_workbook_is_read() -> None:
    assert len(roster_of(workbook(), source="名单.xlsx").people) == 3


@pytest.mark.parametrize("cell", ["XFD1048576", "B1048576", "ZZZ9", "A60000", "SR49999"])
def test_far_cells(cell: str) -> None:
    assert cell in refused(sheet_with(cell))


def test_far_row_whose_cells_have_no_reference() -> None:
    row = b'<row r="1048576"><c t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    raw = changed(lambda name, content: content.replace(b"</sheetData>", row) if "worksheets" in name else content)
    assert "A1048576" in refused(raw)


def test_formatted_far_cells_without_content_do_no_harm() -> None:
    def add(name: str, content: bytes) -> bytes:
        return content.replace(b"</sheetData>", b'<row r="9000"><c r="XA9000" s="0"/></row></sheetData>')

    assert len(roster_of(changed(lambda n, c: add(n, c) if "worksheets" in n else c), source="a").people) == 3


def test_bomb_is_stopped_by_what_it_unpacks_to() -> None:
    assert "100 MB" in refused(changed(lambda _, content: content, {"xl/media/a.bin": bytes(110 * 1024 * 1024)}))


def test_large_files_need_consent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roster_tables, "ZIP_LIMIT", 1000)
    assert "20 MB" in refused(workbook())
    assert len(roster_of(workbook(), source="a", allow_large=True).people) == 3


def test_many_rows_need_consent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roster_tables, "ROW_LIMIT", 100)
    assert "100 行" in refused(workbook(200))
    assert len(roster_of(workbook(200), source="a", allow_large=True).people) == 6
    with pytest.raises(UserError):
        roster_of(("姓名\n" + "岑若谷\n" * 200).encode(), source="a.csv")


FAR = (
    '<row r="4000000000"><c t="n"><v>1</v></c></row>',
    "<row r='900000000'><c><v>1</v></c></row>",
    "<row><c r='ZZZ9000000'><v>1</v></c></row>",
    '<row><c r = "ZZZ9000000"><v>1</v></c></row>',
    '<row><c r="zzz9000000"><v>1</v></c></row>',
    '<row><c r="AAAA900000"><v>1</v></c></row>',
    '<row><c s=">" r="ZZZ9000000"><v>1</v></c></row>',
    '<x:row><x:c r="ZZZ9000000"><x:v>1</x:v></x:c></x:row>',
    '<row><c r="ZZZ9000000"><mergeCells/><v>1</v></c></row>',
)


@pytest.mark.parametrize("row", FAR)
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/Worksheets/sheet1.xml", "xl/other/s.bin"])
def test_far_cell_however_written(row: str, part: str) -> None:
    def add(name: str, content: bytes) -> bytes | None:
        if name == "xl/worksheets/sheet1.xml":
            return None
        return content

    with zipfile.ZipFile(io.BytesIO(workbook())) as package:
        sheet = package.read("xl/worksheets/sheet1.xml")
    far = sheet.replace(b"</sheetData>", row.encode() + b"</sheetData>").replace(
        b"<worksheet ", b'<worksheet xmlns:x="a" '
    )
    assert "离其他内容太远" in refused(changed(add, {part: far}))


def test_sheet_must_read_alike_for_everybody() -> None:
    def half(name: str, content: bytes) -> bytes:
        return content.replace(b"</sheetData>", b"<row></sheetData>") if "sheet1" in name else content

    assert "写坏了" in refused(changed(half))
    wide = '<?xml version="1.0" encoding="utf-16"?><a>sheetData</a>'
    assert "写坏了" in refused(
        changed(lambda _, content: content, {"xl/other.xml": b"\xff\xfe" + wide.encode("utf-16-le") + b"sheetData"})
    )
    assert "两种" in refused(changed(lambda _, content: content, {"xl/Workbook.bin": b"x"}))


def test_empty_cells_far_away_are_formatting() -> None:
    def style(name: str, content: bytes) -> bytes:
        rows = b'<row r="1048576"><c r="A1048576" s="0"/><c r="XFD1048576" s="0"/></row></sheetData>'
        return content.replace(b"</sheetData>", rows) if "sheet1" in name else content

    assert len(roster_of(changed(style), source="a").people) == 3


@pytest.mark.parametrize("doctype", [b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', b"<!doctype x>"])
def test_external_entities(doctype: bytes) -> None:
    def add(name: str, content: bytes) -> bytes:
        return (
            content
            if not name.endswith("sheet1.xml")
            else content.replace(b"?>", b"?>" + doctype, 1)
            if b"?>" in content
            else doctype + content
        )

    assert "DOCTYPE" in refused(changed(add))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_truncated(share: float) -> None:
    raw = workbook()
    refused(raw[: int(len(raw) * share)])


def test_parts_missing() -> None:
    for part in ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml"):
        try:
            roster_of(changed(lambda name, content, part=part: None if name == part else content), source="名单.xlsx")
        except UserError as error:
            assert error.remedy  # noqa: PT017


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600),
            "密码",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le"), ".doc"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "Workbook".encode("utf-16-le") + bytes(600), "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "表格"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "图片"),
        (b"<html><table><tr><td>", "网页"),
        (b"PK\x05\x06" + bytes(18), "压缩包"),
        (b"\xff\xfe\x00", ""),
        (b"\x81\xff\xff", ""),
        ("姓名,部门\n岑\0若谷,仓储部".encode(), "NUL"),
    ],
)
def test_not_what_it_seems(raw: bytes, words: str) -> None:
    assert words in refused(raw)


def test_foreign_archive() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("readme.txt", "hello")
    assert ".xlsx" in refused(out.getvalue())


def test_very_long_cells_are_reported() -> None:
    roster = roster_of(f"姓名,部门\n岑若谷,{'长' * 10_000}\n{'名' * 10_000},仓储部\n".encode(), source="a.csv")
    assert [p.name for p in roster.people] == ["岑若谷"]
    assert all("10000" in p.what for p in roster.problems)
    assert [p.where for p in roster.problems] == ["第 2 行 B 列（部门）", "第 3 行 A 列（姓名）"]


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=400),
        st.text(max_size=200).map(lambda t: ("姓名,部门\n" + t).encode("utf-8", "surrogatepass")),
    )
)
def test_any_bytes_give_people_or_an_explanation(raw: bytes) -> None:
    try:
        people = roster_of(raw, source="a").people
    except UserError as error:
        assert "\n" not in str(error)  # noqa: PT017
    else:
        assert people


def test_damaged_bytes_inside_a_workbook_never_crash() -> None:
    rng = random.Random(7)
    raw = workbook(30)
    for _ in range(150):
        broken = bytearray(raw)
        for _ in range(rng.randrange(1, 6)):
            broken[rng.randrange(len(broken))] = rng.randrange(256)
        try:
            roster_of(bytes(broken), source="a")
        except UserError as error:
            assert error.remedy  # noqa: PT017


def test_prose_is_no_list_of_names() -> None:
    with pytest.raises(UserError, match="表头"):
        roster_of(("第一条 " + "a" * 50_000 + "\n").encode(), source="制度.txt")
    assert len(roster_of("欧阳若谷\n岑 山\n".encode(), source="a.txt").people) == 2


def test_a_quotation_mark_left_open_in_the_last_row() -> None:
    with pytest.raises(UserError, match=r"第 3 行.*引号"):
        roster_of('姓名,部门\n岑若谷,仓储部\n"祝余,保卫科\n'.encode(), source="a.csv")
    fine = '姓名,部门\n岑若谷,仓储部\n"祝余","保卫科"二处\n"陆\n明","a"\n'
    assert [p.name for p in roster_of(fine.encode(), source="a.csv").people][:2] == ["岑若谷", "祝余"]


def test_a_long_string_that_many_cells_show_is_refused_before_the_reader_copies_it() -> None:
    """Twenty kilobytes that would become gigabytes: the reader would end the program, not raise."""
    rows = "".join(f'<row r="{i}"><c r="A{i}" t="s"><v>0</v></c></row>' for i in range(1, 3_001))
    parts = _book(f"<sheetData>{rows}</sheetData>")
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    links = f'<Relationship Id="r2" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace("</Relationships>", links)
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    for prefix in ("", "x:"):
        declared = f'xmlns{":x" if prefix else ""}="{space}"'
        strings = (
            f"<{prefix}sst {declared}><{prefix}si><{prefix}t>{'长' * 40_000}</{prefix}t></{prefix}si></{prefix}sst>"
        )
        with pytest.raises(UserError, match="40000 字"):
            roster_of(archive({**parts, "xl/sharedStrings.xml": strings}), source="long.xlsx")
