from __future__ import annotations

import errno
import hashlib
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.store.field import MIGRATIONS, SQL, own_tables
from wxadmin.domain.errors import StoreError
from wxadmin.store import anchor, engine, keys, ledger_schema, lock, migrations, place
from wxadmin.store.keys import Keychain, KeyFile
from wxadmin.store.opening import create_store, open_store
from wxadmin.store.session import Store


def fill(store: Store, count: int = 3) -> None:
    for i in range(count):
        store.change("新建", lambda tx, i=i: tx.insert("place", {"name": f"{os.urandom(6).hex()}-{i}"}))


def sentence(error: pytest.ExceptionInfo[StoreError]) -> str:
    text = str(error.value)
    assert "\n" not in text
    assert text.endswith("。")
    assert "；" in text, "a remedy is given"
    return text


def test_making_opening_and_what_lies_there(store: Store, folder: Path) -> None:
    fill(store)
    size, root = store.checkpoint()
    store.close()
    assert {p.name for p in folder.iterdir()} == {"records.db", "records.key", "records.lock", "last_root"}
    assert (folder / "records.key").stat().st_mode & 0o777 == 0o600
    assert anchor.read(folder) == anchor.Anchor(store.origin, size, root)
    with open_store(folder) as again:
        assert again.warnings == ()
        assert again.checkpoint() == (size, root)
        assert again.origin == store.origin


def test_nothing_is_made_over_an_existing_file(store: Store, folder: Path) -> None:
    fill(store)
    store.close()
    with pytest.raises(StoreError, match="已有记录文件") as error:
        create_store(folder)
    sentence(error)
    with open_store(folder) as again:
        assert again.checkpoint()[0] == 6


def test_no_record_file(field: None, folder: Path) -> None:
    for write in (True, False):
        with pytest.raises(StoreError, match="没有记录文件"):
            open_store(folder, write=write)
        assert not folder.exists()
    folder.mkdir()
    (folder / "a.txt").write_text("x")
    for write in (True, False):
        with pytest.raises(StoreError, match="没有记录文件"):
            open_store(folder, write=write)
        assert [p.name for p in folder.iterdir()] == ["a.txt"]


def test_a_folder_nobody_may_look_into(store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store.close()

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "stat", refused)
    for write in (True, False):
        with pytest.raises(StoreError, match="没有权限读取") as error:
            open_store(folder, write=write)
        sentence(error)


def test_a_second_start_names_the_holder(store: Store, folder: Path) -> None:
    with pytest.raises(StoreError, match=f"进程 {os.getpid()}") as error:
        open_store(folder)
    assert "正由" in sentence(error)
    with pytest.raises(StoreError, match="正由"):
        create_store(folder)
    store.close()
    open_store(folder).close()


def test_the_lock_of_a_killed_program_is_free(field: None, folder: Path) -> None:
    create_store(folder).close()
    code = (
        "import sys, time; from pathlib import Path; from wxadmin.store.lock import InstanceLock\n"
        "held = InstanceLock(Path(sys.argv[1])); print('held', flush=True); time.sleep(60)"
    )
    child = subprocess.Popen([sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    with pytest.raises(StoreError, match=f"进程 {child.pid}"):
        open_store(folder)
    child.kill()
    child.wait()
    child.stdout.close()
    assert str(child.pid) in lock.holder_of(folder)
    open_store(folder).close()


def test_a_lock_nobody_can_read_still_holds(store: Store, folder: Path) -> None:
    for text in (b"", b"{", b'{"who": 1}', b"\xff" * 5000):
        (folder / lock.FILE_NAME).write_bytes(text)
        with pytest.raises(StoreError, match="另一个窗口") as error:
            open_store(folder)
        sentence(error)


def test_a_lock_on_a_full_disk_holds_without_a_name(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int, _data: bytes) -> int:
        raise OSError(errno.ENOSPC, "full")

    store.close()
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        held = lock.InstanceLock(folder)
    with pytest.raises(StoreError, match="另一个窗口"):
        open_store(folder)
    held.release()
    open_store(folder).close()


def test_failed_opening_gives_the_lock_back(store: Store, folder: Path) -> None:
    store.close()
    key = (folder / "records.key").read_bytes()
    (folder / "records.key").unlink()
    threads = threading.active_count()
    for _ in range(3):
        with pytest.raises(StoreError, match="密钥"):
            open_store(folder)
    assert threading.active_count() == threads
    (folder / "records.key").write_bytes(key)
    open_store(folder).close()


def test_a_lost_key(store: Store, folder: Path) -> None:
    store.close()
    (folder / "records.key").unlink()
    for write in (True, False):
        with pytest.raises(StoreError, match="找不到密钥文件") as error:
            open_store(folder, write=write)
        sentence(error)


ENVELOPES: dict[str, Any] = {
    "empty": b"",
    "binary": bytes(range(256)),
    "not json": b"{",
    "a list": b"[]",
    "deep": b"[" * 100_000,
    "huge": b" " * 10_000_000,
    "other format": {"format": "other"},
    "no slots": {"slots": None},
    "short key": {"slots": [{"kind": "keyfile", "key": "ab"}]},
    "key of another length": {
        "origin": "00" * 16,
        "check": hashlib.sha256(b"wxadmin-key-check-v1" + b"k" * 31 + b"00" * 16).hexdigest()[:32],
        "slots": [{"kind": "keyfile", "key": (b"k" * 31).hex()}],
    },
    "not hex": {"slots": [{"kind": "keyfile", "key": "zz" * 32}]},
    "other key": {"slots": [{"kind": "keyfile", "key": "ab" * 32}]},
    "other origin": {"origin": "00" * 16},
    "version as text": {"version": "1"},
}


@pytest.mark.parametrize("name", ENVELOPES)
def test_a_damaged_key_file(store: Store, folder: Path, name: str) -> None:
    store.close()
    path, change = folder / "records.key", ENVELOPES[name]
    sound = path.read_bytes()
    path.write_bytes(change if isinstance(change, bytes) else json.dumps({**json.loads(sound), **change}).encode())
    with pytest.raises(StoreError, match="密钥文件已损坏") as error:
        open_store(folder)
    sentence(error)
    path.write_bytes(sound)
    open_store(folder).close()


def test_an_envelope_with_slots_of_later_versions(store: Store, folder: Path) -> None:
    store.close()
    path = folder / "records.key"
    envelope = json.loads(path.read_bytes())
    later = {"kind": "passphrase", "kdf": {"name": "argon2id", "m": 65536, "t": 3, "p": 4}, "wrapped": "00"}
    own = envelope["slots"][0]
    path.write_text(json.dumps({**envelope, "slots": [later, own, {"kind": "recovery"}, "?"]}))
    path.chmod(0o600)
    open_store(folder).close()
    for slots in ([later], [{"kind": ["keyfile"], "key": own["key"]}], [{"kind": None}]):
        path.write_text(json.dumps({**envelope, "slots": slots}))
        with pytest.raises(StoreError, match="解锁方式"):
            open_store(folder)
    path.write_text(json.dumps({**envelope, "version": 2}))
    with pytest.raises(StoreError, match="更新的版本"):
        open_store(folder)


def test_the_key_of_another_file(store: Store, folder: Path, tmp_path: Path) -> None:
    store.close()
    create_store(tmp_path / "b").close()
    (folder / "records.key").write_bytes((tmp_path / "b" / "records.key").read_bytes())
    (folder / "records.key").chmod(0o600)
    with pytest.raises(StoreError, match="密钥不属于") as error:
        open_store(folder)
    sentence(error)


def test_a_key_file_others_can_read_is_warned_about(store: Store, folder: Path) -> None:
    store.close()
    (folder / "records.key").chmod(0o644)
    with open_store(folder) as again:
        assert any("其他账户" in text for text in again.warnings)


def test_a_key_left_behind_is_used_again(store: Store, folder: Path) -> None:
    store.close()
    kept = (folder / "records.key").read_bytes()
    (folder / "records.db").unlink()
    (folder / "last_root").unlink(missing_ok=True)
    with create_store(folder) as new:
        assert new.origin != store.origin
    assert (folder / "records.key").read_bytes() == kept


class FakeKeyring:
    """Stands for the module ``keyring``."""

    def __init__(self, *, broken: bool = False, forgetful: bool = False) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.broken, self.forgetful = broken, forgetful

    def set_password(self, service: str, name: str, value: str) -> None:
        if self.broken:
            from keyring.errors import NoKeyringError

            raise NoKeyringError
        if not self.forgetful:
            self.kept[service, name] = value

    def get_password(self, service: str, name: str) -> str | None:
        return self.kept.get((service, name))


def test_the_key_in_the_keychain(field: None, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring

    ring = FakeKeyring()
    for name in ("get_password", "set_password"):
        monkeypatch.setattr(keyring, name, getattr(ring, name))
    with create_store(folder, key=Keychain()) as store:
        fill(store)
        key = store._key
    assert key.hex() not in (folder / "records.key").read_text()
    assert list(ring.kept.values()) == [key.hex()]
    open_store(folder).close()
    ring.kept.clear()
    with pytest.raises(StoreError, match="钥匙串里找不到") as error:
        open_store(folder)
    sentence(error)
    for broken in (FakeKeyring(broken=True), FakeKeyring(forgetful=True)):
        for name in ("get_password", "set_password"):
            monkeypatch.setattr(keyring, name, getattr(broken, name))
        with pytest.raises(StoreError, match="密钥文件"):
            create_store(folder.parent / "neu", key=Keychain())
        assert not (folder.parent / "neu" / "records.db").exists()


DAMAGE = {
    "empty": lambda data: b"",
    "zeros": lambda data: bytes(len(data)),
    "plain sqlite": lambda data: b"SQLite format 3\0" + data[16:],
    "half a page": lambda data: data[:2000],
    "cut": lambda data: data[: len(data) // 2],
    "text": lambda data: "这不是数据库".encode() * 1000,
    "first page": lambda data: data[:100] + bytes([data[100] ^ 1]) + data[101:],
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_file(store: Store, folder: Path, name: str) -> None:
    fill(store)
    store.close()
    path = folder / "records.db"
    path.write_bytes(DAMAGE[name](path.read_bytes()))
    damaged = path.read_bytes()
    with pytest.raises(StoreError) as error:
        open_store(folder).close()
    sentence(error)
    assert path.read_bytes() == damaged, "a damaged file is left as it is"


def test_a_file_put_back_to_an_older_state(store: Store, folder: Path, tmp_path: Path) -> None:
    fill(store)
    store.close()
    old = (folder / "records.db").read_bytes()
    with open_store(folder) as again:
        fill(again)
    (folder / "records.db").write_bytes(old)
    with pytest.raises(StoreError, match="少了 6 条") as error:
        open_store(folder)
    sentence(error)
    with open_store(folder, write=False) as reading:
        assert any("少了 6 条" in text for text in reading.warnings)
        assert not reading.check().ok
    (folder / "last_root").unlink()
    with open_store(folder) as again:
        assert again.warnings == ()
        assert again.check().ok


def test_another_file_in_its_place(store: Store, folder: Path, tmp_path: Path) -> None:
    fill(store)
    store.close()
    with create_store(tmp_path / "b") as other:
        fill(other, 9)
    for name in ("records.db", "records.key"):
        (tmp_path / "b" / name).replace(folder / name)
    with pytest.raises(StoreError, match="不是上次"):
        open_store(folder)


def test_a_remembered_root_nobody_can_read_is_a_warning(store: Store, folder: Path) -> None:
    fill(store)
    store.close()
    negative = f"wxadmin-root-v1 {store.origin.hex()} -1 {'00' * 32}".encode()
    for data in (b"", b"\xff" * 300, negative, b"wxadmin-root-v1 00 0 00", b"wxadmin-root-v1 zz 1 zz", b"x" * 10_000):
        (folder / "last_root").write_bytes(data)
        with open_store(folder) as again:
            assert any("last_root" in text for text in again.warnings)
            assert not again.check().ok
            fill(again, 1)
        assert anchor.read(folder) is not None


def test_a_newer_version_is_refused_and_left_alone(field: None, folder: Path) -> None:
    newer = (*MIGRATIONS, ("0003_later", "CREATE TABLE later(id INTEGER PRIMARY KEY) STRICT;"))
    with own_tables(newer), create_store(folder) as store:
        fill(store)
    before = (folder / "records.db").read_bytes()
    for write in (True, False):
        with pytest.raises(StoreError, match="更新的版本") as error:
            open_store(folder, write=write)
        sentence(error)
    assert (folder / "records.db").read_bytes() == before


def test_an_older_version_is_copied_then_migrated(folder: Path) -> None:
    newer = (*MIGRATIONS, ("0003_later", "CREATE TABLE later(id INTEGER PRIMARY KEY) STRICT;"))
    with own_tables(), create_store(folder) as store:
        fill(store)
        before = store.checkpoint()
    with own_tables(newer):
        with pytest.raises(StoreError, match="旧版本"):
            open_store(folder, write=False)
        with open_store(folder) as store:
            assert store.checkpoint() == before
            assert store.check().ok
            with store.read() as db:
                assert db.value("SELECT count(*) FROM later") == 0
                assert db.value("PRAGMA user_version") == 3
    copies = list((folder / "backups").iterdir())
    assert [path.name.startswith("before-upgrade-") for path in copies] == [True]
    with own_tables():
        from wxadmin.store.backup import check_archive

        assert check_archive(copies[0]).ok


def test_a_migration_that_fails_changes_nothing(folder: Path) -> None:
    bad = (*MIGRATIONS, ("0003_bad", "CREATE TABLE later(id INTEGER PRIMARY KEY) STRICT;\nCREATE TABLE place(x);"))
    with own_tables(), create_store(folder) as store:
        fill(store)
    with own_tables(bad), pytest.raises((engine.EngineError, StoreError)):
        open_store(folder)
    with own_tables(), open_store(folder) as store:
        assert store.check().ok


def test_a_schema_that_was_changed_is_refused(store: Store, folder: Path) -> None:
    fill(store)
    key = store._key
    store.close()
    for sql in ("DROP TRIGGER entry_no_update", "CREATE TABLE extra(x)", "CREATE INDEX more ON place(note)"):
        copy = (folder / "records.db").read_bytes()
        connection = engine.connect(folder / "records.db", key, write=True)
        connection.execute(sql)
        connection.close()
        with pytest.raises(StoreError, match="表结构") as error:
            open_store(folder)
        sentence(error)
        (folder / "records.db").write_bytes(copy)


def test_every_statement_of_a_script_is_run() -> None:
    assert len(list(engine.statements(SQL))) == 12
    assert len(list(engine.statements(ledger_schema.SQL))) == ledger_schema.SQL.count("\nCREATE ")
    with pytest.raises(ValueError, match="unfinished"):
        list(engine.statements("CREATE TABLE x(y"))
    assert migrations.version() == len(migrations.MIGRATIONS)


def test_network_places_are_refused(field: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = place.parse_linux_mounts(
        "/dev/vda / ext4 rw 0 0\nnas:/x /mnt/nas\\040one nfs4 rw 0 0\nme@h:/ /home/u/far fuse.sshfs rw 0 0\n"
        "//srv/a /mnt/win cifs rw 0 0\n/dev/vdb /mnt/nas\\040one/local ext4 rw 0 0\nshort\n"
    )
    kinds = {
        "/": "ext4", "/mnt/nas one": "nfs4", "/mnt/nas one/a/b": "nfs4", "/mnt/nas": "ext4", "/mnt/win/x": "cifs",
        "/home/u/far/b": "fuse.sshfs", "/mnt/nas one/local/x": "ext4",
    }  # fmt: skip
    assert {path: place.mount_type(Path(path), mounts) for path in kinds} == kinds
    bsd = place.parse_bsd_mounts(
        "/dev/disk3s1 on / (apfs, local)\n//u@nas/share on /Volumes/share (on) x (smbfs, nodev)\njunk\n"
    )
    assert bsd == [("/", "apfs"), ("/Volumes/share (on) x", "smbfs")]
    for text in ("\\\\server\\share\\记录", "//server/share"):
        assert place.is_network(Path(text)) or not text.startswith("\\")
    assert not place.is_network(tmp_path / "neu" / "tief")
    monkeypatch.setattr(place, "_mounts", lambda: [("/", "nfs4")])
    for action in (create_store, open_store):
        with pytest.raises(StoreError, match="网络位置") as error:
            action(tmp_path / "neu")
        sentence(error)
    assert not (tmp_path / "neu").exists()


def test_cloud_folders_are_warned_about(field: None, tmp_path: Path) -> None:
    for name in ("OneDrive - 单位", "Dropbox", "坚果云", "Mobile Documents", "WPS云盘"):
        assert place.cloud_name(tmp_path / name / "记录") == name
    assert place.cloud_name(tmp_path / "档案") == ""
    with create_store(tmp_path / "OneDrive" / "记录") as store:
        assert any("OneDrive" in text for text in store.warnings)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written(field: None, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError, match="写入") as error:
        create_store(tmp_path / "neu")
    sentence(error)
    tmp_path.chmod(0o700)


def test_a_file_where_the_folder_should_be(field: None, tmp_path: Path) -> None:
    (tmp_path / "neu").write_text("x")
    with pytest.raises(StoreError, match="建不了") as error:
        create_store(tmp_path / "neu", key=KeyFile())
    sentence(error)
    assert keys.FILE_NAME not in {p.name for p in tmp_path.iterdir()}
