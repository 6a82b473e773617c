"""Every writer of the rooms goes through one door: whole files, usual rights, no device replaced."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from wxadmin.domain.errors import UserError
from wxadmin.intake.tables_out import write_csv, write_xlsx
from wxadmin.intake.text import write_text
from wxadmin.printing.papers import write_bytes

WRITERS: dict[str, Callable[[Path], None]] = {
    "paper": lambda path: write_bytes(b"paper", path),
    "text": lambda path: write_text(path, "text"),
    "csv": lambda path: write_csv(path, ["a"], [["b"]]),
    "xlsx": lambda path: write_xlsx(path, ["a"], [["b"]]),
}
pytestmark = pytest.mark.skipif(os.name != "posix", reason="pipes and rights as POSIX has them")


@pytest.mark.parametrize("writer", WRITERS)
def test_what_is_no_ordinary_file_stays(writer: str, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    link = tmp_path / "link"
    link.symlink_to(pipe)
    for path in (pipe, link):
        with pytest.raises(UserError, match="设备或管道"):
            WRITERS[writer](path)
    assert pipe.is_fifo()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["link", "pipe"]
    with pytest.raises(UserError, match="文件夹"):
        WRITERS[writer](tmp_path)


@pytest.mark.parametrize("writer", WRITERS)
def test_files_follow_the_mask_of_the_system(writer: str, tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        WRITERS[writer](tmp_path / "a")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640
