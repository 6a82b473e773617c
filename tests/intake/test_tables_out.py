"""Lists going out: no formulas, nothing half written, everything back as it was."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wxadmin.domain.errors import UserError
from wxadmin.intake.tables_out import write_csv, write_xlsx

HARM = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1+1", "=cmd|' /C calc'!A0", "#N/A"]


def test_xlsx_types_texts_as_text_and_numbers_as_numbers(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_xlsx(path, ["姓名", "数"], [[text, 3] for text in HARM] + [["0017", 1.5], ["王\u0007芳", None]])
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells][:2] == HARM[:2]
    assert cells[-2].value == "0017"
    assert cells[-1].value == "王\\u0007芳"
    assert sheet["B2"].value == 3
    assert sheet["A1"].value == "姓名"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_csv_neutralises_formulas(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    write_csv(path, ["姓名"], [[text] for text in HARM], encoding)  # type: ignore[arg-type]
    with path.open(encoding=encoding, newline="") as source:
        rows = [row[0] for row in csv.reader(source)]
    assert rows[0] == "姓名"
    assert all(text[0] == "'" for text in rows[1:-1])
    assert rows[-1] == "#N/A"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf") == (encoding == "utf-8-sig")


def test_negative_numbers_stay_numbers(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", ["数"], [[-5], [None]])
    assert "-5" in (tmp_path / "a.csv").read_text("utf-8-sig").splitlines()


@settings(max_examples=60)
@given(st.lists(st.lists(st.text(max_size=12), min_size=2, max_size=2), max_size=5))
def test_no_cell_starts_like_a_formula(rows: list[list[str]]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        write_csv(path, ["甲", "乙"], rows)
        with path.open(encoding="utf-8-sig", newline="") as source:
            cells = [cell for row in csv.reader(source) for cell in row]
    assert not [cell for cell in cells if cell.lstrip(" \u3000").startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("旧", "utf-8")
    with pytest.raises(UserError, match="第 2 行"):
        write_csv(path, ["姓名"], [["长" * 40_000]])
    with pytest.raises(UserError, match="第 2 行"):
        write_xlsx(path, ["姓名"], [["\ud800"]])
    assert path.read_text("utf-8") == "旧"
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    for write in (write_csv, write_xlsx):
        with pytest.raises(UserError) as caught:
            write(tmp_path / "没有" / "a.csv", ["姓名"], [])  # type: ignore[operator]
        assert "文件夹" in caught.value.remedy
