from __future__ import annotations

import random
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.store.tamper import behind_its_back, random_tampering
from wxadmin.domain import merkle
from wxadmin.domain.errors import StoreError, UserError
from wxadmin.store import anchor, engine
from wxadmin.store.journal import Tx
from wxadmin.store.ledger import leaf_kind
from wxadmin.store.opening import open_store
from wxadmin.store.rows import canonical
from wxadmin.store.session import Store


def lived_in(store: Store, places: int = 300) -> None:
    """Something of everything: rows, edits, deletions, imports edited and withdrawn, papers, undone changes, nodes."""

    def many(tx: Tx) -> None:
        for i in range(places):
            tx.insert("place", {"name": f"处{i}", "size": i / 2})

    store.change("建", many)
    for i in range(1, 9):
        store.change("物", lambda tx, i=i: tx.insert("item", {"place": i, "text": "某物", "subject": bytes([i]) * 16}))
    store.change("改", lambda tx: tx.update("item", 2, {"text": "改过", "count": 1}))
    store.undo(store.change("删", lambda tx: tx.delete("item", 3)).id)
    store.change("删", lambda tx: tx.delete("item", 4))
    store.change("稿", lambda tx: tx.insert("draft", {"text": "x"}))
    for _ in range(3):
        with store.stage("chat") as stage:
            ids = stage.add("line", [{"text": f"第{i}句", "subject": b"L" * 16} for i in range(20)])
            stage.add("tag", [{"line": i, "word": "词"} for i in ids[:5]])
            last = store.change("导入", lambda tx, stage=stage: tx.publish(stage))
    store.undo(last.id)
    store.change("改", lambda tx: tx.update("line", 5, {"text": "改过的一句"}))
    store.change("删", lambda tx: tx.delete("line", 9))
    store.change("加", lambda tx: tx.insert("line", {"text": "手工"}))
    store.change("挑", lambda tx: tx.insert("pick", {"line": 2}))
    store.change(
        "签发",
        lambda tx: (tx.leaf("paper", b"p" * 16, {"n": 1}), tx.insert("sheet", {"title": "一", "pdf": b"%PDF"})),
        final=True,
    )


@pytest.fixture
def sound(store: Store, folder: Path) -> Path:
    lived_in(store)
    assert store.check().problems == ()
    store.close()
    return folder


def checked(folder: Path) -> tuple[str, ...]:
    """What opening and the full check say of a file; empty if they take it for sound."""
    try:
        with open_store(folder, write=False) as store:
            return (*store.warnings, *store.check().problems)
    except StoreError as error:
        return (str(error),)


def key_of(folder: Path) -> bytes:
    with open_store(folder, write=False) as store:
        return store._key


def test_no_tampering_goes_unseen(sound: Path, tmp_path: Path) -> None:
    key = key_of(sound)
    rng = random.Random(2026)
    unseen = []
    for number in range(60):
        copy = tmp_path / f"t{number}"
        shutil.copytree(sound, copy)
        with behind_its_back(copy, key) as connection:
            what = random_tampering(connection, rng)
        if not checked(copy):
            unseen.append(what)
        shutil.rmtree(copy)
    assert unseen == []


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO place(name) VALUES('偷偷加的')",
        "INSERT INTO line(text, batch) VALUES('偷偷加的', 1)",
        "UPDATE batch SET state = 1 WHERE state = 2",
        "UPDATE batch SET state = 0 WHERE id = 1",
        "UPDATE batch_row SET salt = NULL WHERE row = 5",
        "UPDATE batch_row SET salt = zeroblob(32) WHERE row = 5",
        "UPDATE batch_row SET salt = zeroblob(3) WHERE row = 6",
        "UPDATE body SET salt = zeroblob(3) WHERE seq = 6",
        "UPDATE meta SET value = zeroblob(16)",
        "DELETE FROM meta",
        "DELETE FROM body WHERE seq = 7",
        "DELETE FROM entry; DELETE FROM body; DELETE FROM node",
        "DELETE FROM node",
        "DELETE FROM batch_row WHERE batch = 2; DELETE FROM line WHERE batch = 2; DELETE FROM tag WHERE batch = 2",
        "INSERT INTO erasing VALUES(1)",
        "INSERT INTO body VALUES(99999, zeroblob(32), '{}')",
        "UPDATE entry SET change = 1",
        "UPDATE entry SET kind = 'change' WHERE seq = 5",
        "UPDATE entry SET seq = 99998 WHERE seq = 30",
        "UPDATE entry SET seq = 99998 WHERE seq = (SELECT max(seq) - 1 FROM entry)",
        "DELETE FROM entry WHERE seq = (SELECT max(seq) - 1 FROM entry)",
        "PRAGMA user_version = 99",
        "PRAGMA user_version = 1",
    ],
)
def test_these_tamperings_are_seen(sound: Path, sql: str) -> None:
    with behind_its_back(sound, key_of(sound)) as connection:
        for one in sql.split("; "):
            connection.execute(one)
    assert checked(sound)
    for _ in range(2):
        with suppress(StoreError), open_store(sound) as store:
            # A version said too low is set right by opening for writing: the file knows what was applied.
            assert not store.check().ok or sql == "PRAGMA user_version = 1"
        (sound / anchor.FILE_NAME).unlink(missing_ok=True)


def test_a_published_import_called_staged_is_not_thrown_away(sound: Path) -> None:
    with behind_its_back(sound, key_of(sound)) as connection:
        connection.execute("UPDATE batch SET state = 0 WHERE id = 1")
    with open_store(sound) as store, store.read() as db:
        assert db.value("SELECT count(*) FROM line WHERE batch = 1") == 19
    assert checked(sound)


def test_the_owner_rewriting_his_past_is_seen_by_the_root_outside(sound: Path) -> None:
    """Body, commitment, leaf and row changed to fit each other: only a root remembered or handed out tells."""
    key = key_of(sound)
    with behind_its_back(sound, key) as connection:
        origin = connection.execute("SELECT value FROM meta").fetchone()[0]
        e = connection.execute(
            "SELECT e.*, b.salt, b.body FROM entry e JOIN body b USING (seq) WHERE tbl = 'item' AND row = 1"
        ).fetchone()
        body = e["body"].replace("某物", "别物")
        committed = merkle.commitment(e["salt"], body.encode())
        data = merkle.leaf_data(origin, e["seq"], e["at"], leaf_kind("row", "item", 1), e["subject"], committed)
        connection.execute("UPDATE body SET body = ? WHERE seq = ?", (body, e["seq"]))
        connection.execute(
            "UPDATE entry SET commitment = ?, leaf = ? WHERE seq = ?", (committed, merkle.leaf_hash(data), e["seq"])
        )
        connection.execute("UPDATE item SET text = '别物' WHERE id = 1")
    assert any("改动过" in text for text in checked(sound))
    with pytest.raises(StoreError, match="改动过"):
        open_store(sound)
    (sound / anchor.FILE_NAME).unlink()
    assert checked(sound) == ()


def test_cutting_off_the_newest_is_seen_by_the_root_outside(sound: Path) -> None:
    with behind_its_back(sound, key_of(sound)) as connection:
        top = connection.execute("SELECT max(change) FROM entry").fetchone()[0]
        connection.execute("DELETE FROM body WHERE seq >= ?", (top,))
        connection.execute("DELETE FROM entry WHERE seq >= ?", (top,))
        connection.execute("DELETE FROM sheet")
    assert any("少了" in text for text in checked(sound))


REFUSED = (
    "UPDATE entry SET kind = 'x' WHERE seq = 5",
    "DELETE FROM entry WHERE seq = 5",
    "DELETE FROM entry",
    "REPLACE INTO entry SELECT seq, change, at, 'x', tbl, row, subject, commitment, leaf FROM entry WHERE seq = 5",
    "REPLACE INTO body SELECT seq, salt, 'forged' FROM body WHERE seq = 5",
    "UPDATE body SET body = 'forged'",
    "UPDATE OR IGNORE body SET body = 'forged'",
    "DELETE FROM body WHERE seq = 5",
    "DELETE FROM body",
    "INSERT INTO entry SELECT seq + 5, change, at, kind, tbl, row, subject, commitment, leaf FROM entry WHERE seq = 5",
    "INSERT INTO entry SELECT max(seq) + 1, 2, at, kind, tbl, row, subject, commitment, leaf FROM entry",
    "INSERT INTO body SELECT 1, salt, body FROM body WHERE seq = 5",
    "UPDATE node SET hash = zeroblob(32)",
    "DELETE FROM node",
    "REPLACE INTO node SELECT height, number, zeroblob(32) FROM node",
    "INSERT INTO erasing SELECT max(change) FROM entry WHERE seq = change",
    "UPDATE meta SET value = zeroblob(16)",
    "DELETE FROM meta",
    "REPLACE INTO meta VALUES('origin', zeroblob(16))",
    "DELETE FROM batch WHERE id = 1",
    "UPDATE batch SET root = zeroblob(32) WHERE id = 1",
    "UPDATE batch SET state = 0 WHERE id = 1",
    "DELETE FROM batch_row WHERE batch = 1",
    "UPDATE batch_row SET salt = NULL WHERE batch = 1",
    "UPDATE batch_row SET hash = zeroblob(32) WHERE batch = 1",
    "INSERT INTO batch_row SELECT 1, 9999, 'line', 9999, salt, hash FROM batch_row WHERE batch = 1 LIMIT 1",
)


@pytest.mark.parametrize("recursive", [0, 1])
def test_triggers_refuse_any_program(sound: Path, recursive: int) -> None:
    connection = engine.connect(sound / "records.db", key_of(sound), write=True)
    connection.execute(f"PRAGMA recursive_triggers = {recursive}")
    passed = []
    for sql in REFUSED:
        try:
            connection.execute(sql)
        except engine.IntegrityError:
            continue
        passed.append(sql)
    connection.close()
    # Without recursive triggers REPLACE deletes unseen; then the insert itself must be refused.
    assert passed == []
    assert checked(sound) == ()


def test_the_gate_refuses_before_the_triggers_do(store: Store) -> None:
    lived_in(store, 10)
    direct = [sql for sql in REFUSED if sql.startswith(("UPDATE", "DELETE")) and " batch" not in sql]
    assert len(direct) == 11
    for sql in direct:

        def work(connection: Any, sql: str = sql) -> None:
            connection.execute(sql)

        with pytest.raises(engine.EngineError, match=r"not authorized|prohibited"):
            store._write(work)
    assert store.check().ok


def test_a_body_may_go_inside_an_erasure_and_the_rest_still_verifies(sound: Path) -> None:
    """The format of erasures, by hand: bodies and an imported row's salt go, entries stay, the check knows why."""
    key = key_of(sound)
    with open_store(sound, write=False) as store:
        old = store.checkpoint()
    connection = engine.connect(sound / "records.db", key, write=True)
    from wxadmin.store.ledger import Ledger

    ledger = Ledger(connection, connection.execute("SELECT value FROM meta").fetchone()[0])
    who = bytes([1]) * 16
    seq, change = connection.execute("SELECT seq, change FROM entry WHERE subject = ?", (who,)).fetchone()
    batch, place, row = connection.execute(
        "SELECT batch, place, row FROM batch_row WHERE tbl = 'line' AND row = 15"
    ).fetchone()
    connection.execute("BEGIN IMMEDIATE")
    head = ledger.append("erasure", b"", canonical({"label": "删除", "actor": ""}), at="2026", change=None)
    went = canonical({"bodies": [[seq, seq]], "rows": [[batch, place]]})
    ledger.append("erased", b"", went, at="2026", change=head.seq)
    with pytest.raises(engine.IntegrityError):
        connection.execute("DELETE FROM body WHERE seq = ?", (seq,))
    connection.execute("INSERT INTO erasing VALUES(?)", (head.seq,))
    connection.execute("DELETE FROM body WHERE seq = ?", (seq,))
    connection.execute("DELETE FROM item WHERE subject = ?", (who,))
    connection.execute("UPDATE batch_row SET salt = NULL WHERE batch = ? AND place = ?", (batch, place))
    connection.execute("DELETE FROM line WHERE id = ?", (row,))
    connection.execute("DELETE FROM tag WHERE line = ?", (row,))
    connection.execute("DELETE FROM erasing")
    connection.execute("COMMIT")
    with pytest.raises(engine.IntegrityError):
        connection.execute("DELETE FROM body WHERE seq = ?", (seq + 1,))
    connection.close()
    assert checked(sound) == ()
    with open_store(sound) as store:
        assert store.root_at(old[0]) == old[1]
        assert [row.after for row in store.history("item", 1)] == [None]
        assert store.changes(limit=1)[0].kind == "erasure"
        with pytest.raises(UserError, match="个人信息已经删除"):
            store.undo(change)


def test_no_bit_flip_goes_unseen(sound: Path, tmp_path: Path) -> None:
    whole = (sound / "records.db").read_bytes()
    rng = random.Random(7)
    copy = tmp_path / "flip"
    shutil.copytree(sound, copy)
    for _ in range(250):
        at, bit = rng.randrange(len(whole)), 1 << rng.randrange(8)
        (copy / "records.db").write_bytes(whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :])
        assert checked(copy), f"byte {at} bit {bit}"
        for path in copy.glob("records.db-*"):
            path.unlink()


def test_no_bit_flip_in_the_log_of_a_killed_program_goes_unseen(store: Store, folder: Path, tmp_path: Path) -> None:
    """The write-ahead log drops what follows a damaged frame without a word; the root outside tells."""
    lived_in(store, 12)
    names = ("records.db", "records.db-wal", "records.key", "last_root")
    copy = tmp_path / "flip"
    copy.mkdir()
    saved = {name: (folder / name).read_bytes() for name in names}
    log = saved["records.db-wal"]
    assert len(log) > 20_000
    for name, data in saved.items():
        (copy / name).write_bytes(data)
    assert checked(copy) == () or all("其他账户" in text for text in checked(copy))
    rng = random.Random(8)
    for _ in range(80):
        for path in copy.glob("records.db*"):
            path.unlink()
        at, bit = rng.randrange(len(log)), 1 << rng.randrange(8)
        (copy / "records.db").write_bytes(saved["records.db"])
        (copy / "records.db-wal").write_bytes(log[:at] + bytes([log[at] ^ bit]) + log[at + 1 :])
        (copy / "records.key").chmod(0o600)
        said = checked(copy)
        if not said:
            with open_store(copy, write=False) as again:
                assert again.checkpoint() == store.checkpoint(), f"byte {at} bit {bit}"


def test_leaf_kinds_of_the_store_are_kept_apart(store: Store) -> None:
    paper = store.change("纸", lambda tx: tx.leaf("paper", b"", {"a": 1})).value
    assert paper.kind == "paper"
    data = merkle.leaf_data(
        store.origin, paper.seq, paper.at, "paper", b"", merkle.commitment(paper.salt, canonical({"a": 1}).encode())
    )
    assert merkle.leaf_hash(data) == paper.leaf
    size, root, proof = store.proof(paper.seq)
    assert merkle.verify_inclusion(paper.leaf, paper.seq - 1, size, proof, root)
