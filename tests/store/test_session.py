from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import pytest

from tests.store.field import Ticking
from wxadmin.domain import merkle
from wxadmin.domain.errors import Cancelled, StoreError, UserError
from wxadmin.store import engine
from wxadmin.store.journal import Tx
from wxadmin.store.opening import create_store, open_store
from wxadmin.store.rows import canonical
from wxadmin.store.session import Store


def add(store: Store, name: str, **more: Any) -> int:
    return store.change("新建", lambda tx: tx.insert("place", {"name": name, **more})).value


def test_every_pragma_is_as_it_must_be(store: Store, folder: Path) -> None:
    key = store._key
    for write in (True, False):
        connection = engine.connect(folder / "records.db", key, write=write)
        for name, _value, wanted in engine.PRAGMAS:
            assert str(connection.execute(f"PRAGMA {name}").fetchone()[0]) == str(wanted), name
        assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert connection.execute("PRAGMA query_only").fetchone()[0] == (not write)
        assert connection.execute("PRAGMA cipher_version").fetchone() is not None
        connection.close()
    assert tuple(map(int, store.read().__enter__().value("SELECT sqlite_version()").split("."))) >= (3, 51, 3)


def test_a_pragma_the_engine_ignores_is_noticed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "PRAGMAS", (("no_such_pragma", "1", 1),))
    with pytest.raises(RuntimeError, match="no_such_pragma"):
        store.reader()


def test_nothing_readable_is_on_disk(store: Store, folder: Path) -> None:
    add(store, "石榴树下的仓库", note="canary-4711")
    store.close()
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert b"canary-4711" not in data, path
            assert "石榴树".encode() not in data, path
    assert not (folder / "records.db").read_bytes().startswith(b"SQLite format 3")


def test_a_change_is_journalled_with_images_and_leaves(store: Store) -> None:
    made = store.change("新建", lambda tx: tx.insert("place", {"name": "甲"}))
    changed = store.change("改名", lambda tx: tx.update("place", made.value, {"name": "乙", "size": 2}))
    store.change("删除", lambda tx: tx.delete("place", made.value))
    assert (made.id, made.label, made.tables) == (1, "新建", frozenset({"place"}))
    assert changed.id == 3
    rows = store.history("place", made.value)
    assert [row.change.label for row in rows] == ["新建", "改名", "删除"]
    assert [row.change.actor for row in rows] == ["值班员"] * 3
    first = {"id": 1, "name": "甲", "note": None, "size": None}
    second = {"id": 1, "name": "乙", "note": None, "size": 2.0}
    assert [(row.before, row.after) for row in rows] == [(None, first), (first, second), (second, None)]
    with store.read() as db:
        entries = db.all("SELECT e.*, b.salt, b.body FROM entry e JOIN body b USING (seq) ORDER BY seq")
    assert [e["kind"] for e in entries] == ["change", "row"] * 3
    leaves = []
    for e in entries:
        kind = e["kind"] if e["tbl"] is None else f"{e['kind']}:{e['tbl']}:{e['row']}"
        committed = merkle.commitment(e["salt"], e["body"].encode())
        data = merkle.leaf_data(store.origin, e["seq"], e["at"], kind, e["subject"], committed)
        leaves.append(merkle.leaf_hash(data))
    assert leaves == [e["leaf"] for e in entries]
    assert store.checkpoint() == (6, merkle.root_of(leaves))
    assert entries[3]["body"] == canonical({"before": first, "after": second})


def test_the_subject_of_a_row_is_on_its_leaf(store: Store) -> None:
    who = bytes(range(16))
    row = store.change("登记", lambda tx: tx.insert("item", {"text": "x", "subject": who})).value
    store.change("登记", lambda tx: tx.insert("item", {"text": "y"}))
    with store.read() as db:
        assert db.value("SELECT count(*) FROM entry WHERE subject = ?", (who,)) == 1
        assert db.value("SELECT count FROM item WHERE id = ?", (row,)) == 7
    assert store.history("item", row)[0].after == {
        "id": row, "place": None, "subject": {"hex": who.hex()}, "text": "x", "count": 7,
    }  # fmt: skip


def test_an_error_in_the_work_leaves_nothing(store: Store) -> None:
    before = store.checkpoint()

    def work(tx: Tx) -> None:
        tx.insert("place", {"name": "甲"})
        tx.leaf("paper", b"", {"number": "1"})
        raise UserError("不行")

    with pytest.raises(UserError, match="不行"):
        store.change("坏", work)
    assert store.checkpoint() == before
    with pytest.raises(engine.IntegrityError):
        store.change("坏", lambda tx: [tx.insert("place", {"name": "丙"}) for _ in range(2)])
    assert store.checkpoint() == before
    add(store, "甲")
    assert store.check().ok


def test_what_changes_nothing_is_not_journalled(store: Store) -> None:
    row = add(store, "甲")
    size = store.checkpoint()[0]
    assert store.change("没改", lambda tx: tx.update("place", row, {"name": "甲"})).id == 0
    assert store.change("草稿", lambda tx: tx.insert("draft", {"text": "x"})).id == 0
    store.change("草稿", lambda tx: tx.update("draft", 1, {"text": "y"}))
    with store.read() as db:
        assert db.value("SELECT text FROM draft") == "y"
    assert store.checkpoint()[0] == size


def test_a_change_can_only_write_through_its_door(store: Store) -> None:
    add(store, "甲")
    bypasses = (
        "DELETE FROM place", "UPDATE place SET name = 'x'", "INSERT INTO place(name) VALUES('y')", "DROP TABLE place",
        "WITH x AS (SELECT 1) DELETE FROM place", "WITH x AS (SELECT 1) UPDATE body SET body = ''",
        "PRAGMA foreign_keys = 0", "ATTACH ':memory:' AS other", "REPLACE INTO place VALUES(1, 'z', NULL, NULL)",
        "COMMIT", "VACUUM", "WITH x AS (SELECT 1) INSERT INTO entry SELECT * FROM entry",
    )  # fmt: skip
    for sql in bypasses:
        with pytest.raises((ValueError, engine.EngineError)):
            store.change("绕过", lambda tx, sql=sql: tx.all(sql))
    for wrong in (
        lambda tx: tx.insert("entry", {"seq": 1}),
        lambda tx: tx.insert("nosuch", {"a": 1}),
        lambda tx: tx.insert("batch", {"kind": "x"}),
        lambda tx: tx.insert("place", {"id": 9, "name": "x"}),
        lambda tx: tx.insert("place", {'name") VALUES(1)--': "x"}),
        lambda tx: tx.update("place", 1, {"id": 2}),
        lambda tx: tx.update("place", 1, {}),
        lambda tx: tx.leaf("row", b"", {}),
        lambda tx: tx.leaf("paper:1", b"", {}),
    ):
        with pytest.raises(ValueError):
            store.change("绕过", wrong)
    for missing in (lambda tx: tx.update("place", 99, {"name": "x"}), lambda tx: tx.delete("place", 99)):
        with pytest.raises(LookupError):
            store.change("没有", missing)
    with store.read() as db:
        assert db.value("SELECT count(*) FROM place") == 1
        with pytest.raises(StoreError, match="不能写入"):
            db.all("DELETE FROM place")
    assert store.check().ok


def test_a_finished_change_is_of_no_use(store: Store) -> None:
    kept: list[Tx] = []
    store.change("留", kept.append)
    with pytest.raises(RuntimeError):
        kept[0].insert("place", {"name": "晚"})
    with pytest.raises(RuntimeError):
        kept[0].all("SELECT 1")


def test_unstorable_text_is_refused_with_a_sentence(store: Store) -> None:
    for text in ("a\0b", "\ud800", "好\udfff"):
        with pytest.raises(UserError, match="不能保存的字符") as caught:
            add(store, text)
        assert not isinstance(caught.value, StoreError)
        with pytest.raises(UserError):
            store.change(text if "\0" not in text else "\ud800", lambda tx: tx.insert("place", {"name": "甲"}))
    odd = 'a\u202e\\u0000"\n\u200b<b>\U0001f600'
    row = add(store, odd)
    assert store.history("place", row)[0].after["name"] == odd  # type: ignore[index]
    assert store.check().ok


def test_reads_see_one_state(store: Store) -> None:
    add(store, "甲")
    with store.read() as db:
        assert db.value("SELECT count(*) FROM place") == 1
        add(store, "乙")
        assert db.value("SELECT count(*) FROM place") == 1
        with store.read() as other:
            assert other.value("SELECT count(*) FROM place") == 2
    reader = store.reader()
    add(store, "丙")
    assert reader.one("SELECT count(*) AS n FROM place")["n"] == 3  # type: ignore[index]
    reader.close()


def test_a_reader_can_be_interrupted(store: Store) -> None:
    reader = store.reader()
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    timer = threading.Timer(0.1, reader.interrupt)
    timer.start()
    with pytest.raises(Cancelled):
        reader.all(endless)
    timer.join()
    assert reader.value("SELECT 1") == 1


def test_many_threads_write_and_read(store: Store) -> None:
    errors: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for i in range(15):
                add(store, f"{number}-{i}")
                with store.read() as db:
                    db.all("SELECT * FROM place")
        except BaseException as error:  # noqa: BLE001 - looked at below
            errors.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert store.checkpoint()[0] == 180
    assert store.check().ok


def test_a_change_inside_a_change_is_refused_not_waited_for(store: Store) -> None:
    with pytest.raises(RuntimeError, match="inside"):
        store.change("外", lambda _tx: add(store, "内"))


def test_closing(store: Store, folder: Path) -> None:
    add(store, "甲")
    reader = store.reader()
    store.close()
    store.close()
    assert store.closed
    with pytest.raises(StoreError, match="已关闭"):
        add(store, "乙")
    with pytest.raises(StoreError, match="已关闭"):
        store.reader()
    with pytest.raises(StoreError, match="已关闭"):
        reader.all("SELECT 1")
    assert not (folder / "records.db-wal").exists()
    with open_store(folder) as again, again.read() as db:
        assert db.value("SELECT name FROM place") == "甲"


def test_reading_beside_a_writer(store: Store, folder: Path) -> None:
    add(store, "甲")
    with open_store(folder, write=False) as reading:
        assert not reading.writable
        assert reading.origin == store.origin
        add(store, "乙")
        with reading.read() as db:
            assert db.value("SELECT count(*) FROM place") == 2
        assert reading.checkpoint() == store.checkpoint()
        with pytest.raises(StoreError, match="只读"):
            reading.change("写", lambda tx: tx.insert("place", {"name": "丙"}))
        with pytest.raises(StoreError, match="只读"):
            reading.stage("x")
        assert reading.check().ok
        assert reading.backup().exists()
    add(store, "丁")


def test_proofs_of_every_entry_at_growing_sizes(store: Store) -> None:
    def many(tx: Tx) -> None:
        for i in range(700):
            tx.insert("draft" if i % 7 == 0 else "place", {"text" if i % 7 == 0 else "name": f"n{i}"})
        seq = tx.leaf("paper", b"", {"number": "七"}).seq
        size, root, proof = tx.proof(seq)
        leaf = tx.value("SELECT leaf FROM entry WHERE seq = ?", (seq,))
        assert merkle.verify_inclusion(leaf, seq - 1, size, proof, root)

    store.change("许多", many)
    with store.read() as db:
        leaves = [row[0] for row in db.all("SELECT leaf FROM entry ORDER BY seq")]
    size, root = store.checkpoint()
    assert (size, root) == (len(leaves), merkle.root_of(leaves))
    for seq in range(1, size + 1, 13):
        assert store.proof(seq) == (size, root, merkle.inclusion_proof(leaves, seq - 1))
    for old in (0, 1, 255, 256, 257, 511, 512, 513, size):
        assert store.root_at(old) == merkle.root_of(leaves[:old])
    for wrong in (0, size + 1):
        with pytest.raises(ValueError):
            store.proof(wrong)
    with pytest.raises(ValueError):
        store.root_at(size + 1)


def test_ledger_goes_on_after_reopening_at_every_size(field: None, folder: Path) -> None:
    create_store(folder).close()
    for number in range(12):
        with open_store(folder) as store:
            add(store, f"n{number}")
            if number == 5:
                store.change("许多", lambda tx: [tx.insert("place", {"name": f"m{i}"}) for i in range(600)])
    with open_store(folder) as store:
        assert store.check().problems == ()


def test_the_clock_and_actor_are_those_given(field: None, folder: Path) -> None:
    with create_store(folder, actor="甲", clock=Ticking()) as store:
        add(store, "x")
        store.actor = "乙"
        add(store, "y")
        store.change("z", lambda tx: tx.insert("place", {"name": tx.at}), actor="丙")
        assert [(c.at, c.actor) for c in store.changes()] == [
            ("2026-09-01T08:00:03+08:00", "丙"), ("2026-09-01T08:00:02+08:00", "乙"),
            ("2026-09-01T08:00:01+08:00", "甲"),
        ]  # fmt: skip
        assert [c.id for c in store.changes(before=5, limit=1)] == [3]
        with store.read() as db:
            assert db.value("SELECT name FROM place WHERE id = 3") == "2026-09-01T08:00:03+08:00"


def test_a_slow_reader_does_not_hold_up_writing(store: Store) -> None:
    with store.read() as db:
        db.all("SELECT * FROM place")
        started = time.monotonic()
        for i in range(50):
            add(store, f"n{i}")
        assert time.monotonic() - started < engine.BUSY_SECONDS
