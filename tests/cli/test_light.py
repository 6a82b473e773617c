"""What only reads a file starts without what only a record file needs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("sqlcipher3", "sqlite_utils", "cryptography", "numpy", "PySide6", "wxadmin.store.engine")


@pytest.mark.parametrize(
    "argv",
    [
        ["regulation", "pdf", "text.txt", "--seal", "-o", "out.pdf"],
        ["regulation", "diff", "text.txt", "other.txt", "-o", "out.pdf"],
        ["sheet", "pdf", "--roster", "roster.csv", "--title", "签收", "--by", "department", "-o", "out.pdf"],
        ["form", "pdf", "join", "-o", "out.pdf"],
    ],
    ids=lambda argv: " ".join(argv[:2]),
)
def test_printing_a_file_brings_no_engine_along(argv: list[str], tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text("群规\n第一条 成员实名。\n", encoding="utf-8")
    (tmp_path / "other.txt").write_text("群规\n第一条 成员实行实名。\n", encoding="utf-8")
    (tmp_path / "roster.csv").write_text("姓名,部门\n林岚,行政部\n", encoding="utf-8")
    program = (
        f"import sys; from wxadmin.cli import main; assert main({argv!r}) == 0;"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines()[-1:] == ["[]"], done.stdout + done.stderr
