"""Every writer of the rooms goes through one door: whole files, usual rights, no device replaced."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from wxadmin.atomic import write_bytes
from wxadmin.domain.errors import UserError
from wxadmin.intake.tables_out import write_csv, write_xlsx
from wxadmin.intake.text import write_text

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


@pytest.mark.parametrize("writer", WRITERS)
def test_who_could_read_the_old_file_can_read_the_new_one_and_nobody_else(writer: str, tmp_path: Path) -> None:
    for mode in (0o600, 0o640, 0o644, 0o666):
        (tmp_path / "a").write_bytes(b"old")
        (tmp_path / "a").chmod(mode)
        WRITERS[writer](tmp_path / "a")
        assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == mode
        assert (tmp_path / "a").read_bytes() != b"old"


def test_what_others_may_not_read_is_hidden_from_them_in_the_making(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    modes = []

    def flushed(handle: int) -> None:
        mode = os.fstat(handle).st_mode
        if stat.S_ISREG(mode):
            modes.append(stat.S_IMODE(mode))

    monkeypatch.setattr("wxadmin.atomic.os.fsync", flushed)
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "a").chmod(0o600)
    write_bytes(b"new", tmp_path / "a")
    assert modes == [0o600]


@pytest.mark.parametrize("writer", WRITERS)
def test_a_file_marked_read_only_stays(writer: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "a").chmod(0o444)
    with pytest.raises(UserError, match="只读"):
        WRITERS[writer](tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


@pytest.mark.parametrize("writer", WRITERS)
def test_a_link_stays_a_link(writer: str, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "real").write_bytes(b"old")
    link = tmp_path / "link"
    link.symlink_to(Path("there", "real"))
    WRITERS[writer](link)
    assert link.is_symlink()
    assert (tmp_path / "there" / "real").read_bytes() != b"old"
    for name, target in (("loop", "loop"), ("astray", "nowhere/file")):
        (tmp_path / name).symlink_to(target)
        with pytest.raises(UserError):
            WRITERS[writer](tmp_path / name)
        assert (tmp_path / name).is_symlink()
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["astray", "link", "loop", "real", "there"]


@pytest.mark.parametrize("moment", ["wxadmin.atomic.os.open", "wxadmin.atomic.os.fsync"])
def test_nothing_is_left_when_it_is_stopped_right_after_a_step(
    moment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_bytes(b"old")
    real = getattr(os, moment.rpartition(".")[2])

    def stopped(*args: object) -> None:
        real(*args)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(moment, stopped)
        with pytest.raises(KeyboardInterrupt):
            write_bytes(b"new", tmp_path / "a")
    assert [p.name for p in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_bytes() == b"old"


def test_two_writers_of_one_file_leave_one_of_both_whole(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    contents = [bytes([65 + i]) * 200_000 for i in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda content: write_bytes(content, tmp_path / "a"), contents * 3))
    assert (tmp_path / "a").read_bytes() in contents
    assert [p.name for p in tmp_path.iterdir()] == ["a"]
