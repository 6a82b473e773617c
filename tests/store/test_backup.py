from __future__ import annotations

import hashlib
import io
import json
import os
import random
import shutil
import stat
import tempfile
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.store.field import Ticking
from wxadmin.domain.errors import Cancelled, StoreError
from wxadmin.store import backup, keys
from wxadmin.store.archive import is_archive
from wxadmin.store.backup import check_archive
from wxadmin.store.opening import create_store, open_store, restore
from wxadmin.store.session import Store


def fill(store: Store, count: int = 5) -> None:
    for _ in range(count):
        store.change("新建", lambda tx: tx.insert("place", {"name": os.urandom(8).hex()}))


def names(folder: Path) -> list[str]:
    with open_store(folder, write=False) as store, store.read() as db:
        return [row[0] for row in db.all("SELECT name FROM place ORDER BY id")]


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a record folder but the lock, which only says who held it."""
    return {
        str(p.relative_to(folder)): p.read_bytes()
        for p in folder.rglob("*")
        if p.is_file() and p.name != "records.lock"
    }


@pytest.fixture
def archive(store: Store, folder: Path) -> Path:
    fill(store)
    path = store.backup()
    store.close()
    return path


def test_a_backup_is_sound_and_holds_what_was_there(store: Store, folder: Path) -> None:
    fill(store)
    with store.stage("chat") as stage:
        stage.add("line", [{"text": str(i)} for i in range(50)])
        path = store.backup()
        assert path.parent == folder / "backups"
        assert path.name == "records-20260901-080006.wxbackup"
        report = check_archive(path)
        assert report.ok
        assert (report.size, report.root) == store.checkpoint()
        store.change("导入", lambda tx: tx.publish(stage))
    second = store.backup()
    assert second != path
    assert check_archive(second).size == 12
    assert {p.name for p in (folder / "backups").iterdir()} == {path.name, second.name}
    with zipfile.ZipFile(path) as packed:
        assert set(packed.namelist()) == {"manifest.json", "records.db"}
        assert b"SQLite format" not in packed.read("records.db")
    assert store._key.hex().encode() not in path.read_bytes()
    assert store.warnings == ()


def test_restoring_brings_the_old_state_and_keeps_the_newer(archive: Path, folder: Path) -> None:
    before = names(folder)
    with open_store(folder) as store:
        fill(store, 3)
    newer = names(folder)
    data = (folder / "records.db").read_bytes()
    kept = restore(folder, archive, clock=Ticking())
    assert kept == folder / "kept" / "20260901-080001"
    assert names(folder) == before
    assert (kept / "records.db").read_bytes() == data
    assert names(kept) == newer
    with open_store(folder) as store:
        assert store.warnings == ()
        assert store.check().ok
        fill(store, 1)
    again = restore(folder, archive, clock=Ticking())
    assert again == folder / "kept" / "20260901-080001-2"
    assert len(names(again)) == 6


def test_restoring_into_an_empty_folder_needs_the_key(archive: Path, folder: Path, tmp_path: Path) -> None:
    moved = tmp_path / "stick" / "x" / archive.name
    moved.parent.mkdir(parents=True)
    shutil.copy(archive, moved)
    target = tmp_path / "neu"
    with pytest.raises(StoreError, match="找不到密钥文件"):
        restore(target, moved)
    with pytest.raises(StoreError, match="找不到密钥文件"):
        check_archive(moved)
    assert not (target / "records.db").exists()
    assert not any(target.glob("restor*"))
    assert restore(target, moved, key_file=folder / keys.FILE_NAME) is None
    assert names(target) == names(folder)
    assert (target / keys.FILE_NAME).stat().st_mode & 0o777 == 0o600
    assert not (target / "kept").exists()
    assert check_archive(moved, key_file=folder / keys.FILE_NAME).ok


def test_restoring_over_another_record_file_keeps_it_with_its_key(archive: Path, folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    with create_store(other) as store:
        fill(store, 2)
    before = names(other)
    kept = restore(other, archive)
    assert kept is not None
    assert names(other) == names(folder)
    assert names(kept) == before
    with open_store(other) as store:
        assert store.warnings == ()
        assert store.check().ok


def test_restoring_over_a_damaged_file(archive: Path, folder: Path) -> None:
    (folder / "records.db").write_bytes(b"broken" * 5000)
    kept = restore(folder, archive)
    assert kept is not None
    assert (kept / "records.db").read_bytes().startswith(b"broken")
    assert len(names(folder)) == 5


def test_restoring_is_refused_while_the_window_runs(archive: Path, folder: Path) -> None:
    with open_store(folder) as store:
        with pytest.raises(StoreError, match="正由"):
            restore(folder, archive)
        fill(store, 1)


def rezip(path: Path, target: Path, change: Any) -> Path:
    """The archive written anew with ``change(members: dict[ZipInfo-like name, bytes]) -> list[(ZipInfo, bytes)]``."""
    with zipfile.ZipFile(path) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    with zipfile.ZipFile(target, "w") as out:
        for info, data in change(members):
            out.writestr(info, data)
    return target


def plain(name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name)


def with_manifest(**changes: Any) -> Any:
    def change(members: dict[str, bytes]) -> list[tuple[zipfile.ZipInfo, bytes]]:
        said = {**json.loads(members["manifest.json"]), **changes}
        return [(plain("records.db"), members["records.db"]), (plain("manifest.json"), json.dumps(said).encode())]

    return change


def and_also(name: str, mode: int = 0, data: bytes = b"x", compress: int = zipfile.ZIP_STORED) -> Any:
    def change(members: dict[str, bytes]) -> list[tuple[zipfile.ZipInfo, bytes]]:
        info = plain(name)
        info.external_attr = mode << 16
        info.compress_type = compress
        return [*((plain(n), d) for n, d in members.items()), (info, data)]

    return change


def linked(members: dict[str, bytes]) -> list[tuple[zipfile.ZipInfo, bytes]]:
    info = plain("records.db")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return [(plain("manifest.json"), members["manifest.json"]), (info, members["records.db"])]


def other_digest(members: dict[str, bytes]) -> list[tuple[zipfile.ZipInfo, bytes]]:
    said = json.loads(members["manifest.json"])
    said["files"]["records.db"]["sha256"] = "00" * 32
    return [(plain("records.db"), members["records.db"]), (plain("manifest.json"), json.dumps(said).encode())]


HOSTILE: dict[str, Any] = {
    "parent": and_also("../evil"),
    "absolute": and_also("/tmp/evil"),
    "windows": and_also("C:\\evil"),
    "key": and_also("records.key"),
    "folder": and_also("evidence/"),
    "link": and_also("link", stat.S_IFLNK | 0o777),
    "the database a link": linked,
    "compressed": and_also("records.db.gz", compress=zipfile.ZIP_DEFLATED),
    "manifest says more": with_manifest(files={"records.db": {"bytes": 1, "sha256": "x"}, "../x": {}}),
    "wrong digest": other_digest,
    "wrong length": with_manifest(files={"records.db": {"bytes": 1, "sha256": "00"}}),
    "other format": with_manifest(format="zip"),
    "newer": with_manifest(version=2),
    "wrong size": with_manifest(size=3),
    "wrong root": with_manifest(root="00" * 32),
    "wrong origin": with_manifest(origin="00" * 16),
    "numbers as text": with_manifest(size="viele"),
    "files a list": with_manifest(files=["records.db"]),
    "no database": lambda m: [(plain("manifest.json"), m["manifest.json"])],
    "no manifest": lambda m: [(plain("records.db"), m["records.db"])],
    "manifest no json": lambda m: [(plain("records.db"), m["records.db"]), (plain("manifest.json"), b"{")],
    "manifest deep": lambda m: [(plain("records.db"), m["records.db"]), (plain("manifest.json"), b"[" * 60_000)],
    "manifest huge": lambda m: [(plain("records.db"), m["records.db"]), (plain("manifest.json"), b" " * 100_000)],
    "empty archive": lambda m: [],
}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_archives_are_refused_and_change_nothing(
    archive: Path, folder: Path, tmp_path: Path, name: str
) -> None:
    bad = rezip(archive, tmp_path / "bad.wxbackup", HOSTILE[name])
    before = files(folder)
    with pytest.raises(StoreError) as error:
        restore(folder, bad)
    assert str(error.value).endswith("。")
    assert files(folder) == before
    with_error = False
    try:
        with_error = not check_archive(bad, key_file=folder / keys.FILE_NAME).ok
    except StoreError:
        with_error = True
    assert with_error
    assert {p.name for p in tmp_path.iterdir()} == {"bad.wxbackup", folder.name}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_given_twice_is_refused(archive: Path, folder: Path, tmp_path: Path) -> None:
    twice = rezip(
        archive, tmp_path / "x", lambda m: [*((plain(n), d) for n, d in m.items()), (plain("records.db"), b"")]
    )
    with pytest.raises(StoreError, match="重复"):
        restore(folder, twice)


def test_things_that_are_no_archive(archive: Path, folder: Path, tmp_path: Path) -> None:
    bad = tmp_path / "x"
    for data in (b"", b"PK", os.urandom(3000), archive.read_bytes()[:-1], archive.read_bytes()[:5000]):
        bad.write_bytes(data)
        with pytest.raises(StoreError, match="备份"):
            restore(folder, bad)
    with pytest.raises(StoreError, match="找不到备份"):
        restore(folder, tmp_path / "fehlt")
    with pytest.raises(StoreError):
        restore(folder, tmp_path)
    assert len(names(folder)) == 5


def test_a_folder_is_no_archive_and_nothing_is_made(field: None, archive: Path, tmp_path: Path) -> None:
    new = tmp_path / "neu"
    bad = tmp_path / "bad.wxbackup"
    bad.write_bytes(b"x")
    for source, says in ((tmp_path, "文件夹"), (tmp_path / "absent", "找不到"), (bad, "备份文件已损坏")):
        with pytest.raises(StoreError, match=says) as error:
            restore(new, source)
        assert str(source) in str(error.value)
        assert not new.exists()
        with pytest.raises(StoreError, match=says):
            check_archive(source)


def test_what_is_an_archive(archive: Path, tmp_path: Path) -> None:
    assert is_archive(archive)
    other = tmp_path / "other"
    for content, expected in ((archive.read_bytes()[:-100], True), (b"", False), (b"no backup", False)):
        other.write_bytes(content)
        assert is_archive(other) is expected
    with zipfile.ZipFile(other, "w") as packed:
        packed.writestr("word/document.xml", "x")
    assert not is_archive(other)


def test_damage_inside_an_archive_names_the_archive(archive: Path, tmp_path: Path, folder: Path) -> None:
    """Pages are damaged, and whoever did it made the checksum fit."""

    def damaged(members: dict[str, bytes]) -> list[tuple[zipfile.ZipInfo, bytes]]:
        pages = bytearray(members["records.db"])
        pages[4096 * 3 + 50] ^= 1
        manifest = json.loads(members["manifest.json"])
        manifest["files"]["records.db"]["sha256"] = hashlib.sha256(pages).hexdigest()
        return [(plain("records.db"), bytes(pages)), (plain("manifest.json"), json.dumps(manifest).encode())]

    bad = rezip(archive, archive.with_name("bad.wxbackup"), damaged)
    try:
        said = "；".join(check_archive(bad).problems)
    except StoreError as error:
        said = str(error)
        assert str(bad) in said
    assert said
    assert tempfile.gettempdir() not in said.replace(str(bad), "")


def test_no_bit_flip_in_a_backup_goes_unseen(archive: Path, tmp_path: Path, folder: Path) -> None:
    whole = archive.read_bytes()
    rng = random.Random(3)
    bad = tmp_path / "flip"
    start = whole.index(b"manifest.json", len(whole) // 2)
    places = [rng.randrange(len(whole)) for _ in range(150)] + [
        rng.randrange(start - 100, len(whole)) for _ in range(100)
    ]
    silent = []
    for at in places:
        bit = 1 << rng.randrange(8)
        bad.write_bytes(whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :])
        try:
            report = check_archive(bad, key_file=folder / keys.FILE_NAME)
        except StoreError:
            continue
        if report.ok and not harmless(whole, bad):
            silent.append((at, bit))
    assert silent == []


def harmless(whole: bytes, bad: Path) -> bool:
    """Whether the flipped archive still gives exactly the same members: a bit of ZIP's own dates and flags."""
    with zipfile.ZipFile(io.BytesIO(whole)) as one, zipfile.ZipFile(bad) as two:
        return all(one.read(name) == two.read(name) for name in ("manifest.json", "records.db"))


def test_a_cancelled_backup_leaves_nothing(store: Store, folder: Path) -> None:
    fill(store)
    for stop in (1, 2, 3, 5):
        calls = [0]

        def step(_done: int, _total: int, calls: list[int] = calls, stop: int = stop) -> None:
            calls[0] += 1
            if calls[0] >= stop:
                raise Cancelled

        try:
            store.backup(step)
        except Cancelled:
            assert list((folder / "backups").iterdir()) == []
    store.backup()
    fill(store, 1)


def test_a_cancelled_restore_changes_nothing(archive: Path, folder: Path) -> None:
    before = files(folder)

    def step(_done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        restore(folder, archive, step=step)
    assert files(folder) == before


def test_a_damaged_file_is_not_backed_up(store: Store, folder: Path) -> None:
    fill(store)
    key = store._key
    store.close()
    data = (folder / "records.db").read_bytes()
    (folder / "records.db").write_bytes(data[:-2000] + os.urandom(2000))
    with pytest.raises(StoreError):
        backup.write_backup(folder, key, at=datetime(2026, 9, 1, tzinfo=UTC))
    assert list((folder / "backups").iterdir()) == []


def test_thinning_keeps_days_weeks_and_months(tmp_path: Path) -> None:
    start = datetime(2025, 1, 1, 9, 0, tzinfo=UTC)
    all_of_them = [
        tmp_path / f"records-{start + timedelta(hours=8 * i):%Y%m%d-%H%M%S}.wxbackup" for i in range(3 * 500)
    ]
    others = [
        tmp_path / name for name in ("before-upgrade-20250101-090000.wxbackup", "mine.wxbackup", "records-x.wxbackup")
    ]
    gone = set(backup.thinned(all_of_them + others))
    kept = [path for path in all_of_them if path not in gone]
    assert not gone & set(others)
    newest_day = [path for path in all_of_them if path.name[8:16] == all_of_them[-1].name[8:16]]
    assert kept[-len(newest_day) :] == newest_day
    days = {path.name[8:16] for path in kept}
    assert len(kept) == len(days) + len(newest_day) - 1, "one a day, but all of the newest"
    newest = sorted({p.name[8:16] for p in all_of_them})
    assert set(newest[-12:]) <= days
    months = sorted({day[:6] for day in newest})[-9:]
    assert all(max(d for d in newest if d[:6] == month) in days for month in months)
    assert 12 + 8 + 7 <= len(days) <= 12 + 10 + 9
    assert backup.thinned(kept) == []
    assert backup.thinned([]) == []


def test_thinning_step_by_step_never_loses_the_long_past(tmp_path: Path) -> None:
    """A backup a day for two years, thinned each time, still has nine months at the end."""
    start, kept = datetime(2024, 1, 1, tzinfo=UTC), list[Path]()
    for day in range(730):
        kept.append(tmp_path / f"records-{start + timedelta(days=day):%Y%m%d}-120000.wxbackup")
        gone = set(backup.thinned(kept))
        kept = [path for path in kept if path not in gone]
    assert len({path.name[8:14] for path in kept}) == 9
    assert len(kept) <= 31


def test_a_restore_broken_off_at_any_step_is_finished_at_the_next_start(
    archive: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Died(BaseException):
        pass

    wanted = names(folder)
    for stop in range(1, 12):
        with open_store(folder) as store:
            fill(store, 1)
        newer, real, calls = names(folder), backup._move, [0]

        def dying(source: Path, target: Path, calls: list[int] = calls, stop: int = stop, real: Any = real) -> None:
            calls[0] += 1
            if calls[0] == stop:
                raise Died
            real(source, target)

        monkeypatch.setattr(backup, "_move", dying)
        done = False
        try:
            restore(folder, archive)
            done = True
        except Died:
            assert backup.pending(folder)
            with pytest.raises(StoreError, match="没有做完"):
                open_store(folder, write=False)
        finally:
            monkeypatch.setattr(backup, "_move", real)
        open_store(folder).close()
        assert names(folder) == wanted
        kept = max((folder / "kept").iterdir(), key=lambda p: (p.stat().st_mtime_ns, p.name))
        assert newer in [names(path) for path in (folder / "kept").iterdir()], kept
        if done:
            return
    raise AssertionError("the loop must reach a restore that is not broken off")


@pytest.mark.parametrize("note", [b"", b"{", b"[]", b'{"kept": ', b"\xff"])
def test_a_restore_with_a_damaged_note_is_finished_all_the_same(
    archive: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, note: bytes
) -> None:
    with open_store(folder) as store:
        fill(store, 1)
    newer = names(folder)
    with monkeypatch.context() as patch:
        patch.setattr(backup, "_move", lambda *_: (_ for _ in ()).throw(OSError("gone")))
        with pytest.raises(StoreError):
            restore(folder, archive)
    (folder / backup.PENDING).write_bytes(note)
    open_store(folder).close()
    assert names(folder) != newer
    assert newer in [names(path) for path in (folder / "kept").iterdir() if (path / "records.db").exists()]
