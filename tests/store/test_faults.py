"""Full disks and failing writes: nothing half saved, the sentence says not saved, the store goes on or says reopen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from wxadmin.domain.errors import StoreError
from wxadmin.store import anchor, archive
from wxadmin.store.opening import create_store, open_store
from wxadmin.store.session import Store


def add(store: Store, size: int = 10) -> None:
    store.change("新建", lambda tx: tx.insert("place", {"name": os.urandom(8).hex(), "note": "n" * size}))


def limit(store: Store, pages: int | None) -> None:
    """The database may have so many pages more, None any number."""

    def work(connection: Any) -> None:
        count = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {2**30 if pages is None else count + pages}").fetchall()

    with store._gate.administering():
        store._writer.run(lambda: work(store._connection))  # type: ignore[union-attr]


@pytest.mark.parametrize("pages", [0, 1, 2, 3, 5, 8, 13])
def test_a_full_disk_saves_nothing_and_says_so(store: Store, pages: int) -> None:
    add(store)
    limit(store, pages)
    said, untouched = list[str](), list[bool]()
    for size in (60_000, 10, 9_000, 60_000, 100_000):
        before = store.checkpoint()
        try:
            add(store, size)
        except StoreError as error:
            said.append(str(error))
            untouched.append(store.checkpoint() == before)
    assert said
    assert all("磁盘已满" in text and "没有保存" in text for text in said)
    assert all(untouched)
    with pytest.raises(StoreError, match="没有保存"), store.stage("chat") as stage:
        stage.add("line", [{"text": "字" * 500} for _ in range(400)])
    limit(store, None)
    add(store, 100_000)
    with store.stage("chat") as stage:
        stage.add("line", [{"text": "字"}])
        store.change("导入", lambda tx: tx.publish(stage))
    assert store.check().problems == ()


def test_what_a_full_disk_left_of_an_import_goes_at_the_next_start(store: Store, folder: Path) -> None:
    limit(store, 20)
    with pytest.raises(StoreError), store.stage("chat") as stage:
        stage.add("line", [{"text": "字" * 500} for _ in range(2000)])
    store.close()
    with open_store(folder) as again, again.read() as db:
        assert db.value("SELECT count(*) FROM line") == 0
        assert db.value("SELECT count(*) FROM batch") == 0


def test_a_backup_that_finds_no_room(store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add(store)
    real = archive._copy
    for number, sentence in ((28, "磁盘已满"), (5, "读写文件出错")):

        def failing(*args: Any, number: int = number) -> int:
            real(*args)
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(archive, "_copy", failing)
        with pytest.raises(StoreError, match=sentence):
            store.backup()
        assert list((folder / "backups").iterdir()) == []
    monkeypatch.setattr(archive, "_copy", real)
    assert store.backup().exists()


def test_a_root_that_cannot_be_remembered_stops_nothing(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(store)
    old = anchor.read(folder)

    def failing(*_args: Any) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(anchor, "write", failing)
    add(store)
    assert anchor.read(folder) == old
    store.close()
    with open_store(folder) as again:
        assert again.warnings == ()
        assert again.check().ok


CHILD = """
import resource, signal, sys
from pathlib import Path
from tests.store.field import own_tables
from wxadmin.domain.errors import StoreError
from wxadmin.store.opening import open_store
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
folder, more = Path(sys.argv[1]), int(sys.argv[2])
with own_tables(), open_store(folder) as store:
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (more, hard))
    saved, said, number = [], set(), 0
    for number in range(40):
        try:
            store.change("写", lambda tx: tx.insert("place", {"name": f"n{number}", "note": "x" * 3000 * (number % 5)}))
            saved.append(number)
        except StoreError as error:
            said.add(str(error))
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    print(saved); print(len(said)); print("\\n".join(said))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of file sizes are POSIX")
def test_writes_the_system_refuses_lose_nothing_that_was_saved(field: None, tmp_path: Path) -> None:
    """The operating system itself refuses to let the files grow: every call either saved or said not saved."""
    for more in range(20_000, 260_000, 17_111):
        folder = tmp_path / str(more)
        create_store(folder).close()
        done = subprocess.run(
            [sys.executable, "-c", CHILD, str(folder), str(more)], capture_output=True, text=True, check=True
        )
        saved, count, *said = done.stdout.splitlines()
        assert int(count) >= 1, done.stdout
        assert all("没有保存" in text or "停止写入" in text for text in said), said
        with open_store(folder) as store, store.read() as db:
            there = {row[0] for row in db.all("SELECT name FROM place")}
            assert there == {f"n{n}" for n in eval(saved)}
            assert store.check().problems == ()


def test_a_damaged_page_stops_writing_until_reopened(store: Store, folder: Path) -> None:
    """Whichever page it is: opening says so, or the write that meets it does and every later one."""
    for _ in range(60):
        add(store, 2000)
    store.close()
    data = (folder / "records.db").read_bytes()
    at_opening = in_use = 0
    for page in range(1, len(data) // 4096):
        (folder / "records.db").write_bytes(data[: 4096 * page] + bytes(4096) + data[4096 * (page + 1) :])
        (folder / "last_root").unlink(missing_ok=True)
        try:
            again = open_store(folder)
        except StoreError:
            at_opening += 1
            continue
        with again:
            try:
                for _ in range(3):
                    add(again, 2000)
            except StoreError:
                in_use += 1
                with pytest.raises(StoreError, match="重新打开"):
                    add(again)
            assert not again.check().ok
    assert at_opening
    assert in_use
