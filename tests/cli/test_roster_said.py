"""What of a roster could not be used stands beside the JSON, in one line on standard error."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wxadmin.cli import main


@pytest.mark.parametrize(
    ("roster", "said"),
    [
        ("部门,姓名\n仓储部,岑若谷\n,祝余\n,容与\n采购部,顾行之\n", "看起来只写在每组的第一行"),
        (f"姓名,部门\n岑若谷,{'长' * 10_000}\n", "第 2 行 B 列（部门）：单元格有 10000 个字符"),
        ("姓名,战队\n岑若谷,红队\n祝余,红队\n", ""),
    ],
)
def test_one_line_on_standard_error(roster: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "名单.csv").write_text(roster, "utf-8")
    (tmp_path / "群.txt").write_text("岑若谷\n", "utf-8")
    files = ["--roster", str(tmp_path / "名单.csv"), "--members", str(tmp_path / "群.txt")]
    assert main(["names", "check", *files, "--rule", "姓名", "--json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["members"]
    assert err.count("\n") == bool(said)
    assert said in err
